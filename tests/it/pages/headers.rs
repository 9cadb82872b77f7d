//! Headers, and the shapes of answers where there is no page.

use super::all_pages;
use crate::support::browser::{authorize_params, params_with};
use crate::support::network::own_address;
use crate::support::{Reply, TestApp};
use http::Method;
use poem::Request;
use serde_json::json;
use std::net::{IpAddr, Ipv4Addr};
use symbolon::config::{Issuer, Settings};
use symbolon::protocol::Rule;

const LOOPBACK: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

fn request(method: &str, path: &str, headers: &[(&str, &str)]) -> Request {
    let mut request = Request::builder().method(method.parse::<Method>().unwrap()).uri(path.parse().unwrap());
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.finish()
}

fn directive<'a>(reply: &'a Reply, name: &str) -> Option<&'a str> {
    let policy = reply.header("content-security-policy");
    policy.split("; ").find_map(|part| part.strip_prefix(name)).map(str::trim)
}

async fn login_of(app: &TestApp, client: &str, uri: &str) -> Reply {
    app.browser().authorize(&authorize_params(client, uri, "openid")).await
}

#[tokio::test]
async fn pages_cannot_be_framed_stored_sniffed_or_scripted() {
    let app = TestApp::new().await;
    for (name, page) in all_pages(&app).await {
        assert_eq!(page.header("x-frame-options"), "DENY", "{name}");
        assert_eq!(page.header("x-content-type-options"), "nosniff", "{name}");
        assert_eq!(page.header("referrer-policy"), "same-origin", "{name}");
        assert_eq!(page.header("cache-control"), "no-store", "{name}");
        assert_eq!(page.header("server"), "", "{name}");
        assert_eq!(page.header("access-control-allow-origin"), "", "{name}");
        assert_eq!(directive(&page, "default-src"), Some("'none'"), "{name}");
        assert_eq!(directive(&page, "style-src"), Some("'self'"), "{name}");
        assert_eq!(directive(&page, "frame-ancestors"), Some("'none'"), "{name}");
        assert_eq!(directive(&page, "base-uri"), Some("'none'"), "{name}");
        let policy = page.header("content-security-policy");
        assert!(!policy.contains("unsafe") && !policy.contains('*'), "{policy}");
        let wanted = page.text.contains("/assets/passkeys.js").then_some("'self'");
        assert_eq!(directive(&page, "script-src"), wanted, "{name}");
    }
}

#[tokio::test]
async fn form_action_names_where_the_browser_goes_after_the_form() {
    let app = TestApp::new().await;
    let table = [
        ("spa", "http://localhost:5173/callback", Some("'self' http://localhost:5173")),
        ("postman", "https://oauth.pstmn.io/v1/callback", Some("'self' https://oauth.pstmn.io")),
        ("native", "http://127.0.0.1:49152/callback", Some("'self' http://127.0.0.1:49152")),
        ("native", "com.example.native:/callback", Some("'self' com.example.native:")),
        // A policy cannot name an IPv6 address.
        ("native", "http://[::1]:49152/callback", None),
    ];
    for (client, uri, expected) in table {
        let mut browser = app.browser();
        let login = browser.authorize(&authorize_params(client, uri, "openid")).await;
        assert_eq!(directive(&login, "form-action"), expected, "{uri}");
        let consent = browser.sign_in(&login, "alice", "alice123").await;
        assert!(consent.text.contains("<form id=\"consent\""), "{consent:?}");
        assert_eq!(directive(&consent, "form-action"), expected, "{uri}");
    }
    let error = app.get("/authorize").await;
    assert_eq!(directive(&error, "form-action"), Some("'self'"));
}

#[tokio::test]
async fn clients_logo_is_the_only_foreign_picture_that_a_page_may_show() {
    let app = TestApp::new().await;
    app.change_client("spa", |client| client.logo_uri = Some("https://cdn.example/spa.png".to_owned())).await;
    let login = login_of(&app, "spa", "http://localhost:5173/callback").await;
    assert_eq!(directive(&login, "img-src"), Some("'self' https://cdn.example"));
    assert!(
        login.text.contains("src=\"https://cdn.example/spa.png\"") && login.text.contains("no-referrer"),
        "{login:?}"
    );
    let without = login_of(&app, "postman", "http://localhost:3000/callback").await;
    assert_eq!(directive(&without, "img-src"), Some("'self'"));
}

