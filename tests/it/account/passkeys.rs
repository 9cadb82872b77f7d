//! Passkeys: adding, using, renaming and removing them, and every answer that must not count.

use super::authenticator::Authenticator;
use crate::support::reply::claims;
use crate::support::{Browser, Reply, TestApp, browser::params_with};
use serde_json::Value;
use symbolon::protocol::Rule;

const PAGE: &str = "/account/passkeys";

/// The options that the form of a page has for the script.
fn options(page: &Reply) -> Value {
    let after = page.text.split_once("data-options=\"").unwrap_or_else(|| panic!("no options in {page:?}")).1;
    let text = after.split_once('"').unwrap().0;
    let text = text.replace("&quot;", "\"").replace("&#x2f;", "/").replace("&amp;", "&");
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error} in {text}"))
}

async fn signed_in(app: &TestApp) -> Browser<'_> {
    let mut browser = app.browser();
    let page = browser.get("/login").await;
    browser.sign_in(&page, "alice", "alice123").await;
    browser
}

/// Adds a passkey to whoever is signed in.
async fn add(browser: &mut Browser<'_>, authenticator: &mut Authenticator, name: &str) -> Reply {
    let page = browser.get(PAGE).await;
    let answer = authenticator.create(&options(&page));
    let reply = browser.submit(&page, "passkey-add", &[("passkey", &answer), ("name", name)]).await;
    browser.follow(reply).await
}

/// Alice with a passkey, and a browser that nobody is signed in at.
async fn with_passkey(app: &TestApp) -> (Authenticator, Browser<'_>) {
    let mut authenticator = Authenticator::new(7);
    let mut browser = signed_in(app).await;
    let page = add(&mut browser, &mut authenticator, "Phone").await;
    assert!(page.status == 200 && page.text.contains("<bdi>Phone</bdi>"), "{page:?}");
    (authenticator, app.browser())
}

/// Sends what the authenticator answers to the sign-in page `page`.
async fn send(browser: &mut Browser<'_>, page: &Reply, answer: &str) -> Reply {
    browser.submit(page, "login", &[("passkey", answer)]).await
}

async fn sign_in(browser: &mut Browser<'_>, authenticator: &mut Authenticator) -> Reply {
    let page = browser.get("/login").await;
    let answer = authenticator.get(&options(&page));
    send(browser, &page, &answer).await
}

/// Each kind of refusal is the same page.
fn assert_refused(reply: &Reply) {
    assert_eq!(reply.status, 200, "{reply:?}");
    assert!(reply.text.contains("This passkey was not accepted."), "{reply:?}");
    assert!(!reply.text.contains("alice"), "{reply:?}");
}

#[tokio::test]
async fn passkey_signs_in_without_a_username_and_the_session_says_how() {
    let app = TestApp::new().await;
    let (mut authenticator, mut browser) = with_passkey(&app).await;
    assert_eq!(sign_in(&mut browser, &mut authenticator).await.location(), "/account");
    let page = browser.get(PAGE).await;
    assert!(page.text.contains("Last used"), "{page:?}");
    let code = browser.code("spa", "openid").await;
    let told = claims(&app.client("spa").redeem(&code).await.field("id_token"));
    assert_eq!(told["acr"], "2");
    assert_eq!(told["amr"], serde_json::json!(["pop", "user", "mfa"]));
}

#[tokio::test]
async fn passkey_finishes_the_request_that_asked_for_the_sign_in() {
    let app = TestApp::new().await;
    let (mut authenticator, mut browser) = with_passkey(&app).await;
    let page = browser.authorize(&params_with("dashboard", &[])).await;
    let answer = authenticator.get(&options(&page));
    let reply = send(&mut browser, &page, &answer).await;
    assert!(reply.location_param("code").is_some(), "{reply:?}");
}

