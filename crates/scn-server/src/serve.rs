//! Accepts connections, with limits on their number and their time.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use hyper::body::Incoming;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use scn_records::Database;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::sync::{Semaphore, oneshot};
use tower::ServiceExt;

use crate::app::{App, now};
use crate::guard::Route;
use crate::routes::router;
use crate::start_error::StartError;
use crate::tables::retention::Deleted;
use crate::{Settings, sending, tables};

/// How long the head of a request may take.
const HEAD: Duration = Duration::from_secs(10);
/// How long a whole request may take, with its answer.
const REQUEST: Duration = Duration::from_secs(60);
/// How long requests may take that are not done when the server is stopped.
const LAST: Duration = Duration::from_secs(10);
/// How long work with the database may take after that.
const LAST_OF_DATABASE: Duration = Duration::from_secs(2);
/// How often what has expired is deleted.
const SWEEP: Duration = Duration::from_secs(600);
/// The most connections at a time.
const MOST: usize = 2_000;

/// A server that runs until it is stopped or dropped.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    routes: Vec<Route>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Server {
    /// Starts a server.
    ///
    /// # Errors
    ///
    /// If the database cannot be used, another server has an address that cannot be, or the system
    /// refuses a thread.
    pub fn start(settings: Settings) -> Result<Self, StartError> {
        let listener = settings.listener.try_clone()?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let app = Arc::new(App::open(settings)?);
        let (router, routes) = router(&app);
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().thread_name("scn-serve").build()?;
        let (stop, stopped) = oneshot::channel();
        let thread = std::thread::Builder::new()
            .name("serve".to_owned())
            .spawn(move || run(runtime, listener, &app, router, stopped))?;
        Ok(Self { address, routes, stop: Some(stop), thread: Some(thread) })
    }

    /// Returns the address at which it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns all routes, each with who may use it.
    #[must_use]
    pub fn routes(&self) -> &[Route] {
        &self.routes
    }

    /// Stops accepting connections, and waits until the requests that were begun are done, at most
    /// twelve seconds.
    pub fn stop(mut self) {
        self.end();
    }

    fn end(&mut self) {
        if let Some(stop) = self.stop.take() {
            // If nobody listens, it has stopped already.
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.end();
    }
}

fn run(
    runtime: Runtime,
    listener: std::net::TcpListener,
    app: &Arc<App>,
    router: Router,
    stopped: oneshot::Receiver<()>,
) {
    runtime.block_on(async {
        tokio::spawn(sweep(Arc::clone(app)));
        tokio::spawn(sending::run(Arc::clone(app)));
        let Ok(listener) = TcpListener::from_std(listener) else { return };
        accept(listener, router, stopped).await;
    });
    // A database that does not answer must not hold up the end.
    runtime.shutdown_timeout(LAST_OF_DATABASE);
}

/// Accepts connections until the server is stopped, and then finishes the requests that were begun.
async fn accept(listener: TcpListener, router: Router, mut stopped: oneshot::Receiver<()>) {
    let free = Arc::new(Semaphore::new(MOST));
    let graceful = GracefulShutdown::new();
    loop {
        let next = async {
            let permit = Arc::clone(&free).acquire_owned().await;
            (permit, listener.accept().await)
        };
        let (permit, accepted) = tokio::select! {
            next = next => next,
            _ = &mut stopped => break,
        };
        let Ok(permit) = permit else { return };
        // Too many open files, for example: later there may be room again.
        let Ok((stream, peer)) = accepted else {
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let router = router.clone();
        let service = hyper::service::service_fn(move |mut request: hyper::Request<Incoming>| {
            request.extensions_mut().insert(ConnectInfo(peer));
            let answer = router.clone().oneshot(request.map(axum::body::Body::new));
            async move {
                let timely = tokio::time::timeout(REQUEST, answer).await;
                timely.unwrap_or_else(|_| {
                    Ok(axum::response::IntoResponse::into_response(hyper::StatusCode::REQUEST_TIMEOUT))
                })
            }
        });
        let mut http = hyper::server::conn::http1::Builder::new();
        http.timer(TokioTimer::new()).header_read_timeout(HEAD).max_buf_size(64 * 1024);
        let connection = graceful.watch(http.serve_connection(TokioIo::new(stream), service));
        tokio::spawn(async move {
            // A connection that breaks off is the visitor's affair.
            drop(connection.await);
            drop(permit);
        });
    }
    // From now on connections are refused, so that a proxy asks another process.
    drop(listener);
    drop(tokio::time::timeout(LAST, graceful.shutdown()).await);
}

/// Deletes what has expired, from time to time.
async fn sweep(app: Arc<App>) {
    loop {
        // If the database does not answer now, it is done the next time.
        let work = |database: &mut Database| {
            let deleted = database.transact(|open| tables::sweep(open, now()))?;
            database.empty_log()?;
            Ok(deleted)
        };
        if let Ok(deleted) = app.run(work).await
            && deleted != Deleted::default()
        {
            let Deleted { attempts, accounts } = deleted;
            tracing::info!(attempts, accounts, "deleted what is no longer kept");
        }
        tokio::time::sleep(SWEEP).await;
    }
}