#[tokio::test]
async fn client_links_that_could_run_something_cannot_be_registered() {
    use symbolon::flow::admin::{Actor, AdminError, client};
    let app = TestApp::new().await;
    for member in ["client_uri", "logo_uri", "policy_uri", "tos_uri"] {
        for uri in ["javascript:alert(1)", "data:text/html,x", "http://a.example/", "//a.example/", "ftp://a.example/"]
        {
            let mut metadata = json!({
                "client_name": "Bad", "client_type": "public", "redirect_uris": ["https://a.example/cb"],
                "grant_types": ["authorization_code"], "scope": "openid",
            });
            metadata[member] = uri.into();
            let metadata = serde_json::from_value(metadata).unwrap();
            let command = client::AddClient { id: None, metadata, secret: None };
            let error = client::add(&app.deps(), &Actor::Cli, command).await.unwrap_err();
            assert!(matches!(&error, AdminError::Invalid(problems) if problems[0].contains(member)), "{error}");
        }
    }
}

#[tokio::test]
async fn strict_transport_security_is_sent_only_for_an_https_issuer() {
    let https = |settings: &mut Settings| settings.issuer = Issuer::parse("https://op.example").unwrap();
    let off = |settings: &mut Settings| {
        settings.issuer = Issuer::parse("https://op.example").unwrap();
        settings.http.hsts = 0;
    };
    for (app, expected) in
        [(TestApp::new().await, ""), (TestApp::with(https).await, "max-age=31536000"), (TestApp::with(off).await, "")]
    {
        for path in ["/login", "/jwks", "/nowhere", "/authorize"] {
            assert_eq!(app.get(path).await.header("strict-transport-security"), expected, "{path}");
        }
    }
}

#[tokio::test]
async fn unknown_address_is_a_page_for_who_asks_for_one_and_json_for_others() {
    let app = TestApp::new().await;
    let paths =
        ["/nowhere", "/token/", "//token", "/login/", "/.well-known/", "/authorize/../token", "/Token", "/%74oken"];
    for path in paths {
        let plain = app.get(path).await;
        plain.assert_error(404, "invalid_request");
        app.assert_rule(&plain, Rule::PathUnknown).await;
        let page = app.send(request("GET", path, &[("accept", "text/html,*/*;q=0.8")])).await;
        page.assert_error_page(404, "invalid_request");
        assert_eq!(page.header("x-frame-options"), "DENY");
        app.assert_rule(&page, Rule::PathUnknown).await;
    }
}

#[tokio::test]
async fn method_that_a_route_does_not_have_is_refused_in_its_shape_with_those_it_has() {
    let app = TestApp::new().await;
    let table = [
        ("GET", "/token", "POST"),
        ("PUT", "/token", "POST"),
        ("HEAD", "/token", "POST"),
        ("OPTIONS", "/introspect", "POST"),
        ("DELETE", "/userinfo", "GET, POST"),
        ("POST", "/jwks", "GET, HEAD"),
        ("PUT", "/authorize", "GET, POST"),
        ("HEAD", "/authorize", "GET, POST"),
        ("HEAD", "/login", "GET, POST"),
        ("DELETE", "/consent", "GET, POST"),
        ("GET", "/switch-account", "POST"),
        ("OPTIONS", "/authorize", "GET, POST"),
        ("TRACE", "/", "GET, HEAD"),
        ("BREW", "/account", "GET"),
    ];
    for (method, path, allowed) in table {
        let reply = app.send(request(method, path, &[])).await;
        assert_eq!((reply.status.as_u16(), reply.header("allow")), (405, allowed), "{method} {path}");
        assert_eq!(reply.header("cache-control"), "no-store", "{method} {path}");
        assert_eq!(reply.header("x-content-type-options"), "nosniff", "{method} {path}");
        if method == "HEAD" {
            assert_eq!(reply.text, "", "{path}");
        } else {
            app.assert_rule(&reply, Rule::MethodNotAllowed).await;
        }
    }
}

