//! Who the client is and whether it proved it (RFC 6749 §2.3).

use super::Deps;
use crate::crypto::derive::DerivedKeys;
use crate::crypto::digest::{constant_time_eq, sha256_base64url};
use crate::directory::RegisteredClient;
use crate::model::{AuthMethod, UnixTime};
use crate::protocol::basic::parse_basic;
use crate::protocol::params::Params;
use crate::protocol::{Fault, Rule};
use std::sync::Arc;

/// What a request says of its client.
#[derive(Clone, Copy, Debug)]
pub struct Presented<'a> {
    /// The `Authorization` header.
    pub authorization: Option<&'a str>,
    /// The body.
    pub params: &'a Params,
}

struct Credentials {
    method: AuthMethod,
    client_id: String,
    secret: Option<String>,
}

/// The client, authenticated by a method that it may use. A public client names itself by `client_id`.
///
/// # Errors
/// No, mixed, malformed or wrong credentials; an unknown and a wrong secret give the same answer.
pub fn authenticate(deps: &Deps, presented: Presented<'_>) -> Result<Arc<RegisteredClient>, Fault> {
    let credentials = read(presented)?;
    let known = deps.snapshot.client(&credentials.client_id);
    let proven = known.is_some_and(|registered| registered.client.is_public())
        || secret_matches(deps, known, credentials.secret.as_deref().unwrap_or_default());
    let Some(registered) = known.filter(|_| proven) else {
        let which = if known.is_some() { credentials.client_id.as_str() } else { "an unknown client_id" };
        return Err(Fault::new(Rule::ClientAuthFailed).received(which));
    };
    let client = &registered.client;
    // A tool that always sends Basic sends an empty secret for a public client; that proves nothing and claims nothing.
    let empty_secret = credentials.secret.as_deref().is_none_or(str::is_empty);
    let method = if client.is_public() && empty_secret { AuthMethod::None } else { credentials.method };
    if !client.accepts_method(method) {
        return Err(Fault::new(Rule::ClientAuthMethodNotAllowed).received(method.as_str()));
    }
    if client.disabled_at.is_some() {
        return Err(Fault::new(Rule::ClientAuthFailed).received(&credentials.client_id).expected("client is disabled"));
    }
    Ok(Arc::clone(registered))
}

fn read(presented: Presented<'_>) -> Result<Credentials, Fault> {
    let (body_id, body_secret) = (presented.params.get("client_id"), presented.params.get("client_secret"));
    let basic = presented.authorization.map(|header| parse_basic(header).unwrap_or(Err(Rule::BasicMalformed.into())));
    match (basic.transpose()?, body_id, body_secret) {
        (Some(_), _, Some(_)) => Err(Rule::ClientAuthMixed.into()),
        (Some((client_id, _)), Some(other), None) if other != client_id => Err(Rule::ClientAuthMixed.into()),
        (Some((client_id, secret)), _, None) => {
            Ok(Credentials { method: AuthMethod::ClientSecretBasic, client_id, secret: Some(secret) })
        }
        (None, Some(client_id), Some(secret)) => Ok(Credentials {
            method: AuthMethod::ClientSecretPost,
            client_id: client_id.to_owned(),
            secret: Some(secret.to_owned()),
        }),
        (None, Some(client_id), None) => {
            Ok(Credentials { method: AuthMethod::None, client_id: client_id.to_owned(), secret: None })
        }
        (None, None, _) => Err(Rule::ClientAuthMissing.into()),
    }
}

/// Compares with every living secret, and with one that never matches when the client is unknown, so that both take
/// the same time.
fn secret_matches(deps: &Deps, known: Option<&Arc<RegisteredClient>>, secret: &str) -> bool {
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
