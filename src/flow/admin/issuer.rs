//! Issuers whose assertions are taken (RFC 7523).

use super::{Actor, AdminError};
use crate::flow::Deps;
use crate::jose::VerifyingKey;
use crate::model::{Action, ClientId, Permission, TrustedIssuer};
use crate::outbound::Place;
use crate::store::change::{ChangeKind, bump};
use crate::store::{self, Tx};
use serde_json::Value;
use url::Url;

/// Trusts an issuer, or changes what it is trusted with.
///
/// # Errors
/// [`AdminError::Invalid`] with everything that is wrong.
pub async fn put(deps: &Deps, actor: &Actor, issuer: TrustedIssuer) -> Result<(), AdminError> {
    actor.require(Permission::ClientsWrite)?;
    // Whom it names may be an administrator.
    actor.require(Permission::UsersWrite)?;
    check(deps, &issuer, |id| deps.snapshot.client(id.as_str()).is_some())?;
    let mut tx = deps.services.db.write().await?;
    write(deps, &mut tx, actor, &issuer, actor.manager()).await?;
    tx.commit().await?;
    Ok(())
}

/// Checks an issuer among the clients that there are.
///
/// # Errors
/// [`AdminError::Invalid`] with everything that is wrong.
pub(super) fn check(
    deps: &Deps,
    issuer: &TrustedIssuer,
    is_client: impl Fn(&ClientId) -> bool,
) -> Result<(), AdminError> {
    let problems = problems(deps, issuer, is_client);
    if problems.is_empty() { Ok(()) } else { Err(AdminError::Invalid(problems)) }
}

/// Writes an issuer that passed [`check`], with its event.
///
/// # Errors
/// When the database fails.
pub(super) async fn write(
    deps: &Deps,
    tx: &mut Tx,
    actor: &Actor,
    issuer: &TrustedIssuer,
    managed_by: &str,
) -> Result<(), AdminError> {
    store::trusted_issuer::upsert(tx, issuer, managed_by).await?;
    let mut event = deps.event(actor.name(), Action::IssuerPut);
    event.detail.clone_from(&issuer.issuer);
    deps.record(tx, &event).await?;
    bump(tx, ChangeKind::Issuer).await?;
    Ok(())
}

/// Takes the trust away, with the event.
///
/// # Errors
/// [`AdminError::NotFound`].
pub(super) async fn erase(deps: &Deps, tx: &mut Tx, actor: &Actor, issuer: &str) -> Result<(), AdminError> {
    if !store::trusted_issuer::delete(tx, issuer).await? {
        return Err(AdminError::NotFound { noun: "issuer", name: issuer.to_owned() });
    }
    let mut event = deps.event(actor.name(), Action::IssuerRemove);
    issuer.clone_into(&mut event.detail);
    deps.record(tx, &event).await?;
    bump(tx, ChangeKind::Issuer).await?;
    Ok(())
}

fn problems(deps: &Deps, issuer: &TrustedIssuer, is_client: impl Fn(&ClientId) -> bool) -> Vec<String> {
    let mut problems = Vec::new();
    if Url::parse(&issuer.issuer).is_err() || issuer.issuer == deps.services.settings.issuer.as_str() {
        problems.push("the issuer is the URL of another issuer, to the letter".to_owned());
    }
    if !(1..=86_400).contains(&issuer.max_lifetime) {
        problems.push("max_lifetime must be 1 to 86400 seconds".to_owned());
    }
    let unknown = |id: &&ClientId| !is_client(id);
    problems.extend(issuer.clients.iter().filter(unknown).map(|id| format!("there is no client {id:?}")));
    if let Some(uri) = &issuer.jwks_uri {
        let checked = Place::check(uri, &deps.services.settings.outbound.allow);
        problems.extend(checked.err().map(|error| format!("jwks_uri: {error}")));
        if !issuer.jwks.is_null() {
            problems.push("jwks and jwks_uri exclude each other".to_owned());
        }
        return problems;
    }
    let keys = issuer.jwks.get("keys").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    if keys.is_empty() {
        problems.push("jwks must have a member \"keys\" with at least one key".to_owned());
    }
    for (index, key) in keys.iter().enumerate() {
        problems.extend(VerifyingKey::from_jwk(key).err().map(|error| format!("jwks: key {index}: {error}")));
    }
    problems
}

/// Trusts an issuer no longer; tokens that its assertions gave live on until they expire.
///
/// # Errors
/// [`AdminError::NotFound`].
pub async fn remove(deps: &Deps, actor: &Actor, issuer: &str) -> Result<(), AdminError> {
    actor.require(Permission::ClientsWrite)?;
    let mut tx = deps.services.db.write().await?;
    erase(deps, &mut tx, actor, issuer).await?;
    tx.commit().await?;
    Ok(())
}

/// Every issuer that is trusted, by its `iss`.
///
/// # Errors
/// [`AdminError::Forbidden`].
pub async fn list(deps: &Deps, actor: &Actor) -> Result<Vec<TrustedIssuer>, AdminError> {
    actor.require(Permission::ClientsRead)?;
    Ok(store::trusted_issuer::list(&deps.services.db).await?)
}

/// One of them.
///
/// # Errors
/// [`AdminError::NotFound`], [`AdminError::Forbidden`].
pub async fn show(deps: &Deps, actor: &Actor, issuer: &str) -> Result<TrustedIssuer, AdminError> {
    let found = list(deps, actor).await?.into_iter().find(|trusted| trusted.issuer == issuer);
    found.ok_or_else(|| AdminError::NotFound { noun: "issuer", name: issuer.to_owned() })
}
