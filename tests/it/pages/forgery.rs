//! Forms that another site makes the browser send (RFC 6749 §10.12).

use crate::support::browser::params_with;
use crate::support::{Reply, TestApp};
use symbolon::protocol::Rule;

async fn assert_forged(app: &TestApp, reply: &Reply) {
    reply.assert_error_page(403, "invalid_request");
    assert_eq!(reply.header("set-cookie"), "", "{reply:?}");
    app.assert_rule(reply, Rule::FormForged).await;
}

#[tokio::test]
async fn login_form_with_the_attackers_proof_signs_nobody_in() {
    let app = TestApp::new().await;
    let mut attacker = app.browser();
    let page = attacker.get("/login").await;
    let proof = page.form_value("login", "csrf");
    let form = [("csrf", proof.as_str()), ("username", "admin"), ("password", "admin123")];
    let mut victim = app.browser();
    // Without any cookie, with the victim's own, and without a proof.
    assert_forged(&app, &victim.post("/login", &form).await).await;
    victim.get("/login").await;
    assert_forged(&app, &victim.post("/login", &form).await).await;
    assert_forged(&app, &victim.post("/login", &form[1..]).await).await;
    let mut longer = proof.clone();
    longer.push('A');
    for broken in ["", "x", &proof[1..], longer.as_str()] {
        let form = [("csrf", broken), ("username", "admin"), ("password", "admin123")];
        assert_forged(&app, &attacker.post("/login", &form).await).await;
    }
    assert_eq!(victim.get("/account").await.location(), "/login");
    assert!(attacker.post("/login", &form).await.location() == "/account");
}

#[tokio::test]
async fn logout_needs_the_persons_own_confirmation() {
    let app = TestApp::new().await;
    let (mut alice, mut other) = (app.browser(), app.browser());
    for browser in [&mut alice, &mut other] {
        let login = browser.get("/login").await;
        browser.sign_in(&login, "alice", "alice123").await;
    }
    let foreign = other.get("/logout").await.form_value("logout", "csrf");
    assert_forged(&app, &alice.post("/logout", &[("csrf", &foreign)]).await).await;
    assert_forged(&app, &alice.post("/logout", &[("csrf", "x")]).await).await;
    // As relying parties may post: asked about by our own GET.
    assert_eq!(alice.post("/logout", &[("unknown", "parameter")]).await.location(), "/logout");
    let held = alice.post("/logout", &[("client_id", "spa")]).await.location();
    assert!(alice.get(&held).await.text.contains("id=\"logout-confirm\""), "{held}");
    assert_eq!(alice.get("/logout?csrf=x").await.status, 200);
    assert_eq!(alice.get("/account").await.status, 200);
    alice.sign_out().await;
    assert_eq!(alice.get("/account").await.location(), "/login");
    assert_eq!(other.get("/account").await.status, 200);
}

#[tokio::test]
async fn account_is_switched_only_by_our_own_form() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    let login = browser.authorize(&params_with("spa", &[])).await;
    let consent = browser.sign_in(&login, "alice", "alice123").await;
    let handle = consent.form_value("switch-account", "request");
    let forged = consent.form_value("consent", "csrf");
    assert_forged(&app, &browser.post("/switch-account", &[("request", &handle), ("csrf", &forged)]).await).await;
    assert_forged(&app, &browser.post("/switch-account", &[("request", &handle)]).await).await;
    assert_eq!(browser.get("/account").await.status, 200);

    let csrf = consent.form_value("switch-account", "csrf");
    let login = browser.post("/switch-account", &[("request", &handle), ("csrf", &csrf)]).await;
    assert_eq!(login.location(), format!("/login?request={handle}&another=1"));
    assert_eq!(browser.get("/account").await.status, 200, "nobody is signed out by it");
    let login = browser.follow(login).await;
    let consent = browser.sign_in(&login, "admin", "admin123").await;
    assert!(consent.text.contains("<bdi>admin</bdi>"), "{consent:?}");
    let response = browser.decide(&consent, "allow").await;
    let tokens = app.client("spa").redeem(&response.location_param("code").unwrap()).await;
    assert_eq!(app.userinfo(&tokens.field("access_token")).await.json()["name"], "Ada Admin");
}

#[tokio::test]
async fn forms_are_not_taken_from_the_address() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    let proof = browser.get("/login").await.form_value("login", "csrf");
    let shown = browser.get(&format!("/login?username=alice&password=alice123&csrf={proof}")).await;
    assert!(shown.status == 200 && !shown.text.contains("alice"), "{shown:?}");
    let empty = browser.post(&format!("/login?username=alice&password=alice123&csrf={proof}"), &[]).await;
    assert_forged(&app, &empty).await;
}

#[tokio::test]
async fn forms_are_taken_only_form_encoded() {
    let app = TestApp::new().await;
    for path in ["/login", "/consent", "/logout", "/switch-account"] {
        for kind in ["application/json", "text/plain"] {
            let reply = app.post_raw(path, &[("content-type", kind)], "{}").await;
            reply.assert_error_page(400, "invalid_request");
            app.assert_rule(&reply, Rule::ContentTypeUnsupported).await;
        }
    }
}