#[tokio::test]
async fn head_gives_the_headers_of_get_without_its_body() {
    let app = TestApp::new().await;
    for path in ["/", "/jwks", "/.well-known/openid-configuration", "/assets/style.css", "/docs", "/health/live"] {
        let (get, head) = (app.get(path).await, app.send(request("HEAD", path, &[])).await);
        assert_eq!((get.status, head.status), (http::StatusCode::OK, http::StatusCode::OK), "{path}");
        assert!(!get.text.is_empty() && head.text.is_empty(), "{path}");
        for name in ["content-type", "cache-control", "etag", "content-security-policy"] {
            assert_eq!(get.header(name), head.header(name), "{path} {name}");
        }
    }
    let nowhere = app.send(request("HEAD", "/nowhere", &[])).await;
    assert_eq!((nowhere.status.as_u16(), nowhere.text.as_str()), (404, ""));
}

#[tokio::test]
async fn request_id_is_on_every_answer_but_metadata_and_differs() {
    let app = TestApp::new().await;
    let (first, second) = (app.get("/login").await, app.get("/nowhere").await);
    let login = params_with("spa", &[]);
    let third = app.browser().ask(&login).await;
    let ids = [&first, &third].map(|reply| reply.header("x-request-id").to_owned());
    assert!(ids.iter().all(|id| !id.is_empty()) && ids[0] != ids[1], "{ids:?}");
    assert_eq!(second.header("x-request-id"), "");
}

#[tokio::test]
async fn loopback_may_speak_plain_http_unless_a_trusted_proxy_says_it_came_from_outside() {
    let trusting = TestApp::with(|settings| settings.trusted_proxies = vec!["127.0.0.0/8".parse().unwrap()]).await;
    let network = trusting.listen();
    let table: &[(&[(&str, &str)], bool)] = &[
        (&[], true),
        (&[("x-forwarded-proto", "https")], true),
        (&[("x-forwarded-proto", "HTTPS")], true),
        (&[("x-forwarded-proto", "http")], false),
        (&[("x-forwarded-proto", "")], false),
        // The last word is the trusted proxy's own.
        (&[("x-forwarded-proto", "https, http")], false),
        (&[("x-forwarded-proto", "https"), ("x-forwarded-proto", "http")], false),
        (&[("x-forwarded-proto", "http, https")], true),
    ];
    for (headers, accepted) in table {
        for path in ["/jwks", "/login"] {
            let reply = network.send(LOOPBACK, request("GET", path, headers)).await;
            assert_eq!(reply.status == 200, *accepted, "{headers:?} {reply:?}");
            if !accepted {
                trusting.assert_rule(&reply, Rule::PlainHttpRefused).await;
            }
        }
        assert_eq!(network.send(LOOPBACK, request("GET", "/health/live", headers)).await.status, 200);
    }
    // Whom nobody trusts may say what they like.
    let network = TestApp::new().await.listen();
    let reply = network.send(LOOPBACK, request("GET", "/jwks", &[("x-forwarded-proto", "http")])).await;
    assert_eq!(reply.status, 200, "{reply:?}");
}

#[tokio::test]
async fn plain_http_from_elsewhere_is_refused_whatever_its_headers_say() {
    let Some(own) = own_address() else {
        eprintln!("skipped: this machine has no address but loopback");
        return;
    };
    let app = TestApp::new().await;
    let network = app.listen();
    let spoofed: [&[(&str, &str)]; 3] =
        [&[], &[("x-forwarded-proto", "https")], &[("x-forwarded-proto", "https"), ("x-forwarded-for", "127.0.0.1")]];
    for headers in spoofed {
        let page = network.send(own, request("GET", "/login", headers)).await;
        page.assert_error_page(400, "invalid_request");
        app.assert_rule(&page, Rule::PlainHttpRefused).await;
        let json = network.send(own, request("POST", "/token", headers)).await;
        json.assert_error(400, "invalid_request");
        app.assert_rule(&json, Rule::PlainHttpRefused).await;
    }
    for open in ["/health/live", "/health/ready"] {
        assert_eq!(network.send(own, request("GET", open, &[])).await.status, 200);
    }
    let allowed = TestApp::with(|settings| settings.http.allow_plain = true).await;
    assert_eq!(allowed.listen().send(own, request("GET", "/login", &[])).await.status, 200);
    let network = format!("{own}/32").parse().unwrap();
    let proxied = TestApp::with(|settings| settings.trusted_proxies = vec![network]).await;
    let https = [("x-forwarded-proto", "https")];
    assert_eq!(proxied.listen().send(own, request("GET", "/login", &https)).await.status, 200);
}
