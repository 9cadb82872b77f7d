//! The guard against the provider, and against servers that misbehave, over sockets.

use super::{check, refusal};
use crate::support::TestApp;
use crate::support::network::Network;
use axum::Router;
use axum::http::StatusCode;
use axum::response::Redirect;
use axum::routing::get;
use serde_json::json;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use symbolon::config::Issuer;
use symbolon::guard::{Guard, GuardBuilder, Reason};
use symbolon::http::serve::listener;
use symbolon::jose::JwtError;

/// The provider behind a socket, its issuer being the address of that socket.
pub struct Provider {
    pub app: TestApp,
    pub issuer: String,
    _network: Network,
}

impl Provider {
    pub async fn start() -> Self {
        let listener = listener(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let app = TestApp::with(|settings| settings.issuer = Issuer::parse(&issuer).unwrap()).await;
        let network = app.listen_on(listener);
        Self { app, issuer, _network: network }
    }

    /// A guard for the default audience.
    pub fn guard(&self, change: impl FnOnce(GuardBuilder) -> GuardBuilder) -> Guard {
        let builder = Guard::builder(&self.issuer, &self.issuer).clock(self.app.clock.clone());
        change(builder).build().unwrap()
    }

    /// A service's own token.
    pub async fn service_token(&self, scope: &str) -> String {
        let form = [("grant_type", "client_credentials"), ("scope", scope)];
        self.app.client("service").token(&form).await.field("access_token")
    }

    /// What alice gets by the password grant: access token, ID token, refresh token.
    pub async fn alice(&self) -> [String; 3] {
        let form =
            [("grant_type", "password"), ("username", "alice"), ("password", "alice123"), ("scope", "openid read")];
        let reply = self.app.client("cli").token(&form).await;
        ["access_token", "id_token", "refresh_token"].map(|name| reply.field(name))
    }
}

#[tokio::test]
async fn tokens_of_the_provider_are_checked_by_its_keys() {
    let provider = Provider::start().await;
    let guard = provider.guard(|builder| builder);
    let service = check(&guard, &provider.service_token("read write").await, "write").await.unwrap();
    assert_eq!(service.client_id.as_str(), "service");
    let [access, id_token, refresh] = provider.alice().await;
    let alice = check(&guard, &access, "read").await.unwrap();
    assert_eq!(alice.client_id.as_str(), "cli");
    assert!(alice.auth_time.is_some() && alice.acr.is_some());
    assert_eq!(refusal(&guard, &id_token).await, Reason::Jwt(JwtError::Type));
    assert_eq!(refusal(&guard, &refresh).await, Reason::Jwt(JwtError::Malformed));
}

#[tokio::test]
async fn tokens_of_the_provider_are_checked_by_introspection() {
    let provider = Provider::start().await;
    let guard = provider.guard(|builder| builder.introspect_as("service", "service-secret").keep_answers(0));
    let [access, id_token, refresh] = provider.alice().await;
    assert!(check(&guard, &access, "read").await.is_ok());
    assert_eq!(check(&guard, &access, "write").await.unwrap_err().status(), 403);
    for other in [&id_token, &refresh] {
        assert_eq!(refusal(&guard, other).await, Reason::Inactive);
    }
    provider.app.client("cli").revoke(&access).await;
    assert_eq!(refusal(&guard, &access).await, Reason::Inactive, "revocation counts at once");
}

#[tokio::test]
async fn refresh_token_of_the_asking_client_itself_is_no_access_token() {
    let provider = Provider::start().await;
    let change = json!({"client_name": "API", "client_type": "confidential", "grant_types": ["password", "refresh_token"], "introspection": true, "refresh_always": true,
        "scope": "openid read"});
    let secret = provider.app.add_client("api", change).await.unwrap();
    let guard = provider.guard(|builder| builder.introspect_as("api", secret.clone()));
    let client = crate::support::Client::with_secret(&provider.app, "api", &secret);
    let form = [("grant_type", "password"), ("username", "alice"), ("password", "alice123"), ("scope", "read")];
    let tokens = client.token(&form).await;
    let refresh = tokens.field("refresh_token");
    assert_eq!(client.introspect(&refresh).await.json()["active"], true);
    assert_eq!(refusal(&guard, &refresh).await, Reason::Audience);
    assert!(check(&guard, &tokens.field("access_token"), "read").await.is_ok());
}

#[tokio::test]
async fn wrong_credentials_for_introspection_are_our_failure_and_not_the_clients() {
    let provider = Provider::start().await;
    let guard = provider.guard(|builder| builder.introspect_as("service", "wrong"));
    assert_eq!(refusal(&guard, &provider.service_token("read").await).await, Reason::Unavailable);
}

/// A server of these routes below an issuer's address.
async fn serve(routes: impl FnOnce(String) -> Router) -> String {
    let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let issuer = format!("http://{}", listener.local_addr().unwrap());
    let service = routes(issuer.clone());
    tokio::spawn(async move { axum::serve(listener, service).await.unwrap() });
    issuer
}

fn discovery(router: Router, issuer: &str, jwks_uri: &str) -> Router {
    let document = json!({"issuer": issuer, "jwks_uri": jwks_uri}).to_string();
    router.route("/.well-known/openid-configuration", get(|| async move { document }))
}

async fn unavailable(issuer: &str) {
    let guard = Guard::builder(issuer, "api").build().unwrap();
    let token = super::issuer::token(&json!({"iss": issuer, "aud": "api"}));
    assert_eq!(refusal(&guard, &token).await, Reason::Unavailable);
}

#[tokio::test]
async fn redirect_from_the_key_set_is_not_followed() {
    let asked = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&asked);
    let issuer = serve(|issuer| {
        let router = Router::new().route("/jwks", get(|| async { Redirect::temporary("/elsewhere") })).route(
            "/elsewhere",
            get(|| async move {
                counter.fetch_add(1, Ordering::SeqCst);
                json!({"keys": [super::issuer::key(1).public_jwk()]}).to_string()
            }),
        );
        let jwks = format!("{issuer}/jwks");
        discovery(router, &issuer, &jwks)
    })
    .await;
    unavailable(&issuer).await;
    assert_eq!(asked.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn key_set_of_any_length_is_not_read_to_its_end() {
    let issuer = serve(|issuer| {
        let huge = json!({"keys": [super::issuer::key(1).public_jwk()], "x": "y".repeat(300_000)}).to_string();
        let jwks = format!("{issuer}/jwks");
        discovery(Router::new().route("/jwks", get(|| async move { huge })), &issuer, &jwks)
    })
    .await;
    unavailable(&issuer).await;
}

#[tokio::test]
async fn key_set_that_is_missing_broken_or_not_on_https_is_not_used() {
    for (path, status, body) in [("/jwks", 404, "{}"), ("/jwks", 200, "<html>"), ("/jwks", 200, "{\"keys\":5}")] {
        let issuer = serve(|issuer| {
            let answer = get(move || async move { (StatusCode::from_u16(status).unwrap(), body) });
            let jwks = format!("{issuer}{path}");
            discovery(Router::new().route(path, answer), &issuer, &jwks)
        })
        .await;
        unavailable(&issuer).await;
    }
    unavailable(&serve(|issuer| discovery(Router::new(), &issuer, "http://192.0.2.1/jwks")).await).await;
    unavailable("http://127.0.0.1:9").await;
}
