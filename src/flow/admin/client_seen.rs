//! Clients as administrators see them.

use super::{Actor, AdminError};
use crate::directory::RegisteredClient;
use crate::flow::Deps;
use crate::model::{Client, ClientId, Permission};
use crate::store;
use std::sync::Arc;

/// Which clients to list.
#[derive(Clone, Debug)]
pub struct ClientFilter {
    /// A part of the id or the name, in whatever case.
    pub search: Option<String>,
    /// Id of the client before the first one.
    pub after: Option<String>,
    /// Most clients.
    pub limit: u32,
}

/// The clients that fit, by id.
///
/// # Errors
/// [`AdminError::Forbidden`].
pub async fn list(deps: &Deps, actor: &Actor, filter: &ClientFilter) -> Result<Vec<Client>, AdminError> {
    actor.require(Permission::ClientsRead)?;
    let part = filter.search.as_deref().unwrap_or_default().to_lowercase();
    let after = filter.after.as_deref().unwrap_or_default();
    let fits = |client: &Client| {
        let names = [client.id.as_str(), client.metadata.client_name.as_str()];
        client.id.as_str() > after && names.iter().any(|name| name.to_lowercase().contains(&part))
    };
    let mut clients = store::client::list(&deps.services.db).await?;
    // What the engine calls order depends on its collation.
    clients.sort_by(|one, other| one.id.as_str().cmp(other.id.as_str()));
    Ok(clients.into_iter().filter(fits).take(filter.limit as usize).collect())
}

/// The client with this id, as administrators see it.
///
/// # Errors
/// [`AdminError::NotFound`], [`AdminError::Forbidden`].
pub async fn show(deps: &Deps, actor: &Actor, id: &str) -> Result<RegisteredClient, AdminError> {
    actor.require(Permission::ClientsRead)?;
    read(deps, id).await
}

/// The client as the database has it: the directory may be half a second behind.
pub(super) async fn read(deps: &Deps, id: &str) -> Result<RegisteredClient, AdminError> {
    let (db, client_id) = (&deps.services.db, ClientId::new(id));
    let found = store::client::find(db, &client_id).await?;
    let client = found.ok_or_else(|| AdminError::NotFound { noun: "client", name: id.to_owned() })?;
    Ok(RegisteredClient::new(client, store::client::list_secrets_of(db, &client_id).await?))
}

/// The client with this id, for another deed.
///
/// # Errors
/// [`AdminError::NotFound`].
pub fn find(deps: &Deps, id: &str) -> Result<Arc<RegisteredClient>, AdminError> {
    let found = deps.snapshot.client(id).cloned();
    found.ok_or_else(|| AdminError::NotFound { noun: "client", name: id.to_owned() })
}
