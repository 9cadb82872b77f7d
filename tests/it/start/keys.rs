//! Signing keys and the secret key.

use crate::support::database;
use crate::support::reply::jose_header;
use crate::support::{RSA_KEY, START, TestApp, settings};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rsa::RsaPrivateKey;
use rsa::pkcs1::EncodeRsaPrivateKey;
use rsa::pkcs8::{DecodePrivateKey, EncodePrivateKey, LineEnding};
use std::collections::BTreeMap;
use symbolon::app::{App, Migrations};
use symbolon::clock::Clock;
use symbolon::config::Settings;
use symbolon::crypto::digest::sha256_base64url;
use symbolon::flow::admin::user::{find, set};
use symbolon::flow::admin::{Actor, AdminError};
use symbolon::model::Secret;
use symbolon::random::Random;

const OTHER_KEY: &str = include_str!("../../keys/rsa-2.pem");
/// As long as a key that no longer signs stays published: the life of its last token and of the caches.
const OVERLAP: i64 = 600 + 3600;

/// The published ids of keys for RS256; each must be the RFC 7638 thumbprint of its key.
async fn kids(app: &TestApp) -> Vec<String> {
    let set = app.get("/jwks").await.json();
    let keys = set["keys"].as_array().unwrap();
    let kid = |key: &serde_json::Value| {
        let text = |name: &str| key[name].as_str().unwrap().to_owned();
        let members = format!("{{\"e\":\"{}\",\"kty\":\"RSA\",\"n\":\"{}\"}}", text("e"), text("n"));
        assert_eq!(text("kid"), sha256_base64url(members), "RFC 7638");
        assert_eq!((text("alg"), text("use")), ("RS256".to_owned(), "sig".to_owned()));
        assert_eq!(key.as_object().unwrap().len(), 6, "no private member: {key}");
        text("kid")
    };
    for key in keys {
        assert!(!["d", "p", "q", "dp", "dq", "qi", "k"].iter().any(|name| key.get(name).is_some()), "{key}");
    }
    keys.iter().filter(|key| key["alg"] == "RS256").map(kid).collect()
}

async fn token(app: &TestApp) -> String {
    app.client("service").token(&[("grant_type", "client_credentials")]).await.field("access_token")
}

async fn signing_kid(app: &TestApp) -> String {
    jose_header(&token(app).await)["kid"].as_str().unwrap().to_owned()
}

async fn is_active(app: &TestApp, token: &str) -> bool {
    app.client("service").introspect(token).await.json()["active"] == true
}

/// Why a start on the database of `app` fails.
async fn start_error(app: &TestApp, change: impl FnOnce(&mut Settings)) -> String {
    let mut settings = (*app.app.services.settings).clone();
    change(&mut settings);
    let starting = App::start(settings, app.clock.clone(), Random::system(), Migrations::Apply);
    match Box::pin(starting).await {
        Ok(_) => panic!("it started"),
        Err(error) => error.to_string(),
    }
}

fn secret(text: &str) -> Secret<String> {
    Secret::new(text.to_owned())
}

#[tokio::test]
async fn environment_key_gives_the_same_kid_in_every_shape() {
    let app = TestApp::new().await;
    let expected = kids(&app).await;
    assert_eq!(expected, [signing_kid(&app).await]);
    let key = RsaPrivateKey::from_pkcs8_pem(RSA_KEY).unwrap();
    let pkcs1 = key.to_pkcs1_pem(LineEnding::LF).unwrap().to_string();
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), &pkcs1).unwrap();
    let shapes = [
        ("OIDC_RSA_PRIVATE_KEY", RSA_KEY.to_owned()),
        ("OIDC_RSA_PRIVATE_KEY", pkcs1.clone()),
        ("OIDC_RSA_PRIVATE_KEY", RSA_KEY.replace('\n', "\r\n")),
        ("OIDC_RSA_PRIVATE_KEY", RSA_KEY.replace('\n', "\\n")),
        ("OIDC_RSA_PRIVATE_KEY", pkcs1.replace('\n', "\\n")),
        ("OIDC_RSA_PRIVATE_KEY", format!("\"{}\"", RSA_KEY.replace('\n', "\\n"))),
        ("OIDC_RSA_PRIVATE_KEY", RSA_KEY.replace('\n', " ")),
        ("OIDC_RSA_PRIVATE_KEY", STANDARD.encode(RSA_KEY)),
        ("OIDC_RSA_PRIVATE_KEY", STANDARD.encode(&pkcs1)),
        ("OIDC_RSA_PRIVATE_KEY", STANDARD.encode(key.to_pkcs8_der().unwrap().as_bytes())),
        ("OIDC_RSA_PRIVATE_KEY_FILE", file.path().to_str().unwrap().to_owned()),
        ("SYMBOLON_KEYS__RSA_PRIVATE_KEY", RSA_KEY.to_owned()),
    ];
    for (variable, value) in shapes {
        let environment = BTreeMap::from([(variable.to_owned(), value.clone())]);
        let read = Settings::load(None, &environment).unwrap_or_else(|error| panic!("{value}: {error}"));
        let node = app.restarted(|settings| settings.keys.rsa_private_key = read.keys.rsa_private_key).await;
        assert_eq!(kids(&node).await, expected, "{value}");
        assert_eq!([signing_kid(&node).await], *expected, "{value}");
    }
}

