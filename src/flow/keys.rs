//! Signing keys at start, and by hand.

use crate::config::Settings;
use crate::crypto::seal::{SealError, Sealer};
use crate::directory::associated;
use crate::jose::{GenerateError, RsaKeyMaterial, SignError, SigningKey, generate_rsa};
use crate::model::{KeyId, KeySource, SigningKeyRow, UnixTime};
use crate::random::Random;
use crate::store::change::{ChangeKind, bump};
use crate::store::event::Event;
use crate::store::{self, Db, StoreError, Tx};

/// Size of generated keys.
const BITS: usize = 2048;
/// Relying parties may cache the JWK set this long; a retired key stays published at least as long, in seconds.
pub const CACHE_TIME: i64 = 3600;
const SENTINEL: &str = "seal_sentinel";
const SENTINEL_TEXT: &[u8] = b"symbolon";
const FIRST_KEY: &str = "first_signing_key";

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
    /// The environment holds a key that was withdrawn.
    #[error("OIDC_RSA_PRIVATE_KEY holds the key {0}, which was retired; give another key")]
    Retired(KeyId),
    /// There is no key with this id.
    #[error("there is no signing key {0}; see `symbolon keys list`")]
    Unknown(String),
    /// The last usable key cannot go.
    #[error("{0} is the only key that can sign; generate another first")]
    Last(String),
}

