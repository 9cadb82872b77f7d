//! Signing keys.

use super::{Actor, AdminError};
use crate::flow::Deps;
use crate::flow::keys::{self, Keeper};
use crate::jose::KeyMaterial;
use crate::model::{KeyId, Permission, SigningAlgorithm, SigningKeyRow};
use crate::store;

/// What a key does now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyState {
    /// It is in the JWK set and will sign.
    Published,
    /// It signs.
    Signing,
    /// It signs no more; what it signed is still good.
    Verifying,
    /// What it signed is refused.
    Retired,
}

impl KeyState {
    /// Its name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::Signing => "signing",
            Self::Verifying => "verifying",
            Self::Retired => "retired",
        }
    }
}

/// A key as administrators see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenKey {
    /// Its row; the private half is sealed.
    pub row: SigningKeyRow,
    /// What it does.
    pub state: KeyState,
}

/// Every key.
///
/// # Errors
/// [`AdminError::Forbidden`].
pub async fn list(deps: &Deps, actor: &Actor) -> Result<Vec<SeenKey>, AdminError> {
    actor.require(Permission::KeysRead)?;
    let rows = store::key::list(&deps.services.db).await?;
    Ok(rows.into_iter().map(|row| SeenKey { state: state(deps, &row), row }).collect())
}

fn state(deps: &Deps, row: &SigningKeyRow) -> KeyState {
    let now = deps.unix();
    let signs =
        |row: &SigningKeyRow| deps.snapshot.keys.signer(row.alg, now).is_some_and(|signer| *signer.kid() == row.kid);
    match row {
        row if row.is_retired(now) => KeyState::Retired,
        row if signs(row) => KeyState::Signing,
        row if row.activate_at > now => KeyState::Published,
        _ => KeyState::Verifying,
    }
}

/// Adds a key, generated or given, that signs from now on.
///
/// # Errors
/// [`AdminError::Keys`], [`AdminError::Forbidden`].
pub async fn add(
    deps: &Deps,
    actor: &Actor,
    alg: SigningAlgorithm,
    given: Option<KeyMaterial>,
) -> Result<KeyId, AdminError> {
    actor.require(Permission::KeysWrite)?;
    Ok(keys::add(keeper(deps, &actor.name()), alg, given).await?)
}

/// Publishes a successor of the key of `alg`, or of every key that the database keeps, which takes over once every cache
/// has it.
///
/// # Errors
/// [`AdminError::Keys`], [`AdminError::Forbidden`].
pub async fn rotate(
    deps: &Deps,
    actor: &Actor,
    alg: Option<SigningAlgorithm>,
) -> Result<Vec<(SigningAlgorithm, KeyId)>, AdminError> {
    actor.require(Permission::KeysWrite)?;
    Ok(keys::rotate(keeper(deps, &actor.name()), alg).await?)
}

/// Withdraws a key at once: what it signed is refused from now on. Gives the key that was made in its place, if one was.
///
/// # Errors
/// [`AdminError::NotFound`], [`AdminError::Keys`], [`AdminError::Forbidden`].
pub async fn retire(deps: &Deps, actor: &Actor, kid: &str) -> Result<Option<KeyId>, AdminError> {
    actor.require(Permission::KeysWrite)?;
    Ok(keys::retire(keeper(deps, &actor.name()), &KeyId::new(kid)).await?)
}

fn keeper<'a>(deps: &'a Deps, actor: &'a str) -> Keeper<'a> {
    Keeper::of(&deps.services, deps.unix()).by(actor, deps.origin.address)
}
