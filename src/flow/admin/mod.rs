//! What administrators do, whichever way they come: each deed takes the actor, writes its event in its own transaction
//! and tells every node's cache.

pub mod access;
pub mod apply;
pub mod audit;
pub mod client;
pub mod client_kind;
mod client_seen;
pub mod demo;
pub mod document;
pub mod everything;
pub mod grant;
pub mod group;
pub mod import;
pub mod issuer;
pub mod key;
pub mod posture;
pub mod refusal;
pub mod registration_token;
pub mod resource;
pub mod scope;
pub mod session;
pub mod token;
pub mod trial;
pub mod user;
pub mod user_document;
mod user_proof;
mod user_seen;
pub mod webhook;

use super::FlowError;
use super::keys::KeyError;
use crate::crypto::password_pool::PasswordError;
use crate::model::{Client, ClientId, Permission, SERVER, Scope, UserId};
use crate::store::StoreError;
use std::collections::BTreeSet;

/// Who does it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// Somebody at the shell of the machine, who may do everything.
    Cli,
    /// The server itself, at its first start and in its jobs.
    Server,
    /// A client that registers itself (RFC 7591), or changes its registration.
    Registration,
    /// A person at the console, or a program with a token.
    Administrator(Administrator),
}

/// Who administers from outside the machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Administrator {
    /// Whose session or token it is; nobody's for a token that a client got for itself.
    pub user_id: Option<UserId>,
    /// Which client holds the token; none at the console.
    pub client_id: Option<ClientId>,
    /// What this one may do.
    pub permissions: BTreeSet<Permission>,
}

impl Actor {
    /// How events name the actor: `cli`, `server`, `registration`, `user:…` or `client:…`.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Administrator(Administrator { user_id: Some(user), .. }) => format!("user:{user}"),
            Self::Administrator(Administrator { client_id: Some(client), .. }) => format!("client:{client}"),
            other => other.manager().to_owned(),
        }
    }

    /// Who manages what the actor makes, for `managed_by`.
    #[must_use]
    pub fn manager(&self) -> &'static str {
        match self {
            Self::Cli => "cli",
            Self::Server => SERVER,
            Self::Registration => Client::REGISTRATION,
            Self::Administrator(_) => "admin",
        }
    }

    /// Whether the actor may do what needs `permission`. Only who comes from outside is limited.
    ///
    /// # Errors
    /// [`AdminError::Forbidden`].
    pub fn require(&self, permission: Permission) -> Result<(), AdminError> {
        match self {
            Self::Administrator(administrator) if !administrator.permissions.contains(&permission) => {
                Err(AdminError::Forbidden(permission))
            }
            _ => Ok(()),
        }
    }

    /// Whether the actor may do what gives or touches the power of an administrator: nobody gets more than they have by
    /// way of another's account.
    ///
    /// # Errors
    /// [`AdminError::Forbidden`].
    pub fn require_everything(&self) -> Result<(), AdminError> {
        Permission::ALL.iter().try_for_each(|permission| self.require(*permission))
    }

    /// Whether the actor has every permission that is among `scope`, for what gives that scope to a client.
    ///
    /// # Errors
    /// [`AdminError::Forbidden`].
    pub fn require_all_of(&self, scope: &Scope) -> Result<(), AdminError> {
        scope.iter().filter_map(Permission::parse).try_for_each(|permission| self.require(permission))
    }
}

/// Why a deed was not done.
#[derive(Debug, thiserror::Error)]
pub enum AdminError {
    /// What was given is not valid.
    #[error("{}", .0.join("\n"))]
    Invalid(Vec<String>),
    /// There is no such thing.
    #[error("there is no {noun} {name:?}")]
    NotFound {
        /// What kind of thing.
        noun: &'static str,
        /// The name that was given.
        name: String,
    },
    /// Something of that name exists.
    #[error("{noun} {name:?} exists already")]
    Exists {
        /// What kind of thing.
        noun: &'static str,
        /// The name that was given.
        name: String,
    },
    /// Nobody could administer any more.
    #[error("this is the last administrator who can sign in; make another one first")]
    LastAdministrator,
    /// The actor may not do that.
    #[error("this needs the permission {0}")]
    Forbidden(Permission),
    /// It is not the version that the change was meant for, or somebody else changed it at the same time.
    #[error("it was changed by somebody else at the same time; try again")]
    Conflict,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The password cannot be hashed.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// A flow failed.
    #[error(transparent)]
    Flow(#[from] FlowError),
    /// A signing key cannot be made or used.
    #[error(transparent)]
    Keys(#[from] KeyError),
}

impl AdminError {
    fn invalid(problem: impl Into<String>) -> Self {
        Self::Invalid(vec![problem.into()])
    }
}
