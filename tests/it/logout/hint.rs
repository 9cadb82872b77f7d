//! Which ID tokens say whom a client means (OpenID Connect Core §3.1.2.1, RP-Initiated Logout 1.0 §2).

use crate::support::{ISSUER, START, TestApp, reply};
use serde_json::{Value, json};
use symbolon::flow::id_token_hint::{Hint, read};
use symbolon::flow::keys::{self, Keeper};
use symbolon::jose::{SigningKey, parse_private_key};
use symbolon::model::{ClientId, SigningAlgorithm};
use symbolon::protocol::Rule;

/// An ID token of alice for `dashboard` by a whole sign-in.
async fn id_token(app: &TestApp) -> String {
    let code = app.browser().code("dashboard", "openid").await;
    app.client("dashboard").redeem(&code).await.field("id_token")
}

fn sign(app: &TestApp, typ: &str, claims: &Value) -> String {
    app.deps().signer(SigningAlgorithm::Rs256).unwrap().sign_compact(typ, claims).unwrap()
}

fn claims() -> Value {
    json!({ "iss": ISSUER, "sub": "s", "aud": "dashboard", "exp": START.get(), "iat": START.get() })
}

fn refused(app: &TestApp, hint: &str) -> Rule {
    read(&app.deps(), hint).unwrap_err().rule
}

#[tokio::test]
async fn id_token_of_ours_is_a_hint_also_when_it_has_expired() {
    let app = TestApp::new().await;
    let token = id_token(&app).await;
    let said = reply::claims(&token);
    let expected = Hint {
        sub: said["sub"].as_str().unwrap().to_owned(),
        sid: said["sid"].as_str().map(str::to_owned),
        client_id: ClientId::new("dashboard"),
    };
    assert!(expected.sid.is_some());
    assert_eq!(read(&app.deps(), &token), Ok(expected.clone()));
    app.advance(400 * 86_400);
    assert_eq!(read(&app.deps(), &token), Ok(expected));
}

#[tokio::test]
async fn hint_counts_after_its_key_was_retired_but_not_after_it_was_withdrawn() {
    let app = TestApp::with(|settings| settings.keys.rsa_private_key = None).await;
    let token = id_token(&app).await;
    let kid = app.deps().signer(SigningAlgorithm::Rs256).unwrap().kid().clone();
    let keeper = || Keeper::of(&app.app.services, app.clock.now().unix());
    keys::rotate(keeper(), Some(SigningAlgorithm::Rs256)).await.unwrap();
    app.advance(7200);
    keys::look_after(keeper()).await.unwrap();
    app.advance(20 * 86_400);
    app.app.refresh().await.unwrap();
    assert!(app.deps().snapshot.keys.verifiers().get(kid.as_str()).is_none(), "it is published no more");
    assert!(read(&app.deps(), &token).is_ok());

    keys::retire(keeper(), &kid).await.unwrap();
    app.app.refresh().await.unwrap();
    assert_eq!(refused(&app, &token), Rule::IdTokenHintInvalid);
}

#[tokio::test]
async fn what_this_server_did_not_sign_as_an_id_token_is_no_hint() {
    let app = TestApp::new().await;
    let good = sign(&app, "JWT", &claims());
    assert!(read(&app.deps(), &good).is_ok());
    let (head, signature) = good.rsplit_once('.').unwrap();
    let foreign =
        SigningKey::new(&parse_private_key(include_str!("../../keys/rsa-2.pem")).unwrap(), SigningAlgorithm::Rs256)
            .unwrap();
    let mut other_issuer = claims();
    other_issuer["iss"] = "https://elsewhere.example".into();
    let mut without_end = claims();
    without_end.as_object_mut().unwrap().remove("exp");
    let unsigned = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0";
    let hints = [
        String::new(),
        "nonsense".to_owned(),
        head.to_owned(),
        format!("{head}."),
        format!("{head}.{}", signature.chars().rev().collect::<String>()),
        format!("{unsigned}.{}.", head.split_once('.').unwrap().1),
        foreign.sign_compact("JWT", &claims()).unwrap(),
        sign(&app, "JWT", &other_issuer),
        sign(&app, "JWT", &without_end),
        sign(&app, "at+jwt", &claims()),
        sign(&app, "logout+jwt", &claims()),
        "a".repeat(17_000),
        format!("{good}{}", "A".repeat(17_000)),
    ];
    for hint in &hints {
        assert_eq!(refused(&app, hint), Rule::IdTokenHintInvalid, "{hint:.200}");
    }
}

#[tokio::test]
async fn access_token_is_no_hint() {
    let app = TestApp::new().await;
    let code = app.browser().code("dashboard", "openid").await;
    let tokens = app.client("dashboard").redeem(&code).await;
    assert_eq!(refused(&app, &tokens.field("access_token")), Rule::IdTokenHintInvalid);
}

#[tokio::test]
async fn encrypted_hint_is_refused_with_the_reason() {
    let app = TestApp::new().await;
    assert_eq!(refused(&app, "e30.a.b.c.d"), Rule::IdTokenHintEncrypted);
}
