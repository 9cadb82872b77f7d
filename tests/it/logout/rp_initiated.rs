//! A client asks to sign a person out (OpenID Connect RP-Initiated Logout 1.0 §2; security check 78). Tests are named after
//! the modules of the conformance suite's plan where there is one.

use crate::support::browser::{params_with, redirect_uri};
use crate::support::{Browser, Reply, TestApp, encode, page, reply};
use serde_json::json;
use symbolon::model::SigningAlgorithm;
use symbolon::protocol::Rule;

/// Where it leads afterwards.
pub const BYE: &str = "http://localhost:3000/bye";
const STATE: &str = "a state of many characters: ?&=%20\"<>'; and more";

/// A provider whose client `dashboard` has registered [`BYE`].
pub async fn provider() -> TestApp {
    let app = TestApp::new().await;
    app.change_client("dashboard", |client| client.logout.post_logout_redirect_uris = vec![BYE.to_owned()]).await;
    app
}

/// An ID token of `dashboard` for alice in this browser.
async fn id_token(app: &TestApp, browser: &mut Browser<'_>) -> String {
    let code = browser.code("dashboard", "openid").await;
    app.client("dashboard").redeem(&code).await.field("id_token")
}

async fn ask(browser: &mut Browser<'_>, params: &[(&str, &str)]) -> Reply {
    browser.get(&format!("/logout?{}", encode(params))).await
}

/// Presses the button of the question.
async fn confirm(browser: &mut Browser<'_>, shown: &Reply) -> Reply {
    let form = page::form(&shown.text, "logout");
    let mut fields = vec![("csrf", page::input(form, "csrf").unwrap())];
    fields.extend(page::input(form, "request").map(|held| ("request", held)));
    let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    browser.post("/logout", &fields).await
}

fn is_question(shown: &Reply) -> bool {
    shown.status == 200 && shown.text.contains("id=\"logout-confirm\"")
}

fn is_done(shown: &Reply) -> bool {
    shown.status == 200 && shown.text.contains("id=\"logout-done\"")
}

/// What the suite does after each sign-out.
async fn assert_signed_out(browser: &mut Browser<'_>) {
    let silent = browser.ask(&params_with("dashboard", &[("prompt", "none")])).await;
    silent.assert_error_redirect(redirect_uri("dashboard"), "login_required");
}

/// That nothing has happened.
async fn assert_signed_in(browser: &mut Browser<'_>) {
    assert_eq!(browser.get("/account").await.status, 200);
}

#[tokio::test]
async fn oidcc_rp_initiated_logout() {
    let app = provider().await;
    let mut browser = app.browser();
    let hint = id_token(&app, &mut browser).await;
    let params = [("id_token_hint", hint.as_str()), ("post_logout_redirect_uri", BYE), ("state", STATE)];
    let left = ask(&mut browser, &params).await;
    assert_eq!(left.location(), format!("{BYE}?{}", encode(&[("state", STATE)])));
    assert_signed_out(&mut browser).await;
    // The same again finds nobody signed in, and leads on as well.
    assert_eq!(ask(&mut browser, &params).await.location(), left.location());
}

#[tokio::test]
async fn oidcc_rp_initiated_logout_no_state() {
    let app = provider().await;
    let mut browser = app.browser();
    let hint = id_token(&app, &mut browser).await;
    let left = ask(&mut browser, &[("id_token_hint", &hint), ("post_logout_redirect_uri", BYE)]).await;
    assert_eq!(left.location(), BYE);
    assert_signed_out(&mut browser).await;
}

#[tokio::test]
async fn oidcc_rp_initiated_logout_discovery_endpoint_verification() {
    let app = TestApp::new().await;
    let document = app.get("/.well-known/openid-configuration").await.json();
    assert_eq!(document["end_session_endpoint"], "http://localhost:8000/logout");
}

