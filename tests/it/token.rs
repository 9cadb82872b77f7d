//! `/token`: what is read and what is refused before any grant is looked at (RFC 6749 §3.2, §5; security checks 38 to
//! 44).

mod client_authentication;

use crate::support::client::basic;
use crate::support::reply::claims;
use crate::support::{Reply, TestApp, encode};
use poem::Body;
use poem::Request;
use serde_json::json;
use std::time::{Duration, Instant};
use symbolon::protocol::Rule;

const FORM: &str = "application/x-www-form-urlencoded";
const CLIENT_CREDENTIALS: (&str, &str) = ("grant_type", "client_credentials");
const PASSWORD: (&str, &str) = ("grant_type", "password");
const CODE: (&str, &str) = ("grant_type", "authorization_code");
const REFRESH: (&str, &str) = ("grant_type", "refresh_token");

/// A client, what it sends, and the status, code and rule of the answer.
type Case<'a> = (&'a str, Vec<(&'a str, &'a str)>, (u16, &'a str, Rule));

/// Asserts a refusal that says nothing but its rule's own text, so nothing of the request.
async fn assert_refused(app: &TestApp, reply: &Reply, answer: (u16, &str, Rule)) {
    let (status, code, rule) = answer;
    reply.assert_error(status, code);
    assert_eq!(reply.field("error_description"), rule.description(), "{reply:?}");
    assert_eq!(reply.json().as_object().unwrap().len(), 3, "{reply:?}");
    app.assert_rule(reply, rule).await;
}

/// A client that is registered for `read` alone and has no default scope.
async fn add_reader(app: &TestApp) -> String {
    let metadata = json!({
        "client_name": "Reader", "client_type": "confidential", "grant_types": ["client_credentials"], "scope": "read",
    });
    app.add_client("reader", metadata).await.unwrap()
}

#[tokio::test]
async fn each_broken_rule_of_a_grant_has_its_answer() {
    let app = TestApp::new().await;
    let secret = add_reader(&app).await;
    let long = "x".repeat(4097);
    let alice = ("username", "alice");
    let cases: Vec<Case<'_>> = vec![
        ("postman", vec![], (400, "invalid_request", Rule::GrantTypeMissing)),
        ("postman", vec![("grant_type", "")], (400, "invalid_request", Rule::GrantTypeMissing)),
        ("postman", vec![("grant_type", "implicit")], (400, "unsupported_grant_type", Rule::GrantTypeUnsupported)),
        ("postman", vec![("grant_type", "Password")], (400, "unsupported_grant_type", Rule::GrantTypeUnsupported)),
        (
            "cli",
            vec![("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange")],
            (400, "unauthorized_client", Rule::GrantNotAllowed),
        ),
        ("postman", vec![CLIENT_CREDENTIALS], (400, "unauthorized_client", Rule::GrantNotAllowed)),
        ("spa", vec![CLIENT_CREDENTIALS], (400, "unauthorized_client", Rule::GrantNotAllowed)),
        ("service", vec![CODE, ("code", "syc_any")], (400, "unauthorized_client", Rule::GrantNotAllowed)),
        ("service", vec![REFRESH, ("refresh_token", "syr_any")], (400, "unauthorized_client", Rule::GrantNotAllowed)),
        ("postman", vec![CODE], (400, "invalid_request", Rule::CodeMissing)),
        ("postman", vec![CODE, ("code", "syc_unknown-code")], (400, "invalid_grant", Rule::CodeUnknown)),
        ("postman", vec![REFRESH], (400, "invalid_request", Rule::RefreshTokenMissing)),
        ("postman", vec![REFRESH, ("refresh_token", "syr_x-y-z")], (400, "invalid_grant", Rule::RefreshTokenUnknown)),
        ("cli", vec![PASSWORD, alice], (400, "invalid_request", Rule::PasswordMissing)),
        ("cli", vec![PASSWORD, ("password", "alice123")], (400, "invalid_request", Rule::PasswordMissing)),
        ("cli", vec![PASSWORD, alice, ("password", "wrong-one")], (400, "invalid_grant", Rule::PasswordWrong)),
        (
            "cli",
            vec![PASSWORD, ("username", "nobody-here"), ("password", "alice123")],
            (400, "invalid_grant", Rule::PasswordWrong),
        ),
        ("cli", vec![PASSWORD, alice, ("password", &long)], (400, "invalid_grant", Rule::PasswordWrong)),
        ("service", vec![CLIENT_CREDENTIALS, ("scope", "openid")], (400, "invalid_scope", Rule::ScopeNeedsUser)),
        (
            "service",
            vec![CLIENT_CREDENTIALS, ("scope", "read offline_access")],
            (400, "invalid_scope", Rule::ScopeNeedsUser),
        ),
        ("service", vec![CLIENT_CREDENTIALS, ("scope", "read email")], (400, "invalid_scope", Rule::ScopeNeedsUser)),
        ("service", vec![CLIENT_CREDENTIALS, ("scope", "read nonsense")], (400, "invalid_scope", Rule::ScopeUnknown)),
        ("service", vec![CLIENT_CREDENTIALS, ("scope", "READ")], (400, "invalid_scope", Rule::ScopeUnknown)),
        ("service", vec![CLIENT_CREDENTIALS, ("scope", "re\"ad\\")], (400, "invalid_scope", Rule::ScopeMalformed)),
        ("service", vec![CLIENT_CREDENTIALS, ("scope", &long)], (400, "invalid_request", Rule::ParameterTooLong)),
        ("reader", vec![CLIENT_CREDENTIALS, ("scope", "write")], (400, "invalid_scope", Rule::ScopeNotRegistered)),
        ("reader", vec![CLIENT_CREDENTIALS], (400, "invalid_scope", Rule::ScopeMissing)),
    ];
    for (id, form, (status, code, rule)) in cases {
        let mut client = app.client(id);
        if id == "reader" {
            client.secret = Some(secret.clone());
        }
        let reply = client.token(&form).await;
        assert_refused(&app, &reply, (status, code, rule)).await;
        assert_eq!(reply.header("www-authenticate"), "", "{reply:?}");
    }
}

