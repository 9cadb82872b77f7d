//! How ID tokens and userinfo are signed and encrypted (OpenID Connect Core §10; security checks 56, 57, 62 and 68).

use crate::support::reply::{claims, jose_header};
use crate::support::{Client, DECRYPTION_KEYS, ISSUER, TestApp};
use serde_json::{Value, json};
use symbolon::flow::admin::{Actor, client};
use symbolon::jose::foreign_keys::verify_mac;
use symbolon::jose::jwe::{self, DecryptionKey};
use symbolon::jose::mac::sign_hs256;
use symbolon::jose::{left_half_hash, parse_private_keys};
use symbolon::model::{
    ClientMetadata, GrantType, JweAlgorithm, JweEncryption, JwsAlgorithm, ResponseType, SigningAlgorithm,
};
use symbolon::protocol::Rule;
use symbolon::random::Random;

/// Tokens of a sign-in at `dashboard`.
async fn tokens(app: &TestApp, scope: &str) -> Value {
    let code = app.browser().code("dashboard", scope).await;
    app.client("dashboard").redeem(&code).await.json()
}

fn text(tokens: &Value, name: &str) -> String {
    tokens[name].as_str().unwrap_or_else(|| panic!("no {name} in {tokens}")).to_owned()
}

/// Keys of a client; the test has both halves.
fn client_keys() -> Vec<DecryptionKey> {
    parse_private_keys(DECRYPTION_KEYS).unwrap().iter().map(|key| DecryptionKey::new(key).unwrap()).collect()
}

fn with_keys(metadata: &mut ClientMetadata) {
    let keys: Vec<_> = client_keys().iter().map(|key| key.public_jwk().clone()).collect();
    metadata.keys.jwks = Some(json!({ "keys": keys }));
}

fn decrypt(token: &str) -> (String, Option<String>) {
    let found = jwe::decrypt(token, &client_keys(), &Random::system()).unwrap();
    (String::from_utf8(found.plain.expose().clone()).unwrap(), found.cty)
}

/// Claims of an ID token that one of our published keys signed.
fn verified(app: &TestApp, token: &str) -> Value {
    app.deps().snapshot.keys.verifiers().verify(token, &["JWT"]).unwrap()
}

#[tokio::test]
async fn oidcc_idtoken_signature_is_of_the_registered_algorithm_by_a_published_key() {
    let app = TestApp::new().await;
    for alg in [SigningAlgorithm::Rs256, SigningAlgorithm::Es256, SigningAlgorithm::Ed25519] {
        app.change_client("dashboard", |metadata| metadata.responses.id_token_signed_response_alg = alg.into()).await;
        let tokens = tokens(&app, "openid").await;
        let id_token = text(&tokens, "id_token");
        let (header, said) = (jose_header(&id_token), verified(&app, &id_token));
        assert_eq!(header["alg"], alg.as_str());
        let published = app.get("/jwks").await.json();
        let known = published["keys"].as_array().unwrap().iter().find(|jwk| jwk["kid"] == header["kid"]).unwrap();
        assert_eq!((&known["alg"], &known["use"]), (&json!(alg), &json!("sig")));
        assert_eq!(
            (&said["iss"], &said["aud"], &said["nonce"]),
            (&json!(ISSUER), &json!("dashboard"), &json!("n-456"))
        );
        assert_eq!(said["at_hash"], left_half_hash(alg, &text(&tokens, "access_token")), "{alg}");
    }
}

#[tokio::test]
async fn oidcc_idtoken_rs256_is_given_to_a_client_that_registered_nothing_else() {
    let app = TestApp::new().await;
    for registered in [None, Some(JwsAlgorithm::Rs256)] {
        if let Some(alg) = registered {
            app.change_client("dashboard", |metadata| metadata.responses.id_token_signed_response_alg = alg).await;
        }
        let id_token = text(&tokens(&app, "openid").await, "id_token");
        assert_eq!(jose_header(&id_token)["alg"], "RS256", "{registered:?}");
        assert_eq!(verified(&app, &id_token)["aud"], "dashboard");
    }
}

