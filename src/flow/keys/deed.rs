//! What is done to keys by hand, and their rotation.

use super::rows::{able, heir, is_due, signing};
use super::{Keeper, KeyError, environment_setting};
use crate::jose::KeyMaterial;
use crate::model::{Action, KeyId, SigningAlgorithm, SigningKeyRow};
use crate::store::{self, Tx};

/// Adds a key, generated or given, that signs from now on; the ones before it end when their last tokens have.
///
/// # Errors
/// [`KeyError`]; [`KeyError::Known`] for a key that is there already.
pub async fn add(keeper: Keeper<'_>, alg: SigningAlgorithm, given: Option<KeyMaterial>) -> Result<KeyId, KeyError> {
    let row = keeper.new_row(alg, given, keeper.now).await?;
    let ends = keeper.now.plus(keeper.overlap().await?);
    let (mut tx, rows) = keeper.begin().await?;
    if !store::key::insert(&mut tx, &row).await? {
        return Err(KeyError::Known(row.kid));
    }
    // Ones that wait keep their turn.
    for old in able(&rows, alg, keeper.now).filter(|old| old.activate_at <= keeper.now) {
        store::key::retire(&mut tx, &old.kid, ends).await?;
    }
    keeper.note(&mut tx, Action::KeyAdd, &row.kid).await?;
    tx.commit().await?;
    Ok(row.kid)
}

/// Adds a key for each of `algorithms` that takes over once every cache has it, and lets the present database keys end
/// when their last tokens have. `None` takes all that are kept in the database. Gives the new keys.
///
/// # Errors
/// [`KeyError`]; [`KeyError::Environment`] when an algorithm is named that the environment has a key for.
pub async fn rotate(
    keeper: Keeper<'_>,
    named: Option<SigningAlgorithm>,
) -> Result<Vec<(SigningAlgorithm, KeyId)>, KeyError> {
    let rows = store::key::list(keeper.db).await?;
    let given = |alg| keeper.environment.iter().any(|key| key.algorithm() == alg && !is_gone(keeper, &rows, key.kid()));
    if let Some(alg) = named.filter(|alg| given(*alg)) {
        return Err(KeyError::Environment { alg, setting: environment_setting(alg) });
    }
    let kept = keeper.settings.keys.algorithms.iter().copied().filter(|alg| !given(*alg));
    let algorithms = named.map_or_else(|| kept.collect(), |alg| vec![alg]);
    let successors = successors(keeper, &algorithms).await?;
    let overlap = keeper.overlap().await?;
    let (mut tx, rows) = keeper.begin().await?;
    for new in &successors {
        replace(keeper, &mut tx, &rows, (new, overlap)).await?;
        keeper.note(&mut tx, Action::KeyRotate, &new.kid).await?;
    }
    tx.commit().await?;
    Ok(successors.into_iter().map(|row| (row.alg, row.kid)).collect())
}

/// Rotates the keys that have signed for `keys.rotation_age`. Whatever another node did meanwhile is seen inside the
/// transaction, so that none is rotated twice.
pub(super) async fn rotate_aged(keeper: Keeper<'_>, rows: &[SigningKeyRow]) -> Result<Vec<SigningAlgorithm>, KeyError> {
    let age = keeper.settings.keys.rotation_age;
    let given = |alg| keeper.environment.iter().any(|key| key.algorithm() == alg && !is_gone(keeper, rows, key.kid()));
    let kept = keeper.settings.keys.algorithms.iter().copied();
    let due: Vec<_> = kept.filter(|alg| !given(*alg) && is_due(rows, *alg, age, keeper.now)).collect();
    if due.is_empty() {
        return Ok(Vec::new());
    }
    let successors = successors(keeper, &due).await?;
    let overlap = keeper.overlap().await?;
    let (mut tx, rows) = keeper.begin().await?;
    let mut rotated = Vec::new();
    for new in successors.iter().filter(|new| is_due(&rows, new.alg, age, keeper.now)) {
        replace(keeper, &mut tx, &rows, (new, overlap)).await?;
        keeper.note(&mut tx, Action::KeyRotate, &new.kid).await?;
        rotated.push(new.alg);
    }
    if !rotated.is_empty() {
        tx.commit().await?;
    }
    Ok(rotated)
}

