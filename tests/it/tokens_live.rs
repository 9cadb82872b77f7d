//! Access tokens and ID tokens once they are out: what they say, and that anybody can verify it from `/jwks`
//! (RFC 9068, OpenID Connect Core §2 and §3.1.3.6).

mod introspection;
mod revocation;
mod userinfo;

use crate::support::reply::{claims, jose_header};
use crate::support::{ISSUER, Reply, START, TestApp};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rsa::{BigUint, Pkcs1v15Sign, RsaPublicKey};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use symbolon::flow::admin::{Actor, scope, token};
use symbolon::model::{Scope, ScopeDefinition};
use symbolon::protocol::Rule;

const SCOPE: &str = "openid profile email address phone offline_access read write";

async fn sign_in(app: &TestApp, client: &str, scope: &str) -> Reply {
    let reply = app.client(client).redeem(&app.browser().code(client, scope).await).await;
    assert_eq!(reply.status, 200, "{reply:?}");
    reply
}

async fn client_token(app: &TestApp, scope: &str) -> String {
    app.client("service").token(&[("grant_type", "client_credentials"), ("scope", scope)]).await.field("access_token")
}

fn names(claims: &Value) -> BTreeSet<&str> {
    claims.as_object().unwrap().keys().map(String::as_str).collect()
}

fn sha256(text: &str) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(symbolon::crypto::digest::sha256_base64url(text)).unwrap()
}

/// Verifies RS256 with another library than the one that signed, by the published key that the token names.
async fn assert_signed_by_published_key(app: &TestApp, token: &str) {
    let jwks = app.get("/jwks").await.json();
    let header = jose_header(token);
    let published: Vec<_> = jwks["keys"].as_array().unwrap().iter().filter(|key| key["kid"] == header["kid"]).collect();
    assert_eq!(published.len(), 1, "{header} in {jwks}");
    let key = published[0];
    assert_eq!(
        (&key["kty"], &key["alg"], &key["use"], &header["alg"]),
        (&json!("RSA"), &json!("RS256"), &json!("sig"), &json!("RS256"))
    );
    let number = |name: &str| BigUint::from_bytes_be(&URL_SAFE_NO_PAD.decode(key[name].as_str().unwrap()).unwrap());
    let public = RsaPublicKey::new(number("n"), number("e")).unwrap();
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
    let scheme = || Pkcs1v15Sign { hash_len: Some(32), prefix: SHA256_PREFIX.into() };
    public.verify(scheme(), &sha256(signed), &signature).unwrap();
    assert!(public.verify(scheme(), &sha256(&format!("{signed}x")), &signature).is_err());
}

/// ASN.1 of a SHA-256 digest in PKCS#1 v1.5 (RFC 8017 §9.2).
const SHA256_PREFIX: [u8; 19] =
    [0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20];

#[tokio::test]
async fn every_token_verifies_with_another_library_from_the_published_keys() {
    let app = TestApp::new().await;
    let tokens = sign_in(&app, "postman", SCOPE).await;
    let refreshed = app.client("postman").refresh(&tokens.field("refresh_token")).await;
    for reply in [&tokens, &refreshed] {
        for name in ["access_token", "id_token"] {
            assert_signed_by_published_key(&app, &reply.field(name)).await;
        }
    }
    assert_signed_by_published_key(&app, &client_token(&app, "read").await).await;
}

#[tokio::test]
async fn tokens_verify_with_a_generated_key_too() {
    let app = TestApp::with(|settings| settings.keys.rsa_private_key = None).await;
    let tokens = sign_in(&app, "spa", "openid").await;
    assert_signed_by_published_key(&app, &tokens.field("id_token")).await;
    assert_eq!(app.userinfo(&tokens.field("access_token")).await.status, 200);
}

#[tokio::test]
async fn access_token_has_the_claims_of_rfc_9068() {
    let app = TestApp::new().await;
    let tokens = sign_in(&app, "postman", SCOPE).await;
    let access = tokens.field("access_token");
    let header = jose_header(&access);
    assert_eq!(header["typ"], "at+jwt");
    assert_eq!(names(&header), BTreeSet::from(["alg", "kid", "typ"]));
    let claims = claims(&access);
    let expected = ["iss", "sub", "aud", "client_id", "scope", "iat", "exp", "jti", "auth_time", "acr", "amr"];
    assert_eq!(names(&claims), BTreeSet::from(expected));
    assert_eq!(claims["iss"], ISSUER);
    assert_eq!(claims["aud"], ISSUER);
    assert_eq!(claims["client_id"], "postman");
    assert_eq!(claims["scope"], SCOPE);
    assert_eq!((&claims["iat"], &claims["exp"]), (&json!(START.get()), &json!(START.get() + 600)));
    assert_eq!((&claims["auth_time"], &claims["amr"]), (&json!(START.get()), &json!(["pwd"])));
    assert_ne!(claims["sub"], "alice", "the subject is no name");
    let again = sign_in(&app, "spa", "openid").await;
    let again = crate::support::reply::claims(&again.field("access_token"));
    assert_eq!(again["sub"], claims["sub"]);
    assert_ne!(again["jti"], claims["jti"]);
}

