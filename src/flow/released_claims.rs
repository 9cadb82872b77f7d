//! What a client is told of a person, by the names that it knows: at userinfo, in ID tokens and in access tokens.

use super::{Deps, requested_claims};
use crate::model::{Client, Scope, User, WantedClaims};
use crate::protocol::claim_mapping::{mapped, released};
use serde_json::{Map, Value};

/// The claims that `scope` releases, and those of `wanted`, without `sub`.
#[must_use]
pub fn told(deps: &Deps, client: &Client, user: &User, scope: &Scope, wanted: &WantedClaims) -> Map<String, Value> {
    let mut claims = released(user, scope, &deps.snapshot.scopes);
    claims.extend(requested_claims::give(deps, client, user, wanted));
    mapped(claims, &client.metadata.access.claim_mapping)
}

/// Those of the scope that the client wants in its access tokens; most clients want none.
#[must_use]
pub fn for_access_token(deps: &Deps, client: &Client, user: &User, scope: &Scope) -> Map<String, Value> {
    let wanted = &client.metadata.access.access_token_claims;
    if wanted.is_empty() {
        return Map::new();
    }
    let mut claims = told(deps, client, user, scope, &WantedClaims::new());
    claims.retain(|name, _| wanted.contains(name));
    claims
}