#[tokio::test]
async fn oidcc_rp_initiated_logout_bad_id_token_hint() {
    let app = provider().await;
    let mut browser = app.browser();
    let hint = id_token(&app, &mut browser).await;
    let (head, signature) = hint.rsplit_once('.').unwrap();
    let forged = format!("{head}.{}", signature.chars().rev().collect::<String>());
    for bad in [forged.as_str(), "x", "a.b.c"] {
        let refused = ask(&mut browser, &[("id_token_hint", bad), ("post_logout_redirect_uri", BYE)]).await;
        refused.assert_error_page(400, "invalid_request");
        app.assert_rule(&refused, Rule::IdTokenHintInvalid).await;
    }
    assert_signed_in(&mut browser).await;
}

#[tokio::test]
async fn oidcc_rp_initiated_logout_modified_id_token_hint() {
    let app = provider().await;
    let mut browser = app.browser();
    let hint = id_token(&app, &mut browser).await;
    let payload = hint.split('.').nth(1).unwrap();
    // {"alg":"none"}
    let unsigned = format!("eyJhbGciOiJub25lIn0.{payload}.");
    let refused = ask(&mut browser, &[("id_token_hint", &unsigned), ("post_logout_redirect_uri", BYE)]).await;
    refused.assert_error_page(400, "invalid_request");
    app.assert_rule(&refused, Rule::IdTokenHintInvalid).await;
    assert_signed_in(&mut browser).await;
}

#[tokio::test]
async fn oidcc_rp_initiated_logout_bad_post_logout_redirect_uri() {
    let app = provider().await;
    let mut browser = app.browser();
    let hint = id_token(&app, &mut browser).await;
    let bad = [
        "https://evil.example/",
        "http://localhost:3000/bye/",
        "http://localhost:3001/bye",
        "http://localhost:3000/Bye",
        "http://localhost:3000/bye#f",
        "http://localhost:3000/login/",
        "javascript:alert(1)",
    ];
    for uri in bad {
        for named in [("id_token_hint", hint.as_str()), ("client_id", "dashboard")] {
            let refused = ask(&mut browser, &[named, ("post_logout_redirect_uri", uri), ("state", "s")]).await;
            refused.assert_error_page(400, "invalid_request");
            app.assert_rule(&refused, Rule::PostLogoutRedirectUriUnregistered).await;
        }
    }
    assert_signed_in(&mut browser).await;
}

#[tokio::test]
async fn oidcc_rp_initiated_logout_query_added_to_post_logout_redirect_uri() {
    let app = provider().await;
    let mut browser = app.browser();
    let hint = id_token(&app, &mut browser).await;
    let uri = format!("{BYE}?foo=bar");
    let refused = ask(&mut browser, &[("id_token_hint", &hint), ("post_logout_redirect_uri", &uri)]).await;
    refused.assert_error_page(400, "invalid_request");
    app.assert_rule(&refused, Rule::PostLogoutRedirectUriUnregistered).await;
    assert_signed_in(&mut browser).await;
}

#[tokio::test]
async fn oidcc_rp_initiated_logout_no_id_token_hint() {
    let app = provider().await;
    let mut browser = app.browser();
    id_token(&app, &mut browser).await;
    let shown = ask(&mut browser, &[("post_logout_redirect_uri", BYE), ("state", STATE)]).await;
    assert!(is_question(&shown) && !shown.text.contains("3000"), "{shown:?}");
    let done = confirm(&mut browser, &shown).await;
    assert!(is_done(&done) && !done.text.contains("3000"), "whose address it is was not said: {done:?}");
    assert_signed_out(&mut browser).await;
}

#[tokio::test]
async fn oidcc_rp_initiated_logout_no_params() {
    let app = provider().await;
    let mut browser = app.browser();
    id_token(&app, &mut browser).await;
    let shown = ask(&mut browser, &[]).await;
    assert!(is_question(&shown), "{shown:?}");
    assert!(is_done(&confirm(&mut browser, &shown).await));
    assert_signed_out(&mut browser).await;
}

