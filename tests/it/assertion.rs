//! Assertions of other issuers as grants (RFC 7523 §2.1; security checks 33 and 34).

use crate::groups;
use crate::support::reply::claims;
use crate::support::web::{Page, Web};
use crate::support::{Client, ISSUER, Reply, START, TestApp};
use serde_json::{Value, json};
use symbolon::flow::admin::{Actor, issuer, user};
use symbolon::jose::{SigningKey, parse_rsa_private_key};
use symbolon::model::{AssertionSubject, ClientId, TrustedIssuer};
use symbolon::protocol::Rule;

const GRANT: (&str, &str) = ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer");
const OTHER: &str = "https://ci.example.com";

fn key() -> SigningKey {
    SigningKey::from_rsa(&parse_rsa_private_key(include_str!("../keys/rsa-2.pem")).unwrap()).unwrap()
}

fn trusted(subject: AssertionSubject) -> TrustedIssuer {
    TrustedIssuer {
        issuer: OTHER.to_owned(),
        jwks: json!({ "keys": [key().public_jwk()] }),
        jwks_uri: None,
        clients: vec![ClientId::new("deploy")],
        subject,
        max_lifetime: 300,
    }
}

struct Deploy {
    app: TestApp,
    secret: String,
}

impl Deploy {
    async fn new(subject: AssertionSubject) -> Self {
        let app = TestApp::new().await;
        let secret = register(&app, subject).await;
        Self { app, secret }
    }
}

/// Registers the client `deploy` and the issuer whose assertions it may bring.
async fn register(app: &TestApp, subject: AssertionSubject) -> String {
    let metadata = json!({
        "client_name": "Deploy", "client_type": "confidential", "scope": "openid read",
        "grant_types": ["urn:ietf:params:oauth:grant-type:jwt-bearer"], "default_scope": "read",
    });
    let secret = app.add_client("deploy", metadata).await.unwrap();
    issuer::put(&app.deps(), &Actor::Cli, trusted(subject)).await.unwrap();
    app.app.refresh().await.unwrap();
    secret
}

/// The answer to a good assertion, brought by a client that is registered for that.
pub async fn bring_one(app: &TestApp) -> Reply {
    let secret = register(app, AssertionSubject::Username).await;
    Client::with_secret(app, "deploy", &secret).token(&[GRANT, ("assertion", &assertion(&json!({})))]).await
}

impl Deploy {
    async fn bring(&self, assertion: &str) -> Reply {
        let client = Client::with_secret(&self.app, "deploy", &self.secret);
        client.token(&[GRANT, ("assertion", assertion)]).await
    }

    async fn assert_refused(&self, assertion: &str, rule: Rule) {
        let reply = self.bring(assertion).await;
        reply.assert_error(400, "invalid_grant");
        self.app.assert_rule(&reply, rule).await;
    }
}

/// An assertion for alice with some claims changed; null removes one.
fn assertion(changes: &Value) -> String {
    let mut claims = json!({ "iss": OTHER, "sub": "alice", "aud": ISSUER, "exp": START.get() + 120,
        "iat": START.get(), "jti": "1" });
    for (name, value) in changes.as_object().unwrap() {
        claims[name] = value.clone();
    }
    claims.as_object_mut().unwrap().retain(|_, value| !value.is_null());
    key().sign_compact("JWT", &claims).unwrap()
}

#[tokio::test]
async fn assertion_of_a_trusted_issuer_gives_an_access_token_and_nothing_else() {
    let deploy = Deploy::new(AssertionSubject::Username).await;
    let reply = deploy.bring(&assertion(&json!({}))).await;
    assert_eq!(reply.status, 200, "{reply:?}");
    assert!(reply.json().get("refresh_token").is_none() && reply.json().get("id_token").is_none(), "{reply:?}");
    let given = claims(&reply.field("access_token"));
    assert_eq!((&given["client_id"], &given["scope"]), (&json!("deploy"), &json!("read")));
    assert!(given.get("auth_time").is_none() && given.get("acr").is_none(), "nobody signed in here: {given}");
    let told = deploy.app.client("service").introspect(&reply.field("access_token")).await.json();
    assert_eq!(told["username"], "alice");
}

#[tokio::test]
async fn assertion_counts_once_over_all_nodes() {
    let deploy = Deploy::new(AssertionSubject::Username).await;
    let other = deploy.app.second_node().await;
    let (first, second) = (assertion(&json!({})), assertion(&json!({ "jti": null })));
    for assertion in [first, second] {
        let here = Client::with_secret(&deploy.app, "deploy", &deploy.secret);
        let there = here.at(&other);
        let form = [GRANT, ("assertion", assertion.as_str())];
        let tries = (0..20).map(|at| if at % 2 == 0 { here.token(&form) } else { there.token(&form) });
        let replies = futures_util::future::join_all(tries).await;
        assert_eq!(replies.iter().filter(|reply| reply.status == 200).count(), 1);
        deploy.assert_refused(&assertion, Rule::AssertionReplayed).await;
    }
}

