//! Profile, devices, security events and data of one's account.

use crate::support::{Browser, Reply, TestApp, browser::params_with};
use symbolon::flow::account::devices;
use symbolon::flow::admin::user;
use symbolon::protocol::Rule;
use symbolon::store;

async fn signed_in<'a>(app: &'a TestApp, username: &str, password: &str) -> Browser<'a> {
    let mut browser = app.browser();
    let page = browser.get("/login").await;
    browser.sign_in(&page, username, password).await;
    browser
}

async fn alice(app: &TestApp) -> Browser<'_> {
    signed_in(app, "alice", "alice123").await
}

/// Ids of the forms of a page that begin so.
fn ids(page: &Reply, start: &str) -> Vec<String> {
    let mark = format!("<form id=\"{start}");
    page.text.split(&mark).skip(1).map(|rest| format!("{start}{}", rest.split('"').next().unwrap())).collect()
}

#[tokio::test]
async fn pages_of_the_account_want_a_sign_in_and_lead_back() {
    let app = TestApp::new().await;
    for path in ["profile", "passkeys", "devices", "events", "data"] {
        let page = format!("/account/{path}");
        let location = app.browser().get(&page).await.location();
        assert_eq!(location, format!("/login?return=%2Faccount%2F{path}"));
        let mut browser = alice(&app).await;
        let shown = browser.get(&page).await;
        assert_eq!(shown.status, 200, "{shown:?}");
        assert_eq!(shown.header("cache-control"), "no-store");
        assert!(shown.text.contains(&format!("href=\"{page}\" aria-current=\"page\"")), "{shown:?}");
    }
}

#[tokio::test]
async fn profile_is_written_and_told_to_clients() {
    let app = TestApp::new().await;
    let mut browser = alice(&app).await;
    let page = browser.get("/account/profile").await;
    let fields = [("given_name", "Alicia"), ("locality", "Reading"), ("birthdate", "1999"), ("nickname", "")];
    assert_eq!(browser.submit(&page, "profile", &fields).await.location(), "/account/profile");
    let page = browser.get("/account/profile").await;
    assert_eq!(page.form_value("profile", "given_name"), "Alicia");
    assert_eq!(page.form_value("profile", "nickname"), "");
    let code = browser.code("spa", "openid profile address email").await;
    let token = app.client("spa").redeem(&code).await.field("access_token");
    let claims = app.userinfo(&token).await.json();
    assert_eq!((&claims["given_name"], &claims["birthdate"]), (&"Alicia".into(), &"1999".into()));
    assert_eq!(claims["address"]["locality"], "Reading");
    assert!(claims["email"].is_string(), "what the page does not show stays");
}

#[tokio::test]
async fn locale_chooses_the_language_of_the_pages() {
    let app = TestApp::new().await;
    let mut browser = alice(&app).await;
    for (locale, lang) in
        [("de", "<html lang=\"de\""), ("ar", "<html lang=\"ar\" dir=\"rtl\""), ("en", "<html lang=\"en\"")]
    {
        let page = browser.get("/account/profile").await;
        browser.submit(&page, "profile", &[("locale", locale)]).await;
        let page = browser.get("/account").await;
        assert!(page.text.contains(lang), "{locale}: {page:?}");
    }
}

#[tokio::test]
async fn profile_with_a_wrong_field_is_shown_again_and_nothing_is_written() {
    let app = TestApp::new().await;
    let mut browser = alice(&app).await;
    let long = "x".repeat(300);
    let page = browser.get("/account/profile").await;
    for (name, value) in [
        ("birthdate", "tomorrow"),
        ("website", "javascript:alert(1)"),
        ("picture", "//evil.example"),
        ("locale", "a b"),
        ("zoneinfo", "Paris;"),
        ("phone_number", "call me"),
        ("name", long.as_str()),
    ] {
        let reply = browser.submit(&page, "profile", &[(name, value), ("given_name", "Mallory")]).await;
        assert_eq!(reply.status, 400, "{name}: {reply:?}");
        assert!(reply.text.contains(&format!("id=\"wrong-{name}\"")), "{name}: {reply:?}");
        assert!(reply.text.contains("Mallory"), "what was entered is there again");
    }
    assert!(!browser.get("/account/profile").await.text.contains("Mallory"));
    let reply = browser.submit(&page, "profile", &[("csrf", "x")]).await;
    app.assert_rule(&reply, Rule::FormForged).await;
}

