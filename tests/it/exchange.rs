//! Token exchange (RFC 8693): denied unless the pair of clients is allowed, and never longer, wider or more alive than
//! the token that was brought.

use crate::support::reply::claims;
use crate::support::{Client, ISSUER, Reply, TestApp};
use serde_json::json;
use symbolon::flow::admin::{Actor, client, resource, user};
use symbolon::model::{ClientId, Resource, Scope};
use symbolon::protocol::Rule;

const GRANT: (&str, &str) = ("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange");
const ACCESS_TOKEN: &str = "urn:ietf:params:oauth:token-type:access_token";
const JWT: &str = "urn:ietf:params:oauth:token-type:jwt";
const MAIL: &str = "https://mail.example/";

struct Gateway {
    app: TestApp,
    secret: String,
}

impl Gateway {
    /// A gateway that may act for people with tokens of `spa` by name, and with those of `postman` without.
    async fn new() -> Self {
        let app = TestApp::new().await;
        let metadata = json!({
            "client_name": "Gateway", "client_type": "confidential", "scope": "openid read write",
            "grant_types": ["client_credentials", "urn:ietf:params:oauth:grant-type:token-exchange"],
            "exchange_delegation": ["spa", "gateway"], "exchange_impersonation": ["postman"],
        });
        let secret = app.add_client("gateway", metadata).await.unwrap();
        let mail = Resource {
            uri: MAIL.to_owned(),
            name: "Mail".to_owned(),
            scope: Scope::from_text("read"),
            access_token_lifetime: None,
            access_token_format: None,
            access_token_signed_response_alg: None,
        };
        resource::put(&app.deps(), &Actor::Cli, mail).await.unwrap();
        app.app.refresh().await.unwrap();
        Self { app, secret }
    }

    fn client(&self) -> Client<'_> {
        Client::with_secret(&self.app, "gateway", &self.secret)
    }

    async fn own_token(&self) -> String {
        let form = [("grant_type", "client_credentials"), ("scope", "read")];
        self.client().token(&form).await.field("access_token")
    }

    /// Exchanges `subject` with the gateway's own token as the actor's.
    async fn delegate(&self, subject: &str, extra: &[(&str, &str)]) -> Reply {
        let actor = self.own_token().await;
        let form = [
            GRANT,
            ("subject_token", subject),
            ("subject_token_type", ACCESS_TOKEN),
            ("actor_token", &actor),
            ("actor_token_type", ACCESS_TOKEN),
        ];
        self.client().token(&[&form[..], extra].concat()).await
    }

    async fn impersonate(&self, subject: &str, extra: &[(&str, &str)]) -> Reply {
        let form = [GRANT, ("subject_token", subject), ("subject_token_type", ACCESS_TOKEN)];
        self.client().token(&[&form[..], extra].concat()).await
    }

    async fn sign_in(&self, client: &str, scope: &str) -> Reply {
        self.app.client(client).redeem(&self.app.browser().code(client, scope).await).await
    }

    async fn assert_refused(&self, reply: &Reply, code: &str, rule: Rule) {
        reply.assert_error(400, code);
        self.app.assert_rule(reply, rule).await;
    }
}

#[tokio::test]
async fn delegation_names_the_person_as_subject_and_the_client_as_actor() {
    let gateway = Gateway::new().await;
    let subject = gateway.sign_in("spa", "openid read write").await.field("access_token");
    gateway.app.advance(100);
    let reply = gateway.delegate(&subject, &[("resource", MAIL)]).await;
    assert_eq!(reply.status, 200, "{reply:?}");
    assert_eq!(
        (reply.field("issued_token_type").as_str(), reply.field("token_type").as_str()),
        (ACCESS_TOKEN, "Bearer")
    );
    assert!(reply.json().get("refresh_token").is_none() && reply.json().get("id_token").is_none(), "{reply:?}");
    let (given, brought) = (claims(&reply.field("access_token")), claims(&subject));
    assert_eq!((&given["sub"], &given["aud"]), (&brought["sub"], &json!(MAIL)));
    assert_eq!((&given["client_id"], &given["scope"]), (&json!("gateway"), &json!("read")));
    assert_eq!(given["act"], json!({ "sub": "gateway", "client_id": "gateway" }));
    assert_eq!(given["exp"], brought["exp"], "it lives no longer than the one that was brought");
    assert_eq!(reply.json()["expires_in"], 500);
}

