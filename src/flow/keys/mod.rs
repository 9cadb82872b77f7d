//! The life of keys. Those that sign are made at start, published before they sign, rotated by age, withdrawn in an
//! emergency.
//!
//! Every deed begins its transaction by moving the change counter. That row is then this transaction's until it ends, so
//! that of several nodes each sees what the one before it has done, and decides on that.

mod decryption;
mod deed;
mod life;
mod rows;
mod start;

pub use decryption::ensure_decryption;
pub use deed::{add, retire, rotate};
pub use life::{Cared, look_after};
pub use start::{check_secret_key, ensure, pairwise_subjects};

use crate::config::Settings;
use crate::crypto::seal::{SealError, Sealer};
use crate::directory::associated;
use crate::flow::Services;
use crate::flow::delivery::queue_event;
use crate::jose::{GenerateError, KeyMaterial, SignError, SigningKey};
use crate::model::{Action, KeyId, KeySource, SERVER, Seconds, SigningAlgorithm, SigningKeyRow, UnixTime};
use crate::random::Random;
use crate::store::change::{ChangeKind, bump};
use crate::store::event::Event;
use crate::store::{self, Db, StoreError, Tx};
use std::net::IpAddr;
use std::sync::Arc;

/// How far the clocks of nodes may be apart: so long a key may still sign on one node after its successor has begun.
const SKEW: Seconds = 60;

/// Why a key cannot be made or used.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// No key could be made.
    #[error(transparent)]
    Generate(#[from] GenerateError),
    /// The key does not sign.
    #[error(transparent)]
    Sign(#[from] SignError),
    /// The secret key is not the one that this database's secrets were sealed with.
    #[error(
        "SYMBOLON_SECRET_KEY does not open this database's secrets ({0}); give the key that sealed them, or give it as SYMBOLON_SECRET_KEY_PREVIOUS beside the new one"
    )]
    WrongSecretKey(SealError),
    /// The environment holds a key that was withdrawn, and the database has none in its place.
    #[error("{setting} holds the key {kid}, which was retired; give another key")]
    Retired {
        /// Where it stands.
        setting: &'static str,
        /// Which.
        kid: KeyId,
    },
    /// There is no key with this id.
    #[error("there is no signing key {0}; see `symbolon keys list`")]
    Unknown(String),
    /// A key that is known, perhaps a withdrawn one.
    #[error("the signing key {0} is there already, or was retired; see `symbolon keys list`")]
    Known(KeyId),
    /// The environment's key goes before those of the database.
    #[error("{alg} is signed by a key of the environment, which is rotated by changing {setting}")]
    Environment {
        /// The algorithm.
        alg: SigningAlgorithm,
        /// Where its keys stand.
        setting: &'static str,
    },
    /// Somebody else changed the keys meanwhile.
    #[error("the keys were changed by somebody else at the same time; try again")]
    Conflict,
}

/// What is needed to look after keys, at one moment.
#[derive(Clone, Copy, Debug)]
pub struct Keeper<'a> {
    /// Where the rows are.
    pub db: &'a Db,
    /// Seals private halves.
    pub sealer: &'a Sealer,
    /// Randomness.
    pub random: &'a Random,
    /// How the operator wants it.
    pub settings: &'a Settings,
    /// The keys of the environment, in its order.
    pub environment: &'a [Arc<SigningKey>],
    /// The moment.
    pub now: UnixTime,
    /// Who looks after them, as events name the actor.
    pub actor: &'a str,
    /// From which address.
    pub address: Option<IpAddr>,
}

impl<'a> Keeper<'a> {
    /// With the parts of `services`.
    #[must_use]
    pub fn of(services: &'a Services, now: UnixTime) -> Self {
        Self {
            db: &services.db,
            sealer: &services.sealer,
            random: &services.random,
            settings: &services.settings,
            environment: services.directory.environment_keys(),
            now,
            actor: SERVER,
            address: None,
        }
    }

    /// The same for somebody else than the server.
    #[must_use]
    pub fn by(self, actor: &'a str, address: Option<IpAddr>) -> Self {
        Self { actor, address, ..self }
    }

    /// A row for a new key; `given` or made here, off the worker threads.
    async fn new_row(
        &self,
        alg: SigningAlgorithm,
        given: Option<KeyMaterial>,
        activate_at: UnixTime,
    ) -> Result<SigningKeyRow, KeyError> {
        let material = if let Some(material) = given {
            material
        } else {
            let made = tokio::task::spawn_blocking(move || KeyMaterial::generate(alg)).await;
            made.map_err(|_| GenerateError::Failed)??
        };
        let key = SigningKey::new(&material, alg)?;
        let kid = key.kid().clone();
        Ok(SigningKeyRow {
            alg,
            source: KeySource::Database.as_str().to_owned(),
            public_jwk: key.public_jwk().to_string(),
            sealed_private: Some(self.sealer.seal(self.random, &associated(&kid), material.pkcs8_der().expose())),
            kid,
            publish_at: self.now,
            activate_at,
            retire_at: None,
            withdrawn_at: None,
        })
    }

    /// How long a key that no longer signs must stay published: as long as its last token, and the caches.
    async fn overlap(&self) -> Result<Seconds, KeyError> {
        Ok(longest_token(self.db, self.settings).await? + self.settings.keys.publish_ahead.max(SKEW))
    }

    /// Writes the event of a deed.
    async fn note(&self, tx: &mut Tx, action: Action, kid: &KeyId) -> Result<(), StoreError> {
        let at_ms = self.now.get() * 1000;
        let event = Event {
            id: self.random.row_id(at_ms),
            at_ms,
            actor: self.actor.to_owned(),
            action,
            user_id: None,
            client_id: None,
            detail: kid.to_string(),
            address: self.address.map(|address| address.to_string()),
        };
        store::event::insert(tx, &event).await?;
        // Keys are also looked after where there is no snapshot yet.
        let subscriptions = store::webhook::list_subscriptions_in(tx).await?;
        queue_event(tx, self.random, &subscriptions, &event).await
    }

    /// Begins a transaction that alone may change keys, and reads them.
    async fn begin(&self) -> Result<(Tx, Vec<SigningKeyRow>), StoreError> {
        let mut tx = self.db.write().await?;
        bump(&mut tx, ChangeKind::Key).await?;
        let rows = store::key::list_in(&mut tx).await?;
        Ok((tx, rows))
    }
}

/// The longest life of a signed token that anybody may be given: by the settings, a client's own, or a resource's.
async fn longest_token(db: &Db, settings: &Settings) -> Result<Seconds, StoreError> {
    let clients = store::client::list(db).await?;
    let own = clients.iter().filter_map(|client| client.metadata.access_token_lifetime);
    let resources = store::resource::list(db).await?;
    let theirs = resources.iter().filter_map(|resource| resource.access_token_lifetime);
    let tokens = &settings.tokens;
    Ok(own.chain(theirs).chain([tokens.access_token_lifetime, tokens.id_token_lifetime]).max().unwrap_or_default())
}

/// The setting that holds the environment's keys for `alg`.
fn environment_setting(alg: SigningAlgorithm) -> &'static str {
    match alg {
        SigningAlgorithm::Rs256 | SigningAlgorithm::Ps256 => "OIDC_RSA_PRIVATE_KEY",
        SigningAlgorithm::Es256 | SigningAlgorithm::Ed25519 => "SYMBOLON_KEYS__SIGNING_KEYS",
    }
}
