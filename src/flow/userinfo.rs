//! The userinfo endpoint (OpenID Connect Core §5.3).

use super::{Deps, FlowResult, bearer, protect, released_claims};
use crate::directory::RegisteredClient;
use crate::jose::SignError;
use crate::model::{Scope, WantedClaims};
use crate::protocol::claim_mapping::released;
use crate::protocol::{Fault, Rule};
use serde_json::{Map, Value, json};

/// `typ` of a signed answer.
const TYPE: &str = "JWT";

/// An answer in the form that the client is registered for.
#[derive(Clone, Debug, PartialEq)]
pub enum Userinfo {
    /// `application/json`.
    Json(Map<String, Value>),
    /// `application/jwt`: signed, encrypted, or both.
    Jwt(String),
}

/// The claims that the token's scope releases, and those that its grant was asked for by name.
///
/// # Errors
/// A token that is not good, not for us, or without `openid`.
pub async fn answer(deps: &Deps, token: &str) -> FlowResult<Userinfo> {
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
    let Some(registered) = deps.snapshot.client(live.claims.client_id.as_str()) else {
        all.extend(released(&status.user, &scope, &deps.snapshot.scopes));
        return Ok(Userinfo::Json(all));
    };
    // Who exchanged for the token was not asked about.
    let nothing = WantedClaims::new();
    let asked = live.claims.client_id == status.grant.client_id;
    let wanted = if asked { &status.grant.claims.userinfo } else { &nothing };
    all.extend(released_claims::told(deps, &registered.client, &status.user, &scope, wanted));
    in_form(deps, registered, all).await
}

/// Signed and encrypted as the client is registered for (OpenID Connect Core §5.3.2): a signed answer says who gave it to
/// whom.
async fn in_form(deps: &Deps, registered: &RegisteredClient, mut claims: Map<String, Value>) -> FlowResult<Userinfo> {
    let client = &registered.client;
    let responses = &client.metadata.responses;
    let (alg, enc) = (responses.userinfo_encrypted_response_alg, responses.userinfo_encrypted_response_enc);
    if let Some(signed_by) = responses.userinfo_signed_response_alg {
        claims.insert("iss".to_owned(), json!(deps.services.settings.issuer.as_str()));
        claims.insert("aud".to_owned(), json!(client.id));
        let token = protect::sign(deps, registered, signed_by, TYPE, &claims)?;
        return Ok(Userinfo::Jwt(protect::encrypt_token(deps, registered, (alg, enc), token).await?));
    }
    let Some(alg) = alg else { return Ok(Userinfo::Json(claims)) };
    let plain = serde_json::to_vec(&claims).map_err(SignError::from)?;
    Ok(Userinfo::Jwt(protect::encrypt(deps, registered, (alg, enc), &plain, None).await?))
}