#[tokio::test]
async fn oidcc_rp_initiated_logout_only_state() {
    let app = provider().await;
    let mut browser = app.browser();
    id_token(&app, &mut browser).await;
    let shown = ask(&mut browser, &[("state", STATE)]).await;
    assert!(is_question(&shown), "{shown:?}");
    let done = confirm(&mut browser, &shown).await;
    assert!(is_done(&done) && !done.text.contains("many characters"), "{done:?}");
    assert_signed_out(&mut browser).await;
}

#[tokio::test]
async fn oidcc_rp_initiated_logout_no_post_logout_redirect_uri() {
    let app = provider().await;
    let mut browser = app.browser();
    let hint = id_token(&app, &mut browser).await;
    let done = ask(&mut browser, &[("id_token_hint", &hint), ("state", STATE)]).await;
    assert!(is_done(&done), "{done:?}");
    assert_signed_out(&mut browser).await;
}

#[tokio::test]
async fn client_id_without_a_hint_leads_on_after_the_person_confirmed() {
    let app = provider().await;
    let mut browser = app.browser();
    id_token(&app, &mut browser).await;
    let params = [("client_id", "dashboard"), ("post_logout_redirect_uri", BYE), ("state", "s")];
    let shown = ask(&mut browser, &params).await;
    assert!(is_question(&shown), "{shown:?}");
    assert_signed_in(&mut browser).await;
    let policy = shown.header("content-security-policy");
    assert!(policy.contains("form-action 'self' http://localhost:3000;"), "{policy}");
    let left = confirm(&mut browser, &shown).await;
    assert_eq!(left.location(), format!("{BYE}?state=s"));
    assert_signed_out(&mut browser).await;

    // Where nobody is signed in there is nothing to confirm: the person may follow the link.
    let done = ask(&mut browser, &params).await;
    assert!(is_done(&done) && !done.text.contains("http-equiv"), "{done:?}");
    assert!(done.text.contains("id=\"logout-continue\"") && done.text.contains("bye?state=s"), "{done:?}");
}

#[tokio::test]
async fn hint_of_another_person_is_asked_about_and_so_is_one_of_another_browser_without_its_person() {
    let app = provider().await;
    let hint = id_token(&app, &mut app.browser()).await;
    let mut admin = app.browser();
    let shown = admin.authorize(&params_with("postman", &[])).await;
    admin.sign_in(&shown, "admin", "admin123").await;
    let params = [("id_token_hint", hint.as_str()), ("post_logout_redirect_uri", BYE)];
    let shown = ask(&mut admin, &params).await;
    assert!(is_question(&shown), "{shown:?}");
    assert_signed_in(&mut admin).await;
    assert_eq!(confirm(&mut admin, &shown).await.location(), BYE);

    // The same person elsewhere is the same person.
    let mut elsewhere = app.browser();
    id_token(&app, &mut elsewhere).await;
    assert_eq!(ask(&mut elsewhere, &params).await.location(), BYE);
    assert_signed_out(&mut elsewhere).await;
}

#[tokio::test]
async fn expired_hint_counts_and_so_does_a_session_that_was_long_unused() {
    let app = provider().await;
    let mut browser = app.browser();
    let hint = id_token(&app, &mut browser).await;
    app.advance(86_400 + 1);
    let left = ask(&mut browser, &[("id_token_hint", &hint), ("post_logout_redirect_uri", BYE)]).await;
    assert_eq!(left.location(), BYE);
    assert!(is_done(&ask(&mut browser, &[]).await), "nothing is left to sign out of");
}

#[tokio::test]
async fn client_id_must_be_the_hints() {
    let app = provider().await;
    let mut browser = app.browser();
    let hint = id_token(&app, &mut browser).await;
    let both = |client| [("id_token_hint", hint.as_str()), ("client_id", client), ("post_logout_redirect_uri", BYE)];
    for client in ["postman", "nobody"] {
        let refused = ask(&mut browser, &both(client)).await;
        refused.assert_error_page(400, "invalid_request");
        app.assert_rule(&refused, Rule::LogoutClientMismatch).await;
    }
    let unknown = ask(&mut browser, &[("client_id", "nobody")]).await;
    app.assert_rule(&unknown, Rule::ClientUnknown).await;
    assert_signed_in(&mut browser).await;
    assert_eq!(ask(&mut browser, &both("dashboard")).await.location(), BYE);
}

