//! The demo's users, clients and scopes: an embedded file, applied through the same deeds as everything else.

use super::client::{AddClient, add as add_client};
use super::group::AddGroup;
use super::user::{AddUser, add as add_user};
use super::{Actor, AdminError, resource, scope};
use crate::flow::{Deps, Services};
use crate::model::{ClientMetadata, Profile, Resource, ScopeDefinition, Secret};
use serde::Deserialize;
use std::sync::Arc;

const FILE: &str = include_str!("demo.toml");

/// The file.
#[derive(Debug, Deserialize)]
pub struct DemoData {
    scopes: Vec<ScopeDefinition>,
    resources: Vec<Resource>,
    groups: Vec<DemoGroup>,
    users: Vec<DemoUser>,
    clients: Vec<DemoClient>,
}

#[derive(Debug, Deserialize)]
struct DemoGroup {
    name: String,
    description: String,
    roles: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct DemoUser {
    username: String,
    password: String,
    #[serde(default)]
    admin: bool,
    #[serde(default)]
    groups: Vec<String>,
    #[serde(default)]
    profile: Profile,
}

#[derive(Debug, Deserialize)]
struct DemoClient {
    id: String,
    secret: Option<String>,
    #[serde(flatten)]
    metadata: toml::Table,
}

impl DemoData {
    /// Reads the embedded file for this issuer.
    ///
    /// # Errors
    /// Never for the file that is shipped; a test reads it.
    pub fn read(issuer: &str) -> Result<Self, AdminError> {
        toml::from_str(&FILE.replace("{issuer}", issuer)).map_err(|error| AdminError::invalid(error.to_string()))
    }

    /// The scopes of a demo server with their descriptions, for the committed API description.
    #[must_use]
    pub fn documented_scopes() -> Vec<(String, String)> {
        let own = Self::read("").map(|data| data.scopes).unwrap_or_default();
        let standard = scope::standard();
        standard.into_iter().chain(own).map(|scope| (scope.name, scope.description)).collect()
    }

    /// User names and their passwords, for the greeting.
    pub fn logins(&self) -> impl Iterator<Item = (&str, &str)> {
        self.users.iter().map(|user| (user.username.as_str(), user.password.as_str()))
    }

    /// Client ids with their secrets, for the greeting.
    pub fn client_ids(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        self.clients.iter().map(|client| (client.id.as_str(), client.secret.as_deref()))
    }
}

/// Adds what is missing and leaves alone what is there. Gives whether anything was added.
///
/// # Errors
/// When the database fails.
pub async fn ensure(services: &Arc<Services>, now: crate::clock::Now, data: &DemoData) -> Result<bool, AdminError> {
    let deps = Deps::new(Arc::clone(services), now);
    let mut added = false;
    for definition in &data.scopes {
        if !deps.snapshot.scopes.iter().any(|known| known.name == definition.name) {
            scope::put(&deps, &Actor::Server, definition.clone()).await?;
            added = true;
        }
    }
    if added {
        refresh(services, now).await?;
    }
    let deps = Deps::new(Arc::clone(services), now);
    for api in data.resources.iter().filter(|api| !deps.snapshot.resources.iter().any(|known| known.uri == api.uri)) {
        resource::put(&deps, &Actor::Server, api.clone()).await?;
        added = true;
    }
    added |= ensure_people(&deps, data).await?;
    for client in data.clients.iter().filter(|client| deps.snapshot.client(&client.id).is_none()) {
        added |= unless_there(add_client(&deps, &Actor::Server, command_for(client)?).await)?;
    }
    refresh(services, now).await?;
    Ok(added)
}

async fn ensure_people(deps: &Deps, data: &DemoData) -> Result<bool, AdminError> {
    let mut added = false;
    for group in &data.groups {
        let (name, description, roles) = (group.name.clone(), group.description.clone(), group.roles.clone());
        let command = AddGroup { name, description, roles };
        added |= unless_there(super::group::add(deps, &Actor::Server, command).await)?;
    }
    for user in &data.users {
        let command = AddUser {
            username: user.username.clone(),
            profile: user.profile.clone(),
            admin: user.admin,
            password: Some(Secret::new(user.password.clone())),
            groups: user.groups.clone(),
            ..AddUser::default()
        };
        if super::user::find(deps, &user.username).await.is_err() {
            added |= unless_there(add_user(deps, &Actor::Server, command).await)?;
        }
    }
    Ok(added)
}

async fn refresh(services: &Services, now: crate::clock::Now) -> Result<(), AdminError> {
    services.directory.refresh(now.unix()).await.map_err(|error| AdminError::invalid(error.to_string()))?;
    Ok(())
}

fn command_for(client: &DemoClient) -> Result<AddClient, AdminError> {
    let metadata: ClientMetadata =
        client.metadata.clone().try_into().map_err(|error: toml::de::Error| AdminError::invalid(error.to_string()))?;
    Ok(AddClient { id: Some(client.id.clone()), metadata, secret: client.secret.clone() })
}

/// Another node may have added it a moment ago.
fn unless_there<T>(outcome: Result<T, AdminError>) -> Result<bool, AdminError> {
    match outcome {
        Ok(_) => Ok(true),
        Err(AdminError::Exists { .. }) => Ok(false),
        Err(other) => Err(other),
    }
}
