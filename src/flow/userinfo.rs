//! The userinfo endpoint (OpenID Connect Core §5.3).

use super::{Deps, FlowResult, bearer};
use crate::model::Scope;
use crate::protocol::{Fault, Rule, claims};
use serde_json::{Map, Value, json};

/// The claims that the token's scope releases.
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
    all.insert("sub".to_owned(), json!(status.user.subject));
    all.extend(claims::for_scope(&status.user, &scope));
    Ok(all)
}
