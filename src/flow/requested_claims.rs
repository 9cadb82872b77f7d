//! Claims that a request asks for one by one (OpenID Connect Core §5.5): what a client may ask for, and what it is given.
//!
//! Such a request is no way around scopes: it reaches claims of those scopes only that the client is registered for, and
//! the person allows each by name unless they allowed its scope.

use super::Deps;
use crate::model::{Client, ClientMetadata, Scope, User, WantedClaims};
use crate::protocol::access_token::ACR_VALUES;
use crate::protocol::claims::{self, scope_of};
use crate::protocol::claims_request::{RequestedClaims, parse_claims};
use crate::protocol::params::Params;
use crate::protocol::scope::{PERSONAL, still_registered};
use crate::protocol::{Fault, Rule};
use serde_json::{Map, Value};

/// The claims that a request for `scope` asks for. What the client cannot have is left out, as the specification wants
/// it of claims that are not given; the parameter means nothing without `openid`.
///
/// # Errors
/// A malformed parameter, or an essential `acr` that no sign-in here reaches.
pub fn check_claims(
    deps: &Deps,
    client: &ClientMetadata,
    scope: &Scope,
    params: &Params,
) -> Result<RequestedClaims, Fault> {
    let Some(text) = params.get("claims").filter(|_| scope.contains("openid")) else {
        return Ok(RequestedClaims::default());
    };
    let requested = parse_claims(text)?;
    if !requested.acr.is_empty() && !requested.acr.iter().any(|acr| ACR_VALUES.contains(&acr.as_str())) {
        return Err(Fault::new(Rule::AcrUnreachable).received(requested.acr.join(" ")).expected(ACR_VALUES.join(" ")));
    }
    let registered = registered(deps, client);
    Ok(RequestedClaims { personal: requested.personal.filter(|name| belongs_to(name, &registered)), ..requested })
}

/// The claims of `user` among `wanted` that the client may have now: it may have lost a scope since it asked.
#[must_use]
pub fn give(deps: &Deps, client: &Client, user: &User, wanted: &WantedClaims) -> Map<String, Value> {
    if wanted.is_empty() {
        return Map::new();
    }
    let registered = registered(deps, &client.metadata);
    let mut given = claims::wanted(user, wanted);
    given.retain(|name, _| belongs_to(name, &registered));
    given
}

/// Whether the claim is one of those that one of the scopes releases.
#[must_use]
pub fn belongs_to(claim: &str, scope: &Scope) -> bool {
    scope_of(claim).is_some_and(|owner| scope.contains(owner))
}

/// The scopes of personal claims that the client is registered for.
fn registered(deps: &Deps, client: &ClientMetadata) -> Scope {
    let personal = PERSONAL.iter().map(|name| (*name).to_owned()).collect();
    still_registered(&personal, client, &deps.snapshot.scopes)
}
