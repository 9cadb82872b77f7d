//! Sessions: who is signed in in which browser.

use super::{Db, StoreError, Tx};
use crate::model::{BrowserHash, Seconds, Session, SessionId, Sid, UnixTime, User, UserId};
use crate::store::user::UserRow;

/// `seen_at` is written at most this often.
const TOUCH_INTERVAL: Seconds = 60;

const SELECT_BY_BROWSER: &str =
    "SELECT s.id AS session_id, s.browser_hash, s.user_id, s.sid, s.auth_time, s.amr, s.acr,
        s.seen_at, s.expires_at, u.id, u.subject, u.username, u.profile, u.admin, CASE WHEN u.tokens_valid_from < m.valid_from
            THEN m.valid_from ELSE u.tokens_valid_from END AS tokens_valid_from,
        u.version, u.created_at, u.updated_at, u.disabled_at
    FROM session s JOIN user_account u ON u.id = s.user_id JOIN global_not_before m ON m.id = 1
    WHERE s.browser_hash = $1 AND s.revoked_at IS NULL AND s.expires_at > $2 AND s.seen_at > $3
        AND u.disabled_at IS NULL AND s.created_at >= u.tokens_valid_from AND s.created_at >= m.valid_from
    ORDER BY s.id DESC LIMIT 1";
const INSERT: &str = "INSERT INTO session (id, browser_hash, user_id, sid, auth_time, amr, acr, created_at, seen_at,
        expires_at, revoked_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $5, $5, $8, NULL)";
const RENEW: &str = "UPDATE session SET browser_hash = $2, auth_time = $3, amr = $4, acr = $5, seen_at = $3,
        expires_at = $6 WHERE id = $1 AND browser_hash = $7 AND revoked_at IS NULL";
const TOUCH: &str = "UPDATE session SET seen_at = $2 WHERE id = $1 AND seen_at < $3 AND revoked_at IS NULL";
const REVOKE_BY_BROWSER: &str = "UPDATE session SET revoked_at = $2
    WHERE browser_hash = $1 AND user_id <> $3 AND revoked_at IS NULL RETURNING id, user_id, sid";
const REBIND: &str = "UPDATE session SET browser_hash = $2 WHERE browser_hash = $1 AND revoked_at IS NULL";
const SELECT_UNENDED: &str = "SELECT id, user_id, sid FROM session WHERE browser_hash = $1 AND revoked_at IS NULL";
const REVOKE: &str =
    "UPDATE session SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL RETURNING id, user_id, sid";
const REVOKE_BY_USER: &str =
    "UPDATE session SET revoked_at = $2 WHERE user_id = $1 AND revoked_at IS NULL RETURNING id, user_id, sid";
const COUNT_BY_USER: &str = "SELECT COUNT(*) FROM session s JOIN global_not_before m ON m.id = 1
    WHERE s.user_id = $1 AND s.revoked_at IS NULL AND s.expires_at > $2 AND s.created_at >= m.valid_from";

const SELECT_OWNER: &str = "SELECT user_id FROM session WHERE id = $1";

#[derive(sqlx::FromRow)]
struct SessionRow {
    session_id: String,
    browser_hash: String,
    user_id: String,
    sid: String,
    auth_time: i64,
    amr: String,
    acr: String,
    seen_at: i64,
    expires_at: i64,
    #[sqlx(flatten)]
    user: UserRow,
}

/// The living session of a browser with its person; `idle` is how many seconds without use end it.
pub async fn find_by_browser(
    db: &Db,
    browser: &BrowserHash,
    now: UnixTime,
    idle: Seconds,
) -> Result<Option<(Session, User)>, StoreError> {
    let seen_after = now.plus(-idle);
    let row = read_optional!(db, SessionRow, SELECT_BY_BROWSER, browser.as_str(), now.get(), seen_after.get())?;
    row.map(|row| {
        let session = Session {
            id: SessionId::new(row.session_id),
            browser_hash: BrowserHash::new(row.browser_hash),
            user_id: UserId::new(row.user_id),
            sid: Sid::new(row.sid),
            auth_time: UnixTime(row.auth_time),
            amr: row.amr,
            acr: row.acr,
            seen_at: UnixTime(row.seen_at),
            expires_at: UnixTime(row.expires_at),
        };
        Ok((session, User::try_from(row.user)?))
    })
    .transpose()
}

