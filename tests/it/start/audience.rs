//! Whom access tokens are meant for.

use crate::support::reply::claims;
use crate::support::{ISSUER, RSA_KEY, TestApp};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};
use symbolon::model::SigningAlgorithm;
use symbolon::protocol::Rule;

const API: &str = "https://api.example";

/// A token with these claims by the server's own key.
#[expect(clippy::disallowed_methods, reason = "one token of a test need not be fast")]
fn signed(app: &TestApp, claims: &Value) -> String {
    let now = app.clock.now().unix();
    let mut header = Header::new(Algorithm::RS256);
    header.typ = Some("at+jwt".to_owned());
    header.kid = Some(app.deps().snapshot.keys.signer(SigningAlgorithm::Rs256, now).unwrap().kid().to_string());
    jsonwebtoken::encode(&header, claims, &EncodingKey::from_rsa_pem(RSA_KEY.as_bytes()).unwrap()).unwrap()
}

#[tokio::test]
async fn default_audience_is_the_setting_and_with_openid_the_issuer_too() {
    let app = TestApp::with(|settings| settings.tokens.default_audience = Some(API.to_owned())).await;
    let own = app.client("service").token(&[("grant_type", "client_credentials")]).await.field("access_token");
    assert_eq!(claims(&own)["aud"], API);
    let code = app.browser().code("spa", "openid read").await;
    let token = app.client("spa").redeem(&code).await.field("access_token");
    assert_eq!(claims(&token)["aud"], json!([API, ISSUER]));
    assert_eq!(app.userinfo(&token).await.status, 200);
}

#[tokio::test]
async fn token_for_another_audience_is_refused_by_userinfo() {
    let app = TestApp::new().await;
    let code = app.browser().code("spa", "openid").await;
    let mut own = claims(&app.client("spa").redeem(&code).await.field("access_token"));
    assert_eq!(app.userinfo(&signed(&app, &own)).await.status, 200, "only the audience makes the difference");
    for audience in [json!(API), json!([API, "https://other.example"]), json!([]), json!(format!("{ISSUER}/"))] {
        own["aud"] = audience;
        let reply = app.userinfo(&signed(&app, &own)).await;
        reply.assert_error(401, "invalid_token");
        assert!(reply.header("www-authenticate").contains("error=\"invalid_token\""), "{reply:?}");
        app.assert_rule(&reply, Rule::TokenAudience).await;
    }
}