#[tokio::test]
async fn impersonation_names_no_actor_and_is_allowed_by_itself() {
    let gateway = Gateway::new().await;
    let subject = gateway.sign_in("postman", "openid read").await.field("access_token");
    let given = claims(&gateway.impersonate(&subject, &[]).await.field("access_token"));
    assert_eq!((&given["sub"], &given["client_id"]), (&claims(&subject)["sub"], &json!("gateway")));
    assert!(given.get("act").is_none() && given["aud"] == ISSUER, "{given}");
    let reply = gateway.delegate(&subject, &[]).await;
    gateway.assert_refused(&reply, "invalid_request", Rule::ExchangeNotAllowed).await;
    let other = gateway.sign_in("spa", "read").await.field("access_token");
    let reply = gateway.impersonate(&other, &[]).await;
    gateway.assert_refused(&reply, "invalid_request", Rule::ExchangeNotAllowed).await;
}

#[tokio::test]
async fn exchange_is_denied_to_a_client_that_was_not_given_it() {
    let gateway = Gateway::new().await;
    let subject = gateway.sign_in("dashboard", "read").await.field("access_token");
    let reply = gateway.delegate(&subject, &[]).await;
    gateway.assert_refused(&reply, "invalid_request", Rule::ExchangeNotAllowed).await;
    let form = [GRANT, ("subject_token", &subject), ("subject_token_type", ACCESS_TOKEN)];
    let reply = gateway.app.client("service").token(&form).await;
    gateway.assert_refused(&reply, "unauthorized_client", Rule::GrantNotAllowed).await;
}

#[tokio::test]
async fn exchanged_token_dies_with_the_grant_the_person_and_either_client() {
    let gateway = Gateway::new().await;
    let app = &gateway.app;
    let exchanged = async || {
        let reply = gateway.sign_in("spa", "openid read offline_access").await;
        let given = gateway.delegate(&reply.field("access_token"), &[("scope", "openid read")]).await;
        (reply, given.field("access_token"))
    };
    let (reply, token) = exchanged().await;
    assert_eq!(app.userinfo(&token).await.status, 200);
    app.client("spa").revoke(&reply.field("refresh_token")).await;
    assert_eq!(app.userinfo(&token).await.status, 401, "the grant was revoked");

    let (_, token) = exchanged().await;
    gateway.client().revoke(&token).await;
    assert_eq!(app.userinfo(&token).await.status, 401, "its own client revoked it");

    let (_, token) = exchanged().await;
    client::disable(&app.deps(), &Actor::Cli, "gateway", true).await.unwrap();
    assert_eq!(app.userinfo(&token).await.status, 401, "the acting client was switched off");
    app.app.refresh().await.unwrap();
    client::disable(&app.deps(), &Actor::Cli, "gateway", false).await.unwrap();
    app.app.refresh().await.unwrap();
    assert_eq!(app.userinfo(&token).await.status, 401, "and stays dead");
    app.advance(2);

    let (_, token) = exchanged().await;
    user::disable(&app.deps(), &Actor::Cli, "alice", true).await.unwrap();
    assert_eq!(app.userinfo(&token).await.status, 401, "the person was switched off");
}

#[tokio::test]
async fn scope_is_never_wider_than_the_subjects_nor_than_the_clients() {
    let gateway = Gateway::new().await;
    let subject = gateway.sign_in("spa", "openid profile read offline_access").await.field("access_token");
    let given = gateway.delegate(&subject, &[]).await;
    assert_eq!(given.field("scope"), "read", "openid must be asked for, offline_access is never passed on");
    let reply = gateway.delegate(&subject, &[("scope", "read write")]).await;
    gateway.assert_refused(&reply, "invalid_scope", Rule::ScopeWider).await;
    let reply = gateway.delegate(&subject, &[("scope", "profile")]).await;
    gateway.assert_refused(&reply, "invalid_scope", Rule::ScopeNotRegistered).await;
    let reply = gateway.delegate(&subject, &[("audience", "https://unknown.example/")]).await;
    gateway.assert_refused(&reply, "invalid_target", Rule::ResourceUnknown).await;
    assert_eq!(claims(&gateway.delegate(&subject, &[("audience", MAIL)]).await.field("access_token"))["aud"], MAIL);
}

