//! Keys at start.

use super::rows::{able, has_lasting};
use super::{Keeper, KeyError, environment_setting};
use crate::crypto::pairwise::PairwiseSubjects;
use crate::crypto::seal::Sealer;
use crate::directory::associated;
use crate::jose::SigningKey;
use crate::model::{KeySource, Secret, SigningAlgorithm, SigningKeyRow};
use crate::random::Random;
use crate::store::{self, Db};
use std::sync::Arc;

const SENTINEL: &str = "seal_sentinel";
const SENTINEL_TEXT: &[u8] = b"symbolon";
const PAIRWISE_SALT: &str = "pairwise_salt";

/// Makes sure that the secret key is the one that sealed this database: a wrong one must stop the start, not corrupt.
///
/// # Errors
/// [`KeyError::WrongSecretKey`].
pub async fn check_secret_key(db: &Db, sealer: &Sealer, random: &Random) -> Result<(), KeyError> {
    sealed_setting(db, sealer, random, (SENTINEL, SENTINEL_TEXT)).await?;
    Ok(())
}

/// What makes pairwise subjects. Its salt is random and made once; whatever the secret key becomes, it stays.
///
/// # Errors
/// [`KeyError::WrongSecretKey`].
pub async fn pairwise_subjects(db: &Db, sealer: &Sealer, random: &Random) -> Result<PairwiseSubjects, KeyError> {
    let salt = sealed_setting(db, sealer, random, (PAIRWISE_SALT, &random.bytes::<32>())).await?;
    Ok(PairwiseSubjects::new(&salt))
}

/// A value that all nodes share, stored sealed: `first` unless one is there already. What the previous secret key has
/// sealed is sealed anew.
async fn sealed_setting(
    db: &Db,
    sealer: &Sealer,
    random: &Random,
    (name, first): (&str, &[u8]),
) -> Result<Secret<Vec<u8>>, KeyError> {
    if store::setting::find(db, name).await?.is_none() {
        let mut tx = db.write().await?;
        store::setting::insert_missing(&mut tx, name, &sealer.seal(random, name, first)).await?;
        tx.commit().await?;
    }
    let stored = store::setting::find(db, name).await?.unwrap_or_default();
    let value = sealer.open(name, &stored).map_err(KeyError::WrongSecretKey)?;
    if !sealer.is_current(&stored) {
        let mut tx = db.write().await?;
        store::setting::update(&mut tx, name, &sealer.seal(random, name, value.expose())).await?;
        tx.commit().await?;
    }
    Ok(value)
}

/// Makes sure that there is a key for each algorithm that is kept: publishes the environment's, and makes what the
/// database lacks. Of nodes that start together, one does. A start that finds everything in order writes nothing.
///
/// # Errors
/// [`KeyError`].
pub async fn ensure(keeper: Keeper<'_>) -> Result<(), KeyError> {
    let rows = store::key::list(keeper.db).await?;
    reseal(keeper, &rows).await?;
    publish_environment_keys(keeper, &rows).await?;
    let alive = |alg| environment_keys(keeper, &rows, alg).next().is_some();
    let kept = keeper.settings.keys.algorithms.iter().copied();
    let missing: Vec<_> = kept.filter(|alg| !alive(*alg) && !has_lasting(&rows, *alg, keeper.now)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let mut made = Vec::new();
    for alg in missing {
        // It signs at once: there is no other.
        made.push(keeper.new_row(alg, None, keeper.now).await?);
    }
    let (mut tx, rows) = keeper.begin().await?;
    let mut changed = false;
    for row in made.iter().filter(|row| !has_lasting(&rows, row.alg, keeper.now)) {
        changed |= store::key::insert(&mut tx, row).await?;
    }
    if changed {
        tx.commit().await?;
    }
    Ok(())
}

/// The environment's keys for `alg` that were not retired.
fn environment_keys<'a>(
    keeper: Keeper<'a>,
    rows: &'a [SigningKeyRow],
    alg: SigningAlgorithm,
) -> impl Iterator<Item = &'a Arc<SigningKey>> {
    let retired = move |key: &SigningKey| rows.iter().any(|row| row.kid == *key.kid() && row.is_retired(keeper.now));
    keeper.environment.iter().filter(move |key| key.algorithm() == alg && !retired(key))
}

