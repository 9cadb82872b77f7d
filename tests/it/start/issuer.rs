//! An issuer with a path, and the Host header.

use crate::support::browser::{VERIFIER, authorize_params};
use crate::support::{Reply, TestApp, encode, page};
use poem::Request;
use symbolon::config::Issuer;
use symbolon::http::routes::routes;

const ISSUER: &str = "http://localhost:8000/o";

async fn below_a_path(issuer: &str) -> TestApp {
    TestApp::with(|settings| {
        settings.issuer = Issuer::parse(issuer).unwrap();
        settings.accounts.registration = true;
        settings.mail.folder = Some(std::env::temp_dir());
    })
    .await
}

/// Every address of ours in a page.
fn links(html: &str) -> Vec<String> {
    let attributes = ["href=\"", "action=\"", "src=\""];
    let values = attributes.iter().flat_map(|name| html.split(name).skip(1));
    let values = values.map(|rest| rest.split('"').next().unwrap().replace("&#x2f;", "/"));
    values.filter(|value| value.starts_with('/') || value.starts_with("http://localhost:8000")).collect()
}

fn assert_links_below(reply: &Reply, base: &str) {
    let links = links(&reply.text);
    assert!(links.len() > 1, "{reply:?}");
    for link in links {
        assert!(link.starts_with(&format!("{base}/")) || link == base, "{link} in {}", reply.text);
    }
}

#[tokio::test]
async fn discovery_is_found_at_every_form_of_the_address() {
    let app = below_a_path(ISSUER).await;
    let forms = [
        "/o/.well-known/openid-configuration",
        "/.well-known/openid-configuration/o",
        "/.well-known/oauth-authorization-server/o",
        "/o/.well-known/oauth-authorization-server",
    ];
    for form in forms {
        let reply = app.get(form).await;
        assert_eq!(reply.status, 200, "{form}: {reply:?}");
        assert_eq!(reply.json()["issuer"], ISSUER, "{form}");
    }
    for form in ["/.well-known/openid-configuration", "/.well-known/oauth-authorization-server", "/o/o/jwks", "/jwks/o"]
    {
        assert_eq!(app.get(form).await.status, 404, "{form}");
    }
}

#[tokio::test]
async fn every_address_in_discovery_is_below_the_path_and_answers() {
    let app = below_a_path(ISSUER).await;
    let document = app.get("/o/.well-known/openid-configuration").await.json();
    let mut count = 0;
    for (name, value) in document.as_object().unwrap() {
        let address = value.as_str().unwrap_or_default();
        if !(name.ends_with("_endpoint") || name.ends_with("_uri") || name.ends_with("documentation")) {
            continue;
        }
        count += 1;
        let path = address.strip_prefix("http://localhost:8000").unwrap_or_else(|| panic!("{name}: {address}"));
        assert!(path.starts_with("/o/"), "{name}: {address}");
        assert_ne!(app.get(path).await.status, 404, "{name}: {address}");
    }
    assert_eq!(count, 9, "{document}");
}

#[tokio::test]
async fn every_route_is_below_the_path_and_only_there() {
    let app = below_a_path(ISSUER).await;
    for route in routes().filter(|route| route.path != "/metrics") {
        let inside = format!("/o{}", route.path);
        assert_ne!(app.get(&inside).await.status, 404, "{inside}");
        assert_eq!(app.get(route.path).await.status, 404, "{}", route.path);
        let beside = format!("/other{}", route.path);
        assert_eq!(app.get(&beside).await.status, 404, "{beside}");
    }
}

#[tokio::test]
async fn sign_in_below_a_path_stays_below_it_to_the_tokens() {
    let app = below_a_path(ISSUER).await;
    let mut browser = app.browser();
    let params = authorize_params("postman", "http://localhost:3000/callback", "openid read");
    let pairs: Vec<_> = params.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let start = browser.get(&format!("/o/authorize?{}", encode(&pairs))).await;
    assert!(start.location().starts_with("/o/") || start.location().starts_with(&format!("{ISSUER}/")), "{start:?}");
    // `__Host-` cookies must have Path=/ (RFC 6265bis §4.1.3.2), so ours have it everywhere.
    assert!(start.header("set-cookie").contains("; Path=/;"), "{start:?}");
    let login = browser.follow(start).await;
    assert_links_below(&login, "/o");
    let form = page::form(&login.text, "login");
    let (csrf, handle) = (page::input(form, "csrf").unwrap(), page::input(form, "request").unwrap());
    let fields = [("username", "alice"), ("password", "alice123"), ("csrf", &csrf), ("request", &handle)];
    let signed_in = browser.post("/o/login", &fields).await;
    let consent = browser.follow(signed_in).await;
    assert_links_below(&consent, "/o");
    let form = page::form(&consent.text, "consent");
    let (csrf, handle) = (page::input(form, "csrf").unwrap(), page::input(form, "request").unwrap());
    let allowed = browser.post("/o/consent", &[("csrf", &csrf), ("request", &handle), ("decision", "allow")]).await;
    let response = browser.follow(allowed).await;
    assert_eq!(response.location_param("iss").as_deref(), Some(ISSUER), "{response:?}");

    let code = response.location_param("code").unwrap();
    let redeem = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", "http://localhost:3000/callback"),
        ("code_verifier", VERIFIER),
    ];
    let tokens = app.client("postman").post("/o/token", &redeem).await;
    assert_eq!(tokens.status, 200, "{tokens:?}");
    assert_eq!(crate::support::reply::claims(&tokens.field("id_token"))["iss"], ISSUER);
    assert_links_below(&browser.get("/o/account").await, "/o");
    assert_links_below(&browser.get("/o/docs").await, "/o");
}

#[tokio::test]
async fn cookie_of_an_https_issuer_is_host_bound_and_secure() {
    let app = below_a_path("https://id.example.com/o").await;
    let reply = app.get("/o/login").await;
    let cookie = reply.header("set-cookie");
    assert!(cookie.starts_with("__Host-symbolon="), "{cookie}");
    for attribute in ["; Path=/", "; HttpOnly", "; SameSite=Lax", "; Secure"] {
        assert!(cookie.contains(attribute), "{cookie}");
    }
    assert!(!cookie.contains("Domain"), "{cookie}");
    assert!(reply.header("strict-transport-security").starts_with("max-age="), "{reply:?}");
}

#[tokio::test]
async fn host_header_changes_no_answer() {
    let app = TestApp::new().await;
    for path in
        ["/.well-known/openid-configuration", "/openapi.json", "/jwks", "/docs", "/", "/authorize?client_id=spa"]
    {
        let plain = app.get(path).await;
        let request = Request::builder()
            .uri(path.parse().unwrap())
            .header("host", "evil.example")
            .header("x-forwarded-host", "evil.example")
            .header("forwarded", "host=evil.example");
        let reply = app.send(request.finish()).await;
        assert_eq!(reply.status, plain.status, "{path}");
        assert!(!reply.text.contains("evil.example"), "{path}: {reply:?}");
        assert!(!format!("{:?}", reply.headers).contains("evil.example"), "{path}: {reply:?}");
        if reply.error_id().is_none() {
            assert_eq!(reply.text, plain.text, "{path}");
        }
    }
}
