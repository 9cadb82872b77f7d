//! The implicit and hybrid flows and the ways in which a response travels (OpenID Connect Core §3.2 and §3.3, OAuth 2.0
//! Multiple Response Type Encoding Practices, Form Post Response Mode).

mod conformance;
mod form_post;
mod hashes;
mod modes;
mod refused;
mod withdrawn;

use crate::support::browser::{VERIFIER, authorize_params};
use crate::support::reply::claims;
use crate::support::{Browser, Client, Reply, TestApp, Told};
use serde_json::{Value, json};
use symbolon::config::Settings;
use symbolon::model::ResponseType;

/// A client of every flow, confidential.
pub const RP: &str = "rp";
/// Its redirect URI, which has a query of its own.
pub const RP_URI: &str = "https://rp.example/cb?tenant=1";
/// What it may ask for.
const RP_SCOPE: &str = "openid profile email address phone offline_access read";

/// A provider with every response type switched on, the client, and its secret.
async fn provider() -> (TestApp, String) {
    provider_with(|_| {}).await
}

async fn provider_with(change: impl FnOnce(&mut Settings)) -> (TestApp, String) {
    let app = TestApp::with(|settings| {
        settings.requests.response_types = ResponseType::ALL.to_vec();
        change(settings);
    })
    .await;
    let secret = app.add_client(RP, rp_metadata(&json!({}))).await.unwrap();
    (app, secret)
}

/// The client's registration with some members changed.
fn rp_metadata(changes: &Value) -> Value {
    let mut metadata = json!({
        "client_name": "Relying party", "client_type": "confidential", "redirect_uris": [RP_URI],
        "grant_types": ["authorization_code", "implicit", "refresh_token"], "scope": RP_SCOPE,
        "response_types": ResponseType::ALL,
    });
    for (name, value) in changes.as_object().unwrap() {
        metadata[name] = value.clone();
    }
    metadata
}

/// A request of the client with changed parameters; an empty value is as good as none.
fn request(response_type: &str, changes: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
    let mut params = authorize_params(RP, RP_URI, "openid");
    for (name, value) in [("response_type", response_type)].iter().chain(changes) {
        match params.iter_mut().find(|(known, _)| known == name) {
            Some(known) => (*value).clone_into(&mut known.1),
            None => params.push((name, (*value).to_owned())),
        }
    }
    params
}

/// Goes through sign-in and consent as far as they are asked for.
async fn answer(browser: &mut Browser<'_>, params: &[(&'static str, String)]) -> Reply {
    let mut reply = browser.authorize(params).await;
    if reply.text.contains("id=\"login\"") {
        reply = browser.sign_in(&reply, "alice", "alice123").await;
    }
    if reply.text.contains("id=\"consent\"") {
        reply = browser.decide(&reply, "allow").await;
    }
    reply
}

/// What the client is told of a request that alice allows.
async fn told(browser: &mut Browser<'_>, params: &[(&'static str, String)]) -> Told {
    let reply = answer(browser, params).await;
    let told = reply.told();
    assert!(told.get("error").is_none(), "{reply:?}");
    told
}

/// Redeems a code of the client.
async fn redeem(app: &TestApp, secret: &str, code: &str) -> Reply {
    let form =
        [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", RP_URI), ("code_verifier", VERIFIER)];
    Client::with_secret(app, RP, secret).token(&form).await
}

/// The claims of the ID token in a response.
fn id_claims(told: &Told) -> Value {
    claims(told.field("id_token"))
}
