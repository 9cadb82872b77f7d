//! What is there, read from the database itself.

use crate::directory::RegisteredClient;
use crate::flow::{Deps, FlowResult};
use crate::model::{Group, Resource, ScopeDefinition, TrustedIssuer, User};
use crate::protocol::login_key::login_key;
use crate::store::{self, managed::Managed};
use std::collections::{BTreeMap, HashMap};

/// Something with who looks after it.
#[derive(Clone, Debug)]
pub(super) struct Owned<T> {
    /// It.
    pub it: T,
    /// Who.
    pub managed_by: String,
}

/// Everything that a file can speak of, by name.
#[derive(Debug)]
pub(super) struct Present {
    pub scopes: BTreeMap<String, Owned<ScopeDefinition>>,
    pub resources: BTreeMap<String, Owned<Resource>>,
    pub issuers: BTreeMap<String, Owned<TrustedIssuer>>,
    pub clients: BTreeMap<String, Owned<RegisteredClient>>,
    pub groups: BTreeMap<String, Owned<Group>>,
    /// By the normalised user name; none where the file has no accounts and the caller wants none.
    pub users: BTreeMap<String, Owned<User>>,
}

impl Present {
    /// Reads it.
    pub async fn read(deps: &Deps, with_users: bool) -> FlowResult<Self> {
        let db = &deps.services.db;
        let scopes = store::scope::list(db).await?.into_iter().map(|scope| (scope.name.clone(), scope));
        let scopes = owned(scopes, store::managed::list(db, Managed::Scope).await?);
        let resources = store::resource::list(db).await?.into_iter().map(|resource| (resource.uri.clone(), resource));
        let resources = owned(resources, store::managed::list(db, Managed::Resource).await?);
        let issuers = store::trusted_issuer::list(db).await?.into_iter().map(|issuer| (issuer.issuer.clone(), issuer));
        let issuers = owned(issuers, store::managed::list(db, Managed::Issuer).await?);
        let users = if with_users { read_users(deps).await? } else { BTreeMap::new() };
        let groups = store::group::list(db).await?.into_iter().map(|counted| counted.group);
        let groups =
            groups.map(|group| (group.name.clone(), Owned { managed_by: group.managed_by.clone(), it: group }));
        let groups = groups.collect();
        Ok(Self { scopes, resources, issuers, clients: read_clients(deps).await?, groups, users })
    }
}

fn owned<T>(items: impl Iterator<Item = (String, T)>, owners: Vec<(String, String)>) -> BTreeMap<String, Owned<T>> {
    let owners: HashMap<_, _> = owners.into_iter().collect();
    let owner = |name: &String| owners.get(name).cloned().unwrap_or_default();
    items.map(|(name, it)| (name.clone(), Owned { managed_by: owner(&name), it })).collect()
}

async fn read_clients(deps: &Deps) -> FlowResult<BTreeMap<String, Owned<RegisteredClient>>> {
    let db = &deps.services.db;
    let mut secrets: HashMap<_, Vec<_>> = HashMap::new();
    for secret in store::client::list_secrets(db).await? {
        secrets.entry(secret.client_id.clone()).or_default().push(secret);
    }
    let clients = store::client::list(db).await?.into_iter().map(|client| {
        let held = secrets.remove(&client.id).unwrap_or_default();
        let managed_by = client.managed_by.clone();
        (client.id.to_string(), Owned { managed_by, it: RegisteredClient::new(client, held) })
    });
    Ok(clients.collect())
}

async fn read_users(deps: &Deps) -> FlowResult<BTreeMap<String, Owned<User>>> {
    let db = &deps.services.db;
    let owners: HashMap<_, _> = store::managed::list(db, Managed::User).await?.into_iter().collect();
    let users = store::user::list(db).await?.into_iter().map(|user| {
        let managed_by = owners.get(user.id.as_str()).cloned().unwrap_or_default();
        (login_key(&user.username), Owned { managed_by, it: user })
    });
    Ok(users.collect())
}
