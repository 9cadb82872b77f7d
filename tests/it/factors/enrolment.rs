//! Setting an authenticator app up, and what is stored of it.

use super::{Phone, app_with_phone, codes_of, enrol, enter_password, id_token, shows, signed_in, text_of};
use crate::factors::{ask, is_in};
use crate::support::TestApp;
use symbolon::flow::admin::{Actor, user};
use symbolon::protocol::Rule;
use symbolon::store;

#[tokio::test]
async fn app_counts_once_a_code_has_proved_it_and_not_before() {
    let app = TestApp::new().await;
    let mut browser = signed_in(&app, "alice").await;
    let page = browser.get("/account/totp").await;
    let phone = Phone(text_of(&page, "totp-secret"));
    assert!(page.text.contains("<svg id=\"totp-qr\""), "{page:?}");
    assert!(!page.text.contains("data:") && !page.text.contains(" style="), "{page:?}");
    for wrong in [&*phone.wrong_code(&app), "", "abc", "1234567", "0000-0000-0000"] {
        let again = browser.submit(&page, "totp-enrol", &[("code", wrong)]).await;
        assert!(shows(&again, "totp-enrol") && again.text.contains("role=\"alert\""), "{again:?}");
        assert_eq!(text_of(&again, "totp-secret"), phone.0, "the app has that key already");
    }
    // Nothing is kept yet.
    assert!(enter_password(&mut app.browser(), "alice").await.text.contains("account-sign-out"));
    let done = browser.submit(&page, "totp-enrol", &[("code", &phone.code(&app))]).await;
    assert_eq!(codes_of(&done).len(), 10);
    assert!(shows(&enter_password(&mut app.browser(), "alice").await, "login-code"));
    // The session that set it up has proved both.
    let token = id_token(&app, &ask(&mut browser, &[]).await).await;
    assert_eq!((token["acr"].as_str(), &token["amr"]), (Some("2"), &serde_json::json!(["pwd", "otp", "mfa"])));
    // Sent again, as by the back button, it changes nothing.
    let again = browser.submit(&page, "totp-enrol", &[("code", &phone.fresh_code(&app))]).await;
    assert!(again.status.is_redirection() || again.status == 403, "{again:?}");
    assert!(shows(&browser.get("/account/totp").await, "totp-remove"));
}

#[tokio::test]
async fn seed_is_sealed_and_of_recovery_codes_there_are_hashes_only() {
    let app = TestApp::new().await;
    let mut browser = signed_in(&app, "alice").await;
    let (phone, codes) = enrol(&app, &mut browser).await;
    let alice = user::find(&app.deps(), "alice").await.unwrap();
    let row = store::totp::find(app.db(), &alice.id).await.unwrap().unwrap();
    assert!(row.secret.starts_with("v1."), "{}", row.secret);
    let place = format!("credential/secret/{}", row.id);
    let services = &app.app.services;
    assert_eq!(services.sealer.open(&place, &row.secret).unwrap().expose().len(), 20);
    assert!(services.sealer.open("credential/secret/another", &row.secret).is_err());
    let dump = app.dump().await;
    for (table, rows) in &dump {
        for secret in
            codes.iter().cloned().chain(codes.iter().map(|code| code.replace('-', ""))).chain([phone.0.clone()])
        {
            assert!(!rows.iter().any(|row| row.contains(&secret)), "{table}");
        }
    }
}

#[tokio::test]
async fn whoever_finds_an_open_computer_signs_in_before_a_factor_changes() {
    let app = TestApp::new().await;
    let mut browser = signed_in(&app, "alice").await;
    let page = browser.get("/account/totp").await;
    let phone = Phone(text_of(&page, "totp-secret"));
    app.advance(301);
    let again = "/login?return=%2Faccount%2Ftotp&again=1";
    assert_eq!(browser.get("/account/totp").await.location(), again);
    assert_eq!(browser.submit(&page, "totp-enrol", &[("code", &phone.code(&app))]).await.location(), again);
    let login = browser.get(again).await;
    let page = browser.sign_in(&login, "alice", "alice123").await;
    let phone = Phone(text_of(&page, "totp-secret"));
    browser.submit(&page, "totp-enrol", &[("code", &phone.code(&app))]).await;
    let factors = browser.get("/account/totp").await;
    app.advance(301);
    assert_eq!(browser.submit(&factors, "totp-remove", &[]).await.location(), again);
    let renew = browser.submit(&factors, "recovery-codes-renew", &[]).await.location();
    assert_eq!(renew, "/login?return=%2Faccount%2Frecovery-codes&again=1");
    // With a second factor signing in again wants both.
    let login = browser.get(again).await;
    let code = browser.sign_in(&login, "alice", "alice123").await;
    assert!(shows(&code, "login-code"), "{code:?}");
    assert_eq!(browser.get("/account/totp").await.status, 200, "the session from before is still there");
    assert_eq!(browser.submit(&factors, "totp-remove", &[]).await.status, 303);
    assert!(shows(&browser.get("/account/totp").await, "totp-remove"), "and nothing was removed");
    let there = super::give(&mut browser, &code, &phone.fresh_code(&app)).await;
    assert_eq!(there.location(), "/account/totp");
    let factors = browser.get("/account/totp").await;
    assert_eq!(browser.submit(&factors, "totp-remove", &[]).await.location(), "/account");
    assert!(enter_password(&mut app.browser(), "alice").await.text.contains("account-sign-out"));
}

