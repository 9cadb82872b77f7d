//! Sign-ins that owe a second factor. They are no sessions.

use super::user::UserRow;
use super::{Db, StoreError, Tx};
use crate::model::{BrowserHash, HandleHash, PendingSignIn, UnixTime, User, UserId};

const UPSERT: &str = "INSERT INTO pending_sign_in (browser_hash, request_hash, user_id, amr, created_at, expires_at)
    VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (browser_hash, request_hash) DO UPDATE SET user_id = excluded.user_id, amr = excluded.amr,
        created_at = excluded.created_at, expires_at = excluded.expires_at";
const SELECT: &str = "SELECT p.browser_hash, p.request_hash, p.user_id, p.amr, p.created_at AS pending_from,
        p.expires_at, u.id, u.subject, u.username, u.profile, u.admin, u.roles, u.attributes, u.group_names,
        u.group_roles, CASE WHEN u.tokens_valid_from < m.valid_from
            THEN m.valid_from ELSE u.tokens_valid_from END AS tokens_valid_from,
        u.version, u.created_at, u.updated_at, u.disabled_at
    FROM pending_sign_in p JOIN user_account u ON u.id = p.user_id JOIN global_not_before m ON m.id = 1
    WHERE p.browser_hash = $1 AND p.request_hash = $2 AND p.expires_at > $3 AND u.disabled_at IS NULL
        AND p.created_at >= u.tokens_valid_from AND p.created_at >= m.valid_from";
const TAKE: &str = "DELETE FROM pending_sign_in WHERE browser_hash = $1 AND request_hash = $2 AND user_id = $3
        AND expires_at > $4";
const DELETE: &str = "DELETE FROM pending_sign_in WHERE browser_hash = $1 AND request_hash = $2";
const DELETE_BY_BROWSER: &str = "DELETE FROM pending_sign_in WHERE browser_hash = $1";
const REBIND: &str = "UPDATE pending_sign_in SET browser_hash = $2 WHERE browser_hash = $1";
const DELETE_BY_USER: &str = "DELETE FROM pending_sign_in WHERE user_id = $1";

#[derive(sqlx::FromRow)]
struct PendingRow {
    browser_hash: String,
    request_hash: String,
    user_id: String,
    amr: String,
    pending_from: i64,
    expires_at: i64,
    #[sqlx(flatten)]
    user: UserRow,
}

fn request_key(request: Option<&HandleHash>) -> &str {
    request.map_or("", HandleHash::as_str)
}

/// Keeps a sign-in in place of the one before for the same request.
pub async fn upsert(tx: &mut Tx, pending: &PendingSignIn) -> Result<(), StoreError> {
    tx_execute!(
        tx,
        UPSERT,
        pending.browser_hash.as_str(),
        request_key(pending.request_hash.as_ref()),
        pending.user_id.as_str(),
        pending.amr.as_str(),
        pending.created_at.get(),
        pending.expires_at.get(),
    )?;
    Ok(())
}

/// What waits in this browser, for this request or for none, with its person.
pub async fn find(
    db: &Db,
    browser: &BrowserHash,
    request: Option<&HandleHash>,
    now: UnixTime,
) -> Result<Option<(PendingSignIn, User)>, StoreError> {
    let row = read_optional!(db, PendingRow, SELECT, browser.as_str(), request_key(request), now.get())?;
    row.map(|row| {
        let pending = PendingSignIn {
            browser_hash: BrowserHash::new(row.browser_hash),
            request_hash: Some(row.request_hash).filter(|hash| !hash.is_empty()).map(HandleHash::new),
            user_id: UserId::new(row.user_id),
            amr: row.amr,
            created_at: UnixTime(row.pending_from),
            expires_at: UnixTime(row.expires_at),
        };
        Ok((pending, User::try_from(row.user)?))
    })
    .transpose()
}

/// Uses up what waits of this person; says whether this call did.
pub async fn take(tx: &mut Tx, pending: &PendingSignIn, now: UnixTime) -> Result<bool, StoreError> {
    let taken = tx_execute!(
        tx,
        TAKE,
        pending.browser_hash.as_str(),
        request_key(pending.request_hash.as_ref()),
        pending.user_id.as_str(),
        now.get(),
    )?;
    Ok(taken == 1)
}

/// Forgets what waits for this request or for none, because the person wants to be somebody else or has signed in otherwise.
pub async fn delete(tx: &mut Tx, browser: &BrowserHash, request: Option<&HandleHash>) -> Result<(), StoreError> {
    tx_execute!(tx, DELETE, browser.as_str(), request_key(request))?;
    Ok(())
}

/// Forgets all that waits in a browser.
pub async fn delete_by_browser(tx: &mut Tx, browser: &BrowserHash) -> Result<(), StoreError> {
    tx_execute!(tx, DELETE_BY_BROWSER, browser.as_str())?;
    Ok(())
}

/// Hands what waits on one browser cookie to its successor.
pub async fn rebind(tx: &mut Tx, from: &BrowserHash, to: &BrowserHash) -> Result<(), StoreError> {
    tx_execute!(tx, REBIND, from.as_str(), to.as_str())?;
    Ok(())
}

/// Forgets every sign-in of a person that has not finished.
pub async fn delete_by_user(tx: &mut Tx, user_id: &UserId) -> Result<(), StoreError> {
    tx_execute!(tx, DELETE_BY_USER, user_id.as_str())?;
    Ok(())
}
