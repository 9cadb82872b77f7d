//! Clients and the digests of their secrets.

use super::error::{parse_json, to_json};
use super::{Db, StoreError, Tx};
use crate::model::{Client, ClientId, ClientSecret, UnixTime};

const SELECT_ALL: &str = "SELECT id, metadata, managed_by, tokens_valid_from, version, created_at, disabled_at
    FROM client ORDER BY id";
const SELECT_SECRETS: &str =
    "SELECT id, client_id, hash, sealed, created_at, expires_at FROM client_secret ORDER BY id";
const INSERT: &str = "INSERT INTO client (id, metadata, managed_by, tokens_valid_from, version, created_at,
        disabled_at, expires_at) VALUES ($1, $2, $3, $4, 1, $5, NULL, NULL)";
const UPDATE: &str = "UPDATE client SET metadata = $2, tokens_valid_from = $3, disabled_at = $4, version = version + 1
    WHERE id = $1 AND version = $5";
const DELETE: &str = "DELETE FROM client WHERE id = $1";
const INSERT_SECRET: &str =
    "INSERT INTO client_secret (id, client_id, hash, sealed, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)";
const RESEAL_SECRET: &str = "UPDATE client_secret SET sealed = $3 WHERE id = $1 AND sealed = $2";
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
        })
    }
}

/// Every client.
pub async fn list(db: &Db) -> Result<Vec<Client>, StoreError> {
    read_all!(db, ClientRow, SELECT_ALL)?.into_iter().map(Client::try_from).collect()
}

/// Every secret's digest.
pub async fn list_secrets(db: &Db) -> Result<Vec<ClientSecret>, StoreError> {
    let secret = |row: SecretRow| ClientSecret {
        id: row.id,
        client_id: ClientId::new(row.client_id),
        hash: row.hash,
        sealed: row.sealed,
        created_at: UnixTime(row.created_at),
        expires_at: row.expires_at.map(UnixTime),
    };
    Ok(read_all!(db, SecretRow, SELECT_SECRETS)?.into_iter().map(secret).collect())
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

/// Removes the client and its secrets.
pub async fn delete(tx: &mut Tx, id: &ClientId) -> Result<(), StoreError> {
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

/// Lets every present secret of the client end at `at`.
pub async fn expire_secrets(tx: &mut Tx, id: &ClientId, at: UnixTime) -> Result<(), StoreError> {
    tx_execute!(tx, EXPIRE_SECRETS, id.as_str(), at.get())?;
    Ok(())
}
