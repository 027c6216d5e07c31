//! Asks every route as every role.

use crate::harness::{Running, Visitor, id, on_both_stores};
use scn_server::{Access, Form, Role, Route};

fn path_of(route: &Route) -> String {
    route.path.replace("{course}", "till").replace("{id}", &id(1)).replace("{file}", "no.png")
}

fn ask(visitor: &mut Visitor, route: &Route, token: &str) -> u16 {
    let path = path_of(route);
    let answer = match (route.method, route.form) {
        ("GET", _) => visitor.get(&path),
        (_, Form::Page) => visitor.post_with(&path, "", &[("token", token)]),
        (_, Form::Json) => {
            let headers = format!("content-type: application/json\r\nx-scn-token: {token}\r\n");
            visitor.request("POST", &path, &headers, "{}")
        }
    };
    assert!(answer.status != 0 && answer.status < 500, "{} {path}: {} {}", route.method, answer.status, answer.body);
    answer.status
}

#[test]
fn every_route_refuses_whom_it_must() {
    on_both_stores(|running| {
        let mut people: Vec<(Option<Role>, Visitor)> = vec![(None, running.visitor())];
        for role in Role::ALL {
            people.push((Some(role), running.person(role.as_str(), role)));
        }
        let routes: Vec<Route> = running.server.routes().to_vec();
        assert!(routes.len() > 30, "{}", routes.len());
        for (role, person) in &mut people {
            for route in &routes {
                // A copy, so that signing out ends no visit of the next request.
                if route.path == "/sign-out" {
                    continue;
                }
                person.get("/sign-in");
                let token = person.token.clone();
                let status = ask(&mut person.clone(), route, &token);
                let what = format!("{} {} as {role:?}: {status}", route.method, route.path);
                match (route.access, *role) {
                    (Access::Anybody | Access::Visitor, _) => assert!(![401, 403].contains(&status), "{what}"),
                    (Access::Role(_), None) => assert_eq!(status, 401, "{what}"),
                    (Access::Role(least), Some(role)) if role < least => assert_eq!(status, 403, "{what}"),
                    (Access::Role(_), Some(_)) => assert!(![401, 403].contains(&status), "{what}"),
                }
            }
        }
    });
}

#[test]
fn nothing_is_changed_without_the_token_of_the_visit() {
    let running = Running::start();
    let mut other = running.learner("Ben");
    let mut person = running.person("Ana", Role::Administrator);
    let (own, foreign) = (person.token.clone(), other.token.clone());
    assert_ne!(own, foreign);
    for route in running.server.routes().to_vec().iter().filter(|route| route.method == "POST") {
        for token in ["", "x", &foreign] {
            assert_eq!(ask(&mut person.clone(), route, token), 403, "{} with {token:?}", route.path);
        }
        for headers in ["origin: https://elsewhere.example\r\n", "sec-fetch-site: cross-site\r\n", "origin: null\r\n"] {
            let answer = match route.form {
                Form::Page => person.clone().post_with(&path_of(route), headers, &[("token", &own)]),
                Form::Json => {
                    let headers = format!("content-type: application/json\r\nx-scn-token: {own}\r\n{headers}");
                    person.clone().request("POST", &path_of(route), &headers, "{}")
                }
            };
            assert_eq!(answer.status, 403, "{} with {headers}", route.path);
        }
    }
    assert_eq!(person.get("/me").status, 200, "she is still signed in");
    assert_eq!(other.get("/me").status, 200);
}
