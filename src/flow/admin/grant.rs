//! Single grants: what one sign-in or one direct token request gave a client.

use super::{Actor, AdminError, client, user};
use crate::flow::Deps;
use crate::model::{Action, GrantId, Permission, RevocationReason};
use crate::store;
use crate::store::living::LivingGrant;

/// The newest `limit` grants that are good now, of a person, of a client, of both or of everybody.
///
/// # Errors
/// [`AdminError::NotFound`] for a name that nobody has, [`AdminError::Forbidden`].
pub async fn list(
    deps: &Deps,
    actor: &Actor,
    username: Option<&str>,
    client_id: Option<&str>,
    limit: u32,
) -> Result<Vec<LivingGrant>, AdminError> {
    actor.require(Permission::UsersRead)?;
    let user = match username {
        Some(name) => Some(user::find(deps, name).await?.id),
        None => None,
    };
    let client = client_id.map(|id| client::find(deps, id)).transpose()?.map(|client| client.client.id.clone());
    let db = &deps.services.db;
    Ok(store::living::list_grants(db, user.as_ref(), client.as_ref(), i64::from(limit), deps.unix()).await?)
}

/// Ends a grant: its refresh token, its access tokens, and its code if that was not redeemed.
///
/// # Errors
/// [`AdminError::NotFound`] when there is none, or it has been revoked already.
pub async fn revoke(deps: &Deps, actor: &Actor, id: &str) -> Result<(), AdminError> {
    actor.require(Permission::UsersWrite)?;
    let not_found = || AdminError::NotFound { noun: "grant", name: id.to_owned() };
    let grant_id = GrantId::new(id);
    let parties = store::grant::find_parties(&deps.services.db, &grant_id).await?;
    let (user_id, client_id) = parties.ok_or_else(not_found)?;
    let mut tx = deps.services.db.write().await?;
    if !store::grant::revoke(&mut tx, &grant_id, RevocationReason::Administrator, deps.unix()).await? {
        return Err(not_found());
    }
    let mut event = deps.event(actor.name(), Action::GrantRevoke);
    event.user_id = Some(&user_id);
    event.client_id = Some(&client_id);
    event.detail = format!("by an administrator, grant {id}");
    deps.record(&mut tx, &event).await?;
    tx.commit().await?;
    Ok(())
}
