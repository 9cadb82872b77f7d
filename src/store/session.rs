//! Sessions: who is signed in in which browser.

use super::{Db, StoreError, Tx};
use crate::model::{BrowserHash, Seconds, Session, SessionId, Sid, UnixTime, User, UserId};
use crate::store::user::UserRow;

/// `seen_at` is written at most this often.
const TOUCH_INTERVAL: Seconds = 60;
/// More accounts than this no browser is signed in with; the one that was used longest ago is signed out.
pub const MOST_PER_BROWSER: usize = 8;

const SELECT_BY_BROWSER: &str =
    "SELECT s.id AS session_id, s.browser_hash, s.user_id, s.sid, s.auth_time, s.amr, s.acr,
        s.seen_at, s.current_ms, s.expires_at, s.address, s.agent, u.id, u.subject, u.username,
        u.profile, u.admin, u.roles, u.attributes, u.group_names,
        u.group_roles, CASE WHEN u.tokens_valid_from < m.valid_from
            THEN m.valid_from ELSE u.tokens_valid_from END AS tokens_valid_from,
        u.version, u.created_at, u.updated_at, u.disabled_at
    FROM session s JOIN user_account u ON u.id = s.user_id JOIN global_not_before m ON m.id = 1
    WHERE s.browser_hash = $1 AND s.revoked_at IS NULL AND s.expires_at > $2 AND s.seen_at > $3
        AND u.disabled_at IS NULL AND s.created_at >= u.tokens_valid_from AND s.created_at >= m.valid_from
    ORDER BY s.current_ms DESC, s.id DESC LIMIT $4";
const INSERT: &str = "INSERT INTO session (id, browser_hash, user_id, sid, auth_time, amr, acr, created_at, seen_at,
        current_ms, expires_at, address, agent, revoked_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $5, $5, $8, $9, $10, $11, NULL)";
const RENEW: &str = "UPDATE session SET browser_hash = $2, auth_time = $3, amr = $4, acr = $5, seen_at = $3,
        current_ms = $6, expires_at = $7, address = $8, agent = $9
    WHERE browser_hash = $10 AND user_id = $11 AND revoked_at IS NULL AND expires_at > $1 AND seen_at > $12
        AND created_at >= $13 RETURNING id";
const TOUCH: &str = "UPDATE session SET seen_at = $2 WHERE id = $1 AND seen_at < $3 AND revoked_at IS NULL";
const REVOKE_BY_BROWSER: &str = "UPDATE session SET revoked_at = $2
    WHERE browser_hash = $1 AND revoked_at IS NULL RETURNING id, user_id, sid";
const STRENGTHEN: &str = "UPDATE session SET browser_hash = $2, amr = $3, acr = $4, seen_at = $5, current_ms = $6
    WHERE id = $1 AND browser_hash = $7 AND revoked_at IS NULL";
const MAKE_CURRENT: &str =
    "UPDATE session SET current_ms = $3 WHERE id = $1 AND browser_hash = $2 AND revoked_at IS NULL";
const SELECT_LAST_TURN: &str =
    "SELECT current_ms FROM session WHERE browser_hash = $1 ORDER BY current_ms DESC LIMIT 1";
const SELECT_SURPLUS: &str = "SELECT id FROM session WHERE browser_hash = $1 AND revoked_at IS NULL
    ORDER BY current_ms DESC, id DESC LIMIT 100 OFFSET $2";
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
    current_ms: i64,
    expires_at: i64,
    address: Option<String>,
    agent: Option<String>,
    #[sqlx(flatten)]
    user: UserRow,
}

impl TryFrom<SessionRow> for (Session, User) {
    type Error = StoreError;

    fn try_from(row: SessionRow) -> Result<Self, StoreError> {
        let session = Session {
            id: SessionId::new(row.session_id),
            browser_hash: BrowserHash::new(row.browser_hash),
            user_id: UserId::new(row.user_id),
            sid: Sid::new(row.sid),
            auth_time: UnixTime(row.auth_time),
            amr: row.amr,
            acr: row.acr,
            seen_at: UnixTime(row.seen_at),
            current_ms: row.current_ms,
            expires_at: UnixTime(row.expires_at),
            address: row.address,
            agent: row.agent,
        };
        Ok((session, User::try_from(row.user)?))
    }
}

