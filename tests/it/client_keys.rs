//! Keys and readable secrets of clients (security checks 64, 95, 102).

use crate::support::web::{Page, Web};
use crate::support::{Client, TestApp};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;
use symbolon::flow::admin::client;
use symbolon::flow::client_keys::{ClientKeys, client_secret, client_secrets, find_keys};
use symbolon::jose::{SigningKey, parse_rsa_private_key};
use symbolon::model::{AuthMethod, Secret};
use symbolon::protocol::Rule;

fn key(number: u8) -> SigningKey {
    let pem = if number == 1 { include_str!("../keys/rsa-1.pem") } else { include_str!("../keys/rsa-2.pem") };
    SigningKey::from_rsa(&parse_rsa_private_key(pem).unwrap()).unwrap()
}

fn set(keys: &[(u8, &str)]) -> Value {
    let named = |(number, kid): &(u8, &str)| {
        let mut jwk = key(*number).public_jwk().clone();
        jwk["kid"] = json!(kid);
        jwk
    };
    json!({ "keys": keys.iter().map(named).collect::<Vec<_>>() })
}

struct Remote {
    app: TestApp,
    web: Web,
}

impl Remote {
    async fn new() -> Self {
        let web = Web::start().await;
        let app = TestApp::with(|settings| settings.outbound.allow = vec![web.place()]).await;
        let uri = web.url("/jwks");
        app.change_client("postman", |metadata| metadata.keys.jwks_uri = Some(uri)).await;
        Self { app, web }
    }

    fn serve(&self, set: &Value) {
        self.web.put("/jwks", Page::ok(set.to_string()));
    }

    async fn find(&self, kid: Option<&str>) -> Option<Arc<ClientKeys>> {
        let deps = self.app.deps();
        let found = find_keys(&deps, deps.snapshot.client("postman").unwrap(), kid).await;
        found.inspect_err(|fault| assert_eq!(fault.rule, Rule::ClientKeysMissing)).ok()
    }

    async fn has(&self, kid: &str) -> bool {
        self.find(Some(kid)).await.is_some_and(|keys| keys.has(kid))
    }

    fn fetches(&self) -> usize {
        self.web.take_asked().len()
    }
}

#[tokio::test]
async fn key_set_is_fetched_once_and_kept() {
    let remote = Remote::new().await;
    remote.serve(&set(&[(1, "a")]));
    let deps = remote.app.deps();
    let registered = deps.snapshot.client("postman").unwrap();
    let finds = (0..20).map(|_| find_keys(&deps, registered, Some("a")));
    assert!(futures_util::future::join_all(finds).await.iter().all(Result::is_ok));
    assert_eq!(remote.fetches(), 1, "parallel needs are one fetch");
    remote.app.advance(299);
    assert!(remote.has("a").await);
    assert_eq!(remote.fetches(), 0);
    remote.app.advance(2);
    assert!(remote.has("a").await);
    assert_eq!(remote.fetches(), 1, "fresh for five minutes");
}

#[tokio::test]
async fn unknown_kid_refetches_at_most_every_ten_seconds() {
    let remote = Remote::new().await;
    remote.serve(&set(&[(1, "a")]));
    assert!(remote.has("a").await);
    remote.serve(&set(&[(1, "a"), (2, "b")]));
    assert!(remote.has("b").await, "the first need is met at once");
    assert_eq!(remote.fetches(), 2);
    for _ in 0..20 {
        assert!(!remote.has("c").await);
    }
    remote.app.advance(9);
    assert!(!remote.has("../../c").await);
    assert_eq!(remote.fetches(), 0);
    remote.app.advance(1);
    assert!(!remote.has("c").await);
    assert_eq!(remote.fetches(), 1);
}

#[tokio::test]
async fn set_from_before_does_while_its_address_fails() {
    let remote = Remote::new().await;
    remote.serve(&set(&[(1, "a")]));
    assert!(remote.has("a").await);
    for broken in [Page { status: 500, ..Page::ok("") }, Page::ok("<html>"), Page::redirect("/other"), Page::ok("{}")] {
        remote.web.put("/jwks", broken);
        remote.app.advance(400);
        remote.fetches();
        assert!(remote.has("a").await);
        assert!(remote.has("a").await);
        assert_eq!(remote.fetches(), 1, "a failure is followed by a pause");
    }
    remote.app.advance(86_400);
    assert!(remote.find(Some("a")).await.is_none(), "not for ever");
    remote.serve(&set(&[(1, "a")]));
    assert!(remote.find(Some("a")).await.is_none(), "it failed a moment ago");
    remote.app.advance(10);
    assert!(remote.has("a").await);
}