#[tokio::test]
async fn options_want_a_discoverable_key_and_verification_and_leave_out_those_that_there_are() {
    let app = TestApp::new().await;
    let mut browser = signed_in(&app).await;
    let asked = options(&browser.get(PAGE).await);
    assert_eq!(asked["authenticatorSelection"]["residentKey"], "required");
    assert_eq!(asked["authenticatorSelection"]["userVerification"], "required");
    assert_eq!(asked["rp"]["id"], "localhost");
    assert_eq!(asked["excludeCredentials"].as_array().map_or(0, Vec::len), 0);
    let handle = asked["user"]["id"].as_str().unwrap();
    assert!(handle.len() == 22 && !handle.contains("alice"));

    let mut first = Authenticator::new(7);
    add(&mut browser, &mut first, "One").await;
    let asked = options(&browser.get(PAGE).await);
    assert_eq!(asked["excludeCredentials"].as_array().map(Vec::len), Some(1));
    add(&mut browser, &mut Authenticator::new(8), "Two").await;
    let page = browser.get(PAGE).await;
    assert!(page.text.contains("<bdi>One</bdi>") && page.text.contains("<bdi>Two</bdi>"), "{page:?}");
    let asked = options(&app.browser().get("/login").await);
    assert_eq!(asked["userVerification"], "required");
    assert_eq!(asked["allowCredentials"], serde_json::json!([]), "the person chooses");
}

#[tokio::test]
async fn answer_counts_once_also_for_another_page() {
    let app = TestApp::new().await;
    let (mut authenticator, mut browser) = with_passkey(&app).await;
    let page = browser.get("/login").await;
    let before = browser.clone();
    let answer = authenticator.get(&options(&page));
    assert_eq!(send(&mut browser, &page, &answer).await.location(), "/account");
    // The same browser as it was, as a thief of its cookie and of the whole form would have it.
    assert_refused(&send(&mut before.clone(), &page, &answer).await);
    let fresh = before.clone().get("/login").await;
    assert_refused(&send(&mut before.clone(), &fresh, &answer).await);
}

#[tokio::test]
async fn challenge_of_another_browser_and_an_old_one_are_refused() {
    let app = TestApp::new().await;
    let (mut authenticator, mut browser) = with_passkey(&app).await;
    let mut other = app.browser();
    let theirs = other.get("/login").await;
    let mine = browser.get("/login").await;
    let answer = authenticator.get(&options(&theirs));
    let state = theirs.form_value("login", "passkey_state");
    let fields = [("passkey", answer.as_str()), ("passkey_state", state.as_str())];
    assert_refused(&browser.submit(&mine, "login", &fields).await);

    let page = browser.get("/login").await;
    let answer = authenticator.get(&options(&page));
    app.advance(901);
    assert_refused(&send(&mut browser, &page, &answer).await);
}

#[tokio::test]
async fn wrong_origin_wrong_domain_wrong_key_and_no_verification_are_refused() {
    let app = TestApp::new().await;
    let (mut authenticator, mut browser) = with_passkey(&app).await;
    authenticator.origin = "https://evil.example".to_owned();
    assert_refused(&sign_in(&mut browser, &mut authenticator).await);
    authenticator.origin = "http://localhost:8001".to_owned();
    assert_refused(&sign_in(&mut browser, &mut authenticator).await);
    authenticator.origin = crate::support::ISSUER.to_owned();
    authenticator.rp_id = "evil.example".to_owned();
    assert_refused(&sign_in(&mut browser, &mut authenticator).await);
    authenticator.rp_id = "localhost".to_owned();
    authenticator.verifies = false;
    assert_refused(&sign_in(&mut browser, &mut authenticator).await);
    authenticator.verifies = true;
    let mut thief = Authenticator::new(9);
    thief.credential_id.clone_from(&authenticator.credential_id);
    thief.handle.clone_from(&authenticator.handle);
    assert_refused(&sign_in(&mut browser, &mut thief).await);
    let mut stranger = Authenticator::new(9);
    stranger.handle.clone_from(&authenticator.handle);
    assert_refused(&sign_in(&mut browser, &mut stranger).await);
    authenticator.handle[0] ^= 1;
    assert_refused(&sign_in(&mut browser, &mut authenticator).await);
    authenticator.handle[0] ^= 1;
    assert_eq!(sign_in(&mut browser, &mut authenticator).await.location(), "/account");
}

