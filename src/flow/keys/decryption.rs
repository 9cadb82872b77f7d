//! Keys that others encrypt to: one of each kind, made at first start, published, and never used for signing.

use super::{Keeper, KeyError};
use crate::crypto::seal::Sealer;
use crate::directory::associated_decryption;
use crate::jose::jwe::DecryptionKey;
use crate::jose::{GenerateError, KeyMaterial};
use crate::model::{Action, DecryptionKeyRow, JweAlgorithm, SigningAlgorithm};
use crate::store;
use std::sync::Arc;

/// One algorithm of each kind of key, and what makes a key of that kind.
const KINDS: [(JweAlgorithm, SigningAlgorithm); 2] =
    [(JweAlgorithm::RsaOaep256, SigningAlgorithm::Rs256), (JweAlgorithm::EcdhEs, SigningAlgorithm::Es256)];

/// Makes sure that there is a key of each kind that the environment does not give. Of nodes that start together, one
/// makes them. A start that finds everything in order writes nothing.
///
/// # Errors
/// [`KeyError`].
pub async fn ensure_decryption(keeper: Keeper<'_>, environment: &[Arc<DecryptionKey>]) -> Result<(), KeyError> {
    let rows = store::decryption_key::list(keeper.db).await?;
    reseal(keeper, &rows).await?;
    let given = |alg| environment.iter().any(|key| key.fits(alg));
    let missing: Vec<_> =
        KINDS.into_iter().filter(|(alg, _)| !given(*alg) && !has(keeper.sealer, &rows, *alg)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let mut made = Vec::new();
    for (alg, maker) in missing {
        made.push((alg, new_row(keeper, maker).await?));
    }
    let (mut tx, _) = keeper.begin().await?;
    let rows = store::decryption_key::list_in(&mut tx).await?;
    let mut changed = false;
    for (_, row) in made.iter().filter(|(alg, _)| !has(keeper.sealer, &rows, *alg)) {
        store::decryption_key::insert(&mut tx, row).await?;
        keeper.note(&mut tx, Action::KeyAdd, &row.kid).await?;
        changed = true;
    }
    if changed {
        tx.commit().await?;
    }
    Ok(())
}

/// Whether one of the rows is of the kind that `alg` needs. A key that cannot be opened is reported by name when the
/// directory is loaded, and is not replaced.
fn has(sealer: &Sealer, rows: &[DecryptionKeyRow], alg: JweAlgorithm) -> bool {
    rows.iter().any(|row| {
        let opened = sealer.open(&associated_decryption(&row.kid), &row.sealed_private).ok();
        let key = opened.and_then(|der| KeyMaterial::from_der(der.expose()).ok());
        key.is_none_or(|material| DecryptionKey::new(&material).is_ok_and(|key| key.fits(alg)))
    })
}

async fn new_row(keeper: Keeper<'_>, maker: SigningAlgorithm) -> Result<DecryptionKeyRow, KeyError> {
    let made = tokio::task::spawn_blocking(move || KeyMaterial::generate(maker)).await;
    let material = made.map_err(|_| GenerateError::Failed)??;
    let kid = DecryptionKey::new(&material)?.kid().clone();
    let place = associated_decryption(&kid);
    let sealed_private = keeper.sealer.seal(keeper.random, &place, material.pkcs8_der().expose());
    Ok(DecryptionKeyRow { kid, sealed_private, created_at: keeper.now })
}

/// Seals under the present secret key what the previous one has sealed.
async fn reseal(keeper: Keeper<'_>, rows: &[DecryptionKeyRow]) -> Result<(), KeyError> {
    let old: Vec<_> = rows.iter().filter(|row| !keeper.sealer.is_current(&row.sealed_private)).collect();
    if old.is_empty() {
        return Ok(());
    }
    let mut tx = keeper.db.write().await?;
    for row in old {
        let place = associated_decryption(&row.kid);
        if let Ok(der) = keeper.sealer.open(&place, &row.sealed_private) {
            let after = keeper.sealer.seal(keeper.random, &place, der.expose());
            store::decryption_key::reseal(&mut tx, &row.kid, &row.sealed_private, &after).await?;
        }
    }
    tx.commit().await?;
    Ok(())
}