#[tokio::test]
async fn hint_of_a_client_that_is_gone_leads_nowhere() {
    let app = provider().await;
    let mut browser = app.browser();
    id_token(&app, &mut browser).await;
    let claims = json!({ "iss": "http://localhost:8000", "sub": "s", "aud": "gone", "exp": 1 });
    let hint = app.deps().signer(SigningAlgorithm::Rs256).unwrap().sign_compact("JWT", &claims).unwrap();
    let refused = ask(&mut browser, &[("id_token_hint", &hint), ("post_logout_redirect_uri", BYE)]).await;
    app.assert_rule(&refused, Rule::PostLogoutRedirectUriUnregistered).await;
    assert!(is_question(&ask(&mut browser, &[("id_token_hint", &hint)]).await));
}

#[tokio::test]
async fn post_without_cookies_goes_on_by_get_and_shows_no_token_in_an_address() {
    let app = provider().await;
    let mut browser = app.browser();
    let hint = id_token(&app, &mut browser).await;
    let form = [("id_token_hint", hint.as_str()), ("post_logout_redirect_uri", BYE), ("state", STATE)];
    let held = app.post("/logout", &form).await;
    let location = held.location();
    assert!(location.starts_with("/logout?request=v1.") && !location.contains("eyJ"), "{location}");
    let sid = reply::claims(&hint)["sid"].as_str().unwrap().to_owned();
    assert!(!location.contains(&sid) && held.header("set-cookie").is_empty(), "{held:?}");
    assert_signed_in(&mut browser).await;
    assert_eq!(browser.get(&location).await.location(), format!("{BYE}?{}", encode(&[("state", STATE)])));
    assert_signed_out(&mut browser).await;

    app.advance(60);
    let expired = browser.get(&location).await;
    app.assert_rule(&expired, Rule::InteractionUnknown).await;
    for nonsense in ["x", "v1.00000000.AAAA", &location.replace("request=v1", "request=v2")[16..]] {
        let refused = browser.get(&format!("/logout?request={nonsense}")).await;
        app.assert_rule(&refused, Rule::InteractionUnknown).await;
    }
    let twice = app.post("/logout?state=1", &[("state", "2")]).await;
    app.assert_rule(&twice, Rule::ParameterRepeated).await;
    let long = app.post("/logout", &[("state", &"s".repeat(2049))]).await;
    app.assert_rule(&long, Rule::ParameterTooLong).await;
}

#[tokio::test]
async fn question_cannot_be_answered_for_another_request_or_browser() {
    let app = provider().await;
    let mut browser = app.browser();
    id_token(&app, &mut browser).await;
    let params = [("client_id", "dashboard"), ("post_logout_redirect_uri", BYE)];
    let shown = ask(&mut browser, &params).await;
    let csrf = shown.form_value("logout", "csrf");
    let other = ask(&mut browser, &[("client_id", "dashboard"), ("state", "x")]).await;
    for request in [other.form_value("logout", "request"), String::new()] {
        let refused = browser.post("/logout", &[("csrf", &csrf), ("request", &request)]).await;
        app.assert_rule(&refused, Rule::FormForged).await;
    }
    let mut stranger = app.browser();
    id_token(&app, &mut stranger).await;
    let refused = confirm(&mut stranger, &shown).await;
    app.assert_rule(&refused, Rule::FormForged).await;

    // What the client has taken back meanwhile counts.
    app.change_client("dashboard", |client| client.logout.post_logout_redirect_uris.clear()).await;
    let refused = confirm(&mut browser, &shown).await;
    app.assert_rule(&refused, Rule::PostLogoutRedirectUriUnregistered).await;
    assert_signed_in(&mut browser).await;
}