#[tokio::test]
async fn malformed_and_large_answers_are_refused_and_nothing_breaks() {
    let app = TestApp::new().await;
    let (mut authenticator, mut browser) = with_passkey(&app).await;
    let page = browser.get("/login").await;
    let right = authenticator.get(&options(&page));
    let deep = "[".repeat(5000);
    let long = format!("{{\"id\":\"{}\"}}", "A".repeat(20_000));
    for wrong in ["x", "{}", "null", "[]", &right[..right.len() - 1], &deep, &long] {
        let reply = send(&mut browser, &page, wrong).await;
        assert_eq!(reply.status, 200, "{wrong:.40}: {reply:?}");
        assert!(reply.text.contains("This passkey was not accepted."), "{wrong:.40}: {reply:?}");
    }
    let state = [("passkey", right.as_str()), ("passkey_state", "v1.x")];
    assert_refused(&browser.submit(&page, "login", &state).await);
    let huge = "A".repeat(70_000);
    assert_eq!(send(&mut browser, &page, &huge).await.status, 413);
}

#[tokio::test]
async fn forged_form_is_refused() {
    let app = TestApp::new().await;
    let (mut authenticator, mut browser) = with_passkey(&app).await;
    let page = browser.get("/login").await;
    let answer = authenticator.get(&options(&page));
    let reply = browser.submit(&page, "login", &[("passkey", &answer), ("csrf", "x")]).await;
    app.assert_rule(&reply, Rule::FormForged).await;
    let mut alice = signed_in(&app).await;
    let page = alice.get(PAGE).await;
    let made = Authenticator::new(9).create(&options(&page));
    let reply = alice.submit(&page, "passkey-add", &[("passkey", &made), ("csrf", "x")]).await;
    app.assert_rule(&reply, Rule::FormForged).await;
}

#[tokio::test]
async fn cloned_key_is_refused_and_written_down() {
    let app = TestApp::new().await;
    let mut authenticator = Authenticator::new(7);
    authenticator.counter = 5;
    let mut browser = signed_in(&app).await;
    add(&mut browser, &mut authenticator, "Key").await;
    let mut browser = app.browser();
    assert_eq!(sign_in(&mut browser, &mut authenticator).await.location(), "/account");
    authenticator.counter -= 1;
    let mut thief = app.browser();
    assert_refused(&sign_in(&mut thief, &mut authenticator).await);
    assert_eq!(symbolon::store::event::count(app.db(), "passkey.suspect").await.unwrap(), 1);
    assert_eq!(sign_in(&mut thief, &mut authenticator).await.location(), "/account", "the counter grows again");
}

#[tokio::test]
async fn removed_passkey_and_disabled_person_get_the_answer_of_an_unknown_one() {
    use symbolon::flow::admin::{Actor, user};
    let app = TestApp::new().await;
    let (mut authenticator, mut browser) = with_passkey(&app).await;
    user::disable(&app.deps(), &Actor::Cli, "alice", true).await.unwrap();
    let disabled = sign_in(&mut browser, &mut authenticator).await;
    assert_refused(&disabled);
    user::disable(&app.deps(), &Actor::Cli, "alice", false).await.unwrap();
    app.advance(2);
    let mut alice = signed_in(&app).await;
    let page = alice.get(PAGE).await;
    let id = page.text.split_once("id=\"remove-").unwrap().1.split_once('"').unwrap().0.to_owned();
    let reply = alice.submit(&page, &format!("remove-{id}"), &[]).await;
    assert!(alice.follow(reply).await.text.contains("id=\"no-passkeys\""));
    assert_refused(&sign_in(&mut browser, &mut authenticator).await);
    for (action, count) in [("passkey.add", 1), ("passkey.remove", 1)] {
        assert_eq!(symbolon::store::event::count(app.db(), action).await.unwrap(), count, "{action}");
    }
}

