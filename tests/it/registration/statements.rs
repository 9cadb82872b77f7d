//! Software statements (RFC 7591 §2.3).

use super::{CALLBACK, document, open, text};
use crate::support::{ISSUER, START, TestApp};
use serde_json::{Map, Value, json};
use symbolon::flow::admin::{Actor, issuer};
use symbolon::jose::{SigningKey, parse_rsa_private_key};
use symbolon::model::{AssertionSubject, TrustedIssuer};
use symbolon::protocol::Rule;

const VENDOR: &str = "https://vendor.example";

fn key() -> SigningKey {
    SigningKey::from_rsa(&parse_rsa_private_key(include_str!("../../keys/rsa-2.pem")).unwrap()).unwrap()
}

async fn app() -> TestApp {
    let app = TestApp::with(|settings| {
        open(settings);
        settings.registration.software_statement_issuers =
            vec![VENDOR.to_owned(), "https://unknown.example".to_owned()];
    })
    .await;
    for name in [VENDOR, "https://assertions.example"] {
        let trusted = TrustedIssuer {
            issuer: name.to_owned(),
            jwks: json!({ "keys": [key().public_jwk()] }),
            jwks_uri: None,
            clients: Vec::new(),
            subject: AssertionSubject::Subject,
            max_lifetime: 300,
        };
        issuer::put(&app.deps(), &Actor::Cli, trusted).await.unwrap();
    }
    app.app.refresh().await.unwrap();
    app
}

fn statement(claims: Value) -> String {
    let Value::Object(claims) = claims else { panic!("{claims}") };
    let mut whole = Map::from_iter([("iss".to_owned(), json!(VENDOR))]);
    whole.extend(claims);
    key().sign_compact("JWT", &Value::Object(whole)).unwrap()
}

#[tokio::test]
async fn values_of_the_statement_go_before_those_of_the_document() {
    let app = app().await;
    let jwt = statement(json!({
        "software_id": "4NRB1", "client_name": "Vouched", "redirect_uris": ["https://vouched.example/cb"], "first_party": true,
        "client_name#de": "Verbürgt", "software_statement": "x",
    }));
    let told = app
        .register(&document(
            json!({ "software_statement": jwt, "client_name": "Claimed", "tos_uri": "https://app.example/" }),
        ))
        .await;
    assert_eq!(told["client_name"], "Vouched");
    assert_eq!(told["client_name#de"], "Verbürgt");
    assert_eq!(told["redirect_uris"], json!(["https://vouched.example/cb"]));
    assert_eq!((&told["software_id"], &told["tos_uri"]), (&json!("4NRB1"), &json!("https://app.example/")));
    assert_eq!(told["software_statement"], json!(jwt), "as it came");
    assert!(!app.deps().snapshot.client(text(&told, "client_id")).unwrap().client.metadata.first_party);
}

#[tokio::test]
async fn each_bad_statement_has_its_answer() {
    let app = app().await;
    let now = START.get();
    let good = statement(json!({}));
    let invalid = Rule::SoftwareStatementInvalid;
    let unapproved = Rule::SoftwareStatementUnapproved;
    for (statement, rule) in [
        (json!("x"), invalid),
        (json!(7), invalid),
        (json!({}), invalid),
        (json!(format!("{}x", &good[..good.len() - 1])), invalid),
        (json!(format!("{}.", good.rsplit_once('.').unwrap().0)), invalid),
        (json!(statement(json!({ "exp": now }))), invalid),
        (json!(statement(json!({ "exp": "soon" }))), invalid),
        (json!(statement(json!({ "nbf": now + 100 }))), invalid),
        (json!(statement(json!({ "aud": "https://other.example" }))), invalid),
        (json!(statement(json!({ "aud": [] }))), invalid),
        (json!(statement(json!({ "iss": "https://assertions.example" }))), unapproved),
        (json!(statement(json!({ "iss": "https://unknown.example" }))), unapproved),
        (json!(statement(json!({ "iss": ISSUER }))), unapproved),
        (json!(statement(json!({ "redirect_uris": ["javascript:alert(1)"] }))), Rule::ClientRedirectUriRefused),
        (json!(statement(json!({ "scope": "read" }))), Rule::ClientScopeRefused),
    ] {
        let reply = app.try_register(&document(json!({ "software_statement": statement }))).await;
        reply.assert_error(400, rule.code().as_str());
        app.assert_rule(&reply, rule).await;
    }
    assert_eq!(app.registered().await, 0);
    for good in [
        json!({}),
        json!({ "exp": now + 1, "nbf": now, "aud": ISSUER }),
        json!({ "aud": [format!("{ISSUER}/register")] }),
    ] {
        let told = app.register(&document(json!({ "software_statement": statement(good) }))).await;
        assert_eq!(told["redirect_uris"], json!([CALLBACK]));
    }
}
