//! An access token made from the shell.

use super::{Actor, AdminError, client, user};
use crate::flow::target::{aim, permitted};
use crate::flow::token::{AccessFor, access_token};
use crate::flow::{Deps, Holder, NewGrant, client_use, released_claims};
use crate::model::{Action, ClaimsRequest, GrantKind};
use crate::protocol::access_token::TokenOrigin;
use crate::protocol::{Fault, Rule};
use crate::store;

/// Mints an access token of `client_id` for `username`, without refresh token, for `lifetime` seconds.
///
/// # Errors
/// [`AdminError::NotFound`], [`AdminError::Forbidden`], or a scope that the client is not registered for.
pub async fn mint(
    deps: &Deps,
    actor: &Actor,
    client_id: &str,
    username: &str,
    request: (Option<&str>, Option<i64>),
) -> Result<String, AdminError> {
    actor.require_everything()?;
    let registered = client::find(deps, client_id)?;
    let user = user::find(deps, username).await?;
    client_use::admit(&registered.client, &user, Rule::GrantNotAdmitted).map_err(|fault| explain(&fault))?;
    let (scope, lifetime) = request;
    let metadata = &registered.client.metadata;
    let scope = deps.scope_rules().resolve(metadata, scope).map_err(|fault| explain(&fault))?;
    let scope = permitted(&user, &scope).map_err(|fault| explain(&fault))?;
    let mut target = aim(deps, &registered.client, &scope, &[]).map_err(|fault| explain(&fault))?;
    target.lifetime = lifetime.unwrap_or(target.lifetime);
    let grant = NewGrant {
        kind: GrantKind::Minted,
        client: &registered.client,
        holder: Holder::Named(&user),
        scope,
        resources: Vec::new(),
        claims: ClaimsRequest::default(),
        expires_at: deps.unix().plus(target.lifetime),
    };
    let grant = grant.begin(deps).await?;
    let access = AccessFor {
        subject: &deps.subject_for(&registered.client, &user),
        client_id: &registered.client.id,
        target: &target,
        signed_in: None,
        actor: None,
        personal: released_claims::for_access_token(deps, &registered.client, &user, &target.scope),
        not_before: grant.created_at,
    };
    let origin = TokenOrigin::Grant { grant_id: grant.id.clone(), generation: 0 };
    let token = access_token(deps, access, &origin)?;
    let mut tx = deps.services.db.write().await?;
    store::grant::insert(&mut tx, &grant, None).await?;
    let mut event = deps.event(actor.name(), Action::TokenMint);
    event.user_id = Some(&user.id);
    event.client_id = Some(&registered.client.id);
    event.detail = grant.scope.to_string();
    deps.record(&mut tx, &event).await?;
    tx.commit().await?;
    Ok(token)
}

fn explain(fault: &Fault) -> AdminError {
    let facts = [fault.received.as_deref(), fault.expected.as_deref()].into_iter().flatten();
    AdminError::invalid(format!("{} {}", fault.rule.description(), facts.collect::<Vec<_>>().join(" / ")))
}