/// Makes sure that the secret key is the one that sealed this database: a wrong one must stop the start, not corrupt.
///
/// # Errors
/// [`KeyError::WrongSecretKey`].
pub async fn check_secret_key(db: &Db, sealer: &Sealer, random: &Random) -> Result<(), KeyError> {
    if store::setting::find(db, SENTINEL).await?.is_none() {
        let mut tx = db.write().await?;
        store::setting::insert_missing(&mut tx, SENTINEL, &sealer.seal(random, SENTINEL, SENTINEL_TEXT)).await?;
        tx.commit().await?;
    }
    let stored = store::setting::find(db, SENTINEL).await?.unwrap_or_default();
    sealer.open(SENTINEL, &stored).map_err(KeyError::WrongSecretKey)?;
    if !sealer.is_current(&stored) {
        let mut tx = db.write().await?;
        store::setting::update(&mut tx, SENTINEL, &sealer.seal(random, SENTINEL, SENTINEL_TEXT)).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Makes sure that there is a key to sign with: publishes the environment's, or makes the database's first one. Of
/// nodes that start together on an empty database, one makes it.
///
/// # Errors
/// [`KeyError`].
pub async fn ensure(
    db: &Db,
    sealer: &Sealer,
    random: &Random,
    environment: Option<&SigningKey>,
    settings: &Settings,
    now: UnixTime,
) -> Result<(), KeyError> {
    let rows = store::key::list(db).await?;
    if let Some(key) = environment {
        return publish_environment_key(db, key, &rows, settings, now).await;
    }
    let usable = |row: &SigningKeyRow| row.sealed_private.is_some() && row.retire_at.is_none_or(|at| at > now);
    if rows.iter().any(usable) {
        return Ok(());
    }
    let material = generate()?;
    let (kid, row) = database_row(sealer, random, &material, now)?;
    let mut tx = db.write().await?;
    let first = store::setting::insert_missing(&mut tx, FIRST_KEY, kid.as_str()).await?;
    if first || !rows.is_empty() {
        store::key::insert(&mut tx, &row).await?;
        bump(&mut tx, ChangeKind::Key).await?;
    }
    tx.commit().await?;
    Ok(())
}

async fn publish_environment_key(
    db: &Db,
    key: &SigningKey,
    rows: &[SigningKeyRow],
    settings: &Settings,
    now: UnixTime,
) -> Result<(), KeyError> {
    let source = KeySource::Environment.as_str();
    let row = SigningKeyRow {
        kid: key.kid().clone(),
        source: source.to_owned(),
        public_jwk: key.public_jwk().to_string(),
        sealed_private: None,
        publish_at: now,
        activate_at: now,
        retire_at: None,
    };
    let withdrawn = |known: &&SigningKeyRow| known.kid == row.kid && known.retire_at.is_some_and(|at| at <= now);
    if rows.iter().any(|known| withdrawn(&known)) {
        return Err(KeyError::Retired(row.kid));
    }
    let mut tx = db.write().await?;
    let mut changed = store::key::insert(&mut tx, &row).await?;
    changed |= store::key::revive(&mut tx, &row.kid, source, now).await?;
    let ends = now.plus(overlap(settings));
    let older = rows.iter().filter(|other| other.source == source && other.kid != row.kid);
    for other in older.filter(|other| other.retire_at.is_none()) {
        changed |= store::key::retire(&mut tx, &other.kid, ends).await?;
    }
    if changed {
        bump(&mut tx, ChangeKind::Key).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// How long a key that no longer signs must stay published: as long as its last token and the caches live.
fn overlap(settings: &Settings) -> i64 {
    settings.tokens.access_token_lifetime.max(settings.tokens.id_token_lifetime) + CACHE_TIME
}

fn generate() -> Result<RsaKeyMaterial, KeyError> {
    Ok(generate_rsa(BITS)?)
}

fn database_row(
    sealer: &Sealer,
    random: &Random,
    material: &RsaKeyMaterial,
    now: UnixTime,
) -> Result<(KeyId, SigningKeyRow), KeyError> {
    let key = SigningKey::from_rsa(material)?;
    let kid = key.kid().clone();
    let row = SigningKeyRow {
        kid: kid.clone(),
        source: KeySource::Database.as_str().to_owned(),
        public_jwk: key.public_jwk().to_string(),
        sealed_private: Some(sealer.seal(random, &associated(&kid), material.pkcs8_der().expose())),
        publish_at: now,
        activate_at: now,
        retire_at: None,
    };
    Ok((kid, row))
}

/// Adds a key, generated or given, that is published at once and signs after `delay` seconds.
///
/// # Errors
/// [`KeyError`].
pub async fn add(
    db: &Db,
    sealer: &Sealer,
    random: &Random,
    given: Option<RsaKeyMaterial>,
    delay: i64,
    now: UnixTime,
) -> Result<KeyId, KeyError> {
    let material = match given {
        Some(material) => material,
        None => generate()?,
    };
    let (kid, mut row) = database_row(sealer, random, &material, now)?;
    row.activate_at = now.plus(delay);
    let mut tx = db.write().await?;
    store::key::insert(&mut tx, &row).await?;
    note(&mut tx, random, now, ("key.add", &kid)).await?;
    tx.commit().await?;
    Ok(kid)
}

/// Adds a key that takes over once every cache has it, and lets the present database keys end when their last tokens
/// have. Gives the new key.
///
/// # Errors
/// [`KeyError`].
pub async fn rotate(
    db: &Db,
    sealer: &Sealer,
    random: &Random,
    settings: &Settings,
    now: UnixTime,
) -> Result<KeyId, KeyError> {
    let (kid, mut row) = database_row(sealer, random, &generate()?, now)?;
    row.activate_at = now.plus(CACHE_TIME);
    let ends = row.activate_at.plus(overlap(settings));
    let mut tx = db.write().await?;
    for old in store::key::list(db).await?.into_iter().filter(|old| old.sealed_private.is_some()) {
        store::key::retire(&mut tx, &old.kid, old.retire_at.map_or(ends, |at| at.min(ends))).await?;
    }
    store::key::insert(&mut tx, &row).await?;
    note(&mut tx, random, now, ("key.rotate", &kid)).await?;
    tx.commit().await?;
    Ok(kid)
}

/// Tells every node of a deed of an administrator and writes its event.
async fn note(tx: &mut Tx, random: &Random, now: UnixTime, deed: (&'static str, &KeyId)) -> Result<(), StoreError> {
    bump(tx, ChangeKind::Key).await?;
    let at_ms = now.get() * 1000;
    let event = Event {
        id: random.row_id(at_ms),
        at_ms,
        actor: "cli".to_owned(),
        action: deed.0,
        user_id: None,
        client_id: None,
        detail: deed.1.to_string(),
    };
    store::event::insert(tx, &event).await
}

/// Ends a key now: it leaves the JWK set and everything that it signed is refused.
///
/// # Errors
/// [`KeyError::Unknown`], [`KeyError::Last`].
pub async fn retire(db: &Db, random: &Random, kid: &KeyId, now: UnixTime) -> Result<(), KeyError> {
    let rows = store::key::list(db).await?;
    if !rows.iter().any(|row| row.kid == *kid) {
        return Err(KeyError::Unknown(kid.to_string()));
    }
    let signs = |row: &&SigningKeyRow| row.activate_at <= now && row.retire_at.is_none_or(|at| at > now);
    if !rows.iter().filter(signs).any(|row| row.kid != *kid) {
        return Err(KeyError::Last(kid.to_string()));
    }
    let mut tx: Tx = db.write().await?;
    store::key::retire(&mut tx, kid, now).await?;
    note(&mut tx, random, now, ("key.retire", kid)).await?;
    tx.commit().await?;
    Ok(())
}
