//! Keys that others encrypt to (RFC 7516, RFC 7517 §4.2).

use crate::support::TestApp;
use serde_json::Value;
use symbolon::jose::VerifyingKey;
use symbolon::jose::jwe::{JweError, RecipientKey, encrypt};
use symbolon::model::{JweAlgorithm, JweEncryption};
use symbolon::random::Random;

async fn published(app: &TestApp) -> Vec<Value> {
    let set = app.get("/jwks").await.json();
    set["keys"].as_array().unwrap().iter().filter(|jwk| jwk["use"] == "enc").cloned().collect()
}

fn encrypted(keys: &[Value], alg: JweAlgorithm) -> String {
    let key = RecipientKey::choose(keys, alg).unwrap();
    encrypt(b"for the server", &key, JweEncryption::default(), None, &Random::system()).unwrap()
}

#[tokio::test]
async fn what_is_encrypted_to_a_published_key_is_read_by_every_node_and_after_a_restart() {
    // None given, so that the database keeps them.
    let app = TestApp::with(|settings| settings.keys.decryption_keys = None).await;
    let keys = published(&app).await;
    let node = app.second_node().await;
    assert_eq!(published(&node).await, keys);
    let kinds: Vec<_> = keys.iter().map(|jwk| jwk["kty"].as_str().unwrap()).collect();
    assert_eq!(kinds.len(), 2);
    assert!(kinds.contains(&"RSA") && kinds.contains(&"EC"), "{kinds:?}");
    for alg in JweAlgorithm::ALL {
        let token = encrypted(&keys, *alg);
        for app in [&app, &node] {
            assert_eq!(app.deps().decrypt(&token).unwrap().plain.expose(), b"for the server", "{alg}");
        }
    }
    let moved = app
        .restarted(|settings| {
            settings.keys.secret_key_previous = settings.keys.secret_key.take();
            settings.keys.secret_key = Some("another secret key for tests, 32 bytes or more".to_owned().into());
        })
        .await;
    let after = moved.restarted(|settings| settings.keys.secret_key_previous = None).await;
    assert_eq!(published(&after).await, keys);
    assert!(after.deps().decrypt(&encrypted(&keys, JweAlgorithm::RsaOaep256)).is_ok());
}

#[tokio::test]
async fn keys_of_the_environment_go_before_those_of_the_database() {
    let app = TestApp::new().await;
    let given = published(&app).await;
    assert_eq!(given.len(), 2);
    let row = symbolon::store::decryption_key::list(app.db()).await.unwrap();
    assert!(row.is_empty(), "nothing is made that is given");
    let token = encrypted(&given, JweAlgorithm::EcdhEs);
    let without = app.restarted(|settings| settings.keys.decryption_keys = None).await;
    assert_eq!(without.deps().decrypt(&token).unwrap_err(), JweError::Failed);
    assert_eq!(published(&without).await.len(), 2);
}

#[tokio::test]
async fn key_that_others_encrypt_to_verifies_nothing() {
    let app = TestApp::new().await;
    let keys = published(&app).await;
    for jwk in &keys {
        assert!(VerifyingKey::from_jwk(jwk).is_err(), "{jwk}");
        let kid = jwk["kid"].as_str().unwrap();
        let ring = &app.deps().snapshot.keys;
        assert!(ring.verifiers().get(kid).is_none() && ring.known().get(kid).is_none(), "{jwk}");
        for private in ["d", "p", "q"] {
            assert!(jwk.get(private).is_none(), "{jwk}");
        }
    }
}

#[tokio::test]
async fn private_halves_are_sealed_at_rest() {
    let app = TestApp::with(|settings| settings.keys.decryption_keys = None).await;
    let rows = symbolon::store::decryption_key::list(app.db()).await.unwrap();
    assert_eq!(rows.len(), 2);
    assert!(rows.iter().all(|row| row.sealed_private.starts_with("v1.")), "{rows:?}");
}

#[tokio::test]
async fn nodes_that_start_together_make_one_set_of_decryption_keys() {
    let app = TestApp::new().await;
    let without = |settings: &mut symbolon::config::Settings| settings.keys.decryption_keys = None;
    let (one, two) = tokio::join!(app.restarted(without), app.restarted(without));
    one.app.refresh().await.unwrap();
    two.app.refresh().await.unwrap();
    assert_eq!(published(&one).await, published(&two).await);
    assert_eq!(symbolon::store::decryption_key::list(app.db()).await.unwrap().len(), 2);
}
