//! The authorization endpoint: what it refuses and to whom it says so.

mod client;
mod consent;
mod parameters;
mod post;
mod prompt;
mod redirect_uri;

use crate::support::browser::params_with;
use crate::support::{ISSUER, Reply, TestApp};
use serde_json::json;
use symbolon::protocol::Rule;

pub const SPA: &str = "http://localhost:5173/callback";

/// Changed parameters, the rule that they break, and its error code.
type Refused<'a> = (&'a [(&'a str, &'a str)], Rule, &'a str);

/// The first answer to a request of `client` with some parameters changed, in a browser without cookies.
async fn ask(app: &TestApp, client: &str, changes: &[(&str, &str)]) -> Reply {
    app.browser().ask(&params_with(client, changes)).await
}

/// Asserts our own page, which redirects nowhere and says which rule was broken.
async fn assert_page(app: &TestApp, reply: &Reply, rule: Rule, code: &str) {
    reply.assert_error_page(400, code);
    assert!(reply.text.contains(&format!("<code id=\"error-code\">{code}</code>")), "{reply:?}");
    assert_eq!(reply.error_id().unwrap().len(), 16, "{reply:?}");
    app.assert_rule(reply, rule).await;
}

/// Asserts a refusal that goes to the client with state and issuer, and with nothing else.
async fn assert_told(app: &TestApp, reply: &Reply, rule: Rule, code: &str) {
    reply.assert_error_redirect(SPA, code);
    let query = reply.location().split_once('?').unwrap().1.to_owned();
    let names: Vec<_> =
        form_urlencoded::parse(query.as_bytes()).map(|(name, _)| name.into_owned()).filter(|n| n != "state").collect();
    assert_eq!(names, ["error", "error_description", "iss"], "{reply:?}");
    let description = reply.location_param("error_description").unwrap();
    let (text, id) = description.split_once(" (id ").unwrap();
    assert_eq!(text, rule.description());
    assert!(id.len() == 17 && id.ends_with(')'), "{description}");
    assert_eq!(reply.header("cache-control"), "no-store", "{reply:?}");
    assert_eq!(reply.header("referrer-policy"), "same-origin", "{reply:?}");
    app.assert_rule(reply, rule).await;
}

#[tokio::test]
async fn request_without_a_trusted_client_or_redirect_uri_is_refused_on_our_own_page() {
    let app = TestApp::new().await;
    let table: &[(&[(&str, &str)], Rule)] = &[
        (&[("client_id", "")], Rule::ClientIdMissing),
        (&[("client_id", "nobody")], Rule::ClientUnknown),
        (&[("client_id", "SPA")], Rule::ClientUnknown),
        (&[("client_id", "spa ")], Rule::ClientUnknown),
        (&[("client_id", "\"><script>alert(1)</script>")], Rule::ClientUnknown),
        (&[("redirect_uri", "")], Rule::RedirectUriMissing),
        (&[("redirect_uri", "https://evil.example/")], Rule::RedirectUriUnregistered),
        (&[("client_id", "cli")], Rule::RedirectUriUnregistered),
        (&[("client_id", "service")], Rule::RedirectUriUnregistered),
        // Whatever else is wrong with the request (RFC 9700 §4.11).
        (&[("redirect_uri", "https://evil.example/"), ("response_type", "x")], Rule::RedirectUriUnregistered),
        (&[("redirect_uri", "https://evil.example/"), ("scope", "x")], Rule::RedirectUriUnregistered),
        (&[("redirect_uri", "https://evil.example/"), ("prompt", "none")], Rule::RedirectUriUnregistered),
    ];
    for (changes, rule) in table {
        let reply = ask(&app, "spa", changes).await;
        assert_page(&app, &reply, *rule, "invalid_request").await;
        assert!(!reply.text.contains("<script") && !reply.text.contains("evil.example"), "{reply:?}");
    }
}

#[tokio::test]
async fn disabled_client_is_refused_on_our_own_page() {
    use symbolon::flow::admin::{Actor, client};
    let app = TestApp::new().await;
    client::disable(&app.deps(), &Actor::Cli, "spa", true).await.unwrap();
    app.app.refresh().await.unwrap();
    let reply = ask(&app, "spa", &[]).await;
    assert_page(&app, &reply, Rule::ClientDisabled, "unauthorized_client").await;
}

