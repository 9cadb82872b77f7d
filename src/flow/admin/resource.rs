//! Resource servers.

use super::client::no_key;
use super::{Actor, AdminError};
use crate::flow::Deps;
use crate::model::{Action, Permission, Resource, ScopeDefinition};
use crate::protocol::resource::check_resource;
use crate::store::change::{ChangeKind, bump};
use crate::store::{self, Tx};

/// Registers a resource server, or changes what is registered of it.
///
/// # Errors
/// [`AdminError::Invalid`] with everything that is wrong.
pub async fn put(deps: &Deps, actor: &Actor, resource: Resource) -> Result<(), AdminError> {
    actor.require(Permission::ClientsWrite)?;
    check(deps, &resource, &deps.snapshot.scopes)?;
    let mut tx = deps.services.db.write().await?;
    write(deps, &mut tx, actor, &resource, actor.manager()).await?;
    tx.commit().await?;
    Ok(())
}

/// Checks a resource server among the scopes that there are.
///
/// # Errors
/// [`AdminError::Invalid`] with everything that is wrong.
pub(super) fn check(deps: &Deps, resource: &Resource, known: &[ScopeDefinition]) -> Result<(), AdminError> {
    check_resource(resource, known).map_err(AdminError::Invalid)?;
    let kept = deps.snapshot.keys.algorithms();
    if let Some(alg) = resource.access_token_signed_response_alg.filter(|alg| !kept.contains(alg)) {
        return Err(AdminError::invalid(no_key("access_token_signed_response_alg", alg)));
    }
    Ok(())
}

/// Writes a resource server that passed [`check`], with its event.
///
/// # Errors
/// When the database fails.
pub(super) async fn write(
    deps: &Deps,
    tx: &mut Tx,
    actor: &Actor,
    resource: &Resource,
    managed_by: &str,
) -> Result<(), AdminError> {
    store::resource::upsert(tx, resource, managed_by).await?;
    let mut event = deps.event(actor.name(), Action::ResourcePut);
    event.detail.clone_from(&resource.uri);
    deps.record(tx, &event).await?;
    bump(tx, ChangeKind::Resource).await?;
    Ok(())
}

/// Removes a resource server, with the event.
///
/// # Errors
/// [`AdminError::NotFound`].
pub(super) async fn erase(deps: &Deps, tx: &mut Tx, actor: &Actor, uri: &str) -> Result<(), AdminError> {
    if !store::resource::delete(tx, uri).await? {
        return Err(AdminError::NotFound { noun: "resource", name: uri.to_owned() });
    }
    let mut event = deps.event(actor.name(), Action::ResourceRemove);
    uri.clone_into(&mut event.detail);
    deps.record(tx, &event).await?;
    bump(tx, ChangeKind::Resource).await?;
    Ok(())
}

/// Removes a resource server. Grants that include it give no more tokens for it; tokens that exist live on until they
/// expire.
///
/// # Errors
/// [`AdminError::NotFound`].
pub async fn remove(deps: &Deps, actor: &Actor, uri: &str) -> Result<(), AdminError> {
    actor.require(Permission::ClientsWrite)?;
    let mut tx = deps.services.db.write().await?;
    erase(deps, &mut tx, actor, uri).await?;
    tx.commit().await?;
    Ok(())
}

/// Every resource server, by URI.
///
/// # Errors
/// [`AdminError::Forbidden`].
pub async fn list(deps: &Deps, actor: &Actor) -> Result<Vec<Resource>, AdminError> {
    actor.require(Permission::ClientsRead)?;
    Ok(store::resource::list(&deps.services.db).await?)
}

/// One of them.
///
/// # Errors
/// [`AdminError::NotFound`], [`AdminError::Forbidden`].
pub async fn show(deps: &Deps, actor: &Actor, uri: &str) -> Result<Resource, AdminError> {
    let found = list(deps, actor).await?.into_iter().find(|resource| resource.uri == uri);
    found.ok_or_else(|| AdminError::NotFound { noun: "resource", name: uri.to_owned() })
}