#[tokio::test]
async fn removed_key_ends_with_the_next_fetch_and_private_keys_spoil_the_set() {
    let remote = Remote::new().await;
    remote.serve(&set(&[(1, "a"), (2, "b")]));
    assert!(remote.has("a").await);
    remote.serve(&set(&[(2, "b")]));
    remote.app.advance(301);
    assert!(!remote.has("a").await && remote.has("b").await);
    let mut private = set(&[(1, "a")]);
    private["keys"][0]["d"] = json!("AAAA");
    remote.serve(&private);
    remote.app.advance(301);
    assert!(!remote.has("a").await);
}

#[tokio::test]
async fn age_that_the_sender_states_counts_within_limits() {
    let remote = Remote::new().await;
    for (header, fresh) in [("max-age=5", 60), ("no-store", 60), ("max-age=600", 600), ("max-age=999999", 3600)] {
        let headers = format!("Cache-Control: {header}\r\n");
        remote.web.put("/jwks", Page { headers, ..Page::ok(set(&[(1, "a")]).to_string()) });
        remote.app.advance(4000);
        assert!(remote.has("a").await);
        remote.fetches();
        remote.app.advance(fresh - 1);
        assert!(remote.has("a").await);
        assert_eq!(remote.fetches(), 0, "{header}");
        remote.app.advance(1);
        assert!(remote.has("a").await);
        assert_eq!(remote.fetches(), 1, "{header}");
    }
}

#[tokio::test]
async fn slow_address_holds_up_nobody_whose_key_is_there() {
    let remote = Remote::new().await;
    remote.serve(&set(&[(1, "a")]));
    assert!(remote.has("a").await);
    remote.web.put("/jwks", Page { pause: Duration::from_secs(3), ..Page::ok(set(&[(1, "a")]).to_string()) });
    remote.app.advance(301);
    let before = std::time::Instant::now();
    let slow = async {
        let _ = remote.find(Some("a")).await;
        true
    };
    let others = async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        assert!(remote.has("a").await);
        false
    };
    tokio::pin!(slow, others);
    let slow_was_first = tokio::select! { first = slow => first, first = others => first };
    assert!(!slow_was_first && before.elapsed() < Duration::from_secs(2));
}

#[tokio::test]
async fn client_without_keys_and_address_that_may_not_be_asked_give_none() {
    let app = TestApp::new().await;
    let deps = app.deps();
    let missing = find_keys(&deps, deps.snapshot.client("postman").unwrap(), None).await;
    assert_eq!(missing.unwrap_err().rule, Rule::ClientKeysMissing);
    let web = Web::start().await;
    web.put("/jwks", Page::ok(set(&[(1, "a")]).to_string()));
    app.change_client("postman", |metadata| metadata.keys.jwks_uri = Some(web.url("/jwks"))).await;
    let deps = app.deps();
    let refused = find_keys(&deps, deps.snapshot.client("postman").unwrap(), Some("a")).await;
    assert_eq!(refused.unwrap_err().rule, Rule::ClientKeysMissing);
    assert!(web.take_asked().is_empty());
}

#[tokio::test]
async fn inline_set_is_used_and_reaches_every_node() {
    let app = TestApp::new().await;
    let other = app.second_node().await;
    app.change_client("postman", |metadata| metadata.keys.jwks = Some(set(&[(1, "a")]))).await;
    other.app.refresh().await.unwrap();
    for app in [&app, &other] {
        let deps = app.deps();
        let keys = find_keys(&deps, deps.snapshot.client("postman").unwrap(), Some("a")).await.unwrap();
        assert!(keys.has("a") && !keys.has("b"));
    }
}

// ---- readable secrets ----

fn keyed(method: &str) -> Value {
    json!({ "client_name": "Keyed", "client_type": "confidential", "scope": "read", "grant_types": ["client_credentials"],
        "token_endpoint_auth_method": method })
}

fn readable(app: &TestApp, id: &str) -> Option<String> {
    let deps = app.deps();
    let secret = client_secret(&deps, deps.snapshot.client(id).unwrap());
    secret.map(|secret| secret.expose().clone())
}

