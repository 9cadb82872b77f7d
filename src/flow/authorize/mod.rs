//! The authorization endpoint (RFC 6749 §4.1.1, OpenID Connect Core §3.1.2).

mod check;
mod check_response;
mod request_object;
mod response;

pub use check::{Asker, CheckedRequest, READ, TRIAL_PAGE, check, check_resources, check_scope};
pub use request_object::resolve;
pub use response::{AuthorizationResponse, ReturnPath};

use super::FlowError;
use crate::crypto::digest::sha256_base64url;
use crate::model::HandleHash;
use crate::protocol::Fault;
use crate::store;

/// A refused authorization request: shown here, or sent to where the client has proven to live.
#[derive(Debug)]
pub enum AuthorizeError {
    /// Client or redirect URI are not trusted.
    Page(FlowError),
    /// Told to the client.
    Redirect {
        /// The only place that may learn of it, and how.
        back: ReturnPath,
        /// What is told.
        error: FlowError,
    },
}

impl From<FlowError> for AuthorizeError {
    fn from(error: FlowError) -> Self {
        Self::Page(error)
    }
}

impl From<Fault> for AuthorizeError {
    fn from(fault: Fault) -> Self {
        Self::Page(fault.into())
    }
}

impl From<store::StoreError> for AuthorizeError {
    fn from(error: store::StoreError) -> Self {
        Self::Page(error.into())
    }
}

/// What the browser does next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Goes to the client with this response.
    Respond(AuthorizationResponse),
    /// Goes to our own page for the request behind the handle.
    Page {
        /// Which.
        page: &'static str,
        /// The opaque handle.
        handle: String,
    },
}

/// The stored form of a handle.
#[must_use]
pub fn handle_hash(handle: &str) -> HandleHash {
    HandleHash::new(sha256_base64url(handle))
}
