//! `client_secret_basic`, `client_secret_post`, and clients that have no secret.

use super::{Proven, failed};
use crate::crypto::derive::DerivedKeys;
use crate::crypto::digest::{constant_time_eq, sha256_base64url};
use crate::crypto::password_pool::PasswordError;
use crate::directory::RegisteredClient;
use crate::flow::limits::{self, Bucket};
use crate::flow::{Deps, FlowResult};
use crate::model::{AuthMethod, ClientSecret, Secret, UnixTime};
use crate::store;
use crate::store::change::{ChangeKind, bump};
use std::sync::Arc;

/// Marks a hash that another system made of a secret.
const FOREIGN: &str = "foreign:";

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
pub(super) async fn prove(deps: &Deps, credentials: &Credentials) -> FlowResult<Proven> {
    let known = deps.snapshot.client(&credentials.client_id);
    let secret = credentials.secret.as_deref().unwrap_or_default();
    let proven = known.is_some_and(|registered| registered.client.is_public())
        || secret_matches(deps, known.map(Arc::as_ref), secret)
        || foreign_matches(deps, known, secret).await?;
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

/// The stored form of a secret of which only another system's hash is known. The first success replaces it by our own.
#[must_use]
pub fn foreign_secret(hash: &str) -> String {
    format!("{FOREIGN}{hash}")
}

/// Compares with what other systems made of secrets. Such a hash is dear, so it is computed where those of passwords are,
/// and a client's attempts from one address are counted until one succeeds.
async fn foreign_matches(deps: &Deps, known: Option<&Arc<RegisteredClient>>, secret: &str) -> FlowResult<bool> {
    let now = deps.unix();
    let stored = known.map(|registered| registered.secrets.as_slice()).unwrap_or_default();
    let alive = |candidate: &&ClientSecret| candidate.expires_at.is_none_or(|at| at > now);
    for candidate in stored.iter().filter(alive).filter(|_| !secret.is_empty()) {
        let Some(hash) = candidate.hash.strip_prefix(FOREIGN) else { continue };
        let address = deps.origin.address.map(|address| address.to_string()).unwrap_or_default();
        let attempts = deps.services.settings.login.attempts_per_account;
        let bucket = [Bucket::of(deps, "client-secret", &[candidate.client_id.as_str(), &address], attempts)];
        if !limits::reserve(deps, &bucket).await? {
            return Ok(false);
        }
        let right = match deps.services.passwords.verify(&Secret::new(secret.to_owned()), Some(hash)).await {
            Ok(right) => right,
            Err(PasswordError::TooLong) => false,
            Err(error) => return Err(error.into()),
        };
        if right {
            limits::refund(deps, &bucket).await?;
            renew(deps, candidate, secret).await?;
            return Ok(true);
        }
    }
    Ok(false)
}

async fn renew(deps: &Deps, stored: &ClientSecret, secret: &str) -> FlowResult<()> {
    let mut tx = deps.services.db.write().await?;
    store::client::renew_secret(&mut tx, &stored.id, &stored.hash, &hash_chosen(deps, secret)).await?;
    bump(&mut tx, ChangeKind::Client).await?;
    tx.commit().await?;
    Ok(())
}
