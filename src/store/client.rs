//! Clients and the digests of their secrets.

use super::error::{parse_json, to_json};
use super::{Db, StoreError, Tx, registration_token};
use crate::model::{Client, ClientId, ClientSecret, UnixTime};

const SELECT_ALL: &str =
    "SELECT id, metadata, managed_by, tokens_valid_from, version, created_at, disabled_at, expires_at
    FROM client ORDER BY id";
const SELECT_SECRETS: &str =
    "SELECT id, client_id, hash, sealed, created_at, expires_at FROM client_secret ORDER BY id";
const SELECT: &str = "SELECT id, metadata, managed_by, tokens_valid_from, version, created_at, disabled_at, expires_at
    FROM client WHERE id = $1";
const SELECT_SECRETS_OF: &str =
    "SELECT id, client_id, hash, sealed, created_at, expires_at FROM client_secret WHERE client_id = $1 ORDER BY id";
const COUNT_BY_MANAGER: &str = "SELECT COUNT(*) FROM client WHERE managed_by = $1";
const USE: &str = "UPDATE client SET expires_at = NULL WHERE id = $1 AND expires_at IS NOT NULL";
const SELECT_UNUSED: &str =
    "SELECT id FROM client WHERE expires_at IS NOT NULL AND expires_at <= $1 ORDER BY expires_at LIMIT $2";
const HOLD_UNUSED: &str = "UPDATE client SET version = version + 1 WHERE id = $1 AND expires_at <= $2";
const INSERT: &str = "INSERT INTO client (id, metadata, managed_by, tokens_valid_from, version, created_at,
        disabled_at, expires_at) VALUES ($1, $2, $3, $4, 1, $5, NULL, $6)";
const UPDATE: &str = "UPDATE client SET metadata = $2, tokens_valid_from = $3, disabled_at = $4, version = version + 1
    WHERE id = $1 AND version = $5";
const DELETE: &str = "DELETE FROM client WHERE id = $1";
const INSERT_SECRET: &str =
    "INSERT INTO client_secret (id, client_id, hash, sealed, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)";
const RESEAL_SECRET: &str = "UPDATE client_secret SET sealed = $3 WHERE id = $1 AND sealed = $2";
const RENEW_SECRET: &str = "UPDATE client_secret SET hash = $3 WHERE id = $1 AND hash = $2";
const DELETE_SECRETS: &str = "DELETE FROM client_secret WHERE client_id = $1";
const EXPIRE_SECRETS: &str =
    "UPDATE client_secret SET expires_at = $2 WHERE client_id = $1 AND (expires_at IS NULL OR expires_at > $2)";

#[derive(sqlx::FromRow)]
struct ClientRow {
    id: String,
    metadata: String,
    managed_by: String,
    tokens_valid_from: i64,
    version: i64,
    created_at: i64,
    disabled_at: Option<i64>,
    expires_at: Option<i64>,
}

#[derive(sqlx::FromRow)]
struct SecretRow {
    id: String,
    client_id: String,
    hash: String,
    sealed: Option<String>,
    created_at: i64,
    expires_at: Option<i64>,
}

impl From<SecretRow> for ClientSecret {
    fn from(row: SecretRow) -> Self {
        Self {
            id: row.id,
            client_id: ClientId::new(row.client_id),
            hash: row.hash,
            sealed: row.sealed,
            created_at: UnixTime(row.created_at),
            expires_at: row.expires_at.map(UnixTime),
        }
    }
}

impl TryFrom<ClientRow> for Client {
    type Error = StoreError;

    fn try_from(row: ClientRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: ClientId::new(row.id),
            metadata: parse_json("client.metadata", &row.metadata)?,
            managed_by: row.managed_by,
            tokens_valid_from: UnixTime(row.tokens_valid_from),
            version: row.version,
            disabled_at: row.disabled_at.map(UnixTime),
            created_at: UnixTime(row.created_at),
            expires_at: row.expires_at.map(UnixTime),
        })
    }
}

/// Every client.
pub async fn list(db: &Db) -> Result<Vec<Client>, StoreError> {
    read_all!(db, ClientRow, SELECT_ALL)?.into_iter().map(Client::try_from).collect()
}

/// The same within a transaction.
pub async fn list_in(tx: &mut Tx) -> Result<Vec<Client>, StoreError> {
    tx_all!(tx, ClientRow, SELECT_ALL)?.into_iter().map(Client::try_from).collect()
}

/// Every secret's digest.
pub async fn list_secrets(db: &Db) -> Result<Vec<ClientSecret>, StoreError> {
    Ok(read_all!(db, SecretRow, SELECT_SECRETS)?.into_iter().map(Into::into).collect())
}