#[tokio::test]
async fn assertion_gives_nothing_for_a_person_outside_the_groups_of_the_client() {
    let deploy = Deploy::new(AssertionSubject::Username).await;
    groups::add(&deploy.app, "staff", &[]).await;
    deploy.app.change_client("deploy", |metadata| metadata.access.allowed_groups = vec!["staff".to_owned()]).await;
    deploy.assert_refused(&assertion(&json!({})), Rule::GrantNotAdmitted).await;
    groups::join(&deploy.app, "staff", "alice").await;
    let reply = deploy.bring(&assertion(&json!({ "jti": "2" }))).await;
    assert_eq!(reply.status, 200, "{reply:?}");
}

#[tokio::test]
async fn each_broken_assertion_has_its_answer() {
    let deploy = Deploy::new(AssertionSubject::Username).await;
    let now = START.get();
    for (changes, rule) in [
        (json!({ "iss": "https://other.example" }), Rule::AssertionIssuerUnknown),
        (json!({ "aud": "https://other.example" }), Rule::AssertionAudience),
        (json!({ "exp": now }), Rule::AssertionExpired),
        (json!({ "exp": now + 301 }), Rule::AssertionExpired),
        (json!({ "exp": now + 31_536_000 }), Rule::AssertionExpired),
        (json!({ "nbf": now + 60 }), Rule::AssertionExpired),
        (json!({ "sub": "nobody" }), Rule::AssertionSubjectUnknown),
        (json!({ "sub": "alice@example.com" }), Rule::AssertionSubjectUnknown),
        (json!({ "sub": null }), Rule::AssertionInvalid),
        (json!({ "exp": null }), Rule::AssertionInvalid),
    ] {
        deploy.assert_refused(&assertion(&changes), rule).await;
    }
    let good = assertion(&json!({}));
    let (head, signature) = good.rsplit_once('.').unwrap();
    let claims_only = head.split_once('.').unwrap().1;
    let none = format!("eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.{claims_only}.");
    for bad in [none.as_str(), &format!("{head}.{}", signature.replace('A', "B")), &format!("{head}."), &good[1..]] {
        deploy.assert_refused(bad, Rule::AssertionInvalid).await;
    }
    deploy.assert_refused("x", Rule::AssertionInvalid).await;
    let reply = Client::with_secret(&deploy.app, "deploy", &deploy.secret).token(&[GRANT]).await;
    reply.assert_error(400, "invalid_request");
    deploy.app.assert_rule(&reply, Rule::AssertionMissing).await;
    assert_eq!(deploy.bring(&good).await.status, 200, "nothing was used up by the refused ones");
}

#[tokio::test]
async fn own_id_token_and_other_types_of_token_are_no_assertion() {
    let deploy = Deploy::new(AssertionSubject::Username).await;
    let claims = json!({ "iss": OTHER, "sub": "alice", "aud": ISSUER, "exp": START.get() + 60 });
    deploy.assert_refused(&key().sign_compact("at+jwt", &claims).unwrap(), Rule::AssertionInvalid).await;
    let reply = deploy.app.client("postman").redeem(&deploy.app.browser().code("postman", "openid").await).await;
    deploy.assert_refused(&reply.field("id_token"), Rule::AssertionIssuerUnknown).await;
}

#[tokio::test]
async fn client_that_the_issuer_is_not_registered_for_cannot_bring_its_assertions() {
    let deploy = Deploy::new(AssertionSubject::Username).await;
    deploy
        .app
        .change_client("service", |metadata| metadata.grant_types.push(symbolon::model::GrantType::JwtBearer))
        .await;
    let good = assertion(&json!({}));
    let reply = deploy.app.client("service").token(&[GRANT, ("assertion", &good), ("scope", "read")]).await;
    reply.assert_error(400, "invalid_grant");
    deploy.app.assert_rule(&reply, Rule::AssertionIssuerUnknown).await;
}

#[tokio::test]
async fn person_is_named_by_subject_or_by_verified_address_as_registered() {
    let deploy = Deploy::new(AssertionSubject::Email).await;
    let address = json!({ "sub": "x", "email": "Alice@example.com", "email_verified": true });
    assert_eq!(deploy.bring(&assertion(&address)).await.status, 200);
    let unverified = json!({ "sub": "x", "email": "alice@example.com", "jti": "2" });
    deploy.assert_refused(&assertion(&unverified), Rule::AssertionSubjectUnknown).await;

    let deploy = Deploy::new(AssertionSubject::Subject).await;
    let alice = user::find(&deploy.app.deps(), "alice").await.unwrap();
    assert_eq!(deploy.bring(&assertion(&json!({ "sub": alice.subject }))).await.status, 200);
    deploy.assert_refused(&assertion(&json!({ "jti": "2" })), Rule::AssertionSubjectUnknown).await;
    user::disable(&deploy.app.deps(), &Actor::Cli, "alice", true).await.unwrap();
    let again = assertion(&json!({ "sub": alice.subject, "jti": "3" }));
    deploy.assert_refused(&again, Rule::AssertionSubjectUnknown).await;
}

