//! Client authentication by secret or by name alone (RFC 6749 §2.3; security checks 28 to 32 and 37).

use super::{CLIENT_CREDENTIALS, FORM, assert_refused};
use crate::support::client::basic;
use crate::support::{Client, Reply, TestApp, encode};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use symbolon::flow::admin::{Actor, client};
use symbolon::model::AuthMethod;
use symbolon::protocol::Rule;

const CHALLENGE: &str = "Basic realm=\"symbolon\", charset=\"UTF-8\"";

/// A client-credentials request with this header and these further parameters.
async fn ask(app: &TestApp, authorization: Option<&str>, form: &[(&str, &str)]) -> Reply {
    let mut headers = vec![("content-type", FORM)];
    headers.extend(authorization.map(|value| ("authorization", value)));
    let form: Vec<_> = std::iter::once(CLIENT_CREDENTIALS).chain(form.iter().copied()).collect();
    app.post_raw("/token", &headers, encode(&form)).await
}

/// Everything of an answer but its ids.
fn without_ids(reply: &Reply) -> (u16, Value, Vec<(String, String)>) {
    let mut body = reply.json();
    body.as_object_mut().unwrap().remove("error_id");
    let headers = reply.headers.iter().filter(|(name, _)| *name != "x-request-id");
    let headers = headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()));
    (reply.status.as_u16(), body, headers.collect())
}

#[tokio::test]
async fn wrong_secret_and_unknown_client_get_the_same_answer() {
    let app = TestApp::new().await;
    let secret = "certainly-wrong";
    let by_header =
        [ask(&app, Some(&basic("service", secret)), &[]).await, ask(&app, Some(&basic("nobody", secret)), &[]).await];
    let by_body = [
        ask(&app, None, &[("client_id", "service"), ("client_secret", secret)]).await,
        ask(&app, None, &[("client_id", "nobody"), ("client_secret", secret)]).await,
    ];
    for ([known, unknown], challenge) in [(by_header, CHALLENGE), (by_body, "")] {
        for reply in [&known, &unknown] {
            assert_refused(&app, reply, (401, "invalid_client", Rule::ClientAuthFailed)).await;
            assert_eq!(reply.header("www-authenticate"), challenge);
            assert!(!reply.text.contains(secret));
        }
        assert_eq!(without_ids(&known), without_ids(&unknown));
    }
}

#[tokio::test]
async fn confidential_client_that_omits_its_secret_is_refused_everywhere() {
    let app = TestApp::new().await;
    let own = [("token", "any"), ("refresh_token", "any"), ("grant_type", "refresh_token")];
    for path in ["/token", "/introspect", "/revoke"] {
        for (named, rule) in [(true, Rule::ClientAuthFailed), (false, Rule::ClientAuthMissing)] {
            let mut form = own.to_vec();
            form.extend(named.then_some(("client_id", "postman")));
            let reply = app.post(path, &form).await;
            assert_refused(&app, &reply, (401, "invalid_client", rule)).await;
            assert_eq!(reply.header("www-authenticate"), "", "{path}");
        }
        let mut form = own.to_vec();
        form.extend([("client_id", "postman"), ("client_secret", "")]);
        let reply = app.post(path, &form).await;
        assert_refused(&app, &reply, (401, "invalid_client", Rule::ClientAuthFailed)).await;
    }
}

#[tokio::test]
async fn two_methods_at_once_are_refused_and_an_equal_client_id_is_fine() {
    let app = TestApp::new().await;
    let header = basic("service", "service-secret");
    let mixed: [&[(&str, &str)]; 4] = [
        &[("client_id", "service"), ("client_secret", "service-secret")],
        &[("client_secret", "service-secret")],
        &[("client_id", "postman")],
        &[("client_id", "Service")],
    ];
    for form in mixed {
        let reply = ask(&app, Some(&header), form).await;
        assert_refused(&app, &reply, (400, "invalid_request", Rule::ClientAuthMixed)).await;
    }
    assert_eq!(ask(&app, Some(&header), &[("client_id", "service")]).await.status, 200);
    let secret_alone = ask(&app, None, &[("client_secret", "service-secret")]).await;
    assert_refused(&app, &secret_alone, (401, "invalid_client", Rule::ClientAuthMissing)).await;
}

