//! Why a flow ended without its result. The private cause goes to the log, the [`Fault`] to the client.

use crate::crypto::password_pool::PasswordError;
use crate::crypto::seal::SealError;
use crate::jose::SignError;
use crate::jose::jwe::JweError;
use crate::protocol::{Fault, Rule};
use crate::store::StoreError;

/// A refused request or a failure of ours.
#[derive(Debug, thiserror::Error)]
pub enum FlowError {
    /// The request breaks a rule.
    #[error("{}", .0.rule.name())]
    Refused(Fault),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Signing failed.
    #[error(transparent)]
    Sign(#[from] SignError),
    /// Encrypting failed.
    #[error(transparent)]
    Encrypt(#[from] JweError),
    /// Hashing failed.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// What was sealed at rest does not open.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// There is no key to sign with.
    #[error("no signing key is active")]
    NoSigningKey,
}

/// What a flow gives.
pub type FlowResult<T> = Result<T, FlowError>;

impl FlowError {
    /// The public half. A new cause does not compile until it is mapped.
    #[must_use]
    pub fn fault(&self) -> Fault {
        match self {
            Self::Refused(fault) => fault.clone(),
            Self::Store(StoreError::Unavailable(_)) => Rule::StoreUnavailable.into(),
            Self::Password(PasswordError::Busy) => Rule::Overloaded.into(),
            Self::Password(PasswordError::TooLong) => Rule::PasswordWrong.into(),
            Self::Store(_)
            | Self::Sign(_)
            | Self::Encrypt(_)
            | Self::Seal(_)
            | Self::NoSigningKey
            | Self::Password(PasswordError::Params(_) | PasswordError::Failed) => Rule::Internal.into(),
        }
    }

    /// Whether this is our fault and belongs into the log as an error.
    #[must_use]
    pub fn is_ours(&self) -> bool {
        !matches!(self, Self::Refused(_) | Self::Password(PasswordError::Busy | PasswordError::TooLong))
    }
}

impl From<Fault> for FlowError {
    fn from(fault: Fault) -> Self {
        Self::Refused(fault)
    }
}

impl From<Rule> for FlowError {
    fn from(rule: Rule) -> Self {
        Self::Refused(rule.into())
    }
}
