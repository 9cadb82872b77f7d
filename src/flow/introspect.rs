//! Token introspection (RFC 7662).

use super::client_auth::{Presented, authenticate};
use super::token::refresh_value::{RefreshValue, hash};
use super::{Deps, FlowError, FlowResult, bearer};
use crate::crypto::digest::constant_time_eq;
use crate::directory::RegisteredClient;
use crate::model::{Client, ClientId, SubjectType};
use crate::protocol::access_token::Audience;
use crate::protocol::{Fault, Rule};
use crate::store;
use serde_json::{Value, json};
use std::sync::Arc;

/// `typ` of a signed answer, and with `application/` before it its media type (RFC 9701 §5).
pub const RESPONSE_TYPE: &str = "token-introspection+jwt";

/// An answer, and who may read it.
#[derive(Clone, Debug)]
pub struct Introspection {
    /// The client that asked.
    pub asked_by: Arc<RegisteredClient>,
    /// RFC 7662 §2.2.
    pub answer: Value,
}

/// What the asking client may know of a token. Every token that is unknown, ended or not meant for it is just inactive.
///
/// # Errors
/// A client that is not authenticated or not allowed to ask, or a failure of ours.
pub async fn introspect(deps: &Deps, presented: Presented<'_>) -> FlowResult<Introspection> {
    presented.params.check_not_repeated()?;
    let client = authenticate(deps, presented).await?;
    if client.client.is_public() {
        return Err(Fault::new(Rule::IntrospectionPublic).received(client.client.id.as_str()).into());
    }
    if !client.client.metadata.introspection {
        return Err(Fault::new(Rule::IntrospectionNotAllowed).received(client.client.id.as_str()).into());
    }
    let token = presented.params.get("token").ok_or(Fault::new(Rule::TokenParameterMissing))?;
    let active = match RefreshValue::decode(deps, token) {
        Some(value) => refresh_token(deps, &client.client, token, &value).await?,
        None => access_token(deps, &client.client, token).await?,
    };
    let answer = active.unwrap_or_else(|| json!({ "active": false }));
    Ok(Introspection { asked_by: client, answer })
}

/// The same answer as a JWT that proves who gave it to whom (RFC 9701 §5).
///
/// # Errors
/// When there is no key or signing fails.
pub fn sign(deps: &Deps, introspection: &Introspection) -> FlowResult<String> {
    let client = &introspection.asked_by.client;
    let claims = json!({
        "iss": deps.services.settings.issuer.as_str(),
        "aud": client.id,
        "iat": deps.unix(),
        "token_introspection": introspection.answer,
    });
    Ok(deps.signer(client.metadata.introspection_signed_response_alg)?.sign_compact(RESPONSE_TYPE, &claims)?)
}

/// A client sees tokens for the default audience and its own.
async fn access_token(deps: &Deps, client: &Client, token: &str) -> FlowResult<Option<Value>> {
    let live = match bearer::check(deps, token).await {
        Ok(live) => live,
        Err(FlowError::Refused(_)) => return Ok(None),
        Err(error) => return Err(error),
    };
    let claims = &live.claims;
    if !sees(deps, client, &claims.aud) && claims.client_id != client.id {
        return Ok(None);
    }
    let mut answer = json!({
        "active": true,
        "token_type": "Bearer",
        "iss": claims.iss,
        "sub": claims.sub,
        "aud": claims.aud,
        "client_id": claims.client_id,
        "scope": claims.scope,
        "iat": claims.iat,
        "exp": claims.exp,
        "jti": claims.jti,
    });
    if let Some(status) = live.status.as_ref().filter(|_| !is_pairwise(deps, &claims.client_id)) {
        answer["username"] = json!(status.user.username);
    }
    if let Some(auth_time) = claims.auth_time {
        answer["auth_time"] = json!(auth_time);
    }
    if let Some(act) = &claims.act {
        answer["act"] = json!(act);
    }
    for (name, value) in &claims.personal {
        answer[name] = value.clone();
    }
    Ok(Some(answer))
}

/// Whether the client of a token must not be compared with others by what its tokens say of a person.
fn is_pairwise(deps: &Deps, client_id: &ClientId) -> bool {
    let client = deps.snapshot.client(client_id.as_str());
    client.is_some_and(|known| known.client.metadata.responses.subject_type == SubjectType::Pairwise)
}

/// A resource server sees tokens that are meant for it: for the audiences that it is registered for, or else for the
/// default audience, and for its own `client_id`.
fn sees(deps: &Deps, client: &Client, audience: &Audience) -> bool {
    let assigned = &client.metadata.introspection_audiences;
    let by_default = assigned.is_empty() && audience.contains(deps.services.settings.default_audience());
    by_default || assigned.iter().any(|one| audience.contains(one)) || audience.contains(client.id.as_str())
}

/// A refresh token is meant for us and its own client, so only that client sees it.
async fn refresh_token(deps: &Deps, client: &Client, token: &str, value: &RefreshValue) -> FlowResult<Option<Value>> {
    let status = store::grant::find_status(&deps.services.db, &value.grant_id, "").await?;
    let now = deps.unix();
    let Some(status) = status.filter(|status| status.is_alive(now) && status.grant.client_id == client.id) else {
        return Ok(None);
    };
    let current = status.refresh_hash.as_deref().unwrap_or_default();
    let idle_over = status.grant.idle_expires_at.is_none_or(|end| end <= now);
    if idle_over || !constant_time_eq(current.as_bytes(), hash(token).as_str().as_bytes()) {
        return Ok(None);
    }
    let mut answer = json!({
        "active": true,
        "iss": deps.services.settings.issuer.as_str(),
        "sub": deps.subject_for(client, &status.user),
        "client_id": status.grant.client_id,
        "scope": status.grant.scope,
        "iat": status.rotated_at.unwrap_or(status.grant.created_at),
        "exp": status.grant.idle_expires_at,
    });
    if client.metadata.responses.subject_type == SubjectType::Public {
        answer["username"] = json!(status.user.username);
    }
    Ok(Some(answer))
}
