//! What people see: the pages, their forms, and the headers that protect both.

mod cors;
mod disconnect;
mod forgery;
mod forms;
mod headers;
mod return_path;
mod session;

use crate::support::browser::{authorize_params, params_with};
use crate::support::{Browser, Reply, TestApp};
use serde_json::json;
use symbolon::config::Issuer;

/// The cookie's value.
fn cookie(browser: &Browser<'_>) -> String {
    browser.cookies["symbolon"].clone()
}

fn assert_page(reply: &Reply) {
    assert_eq!(reply.status, 200, "{reply:?}");
    assert_eq!(reply.header("content-type"), "text/html; charset=utf-8", "{reply:?}");
    assert!(reply.text.starts_with("<!doctype html>\n<html lang=\"en\" dir=\"ltr\">"), "{reply:?}");
}

fn assert_has(reply: &Reply, parts: &[&str]) {
    for part in parts {
        assert!(reply.text.contains(part), "no {part} in {reply:?}");
    }
}

/// The pages of one sign-in of alice: login, consent, logout and done, account, home, and a refusal.
async fn all_pages(app: &TestApp) -> Vec<(&'static str, Reply)> {
    let mut browser = app.browser();
    let login = browser.authorize(&params_with("spa", &[])).await;
    let consent = browser.sign_in(&login, "alice", "alice123").await;
    let account = browser.get("/account").await;
    let home = browser.get("/").await;
    let logout = browser.get("/logout").await;
    let csrf = logout.form_value("logout", "csrf");
    let done = browser.post("/logout", &[("csrf", &csrf)]).await;
    let error = browser.get("/consent?request=unknown").await;
    let named = [login, consent, account, home, logout, done, error];
    ["login", "consent", "account", "home", "logout", "done", "error"].into_iter().zip(named).collect()
}

#[tokio::test]
async fn pages_carry_the_ids_of_the_contract() {
    let app = TestApp::new().await;
    let table: &[(&str, &[&str])] = &[
        (
            "login",
            &[
                "<form id=\"login\" method=\"post\" action=\"/login\"",
                "<input id=\"username\" name=\"username\"",
                "<input id=\"password\" name=\"password\" type=\"password\"",
                "<button id=\"login-submit\" class=\"button\" type=\"submit\">",
                "<bdi>Single-page app</bdi>",
            ],
        ),
        (
            "consent",
            &[
                "<form id=\"consent\" method=\"post\" action=\"/consent\">",
                "id=\"consent-allow\" class=\"button\" type=\"submit\" name=\"decision\" value=\"allow\"",
                "id=\"consent-deny\" class=\"button quiet\" type=\"submit\" name=\"decision\" value=\"deny\"",
                "<li class=\"scope\">",
                "<bdi>Single-page app</bdi>",
                "<bdi>alice</bdi>",
                "localhost:5173",
                "<form id=\"switch-account\" method=\"post\" action=\"/switch-account\">",
            ],
        ),
        (
            "account",
            &["<bdi>alice</bdi>", "<bdi>Alice Liddell</bdi>", "<bdi>alice@example.com</bdi>", "href=\"/logout\""],
        ),
        ("home", &["href=\"/account\"", "href=\"/.well-known/openid-configuration\"", "http://localhost:8000"]),
        ("logout", &["<form id=\"logout\" method=\"post\" action=\"/logout\">", "<button id=\"logout-confirm\""]),
        ("done", &["id=\"logout-done\""]),
        ("error", &["<main id=\"error\"", "id=\"error-code\"", "id=\"error-description\"", "id=\"error-id\""]),
    ];
    let pages = all_pages(&app).await;
    for ((name, reply), (expected, parts)) in pages.iter().zip(table) {
        assert_eq!(name, expected);
        assert_has(reply, parts);
        if *name != "error" {
            assert_page(reply);
        }
    }
}

#[tokio::test]
async fn wrong_password_is_told_in_an_alert_and_the_name_is_kept() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    let login = browser.authorize(&params_with("spa", &[])).await;
    let again = browser.sign_in(&login, "alice", "wrong").await;
    assert_page(&again);
    assert_has(&again, &["<p id=\"login-error\" class=\"alert\" role=\"alert\">Username and password do not match"]);
    assert_eq!(again.form_value("login", "username"), "alice");
    assert!(!again.text.contains("wrong\""), "{again:?}");
    // Nothing is lost: the same request goes on.
    let consent = browser.sign_in(&again, "alice", "alice123").await;
    assert!(browser.decide(&consent, "allow").await.location_param("code").is_some());
}