#[tokio::test]
async fn password_grant_is_refused_to_every_client_not_given_it() {
    let app = TestApp::new().await;
    let form = [PASSWORD, ("username", "alice"), ("password", "alice123")];
    for id in ["postman", "dashboard", "spa", "native", "service"] {
        let reply = app.client(id).token(&form).await;
        assert_refused(&app, &reply, (400, "unauthorized_client", Rule::GrantNotAllowed)).await;
    }
    assert_eq!(app.client("cli").token(&form).await.status, 200);
}

#[tokio::test]
async fn password_guessing_is_limited_with_429_and_retry_after() {
    let app = TestApp::with(|settings| settings.login.attempts_per_account = 2).await;
    let wrong = [PASSWORD, ("username", "alice"), ("password", "wrong-one")];
    for _ in 0..2 {
        app.client("cli").token(&wrong).await.assert_error(400, "invalid_grant");
    }
    let right = [PASSWORD, ("username", "ALICE"), ("password", "alice123")];
    let reply = app.client("cli").token(&right).await;
    assert_refused(&app, &reply, (429, "temporarily_unavailable", Rule::TooManyAttempts)).await;
    assert_eq!(reply.header("retry-after"), "5");
    app.advance(300);
    assert_eq!(app.client("cli").token(&right).await.status, 200);
}

#[tokio::test]
async fn only_post_is_allowed() {
    let app = TestApp::new().await;
    for method in ["GET", "HEAD", "PUT", "DELETE", "PATCH"] {
        let method = http::Method::from_bytes(method.as_bytes()).unwrap();
        let request =
            Request::builder().method(method.clone()).uri("/token?grant_type=client_credentials".parse().unwrap());
        let reply = app.send(request.finish()).await;
        assert_eq!(reply.status, 405, "{method}: {reply:?}");
        assert_eq!(reply.header("allow"), "POST");
        if method == http::Method::HEAD {
            assert_eq!(reply.text, "");
            continue;
        }
        reply.assert_error(405, "invalid_request");
        app.assert_rule(&reply, Rule::MethodNotAllowed).await;
    }
}

