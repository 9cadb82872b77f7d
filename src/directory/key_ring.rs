//! The signing keys in force, chosen from rows by time, so that nodes switch without a message.

use crate::crypto::seal::{SealError, Sealer};
use crate::jose::{JwkError, KeyImportError, KeySet, RsaKeyMaterial, SignError, SigningKey, VerifyingKey};
use crate::model::{KeyId, SigningKeyRow, UnixTime};
use serde_json::{Value, json};
use std::sync::Arc;

/// A key that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyRingError {
    /// The sealed private half does not open.
    #[error(
        "signing key {kid} cannot be opened: {cause}; SYMBOLON_SECRET_KEY must be the one that sealed it, or SYMBOLON_SECRET_KEY_PREVIOUS must hold that one"
    )]
    Sealed {
        /// Which.
        kid: KeyId,
        /// Why.
        cause: SealError,
    },
    /// The private half is not an RSA key.
    #[error("signing key {kid} is damaged: {cause}")]
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

#[derive(Debug)]
struct Signer {
    activate_at: UnixTime,
    retire_at: Option<UnixTime>,
    key: Arc<SigningKey>,
}

/// Keys that sign, keys that verify, and when the choice must be made anew.
#[derive(Debug)]
pub struct KeyRing {
    environment: Option<Arc<SigningKey>>,
    signers: Vec<Signer>,
    set: KeySet,
    public: Vec<Value>,
    valid_until: Option<UnixTime>,
}

impl KeyRing {
    pub(super) fn build(
        rows: &[SigningKeyRow],
        sealer: &Sealer,
        environment: Option<&Arc<SigningKey>>,
        now: UnixTime,
    ) -> Result<Self, KeyRingError> {
        let mut signers = Vec::new();
        let mut verifiers = Vec::new();
        let mut public = Vec::new();
        let retired = |row: &&SigningKeyRow| row.retire_at.is_some_and(|at| at <= now);
        for row in rows.iter().filter(|row| !retired(row) && row.publish_at <= now) {
            let jwk: Value = serde_json::from_str(&row.public_jwk).unwrap_or_default();
            let verifier =
                VerifyingKey::from_jwk(&jwk).map_err(|cause| KeyRingError::Public { kid: row.kid.clone(), cause })?;
            verifiers.push(verifier);
            public.push(jwk);
            if let Some(sealed) = &row.sealed_private {
                let key = Arc::new(open(row, sealed, sealer)?);
                signers.push(Signer { activate_at: row.activate_at, retire_at: row.retire_at, key });
            }
        }
        let boundaries = rows.iter().flat_map(|row| [Some(row.publish_at), row.retire_at]).flatten();
        let valid_until = boundaries.filter(|at| *at > now).min();
        let set: KeySet = verifiers.into_iter().collect();
        // A key that was withdrawn in an emergency signs nothing, wherever its private half is.
        let environment = environment.filter(|key| set.get(key.kid().as_str()).is_some()).cloned();
        Ok(Self { environment, signers, set, public, valid_until })
    }

    /// The key that signs now: the environment's, else the one that was activated last.
    #[must_use]
    pub fn signer(&self, now: UnixTime) -> Option<&Arc<SigningKey>> {
        let in_force = |signer: &&Signer| signer.activate_at <= now && signer.retire_at.is_none_or(|at| at > now);
        let latest = || self.signers.iter().filter(in_force).max_by_key(|signer| signer.activate_at);
        self.environment.as_ref().or_else(|| latest().map(|signer| &signer.key))
    }

    /// Keys by which our own tokens are verified.
    #[must_use]
    pub fn verifiers(&self) -> &KeySet {
        &self.set
    }

    /// Algorithms of the keys, each once.
    pub(super) fn algorithms(&self) -> Vec<&'static str> {
        let mut all: Vec<_> = self.set.iter().map(|key| key.algorithm().as_str()).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// The JWK set (RFC 7517 §5).
    pub(super) fn public_set(&self) -> Value {
        json!({ "keys": self.public })
    }

    pub(super) fn is_outdated(&self, now: UnixTime) -> bool {
        self.valid_until.is_some_and(|until| until <= now)
    }
}

fn open(row: &SigningKeyRow, private: &str, sealer: &Sealer) -> Result<SigningKey, KeyRingError> {
    let der = sealer
        .open(&associated(&row.kid), private)
        .map_err(|cause| KeyRingError::Sealed { kid: row.kid.clone(), cause })?;
    let material = RsaKeyMaterial::from_pkcs8_der(der.expose())
        .map_err(|cause| KeyRingError::Private { kid: row.kid.clone(), cause })?;
    Ok(SigningKey::from_rsa(&material)?)
}

/// What a sealed private key is bound to, so that it opens in its own row only.
#[must_use]
pub fn associated(kid: &KeyId) -> String {
    format!("signing_key/sealed_private/{kid}")
}