#[tokio::test]
async fn oidcc_id_token_signed_by_hs256_verifies_with_the_secret_of_the_client_only() {
    let app = TestApp::new().await;
    app.change_client("dashboard", |metadata| metadata.responses.id_token_signed_response_alg = JwsAlgorithm::Hs256)
        .await;
    let secret = client::rotate_secret(&app.deps(), &Actor::Cli, "dashboard", 0).await.unwrap();
    app.app.refresh().await.unwrap();
    let code = app.browser().code("dashboard", "openid").await;
    let tokens = Client::with_secret(&app, "dashboard", &secret).redeem(&code).await.json();
    let id_token = text(&tokens, "id_token");
    assert_eq!(jose_header(&id_token), json!({"alg": "HS256", "typ": "JWT"}));
    let said: Value = verify_mac(&id_token, &["JWT"], secret.as_bytes()).unwrap();
    assert_eq!(said["at_hash"], left_half_hash(JwsAlgorithm::Hs256, &text(&tokens, "access_token")));
    assert!(verify_mac::<Value>(&id_token, &["JWT"], b"another").is_err());
    hint_counts_only_while_the_client_signs_by_its_secret(&app, &id_token, &said, &secret).await;
}

async fn hint_counts_only_while_the_client_signs_by_its_secret(
    app: &TestApp,
    id_token: &str,
    said: &Value,
    secret: &str,
) {
    let read = |token: &str| symbolon::flow::id_token_hint::read(&app.deps(), token);
    assert_eq!(read(id_token).unwrap().sub, said["sub"].as_str().unwrap());
    let mut other = said.clone();
    other["aud"] = json!("postman");
    for (key, claims) in [(secret, &other), ("another", said), ("", said)] {
        let forged = sign_hs256(key.as_bytes(), "JWT", claims).unwrap();
        assert_eq!(read(&forged).unwrap_err().rule, Rule::IdTokenHintInvalid, "{key}");
    }
    app.change_client("dashboard", |metadata| metadata.responses.id_token_signed_response_alg = JwsAlgorithm::Rs256)
        .await;
    assert_eq!(read(id_token).unwrap_err().rule, Rule::IdTokenHintInvalid);
}

#[tokio::test]
async fn oidcc_idtoken_unsigned_only_where_registered_and_only_from_the_token_endpoint() {
    let app = TestApp::new().await;
    assert_ne!(jose_header(&text(&tokens(&app, "openid").await, "id_token"))["alg"], "none");
    let unsigned = |metadata: &mut ClientMetadata| {
        metadata.responses.id_token_signed_response_alg = JwsAlgorithm::None;
    };
    app.change_client("dashboard", unsigned).await;
    let tokens = tokens(&app, "openid").await;
    let id_token = text(&tokens, "id_token");
    assert_eq!(jose_header(&id_token), json!({"alg": "none", "typ": "JWT"}));
    assert!(id_token.ends_with('.'));
    assert_eq!(claims(&id_token)["at_hash"], left_half_hash(JwsAlgorithm::None, &text(&tokens, "access_token")));
    // It proves nothing when it comes back.
    let hint = symbolon::flow::id_token_hint::read(&app.deps(), &id_token);
    assert_eq!(hint.unwrap_err().rule, Rule::IdTokenHintInvalid);
    let deps = app.deps();
    let both = client::set(&deps, &Actor::Cli, "dashboard", |client| {
        client.metadata.grant_types.push(GrantType::Implicit);
        client.metadata.responses.response_types = vec![ResponseType::Code, ResponseType::CodeIdToken];
    });
    assert!(both.await.unwrap_err().to_string().contains("cannot be unsigned"));
}

#[tokio::test]
async fn id_token_is_encrypted_as_registered_and_holds_the_signed_one() {
    let app = TestApp::new().await;
    for alg in JweAlgorithm::ALL {
        for enc in [None, Some(JweEncryption::A128Gcm), Some(JweEncryption::A256Gcm)] {
            app.change_client("dashboard", |metadata| {
                with_keys(metadata);
                metadata.responses.id_token_encrypted_response_alg = Some(*alg);
                metadata.responses.id_token_encrypted_response_enc = enc;
            })
            .await;
            let tokens = tokens(&app, "openid").await;
            let outer = text(&tokens, "id_token");
            let header = jose_header(&outer);
            assert_eq!((&header["alg"], &header["cty"]), (&json!(alg), &json!("JWT")));
            assert_eq!(header["enc"], json!(enc.unwrap_or(JweEncryption::A128CbcHs256)));
            let (inner, _) = decrypt(&outer);
            let said = verified(&app, &inner);
            assert_eq!(said["at_hash"], left_half_hash(SigningAlgorithm::Rs256, &text(&tokens, "access_token")));
            let hint = symbolon::flow::id_token_hint::read(&app.deps(), &outer);
            assert_eq!(hint.unwrap_err().rule, Rule::IdTokenHintEncrypted);
            assert!(symbolon::flow::id_token_hint::read(&app.deps(), &inner).is_ok());
        }
    }
}