async fn successors(keeper: Keeper<'_>, algorithms: &[SigningAlgorithm]) -> Result<Vec<SigningKeyRow>, KeyError> {
    let activate_at = keeper.now.plus(keeper.settings.keys.publish_ahead);
    let mut rows = Vec::new();
    for alg in algorithms {
        rows.push(keeper.new_row(*alg, None, activate_at).await?);
    }
    Ok(rows)
}

async fn replace(
    keeper: Keeper<'_>,
    tx: &mut Tx,
    rows: &[SigningKeyRow],
    (new, overlap): (&SigningKeyRow, i64),
) -> Result<(), KeyError> {
    for old in able(rows, new.alg, keeper.now) {
        store::key::retire(tx, &old.kid, new.activate_at.plus(overlap)).await?;
    }
    store::key::insert(tx, new).await?;
    Ok(())
}

/// Ends a key now: it leaves the JWK set and everything that it signed is refused. If it was the one that signs, another
/// takes over at once, a new one if there is no other. Gives the new key, if one was made.
///
/// # Errors
/// [`KeyError::Unknown`].
pub async fn retire(keeper: Keeper<'_>, kid: &KeyId) -> Result<Option<KeyId>, KeyError> {
    let rows = store::key::list(keeper.db).await?;
    let gone = rows.iter().find(|row| row.kid == *kid).ok_or_else(|| KeyError::Unknown(kid.to_string()))?;
    let others = |key: &&std::sync::Arc<crate::jose::SigningKey>| {
        key.algorithm() == gone.alg && key.kid() != kid && !is_gone(keeper, &rows, key.kid())
    };
    let given = keeper.environment.iter().any(|key| others(&key));
    let spare = match heir(&rows, gone, keeper.now) {
        None if !given && !gone.is_retired(keeper.now) => Some(keeper.new_row(gone.alg, None, keeper.now).await?),
        _ => None,
    };
    let (mut tx, rows) = keeper.begin().await?;
    store::key::withdraw(&mut tx, kid, keeper.now).await?;
    let mut made = None;
    if !given && leaves_a_gap(&rows, gone, keeper) {
        match (heir(&rows, gone, keeper.now), spare) {
            (Some(heir), _) => {
                store::key::take_over(&mut tx, &heir.kid, keeper.now).await?;
            }
            (None, Some(spare)) => {
                store::key::insert(&mut tx, &spare).await?;
                keeper.note(&mut tx, Action::KeyAdd, &spare.kid).await?;
                made = Some(spare.kid);
            }
            (None, None) => return Err(KeyError::Conflict),
        }
    }
    keeper.note(&mut tx, Action::KeyRetire, kid).await?;
    tx.commit().await?;
    Ok(made)
}

/// Whether without `gone` no key would sign, or none would last.
fn leaves_a_gap(rows: &[SigningKeyRow], gone: &SigningKeyRow, keeper: Keeper<'_>) -> bool {
    let signs = match signing(rows, gone.alg, keeper.now) {
        Some(row) => row.kid == gone.kid,
        None => true,
    };
    let lasts = able(rows, gone.alg, keeper.now).any(|row| row.kid != gone.kid && row.retire_at.is_none());
    !gone.is_retired(keeper.now) && (signs || !lasts)
}

/// Whether the key was retired, so that the environment's copy of it counts no more.
fn is_gone(keeper: Keeper<'_>, rows: &[SigningKeyRow], kid: &KeyId) -> bool {
    rows.iter().any(|row| row.kid == *kid && row.is_retired(keeper.now))
}
