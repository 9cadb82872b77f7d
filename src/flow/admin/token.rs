//! An access token made from the shell.

use super::{Actor, AdminError, client, user};
use crate::flow::Deps;
use crate::flow::token::{AccessFor, access_token};
use crate::model::{Grant, GrantId, GrantKind};
use crate::protocol::access_token::TokenOrigin;
use crate::store;

/// Mints an access token of `client_id` for `username`, without refresh token, for `lifetime` seconds.
///
/// # Errors
/// [`AdminError::NotFound`], or a scope that the client is not registered for.
pub async fn mint(
    deps: &Deps,
    actor: Actor,
    client_id: &str,
    username: &str,
    request: (Option<&str>, Option<i64>),
) -> Result<String, AdminError> {
    let registered = client::find(deps, client_id)?;
    let user = user::find(deps, username).await?;
    let (scope, lifetime) = request;
    let metadata = &registered.client.metadata;
    let scope = deps.scope_rules().resolve(metadata, scope).map_err(|fault| {
        let facts = [fault.received, fault.expected].into_iter().flatten().collect::<Vec<_>>().join(" / ");
        AdminError::invalid(format!("{} {facts}", fault.rule.description()))
    })?;
    let lifetime = lifetime.unwrap_or_else(|| deps.lifetimes(metadata).access_token);
    let grant = Grant {
        id: GrantId::new(deps.row_id()),
        user_id: user.id.clone(),
        client_id: registered.client.id.clone(),
        session_id: None,
        kind: GrantKind::Minted,
        scope,
        auth_time: None,
        acr: String::new(),
        amr: String::new(),
        sid: None,
        generation: 0,
        idle_expires_at: None,
        absolute_expires_at: None,
        expires_at: deps.unix().plus(lifetime),
        created_at: deps.unix().max(user.tokens_valid_from).max(deps.not_before(&registered.client).await?),
    };
    let access = AccessFor {
        subject: user.subject.as_str(),
        client_id: &registered.client.id,
        scope: &grant.scope,
        lifetime,
        signed_in: None,
        not_before: grant.created_at,
    };
    let origin = TokenOrigin::Grant { grant_id: grant.id.clone(), generation: 0 };
    let token = access_token(deps, access, &origin)?;
    let mut tx = deps.services.db.write().await?;
    store::grant::insert(&mut tx, &grant, None).await?;
    let mut event = deps.event(actor.as_str(), "token.mint");
    event.user_id = Some(&user.id);
    event.client_id = Some(&registered.client.id);
    event.detail = grant.scope.to_string();
    store::event::insert(&mut tx, &event).await?;
    tx.commit().await?;
    Ok(token)
}
