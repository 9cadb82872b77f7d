//! The signing keys in force, chosen from rows by time, so that nodes switch without a message.

use crate::crypto::seal::{SealError, Sealer};
use crate::jose::{ForeignKeys, JwkError, KeyImportError, KeyMaterial, KeySet, SignError, SigningKey, VerifyingKey};
use crate::model::{KeyId, SigningAlgorithm, SigningKeyRow, UnixTime};
use serde_json::{Value, json};
use std::sync::Arc;

/// A key that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyRingError {
    /// The sealed private half does not open.
    #[error(
        "key {kid} cannot be opened: {cause}; SYMBOLON_SECRET_KEY must be the one that sealed it, or SYMBOLON_SECRET_KEY_PREVIOUS must hold that one"
    )]
    Sealed {
        /// Which.
        kid: KeyId,
        /// Why.
        cause: SealError,
    },
    /// The private half is not a key.
    #[error("key {kid} is damaged: {cause}")]
    Private {
        /// Which.
        kid: KeyId,
        /// Why.
        cause: KeyImportError,
    },
    /// The public half is not a JWK.
    #[error("signing key {kid} is damaged: {cause}")]
    Public {
        /// Which.
        kid: KeyId,
        /// Why.
        cause: JwkError,
    },
    /// The library refuses the key.
    #[error(transparent)]
    Sign(#[from] SignError),
}

#[derive(Clone, Debug)]
struct Signer {
    activate_at: UnixTime,
    retire_at: Option<UnixTime>,
    key: Arc<SigningKey>,
}

/// Keys that sign, keys that verify, and when the choice must be made anew.
#[derive(Debug)]
pub struct KeyRing {
    environment: Vec<Signer>,
    signers: Vec<Signer>,
    set: KeySet,
    known: KeySet,
    public: Vec<Value>,
    valid_until: Option<UnixTime>,
}

impl KeyRing {
    /// A row is published from its first sight on, whatever this node's clock says: the node that wrote it counts the
    /// time until it signs from its own. Keys that `before` has opened are not opened again.
    pub(super) fn build(
        rows: &[SigningKeyRow],
        sealer: &Sealer,
        environment: &[Arc<SigningKey>],
        before: Option<&Self>,
        now: UnixTime,
    ) -> Result<Self, KeyRingError> {
        let mut signers = Vec::new();
        let mut verifiers = Vec::new();
        let mut public = Vec::new();
        let known = known(rows)?;
        let mut rows: Vec<_> = rows.iter().filter(|row| !row.is_retired(now)).collect();
        // RS256 comes first, for relying parties that take the first key without a look at its name.
        rows.sort_by_key(|row| row.alg);
        for row in &rows {
            let (jwk, verifier) = public_half(row)?;
            verifiers.push(verifier);
            public.push(jwk);
            if let Some(sealed) = &row.sealed_private {
                let opened = before.and_then(|ring| ring.opened(&row.kid));
                let key = opened.map_or_else(|| open(row, sealed, sealer).map(Arc::new), Ok)?;
                signers.push(Signer { activate_at: row.activate_at, retire_at: row.retire_at, key });
            }
        }
        let boundaries = rows.iter().filter_map(|row| row.retire_at);
        let valid_until = boundaries.filter(|at| *at > now).min();
        // A key that was withdrawn in an emergency signs nothing, wherever its private half is.
        let environment = environment.iter().filter_map(|key| {
            let row = rows.iter().find(|row| row.kid == *key.kid())?;
            Some(Signer { activate_at: row.activate_at, retire_at: None, key: Arc::clone(key) })
        });
        let environment = environment.collect();
        Ok(Self { environment, signers, set: verifiers.into_iter().collect(), known, public, valid_until })
    }

    /// The key that signs `alg` now: the environment's first, else the one that was activated last.
    #[must_use]
    pub fn signer(&self, alg: SigningAlgorithm, now: UnixTime) -> Option<&Arc<SigningKey>> {
        self.in_force(alg, now).map(|signer| &signer.key)
    }

    /// Since when the key has signed that signs `alg` now.
    #[must_use]
    pub fn signing_since(&self, alg: SigningAlgorithm, now: UnixTime) -> Option<UnixTime> {
        self.in_force(alg, now).map(|signer| signer.activate_at)
    }

    /// Whether the key that signs `alg` is one of the environment's.
    #[must_use]
    pub fn signs_by_environment(&self, alg: SigningAlgorithm) -> bool {
        self.environment.iter().any(|signer| signer.key.algorithm() == alg)
    }