#[tokio::test]
async fn devices_are_listed_and_signed_out_one_by_one_and_all_others_at_once() {
    let app = TestApp::new().await;
    let mut here = alice(&app).await;
    let (mut one, mut two, mut three) = (alice(&app).await, alice(&app).await, alice(&app).await);
    let page = here.get("/account/devices").await;
    let forms = ids(&page, "sign-out-");
    assert_eq!(forms.len(), 5, "four sessions and the form for all others: {page:?}");
    assert_eq!(page.text.matches("id=\"this-device\"").count(), 1);

    let theirs = one.get("/account/devices").await;
    let own = theirs.text.split("<li class=\"app\">").find(|entry| entry.contains("this-device")).unwrap();
    let own = own.split_once("<form id=\"").unwrap().1.split_once('"').unwrap().0.to_owned();
    assert_eq!(here.submit(&page, &own, &[]).await.location(), "/account/devices");
    assert!(one.get("/account").await.location().starts_with("/login"));
    assert_eq!(two.get("/account").await.status, 200);
    assert_eq!(here.submit(&page, &own, &[]).await.location(), "/account/devices", "again changes nothing");

    let page = here.get("/account/devices").await;
    assert_eq!(here.submit(&page, "sign-out-others", &[]).await.location(), "/account/devices");
    assert!(two.get("/account").await.location().starts_with("/login"));
    assert!(three.get("/account").await.location().starts_with("/login"));
    let page = here.get("/account/devices").await;
    assert!(page.status == 200 && !page.text.contains("id=\"sign-out-others\""), "{page:?}");
    assert_eq!(store::event::count(app.db(), "session.end").await.unwrap(), 3);
}

#[tokio::test]
async fn session_of_another_person_cannot_be_ended() {
    let app = TestApp::new().await;
    let mut victim = alice(&app).await;
    let page = victim.get("/account/devices").await;
    let form = ids(&page, "sign-out-").remove(0);
    let id = form.trim_start_matches("sign-out-").to_owned();
    let csrf = page.form_value(&form, "csrf");
    let mut admin = signed_in(&app, "admin", "admin123").await;
    let own = admin.get("/account/devices").await;
    let own_form = ids(&own, "sign-out-").remove(0);
    for proof in [own.form_value(&own_form, "csrf"), csrf] {
        let reply = admin.post("/account/devices/sign-out", &[("csrf", &proof), ("id", &id)]).await;
        app.assert_rule(&reply, Rule::FormForged).await;
    }
    // Also past the proof of the form.
    let admin = user::find(&app.deps(), "admin").await.unwrap();
    let session = symbolon::model::SessionId::new(&id);
    assert!(!devices::sign_out(&app.deps(), &admin, &session).await.unwrap());
    assert_eq!(victim.get("/account").await.status, 200);
}

#[tokio::test]
async fn sign_out_elsewhere_ends_what_hangs_on_the_session() {
    let app = TestApp::new().await;
    let mut there = app.browser();
    let code = there.code("dashboard", "openid").await;
    let refresh = app.client("dashboard").redeem(&code).await.field("refresh_token");
    let mut here = alice(&app).await;
    let page = here.get("/account/devices").await;
    here.submit(&page, "sign-out-others", &[]).await;
    app.client("dashboard").refresh(&refresh).await.assert_error(400, "invalid_grant");
}

#[tokio::test]
async fn events_are_ones_own() {
    let app = TestApp::new().await;
    let mut browser = alice(&app).await;
    browser.grant("spa", "openid").await;
    let mut admin = signed_in(&app, "admin", "admin123").await;
    let page = browser.get("/account/events").await;
    assert!(page.text.contains("Signed in") && page.text.contains("Allowed an application"), "{page:?}");
    let page = admin.get("/account/events").await;
    assert!(page.text.contains("Signed in") && !page.text.contains("Allowed an application"), "{page:?}");
}

