//! Remembered consent.

use super::{Db, StoreError, Tx};
use crate::model::{ClientId, Consent, Scope, UnixTime, UserId};

const SELECT: &str = "SELECT user_id, client_id, scope, resources, claims, granted_at FROM consent WHERE user_id = $1 AND client_id = $2";
const SELECT_BY_USER: &str = "SELECT user_id, client_id, scope, resources, claims, granted_at FROM consent WHERE user_id = $1 ORDER BY client_id";
const UPSERT: &str =
    "INSERT INTO consent (user_id, client_id, scope, resources, claims, granted_at) VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (user_id, client_id) DO UPDATE SET scope = excluded.scope, resources = excluded.resources,
        claims = excluded.claims, granted_at = excluded.granted_at";
const HOLD: &str = "UPDATE consent SET granted_at = granted_at WHERE user_id = $1 AND client_id = $2
    RETURNING user_id, client_id, scope, resources, claims, granted_at";
const DELETE: &str = "DELETE FROM consent WHERE user_id = $1 AND client_id = $2";
const DELETE_BY_USER: &str = "DELETE FROM consent WHERE user_id = $1";
const DELETE_BY_CLIENT: &str = "DELETE FROM consent WHERE client_id = $1";

#[derive(sqlx::FromRow)]
struct ConsentRow {
    user_id: String,
    client_id: String,
    scope: String,
    resources: String,
    claims: String,
    granted_at: i64,
}

impl From<ConsentRow> for Consent {
    fn from(row: ConsentRow) -> Self {
        Self {
            user_id: UserId::new(row.user_id),
            client_id: ClientId::new(row.client_id),
            scope: Scope::from_text(&row.scope),
            resources: row.resources.split_whitespace().map(str::to_owned).collect(),
            claims: row.claims.split_whitespace().map(str::to_owned).collect(),
            granted_at: UnixTime(row.granted_at),
        }
    }
}

/// What the person has allowed the client.
pub async fn find(db: &Db, user: &UserId, client: &ClientId) -> Result<Option<Consent>, StoreError> {
    Ok(read_optional!(db, ConsentRow, SELECT, user.as_str(), client.as_str())?.map(Consent::from))
}

/// What the person has allowed anybody.
pub async fn list_by_user(db: &Db, user: &UserId) -> Result<Vec<Consent>, StoreError> {
    Ok(read_all!(db, ConsentRow, SELECT_BY_USER, user.as_str())?.into_iter().map(Consent::from).collect())
}

/// Writes a consent, new or wider.
pub async fn upsert(tx: &mut Tx, consent: &Consent) -> Result<(), StoreError> {
    tx_execute!(
        tx,
        UPSERT,
        consent.user_id.as_str(),
        consent.client_id.as_str(),
        consent.scope.to_string(),
        consent.resources.join(" "),
        consent.claims.join(" "),
        consent.granted_at.get(),
    )?;
    Ok(())
}

/// What the person has allowed the client, and the row locked until the transaction ends: whoever withdraws it meanwhile
/// comes before, and then there is nothing here, or after, and then finds what this transaction wrote.
pub async fn hold(tx: &mut Tx, user: &UserId, client: &ClientId) -> Result<Option<Consent>, StoreError> {
    Ok(tx_optional!(tx, ConsentRow, HOLD, user.as_str(), client.as_str())?.map(Consent::from))
}

/// Forgets what the person has allowed the client.
pub async fn delete(tx: &mut Tx, user: &UserId, client: &ClientId) -> Result<(), StoreError> {
    tx_execute!(tx, DELETE, user.as_str(), client.as_str())?;
    Ok(())
}

/// Forgets what anybody has allowed the client.
pub async fn delete_by_client(tx: &mut Tx, client: &ClientId) -> Result<(), StoreError> {
    tx_execute!(tx, DELETE_BY_CLIENT, client.as_str())?;
    Ok(())
}

/// Forgets whatever the person has allowed.
pub async fn delete_by_user(tx: &mut Tx, user: &UserId) -> Result<(), StoreError> {
    tx_execute!(tx, DELETE_BY_USER, user.as_str())?;
    Ok(())
}
