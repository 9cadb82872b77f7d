//! What a client's own tokens are verified with, and what is encrypted for it: its key set, and its secret where that can
//! be read back.

pub use crate::jose::ForeignKeys as ClientKeys;

use super::{Deps, FlowResult, Services};
use crate::directory::RegisteredClient;
use crate::jose::{ForeignKeys, signed_by, verify_mac};
use crate::model::{ClientMetadata, ClientSecret, JwsAlgorithm, Secret};
use crate::protocol::{Fault, Rule};
use crate::store;
use serde::de::DeserializeOwned;
use std::sync::Arc;

/// The client's key set: its `jwks`, or what is at its `jwks_uri` (see [`super::remote_keys`]). Of the latter `kid` says
/// which key is wanted; that the set has it is not promised.
///
/// # Errors
/// [`Rule::ClientKeysMissing`].
pub async fn find_keys(
    deps: &Deps,
    registered: &RegisteredClient,
    kid: Option<&str>,
) -> Result<Arc<ForeignKeys>, Fault> {
    let found = match &registered.client.metadata.keys.jwks_uri {
        Some(uri) => deps.services.remote_keys.find(deps, uri, kid).await,
        None => registered.inline_keys().cloned(),
    };
    found.ok_or_else(|| Fault::new(Rule::ClientKeysMissing).received(registered.client.id.as_str()))
}

/// The claims of a token that the client has signed: by a key of its set, or by HS256 under its secret. `pinned` is the one
/// algorithm that it is registered for, if there is one.
///
/// # Errors
/// What is wrong, for the administrator.
pub async fn verify_own<T: DeserializeOwned>(
    deps: &Deps,
    registered: &RegisteredClient,
    token: &str,
    expected_typ: &[&str],
    pinned: Option<JwsAlgorithm>,
) -> Result<T, String> {
    let signed = signed_by(token).map_err(|error| error.to_string())?;
    if signed.alg == JwsAlgorithm::None || pinned.is_some_and(|alg| alg != signed.alg) {
        return Err("another algorithm".to_owned());
    }
    let verified = if signed.alg == JwsAlgorithm::Hs256 {
        let secrets = client_secrets(deps, registered);
        let tried = secrets.iter().map(|secret| verify_mac(token, expected_typ, secret.expose().as_bytes()));
        tried.reduce(Result::or).ok_or("no secret of the client is kept readable; give it a new one")?
    } else {
        let keys = find_keys(deps, registered, signed.kid.as_deref()).await;
        keys.map_err(|fault| fault.rule.description())?.verify(token, expected_typ, &[signed.alg])
    };
    verified.map_err(|error| error.to_string())
}

/// Whether the client's secret is a key: of its assertions, of its request objects, or of its ID tokens.
#[must_use]
pub fn needs_readable_secret(metadata: &ClientMetadata) -> bool {
    metadata.needs_shared_key()
}

/// The client's newest living secret, where it is kept readable.
#[must_use]
pub fn client_secret(deps: &Deps, registered: &RegisteredClient) -> Option<Secret<String>> {
    client_secrets(deps, registered).pop()
}

/// Every living secret that is kept readable, the newest last.
#[must_use]
pub fn client_secrets(deps: &Deps, registered: &RegisteredClient) -> Vec<Secret<String>> {
    let now = deps.unix();
    let alive = |secret: &&ClientSecret| secret.expires_at.is_none_or(|at| at > now);
    let mut living: Vec<_> = registered.secrets.iter().filter(alive).collect();
    // One that was given its end has a successor, also where both are of the same moment.
    living.sort_by_key(|secret| (secret.expires_at.is_none(), secret.created_at, &secret.id));
    living.into_iter().filter_map(|secret| open(&deps.services, secret)).collect()
}

fn open(services: &Services, secret: &ClientSecret) -> Option<Secret<String>> {
    let opened = services.sealer.open(&associated(&secret.id), secret.sealed.as_deref()?);
    let opened = opened.inspect_err(|cause| tracing::error!(client_id = %secret.client_id, %cause, "secret is sealed"));
    std::str::from_utf8(opened.ok()?.expose()).ok().map(|text| Secret::new(text.to_owned()))
}

/// The sealed form of a secret for its row.
#[must_use]
pub fn seal(services: &Services, row_id: &str, secret: &str) -> String {
    services.sealer.seal(&services.random, &associated(row_id), secret.as_bytes())
}

/// What a sealed secret is bound to, so that it opens in its own row only.
fn associated(row_id: &str) -> String {
    format!("client_secret/sealed/{row_id}")
}

/// Seals under the present secret key what the previous one has sealed, so that the previous one can go.
///
/// # Errors
/// When the database fails.
pub async fn reseal(services: &Services) -> FlowResult<()> {
    let mut sealed_anew = Vec::new();
    for secret in store::client::list_secrets(&services.db).await? {
        let before = secret.sealed.as_deref().filter(|sealed| !services.sealer.is_current(sealed));
        if let (Some(before), Some(text)) = (before, open(services, &secret)) {
            sealed_anew.push((secret.id.clone(), before.to_owned(), seal(services, &secret.id, text.expose())));
        }
    }
    if sealed_anew.is_empty() {
        return Ok(());
    }
    let mut tx = services.db.write().await?;
    for (id, before, after) in &sealed_anew {
        store::client::reseal_secret(&mut tx, id, before, after).await?;
    }
    // Every node can open both, so nobody is told.
    tx.commit().await?;
    Ok(())
}
