//! `/device_authorization`: what is answered, what is refused, and how much of it there may be.

use crate::support::client::basic;
use crate::support::device::DEVICE_GRANT;
use crate::support::{ISSUER, TestApp, encode};
use http::Method;
use poem::Request;
use serde_json::json;
use std::collections::HashSet;
use symbolon::flow::cleanup::pass;
use symbolon::protocol::Rule;

const PATH: &str = "/device_authorization";

/// A confidential client with the grant.
async fn add_tv(app: &TestApp) -> String {
    let metadata = json!({
        "client_name": "TV", "client_type": "confidential", "grant_types": [DEVICE_GRANT], "scope": "openid read",
        "default_scope": "read",
    });
    app.add_client("tv", metadata).await.unwrap()
}

#[tokio::test]
async fn answer_has_both_codes_and_says_where_and_how_often() {
    let app = TestApp::new().await;
    let reply = app.client("cli").post(PATH, &[("scope", "openid read")]).await;
    assert_eq!((reply.status.as_u16(), reply.header("cache-control")), (200, "no-store"), "{reply:?}");
    assert_eq!(reply.header("content-type"), "application/json");
    let device_code = reply.field("device_code");
    assert!(device_code.starts_with("syd_") && device_code.len() == 4 + 43, "{device_code}");
    let user_code = reply.field("user_code");
    let letters: String = user_code.chars().filter(|c| "BCDFGHJKLMNPQRSTVWXZ".contains(*c)).collect();
    assert_eq!((letters.len(), user_code.chars().nth(4)), (8, Some('-')), "{user_code}");
    assert_eq!(reply.field("verification_uri"), format!("{ISSUER}/device"));
    assert_eq!(reply.field("verification_uri_complete"), format!("{ISSUER}/device?user_code={user_code}"));
    assert_eq!((reply.json()["expires_in"].as_i64(), reply.json()["interval"].as_i64()), (Some(600), Some(5)));
    assert_eq!(reply.json().as_object().unwrap().len(), 6, "{reply:?}");
}

#[tokio::test]
async fn codes_are_new_each_time_and_none_is_stored_readable() {
    let app = TestApp::new().await;
    let mut seen = HashSet::new();
    for _ in 0..20 {
        let codes = app.client("cli").device("read").await;
        assert!(seen.insert(codes.device_code) && seen.insert(codes.user_code));
    }
    let dump = format!("{:?}", app.dump().await);
    for code in &seen {
        assert!(!dump.contains(code.as_str()) && !dump.contains(&code.replace('-', "")), "{code}");
    }
}

#[tokio::test]
async fn lifetime_and_interval_follow_the_settings() {
    let app = TestApp::with(|settings| {
        settings.device.code_lifetime = 120;
        settings.device.interval = 9;
    });
    let reply = app.await.client("cli").post(PATH, &[]).await;
    assert_eq!((reply.json()["expires_in"].as_i64(), reply.json()["interval"].as_i64()), (Some(120), Some(9)));
}

#[tokio::test]
async fn each_broken_rule_of_the_request_has_its_answer() {
    let app = TestApp::new().await;
    let secret = add_tv(&app).await;
    let tv = basic("tv", &secret);
    let (none, wrong) = (String::new(), basic("tv", "wrong"));
    // The header, the body, and the answer.
    let cases: Vec<(&str, &str, (u16, &str, Rule))> = vec![
        (&none, "", (401, "invalid_client", Rule::ClientAuthMissing)),
        (&none, "client_id=nobody", (401, "invalid_client", Rule::ClientAuthFailed)),
        (&none, "client_id=tv", (401, "invalid_client", Rule::ClientAuthFailed)),
        (&wrong, "", (401, "invalid_client", Rule::ClientAuthFailed)),
        (&tv, "client_id=tv&client_secret=x", (400, "invalid_request", Rule::ClientAuthMixed)),
        (&none, "client_id=spa", (400, "unauthorized_client", Rule::GrantNotAllowed)),
        (&none, "client_id=cli&scope=nope", (400, "invalid_scope", Rule::ScopeUnknown)),
        (&tv, "scope=write", (400, "invalid_scope", Rule::ScopeNotRegistered)),
        (&tv, "scope=a%22b", (400, "invalid_scope", Rule::ScopeMalformed)),
        (&none, "client_id=cli&client_id=cli", (400, "invalid_request", Rule::ParameterRepeated)),
        (&none, "client_id=cli&scope=read&scope=read", (400, "invalid_request", Rule::ParameterRepeated)),
    ];
    for (header, body, (status, code, rule)) in cases {
        let mut request = Request::builder()
            .method(Method::POST)
            .uri(PATH.parse().unwrap())
            .content_type("application/x-www-form-urlencoded");
        if !header.is_empty() {
            request = request.header("authorization", header);
        }
        let reply = app.send(request.body(body.to_owned())).await;
        reply.assert_error(status, code);
        app.assert_rule(&reply, rule).await;
    }
    let rows = app.dump().await;
    assert!(rows.iter().any(|(table, rows)| table == "device_code" && rows.is_empty()), "nothing was stored");
    let in_query = app.post(&format!("{PATH}?client_id=cli"), &[]).await;
    app.assert_rule(&in_query, Rule::CredentialsInQuery).await;
    assert_eq!(app.get(PATH).await.status, 405);
}