#[tokio::test]
async fn adding_and_removing_need_a_fresh_sign_in_and_renaming_does_not() {
    let app = TestApp::new().await;
    let mut authenticator = Authenticator::new(7);
    let mut browser = signed_in(&app).await;
    add(&mut browser, &mut authenticator, "Phone").await;
    let fresh = browser.get(PAGE).await;
    let made = Authenticator::new(8).create(&options(&fresh));
    app.advance(301);
    let stale = browser.get(PAGE).await;
    assert!(!stale.text.contains("passkey-add") && stale.text.contains("id=\"passkeys-sign-in\""), "{stale:?}");
    let login = "/login?return=%2Faccount%2Fpasskeys&again=1";
    assert_eq!(browser.submit(&fresh, "passkey-add", &[("passkey", &made)]).await.location(), login);
    let id = stale.text.split_once("id=\"remove-").unwrap().1.split_once('"').unwrap().0.to_owned();
    assert_eq!(browser.submit(&stale, &format!("remove-{id}"), &[]).await.location(), login);
    let reply = browser.submit(&stale, &format!("rename-{id}"), &[("name", "My <b>key</b>")]).await;
    let page = browser.follow(reply).await;
    assert!(page.text.contains("My &lt;b&gt;key"), "{page:?}");
    let nameless = browser.submit(&page, &format!("rename-{id}"), &[("name", "  ")]).await;
    assert!(nameless.status == 400 && nameless.text.contains("id=\"passkeys-error\""), "{nameless:?}");
    // The passkey itself is a fresh sign-in, and leads back.
    let page = browser.get(login).await;
    let answer = authenticator.get(&options(&page));
    assert_eq!(send(&mut browser, &page, &answer).await.location(), PAGE);
    assert!(browser.get(PAGE).await.text.contains("id=\"passkey-add\""));
}

#[tokio::test]
async fn passkeys_of_others_cannot_be_renamed_removed_or_added_again() {
    let app = TestApp::new().await;
    let (mut authenticator, _) = with_passkey(&app).await;
    let mut alice = signed_in(&app).await;
    let page = alice.get(PAGE).await;
    let id = page.text.split_once("id=\"remove-").unwrap().1.split_once('"').unwrap().0.to_owned();

    let mut admin = app.browser();
    let login = admin.get("/login").await;
    admin.sign_in(&login, "admin", "admin123").await;
    let own = add(&mut admin, &mut Authenticator::new(8), "Own").await;
    let own_id = own.text.split_once("id=\"remove-").unwrap().1.split_once('"').unwrap().0.to_owned();
    for form in ["rename", "remove"] {
        // With the proof of the own form, and with the one that the page of alice has.
        let reply = admin.submit(&own, &format!("{form}-{own_id}"), &[("id", &id)]).await;
        app.assert_rule(&reply, Rule::FormForged).await;
        let theirs = page.form_value(&format!("{form}-{id}"), "csrf");
        let fields = [("csrf", theirs.as_str()), ("id", id.as_str()), ("name", "Mine now")];
        let reply = admin.post(&format!("{PAGE}/{form}"), &fields).await;
        app.assert_rule(&reply, Rule::FormForged).await;
    }
    let page = admin.get(PAGE).await;
    let stolen = authenticator.create(&options(&page));
    let reply = admin.submit(&page, "passkey-add", &[("passkey", &stolen)]).await;
    assert!(reply.status == 400 && reply.text.contains("id=\"passkeys-error\""), "{reply:?}");
    assert!(alice.get(PAGE).await.text.contains("<bdi>Phone</bdi>"));
}