/// The living session that a browser acts as, with its person; `idle` is how many seconds without use end it.
pub async fn find_by_browser(
    db: &Db,
    browser: &BrowserHash,
    now: UnixTime,
    idle: Seconds,
) -> Result<Option<(Session, User)>, StoreError> {
    let seen_after = now.plus(-idle).get();
    let row = read_optional!(db, SessionRow, SELECT_BY_BROWSER, browser.as_str(), now.get(), seen_after, 1_i64)?;
    row.map(TryFrom::try_from).transpose()
}

/// The living sessions of a browser with their persons, the one that it acts as first.
pub async fn list_by_browser(
    db: &Db,
    browser: &BrowserHash,
    now: UnixTime,
    idle: Seconds,
) -> Result<Vec<(Session, User)>, StoreError> {
    let seen_after = now.plus(-idle).get();
    let most = i64::try_from(MOST_PER_BROWSER).unwrap_or(i64::MAX);
    let rows = read_all!(db, SessionRow, SELECT_BY_BROWSER, browser.as_str(), now.get(), seen_after, most)?;
    rows.into_iter().map(TryFrom::try_from).collect()
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
        session.current_ms,
        session.expires_at.get(),
        session.address.as_deref(),
        session.agent.as_deref(),
    )?;
    Ok(())
}

/// Makes the living session that the person of `session` has on the cookie `before` what `session` says, but for its id and
/// `sid`; gives that id. It was begun no earlier than `valid_from` and used after `seen_after`, else there is none.
pub async fn renew(
    tx: &mut Tx,
    session: &Session,
    before: &BrowserHash,
    valid_from: UnixTime,
    seen_after: UnixTime,
) -> Result<Option<SessionId>, StoreError> {
    let renewed = tx_optional!(
        tx,
        (String,),
        RENEW,
        session.seen_at.get(),
        session.browser_hash.as_str(),
        session.auth_time.get(),
        session.amr.as_str(),
        session.acr.as_str(),
        session.current_ms,
        session.expires_at.get(),
        session.address.as_deref(),
        session.agent.as_deref(),
        before.as_str(),
        session.user_id.as_str(),
        seen_after.get(),
        valid_from.get(),
    )?;
    Ok(renewed.map(|(id,)| SessionId::new(id)))
}

/// Makes a session that hung on the cookie `before` as strong as `session` says; says whether it still did.
pub async fn strengthen(tx: &mut Tx, session: &Session, before: &BrowserHash) -> Result<bool, StoreError> {
    let changed = tx_execute!(
        tx,
        STRENGTHEN,
        session.id.as_str(),
        session.browser_hash.as_str(),
        session.amr.as_str(),
        session.acr.as_str(),
        session.seen_at.get(),
        session.current_ms,
        before.as_str(),
    )?;
    Ok(changed == 1)
}

/// The moment, in milliseconds, that is later than any at which the browser turned to one of its sessions.
pub async fn next_turn(tx: &mut Tx, browser: &BrowserHash, now_ms: i64) -> Result<i64, StoreError> {
    let last = tx_optional!(tx, (i64,), SELECT_LAST_TURN, browser.as_str())?;
    Ok(last.map_or(now_ms, |(last,)| now_ms.max(last + 1)))
}

/// Has the browser act as this one of its sessions; says whether it is one.
pub async fn make_current(tx: &mut Tx, id: &SessionId, browser: &BrowserHash, now_ms: i64) -> Result<bool, StoreError> {
    let turn = next_turn(tx, browser, now_ms).await?;
    Ok(tx_execute!(tx, MAKE_CURRENT, id.as_str(), browser.as_str(), turn)? == 1)
}

/// The sessions of a browser beyond the most that it may have, longest unused first to go.
pub async fn list_surplus(tx: &mut Tx, browser: &BrowserHash) -> Result<Vec<SessionId>, StoreError> {
    let most = i64::try_from(MOST_PER_BROWSER).unwrap_or(i64::MAX);
    let rows = tx_all!(tx, (String,), SELECT_SURPLUS, browser.as_str(), most)?;
    Ok(rows.into_iter().map(|(id,)| SessionId::new(id)).collect())
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

/// Ends every session of a browser; gives those that it ended.
pub async fn revoke_by_browser(
    tx: &mut Tx,
    browser: &BrowserHash,
    now: UnixTime,
) -> Result<Vec<SessionKey>, StoreError> {
    let rows = tx_all!(tx, KeyRow, REVOKE_BY_BROWSER, browser.as_str(), now.get())?;
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
