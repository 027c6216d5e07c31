//! All routes, each with who may use it.

use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::handler::Handler;
use axum::http::{HeaderValue, header};
use axum::middleware::{Next, from_fn, map_response};
use axum::response::Response;
use axum::routing::{MethodFilter, on};

use crate::app::App;
use crate::guard::{Access, Form, Route, guard};
use crate::pages::{api, counts, courses, me, openid, roster, setup, sign, status, upkeep};
use crate::refusal::Refusal;
use crate::tables::accounts::Role;

/// Collects routes, none of which can be added without saying who may use it.
struct Routes {
    app: Arc<App>,
    router: Router<Arc<App>>,
    list: Vec<Route>,
}

impl Routes {
    fn add<H, T>(&mut self, method: &'static str, path: &'static str, access: Access, form: Form, handler: H)
    where
        H: Handler<T, Arc<App>>,
        T: 'static,
    {
        let app = Arc::clone(&self.app);
        let route = Route { method, path, access, form };
        let guarded = from_fn(move |request: Request, next: Next| guard(Arc::clone(&app), route, request, next));
        let filter = if method == "POST" { MethodFilter::POST } else { MethodFilter::GET };
        let router = std::mem::take(&mut self.router);
        self.router = router.route(path, on(filter, handler).layer(guarded));
        self.list.push(route);
    }

    fn get<H: Handler<T, Arc<App>>, T: 'static>(&mut self, path: &'static str, access: Access, handler: H) {
        self.add("GET", path, access, Form::Page, handler);
    }

    fn post<H: Handler<T, Arc<App>>, T: 'static>(&mut self, path: &'static str, access: Access, handler: H) {
        self.add("POST", path, access, Form::Page, handler);
    }
}

/// Returns the router, and the list of its routes.
pub(crate) fn router(app: &Arc<App>) -> (Router, Vec<Route>) {
    let mut routes = Routes { app: Arc::clone(app), router: Router::new(), list: Vec::new() };
    let (visitor, learner) = (Access::Visitor, Access::Role(Role::Learner));
    let (author, manager) = (Access::Role(Role::Author), Access::Role(Role::Manager));
    let administrator = Access::Role(Role::Administrator);

    routes.get("/", visitor, courses::list);
    routes.get("/pages.css", Access::Anybody, courses::style);
    routes.get("/c/{course}/", visitor, courses::page);
    // The same for everybody, and may be stored, so it must not set a cookie.
    routes.get("/c/{course}", Access::Anybody, courses::complete_path);
    routes.get("/c/{course}/play", Access::Anybody, courses::player);
    routes.get("/c/{course}/media/{file}", Access::Anybody, courses::file);
    routes.add("GET", "/c/{course}/state", visitor, Form::Json, api::state);
    routes.add("POST", "/c/{course}/attempts/{id}", visitor, Form::Json, api::record);
    routes.add("GET", "/openapi.json", Access::Anybody, Form::Json, api::description);

    routes.get("/sign-in", visitor, sign::show_sign_in);
    routes.post("/sign-in", visitor, sign::sign_in);
    routes.get("/sign-up", visitor, sign::show_sign_up);
    routes.post("/sign-up", visitor, sign::sign_up);
    routes.get("/recover", visitor, sign::show_recover);
    routes.post("/recover", visitor, sign::recover);
    routes.get("/openid/start", visitor, openid::start);
    routes.get(crate::openid::RETURN, visitor, openid::back);
    routes.get("/openid/name", visitor, openid::show_name);
    routes.post("/openid/name", visitor, openid::choose_name);
    routes.post("/sign-out", visitor, sign::sign_out);
    routes.get("/keep", learner, sign::show_keep);
    routes.post("/keep", learner, sign::keep);

    routes.get("/me", learner, me::show);
    routes.get("/me/records.json", learner, me::export);
    routes.get("/me/certificate/{course}", learner, me::certificate);
    routes.post("/me/share", learner, me::share);
    routes.post("/me/passphrase", learner, me::change_passphrase);
    routes.post("/me/delete", learner, me::delete);

    routes.get("/counts", author, counts::list);
    routes.get("/counts/{course}", author, counts::show);

    routes.get("/roster", manager, roster::list);
    routes.get("/roster/{course}", manager, roster::show);
    routes.get("/roster/{course}/list.csv", manager, roster::csv);
    routes.get("/people/{id}", manager, roster::person);

    routes.get("/setup", administrator, setup::show);
    routes.post("/setup/accounts", administrator, setup::add_account);
    routes.post("/setup/import", administrator, setup::import);
    routes.post("/setup/role", administrator, setup::change_role);
    routes.post("/setup/recovery", administrator, setup::give_recovery);
    routes.post("/setup/groups", administrator, setup::change_group);
    routes.post("/setup/assignments", administrator, setup::assign);
    routes.post("/setup/unassign", administrator, setup::unassign);
    routes.post("/setup/retention", administrator, upkeep::set_retention);
    routes.get("/setup/log", administrator, upkeep::log);

    routes.get("/healthz", Access::Anybody, status::alive);
    routes.get("/readyz", Access::Anybody, status::ready);
    routes.get("/metrics", Access::Anybody, status::metrics);

    // What is asked for is not said: it may be a name.
    let unknown = |request: Request| async move {
        tracing::info!(method = request.method().as_str(), path = "-", status = 404, milliseconds = 0, "request");
        Refusal::NotFound
    };
    let router = routes.router.fallback(unknown).layer(map_response(add_headers));
    (router.with_state(Arc::clone(app)), routes.list)
}

/// Adds what every answer says to browsers.
async fn add_headers(mut answer: Response) -> Response {
    let always = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (header::HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ];
    for (name, value) in always {
        answer.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    answer
}
