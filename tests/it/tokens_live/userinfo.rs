//! `/userinfo` (OpenID Connect Core §5.3, RFC 6750; security checks 67 and 68).

use super::{SCOPE, client_token, names, sign_in};
use crate::support::reply::claims;
use crate::support::{ISSUER, Reply, TestApp, encode};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use poem::Request;
use serde_json::json;
use std::collections::BTreeSet;
use symbolon::protocol::Rule;

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

/// Asserts a refusal as RFC 6750 §3 shapes it: the challenge tells the code unless there was no token at all.
async fn assert_refused(app: &TestApp, reply: &Reply, status: u16, rule: Rule) {
    let code = match status {
        401 => "invalid_token",
        403 => "insufficient_scope",
        _ => "invalid_request",
    };
    reply.assert_error(status, code);
    app.assert_rule(reply, rule).await;
    let description = rule.description();
    let expected = match rule {
        Rule::TokenMissing => "Bearer realm=\"symbolon\"".to_owned(),
        _ => format!("Bearer realm=\"symbolon\", error=\"{code}\", error_description=\"{description}\""),
    };
    assert_eq!(reply.header("www-authenticate"), expected, "{reply:?}");
}

async fn get_with(app: &TestApp, headers: &[&str], query: &str) -> Reply {
    let mut request = Request::builder().uri(format!("/userinfo{query}").parse().unwrap());
    for header in headers {
        request = request.header("authorization", *header);
    }
    app.send(request.finish()).await
}

#[tokio::test]
async fn get_and_post_give_the_claims_of_the_granted_scopes() {
    let app = TestApp::new().await;
    let sub = claims(&sign_in(&app, "postman", "openid").await.field("access_token"))["sub"].clone();
    let profile = [
        "name",
        "given_name",
        "family_name",
        "middle_name",
        "nickname",
        "preferred_username",
        "profile",
        "picture",
        "website",
        "gender",
        "birthdate",
        "zoneinfo",
        "locale",
        "updated_at",
    ];
    let cases: [(&str, &[&str]); 6] = [
        ("openid", &[]),
        ("openid read offline_access", &[]),
        ("openid profile", &profile),
        ("openid email", &["email", "email_verified"]),
        ("openid address", &["address"]),
        ("openid phone", &["phone_number", "phone_number_verified"]),
    ];
    for (scope, expected) in cases {
        let access = sign_in(&app, "postman", scope).await.field("access_token");
        let bearer = format!("Bearer {access}");
        let replies = [
            app.userinfo(&access).await,
            get_with(&app, &[&bearer.replace("Bearer", "bEARER")], "").await,
            app.post_raw("/userinfo", &[("authorization", &bearer)], ()).await,
            app.post_raw("/userinfo", &[FORM], encode(&[("access_token", &access)])).await,
        ];
        for reply in replies {
            assert_eq!(reply.status, 200, "{reply:?}");
            let body = reply.json();
            let expected: BTreeSet<_> = expected.iter().copied().chain(["sub"]).collect();
            assert_eq!(names(&body), expected, "{scope}");
            assert_eq!(body["sub"], sub);
            assert!(reply.header("content-type").starts_with("application/json"));
            assert_eq!(reply.header("cache-control"), "no-store");
        }
    }
    let all = app.userinfo(&sign_in(&app, "postman", SCOPE).await.field("access_token")).await.json();
    assert_eq!((&all["email"], &all["birthdate"]), (&json!("alice@example.com"), &json!("1852-05-04")));
    assert_eq!(all["address"]["country"], "United Kingdom");
}

#[tokio::test]
async fn request_without_a_token_is_told_the_scheme_only() {
    let app = TestApp::new().await;
    assert_refused(&app, &app.get("/userinfo").await, 401, Rule::TokenMissing).await;
    for header in ["Bearer", "Bearer ", "Basic cG9zdG1hbjp4", "", "Token x"] {
        let reply = get_with(&app, &[header], "").await;
        assert_refused(&app, &reply, 401, Rule::TokenMissing).await;
    }
    let reply = app.post_raw("/userinfo", &[FORM], "access_token=").await;
    assert_refused(&app, &reply, 401, Rule::TokenMissing).await;
}