#[tokio::test]
async fn environment_key_that_cannot_be_used_stops_the_start_and_names_the_variable() {
    let app = TestApp::new().await;
    let small = RsaPrivateKey::new(&mut rsa::rand_core::OsRng, 1024).unwrap().to_pkcs8_pem(LineEnding::LF).unwrap();
    let public = "-----BEGIN PUBLIC KEY-----\nMAA=\n-----END PUBLIC KEY-----";
    for text in ["garbage", public, &RSA_KEY[..400], small.as_str(), "-----BEGIN EC PRIVATE KEY-----\nMAA=\n"] {
        let error = start_error(&app, |settings| settings.keys.rsa_private_key = Some(secret(text))).await;
        assert!(error.starts_with("OIDC_RSA_PRIVATE_KEY: ") && error.contains("openssl genpkey"), "{error}");
        assert!(!error.contains("MII"), "no part of the key: {error}");
    }
}

#[tokio::test]
async fn generated_key_survives_a_restart() {
    let app = TestApp::with(|settings| settings.keys.rsa_private_key = None).await;
    let generated = signing_kid(&app).await;
    assert!(kids(&app).await.contains(&generated));
    let before = token(&app).await;
    let again = app.restarted(|_| {}).await;
    assert_eq!(signing_kid(&again).await, generated);
    assert!(is_active(&again, &before).await);
    assert_eq!(kids(&again).await, kids(&app).await);
}

#[tokio::test]
async fn replaced_environment_key_stays_published_while_its_tokens_live_and_the_new_one_signs() {
    let app = TestApp::new().await;
    let old = signing_kid(&app).await;
    let before = token(&app).await;
    let app = app.restarted(|settings| settings.keys.rsa_private_key = Some(secret(OTHER_KEY))).await;
    let new = signing_kid(&app).await;
    assert_ne!(new, old);
    let published = kids(&app).await;
    assert!(published.len() == 2 && published.contains(&old) && published.contains(&new), "{published:?}");
    assert!(is_active(&app, &before).await);
    app.restarted(|settings| settings.keys.rsa_private_key = Some(secret(RSA_KEY))).await;
    let app = app.restarted(|settings| settings.keys.rsa_private_key = Some(secret(OTHER_KEY))).await;
    assert_eq!(signing_kid(&app).await, new, "there and back again");

    app.advance(OVERLAP);
    app.app.refresh().await.unwrap();
    assert_eq!(kids(&app).await, [new]);
    let error = start_error(&app, |settings| settings.keys.rsa_private_key = Some(secret(RSA_KEY))).await;
    assert!(error.contains("OIDC_RSA_PRIVATE_KEY") && error.contains("give another key"), "{error}");
}

#[tokio::test]
async fn wrong_secret_key_stops_the_start_and_names_the_setting() {
    let app = TestApp::with(|settings| settings.keys.rsa_private_key = None).await;
    let other = "another secret key for tests, 32 bytes or more";
    let error = start_error(&app, |settings| settings.keys.secret_key = Some(secret(other))).await;
    assert!(error.contains("SYMBOLON_SECRET_KEY ") && error.contains("SYMBOLON_SECRET_KEY_PREVIOUS"), "{error}");
    assert!(!error.contains(other), "{error}");

    let generated = signing_kid(&app).await;
    let app = app
        .restarted(|settings| {
            settings.keys.secret_key_previous = settings.keys.secret_key.take();
            settings.keys.secret_key = Some(secret(other));
        })
        .await;
    assert_eq!(signing_kid(&app).await, generated, "the previous key still opens what it sealed");
}

#[tokio::test]
async fn nodes_that_start_together_on_an_empty_database_make_one_key() {
    let folder = tempfile::tempdir().unwrap();
    let mut settings = settings();
    settings.keys.rsa_private_key = None;
    settings.database.url = database::empty(folder.path()).await;
    let start = || App::start(settings.clone(), Clock::manual(START), Random::system(), Migrations::Apply);
    let nodes = tokio::join!(tokio::spawn(start()), tokio::spawn(start()), tokio::spawn(start()));
    for node in [nodes.0, nodes.1, nodes.2] {
        let app = node.unwrap().unwrap_or_else(|error| panic!("{error}"));
        app.refresh().await.unwrap();
        let rows = symbolon::store::key::list(&app.services.db).await.unwrap();
        assert_eq!(rows.len(), 3, "one key for each algorithm");
        for row in &rows {
            assert_eq!(app.services.directory.snapshot().keys.signer(row.alg, START).unwrap().kid(), &row.kid);
        }
    }
}

#[tokio::test]
async fn bootstrap_administrator_is_made_only_while_there_is_none() {
    let app = TestApp::new().await;
    let bootstrap = |name: &'static str| {
        move |settings: &mut Settings| {
            settings.bootstrap.admin = Some(name.to_owned());
            settings.bootstrap.password = Some(secret("from the environment"));
        }
    };
    let app = app.restarted(bootstrap("root")).await;
    let missing = find(&app.deps(), "root").await;
    assert!(matches!(missing, Err(AdminError::NotFound { .. })), "admin is there: {missing:?}");

    set(&app.deps(), &Actor::Cli, "admin", |user| user.admin = false).await.unwrap();
    let app = app.restarted(bootstrap("root")).await;
    assert!(find(&app.deps(), "root").await.unwrap().admin);
    let signed_in = app
        .post(
            "/token",
            &[
                ("grant_type", "password"),
                ("client_id", "cli"),
                ("username", "root"),
                ("password", "from the environment"),
            ],
        )
        .await;
    assert_eq!(signed_in.status, 200, "{signed_in:?}");
    let app = app.restarted(bootstrap("second")).await;
    assert!(matches!(find(&app.deps(), "second").await, Err(AdminError::NotFound { .. })));
    // A name that is taken is left alone: the setting must not make somebody an administrator.
    set(&app.deps(), &Actor::Cli, "root", |user| user.admin = false).await.unwrap();
    let app = app.restarted(bootstrap("alice")).await;
    assert!(!find(&app.deps(), "alice").await.unwrap().admin);
}
