//! Authorization requests that wait for their person.

use super::error::{parse_json, to_json};
use super::{Db, StoreError, Tx};
use crate::model::{AuthorizationRequest, BrowserHash, ClientId, HandleHash, Progress, UnixTime};

/// More requests than any person has open in one browser; the oldest are dropped.
const MOST_PER_BROWSER: i64 = 16;

const INSERT: &str = "INSERT INTO authorization_request (handle_hash, browser_hash, client_id, params, progress,
        created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)";
const TRIM: &str = "DELETE FROM authorization_request WHERE browser_hash = $1 AND handle_hash NOT IN
        (SELECT handle_hash FROM authorization_request WHERE browser_hash = $1
            ORDER BY created_at DESC, handle_hash LIMIT $2)";
const SELECT: &str = "SELECT handle_hash, browser_hash, client_id, params, progress, created_at, expires_at
    FROM authorization_request WHERE handle_hash = $1 AND expires_at > $2";
const TAKE_UNBOUND: &str = "DELETE FROM authorization_request
    WHERE handle_hash = $1 AND browser_hash IS NULL AND expires_at > $2
    RETURNING handle_hash, browser_hash, client_id, params, progress, created_at, expires_at";
const UPDATE_PROGRESS: &str = "UPDATE authorization_request SET progress = $2 WHERE handle_hash = $1";
const FINISH: &str = "DELETE FROM authorization_request WHERE handle_hash = $1";
const REBIND: &str = "UPDATE authorization_request SET browser_hash = $2 WHERE browser_hash = $1";

#[derive(sqlx::FromRow)]
struct RequestRow {
    handle_hash: String,
    browser_hash: Option<String>,
    client_id: String,
    params: String,
    progress: String,
    created_at: i64,
    expires_at: i64,
}

impl TryFrom<RequestRow> for AuthorizationRequest {
    type Error = StoreError;

    fn try_from(row: RequestRow) -> Result<Self, StoreError> {
        Ok(Self {
            handle_hash: HandleHash::new(row.handle_hash),
            browser_hash: row.browser_hash.map(BrowserHash::new),
            client_id: ClientId::new(row.client_id),
            params: row.params,
            progress: parse_json("authorization_request.progress", &row.progress)?,
            created_at: UnixTime(row.created_at),
            expires_at: UnixTime(row.expires_at),
        })
    }
}

/// Stores a request and drops the browser's oldest beyond the limit.
pub async fn insert(tx: &mut Tx, request: &AuthorizationRequest) -> Result<(), StoreError> {
    let browser = request.browser_hash.as_ref().map(BrowserHash::as_str);
    tx_execute!(
        tx,
        INSERT,
        request.handle_hash.as_str(),
        browser,
        request.client_id.as_str(),
        request.params.as_str(),
        to_json(&request.progress),
        request.created_at.get(),
        request.expires_at.get(),
    )?;
    if let Some(browser) = browser {
        tx_execute!(tx, TRIM, browser, MOST_PER_BROWSER)?;
    }
    Ok(())
}

/// The request behind a handle while it lives.
pub async fn find(db: &Db, handle: &HandleHash, now: UnixTime) -> Result<Option<AuthorizationRequest>, StoreError> {
    let row = read_optional!(db, RequestRow, SELECT, handle.as_str(), now.get())?;
    row.map(AuthorizationRequest::try_from).transpose()
}

/// Takes a request that no browser owns yet; it can be taken once.
pub async fn take_unbound(
    tx: &mut Tx,
    handle: &HandleHash,
    now: UnixTime,
) -> Result<Option<AuthorizationRequest>, StoreError> {
    let row = tx_optional!(tx, RequestRow, TAKE_UNBOUND, handle.as_str(), now.get())?;
    row.map(AuthorizationRequest::try_from).transpose()
}

/// Writes what has been done for the request.
pub async fn update_progress(tx: &mut Tx, handle: &HandleHash, progress: &Progress) -> Result<(), StoreError> {
    tx_execute!(tx, UPDATE_PROGRESS, handle.as_str(), to_json(progress))?;
    Ok(())
}

/// Ends the request; says whether this call did.
pub async fn finish(tx: &mut Tx, handle: &HandleHash) -> Result<bool, StoreError> {
    Ok(tx_execute!(tx, FINISH, handle.as_str())? == 1)
}

/// Hands the requests of one browser cookie to its successor.
pub async fn rebind(tx: &mut Tx, from: &BrowserHash, to: &BrowserHash) -> Result<(), StoreError> {
    tx_execute!(tx, REBIND, from.as_str(), to.as_str())?;
    Ok(())
}