#[tokio::test]
async fn other_content_types_are_refused_and_harmless_charsets_are_not() {
    let app = TestApp::new().await;
    let authorization = basic("service", "service-secret");
    let body = encode(&[CLIENT_CREDENTIALS]);
    let bad = [
        Some("application/json"),
        Some("multipart/form-data; boundary=x"),
        Some("text/plain"),
        Some("application/x-www-form-urlencoded; charset=utf-7"),
        Some("application/x-www-form-urlencoded; charset=utf-16le"),
        Some("application/x-www-form-urlencoded, application/json"),
        Some("application/x-www-form-urlencodedx"),
        Some("application/x-www-form-urlencoded; boundary=x"),
        Some(""),
        None,
    ];
    for content_type in bad {
        let mut headers = vec![("authorization", authorization.as_str())];
        headers.extend(content_type.map(|value| ("content-type", value)));
        let reply = app.post_raw("/token", &headers, body.clone()).await;
        assert_refused(&app, &reply, (400, "invalid_request", Rule::ContentTypeUnsupported)).await;
    }
    let good = [FORM, "Application/X-WWW-Form-URLEncoded", "application/x-www-form-urlencoded; charset=\"UTF-8\""];
    for content_type in good {
        let headers = [("authorization", authorization.as_str()), ("content-type", content_type)];
        assert_eq!(app.post_raw("/token", &headers, body.clone()).await.status, 200, "{content_type}");
    }
    let json = json!({ "grant_type": "client_credentials" }).to_string();
    let headers = [("authorization", authorization.as_str()), ("content-type", "application/json")];
    app.post_raw("/token", &headers, json).await.assert_error(400, "invalid_request");
}

#[tokio::test]
async fn malformed_and_oversized_bodies_are_refused_quickly() {
    let app = TestApp::new().await;
    let pairs = |count: usize| "a=1&".repeat(count);
    let grant = "grant_type=client_credentials";
    let cases = [
        (format!("{grant}&{}", "x".repeat(70_000)), 413, Rule::BodyTooLarge),
        (pairs(100_000), 413, Rule::BodyTooLarge),
        ("&a".repeat(30_000), 400, Rule::TooManyParameters),
        ((0..201).map(|n| format!("p{n}=1")).collect::<Vec<_>>().join("&"), 400, Rule::TooManyParameters),
        (format!("{grant}&x=%ff"), 400, Rule::ParameterMalformed),
        (format!("{grant}&x=%00"), 400, Rule::ParameterMalformed),
        (format!("{grant}&{grant}"), 400, Rule::ParameterRepeated),
        (format!("{grant}&grant_type=password"), 400, Rule::ParameterRepeated),
        ("grant_type=authorization_code&code=a&code=a".to_owned(), 400, Rule::ParameterRepeated),
        (format!("{grant}&client_id=service&client_id=service"), 400, Rule::ParameterRepeated),
        (format!("{grant}&client_id=service&client_id="), 400, Rule::ParameterRepeated),
        (format!("{grant}&scope=read&scope=write"), 400, Rule::ParameterRepeated),
    ];
    let authorization = basic("service", "service-secret");
    let headers = [("authorization", authorization.as_str()), ("content-type", FORM)];
    for (body, status, rule) in cases {
        let started = Instant::now();
        let reply = app.post_raw("/token", &headers, body).await;
        assert!(started.elapsed() < Duration::from_secs(2), "{rule:?}");
        assert_refused(&app, &reply, (status, "invalid_request", rule)).await;
    }
    let padded = format!("{grant}&x={}", "x".repeat(65_536 - grant.len() - 3));
    assert_eq!(padded.len(), 65_536);
    assert_eq!(app.post_raw("/token", &headers, padded).await.status, 200);
}

#[tokio::test]
async fn declared_length_over_the_limit_is_refused_before_the_body_is_read() {
    let app = TestApp::new().await;
    let endless = Body::from_bytes_stream(futures_util::stream::pending::<Result<bytes::Bytes, std::io::Error>>());
    let headers = [("content-type", FORM), ("content-length", "65537")];
    let reply = app.post_raw("/token", &headers, endless).await;
    assert_refused(&app, &reply, (413, "invalid_request", Rule::BodyTooLarge)).await;
}