#[tokio::test]
async fn secret_is_kept_readable_only_where_it_is_a_key_and_never_in_clear() {
    let app = TestApp::new().await;
    let keyed_secret = app.add_client("keyed", keyed("client_secret_jwt")).await.unwrap();
    let plain_secret = app.add_client("plain", keyed("client_secret_basic")).await.unwrap();
    assert_eq!(readable(&app, "keyed").as_deref(), Some(keyed_secret.as_str()));
    assert_eq!(readable(&app, "plain"), None);
    for secret in symbolon::store::client::list_secrets(app.db()).await.unwrap() {
        let stored = format!("{secret:?}");
        assert!(!stored.contains(&keyed_secret) && !stored.contains(&plain_secret), "{stored}");
        assert_eq!(secret.sealed.is_some(), secret.client_id.as_str() == "keyed");
    }
    for alg in ["id_token_signed_response_alg", "userinfo_signed_response_alg", "request_object_signing_alg"] {
        let mut metadata = keyed("client_secret_basic");
        metadata[alg] = json!("HS256");
        let secret = app.add_client(alg, metadata).await;
        assert_eq!(readable(&app, alg), secret, "{alg}");
    }
}

#[tokio::test]
async fn rotated_secret_is_readable_beside_the_one_before_for_its_grace() {
    let app = TestApp::new().await;
    let first = app.add_client("keyed", keyed("client_secret_jwt")).await.unwrap();
    let second = client::rotate_secret(&app.deps(), &symbolon::flow::admin::Actor::Cli, "keyed", 60).await.unwrap();
    app.app.refresh().await.unwrap();
    let all = || {
        let deps = app.deps();
        let all = client_secrets(&deps, deps.snapshot.client("keyed").unwrap());
        all.iter().map(|secret| secret.expose().clone()).collect::<Vec<_>>()
    };
    assert_eq!(all(), [first, second.clone()]);
    assert_eq!(readable(&app, "keyed"), Some(second.clone()));
    app.advance(60);
    assert_eq!(all(), [second]);
}

#[tokio::test]
async fn client_that_becomes_keyed_needs_a_new_secret() {
    let app = TestApp::new().await;
    app.change_client("service", |metadata| {
        metadata.token_endpoint_auth_method = Some(AuthMethod::ClientSecretJwt);
    })
    .await;
    assert_eq!(readable(&app, "service"), None);
    let deps = app.deps();
    assert!(client::lacks_readable_secret(&deps, &deps.snapshot.client("service").unwrap().client));
    let secret = client::rotate_secret(&deps, &symbolon::flow::admin::Actor::Cli, "service", 0).await.unwrap();
    app.app.refresh().await.unwrap();
    assert_eq!(readable(&app, "service"), Some(secret));
    let deps = app.deps();
    assert!(!client::lacks_readable_secret(&deps, &deps.snapshot.client("service").unwrap().client));
}

#[tokio::test]
async fn chosen_secret_that_is_too_short_for_a_key_is_refused() {
    let app = TestApp::new().await;
    let metadata = serde_json::from_value(keyed("client_secret_jwt")).unwrap();
    let command = client::AddClient { id: None, metadata, secret: Some("x".repeat(31)) };
    let error = client::add(&app.deps(), &symbolon::flow::admin::Actor::Cli, command).await.unwrap_err();
    assert!(error.to_string().contains("32 bytes"), "{error}");
}

#[tokio::test]
async fn sealed_secret_is_sealed_anew_when_the_secret_key_changes() {
    let app = TestApp::new().await;
    let secret = app.add_client("keyed", keyed("client_secret_jwt")).await.unwrap();
    let before = app.app.services.settings.keys.secret_key.clone();
    let after = app
        .restarted(|settings| {
            settings.keys.secret_key_previous = before;
            settings.keys.secret_key = Some(Secret::new("another secret key for tests, 32 bytes".to_owned()));
        })
        .await;
    assert_eq!(readable(&after, "keyed").as_deref(), Some(secret.as_str()));
    let alone = after.restarted(|settings| settings.keys.secret_key_previous = None).await;
    assert_eq!(readable(&alone, "keyed").as_deref(), Some(secret.as_str()));
    let by_basic = Client::with_secret(&alone, "keyed", &secret).token(&[("grant_type", "client_credentials")]).await;
    by_basic.assert_error(401, "invalid_client");
}
