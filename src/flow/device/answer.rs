//! The person's answer. Of many that answer one request, in however many browsers, one does.

use super::Waiting;
use crate::flow::{Deps, FlowResult, Holder, NewGrant, client_use};
use crate::model::{Action, ClaimsRequest, Consent, Grant, GrantKind, Session};
use crate::store::{self, Tx};

/// Writes that the person allows the request; says whether this call did. The device gets its tokens by its next poll.
///
/// # Errors
/// When the database fails.
pub async fn approve(deps: &Deps, session: &Session, waiting: &Waiting) -> FlowResult<bool> {
    let client_id = &waiting.client.client.id;
    let before = store::consent::find(&deps.services.db, &session.user_id, client_id).await?;
    let given = Consent {
        user_id: session.user_id.clone(),
        client_id: client_id.clone(),
        scope: waiting.scope.clone(),
        resources: waiting.resources.clone(),
        claims: Vec::new(),
        granted_at: deps.unix(),
    };
    let consent = given.beside(before.as_ref());
    let grant = grant(deps, session, waiting).await?;
    let mut tx = deps.services.db.write().await?;
    if !store::device::approve(&mut tx, &waiting.request.hash, &grant.id, deps.unix()).await? {
        return Ok(false);
    }
    store::grant::insert(&mut tx, &grant, None).await?;
    store::consent::upsert(&mut tx, &consent).await?;
    client_use::note(&mut tx, &waiting.client.client).await?;
    write_event(deps, &mut tx, session, waiting, Action::DeviceApprove).await?;
    if store::session::wants_touch(session, deps.unix()) {
        store::session::touch(&mut tx, &session.id, deps.unix()).await?;
    }
    tx.commit().await?;
    Ok(true)
}

/// Writes that the person refuses the request; says whether this call did.
///
/// # Errors
/// When the database fails.
pub async fn deny(deps: &Deps, session: &Session, waiting: &Waiting) -> FlowResult<bool> {
    let mut tx = deps.services.db.write().await?;
    if !store::device::deny(&mut tx, &waiting.request.hash, deps.unix()).await? {
        return Ok(false);
    }
    write_event(deps, &mut tx, session, waiting, Action::DeviceDeny).await?;
    tx.commit().await?;
    Ok(true)
}

/// What the approval gives; until the device has its tokens it lives no longer than the device code.
async fn grant(deps: &Deps, session: &Session, waiting: &Waiting) -> FlowResult<Grant> {
    let grant = NewGrant {
        kind: GrantKind::DeviceCode,
        client: &waiting.client.client,
        holder: Holder::Session(session),
        scope: waiting.scope.clone(),
        resources: waiting.resources.clone(),
        claims: ClaimsRequest::default(),
        expires_at: waiting.request.expires_at,
    };
    grant.begin(deps).await
}

async fn write_event(deps: &Deps, tx: &mut Tx, session: &Session, waiting: &Waiting, action: Action) -> FlowResult<()> {
    let mut event = deps.event(format!("user:{}", session.user_id), action);
    event.user_id = Some(&session.user_id);
    event.client_id = Some(&waiting.client.client.id);
    event.detail = format!("{}, asked for from {}", waiting.scope, waiting.request.address);
    deps.record(tx, &event).await?;
    Ok(())
}
