//! Authorization codes, single use (RFC 6749 §4.1.2).

use super::{Db, StoreError, Tx};
use crate::model::{AuthorizationCode, ClientId, CodeHash, GrantId, UnixTime};

const INSERT: &str = "INSERT INTO authorization_code (hash, grant_id, client_id, redirect_uri, redirect_uri_sent,
        code_challenge, nonce, consumed_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, NULL, $8)";
const SELECT: &str = "SELECT hash, grant_id, client_id, redirect_uri, redirect_uri_sent, code_challenge, nonce,
        consumed_at, expires_at FROM authorization_code WHERE hash = $1";
const REDEEM: &str = "UPDATE authorization_code SET consumed_at = $2
    WHERE hash = $1 AND consumed_at IS NULL AND expires_at > $2";

#[derive(sqlx::FromRow)]
struct CodeRow {
    hash: String,
    grant_id: String,
    client_id: String,
    redirect_uri: String,
    redirect_uri_sent: bool,
    code_challenge: Option<String>,
    nonce: Option<String>,
    consumed_at: Option<i64>,
    expires_at: i64,
}

impl From<CodeRow> for AuthorizationCode {
    fn from(row: CodeRow) -> Self {
        Self {
            hash: CodeHash::new(row.hash),
            grant_id: GrantId::new(row.grant_id),
            client_id: ClientId::new(row.client_id),
            redirect_uri: row.redirect_uri,
            redirect_uri_sent: row.redirect_uri_sent,
            code_challenge: row.code_challenge,
            nonce: row.nonce,
            consumed_at: row.consumed_at.map(UnixTime),
            expires_at: UnixTime(row.expires_at),
        }
    }
}

/// Adds a code.
pub async fn insert(tx: &mut Tx, code: &AuthorizationCode) -> Result<(), StoreError> {
    tx_execute!(
        tx,
        INSERT,
        code.hash.as_str(),
        code.grant_id.as_str(),
        code.client_id.as_str(),
        code.redirect_uri.as_str(),
        code.redirect_uri_sent,
        code.code_challenge.as_deref(),
        code.nonce.as_deref(),
        code.expires_at.get(),
    )?;
    Ok(())
}

/// The code with this digest, used or not.
pub async fn find(db: &Db, hash: &CodeHash) -> Result<Option<AuthorizationCode>, StoreError> {
    Ok(read_optional!(db, CodeRow, SELECT, hash.as_str())?.map(AuthorizationCode::from))
}

/// Uses the code up; of many that try, one is told `true`.
pub async fn redeem(tx: &mut Tx, hash: &CodeHash, now: UnixTime) -> Result<bool, StoreError> {
    Ok(tx_execute!(tx, REDEEM, hash.as_str(), now.get())? == 1)
}
