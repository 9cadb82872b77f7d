//! What administrators do, whichever way they come: each deed takes the actor, writes its event in its own transaction
//! and tells every node's cache.

pub mod client;
pub mod demo;
pub mod everything;
pub mod grant;
pub mod issuer;
pub mod registration_token;
pub mod resource;
pub mod scope;
pub mod session;
pub mod token;
pub mod user;

use super::FlowError;
use crate::crypto::password_pool::PasswordError;
use crate::model::Client;
use crate::store::StoreError;

/// Who does it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// Somebody at the shell of the machine, who may do everything.
    Cli,
    /// The server itself, at its first start and in its jobs.
    Server,
    /// A client that registers itself (RFC 7591), or changes its registration.
    Registration,
}

impl Actor {
    /// How events name the actor, and who manages what the actor makes.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Cli => "cli",
            Self::Server => "server",
            Self::Registration => Client::REGISTRATION,
        }
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
    /// Somebody else changed it at the same time.
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
}

impl AdminError {
    fn invalid(problem: impl Into<String>) -> Self {
        Self::Invalid(vec![problem.into()])
    }
}