#[tokio::test]
async fn key_of_another_person_or_of_an_old_page_is_not_taken() {
    let app = TestApp::new().await;
    let mut alice = signed_in(&app, "alice").await;
    let mut admin = signed_in(&app, "admin").await;
    let theirs = admin.get("/account/totp").await;
    let phone = Phone(text_of(&theirs, "totp-secret"));
    let page = alice.get("/account/totp").await;
    let sealed = theirs.form_value("totp-enrol", "enrolment");
    for enrolment in [sealed.as_str(), "", "v1.00000000.AAAA", "x"] {
        let code = phone.code(&app);
        let reply = alice.submit(&page, "totp-enrol", &[("code", &code), ("enrolment", enrolment)]).await;
        assert!(shows(&reply, "totp-enrol"), "{reply:?}");
        assert_ne!(text_of(&reply, "totp-secret"), phone.0);
    }
    app.advance(1801);
    let mut alice = signed_in(&app, "alice").await;
    let fresh = alice.get("/account/totp").await;
    let old = page.form_value("totp-enrol", "enrolment");
    let code = Phone(text_of(&page, "totp-secret")).code(&app);
    let reply = alice.submit(&fresh, "totp-enrol", &[("code", &code), ("enrolment", &old)]).await;
    assert!(shows(&reply, "totp-enrol"), "{reply:?}");
}

#[tokio::test]
async fn forms_of_the_second_factor_are_refused_without_their_proof() {
    let (app, _) = app_with_phone().await;
    let mut browser = signed_in(&app, "admin").await;
    enrol(&app, &mut browser).await;
    let posts = ["/account/totp", "/account/totp/remove", "/account/totp/forget", "/account/recovery-codes"];
    for path in posts.into_iter().chain(["/login/code", "/login/enrol", "/select-account"]) {
        for csrf in ["", "wrong"] {
            let reply = browser.post(path, &[("csrf", csrf), ("code", "123456")]).await;
            assert_eq!(reply.status, 403, "{path}: {reply:?}");
            app.assert_rule(&reply, Rule::FormForged).await;
        }
    }
    assert!(shows(&browser.get("/account/totp").await, "totp-remove"));
}

#[tokio::test]
async fn deeds_on_factors_are_events_of_their_person() {
    let app = TestApp::new().await;
    let mut browser = signed_in(&app, "alice").await;
    enrol(&app, &mut browser).await;
    let factors = browser.get("/account/recovery-codes").await;
    assert_eq!(codes_of(&browser.submit(&factors, "recovery-codes-renew", &[]).await).len(), 10);
    let factors = browser.get("/account/totp").await;
    browser.submit(&factors, "totp-remove", &[]).await;
    let events = app.dump().await.into_iter().find(|(table, _)| table == "event").unwrap().1.join("\n");
    for action in ["totp.add", "recovery_codes.renew", "session.step_up", "totp.remove"] {
        assert!(events.contains(action), "{action}: {events}");
    }
    assert!(is_in(&mut browser).await);
}

#[tokio::test]
async fn administrator_removes_the_factors_of_somebody_who_lost_the_phone() {
    let (app, _) = app_with_phone().await;
    assert!(user::reset_factors(&app.deps(), &Actor::Cli, "alice").await.unwrap());
    assert!(!user::reset_factors(&app.deps(), &Actor::Cli, "alice").await.unwrap());
    user::reset_factors(&app.deps(), &Actor::Cli, "nobody").await.unwrap_err();
    assert!(enter_password(&mut app.browser(), "alice").await.text.contains("account-sign-out"));
    let dump = app.dump().await;
    let credentials = dump.iter().find(|(table, _)| table == "credential").unwrap();
    assert!(!credentials.1.iter().any(|row| row.contains("totp") || row.contains("recovery")), "{credentials:?}");
}