#[tokio::test]
async fn id_token_says_who_signed_in_and_nothing_personal() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    browser.code("postman", SCOPE).await;
    app.advance(100);
    let tokens = app.client("postman").redeem(&browser.code("postman", SCOPE).await).await;
    let id_token = tokens.field("id_token");
    assert_eq!(jose_header(&id_token)["typ"], "JWT");
    let claims = claims(&id_token);
    let expected = ["iss", "sub", "aud", "iat", "exp", "auth_time", "nonce", "acr", "amr", "sid", "at_hash"];
    assert_eq!(names(&claims), BTreeSet::from(expected));
    assert_eq!((&claims["iss"], &claims["aud"]), (&json!(ISSUER), &json!("postman")));
    assert_eq!((&claims["iat"], &claims["exp"]), (&json!(START.get() + 100), &json!(START.get() + 700)));
    assert_eq!(claims["auth_time"], START.get(), "when the password was entered, not when the code was given");
    assert_eq!(claims["nonce"], "n-456");
    assert_eq!(claims["acr"], "1");
    let half = URL_SAFE_NO_PAD.encode(&sha256(&tokens.field("access_token"))[..16]);
    assert_eq!(claims["at_hash"], half, "OpenID Connect Core §3.1.3.6");
}

#[tokio::test]
async fn id_token_is_given_only_for_openid() {
    let app = TestApp::new().await;
    let tokens = sign_in(&app, "postman", "profile read").await;
    assert!(tokens.json().get("id_token").is_none(), "{tokens:?}");
}

#[tokio::test]
async fn client_registered_for_it_finds_the_granted_claims_in_the_id_token() {
    let app = TestApp::new().await;
    app.change_client("postman", |metadata| metadata.id_token_claims = true).await;
    let tokens = sign_in(&app, "postman", "openid email offline_access").await;
    let refreshed = app.client("postman").refresh(&tokens.field("refresh_token")).await;
    for reply in [&tokens, &refreshed] {
        let claims = claims(&reply.field("id_token"));
        assert_eq!((&claims["email"], &claims["email_verified"]), (&json!("alice@example.com"), &json!(true)));
        assert!(claims.get("name").is_none() && claims.get("phone_number").is_none(), "{claims}");
        assert_eq!(claims["aud"], "postman", "no personal claim replaces one of the protocol");
    }
}

#[tokio::test]
async fn lifetimes_follow_the_settings_and_the_clients_own() {
    let app = TestApp::with(|settings| {
        settings.tokens.access_token_lifetime = 100;
        settings.tokens.id_token_lifetime = 200;
    })
    .await;
    app.change_client("spa", |metadata| metadata.access_token_lifetime = Some(31_536_000)).await;
    for (id, lifetime) in [("postman", 100), ("spa", 31_536_000)] {
        let tokens = sign_in(&app, id, "openid").await;
        assert_eq!(tokens.json()["expires_in"], lifetime);
        assert_eq!(claims(&tokens.field("access_token"))["exp"], START.get() + lifetime);
        assert_eq!(claims(&tokens.field("id_token"))["exp"], START.get() + 200);
    }
}

#[tokio::test]
async fn default_audience_names_the_api_and_openid_adds_the_issuer() {
    let api = "https://api.example/";
    let app = TestApp::with(|settings| settings.tokens.default_audience = Some(api.to_owned())).await;
    let both = sign_in(&app, "postman", "openid read").await.field("access_token");
    assert_eq!(claims(&both)["aud"], json!([api, ISSUER]));
    assert_eq!(app.userinfo(&both).await.status, 200);
    let read = sign_in(&app, "postman", "read").await.field("access_token");
    assert_eq!(claims(&read)["aud"], api);
    assert_eq!(claims(&client_token(&app, "read").await)["aud"], api);
    assert_eq!(app.client("service").introspect(&read).await.json()["active"], true);
}

#[tokio::test]
async fn combined_scope_gives_its_parts_and_default_scope_is_given_when_none_is_asked() {
    let app = TestApp::new().await;
    let combined = ScopeDefinition {
        name: "read+write".to_owned(),
        description: "Both".to_owned(),
        includes: Scope::from_text("read write"),
        ..ScopeDefinition::default()
    };
    scope::put(&app.deps(), &Actor::Cli, combined).await.unwrap();
    app.app.refresh().await.unwrap();
    assert_eq!(claims(&client_token(&app, "read+write").await)["scope"], "read write");
    let mut browser = app.browser();
    let tokens = app.client("postman").redeem(&browser.code("postman", "openid read+write").await).await;
    assert_eq!(tokens.field("scope"), "openid read write");
    assert_eq!(claims(&client_token(&app, "").await)["scope"], "read");
    let tokens = app.client("postman").redeem(&browser.code("postman", "").await).await;
    assert_eq!(tokens.field("scope"), "read");
}

#[tokio::test]
async fn unknown_scope_is_dropped_and_the_answer_says_so_where_the_setting_wants_it() {
    let app = TestApp::with(|settings| settings.scopes.unknown = symbolon::config::UnknownScope::Ignore).await;
    let tokens = sign_in(&app, "postman", "openid nonsense read").await;
    assert_eq!(tokens.field("scope"), "openid read");
    let form = [("grant_type", "client_credentials"), ("scope", "nonsense")];
    let reply = app.client("service").token(&form).await;
    reply.assert_error(400, "invalid_scope");
    app.assert_rule(&reply, Rule::ScopeMissing).await;
}

#[tokio::test]
async fn token_minted_by_an_administrator_works_and_can_be_revoked() {
    let app = TestApp::new().await;
    let request = (Some("openid email"), Some(3600));
    let minted = token::mint(&app.deps(), &Actor::Cli, "postman", "alice", request).await.unwrap();
    assert_signed_by_published_key(&app, &minted).await;
    assert_eq!(claims(&minted)["exp"], START.get() + 3600);
    assert_eq!(app.userinfo(&minted).await.json()["email"], "alice@example.com");
    assert_eq!(app.client("postman").revoke(&minted).await.status, 200);
    let reply = app.userinfo(&minted).await;
    app.assert_rule(&reply, Rule::TokenRevoked).await;
}
