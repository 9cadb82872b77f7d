//! What an authorization request can say beside who asks for what, and the modules of the conformance suite's basic plan
//! that are about it; a test is named after its module.

mod basic;
mod claims;
mod hints;
mod prompt;
mod third_party;

use crate::support::browser::params_with;
use crate::support::reply::claims as id_token_claims;
use crate::support::{Browser, Reply, TestApp};
use serde_json::Value;

/// Where `postman` gets its answers.
const POSTMAN: &str = "http://localhost:3000/callback";

fn shows(reply: &Reply, form: &str) -> bool {
    reply.status == 200 && reply.text.contains(&format!("<form id=\"{form}\""))
}

/// Sends a request of `postman` and answers whatever is asked, as alice.
async fn authorize(browser: &mut Browser<'_>, changes: &[(&str, &str)]) -> Reply {
    let mut reply = browser.authorize(&params_with("postman", changes)).await;
    if shows(&reply, "login") {
        reply = browser.sign_in(&reply, "alice", "alice123").await;
    }
    if shows(&reply, "consent") {
        reply = browser.decide(&reply, "allow").await;
    }
    assert_eq!(reply.location_param("state").as_deref(), Some("st-123"), "{reply:?}");
    reply
}

/// The answer to the code of an authorization response.
async fn redeem(app: &TestApp, response: &Reply) -> Reply {
    let code = response.location_param("code").unwrap_or_else(|| panic!("no code in {response:?}"));
    let tokens = app.client("postman").redeem(&code).await;
    assert_eq!(tokens.status, 200, "{tokens:?}");
    tokens
}

/// The tokens of a whole sign-in in a new browser.
async fn tokens(app: &TestApp, changes: &[(&str, &str)]) -> Reply {
    redeem(app, &authorize(&mut app.browser(), changes).await).await
}

fn id_token(tokens: &Reply) -> Value {
    id_token_claims(&tokens.field("id_token"))
}

async fn userinfo(app: &TestApp, tokens: &Reply) -> Value {
    let reply = app.userinfo(&tokens.field("access_token")).await;
    assert_eq!(reply.status, 200, "{reply:?}");
    reply.json()
}
