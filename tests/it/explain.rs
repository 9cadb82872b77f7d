//! Why a request was refused, for who administers the server.

use crate::support::browser::params_with;
use crate::support::{Client, Reply, TestApp};
use symbolon::flow::admin::refusal::{Explanation, explain, list};
use symbolon::flow::admin::{Actor, AdminError, Administrator};
use symbolon::model::Scope;
use symbolon::protocol::Rule;
use symbolon::protocol::difference::DifferenceKind;
use symbolon::store::refusal::RefusalPage;

async fn explained(app: &TestApp, reply: &Reply) -> Explanation {
    let id = reply.error_id().unwrap_or_else(|| panic!("no id in {reply:?}"));
    explain(&app.deps(), &Actor::Cli, &id).await.unwrap()
}

async fn refused(app: &TestApp, changes: &[(&str, &str)]) -> Explanation {
    let reply = app.browser().authorize(&params_with("spa", changes)).await;
    explained(app, &reply).await
}

#[tokio::test]
async fn redirect_uri_is_shown_beside_the_registered_ones_with_the_first_differing_character() {
    let app = TestApp::new().await;
    let found = refused(&app, &[("redirect_uri", "http://localhost:5173/callback/")]).await;
    assert_eq!(found.rule, Some(Rule::RedirectUriUnregistered));
    assert_eq!(found.client_name.as_deref(), Some("Single-page app"));
    assert_eq!(found.record.received.as_deref(), Some("http://localhost:5173/callback/"));
    let registered = found.registered.unwrap();
    assert_eq!(registered.what, "redirect_uris");
    assert_eq!(registered.values, ["http://localhost:5173/callback", "http://localhost:8000/docs/oauth2-redirect"]);
    let difference = found.difference.unwrap();
    assert_eq!(difference.kind, DifferenceKind::TrailingSlash);
    assert_eq!((difference.shared, difference.received, difference.expected), (30, Some('/'), None));
    let why = found.why.unwrap();
    assert!(why.section.contains('§') && !why.mend.is_empty());
}

#[tokio::test]
async fn page_of_a_refusal_leads_administrators_to_its_explanation_unless_they_have_a_listener_of_their_own() {
    let wrong = params_with("spa", &[("redirect_uri", "http://localhost:5173/elsewhere")]);
    let app = TestApp::new().await;
    let mut browser = app.browser();
    let page = browser.authorize(&wrong).await;
    let path = format!("/admin/refusals/{}", page.error_id().unwrap());
    assert!(page.text.contains(&format!("id=\"error-explanation\" href=\"{path}\"")), "{page:?}");
    let login = browser.get(&path).await.location();
    let login = browser.get(&login).await;
    let explained = browser.sign_in(&login, "admin", "admin123").await;
    assert!(explained.status == 200 && explained.text.contains("<mark>e</mark>lsewhere"), "{explained:?}");
    let unknown = browser.get("/no-such-page").await;
    assert!(!unknown.text.contains("error-explanation"), "{unknown:?}");

    let apart = TestApp::with(|settings| settings.admin.listen = Some("127.0.0.1:9".parse().unwrap())).await;
    let page = apart.browser().authorize(&wrong).await;
    assert!(page.error_id().is_some() && !page.text.contains("error-explanation"), "{page:?}");
}

#[tokio::test]
async fn scheme_port_and_case_of_a_redirect_uri_are_called_by_name() {
    let app = TestApp::new().await;
    for (uri, kind) in [
        ("https://localhost:5173/callback", DifferenceKind::Scheme),
        ("http://localhost:5174/callback", DifferenceKind::Port),
        ("http://localhost:5173/Callback", DifferenceKind::Case),
    ] {
        let found = refused(&app, &[("redirect_uri", uri)]).await;
        assert_eq!(found.difference.unwrap().kind, kind, "{uri}");
    }
}

#[tokio::test]
async fn unknown_client_is_shown_beside_the_most_similar_one() {
    let app = TestApp::new().await;
    let reply = app.browser().authorize(&params_with("spaa", &[])).await;
    let found = explained(&app, &reply).await;
    assert_eq!((found.rule, found.client_name), (Some(Rule::ClientUnknown), None));
    assert_eq!(found.difference.unwrap().nearest, "spa");
}

#[tokio::test]
async fn unregistered_scope_is_shown_beside_the_registered_scopes() {
    let app = TestApp::new().await;
    let reply = app.client("service").token(&[("grant_type", "client_credentials"), ("scope", "raed")]).await;
    let found = explained(&app, &reply).await;
    assert_eq!(found.rule, Some(Rule::ScopeUnknown));
    assert_eq!(found.difference.unwrap().nearest, "read");
    app.change_client("spa", |metadata| metadata.scope = Scope::from_text("openid read")).await;
    let found = refused(&app, &[("scope", "openid write")]).await;
    assert_eq!(found.rule, Some(Rule::ScopeNotRegistered));
    assert_eq!(found.registered.unwrap().values, ["openid", "read"]);
}

#[tokio::test]
async fn grant_that_is_not_registered_is_shown_beside_those_that_are() {
    let app = TestApp::new().await;
    let reply = app.client("service").token(&[("grant_type", "password"), ("username", "a"), ("password", "b")]).await;
    let found = explained(&app, &reply).await;
    assert_eq!(found.rule, Some(Rule::GrantNotAllowed));
    assert_eq!(found.registered.unwrap().values, ["client_credentials"]);
}