#[tokio::test]
async fn pages_without_a_request_lead_to_login_and_account() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    assert_eq!(browser.get("/account").await.location(), "/login");
    assert_has(&browser.get("/").await, &["href=\"/login\""]);
    assert_has(&browser.get("/logout").await, &["id=\"logout-done\""]);
    let login = browser.get("/login").await;
    assert_page(&login);
    assert!(!login.text.contains("name=\"request\"") && !login.text.contains("login-cancel"), "{login:?}");
    let account = browser.sign_in(&login, "alice", "alice123").await;
    assert_has(&account, &["No application has access", "<bdi>alice</bdi>"]);
    assert_eq!(browser.get("/login").await.location(), "/account");
    browser.code("spa", "openid email").await;
    assert_has(&browser.get("/account").await, &["<bdi>Single-page app</bdi>", "<code>email</code>"]);
}

#[tokio::test]
async fn hostile_names_are_encoded_wherever_they_are_shown() {
    let app = TestApp::new().await;
    let name = "\"><script>alert('1')</script>\u{202e}\u{fc}</title>";
    let encoded = "&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;\u{fffd}\u{fc}&lt;/title&gt;";
    let metadata = json!({
        "client_name": name, "client_type": "public", "redirect_uris": ["https://hostile.example/cb"],
        "grant_types": ["authorization_code"], "scope": "openid",
    });
    app.add_client("hostile", metadata).await;
    let state = "</script><script>alert(1)</script>";
    let mut params = authorize_params("hostile", "https://hostile.example/cb", "openid");
    params.push(("ui_locales", "\"><script>".to_owned()));
    params.push(("claims", "{\"x\":\"<script>\"}".to_owned()));
    params.iter_mut().find(|(name, _)| *name == "state").unwrap().1 = state.to_owned();
    let mut browser = app.browser();
    let login = browser.authorize(&params).await;
    let wrong = browser.sign_in(&login, name, "wrong").await;
    let consent = browser.sign_in(&wrong, "alice", "alice123").await;
    let response = browser.decide(&consent, "allow").await;
    assert_eq!(response.location_param("state").as_deref(), Some(state));
    let account = browser.get("/account").await;
    for page in [login, wrong, consent, account] {
        assert_page(&page);
        assert_has(&page, &[encoded]);
        assert!(!page.without_passkeys().contains("<script") && !page.text.contains('\u{202e}'), "{page:?}");
    }
}

#[tokio::test]
async fn pages_load_nothing_from_elsewhere_and_name_no_token() {
    let app = TestApp::new().await;
    for (name, page) in all_pages(&app).await {
        for attribute in ["src=\"", "href=\"", "action=\""] {
            for after in page.text.split(attribute).skip(1) {
                let within = after.starts_with("#main\"") || after.starts_with("#error\"");
                assert!(within || after.starts_with('/') && !after.starts_with("//"), "{name}: {attribute}{after:.60}");
            }
        }
        for forbidden in ["<script", "<style", " style=\"", "javascript:", "<iframe", " onclick"] {
            assert!(!page.without_passkeys().contains(forbidden), "{name} has {forbidden}");
        }
    }
}

#[tokio::test]
async fn issuer_with_a_path_keeps_every_link_and_form_below_it() {
    let app = TestApp::with(|settings| settings.issuer = Issuer::parse("http://localhost:8000/o").unwrap()).await;
    let pairs = params_with("spa", &[]);
    let pairs: Vec<_> = pairs.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let mut browser = app.browser();
    let first = browser.get(&format!("/o/authorize?{}", crate::support::encode(&pairs))).await;
    assert!(first.location().starts_with("/o/login?request="), "{first:?}");
    let login = browser.follow(first).await;
    assert_has(&login, &["action=\"/o/login\"", "href=\"/o/assets/style.css?v=", "href=\"/o/\""]);
    let csrf = login.form_value("login", "csrf");
    let request = login.form_value("login", "request");
    let fields = [("csrf", &*csrf), ("request", &*request), ("username", "alice"), ("password", "alice123")];
    let consent = browser.post("/o/login", &fields).await;
    assert!(consent.location().starts_with("/o/consent?request="), "{consent:?}");
    let consent = browser.follow(consent).await;
    let csrf = consent.form_value("consent", "csrf");
    let fields = [("csrf", &*csrf), ("request", &*request), ("decision", "allow")];
    let response = browser.post("/o/consent", &fields).await;
    assert_eq!(response.location_param("iss").as_deref(), Some("http://localhost:8000/o"));
    assert!(response.location_param("code").is_some(), "{response:?}");
    assert_eq!(browser.get("/login").await.status, 404);
}
