//! Who gets in.

use super::signed_in;
use crate::support::{Reply, TestApp, encode};
use poem::Request;
use symbolon::http::routes::{RouteSpec, routes};
use symbolon::protocol::Rule;

const METHODS: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"];

/// Where the response of a trial arrives, in whichever account the trial signed in: it shows nothing and is for the browser that
/// began the trial.
const CALLBACK: &str = "/admin/try/callback";

/// The pages of the console, not the API below it.
fn console() -> impl Iterator<Item = &'static RouteSpec> {
    let pages = routes().filter(|route| route.path == "/admin" || route.path.starts_with("/admin/"));
    pages.filter(|route| !route.path.starts_with("/admin/api") && route.path != CALLBACK)
}

fn request(route: &RouteSpec, method: &str) -> Request {
    let path = route.path.replace(['{', '}'], "");
    let builder = Request::builder().method(method.parse().unwrap()).uri(path.parse().unwrap());
    builder.content_type("application/x-www-form-urlencoded").body(encode(&[("csrf", "x"), ("id", "x")]))
}

/// Nothing of the console: no list, no form, no name.
fn assert_nothing(reply: &Reply, what: &str) {
    assert!(!reply.text.contains("console-nav") && !reply.text.contains("name=\"csrf\""), "{what}: {reply:?}");
}

#[tokio::test]
async fn anonymous_browser_is_led_to_the_sign_in_page_from_every_page_and_deed_of_the_console() {
    let app = TestApp::new().await;
    let mut paths = 0;
    for route in console() {
        for method in METHODS {
            let reply = app.send(request(route, method)).await;
            let what = format!("{method} {}", route.path);
            if route.methods.contains(&method) {
                assert_eq!(reply.status, 303, "{what}: {reply:?}");
                assert!(reply.location().starts_with("/login"), "{what}: {reply:?}");
                paths += 1;
            } else {
                assert_eq!(reply.status, 405, "{what}: {reply:?}");
            }
            assert_nothing(&reply, &what);
        }
    }
    assert!(paths > 1, "{paths}");
}

#[tokio::test]
async fn response_without_a_trial_of_this_browser_gets_nothing_of_the_console() {
    let app = TestApp::new().await;
    let mut alice = signed_in(&app, "alice").await;
    for address in [CALLBACK.to_owned(), format!("{CALLBACK}?state=x&code=y")] {
        for reply in [app.get(&address).await, alice.get(&address).await] {
            assert_eq!(reply.status, 400, "{reply:?}");
            assert_nothing(&reply, &address);
        }
    }
}

#[tokio::test]
async fn person_who_is_no_administrator_gets_nothing_from_any_method_of_any_page_of_the_console() {
    let app = TestApp::new().await;
    let mut alice = signed_in(&app, "alice").await;
    for route in console() {
        for method in METHODS {
            let reply = alice.send(request(route, method)).await;
            let what = format!("{method} {}", route.path);
            if route.methods.contains(&method) {
                reply.assert_error_page(403, "access_denied");
                app.assert_rule(&reply, Rule::NotAdministrator).await;
            } else {
                assert_eq!(reply.status, 405, "{what}: {reply:?}");
            }
            assert_nothing(&reply, &what);
        }
    }
}

#[tokio::test]
async fn deed_without_the_proof_of_our_own_page_is_forged() {
    let app = TestApp::new().await;
    let mut admin = signed_in(&app, "admin").await;
    let mut other = signed_in(&app, "admin").await;
    // A proof is for one browser and one path.
    let foreign = other.get("/admin/add-user").await.form_value("user-add", "csrf");
    let elsewhere = admin.get("/logout").await.form_value("logout", "csrf");
    for route in console().filter(|route| route.methods.contains(&"POST")) {
        for proof in ["", "x", foreign.as_str(), elsewhere.as_str()] {
            let path = route.path.replace(['{', '}'], "");
            let reply = admin.post(&path, &[("csrf", proof), ("id", "x")]).await;
            reply.assert_error_page(403, "invalid_request");
            app.assert_rule(&reply, Rule::FormForged).await;
        }
    }
}

#[tokio::test]
async fn demoted_administrator_is_out_at_the_next_request() {
    let app = TestApp::new().await;
    let mut admin = signed_in(&app, "admin").await;
    assert_eq!(admin.get("/admin").await.status, 200);
    let deps = app.deps();
    let cli = symbolon::flow::admin::Actor::Cli;
    symbolon::flow::admin::user::set(&deps, &cli, "alice", |user| user.admin = true).await.unwrap();
    symbolon::flow::admin::user::set(&deps, &cli, "admin", |user| user.admin = false).await.unwrap();
    admin.get("/admin").await.assert_error_page(403, "access_denied");
}

#[tokio::test]
async fn sign_in_comes_back_to_the_page_of_the_console() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    let login = browser.get("/admin/users").await;
    let login = browser.follow(login).await;
    let users = browser.sign_in(&login, "admin", "admin123").await;
    assert!(users.text.contains("console-nav") && users.text.contains("<bdi>alice</bdi>"), "{users:?}");
    assert_eq!(users.header("cache-control"), "no-store");
}