#[tokio::test]
async fn oidcc_userinfo_rs256_has_iss_and_aud_and_the_claims_of_the_json_form() {
    let app = TestApp::new().await;
    let token = text(&tokens(&app, "openid email").await, "access_token");
    let plain = app.userinfo(&token).await;
    assert!(plain.header("content-type").starts_with("application/json"));
    app.change_client("dashboard", |metadata| {
        metadata.responses.userinfo_signed_response_alg = Some(JwsAlgorithm::Rs256);
    })
    .await;
    let signed = app.userinfo(&token).await;
    assert_eq!(signed.header("content-type"), "application/jwt", "{signed:?}");
    let mut said = verified(&app, &signed.text);
    assert_eq!((said["iss"].take(), said["aud"].take()), (json!(ISSUER), json!("dashboard")));
    for name in ["iss", "aud"] {
        said.as_object_mut().unwrap().remove(name);
    }
    assert_eq!(said, plain.json());
    // It is no ID token.
    assert!(symbolon::flow::id_token_hint::read(&app.deps(), &signed.text).is_err());
}

#[tokio::test]
async fn userinfo_is_encrypted_as_json_or_around_the_signed_form() {
    let app = TestApp::new().await;
    let token = text(&tokens(&app, "openid email").await, "access_token");
    let plain = app.userinfo(&token).await.json();
    let encrypted = |metadata: &mut ClientMetadata| {
        with_keys(metadata);
        metadata.responses.userinfo_encrypted_response_alg = Some(JweAlgorithm::EcdhEsA256Kw);
    };
    app.change_client("dashboard", encrypted).await;
    let reply = app.userinfo(&token).await;
    assert_eq!(reply.header("content-type"), "application/jwt");
    let (inner, cty) = decrypt(&reply.text);
    assert_eq!((serde_json::from_str::<Value>(&inner).unwrap(), cty), (plain.clone(), None));
    app.change_client("dashboard", |metadata| {
        metadata.responses.userinfo_signed_response_alg = Some(JwsAlgorithm::Es256);
    })
    .await;
    let (inner, cty) = decrypt(&app.userinfo(&token).await.text);
    assert_eq!(cty.as_deref(), Some("JWT"));
    assert_eq!(verified(&app, &inner)["sub"], plain["sub"]);
    // Refusals stay JSON.
    app.userinfo("nonsense").await.assert_error(401, "invalid_token");
}

#[tokio::test]
async fn encryption_without_a_key_for_it_is_not_registered() {
    let app = TestApp::new().await;
    let deps = app.deps();
    let refused = client::set(&deps, &Actor::Cli, "dashboard", |client| {
        let ec = client_keys().into_iter().find(|key| key.fits(JweAlgorithm::EcdhEs)).unwrap();
        client.metadata.keys.jwks = Some(json!({ "keys": [ec.public_jwk()] }));
        client.metadata.responses.id_token_encrypted_response_alg = Some(JweAlgorithm::RsaOaep256);
    });
    assert!(refused.await.unwrap_err().to_string().contains("no key of jwks"));
}

#[tokio::test]
async fn client_that_lost_its_key_gets_no_token_in_the_clear() {
    let app = TestApp::new().await;
    app.change_client("dashboard", |metadata| {
        metadata.keys.jwks_uri = Some("https://keys.invalid/jwks".to_owned());
        metadata.responses.id_token_encrypted_response_alg = Some(JweAlgorithm::RsaOaep256);
    })
    .await;
    let code = app.browser().code("dashboard", "openid").await;
    let reply = app.client("dashboard").redeem(&code).await;
    app.assert_rule(&reply, Rule::ClientKeysMissing).await;
    assert!(reply.json()["id_token"].is_null() && reply.json()["access_token"].is_null());
}

#[tokio::test]
async fn discovery_names_what_answers_may_be_protected_with() {
    let document = TestApp::new().await.get("/.well-known/openid-configuration").await.json();
    for what in ["id_token", "userinfo"] {
        assert_eq!(document[format!("{what}_encryption_alg_values_supported")], json!(JweAlgorithm::ALL));
        assert_eq!(document[format!("{what}_encryption_enc_values_supported")], json!(JweEncryption::ALL));
    }
    assert_eq!(document["userinfo_signing_alg_values_supported"], json!(["RS256", "ES256", "Ed25519", "HS256"]));
}
