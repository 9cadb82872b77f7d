//! The userinfo endpoint (OpenID Connect Core §5.3).

use super::{Deps, FlowResult, bearer, requested_claims};
use crate::model::Scope;
use crate::protocol::{Fault, Rule, claims};
use serde_json::{Map, Value, json};

/// The claims that the token's scope releases, and those that its grant was asked for by name.
///
/// # Errors
/// A token that is not good, not for us, or without `openid`.
pub async fn claims(deps: &Deps, token: &str) -> FlowResult<Map<String, Value>> {
    let live = bearer::check(deps, token).await?;
    let scope = Scope::from_text(&live.claims.scope);
    let Some(status) = live.status.filter(|_| scope.contains("openid")) else {
        return Err(Fault::new(Rule::OpenidScopeMissing).received(&live.claims.scope).expected("openid").into());
    };
    if !live.claims.aud.contains(deps.services.settings.issuer.as_str()) {
        return Err(Rule::TokenAudience.into());
    }
    let mut all = Map::new();
    all.insert("sub".to_owned(), json!(live.claims.sub));
    all.extend(claims::for_scope(&status.user, &scope));
    // Who exchanged for the token was not asked about.
    let asked = deps
        .snapshot
        .client(status.grant.client_id.as_str())
        .filter(|_| live.claims.client_id == status.grant.client_id);
    if let Some(client) = asked {
        all.extend(requested_claims::give(deps, &client.client, &status.user, &status.grant.claims.userinfo));
    }
    Ok(all)
}