#[tokio::test]
async fn scopes_of_a_signed_in_person_are_refused() {
    let deploy = Deploy::new(AssertionSubject::Username).await;
    let client = Client::with_secret(&deploy.app, "deploy", &deploy.secret);
    let reply = client.token(&[GRANT, ("assertion", &assertion(&json!({}))), ("scope", "openid")]).await;
    reply.assert_error(400, "invalid_scope");
    deploy.app.assert_rule(&reply, Rule::ScopeNeedsUser).await;
    let default = symbolon::model::Scope::from_text("openid read");
    deploy.app.change_client("deploy", |metadata| metadata.default_scope = Some(default)).await;
    let reply = deploy.bring(&assertion(&json!({}))).await;
    assert_eq!(reply.field("scope"), "read", "those of the default are left out");
    assert!(reply.json().get("id_token").is_none(), "{reply:?}");
}

#[tokio::test]
async fn what_is_registered_of_an_issuer_is_checked() {
    let deploy = Deploy::new(AssertionSubject::Username).await;
    let good = trusted(AssertionSubject::Username);
    let mut private = key().public_jwk().clone();
    private["d"] = json!("AAAA");
    for (bad, says) in [
        (TrustedIssuer { issuer: ISSUER.to_owned(), ..good.clone() }, "another issuer"),
        (TrustedIssuer { jwks: json!({ "keys": [] }), ..good.clone() }, "at least one key"),
        (TrustedIssuer { jwks: json!({ "keys": [private] }), ..good.clone() }, "private"),
        (TrustedIssuer { clients: vec![ClientId::new("nobody")], ..good.clone() }, "nobody"),
        (TrustedIssuer { max_lifetime: 0, ..good.clone() }, "max_lifetime"),
    ] {
        let error = issuer::put(&deploy.app.deps(), &Actor::Cli, bad).await.unwrap_err().to_string();
        assert!(error.contains(says), "{error}");
    }
    issuer::remove(&deploy.app.deps(), &Actor::Cli, OTHER).await.unwrap();
    deploy.app.app.refresh().await.unwrap();
    deploy.assert_refused(&assertion(&json!({})), Rule::AssertionIssuerUnknown).await;
}

#[tokio::test]
async fn keys_of_an_issuer_may_be_at_its_address() {
    let web = Web::start().await;
    let app = TestApp::with(|settings| settings.outbound.allow = vec![web.place()]).await;
    let secret = register(&app, AssertionSubject::Username).await;
    let deploy = Deploy { app, secret };
    let at = |uri: &str| TrustedIssuer {
        jwks: Value::Null,
        jwks_uri: Some(uri.to_owned()),
        ..trusted(AssertionSubject::Username)
    };
    issuer::put(&deploy.app.deps(), &Actor::Cli, at(&web.url("/jwks"))).await.unwrap();
    deploy.app.app.refresh().await.unwrap();
    deploy.assert_refused(&assertion(&json!({})), Rule::AssertionInvalid).await;
    web.put("/jwks", Page::ok(json!({ "keys": [key().public_jwk()] }).to_string()));
    deploy.app.advance(10);
    assert_eq!(deploy.bring(&assertion(&json!({}))).await.status, 200);
    deploy.assert_refused(&assertion(&json!({})), Rule::AssertionReplayed).await;
    let strange = SigningKey::from_rsa(&parse_rsa_private_key(crate::support::RSA_KEY).unwrap()).unwrap();
    let claims = json!({ "iss": OTHER, "sub": "alice", "aud": ISSUER, "exp": START.get() + 60 });
    deploy.assert_refused(&strange.sign_compact("JWT", &claims).unwrap(), Rule::AssertionInvalid).await;
    for uri in ["https://127.0.0.1/jwks", "http://ci.example.com/jwks", "jwks.json"] {
        let error = issuer::put(&deploy.app.deps(), &Actor::Cli, at(uri)).await.unwrap_err().to_string();
        assert!(error.contains("jwks_uri"), "{error}");
    }
    let both = TrustedIssuer { jwks_uri: Some(web.url("/jwks")), ..trusted(AssertionSubject::Username) };
    let error = issuer::put(&deploy.app.deps(), &Actor::Cli, both).await.unwrap_err().to_string();
    assert!(error.contains("exclude"), "{error}");
}