#[tokio::test]
async fn what_was_mended_meanwhile_has_no_difference() {
    let app = TestApp::new().await;
    let reply = app.browser().authorize(&params_with("spa", &[("redirect_uri", "http://localhost:9/new")])).await;
    app.change_client("spa", |metadata| metadata.redirect_uris.push("http://localhost:9/new".to_owned())).await;
    assert_eq!(explained(&app, &reply).await.difference.unwrap().kind, DifferenceKind::Same);
}

#[tokio::test]
async fn explanation_holds_no_secret_of_the_request() {
    let app = TestApp::new().await;
    let reply =
        Client::with_secret(&app, "service", "canary-secret").token(&[("grant_type", "client_credentials")]).await;
    let found = explained(&app, &reply).await;
    assert_eq!(found.rule, Some(Rule::ClientAuthFailed));
    assert!(!serde_json::to_string(&found).unwrap().contains("canary"));
}

#[tokio::test]
async fn id_that_was_never_given_is_said_to_be_unknown() {
    let app = TestApp::new().await;
    for id in ["", "nothing", "0000000000000000", "'; DROP TABLE refusal; --"] {
        let error = explain(&app.deps(), &Actor::Cli, id).await.unwrap_err();
        assert!(matches!(error, AdminError::NotFound { noun: "refusal", .. }), "{error}");
    }
}

#[tokio::test]
async fn who_may_not_read_the_audit_log_gets_no_explanation() {
    let app = TestApp::new().await;
    let nobody = Administrator { user_id: None, client_id: None, permissions: std::collections::BTreeSet::new() };
    let actor = Actor::Administrator(nobody);
    let error = explain(&app.deps(), &actor, "x").await.unwrap_err();
    assert!(matches!(error, AdminError::Forbidden(_)), "{error}");
    let error = list(&app.deps(), &actor, &RefusalPage::default()).await.unwrap_err();
    assert!(matches!(error, AdminError::Forbidden(_)), "{error}");
}

#[tokio::test]
async fn newest_refusals_come_first_page_by_page_and_by_client() {
    let app = TestApp::new().await;
    let mut ids = Vec::new();
    for number in 0..5 {
        let client = if number == 2 { "native" } else { "spa" };
        let reply = app.browser().authorize(&params_with(client, &[("redirect_uri", "https://no.example/")])).await;
        ids.push(reply.error_id().unwrap());
        app.advance(1);
    }
    app.app.services.refusals.flush(app.db()).await.unwrap();
    ids.reverse();
    let mut page = RefusalPage { limit: 2, ..RefusalPage::default() };
    let mut seen = Vec::new();
    loop {
        let records = list(&app.deps(), &Actor::Cli, &page).await.unwrap();
        let Some(last) = records.last() else { break };
        page.after = Some((last.at_ms, last.id.clone()));
        seen.extend(records.into_iter().map(|record| record.id));
    }
    assert_eq!(seen, ids);
    let page = RefusalPage { limit: 9, client_id: Some("native".to_owned()), ..RefusalPage::default() };
    let records = list(&app.deps(), &Actor::Cli, &page).await.unwrap();
    assert_eq!(records.iter().map(|record| record.id.clone()).collect::<Vec<_>>(), [ids[2].clone()]);
}

#[tokio::test]
async fn console_leads_from_the_id_to_the_explanation() {
    let app = TestApp::new().await;
    let reply =
        app.browser().authorize(&params_with("spa", &[("redirect_uri", "http://localhost:5173/callback/")])).await;
    let id = reply.error_id().unwrap();
    let mut browser = app.browser();
    let login = browser.get("/login").await;
    browser.sign_in(&login, "admin", "admin123").await;
    let found = browser.get(&format!("/admin/refusals?id=%20{}", id.to_uppercase())).await;
    assert_eq!(found.location(), format!("/admin/refusals/{id}"));
    let page = browser.follow(found).await;
    assert!(page.text.contains("callback<mark>/</mark>") && page.text.contains("callback<mark></mark>"), "{page:?}");
    let listed = browser.get("/admin/refusals?client=spa").await;
    assert!(listed.text.contains(&id), "{listed:?}");
    let unknown = browser.get("/admin/refusals?id=nothing").await;
    assert!(unknown.status == 200 && unknown.text.contains("<bdi>nothing</bdi>"), "{unknown:?}");
    assert_eq!(browser.get("/admin/refusals/nothing").await.status, 404);
}

#[tokio::test]
async fn hostile_redirect_uri_is_encoded_in_its_explanation() {
    let app = TestApp::new().await;
    let hostile = "http://localhost:5173/\"><script>alert(1)</script>";
    let reply = app.browser().authorize(&params_with("spa", &[("redirect_uri", hostile)])).await;
    let mut browser = app.browser();
    let login = browser.get("/login").await;
    browser.sign_in(&login, "admin", "admin123").await;
    let page = browser.get(&format!("/admin/refusals/{}", reply.error_id().unwrap())).await;
    assert!(page.status == 200 && !page.text.contains("<script"), "{page:?}");
}