async fn publish_environment_keys(keeper: Keeper<'_>, rows: &[SigningKeyRow]) -> Result<(), KeyError> {
    for alg in SigningAlgorithm::ALL {
        let Some(first) = keeper.environment.iter().find(|key| key.algorithm() == alg) else { continue };
        let alive: Vec<_> = environment_keys(keeper, rows, alg).collect();
        if !alive.is_empty() {
            publish(keeper, rows, alg, &alive).await?;
        } else if able(rows, alg, keeper.now).next().is_some() {
            let setting = environment_setting(alg);
            tracing::warn!(%alg, setting, "holds only keys that were retired; a key of the database signs instead");
        } else {
            return Err(KeyError::Retired { setting: environment_setting(alg), kid: first.kid().clone() });
        }
    }
    Ok(())
}

/// Publishes the environment's keys for `alg`, and lets those end that it no longer has.
async fn publish(
    keeper: Keeper<'_>,
    rows: &[SigningKeyRow],
    alg: SigningAlgorithm,
    alive: &[&Arc<SigningKey>],
) -> Result<(), KeyError> {
    let source = KeySource::Environment.as_str();
    let in_place = |key: &SigningKey| {
        rows.iter().any(|row| row.kid == *key.kid() && row.source == source && row.retire_at.is_none())
    };
    let is_held = |row: &SigningKeyRow| alive.iter().any(|key| *key.kid() == row.kid);
    let left: Vec<_> = rows
        .iter()
        .filter(|row| row.alg == alg && row.source == source && row.retire_at.is_none() && !is_held(row))
        .collect();
    if left.is_empty() && alive.iter().all(|key| in_place(key)) {
        return Ok(());
    }
    let ends = keeper.now.plus(keeper.overlap().await?);
    let (mut tx, _) = keeper.begin().await?;
    for key in alive {
        store::key::insert(&mut tx, &environment_row(keeper, key)).await?;
        store::key::revive(&mut tx, key.kid(), source, keeper.now).await?;
    }
    for row in left {
        store::key::retire(&mut tx, &row.kid, ends).await?;
    }
    tx.commit().await?;
    Ok(())
}

fn environment_row(keeper: Keeper<'_>, key: &SigningKey) -> SigningKeyRow {
    SigningKeyRow {
        kid: key.kid().clone(),
        alg: key.algorithm(),
        source: KeySource::Environment.as_str().to_owned(),
        public_jwk: key.public_jwk().to_string(),
        sealed_private: None,
        publish_at: keeper.now,
        activate_at: keeper.now,
        retire_at: None,
        withdrawn_at: None,
    }
}

/// Seals under the present secret key what the previous one has sealed, so that the previous one can go.
async fn reseal(keeper: Keeper<'_>, rows: &[SigningKeyRow]) -> Result<(), KeyError> {
    let mut sealed_anew = Vec::new();
    for row in rows {
        let Some(before) = row.sealed_private.as_deref().filter(|sealed| !keeper.sealer.is_current(sealed)) else {
            continue;
        };
        let place = associated(&row.kid);
        // A key that cannot be opened is reported by name when the directory is loaded.
        if let Ok(der) = keeper.sealer.open(&place, before) {
            sealed_anew.push((&row.kid, before, keeper.sealer.seal(keeper.random, &place, der.expose())));
        }
    }
    if sealed_anew.is_empty() {
        return Ok(());
    }
    let mut tx = keeper.db.write().await?;
    for (kid, before, after) in &sealed_anew {
        store::key::reseal(&mut tx, kid, before, after).await?;
    }
    // Nobody's copy in memory has become old, so nobody is told.
    tx.commit().await?;
    Ok(())
}