#[tokio::test]
async fn export_has_what_is_kept_and_no_secret_and_wants_a_fresh_sign_in() {
    let app = TestApp::new().await;
    let mut browser = alice(&app).await;
    browser.grant("spa", "openid profile").await;
    let page = browser.get("/account/data").await;
    let reply = browser.submit(&page, "export", &[]).await;
    assert_eq!(reply.status, 200, "{reply:?}");
    assert_eq!(reply.header("content-disposition"), "attachment; filename=\"account.json\"");
    assert_eq!((reply.header("content-type"), reply.header("cache-control")), ("application/json", "no-store"));
    let data = reply.json();
    assert_eq!(data["account"]["username"], "alice");
    assert_eq!(data["profile"]["email"], "alice@example.com");
    assert_eq!(data["credentials"][0]["kind"], "password");
    assert_eq!(data["consents"][0]["client_id"], "spa");
    for list in ["sessions", "grants", "events"] {
        assert!(!data[list].as_array().unwrap().is_empty(), "{list}");
    }
    assert!(!reply.text.contains("argon2") && !reply.text.contains("admin"), "{reply:?}");
    assert!(browser.get("/account/events").await.text.contains("Took a copy of all data"));
    let forged = browser.submit(&page, "export", &[("csrf", "x")]).await;
    app.assert_rule(&forged, Rule::FormForged).await;
    app.advance(301);
    let stale = browser.submit(&page, "export", &[]).await;
    assert_eq!(stale.location(), "/login?return=%2Faccount%2Fdata&again=1");
}

#[tokio::test]
async fn deleted_account_leaves_nothing_that_works() {
    let app = TestApp::new().await;
    let mut browser = alice(&app).await;
    let code = browser.code("spa", "openid offline_access").await;
    let tokens = app.client("spa").redeem(&code).await;
    let page = browser.get("/account/data").await;
    for wrong in ["", "bob", "admin"] {
        let reply = browser.submit(&page, "delete", &[("username", wrong)]).await;
        assert!(reply.status == 400 && reply.text.contains("id=\"data-error\""), "{wrong}: {reply:?}");
    }
    assert_eq!(browser.submit(&page, "delete", &[("username", "Alice")]).await.location(), "/");
    assert!(browser.get("/account").await.location().starts_with("/login"));
    assert_ne!(app.userinfo(&tokens.field("access_token")).await.status, 200);
    app.client("spa").refresh(&tokens.field("refresh_token")).await.assert_error(400, "invalid_grant");
    let login = browser.get("/login").await;
    let again = browser.sign_in(&login, "alice", "alice123").await;
    assert!(again.text.contains("id=\"login-error\""), "{again:?}");
    assert_eq!(store::event::count(app.db(), "user.remove").await.unwrap(), 1);
    let silent = app.browser().ask(&params_with("spa", &[("prompt", "none")])).await;
    assert_eq!(silent.location_param("error").as_deref(), Some("login_required"));
}

#[tokio::test]
async fn last_administrator_cannot_delete_themselves_and_the_setting_forbids_it_to_all() {
    let app = TestApp::new().await;
    let mut admin = signed_in(&app, "admin", "admin123").await;
    let page = admin.get("/account/data").await;
    let reply = admin.submit(&page, "delete", &[("username", "admin")]).await;
    assert!(reply.status == 400 && reply.text.contains("You are the last administrator."), "{reply:?}");
    assert_eq!(admin.get("/account").await.status, 200);

    let off = app.restarted(|settings| settings.accounts.deletion = false).await;
    let mut browser = alice(&off).await;
    let none = browser.get("/account/data").await;
    assert!(!none.text.contains("id=\"delete\""), "{none:?}");
    let mut before = alice(&app).await;
    let page = before.get("/account/data").await;
    let reply = before.at(&off).submit(&page, "delete", &[("username", "alice")]).await;
    off.assert_rule(&reply, Rule::PathUnknown).await;
}

#[tokio::test]
async fn deletion_wants_a_fresh_sign_in_and_our_own_form() {
    let app = TestApp::new().await;
    let mut browser = alice(&app).await;
    let page = browser.get("/account/data").await;
    let forged = browser.submit(&page, "delete", &[("username", "alice"), ("csrf", "x")]).await;
    app.assert_rule(&forged, Rule::FormForged).await;
    app.advance(301);
    let stale = browser.submit(&page, "delete", &[("username", "alice")]).await;
    assert_eq!(stale.location(), "/login?return=%2Faccount%2Fdata&again=1");
    assert_eq!(browser.get("/account").await.status, 200);
}