#[tokio::test]
async fn offline_access_is_ignored_for_a_client_that_cannot_refresh() {
    let app = TestApp::new().await;
    let metadata = json!({
        "client_name": "Once", "client_type": "public", "grant_types": [DEVICE_GRANT],
        "scope": "openid offline_access",
    });
    app.add_client("once", metadata).await;
    let codes = crate::support::Client::demo(&app, "once").device("openid offline_access").await;
    let mut browser = app.browser();
    let shown = browser.enter(&codes.user_code).await;
    assert_eq!(shown.text.matches("class=\"scope\"").count(), 1, "{shown:?}");
    browser.answer_device(&shown, "allow").await;
    let tokens = crate::support::Client::demo(&app, "once").poll(&codes.device_code).await;
    assert_eq!((tokens.field("scope").as_str(), tokens.json().get("refresh_token")), ("openid", None), "{tokens:?}");
}

#[tokio::test]
async fn confidential_client_authenticates_at_both_ends() {
    let app = TestApp::new().await;
    let secret = add_tv(&app).await;
    let tv = crate::support::Client::with_secret(&app, "tv", &secret);
    let codes = tv.device("read").await;
    app.browser().allow_device(&codes.user_code).await;
    let unproven = [("grant_type", DEVICE_GRANT), ("device_code", &*codes.device_code), ("client_id", "tv")];
    app.assert_rule(&app.post("/token", &unproven).await, Rule::ClientAuthFailed).await;
    assert_eq!(tv.poll(&codes.device_code).await.field("scope"), "read");
}

#[tokio::test]
async fn starts_are_limited_by_address_and_by_client_over_all_nodes() {
    let app = TestApp::with(|settings| {
        settings.device.starts_per_address = 4;
        settings.trusted_proxies = vec!["127.0.0.1/32".parse().unwrap()];
    });
    let app = app.await;
    let second = app.second_node().await;
    for node in [&app, &second, &app, &second] {
        node.client("cli").device("read").await;
    }
    let reply = second.client("cli").post(PATH, &[]).await;
    reply.assert_error(429, "temporarily_unavailable");
    assert_eq!(reply.header("retry-after"), "5");
    second.assert_rule(&reply, Rule::TooManyAttempts).await;
    app.advance(75);
    app.client("cli").device("read").await;
    app.assert_rule(&app.client("cli").post(PATH, &[]).await, Rule::TooManyAttempts).await;

    let app = app.restarted(|settings| settings.device.starts_per_client = 2).await;
    let network = app.listen();
    let mut statuses = Vec::new();
    for number in 1..=4 {
        let request = Request::builder()
            .method(Method::POST)
            .uri(PATH.parse().unwrap())
            .header("x-forwarded-for", format!("192.0.2.{number}"))
            .header("x-forwarded-proto", "https")
            .content_type("application/x-www-form-urlencoded")
            .body(encode(&[("client_id", "cli")]));
        statuses.push(network.send("127.0.0.1".parse().unwrap(), request).await.status.as_u16());
    }
    // Two starts of the client are spent per 5 minutes, one came back since.
    assert!(statuses.contains(&200) && statuses[3] == 429, "{statuses:?}");
}

#[tokio::test]
async fn requests_are_deleted_some_time_after_they_have_expired() {
    let app = TestApp::new().await;
    for _ in 0..5 {
        app.client("cli").device("read").await;
    }
    let deleted = async |seconds: i64| {
        let report = pass(app.db(), 2, u32::MAX, crate::support::START.plus(seconds)).await.unwrap();
        report.deleted.iter().find(|deleted| deleted.table == "device_code").unwrap().rows
    };
    assert_eq!(deleted(1199).await, 0, "a device that polls still learns that its code has expired");
    assert_eq!(deleted(1200).await, 5);
}

#[tokio::test]
async fn discovery_lists_the_endpoint_and_the_grant() {
    let app = TestApp::new().await;
    let document = app.get("/.well-known/openid-configuration").await.json();
    assert_eq!(document["device_authorization_endpoint"], format!("{ISSUER}{PATH}"));
    assert!(document["grant_types_supported"].as_array().unwrap().contains(&json!(DEVICE_GRANT)));
}

#[tokio::test]
async fn device_asks_for_an_api_and_the_person_is_shown_it() {
    const API: &str = "http://localhost:3001/";
    let app = TestApp::new().await;
    let client = app.client("cli");
    let reply = client.post("/device_authorization", &[("scope", "read"), ("resource", API)]).await;
    let (user_code, device_code) = (reply.field("user_code"), reply.field("device_code"));
    let mut browser = app.browser();
    let shown = browser.enter(&user_code).await;
    assert!(shown.text.contains("Demo API"), "{shown:?}");
    browser.answer_device(&shown, "allow").await;
    let reply = client.poll(&device_code).await;
    assert_eq!(crate::support::reply::claims(&reply.field("access_token"))["aud"], API);
    let unknown = [("scope", "read"), ("resource", "https://unknown.example/")];
    let reply = client.post("/device_authorization", &unknown).await;
    reply.assert_error(400, "invalid_target");
    app.assert_rule(&reply, Rule::ResourceUnknown).await;
}