#[tokio::test]
async fn tokens_that_are_not_good_are_refused() {
    let gateway = Gateway::new().await;
    let signed_in = gateway.sign_in("spa", "openid read offline_access").await;
    let own = gateway.own_token().await;
    for bad in [&signed_in.field("id_token"), &signed_in.field("refresh_token"), &own, &"x".to_owned()] {
        let reply = gateway.delegate(bad, &[]).await;
        gateway.assert_refused(&reply, "invalid_request", Rule::SubjectTokenInvalid).await;
    }
    let subject = signed_in.field("access_token");
    for actor in [subject.as_str(), "x"] {
        let form = [
            GRANT,
            ("subject_token", &subject),
            ("subject_token_type", ACCESS_TOKEN),
            ("actor_token", actor),
            ("actor_token_type", ACCESS_TOKEN),
        ];
        let reply = gateway.client().token(&form).await;
        gateway.assert_refused(&reply, "invalid_request", Rule::ActorTokenInvalid).await;
    }
    gateway.app.advance(600);
    let reply = gateway.delegate(&subject, &[]).await;
    gateway.assert_refused(&reply, "invalid_request", Rule::SubjectTokenInvalid).await;
}

#[tokio::test]
async fn each_broken_parameter_has_its_answer() {
    let gateway = Gateway::new().await;
    let subject = gateway.sign_in("postman", "read").await.field("access_token");
    let subject = ("subject_token", subject.as_str());
    let typed = ("subject_token_type", ACCESS_TOKEN);
    let cases: [(Vec<(&str, &str)>, Rule); 6] = [
        (vec![], Rule::SubjectTokenMissing),
        (vec![typed], Rule::SubjectTokenMissing),
        (vec![subject], Rule::SubjectTokenMissing),
        (vec![subject, ("subject_token_type", "urn:ietf:params:oauth:token-type:saml2")], Rule::TokenTypeUnsupported),
        (vec![subject, typed, ("requested_token_type", "urn:x")], Rule::TokenTypeUnsupported),
        (vec![subject, typed, ("actor_token", "x")], Rule::ActorTokenInvalid),
    ];
    for (form, rule) in cases {
        let reply = gateway.client().token(&[&[GRANT], &form[..]].concat()).await;
        gateway.assert_refused(&reply, "invalid_request", rule).await;
    }
    let reply = gateway.impersonate(subject.1, &[("requested_token_type", JWT)]).await;
    assert_eq!(reply.status, 200, "our access tokens are JWTs");
}

#[tokio::test]
async fn chain_of_actors_is_kept_and_ends() {
    let gateway = Gateway::new().await;
    let mut token = gateway.sign_in("spa", "read").await.field("access_token");
    for depth in 1..=4 {
        let reply = gateway.delegate(&token, &[]).await;
        assert_eq!(reply.status, 200, "{depth}: {reply:?}");
        token = reply.field("access_token");
    }
    let act = &claims(&token)["act"];
    assert_eq!(act["act"]["act"]["act"]["sub"], "gateway", "{act}");
    let told = gateway.app.client("service").introspect(&token).await.json();
    assert_eq!(&told["act"], act);
    let reply = gateway.delegate(&token, &[]).await;
    gateway.assert_refused(&reply, "invalid_request", Rule::ActorChainTooLong).await;
}

#[tokio::test]
async fn public_client_cannot_be_registered_for_exchange() {
    let app = TestApp::new().await;
    let grant = symbolon::model::GrantType::TokenExchange;
    let deps = app.deps();
    let refused = client::set(&deps, &Actor::Cli, "spa", |client| {
        client.metadata.grant_types.push(grant);
        client.metadata.exchange_delegation = vec![ClientId::new("spa")];
    });
    assert!(refused.await.unwrap_err().to_string().contains("cannot exchange tokens"));
}
