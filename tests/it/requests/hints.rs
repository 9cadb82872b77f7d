//! `id_token_hint` (OpenID Connect Core §3.1.2.1 and §3.1.2.2).

use super::{POSTMAN, authorize, id_token, redeem, shows};
use crate::support::TestApp;
use crate::support::browser::params_with;
use symbolon::protocol::Rule;

#[tokio::test]
async fn oidcc_id_token_hint_of_who_is_signed_in_is_answered_without_a_page() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    let first = redeem(&app, &authorize(&mut browser, &[]).await).await;
    app.advance(5);
    let hint = first.field("id_token");
    let second = browser.ask(&params_with("postman", &[("prompt", "none"), ("id_token_hint", &hint)])).await;
    let (first, second) = (id_token(&first), id_token(&redeem(&app, &second).await));
    assert_eq!((&first["sub"], &first["auth_time"]), (&second["sub"], &second["auth_time"]));
}

#[tokio::test]
async fn hint_of_another_person_is_login_required_without_a_page_and_else_the_sign_in_page() {
    let app = TestApp::new().await;
    let hint = redeem(&app, &authorize(&mut app.browser(), &[]).await).await.field("id_token");
    let mut browser = app.browser();
    let login = browser.authorize(&params_with("dashboard", &[])).await;
    browser.sign_in(&login, "admin", "admin123").await;
    let silent = browser.ask(&params_with("postman", &[("prompt", "none"), ("id_token_hint", &hint)])).await;
    silent.assert_error_redirect(POSTMAN, "login_required");
    app.assert_rule(&silent, Rule::LoginRequired).await;
    let login = browser.authorize(&params_with("postman", &[("id_token_hint", &hint)])).await;
    assert!(shows(&login, "login") && !login.text.contains("login-error"), "{login:?}");
    let again = browser.sign_in(&login, "admin", "admin123").await;
    assert!(shows(&again, "login") && again.text.contains("id=\"login-error\""), "{again:?}");
    assert!(browser.sign_in(&again, "alice", "alice123").await.location_param("code").is_some());
}

#[tokio::test]
async fn hint_counts_also_in_a_request_that_came_by_post_and_is_not_stored() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    let hint = redeem(&app, &authorize(&mut browser, &[]).await).await.field("id_token");
    let mut other = app.browser();
    let login = other.authorize(&params_with("dashboard", &[])).await;
    other.sign_in(&login, "admin", "admin123").await;
    for (browser, goes_through) in [(&mut browser, true), (&mut other, false)] {
        let params = params_with("postman", &[("id_token_hint", &hint)]);
        let pairs: Vec<_> = params.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let held = browser.post("/authorize", &pairs).await;
        let reply = browser.follow(held).await;
        assert_eq!(reply.status == 303, goes_through, "{reply:?}");
    }
    let stored = app.dump().await;
    assert!(!stored.iter().flat_map(|(_, rows)| rows).any(|row| row.contains(&hint)));
}

#[tokio::test]
async fn expired_hint_counts_and_one_that_is_not_ours_is_refused() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    let tokens = redeem(&app, &authorize(&mut browser, &[]).await).await;
    let hint = tokens.field("id_token");
    app.advance(4000);
    let expired = browser.ask(&params_with("postman", &[("prompt", "none"), ("id_token_hint", &hint)])).await;
    assert!(expired.location_param("code").is_some(), "{expired:?}");
    let altered = format!("{}AAAA", &hint[..hint.len() - 4]);
    for wrong in [altered.as_str(), "x", "eyJhbGciOiJub25lIn0.e30.", &tokens.field("access_token")] {
        let reply = browser.ask(&params_with("postman", &[("id_token_hint", wrong)])).await;
        reply.assert_error_redirect(POSTMAN, "invalid_request");
        app.assert_rule(&reply, Rule::IdTokenHintInvalid).await;
    }
    // Without openid nobody is identified, so that there is nothing to hint at.
    let plain = browser.ask(&params_with("postman", &[("scope", "read"), ("id_token_hint", "x")])).await;
    assert!(plain.location().starts_with("/consent?"), "{plain:?}");
}

#[tokio::test]
async fn hint_and_claimed_sub_of_a_client_with_pairwise_subjects_are_the_subject_that_it_knows() {
    let app = TestApp::new().await;
    app.change_client("postman", |client| {
        client.redirect_uris = vec![POSTMAN.to_owned()];
        client.responses.subject_type = symbolon::model::SubjectType::Pairwise;
    })
    .await;
    let mut browser = app.browser();
    let tokens = redeem(&app, &authorize(&mut browser, &[]).await).await;
    let public = app.browser().code("dashboard", "openid").await;
    let public = id_token(&app.client("dashboard").redeem(&public).await)["sub"].clone();
    let own = id_token(&tokens)["sub"].clone();
    assert_ne!(own, public);
    let about = |sub: &serde_json::Value| serde_json::json!({"id_token": {"sub": {"value": sub}}}).to_string();
    let (hint, own, public) = (tokens.field("id_token"), about(&own), about(&public));
    for (changes, answered) in [
        ([("prompt", "none"), ("id_token_hint", hint.as_str())], true),
        ([("prompt", "none"), ("claims", own.as_str())], true),
        ([("prompt", "none"), ("claims", public.as_str())], false),
    ] {
        let reply = browser.ask(&params_with("postman", &changes)).await;
        assert_eq!(reply.location_param("code").is_some(), answered, "{reply:?}");
    }
}