#[tokio::test]
async fn answer_to_another_person_or_a_sign_in_adds_no_passkey_and_none_counts_twice() {
    let app = TestApp::new().await;
    let mut browser = signed_in(&app).await;
    let page = browser.get(PAGE).await;
    let mut authenticator = Authenticator::new(7);
    let made = authenticator.create(&options(&page));
    let login = app.browser().get("/login").await;
    let state = login.form_value("login", "passkey_state");
    let refused = browser.submit(&page, "passkey-add", &[("passkey", &made), ("passkey_state", &state)]).await;
    assert_eq!(refused.status, 400, "{refused:?}");
    for wrong in ["", "{}", "x"] {
        assert_eq!(browser.submit(&page, "passkey-add", &[("passkey", wrong)]).await.status, 400, "{wrong}");
    }
    assert_eq!(browser.submit(&page, "passkey-add", &[("passkey", &made)]).await.location(), PAGE);
    authenticator.credential_id = vec![1; 24];
    let again = authenticator.create(&options(&page));
    assert_eq!(browser.submit(&page, "passkey-add", &[("passkey", &again)]).await.status, 400);
}

#[tokio::test]
async fn only_way_to_sign_in_is_not_removed() {
    let app = TestApp::new().await;
    let (_, _) = with_passkey(&app).await;
    let mut alice = signed_in(&app).await;
    app.sql("DELETE FROM credential WHERE kind = 'password'").await;
    let page = alice.get(PAGE).await;
    let id = page.text.split_once("id=\"remove-").unwrap().1.split_once('"').unwrap().0.to_owned();
    let kept = alice.submit(&page, &format!("remove-{id}"), &[]).await;
    assert!(kept.status == 400 && kept.text.contains("your only way to sign in"), "{kept:?}");
}

#[tokio::test]
async fn synchronised_key_is_called_a_software_key() {
    let app = TestApp::new().await;
    let mut authenticator = Authenticator::new(7);
    authenticator.synchronised = true;
    let mut browser = signed_in(&app).await;
    add(&mut browser, &mut authenticator, "Phone").await;
    let mut browser = app.browser();
    assert_eq!(sign_in(&mut browser, &mut authenticator).await.location(), "/account");
    let code = browser.code("spa", "openid").await;
    let told = claims(&app.client("spa").redeem(&code).await.field("id_token"));
    assert_eq!(told["amr"], serde_json::json!(["swk", "user", "mfa"]));
}

#[tokio::test]
async fn without_passkeys_the_page_is_not_there_and_the_form_asks_for_none() {
    for off in [
        TestApp::with(|settings| settings.passkeys.enabled = false).await,
        TestApp::with(|settings| settings.passkeys.rp_id = Some("example.com".to_owned())).await,
    ] {
        let mut browser = signed_in(&off).await;
        let page = browser.get(PAGE).await;
        app_has_no_page(&off, &page).await;
        assert!(!browser.get("/account").await.text.contains(PAGE));
        let login = off.browser().get("/login").await;
        assert!(!login.text.contains("webauthn") && !login.text.contains("<script"), "{login:?}");
        assert!(!login.header("content-security-policy").contains("script-src"), "{login:?}");
    }
}

async fn app_has_no_page(app: &TestApp, page: &Reply) {
    assert_eq!(page.status, 404, "{page:?}");
    app.assert_rule(page, Rule::PathUnknown).await;
}

#[tokio::test]
async fn script_is_allowed_on_the_pages_that_need_it_and_nowhere_else() {
    let app = TestApp::new().await;
    let mut browser = signed_in(&app).await;
    let script = |reply: &Reply| reply.header("content-security-policy").contains("script-src 'self'");
    assert!(script(&browser.get(PAGE).await));
    assert!(script(&app.browser().get("/login").await));
    assert!(!script(&browser.get("/account").await));
    assert!(!script(&browser.get("/").await));
    let file = app.get("/assets/passkeys.js").await;
    assert!(file.status == 200 && file.header("content-type").starts_with("text/javascript"), "{file:?}");
}
