//! Who must have a second factor.

use super::{POSTMAN, Phone, allow, codes_of, enter_password, id_token, is_in, shows, text_of};
use crate::support::TestApp;
use crate::support::browser::params_with;
use symbolon::config::FactorsRequired;
use symbolon::protocol::Rule;

async fn required(of: FactorsRequired) -> TestApp {
    TestApp::with(|settings| settings.factors.required = of).await
}

#[tokio::test]
async fn who_must_have_one_sets_it_up_after_the_password_and_goes_on() {
    let app = required(FactorsRequired::All).await;
    let mut browser = app.browser();
    let shown = browser.authorize(&params_with("postman", &[("scope", "openid")])).await;
    let page = browser.sign_in(&shown, "alice", "alice123").await;
    assert!(shows(&page, "totp-enrol"), "{page:?}");
    let handle = page.form_value("totp-enrol", "request");
    for path in ["/consent", "/login/code", "/select-account"] {
        let there = browser.get(&format!("{path}?request={handle}")).await.location();
        assert_eq!(there, format!("/login/enrol?request={handle}"), "{path}");
    }
    assert!(!is_in(&mut browser).await);
    let silent = browser.ask(&params_with("postman", &[("prompt", "none")])).await;
    silent.assert_error_redirect(POSTMAN, "login_required");
    let phone = Phone(text_of(&page, "totp-secret"));
    let wrong = browser.submit(&page, "totp-enrol", &[("code", "1")]).await;
    assert!(shows(&wrong, "totp-enrol") && text_of(&wrong, "totp-secret") == phone.0, "{wrong:?}");
    let done = browser.submit(&page, "totp-enrol", &[("code", &phone.code(&app))]).await;
    assert_eq!(codes_of(&done).len(), 10);
    assert!(done.text.contains(&format!("id=\"recovery-continue\" class=\"button\" href=\"/login?request={handle}\"")));
    let onward = browser.get(&format!("/login?request={handle}")).await;
    let onward = browser.follow(onward).await;
    let answered = allow(&mut browser, onward).await;
    assert_eq!(id_token(&app, &answered).await["acr"], "2");
}

#[tokio::test]
async fn administrators_alone_can_be_asked_and_nobody_is_by_default() {
    let app = required(FactorsRequired::Admins).await;
    assert!(enter_password(&mut app.browser(), "alice").await.text.contains("account-sign-out"));
    let mut browser = app.browser();
    let page = enter_password(&mut browser, "admin").await;
    assert!(shows(&page, "totp-enrol"), "{page:?}");
    assert_eq!(browser.get("/login/code").await.location(), "/login/enrol");
    let phone = Phone(text_of(&page, "totp-secret"));
    let done = browser.submit(&page, "totp-enrol", &[("code", &phone.code(&app))]).await;
    assert!(done.text.contains("href=\"/account\""), "{done:?}");
    assert!(is_in(&mut browser).await);
    let app = TestApp::new().await;
    assert!(enter_password(&mut app.browser(), "admin").await.text.contains("account-sign-out"));
}

#[tokio::test]
async fn set_up_page_that_is_too_old_leads_back_to_the_sign_in_page() {
    let app = required(FactorsRequired::All).await;
    let mut browser = app.browser();
    let page = enter_password(&mut browser, "alice").await;
    let phone = Phone(text_of(&page, "totp-secret"));
    app.advance(601);
    let late = browser.submit(&page, "totp-enrol", &[("code", &phone.code(&app))]).await;
    assert!(shows(&late, "login") && late.text.contains("open for too long"), "{late:?}");
}

#[tokio::test]
async fn password_grant_is_refused_to_who_must_have_a_second_factor() {
    let app = required(FactorsRequired::All).await;
    let form = [("grant_type", "password"), ("username", "alice"), ("password", "alice123")];
    let refused = app.client("cli").token(&form).await;
    refused.assert_error(400, "invalid_grant");
    app.assert_rule(&refused, Rule::SecondFactorMissing).await;
}