#[tokio::test]
async fn token_in_the_query_or_sent_twice_is_refused_even_if_it_is_good() {
    let app = TestApp::new().await;
    let access = sign_in(&app, "postman", "openid").await.field("access_token");
    let bearer = format!("Bearer {access}");
    let query = format!("?access_token={access}");
    for headers in [&[][..], &[bearer.as_str()]] {
        let reply = get_with(&app, headers, &query).await;
        assert_refused(&app, &reply, 400, Rule::TokenInQuery).await;
        assert!(!reply.text.contains(&access));
    }
    let reply = app.post_raw(&format!("/userinfo{query}"), &[FORM], "").await;
    assert_refused(&app, &reply, 400, Rule::TokenInQuery).await;

    let body = encode(&[("access_token", &access)]);
    let both = app.post_raw("/userinfo", &[FORM, ("authorization", &bearer)], body.clone()).await;
    assert_refused(&app, &both, 400, Rule::TokenTwice).await;
    let twice = get_with(&app, &[&bearer, &bearer], "").await;
    assert_refused(&app, &twice, 400, Rule::TokenTwice).await;
    let repeated = app.post_raw("/userinfo", &[FORM], format!("{body}&{body}")).await;
    assert_refused(&app, &repeated, 400, Rule::ParameterRepeated).await;
    let json = app.post_raw("/userinfo", &[("content-type", "application/json")], body).await;
    assert_refused(&app, &json, 400, Rule::ContentTypeUnsupported).await;
}

#[tokio::test]
async fn token_that_is_not_ours_or_was_altered_is_refused() {
    let app = TestApp::new().await;
    let other = TestApp::with(|settings| settings.keys.rsa_private_key = None).await;
    let tokens = sign_in(&app, "postman", SCOPE).await;
    let access = tokens.field("access_token");
    let (signed, signature) = access.rsplit_once('.').unwrap();
    let (header, payload) = signed.split_once('.').unwrap();
    let unsigned = URL_SAFE_NO_PAD.encode(r#"{"alg":"none","typ":"at+jwt"}"#);
    let mut admin = claims(&access);
    admin["sub"] = json!("somebody-else");
    let bad = [
        tokens.field("id_token"),
        tokens.field("refresh_token"),
        sign_in(&other, "postman", SCOPE).await.field("access_token"),
        format!("{signed}."),
        format!("{signed}.{}", &signature[..signature.len() - 4]),
        format!("{unsigned}.{payload}."),
        format!("{unsigned}.{payload}.{signature}"),
        format!("{header}.{}.{signature}", URL_SAFE_NO_PAD.encode(admin.to_string())),
        format!("{access}.{signature}"),
        format!("{access} {access}"),
        "x".to_owned(),
        "..".to_owned(),
        "x".repeat(20_000),
    ];
    for token in bad {
        assert_refused(&app, &app.userinfo(&token).await, 401, Rule::TokenInvalid).await;
    }
    assert_eq!(app.userinfo(&access).await.status, 200);
}

#[tokio::test]
async fn expired_token_is_refused_to_the_second_also_when_the_clock_is_set_back() {
    let app = TestApp::new().await;
    let access = sign_in(&app, "postman", "openid").await.field("access_token");
    app.advance(599);
    assert_eq!(app.userinfo(&access).await.status, 200);
    app.advance(1);
    assert_refused(&app, &app.userinfo(&access).await, 401, Rule::TokenExpired).await;
    app.advance(-100);
    assert_refused(&app, &app.userinfo(&access).await, 401, Rule::TokenExpired).await;
}

#[tokio::test]
async fn token_of_another_issuer_on_the_same_key_is_refused() {
    let app = TestApp::new().await;
    let access = sign_in(&app, "postman", "openid").await.field("access_token");
    let issuer = symbolon::config::Issuer::parse("https://other.example").unwrap();
    let moved = app.restarted(|settings| settings.issuer = issuer).await;
    assert_eq!(claims(&access)["iss"], ISSUER);
    assert_refused(&moved, &moved.userinfo(&access).await, 401, Rule::TokenInvalid).await;
}

#[tokio::test]
async fn token_without_openid_gets_403() {
    let app = TestApp::new().await;
    let read = sign_in(&app, "postman", "read profile").await.field("access_token");
    for access in [read, client_token(&app, "read").await] {
        assert_refused(&app, &app.userinfo(&access).await, 403, Rule::OpenidScopeMissing).await;
    }
}

#[tokio::test]
async fn session_end_kills_access_tokens_without_offline_access_at_once() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    let bound = app.client("postman").redeem(&browser.code("postman", "openid").await).await.field("access_token");
    let offline = browser.code("postman", "openid offline_access").await;
    let offline = app.client("postman").redeem(&offline).await.field("access_token");
    browser.sign_out().await;
    assert_refused(&app, &app.userinfo(&bound).await, 401, Rule::TokenRevoked).await;
    assert_eq!(app.userinfo(&offline).await.status, 200);
}

#[tokio::test]
async fn other_methods_are_refused() {
    let app = TestApp::new().await;
    for method in ["PUT", "DELETE"] {
        let method = http::Method::from_bytes(method.as_bytes()).unwrap();
        let reply = app.send(Request::builder().method(method).uri("/userinfo".parse().unwrap()).finish()).await;
        reply.assert_error(405, "invalid_request");
        app.assert_rule(&reply, Rule::MethodNotAllowed).await;
        assert_eq!(reply.header("allow"), "GET, POST");
    }
}