#[tokio::test]
async fn body_that_breaks_off_or_never_ends_is_answered() {
    let app = TestApp::with(|settings| settings.http.deadline = Duration::from_millis(30)).await;
    let broken = futures_util::stream::iter([Err::<bytes::Bytes, _>(std::io::Error::other("reset"))]);
    let reply = app.post_raw("/token", &[("content-type", FORM)], Body::from_bytes_stream(broken)).await;
    assert_refused(&app, &reply, (400, "invalid_request", Rule::BodyMalformed)).await;
    let endless = Body::from_bytes_stream(futures_util::stream::pending::<Result<bytes::Bytes, std::io::Error>>());
    let reply = app.post_raw("/token", &[("content-type", FORM)], endless).await;
    assert_refused(&app, &reply, (503, "temporarily_unavailable", Rule::DeadlinePassed)).await;
    assert_eq!(reply.header("retry-after"), "5");
}

#[tokio::test]
async fn lost_database_is_answered_with_503_and_uses_nothing_up() {
    let app = TestApp::new().await;
    let code = app.browser().code("postman", "openid").await;
    let other = app.second_node().await;
    other.db().close().await;
    let reply = app.client("postman").at(&other).redeem(&code).await;
    reply.assert_error(503, "temporarily_unavailable");
    assert_eq!(reply.field("error_description"), Rule::StoreUnavailable.description());
    assert_eq!(reply.header("retry-after"), "5");
    assert_eq!(app.client("postman").redeem(&code).await.status, 200);
}

#[tokio::test]
async fn unknown_parameters_are_ignored_and_resource_may_repeat() {
    let app = TestApp::new().await;
    let service = app.client("service");
    let form = [CLIENT_CREDENTIALS, ("colour", "green"), ("audience", "a"), ("audience", "b"), ("scope", "")];
    let reply = service.token(&form).await;
    assert_eq!(reply.status, 200, "{reply:?}");
    assert_eq!(reply.field("scope"), "read");
}

#[tokio::test]
async fn success_has_exactly_the_members_of_rfc_6749_and_is_never_cached() {
    let app = TestApp::new().await;
    let reply = app.client("service").token(&[CLIENT_CREDENTIALS, ("scope", "write read")]).await;
    assert_eq!(reply.status, 200, "{reply:?}");
    assert_eq!(reply.header("content-type").split(';').next(), Some("application/json"));
    assert_eq!(reply.header("cache-control"), "no-store");
    assert_eq!(reply.header("x-content-type-options"), "nosniff");
    let body = reply.json();
    let names: Vec<_> = body.as_object().unwrap().keys().cloned().collect();
    assert_eq!(names, ["access_token", "expires_in", "scope", "token_type"]);
    assert_eq!((&body["token_type"], &body["expires_in"]), (&json!("Bearer"), &json!(600)));
    let token = claims(&reply.field("access_token"));
    assert_eq!((&token["sub"], &token["client_id"]), (&json!("service"), &json!("service")));
    assert_eq!(token["scope"], body["scope"]);
    assert!(token.get("auth_time").is_none(), "{token}");
}

#[tokio::test]
async fn client_credentials_never_give_a_refresh_token_or_id_token() {
    let app = TestApp::new().await;
    let metadata = json!({
        "client_name": "Both", "client_type": "confidential", "refresh_always": true,
        "redirect_uris": ["https://both.example/cb"], "default_scope": "openid read offline_access",
        "grant_types": ["authorization_code", "client_credentials", "refresh_token"],
        "scope": "openid read offline_access",
    });
    let secret = app.add_client("both", metadata).await.unwrap();
    let client = crate::support::Client::with_secret(&app, "both", &secret);
    let reply = client.token(&[CLIENT_CREDENTIALS]).await;
    assert_eq!(reply.status, 200, "{reply:?}");
    assert_eq!(reply.field("scope"), "read");
    assert!(reply.json().get("refresh_token").is_none() && reply.json().get("id_token").is_none(), "{reply:?}");
}
