//! The keys that others encrypt to.

use crate::crypto::seal::Sealer;
use crate::directory::KeyRingError;
use crate::jose::KeyMaterial;
use crate::jose::jwe::{self, Decrypted, DecryptionKey, JweError};
use crate::model::{DecryptionKeyRow, JweAlgorithm, KeyId};
use crate::random::Random;
use serde_json::Value;
use std::sync::Arc;

/// Keys that decrypt. They sign nothing and verify nothing.
#[derive(Clone, Debug, Default)]
pub struct DecryptionKeys {
    keys: Vec<Arc<DecryptionKey>>,
}

impl DecryptionKeys {
    /// The environment's keys, and those of the database for what the environment has none. Keys that `before` has
    /// opened are not opened again.
    pub(super) fn build(
        rows: &[DecryptionKeyRow],
        sealer: &Sealer,
        environment: &[Arc<DecryptionKey>],
        before: Option<&Self>,
    ) -> Result<Self, KeyRingError> {
        let mut keys = environment.to_vec();
        for row in rows {
            let opened = before.and_then(|known| known.keys.iter().find(|key| *key.kid() == row.kid)).cloned();
            let key = opened.map_or_else(|| open(row, sealer).map(Arc::new), Ok)?;
            if !environment.iter().any(|given| given.kid() == key.kid()) {
                keys.push(key);
            }
        }
        Ok(Self { keys })
    }

    /// Decrypts what was encrypted to one of them.
    ///
    /// # Errors
    /// See [`JweError`].
    pub fn decrypt(&self, token: &str, random: &Random) -> Result<Decrypted, JweError> {
        jwe::decrypt(token, self.keys.iter().map(|key| &**key), random)
    }

    /// Key management that others may use.
    #[must_use]
    pub fn algorithms(&self) -> Vec<JweAlgorithm> {
        let able = |alg: &JweAlgorithm| self.keys.iter().any(|key| key.fits(*alg));
        JweAlgorithm::ALL.iter().copied().filter(able).collect()
    }

    /// The public halves (RFC 7517 §5).
    pub(super) fn public(&self) -> impl Iterator<Item = &Value> {
        self.keys.iter().map(|key| key.public_jwk())
    }
}

fn open(row: &DecryptionKeyRow, sealer: &Sealer) -> Result<DecryptionKey, KeyRingError> {
    let der = sealer
        .open(&associated_decryption(&row.kid), &row.sealed_private)
        .map_err(|cause| KeyRingError::Sealed { kid: row.kid.clone(), cause })?;
    let material =
        KeyMaterial::from_der(der.expose()).map_err(|cause| KeyRingError::Private { kid: row.kid.clone(), cause })?;
    Ok(DecryptionKey::new(&material)?)
}

/// What a sealed decryption key is bound to, so that it opens in its own row only.
#[must_use]
pub fn associated_decryption(kid: &KeyId) -> String {
    format!("decryption_key/sealed_private/{kid}")
}
