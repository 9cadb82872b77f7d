//! The guard for resource servers, against the real provider and against issuers that misbehave.

mod adapters;
mod introspection;
mod issuer;
mod keys;
mod provider;

use http::header::AUTHORIZATION;
use http::{HeaderMap, Uri};
use symbolon::guard::{AccessToken, Denied, Guard, Reason};

/// Checks a token as a request would bring it.
async fn check(guard: &Guard, token: &str, scope: &str) -> Result<AccessToken, Denied> {
    let mut headers = HeaderMap::new();
    headers.insert(AUTHORIZATION, format!("Bearer {token}").parse().unwrap());
    guard.require(scope).check(&headers, &Uri::from_static("/notes")).await
}

/// Why a token is refused.
async fn refusal(guard: &Guard, token: &str) -> Reason {
    check(guard, token, "").await.unwrap_err().reason().clone()
}
