//! `client_secret_basic`, `client_secret_post`, and clients that have no secret.

use super::{Proven, failed};
use crate::crypto::derive::DerivedKeys;
use crate::crypto::digest::{constant_time_eq, sha256_base64url};
use crate::directory::RegisteredClient;
use crate::flow::Deps;
use crate::model::{AuthMethod, UnixTime};
use crate::protocol::Fault;
use std::sync::Arc;

/// What header or body say.
pub(super) struct Credentials {
    /// How it was said.
    pub method: AuthMethod,
    /// Who.
    pub client_id: String,
    /// And the secret, if there was one.
    pub secret: Option<String>,
}

/// The client whose secret it is, or who has none.
pub(super) fn prove(deps: &Deps, credentials: &Credentials) -> Result<Proven, Fault> {
    let known = deps.snapshot.client(&credentials.client_id);
    let proven = known.is_some_and(|registered| registered.client.is_public())
        || secret_matches(deps, known.map(Arc::as_ref), credentials.secret.as_deref().unwrap_or_default());
    let registered = known.filter(|_| proven).ok_or_else(|| failed(known, &credentials.client_id))?;
    // A tool that always sends Basic sends an empty secret for a public client; that proves nothing and claims nothing.
    let empty_secret = credentials.secret.as_deref().is_none_or(str::is_empty);
    let method = if registered.client.is_public() && empty_secret { AuthMethod::None } else { credentials.method };
    Ok(Proven { registered: Arc::clone(registered), method })
}

/// Compares with every living secret, and with one that never matches when the client is unknown, so that both take
/// the same time.
fn secret_matches(deps: &Deps, known: Option<&RegisteredClient>, secret: &str) -> bool {
    // A chosen secret may have been stored under the secret key before this one.
    let previous = deps.services.derived_previous.as_ref();
    let previous = previous.map(|keys| hash_under(keys, secret));
    let hashes = [Some(hash_generated(secret)), Some(hash_chosen(deps, secret)), previous];
    let now = deps.unix();
    let alive = |expires_at: Option<UnixTime>| expires_at.is_none_or(|at| at > now);
    let mut matched = false;
    let stored = known.map(|registered| registered.secrets.as_slice()).unwrap_or_default();
    for candidate in stored.iter().filter(|candidate| alive(candidate.expires_at)) {
        for hash in hashes.iter().flatten() {
            matched |= constant_time_eq(candidate.hash.as_bytes(), hash.as_bytes());
        }
    }
    matched && !secret.is_empty()
}

/// Whether `secret` is a living one of the client.
#[must_use]
pub fn holds_secret(deps: &Deps, registered: &RegisteredClient, secret: &str) -> bool {
    secret_matches(deps, Some(registered), secret)
}

/// The stored form of a secret of 256 random bits: nothing slower than SHA-256 would add anything.
#[must_use]
pub fn hash_generated(secret: &str) -> String {
    format!("sha256:{}", sha256_base64url(secret))
}

/// The stored form of a secret that a person chose: useless to who has the database but not the key.
#[must_use]
pub fn hash_chosen(deps: &Deps, secret: &str) -> String {
    hash_under(&deps.services.derived, secret)
}

fn hash_under(keys: &DerivedKeys, secret: &str) -> String {
    format!("hmac:{}", keys.lookup_mac(&["client_secret", secret]))
}
