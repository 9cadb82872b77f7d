//! What is kept about oneself: seen, taken along, deleted.

use super::oneself;
use crate::flow::admin::{AdminError, user as admin_user};
use crate::flow::{Deps, FlowResult};
use crate::model::{Action, User};
use crate::protocol::login_key::login_key;
use crate::store;
use crate::store::own_data::KnownEvent;
use serde_json::{Value, json};

/// As many events as a page shows.
const SHOWN: i64 = 50;
/// As many grants and events as are taken along.
const EXPORTED: i64 = 10_000;

/// What happened to the account of late, the newest first.
///
/// # Errors
/// When the database fails.
pub async fn recent_events(deps: &Deps, user: &User) -> FlowResult<Vec<KnownEvent>> {
    Ok(store::own_data::list_events(&deps.services.db, &user.id, SHOWN).await?)
}

/// Everything that is kept about the person, without secrets. That it was taken is an event of its own.
///
/// # Errors
/// When the database fails.
pub async fn export(deps: &Deps, user: &User) -> FlowResult<Value> {
    let db = &deps.services.db;
    let credentials = store::own_data::list_credentials(db, &user.id).await?;
    let consents = store::consent::list_by_user(db, &user.id).await?;
    let grants = store::living::list_grants(db, Some(&user.id), None, EXPORTED, deps.unix()).await?;
    let events = store::own_data::list_events(db, &user.id, EXPORTED).await?;
    let sessions = super::devices::list(deps, user).await?;
    let mut event = deps.event(format!("user:{}", user.id), Action::UserExport);
    event.user_id = Some(&user.id);
    let mut tx = db.write().await?;
    deps.record(&mut tx, &event).await?;
    tx.commit().await?;
    Ok(json!({
        "exported_at": deps.unix().get(),
        "issuer": deps.services.settings.issuer.as_str(),
        "account": {
            "sub": user.subject,
            "username": user.username,
            "groups": user.groups,
            "roles": user.roles,
            "attributes": user.attributes,
            "created_at": user.created_at.get(),
            "updated_at": user.updated_at.get(),
        },
        "profile": user.profile,
        "credentials": credentials.iter().map(|one| json!({
            "kind": one.kind, "name": one.name, "created_at": one.created_at, "used_at": one.used_at,
        })).collect::<Vec<_>>(),
        "sessions": sessions.iter().map(|one| json!({
            "auth_time": one.auth_time, "amr": one.amr, "acr": one.acr, "created_at": one.created_at,
            "seen_at": one.seen_at, "expires_at": one.expires_at, "address": one.address, "agent": one.agent,
        })).collect::<Vec<_>>(),
        "consents": consents.iter().map(|one| json!({
            "client_id": one.client_id, "scope": one.scope.to_string(), "resources": one.resources,
            "claims": one.claims, "granted_at": one.granted_at.get(),
        })).collect::<Vec<_>>(),
        "grants": grants.iter().map(|one| json!({
            "client_id": one.client_id, "kind": one.kind, "scope": one.scope, "created_at": one.created_at,
            "rotated_at": one.rotated_at, "expires_at": one.expires_at,
        })).collect::<Vec<_>>(),
        "events": events.iter().map(|one| json!({
            "at_ms": one.at_ms, "action": one.action, "client_id": one.client_id, "detail": one.detail,
            "address": one.address, "by_oneself": one.actor == format!("user:{}", user.id),
        })).collect::<Vec<_>>(),
    }))
}

/// How deleting one's account ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deletion {
    /// Nothing of it is left but what the audit log says.
    Deleted,
    /// Another name was typed than the account's.
    NameDiffers,
    /// Nobody would be left who administers the provider.
    LastAdministrator,
}

/// Deletes the person's account if they typed its name: sessions, grants, credentials and consents go with it.
///
/// # Errors
/// When the database fails.
pub async fn delete(deps: &Deps, user: &User, typed: &str) -> Result<Deletion, AdminError> {
    if login_key(typed) != login_key(&user.username) {
        return Ok(Deletion::NameDiffers);
    }
    match admin_user::remove(deps, &oneself(user), &user.username).await {
        Ok(()) => {
            deps.services.deliveries.notify_one();
            Ok(Deletion::Deleted)
        }
        Err(AdminError::LastAdministrator) => Ok(Deletion::LastAdministrator),
        // Another request deleted it first.
        Err(AdminError::NotFound { .. }) => Ok(Deletion::Deleted),
        Err(error) => Err(error),
    }
}
