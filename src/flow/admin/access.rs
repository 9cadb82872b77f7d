//! Who administers by an access token.

use super::Administrator;
use crate::flow::{Deps, FlowResult, bearer};
use crate::model::{Permission, Scope};
use crate::protocol::scope::still_registered;
use crate::protocol::{Fault, Rule};

/// What the bearer of an access token may do. It must be for this issuer. Its scope counts as far as its client is registered
/// for it now and its person is an administrator now; a client's own token needs no person.
///
/// # Errors
/// As [`bearer::check`], [`Rule::TokenAudience`].
pub async fn authenticate(deps: &Deps, token: &str) -> FlowResult<Administrator> {
    let live = bearer::check(deps, token).await?;
    let issuer = deps.services.settings.issuer.as_str();
    if !live.claims.aud.contains(issuer) {
        return Err(Fault::new(Rule::TokenAudience).expected(issuer).into());
    }
    let user = live.status.as_ref().map(|status| &status.user);
    let client = deps.snapshot.client(live.claims.client_id.as_str());
    let granted = Scope::from_text(&live.claims.scope);
    let left = client.map(|client| still_registered(&granted, &client.client.metadata, &deps.snapshot.scopes));
    let left = left.filter(|_| user.is_none_or(|user| user.admin)).unwrap_or_default();
    Ok(Administrator {
        user_id: user.map(|user| user.id.clone()),
        client_id: Some(live.claims.client_id),
        permissions: left.iter().filter_map(Permission::parse).collect(),
    })
}