#[tokio::test]
async fn client_that_pins_no_method_may_use_either_and_a_pinned_one_only_its_own() {
    let app = TestApp::new().await;
    let header = basic("service", "service-secret");
    let body = [("client_id", "service"), ("client_secret", "service-secret")];
    assert_eq!(ask(&app, Some(&header), &[]).await.status, 200);
    assert_eq!(ask(&app, None, &body).await.status, 200);

    let wrong_method = (401, "invalid_client", Rule::ClientAuthMethodNotAllowed);
    let wrong_secret = (401, "invalid_client", Rule::ClientAuthFailed);
    let pin = |method| {
        move |metadata: &mut symbolon::model::ClientMetadata| metadata.token_endpoint_auth_method = Some(method)
    };
    app.change_client("service", pin(AuthMethod::ClientSecretBasic)).await;
    assert_eq!(ask(&app, Some(&header), &[]).await.status, 200);
    let reply = ask(&app, None, &body).await;
    assert_refused(&app, &reply, wrong_method).await;
    assert_eq!(reply.header("www-authenticate"), "");
    let reply = ask(&app, None, &[("client_id", "service"), ("client_secret", "wrong")]).await;
    assert_refused(&app, &reply, wrong_secret).await;

    app.change_client("service", pin(AuthMethod::ClientSecretPost)).await;
    assert_eq!(ask(&app, None, &body).await.status, 200);
    let reply = ask(&app, Some(&header), &[]).await;
    assert_refused(&app, &reply, wrong_method).await;
    assert_eq!(reply.header("www-authenticate"), CHALLENGE);
}

#[tokio::test]
async fn public_client_may_send_an_empty_secret_and_no_other() {
    let app = TestApp::new().await;
    let password = [("grant_type", "password"), ("username", "alice"), ("password", "alice123")];
    let send = async |authorization: Option<&str>, more: &[(&str, &str)]| {
        let mut headers = vec![("content-type", FORM)];
        headers.extend(authorization.map(|value| ("authorization", value)));
        app.post_raw("/token", &headers, encode(&[password.as_slice(), more].concat())).await
    };
    assert_eq!(send(Some(&basic("cli", "")), &[]).await.status, 200);
    assert_eq!(send(Some(&basic("cli", "")), &[("client_id", "cli")]).await.status, 200);
    assert_eq!(send(None, &[("client_id", "cli"), ("client_secret", "")]).await.status, 200);
    let refused = [
        send(Some(&basic("cli", "made-up")), &[]).await,
        send(None, &[("client_id", "cli"), ("client_secret", "made-up")]).await,
    ];
    for reply in refused {
        assert_refused(&app, &reply, (401, "invalid_client", Rule::ClientAuthMethodNotAllowed)).await;
    }
}

#[tokio::test]
async fn credentials_in_the_query_are_refused_even_if_they_are_right() {
    let app = TestApp::new().await;
    let queries =
        ["client_id=service&client_secret=service-secret", "grant_type=client_credentials", "x", "access_token=x"];
    for path in ["/token", "/introspect", "/revoke"] {
        for query in queries {
            let form = [CLIENT_CREDENTIALS, ("token", "x")];
            let reply = app.client("service").post(&format!("{path}?{query}"), &form).await;
            assert_refused(&app, &reply, (400, "invalid_request", Rule::CredentialsInQuery)).await;
        }
    }
}

#[tokio::test]
async fn broken_basic_headers_are_refused_with_a_challenge() {
    let app = TestApp::new().await;
    let encoded = |bytes: &[u8]| format!("Basic {}", STANDARD.encode(bytes));
    let broken = [
        "Basic".to_owned(),
        "Basic ".to_owned(),
        "Basic !!!".to_owned(),
        "Basic c2VydmljZTpzZXJ2aWNlLXNlY3JldA".to_owned(),
        "Basic c2VydmljZTpzZXJ2aWNlLXNlY3JldA== x".to_owned(),
        "Basic c2VydmljZTpz ZXJ2aWNlLXNlY3JldA==".to_owned(),
        "Basicc2VydmljZTpzZXJ2aWNlLXNlY3JldA==".to_owned(),
        encoded(b"service"),
        encoded(b":service-secret"),
        encoded(b""),
        encoded(b"\xff\xfe:x"),
        encoded(b"service%00:x"),
        encoded(b"service%ff:x"),
        "Bearer service-secret".to_owned(),
        "Digest username=service".to_owned(),
        format!("{}, {}", basic("service", "service-secret"), basic("service", "service-secret")),
    ];
    for header in broken {
        let reply = ask(&app, Some(&header), &[]).await;
        assert_refused(&app, &reply, (401, "invalid_client", Rule::BasicMalformed)).await;
        assert_eq!(reply.header("www-authenticate"), CHALLENGE, "{header}");
    }
    let good = basic("service", "service-secret");
    let twice = [("content-type", FORM), ("authorization", good.as_str()), ("authorization", good.as_str())];
    let reply = app.post_raw("/token", &twice, encode(&[CLIENT_CREDENTIALS])).await;
    assert_refused(&app, &reply, (401, "invalid_client", Rule::BasicMalformed)).await;
    for good in [good.replace("Basic", "bASIC"), good.replace("Basic ", "Basic   ")] {
        assert_eq!(ask(&app, Some(&good), &[]).await.status, 200, "{good}");
    }
}