    fn in_force(&self, alg: SigningAlgorithm, now: UnixTime) -> Option<&Signer> {
        if let Some(given) = self.environment.iter().find(|signer| signer.key.algorithm() == alg) {
            return Some(given);
        }
        let able = || {
            let alive = |signer: &&Signer| signer.retire_at.is_none_or(|at| at > now);
            self.signers.iter().filter(|signer| signer.key.algorithm() == alg).filter(alive)
        };
        // Of two that began in one second, the one before was given its end by the other.
        let order = |signer: &&Signer| (signer.activate_at, signer.retire_at.is_none());
        let latest = able().filter(|signer| signer.activate_at <= now).max_by_key(order);
        // Where the private half of the one before is gone already, this node's clock is behind.
        latest.or_else(|| able().min_by_key(|signer| signer.activate_at))
    }

    fn opened(&self, kid: &KeyId) -> Option<Arc<SigningKey>> {
        self.signers.iter().find(|signer| signer.key.kid() == kid).map(|signer| Arc::clone(&signer.key))
    }

    /// Keys by which our own tokens are verified.
    #[must_use]
    pub fn verifiers(&self) -> &KeySet {
        &self.set
    }

    /// Every key that was ever ours to sign with and is still remembered, published or not, but none that was withdrawn:
    /// what they signed was said by us, whether or not it is still good.
    #[must_use]
    pub fn known(&self) -> &KeySet {
        &self.known
    }

    /// Algorithms that a client may choose: those that there is a key to sign with.
    #[must_use]
    pub fn algorithms(&self) -> Vec<SigningAlgorithm> {
        let able = |alg: &SigningAlgorithm| {
            self.environment.iter().chain(&self.signers).any(|signer| signer.key.algorithm() == *alg)
        };
        SigningAlgorithm::ALL.into_iter().filter(able).collect()
    }

    /// The JWK set (RFC 7517 §5): what verifies, and after it `more` for other uses.
    pub(super) fn public_set<'a>(&'a self, more: impl Iterator<Item = &'a Value>) -> Value {
        json!({ "keys": self.public.iter().chain(more).collect::<Vec<_>>() })
    }

    /// A public key of ours for each algorithm, without its name: what is verified in the place of a client's key, where there
    /// is no such client, takes as long.
    pub(super) fn stand_in(&self) -> ForeignKeys {
        let first = |alg: SigningAlgorithm| self.public.iter().find(|jwk| jwk["alg"] == alg.as_str()).cloned();
        let keys = SigningAlgorithm::ALL.into_iter().filter_map(first).map(|mut jwk| {
            jwk.as_object_mut().map(|members| members.remove("kid"));
            jwk
        });
        ForeignKeys::parse(&json!({ "keys": keys.collect::<Vec<_>>() })).unwrap_or_default()
    }

    pub(super) fn is_outdated(&self, now: UnixTime) -> bool {
        self.valid_until.is_some_and(|until| until <= now)
    }
}

fn known(rows: &[SigningKeyRow]) -> Result<KeySet, KeyRingError> {
    let trusted = rows.iter().filter(|row| row.withdrawn_at.is_none());
    trusted.map(|row| public_half(row).map(|(_, verifier)| verifier)).collect()
}

fn public_half(row: &SigningKeyRow) -> Result<(Value, VerifyingKey), KeyRingError> {
    let jwk: Value = serde_json::from_str(&row.public_jwk).unwrap_or_default();
    let verifier =
        VerifyingKey::from_jwk(&jwk).map_err(|cause| KeyRingError::Public { kid: row.kid.clone(), cause })?;
    Ok((jwk, verifier))
}

fn open(row: &SigningKeyRow, private: &str, sealer: &Sealer) -> Result<SigningKey, KeyRingError> {
    let der = sealer
        .open(&associated(&row.kid), private)
        .map_err(|cause| KeyRingError::Sealed { kid: row.kid.clone(), cause })?;
    let material =
        KeyMaterial::from_der(der.expose()).map_err(|cause| KeyRingError::Private { kid: row.kid.clone(), cause })?;
    Ok(SigningKey::new(&material, row.alg)?)
}

/// What a sealed private key is bound to, so that it opens in its own row only.
#[must_use]
pub fn associated(kid: &KeyId) -> String {
    format!("signing_key/sealed_private/{kid}")
}
