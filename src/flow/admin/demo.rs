//! The demo's users, clients and scopes: an embedded file, applied as any other.

use super::apply::{Format, Manner, Secrets, Wanted, apply, read};
use super::{Actor, AdminError, scope};
use crate::clock::Now;
use crate::flow::{Deps, Services};
use std::sync::Arc;

const FILE: &str = include_str!("demo.toml");

/// The file.
#[derive(Debug)]
pub struct DemoData(Wanted);

impl DemoData {
    /// Reads the embedded file for this issuer.
    ///
    /// # Errors
    /// Never for the file that is shipped; a test reads it.
    pub fn read(issuer: &str) -> Result<Self, AdminError> {
        let secrets = Secrets { follow: &|_| Err("is not needed here".to_owned()), inline: true };
        read(&FILE.replace("{issuer}", issuer), Format::Toml, &secrets).map(Self)
    }

    /// The scopes of a demo server with their descriptions, for the committed API description.
    #[must_use]
    pub fn documented_scopes() -> Vec<(String, String)> {
        let own = Self::read("").map(|data| data.0.scopes).unwrap_or_default();
        let standard = scope::standard();
        standard.into_iter().chain(own).map(|scope| (scope.name, scope.description)).collect()
    }

    /// User names and their passwords, for the greeting.
    pub fn logins(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.users.iter().filter_map(|user| Some((user.username.as_str(), user.password.as_ref()?.expose().as_str())))
    }

    /// Client ids with their secrets, for the greeting.
    pub fn client_ids(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        self.0
            .clients
            .iter()
            .map(|client| (client.id.as_str(), client.secret.as_ref().map(|secret| secret.expose().as_str())))
    }
}

/// Adds what is missing and leaves alone what is there. Gives whether anything was added.
///
/// # Errors
/// When the database fails.
pub async fn ensure(services: &Arc<Services>, now: Now, data: &DemoData) -> Result<bool, AdminError> {
    let manner = Manner { manager: Actor::Server.manager(), prune: false, keep: true };
    let attempt = async || {
        let deps = Deps::new(Arc::clone(services), now);
        Box::pin(apply(&deps, &Actor::Server, &data.0, manner)).await
    };
    let applied = match attempt().await {
        // Another node has added it a moment ago.
        Err(AdminError::Exists { .. } | AdminError::Conflict) => attempt().await,
        other => other,
    }?;
    let refreshed = services.directory.refresh(now.unix()).await;
    refreshed.map_err(|error| AdminError::invalid(error.to_string()))?;
    Ok(!applied.is_empty())
}
