//! Resource servers.

use super::client::no_key;
use super::{Actor, AdminError};
use crate::flow::Deps;
use crate::model::{Permission, Resource};
use crate::protocol::resource::check_resource;
use crate::store;
use crate::store::change::{ChangeKind, bump};

/// Registers a resource server, or changes what is registered of it.
///
/// # Errors
/// [`AdminError::Invalid`] with everything that is wrong.
pub async fn put(deps: &Deps, actor: &Actor, resource: Resource) -> Result<(), AdminError> {
    actor.require(Permission::ClientsWrite)?;
    check_resource(&resource, &deps.snapshot.scopes).map_err(AdminError::Invalid)?;
    let kept = deps.snapshot.keys.algorithms();
    if let Some(alg) = resource.access_token_signed_response_alg.filter(|alg| !kept.contains(alg)) {
        return Err(AdminError::invalid(no_key("access_token_signed_response_alg", alg)));
    }
    let mut tx = deps.services.db.write().await?;
    store::resource::upsert(&mut tx, &resource, actor.manager()).await?;
    let mut event = deps.event(actor.name(), "resource.put");
    event.detail.clone_from(&resource.uri);
    store::event::insert(&mut tx, &event).await?;
    bump(&mut tx, ChangeKind::Resource).await?;
    tx.commit().await?;
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
    if !store::resource::delete(&mut tx, uri).await? {
        return Err(AdminError::NotFound { noun: "resource", name: uri.to_owned() });
    }
    let mut event = deps.event(actor.name(), "resource.remove");
    uri.clone_into(&mut event.detail);
    store::event::insert(&mut tx, &event).await?;
    bump(&mut tx, ChangeKind::Resource).await?;
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