/// The client with this id, from the database itself: the directory may be half a second behind.
pub async fn find(db: &Db, id: &ClientId) -> Result<Option<Client>, StoreError> {
    read_optional!(db, ClientRow, SELECT, id.as_str())?.map(Client::try_from).transpose()
}

/// Every secret's digest of one client.
pub async fn list_secrets_of(db: &Db, id: &ClientId) -> Result<Vec<ClientSecret>, StoreError> {
    Ok(read_all!(db, SecretRow, SELECT_SECRETS_OF, id.as_str())?.into_iter().map(Into::into).collect())
}

/// How many clients a tool owns. It holds until the transaction ends if the change counter was moved before.
pub async fn count_by_manager(tx: &mut Tx, managed_by: &str) -> Result<i64, StoreError> {
    Ok(tx_optional!(tx, (i64,), COUNT_BY_MANAGER, managed_by)?.map_or(0, |(count,)| count))
}

/// Notes that a client was used, so that it stays; says whether that was not known.
pub async fn mark_used(tx: &mut Tx, id: &ClientId) -> Result<bool, StoreError> {
    Ok(tx_execute!(tx, USE, id.as_str())? == 1)
}

/// Clients that were not used until `now`, the longest first.
pub async fn list_unused(db: &Db, now: UnixTime, limit: u32) -> Result<Vec<ClientId>, StoreError> {
    let rows = read_all!(db, (String,), SELECT_UNUSED, now.get(), i64::from(limit))?;
    Ok(rows.into_iter().map(|(id,)| ClientId::new(id)).collect())
}

/// Whether the client is still unused; nobody can use it then until the transaction ends.
pub async fn hold_unused(tx: &mut Tx, id: &ClientId, now: UnixTime) -> Result<bool, StoreError> {
    Ok(tx_execute!(tx, HOLD_UNUSED, id.as_str(), now.get())? == 1)
}

/// # Errors
/// [`StoreError::Duplicate`] when the id is taken.
pub async fn insert(tx: &mut Tx, client: &Client) -> Result<(), StoreError> {
    tx_execute!(
        tx,
        INSERT,
        client.id.as_str(),
        to_json(&client.metadata),
        client.managed_by.as_str(),
        client.tokens_valid_from.get(),
        client.created_at.get(),
        client.expires_at.map(UnixTime::get),
    )?;
    Ok(())
}

/// Writes what may change, if nobody else has since `client` was read; says whether it did.
pub async fn update(tx: &mut Tx, client: &Client) -> Result<bool, StoreError> {
    let changed = tx_execute!(
        tx,
        UPDATE,
        client.id.as_str(),
        to_json(&client.metadata),
        client.tokens_valid_from.get(),
        client.disabled_at.map(UnixTime::get),
        client.version,
    )?;
    Ok(changed == 1)
}

/// Removes the secrets of a client that needs none any more.
pub async fn delete_secrets(tx: &mut Tx, id: &ClientId) -> Result<(), StoreError> {
    tx_execute!(tx, DELETE_SECRETS, id.as_str())?;
    Ok(())
}

/// Removes the client, its secrets and its registration access token.
pub async fn delete(tx: &mut Tx, id: &ClientId) -> Result<(), StoreError> {
    registration_token::delete_by_client(tx, id).await?;
    tx_execute!(tx, DELETE_SECRETS, id.as_str())?;
    tx_execute!(tx, DELETE, id.as_str())?;
    Ok(())
}

/// Adds a secret's digest.
pub async fn insert_secret(tx: &mut Tx, secret: &ClientSecret) -> Result<(), StoreError> {
    tx_execute!(
        tx,
        INSERT_SECRET,
        secret.id.as_str(),
        secret.client_id.as_str(),
        secret.hash.as_str(),
        secret.sealed.as_deref(),
        secret.created_at.get(),
        secret.expires_at.map(UnixTime::get),
    )?;
    Ok(())
}

/// Puts another sealed form in the place of the one that was read, unless somebody else has meanwhile.
pub async fn reseal_secret(tx: &mut Tx, id: &str, before: &str, after: &str) -> Result<(), StoreError> {
    tx_execute!(tx, RESEAL_SECRET, id, before, after)?;
    Ok(())
}

/// Replaces the hash of a secret by another hash of the same secret, unless it was changed meanwhile.
pub async fn renew_secret(tx: &mut Tx, id: &str, before: &str, after: &str) -> Result<(), StoreError> {
    tx_execute!(tx, RENEW_SECRET, id, before, after)?;
    Ok(())
}

/// Lets every present secret of the client end at `at`.
pub async fn expire_secrets(tx: &mut Tx, id: &ClientId, at: UnixTime) -> Result<(), StoreError> {
    tx_execute!(tx, EXPIRE_SECRETS, id.as_str(), at.get())?;
    Ok(())
}
