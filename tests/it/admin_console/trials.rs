//! Trying a client out at the console.

use super::{assert_has, confirm, send, signed_in};
use crate::support::browser::params_with;
use crate::support::reply::claims;
use crate::support::{Browser, Reply, TestApp};
use symbolon::flow::admin::audit::{Filter, Page, list};
use symbolon::flow::admin::{Actor, client, user};
use symbolon::model::GrantType;
use symbolon::protocol::Rule;
use symbolon::store::event::EventPage;

const CALLBACK: &str = "http://localhost:8000/admin/try/callback";

/// Begins a trial; gives the answer that follows, at most as far as a page where somebody is asked.
async fn begin(browser: &mut Browser<'_>, client_id: &str, filled: &[(&str, &str)]) -> Reply {
    let reply = send(browser, &format!("/admin/clients/{client_id}/try"), "try", filled).await;
    browser.follow(reply).await
}

/// The response that is on its way to the console's page.
fn response(reply: &Reply) -> String {
    let location = reply.location();
    assert!(location.starts_with(CALLBACK), "{reply:?}");
    location.strip_prefix("http://localhost:8000").unwrap().to_owned()
}

/// The trial's page once its response was taken, and its address.
async fn finish(browser: &mut Browser<'_>, reply: &Reply) -> (String, Reply) {
    let mut path = reply.location();
    if path.starts_with(CALLBACK) {
        path = browser.get(&response(reply)).await.location();
    }
    let page = browser.get(&path).await;
    assert_eq!(page.status, 200, "{path}");
    (path, page)
}

/// A token of a page's first answer of the token endpoint.
fn token(page: &Reply, name: &str) -> String {
    let text = page.text.replace("&quot;", "\"");
    let from = text.split_once(&format!("\"{name}\": \"")).unwrap_or_else(|| panic!("no {name} in {page:?}")).1;
    from.split('"').next().unwrap().to_owned()
}

async fn consented<'a>(app: &'a TestApp, client_id: &str, scope: &str) -> (Browser<'a>, Reply) {
    let mut browser = signed_in(app, "admin").await;
    let shown = begin(&mut browser, client_id, &[("scope", scope)]).await;
    assert!(shown.text.contains("<form id=\"consent\""), "{shown:?}");
    let reply = browser.submit(&shown, "consent", &[("decision", "allow")]).await;
    (browser, reply)
}

#[tokio::test]
async fn trial_shows_every_request_and_response_and_reads_the_tokens() {
    let app = TestApp::new().await;
    let (mut browser, reply) = consented(&app, "postman", "openid email offline_access").await;
    let (path, page) = finish(&mut browser, &reply).await;
    assert_has(
        &page,
        &["GET http://localhost:8000/authorize", "code_challenge_method=S256", "grant_type=authorization_code"],
    );
    assert_has(&page, &["code_verifier=", "GET http://localhost:8000/userinfo", "email_verified"]);
    let access = token(&page, "access_token");
    assert_eq!(claims(&access)["client_id"], "postman");
    assert_eq!(app.userinfo(&access).await.status, 200, "the tokens are real");
    assert_has(&page, &[&format!("href=\"{path}/refresh\""), &format!("href=\"{path}/revoke\"")]);
    confirm(&mut browser, &format!("{path}/refresh")).await;
    let again = browser.get(&path).await;
    assert_has(&again, &["grant_type=refresh_token"]);
    confirm(&mut browser, &format!("{path}/revoke")).await;
    assert_eq!(app.userinfo(&access).await.status, 401);
    let over = browser.get(&path).await;
    assert!(!over.text.contains(&format!("href=\"{path}/revoke\"")), "{over:?}");
}

#[tokio::test]
async fn service_is_tried_at_once() {
    let app = TestApp::new().await;
    let mut browser = signed_in(&app, "admin").await;
    let reply = send(&mut browser, "/admin/clients/service/try", "try", &[("scope", "read")]).await;
    let (_, page) = finish(&mut browser, &reply).await;
    assert_has(&page, &["grant_type=client_credentials"]);
    assert_eq!(claims(&token(&page, "access_token"))["sub"], "service");
}

#[tokio::test]
async fn refusal_of_the_request_is_shown_as_the_client_would_get_it() {
    let app = TestApp::new().await;
    let mut browser = signed_in(&app, "admin").await;
    let page = begin(&mut browser, "spa", &[("scope", "openid nonsense")]).await;
    assert_has(&page, &["error=invalid_scope"]);
    assert!(!page.text.contains("grant_type="), "{page:?}");
    app.change_client("postman", |metadata| {
        metadata.grant_types = vec![GrantType::TokenExchange];
        metadata.responses.response_types.clear();
    })
    .await;
    let reply = send(&mut browser, "/admin/clients/postman/try", "try", &[]).await;
    assert_eq!(reply.status, 422);
    assert_has(&reply, &["authorization_code"]);
    client::disable(&app.deps(), &Actor::Cli, "dashboard", true).await.unwrap();
    app.app.refresh().await.unwrap();
    let reply = send(&mut browser, "/admin/clients/dashboard/try", "try", &[]).await;
    assert_has(&reply, &["switched off"]);
}