#[tokio::test]
async fn request_of_a_trusted_client_is_refused_by_redirect() {
    let app = TestApp::new().await;
    let (state, nonce, scope) = ("s".repeat(2049), "n".repeat(2049), "openid ".repeat(600));
    let padded = "0123456789012345678901234567890123456789012=";
    let table: &[Refused<'_>] = &[
        (&[("response_type", "")], Rule::ResponseTypeMissing, "invalid_request"),
        (&[("response_type", "none")], Rule::ResponseTypeUnsupported, "unsupported_response_type"),
        (&[("response_type", "code code")], Rule::ResponseTypeUnsupported, "unsupported_response_type"),
        (&[("response_type", "CODE")], Rule::ResponseTypeUnsupported, "unsupported_response_type"),
        (&[("response_mode", "jwt")], Rule::ResponseModeUnsupported, "invalid_request"),
        (&[("response_mode", "web_message")], Rule::ResponseModeUnsupported, "invalid_request"),
        (&[("response_mode", "FRAGMENT")], Rule::ResponseModeUnsupported, "invalid_request"),
        (&[("request", "e30.e30.")], Rule::RequestObjectInvalid, "invalid_request_object"),
        (&[("request_uri", "https://a.example/r")], Rule::RequestUriUnsupported, "request_uri_not_supported"),
        (&[("registration", "{}")], Rule::RegistrationUnsupported, "registration_not_supported"),
        (&[("scope", "openid \"quoted\"")], Rule::ScopeMalformed, "invalid_scope"),
        (&[("scope", "openid\tprofile")], Rule::ScopeMalformed, "invalid_scope"),
        (&[("scope", "openid sch\u{f6}n")], Rule::ScopeMalformed, "invalid_scope"),
        (&[("scope", "openid nothing")], Rule::ScopeUnknown, "invalid_scope"),
        (&[("scope", "OPENID")], Rule::ScopeUnknown, "invalid_scope"),
        (&[("scope", scope.as_str())], Rule::ParameterTooLong, "invalid_request"),
        (&[("state", state.as_str())], Rule::ParameterTooLong, "invalid_request"),
        (&[("nonce", nonce.as_str())], Rule::ParameterTooLong, "invalid_request"),
        (&[("code_challenge", ""), ("code_challenge_method", "")], Rule::PkceRequired, "invalid_request"),
        (&[("code_challenge", "")], Rule::PkceMethodWithoutChallenge, "invalid_request"),
        (&[("code_challenge_method", "")], Rule::PkceMethodUnsupported, "invalid_request"),
        (&[("code_challenge_method", "plain")], Rule::PkceMethodUnsupported, "invalid_request"),
        (&[("code_challenge_method", "s256")], Rule::PkceMethodUnsupported, "invalid_request"),
        (&[("code_challenge_method", "S512")], Rule::PkceMethodUnsupported, "invalid_request"),
        (&[("code_challenge", "short")], Rule::PkceChallengeMalformed, "invalid_request"),
        (&[("code_challenge", &padded[..42])], Rule::PkceChallengeMalformed, "invalid_request"),
        (&[("code_challenge", padded)], Rule::PkceChallengeMalformed, "invalid_request"),
        (&[("prompt", "create")], Rule::PromptUnknown, "invalid_request"),
        (&[("prompt", "NONE")], Rule::PromptUnknown, "invalid_request"),
        (&[("prompt", "none login")], Rule::PromptNoneCombined, "invalid_request"),
        (&[("prompt", "consent none")], Rule::PromptNoneCombined, "invalid_request"),
        (&[("max_age", "-1")], Rule::MaxAgeMalformed, "invalid_request"),
        (&[("max_age", "1.5")], Rule::MaxAgeMalformed, "invalid_request"),
        (&[("max_age", "soon")], Rule::MaxAgeMalformed, "invalid_request"),
        (&[("max_age", "99999999999999999999")], Rule::MaxAgeMalformed, "invalid_request"),
        (&[("prompt", "none")], Rule::LoginRequired, "login_required"),
    ];
    for (changes, rule, code) in table {
        let reply = ask(&app, "spa", changes).await;
        assert_told(&app, &reply, *rule, code).await;
        let sent = changes.iter().find(|(name, _)| *name == "state").map_or("st-123", |(_, value)| value);
        assert_eq!(reply.location_param("state").as_deref(), Some(sent), "{reply:?}");
    }
}

#[tokio::test]
async fn refusal_without_state_gives_none_back() {
    let app = TestApp::new().await;
    let reply = ask(&app, "spa", &[("state", ""), ("prompt", "none")]).await;
    assert_told(&app, &reply, Rule::LoginRequired, "login_required").await;
    assert_eq!(reply.location_param("state"), None, "{reply:?}");
}