#[tokio::test]
async fn chosen_secret_of_any_characters_works_form_encoded_and_in_the_body() {
    let app = TestApp::new().await;
    let secret = "p%40ss: w\u{f6}rd&=%+/~\"";
    let metadata = json!({
        "client_name": "Odd", "client_type": "confidential", "grant_types": ["client_credentials"],
        "scope": "read", "default_scope": "read",
    });
    let metadata = serde_json::from_value(metadata).unwrap();
    let command = client::AddClient { id: Some("odd@1".to_owned()), metadata, secret: Some(secret.to_owned()) };
    let added = client::add(&app.deps(), &Actor::Cli, command).await.unwrap();
    assert_eq!(added.secret, None, "a chosen secret is not told again");
    app.app.refresh().await.unwrap();
    let escape = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let header = basic(&escape("odd@1"), &escape(secret));
    assert_eq!(ask(&app, Some(&header), &[]).await.status, 200);
    assert_eq!(ask(&app, None, &[("client_id", "odd@1"), ("client_secret", secret)]).await.status, 200);
    let reply = ask(&app, Some(&basic(&escape("odd@1"), &escape(&secret.to_uppercase()))), &[]).await;
    assert_refused(&app, &reply, (401, "invalid_client", Rule::ClientAuthFailed)).await;
}

#[tokio::test]
async fn rotated_secret_works_at_once_and_the_old_one_through_its_grace() {
    let app = TestApp::new().await;
    let old = Client::with_secret(&app, "service", "service-secret");
    let secret = client::rotate_secret(&app.deps(), &Actor::Cli, "service", 100).await.unwrap();
    app.app.refresh().await.unwrap();
    let new = Client::with_secret(&app, "service", &secret);
    assert!(secret.starts_with("sys_") && secret.len() == 47, "256 random bits");
    assert_eq!(new.token(&[CLIENT_CREDENTIALS]).await.status, 200);
    app.advance(99);
    assert_eq!(old.token(&[CLIENT_CREDENTIALS]).await.status, 200);
    app.advance(1);
    let reply = old.token(&[CLIENT_CREDENTIALS]).await;
    assert_refused(&app, &reply, (401, "invalid_client", Rule::ClientAuthFailed)).await;
    assert_eq!(new.token(&[CLIENT_CREDENTIALS]).await.status, 200);

    let last = client::rotate_secret(&app.deps(), &Actor::Cli, "service", 0).await.unwrap();
    app.app.refresh().await.unwrap();
    new.token(&[CLIENT_CREDENTIALS]).await.assert_error(401, "invalid_client");
    assert_eq!(Client::with_secret(&app, "service", &last).token(&[CLIENT_CREDENTIALS]).await.status, 200);
}

#[tokio::test]
async fn disabled_client_is_refused_and_its_tokens_die_at_once_and_for_good() {
    let app = TestApp::new().await;
    let postman = app.client("postman");
    let tokens = postman.redeem(&app.browser().code("postman", "openid offline_access").await).await;
    let (access, refresh) = (tokens.field("access_token"), tokens.field("refresh_token"));
    assert_eq!(app.userinfo(&access).await.status, 200);

    client::disable(&app.deps(), &Actor::Cli, "postman", true).await.unwrap();
    // Before the cache has followed: what was issued is asked of the database each time.
    app.assert_rule(&app.userinfo(&access).await, Rule::TokenRevoked).await;
    assert_eq!(app.client("service").introspect(&access).await.json(), json!({ "active": false }));
    postman.refresh(&refresh).await.assert_error(400, "invalid_grant");
    app.app.refresh().await.unwrap();
    let reply = postman.refresh(&refresh).await;
    assert_refused(&app, &reply, (401, "invalid_client", Rule::ClientAuthFailed)).await;

    client::disable(&app.deps(), &Actor::Cli, "postman", false).await.unwrap();
    app.app.refresh().await.unwrap();
    app.assert_rule(&app.userinfo(&access).await, Rule::TokenRevoked).await;
    let reply = postman.refresh(&refresh).await;
    assert_refused(&app, &reply, (400, "invalid_grant", Rule::GrantEnded)).await;
    app.advance(1);
    let again = postman.redeem(&app.browser().code("postman", "openid").await).await;
    assert_eq!(app.userinfo(&again.field("access_token")).await.status, 200);
}

#[tokio::test]
async fn tokens_of_a_removed_or_disabled_service_are_inactive_at_once() {
    for remove in [false, true] {
        let app = TestApp::new().await;
        let metadata = json!({
            "client_name": "Job", "client_type": "confidential", "grant_types": ["client_credentials"],
            "scope": "read", "default_scope": "read",
        });
        let secret = app.add_client("job", metadata).await.unwrap();
        let job = Client::with_secret(&app, "job", &secret);
        let access = job.token(&[CLIENT_CREDENTIALS]).await.field("access_token");
        assert_eq!(app.client("service").introspect(&access).await.json()["active"], true);
        if remove {
            client::remove(&app.deps(), &Actor::Cli, "job").await.unwrap();
        } else {
            client::disable(&app.deps(), &Actor::Cli, "job", true).await.unwrap();
        }
        assert_eq!(app.client("service").introspect(&access).await.json(), json!({ "active": false }), "{remove}");
        app.app.refresh().await.unwrap();
        let reply = job.token(&[CLIENT_CREDENTIALS]).await;
        assert_refused(&app, &reply, (401, "invalid_client", Rule::ClientAuthFailed)).await;
    }
}