#[tokio::test]
async fn no_request_but_the_consoles_own_is_answered_at_its_page() {
    let app = TestApp::new().await;
    let mut browser = signed_in(&app, "admin").await;
    for changes in [vec![("redirect_uri", CALLBACK)], vec![("redirect_uri", CALLBACK), ("trial", "true")]] {
        let refused = browser.ask(&params_with("spa", &changes)).await;
        app.assert_rule(&refused, Rule::RedirectUriUnregistered).await;
    }
    // One that is under way does not make the page an address of the client either.
    begin(&mut browser, "spa", &[("scope", "openid")]).await;
    let refused = browser.ask(&params_with("spa", &[("redirect_uri", CALLBACK)])).await;
    app.assert_rule(&refused, Rule::RedirectUriUnregistered).await;
}

#[tokio::test]
async fn response_is_taken_once_and_only_in_the_browser_of_who_tries() {
    let app = TestApp::new().await;
    let (mut browser, reply) = consented(&app, "spa", "openid").await;
    let answer = response(&reply);
    let mut victim = signed_in(&app, "alice").await;
    app.assert_rule(&victim.get(&answer).await, Rule::InteractionUnknown).await;
    app.assert_rule(&app.get(&answer).await, Rule::InteractionUnknown).await;
    app.assert_rule(&browser.get("/admin/try/callback?code=x&state=y").await, Rule::InteractionUnknown).await;
    app.assert_rule(&browser.get("/admin/try/callback").await, Rule::InteractionUnknown).await;
    let (path, _) = finish(&mut browser, &reply).await;
    app.assert_rule(&browser.get(&answer).await, Rule::InteractionUnknown).await;
    app.assert_rule(&victim.get(&path).await, Rule::NotAdministrator).await;
    user::set(&app.deps(), &Actor::Cli, "alice", |alice| alice.admin = true).await.unwrap();
    assert_eq!(victim.get(&path).await.status, 404, "another administrator's trial is not found");
    app.advance(901);
    let mut late = signed_in(&app, "admin").await;
    assert_eq!(late.get(&path).await.status, 404);
}

#[tokio::test]
async fn client_can_be_tried_as_somebody_else_and_the_administrator_goes_on() {
    let app = TestApp::new().await;
    let mut browser = signed_in(&app, "admin").await;
    let login = begin(&mut browser, "spa", &[("scope", "openid profile"), ("prompt", "login")]).await;
    let shown = browser.sign_in(&login, "alice", "alice123").await;
    let reply = browser.submit(&shown, "consent", &[("decision", "allow")]).await;
    let (_, page) = finish(&mut browser, &reply).await;
    assert_has(&page, &["Alice Liddell"]);
    assert_eq!(browser.get("/admin").await.status, 200);
}

#[tokio::test]
async fn trials_leave_an_event_and_nothing_readable_in_the_database() {
    let app = TestApp::new().await;
    let (mut browser, reply) = consented(&app, "spa", "openid").await;
    let (_, page) = finish(&mut browser, &reply).await;
    let filter = Filter { action: Some("client.try".to_owned()), ..Filter::default() };
    let page_of = Page { from: EventPage::Newest, limit: 10 };
    let events = list(&app.deps(), &Actor::Cli, filter, &page_of).await.unwrap();
    assert_eq!((events.len(), events[0].client_id.as_deref(), events[0].detail.as_str()), (1, Some("spa"), ""));
    let access = token(&page, "access_token");
    let found = app.dump().await.iter().any(|(_, rows)| rows.iter().any(|row| row.contains(&access)));
    assert!(!found, "a token in clear");
}

#[tokio::test]
async fn nobody_but_an_administrator_tries_clients() {
    let app = TestApp::new().await;
    let mut browser = signed_in(&app, "alice").await;
    let refused = browser.get("/admin/clients/spa/try").await;
    app.assert_rule(&refused, Rule::NotAdministrator).await;
    let forged = browser.post("/admin/clients/spa/try", &[("scope", "openid")]).await;
    assert_eq!(forged.status, 403);
}

#[tokio::test]
async fn device_is_tried_with_its_code_and_polls_until_its_person_has_answered() {
    let app = TestApp::new().await;
    let mut browser = signed_in(&app, "admin").await;
    let reply = send(&mut browser, "/admin/clients/cli/try", "try", &[("scope", "openid")]).await;
    let (path, page) = finish(&mut browser, &reply).await;
    assert_has(&page, &["/device_authorization", "verification_uri_complete", &format!("{path}/poll")]);
    confirm(&mut browser, &format!("{path}/poll")).await;
    assert_has(&browser.get(&path).await, &["authorization_pending"]);
    browser.allow_device(&token(&page, "user_code")).await;
    app.advance(10);
    confirm(&mut browser, &format!("{path}/poll")).await;
    let page = browser.get(&path).await;
    assert_eq!(claims(&token(&page, "access_token"))["client_id"], "cli");
    assert!(!page.text.contains(&format!("{path}/poll")), "{page:?}");
}