/// Adds a session; its `auth_time` is also its beginning.
pub async fn insert(tx: &mut Tx, session: &Session) -> Result<(), StoreError> {
    tx_execute!(
        tx,
        INSERT,
        session.id.as_str(),
        session.browser_hash.as_str(),
        session.user_id.as_str(),
        session.sid.as_str(),
        session.auth_time.get(),
        session.amr.as_str(),
        session.acr.as_str(),
        session.expires_at.get(),
    )?;
    Ok(())
}

/// Writes that the person of a session proved again who they are, in a browser that had the cookie `before` and has a new
/// one; says whether the session still hung on that cookie.
pub async fn renew(tx: &mut Tx, session: &Session, before: &BrowserHash) -> Result<bool, StoreError> {
    let changed = tx_execute!(
        tx,
        RENEW,
        session.id.as_str(),
        session.browser_hash.as_str(),
        session.auth_time.get(),
        session.amr.as_str(),
        session.acr.as_str(),
        session.expires_at.get(),
        before.as_str(),
    )?;
    Ok(changed == 1)
}

/// Whether a use at `now` should be written down.
#[must_use]
pub fn wants_touch(session: &Session, now: UnixTime) -> bool {
    now.since(session.seen_at) >= TOUCH_INTERVAL
}

/// Writes a use of the session, at most once a minute.
pub async fn touch(tx: &mut Tx, id: &SessionId, now: UnixTime) -> Result<(), StoreError> {
    tx_execute!(tx, TOUCH, id.as_str(), now.get(), now.plus(-TOUCH_INTERVAL).plus(1).get())?;
    Ok(())
}

/// A session that a statement has ended or found, living or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionKey {
    /// Row id.
    pub id: SessionId,
    /// Whose.
    pub user_id: UserId,
    /// `sid` claim.
    pub sid: Sid,
}

impl From<(String, String, String)> for SessionKey {
    fn from((id, user_id, sid): (String, String, String)) -> Self {
        Self { id: SessionId::new(id), user_id: UserId::new(user_id), sid: Sid::new(sid) }
    }
}

type KeyRow = (String, String, String);

/// Ends every session of a browser but those of `except`; gives those that it ended.
pub async fn revoke_by_browser(
    tx: &mut Tx,
    browser: &BrowserHash,
    except: Option<&UserId>,
    now: UnixTime,
) -> Result<Vec<SessionKey>, StoreError> {
    let except = except.map_or("", UserId::as_str);
    let rows = tx_all!(tx, KeyRow, REVOKE_BY_BROWSER, browser.as_str(), now.get(), except)?;
    Ok(rows.into_iter().map(SessionKey::from).collect())
}

/// Hands the sessions of one browser cookie to its successor.
pub async fn rebind(tx: &mut Tx, from: &BrowserHash, to: &BrowserHash) -> Result<(), StoreError> {
    tx_execute!(tx, REBIND, from.as_str(), to.as_str())?;
    Ok(())
}

/// The sessions of a browser that nobody has ended, be they long unused.
pub async fn list_unended(db: &Db, browser: &BrowserHash) -> Result<Vec<SessionKey>, StoreError> {
    let rows = read_all!(db, KeyRow, SELECT_UNENDED, browser.as_str())?;
    Ok(rows.into_iter().map(SessionKey::from).collect())
}

/// Whose session this is, living or not.
pub async fn find_owner(db: &Db, id: &SessionId) -> Result<Option<UserId>, StoreError> {
    Ok(read_optional!(db, (String,), SELECT_OWNER, id.as_str())?.map(|(user,)| UserId::new(user)))
}

/// Ends a session; gives it if this call did.
pub async fn revoke(tx: &mut Tx, id: &SessionId, now: UnixTime) -> Result<Option<SessionKey>, StoreError> {
    Ok(tx_optional!(tx, KeyRow, REVOKE, id.as_str(), now.get())?.map(SessionKey::from))
}

/// Ends every session of a person; gives those that it ended.
pub async fn revoke_by_user(tx: &mut Tx, user_id: &UserId, now: UnixTime) -> Result<Vec<SessionKey>, StoreError> {
    let rows = tx_all!(tx, KeyRow, REVOKE_BY_USER, user_id.as_str(), now.get())?;
    Ok(rows.into_iter().map(SessionKey::from).collect())
}

/// In how many browsers a person is signed in.
pub async fn count_by_user(db: &Db, user_id: &UserId, now: UnixTime) -> Result<i64, StoreError> {
    Ok(read_optional!(db, (i64,), COUNT_BY_USER, user_id.as_str(), now.get())?.map_or(0, |(count,)| count))
}