#[tokio::test]
async fn scope_that_is_not_registered_for_the_client_is_refused() {
    let app = TestApp::new().await;
    app.change_client("spa", |client| client.scope = ["openid", "read"].map(str::to_owned).into_iter().collect()).await;
    let reply = ask(&app, "spa", &[("scope", "openid email")]).await;
    assert_told(&app, &reply, Rule::ScopeNotRegistered, "invalid_scope").await;
}

#[tokio::test]
async fn request_without_scope_is_refused_where_there_is_no_default() {
    let app = TestApp::new().await;
    app.change_client("spa", |client| client.default_scope = None).await;
    let reply = ask(&app, "spa", &[("scope", "")]).await;
    assert_told(&app, &reply, Rule::ScopeMissing, "invalid_scope").await;
}

#[tokio::test]
async fn client_without_the_code_grant_is_told_so() {
    let app = TestApp::new().await;
    let metadata = json!({
        "client_name": "No code", "client_type": "public", "redirect_uris": [SPA], "grant_types": ["password"],
        "scope": "openid profile",
    });
    app.add_client("no-code", metadata).await;
    let reply = ask(&app, "spa", &[("client_id", "no-code")]).await;
    assert_told(&app, &reply, Rule::ResponseTypeNotAllowed, "unauthorized_client").await;
}

#[tokio::test]
async fn state_is_required_by_registration_or_by_setting() {
    let app = TestApp::new().await;
    app.change_client("spa", |client| client.require_state = true).await;
    let by_setting = TestApp::with(|settings| settings.clients.require_state = true).await;
    for app in [&app, &by_setting] {
        let reply = ask(app, "spa", &[("state", "")]).await;
        assert_told(app, &reply, Rule::StateRequired, "invalid_request").await;
        assert!(ask(app, "spa", &[]).await.location().starts_with("/login?"));
    }
}

#[tokio::test]
async fn person_who_refuses_or_cancels_is_reported_as_access_denied() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    let login = browser.authorize(&params_with("spa", &[])).await;
    let form = [("csrf", &*login.form_value("login", "csrf")), ("request", &*login.form_value("login", "request"))];
    let cancel = [form[0], form[1], ("decision", "cancel")];
    let cancelled = browser.post("/login", &cancel).await;
    assert_told(&app, &cancelled, Rule::ConsentDenied, "access_denied").await;

    let login = browser.authorize(&params_with("spa", &[])).await;
    let consent = browser.sign_in(&login, "alice", "alice123").await;
    let denied = browser.decide(&consent, "deny").await;
    assert_told(&app, &denied, Rule::ConsentDenied, "access_denied").await;
    assert_eq!(denied.location_param("state").as_deref(), Some("st-123"));
    let again = browser.authorize(&params_with("spa", &[("prompt", "none")])).await;
    assert_told(&app, &again, Rule::ConsentRequired, "consent_required").await;
}

#[tokio::test]
async fn failing_database_is_told_to_the_client_or_on_a_page() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    browser.code("spa", "openid").await;
    app.sql("ALTER TABLE session RENAME TO gone").await;
    let reply = browser.ask(&params_with("spa", &[])).await;
    assert_told(&app, &reply, Rule::StoreUnavailable, "temporarily_unavailable").await;
    assert_eq!(reply.location_param("state").as_deref(), Some("st-123"));
    let page = browser.get("/account").await;
    page.assert_error_page(503, "temporarily_unavailable");
    assert_eq!(page.header("retry-after"), "5");
    app.assert_rule(&page, Rule::StoreUnavailable).await;
}

#[tokio::test]
async fn successful_response_has_code_states_and_issuer_and_nothing_else() {
    let app = TestApp::new().await;
    let hostile = "\"><script>\r\nSet-Cookie: a=b&code=evil#\u{fc}";
    let mut browser = app.browser();
    browser.code("spa", "openid profile").await;
    let reply = browser.ask(&params_with("spa", &[("state", hostile)])).await;
    let location = reply.location();
    let pairs: Vec<_> = form_urlencoded::parse(location.split_once('?').unwrap().1.as_bytes()).collect();
    assert_eq!(
        pairs.iter().map(|(name, _)| name.as_ref()).collect::<Vec<_>>(),
        ["code", "session_state", "state", "iss"]
    );
    assert_eq!(pairs[2].1, hostile);
    assert_eq!(pairs[3].1, ISSUER);
    assert!(location.bytes().all(|byte| byte.is_ascii_graphic()) && !location.contains(['"', '<', '#']), "{location}");
    assert_eq!(reply.header("referrer-policy"), "same-origin");
    assert_eq!(reply.header("cache-control"), "no-store");
}
