//! The main job, end to end.

use crate::support::reply::{claims, jose_header};
use crate::support::{ISSUER, START, TestApp};

#[tokio::test]
async fn person_signs_in_and_client_gets_tokens_that_verify() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    let response = browser.grant("postman", "openid profile email offline_access").await;
    assert!(response.location().starts_with("http://localhost:3000/callback?code=syc_"), "{response:?}");
    assert_eq!(response.location_param("state").as_deref(), Some("st-123"));
    assert_eq!(response.location_param("iss").as_deref(), Some(ISSUER));

    let tokens = app.client("postman").redeem(&response.location_param("code").unwrap()).await;
    assert_eq!(tokens.status, 200, "{tokens:?}");
    assert_eq!(tokens.header("cache-control"), "no-store");
    assert_eq!(tokens.field("scope"), "openid profile email offline_access");
    let access = tokens.field("access_token");
    assert_eq!(jose_header(&access)["typ"], "at+jwt");
    assert_eq!(claims(&access)["client_id"], "postman");
    let id_token = claims(&tokens.field("id_token"));
    assert_eq!(id_token["iss"], ISSUER);
    assert_eq!(id_token["aud"], "postman");
    assert_eq!(id_token["nonce"], "n-456");
    assert_eq!(id_token["auth_time"], START.get());
    assert!(id_token["sid"].is_string() && id_token["at_hash"].is_string(), "{id_token}");
    assert!(id_token.get("email").is_none(), "{id_token}");

    let userinfo = app.userinfo(&access).await;
    assert_eq!(userinfo.status, 200, "{userinfo:?}");
    assert_eq!(userinfo.json()["email"], "alice@example.com");
    assert_eq!(userinfo.json()["sub"], id_token["sub"]);
}

#[tokio::test]
async fn second_request_of_a_known_session_needs_no_page() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    browser.code("postman", "openid profile").await;
    let params = crate::support::browser::authorize_params("postman", "http://localhost:3000/callback", "openid");
    let pairs: Vec<_> = params.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let reply = browser.get(&format!("/authorize?{}", crate::support::encode(&pairs))).await;
    assert!(reply.location_param("code").is_some(), "{reply:?}");
}

#[tokio::test]
async fn refresh_gives_new_tokens_of_the_same_sign_in() {
    let app = TestApp::new().await;
    let client = app.client("spa");
    let first = client.redeem(&app.browser().code("spa", "openid offline_access").await).await;
    app.advance(60);
    let second = client.refresh(&first.field("refresh_token")).await;
    assert_eq!(second.status, 200, "{second:?}");
    assert_ne!(second.field("refresh_token"), first.field("refresh_token"));
    let (old, new) = (claims(&first.field("id_token")), claims(&second.field("id_token")));
    for claim in ["iss", "sub", "aud", "auth_time", "sid"] {
        assert_eq!(old[claim], new[claim], "{claim}");
    }
    assert_eq!(new["iat"], START.get() + 60);
    assert!(new.get("nonce").is_none());
}
