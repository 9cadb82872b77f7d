//! What is good now, as administrators see it.

use super::{Db, StoreError};
use crate::model::{ClientId, Seconds, UnixTime, UserId};

/// Grants that are good now ($1), newest first, at most $2.
macro_rules! select_grants {
    ($filter:literal) => {
        concat!(
            "SELECT g.id, g.user_id, u.username, g.client_id, g.kind, g.scope, g.session_id, g.created_at, g.rotated_at,
                g.expires_at
            FROM token_grant g JOIN user_account u ON u.id = g.user_id JOIN client c ON c.id = g.client_id
                JOIN global_not_before m ON m.id = 1 LEFT JOIN session s ON s.id = g.session_id
            WHERE g.revoked_at IS NULL AND g.expires_at > $1 AND u.disabled_at IS NULL AND c.disabled_at IS NULL
                AND g.created_at >= u.tokens_valid_from AND g.created_at >= c.tokens_valid_from
                AND g.created_at >= m.valid_from
                AND (s.revoked_at IS NULL OR (' ' || g.scope || ' ') LIKE '% offline_access %')",
            $filter,
            " ORDER BY g.id DESC LIMIT $2"
        )
    };
}

const SELECT_GRANTS: &str = select_grants!("");
const SELECT_GRANTS_BY_USER: &str = select_grants!(" AND g.user_id = $3");
const SELECT_GRANTS_BY_CLIENT: &str = select_grants!(" AND g.client_id = $3");
const SELECT_GRANTS_BY_BOTH: &str = select_grants!(" AND g.user_id = $3 AND g.client_id = $4");
/// Sessions that are good now ($1) and were used after $2, newest first, at most $3.
macro_rules! select_sessions {
    ($filter:literal) => {
        concat!(
            "SELECT s.id, s.user_id, u.username, s.auth_time, s.amr, s.acr, s.created_at, s.seen_at, s.expires_at,
                s.address, s.agent
            FROM session s JOIN user_account u ON u.id = s.user_id JOIN global_not_before m ON m.id = 1
            WHERE s.revoked_at IS NULL AND s.expires_at > $1 AND s.seen_at > $2 AND u.disabled_at IS NULL
                AND s.created_at >= u.tokens_valid_from AND s.created_at >= m.valid_from",
            $filter,
            " ORDER BY s.id DESC LIMIT $3"
        )
    };
}

const SELECT_SESSIONS: &str = select_sessions!("");
const SELECT_SESSIONS_BY_USER: &str = select_sessions!(" AND s.user_id = $4");
/// A living grant, as administrators see it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct LivingGrant {
    /// Row id.
    pub id: String,
    /// Row id of its person.
    pub user_id: String,
    /// Name of its person.
    pub username: String,
    /// Who has it.
    pub client_id: String,
    /// How it came about.
    pub kind: String,
    /// What was granted.
    pub scope: String,
    /// The sign-in it came from, if any.
    pub session_id: Option<String>,
    /// When it was made, in Unix seconds.
    pub created_at: i64,
    /// When its refresh token was last rotated.
    pub rotated_at: Option<i64>,
    /// When nothing of it is valid any more.
    pub expires_at: i64,
}

/// The newest `limit` living grants, of one person, one client, both or everybody.
pub async fn list_grants(
    db: &Db,
    user: Option<&UserId>,
    client: Option<&ClientId>,
    limit: i64,
    now: UnixTime,
) -> Result<Vec<LivingGrant>, StoreError> {
    let now = now.get();
    Ok(match (user.map(UserId::as_str), client.map(ClientId::as_str)) {
        (None, None) => read_all!(db, LivingGrant, SELECT_GRANTS, now, limit)?,
        (Some(user), None) => read_all!(db, LivingGrant, SELECT_GRANTS_BY_USER, now, limit, user)?,
        (None, Some(client)) => read_all!(db, LivingGrant, SELECT_GRANTS_BY_CLIENT, now, limit, client)?,
        (Some(user), Some(client)) => read_all!(db, LivingGrant, SELECT_GRANTS_BY_BOTH, now, limit, user, client)?,
    })
}

/// A living session, as its person and administrators see it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct LivingSession {
    /// Row id.
    pub id: String,
    /// Row id of its person.
    pub user_id: String,
    /// Name of its person.
    pub username: String,
    /// When the person last proved who they are, in Unix seconds.
    pub auth_time: i64,
    /// How they did, space-separated (RFC 8176).
    pub amr: String,
    /// `acr` that this reached.
    pub acr: String,
    /// When the session began, in Unix seconds.
    pub created_at: i64,
    /// Last use, at most a minute old.
    pub seen_at: i64,
    /// End, however much it is used.
    pub expires_at: i64,
    /// Where from the person last signed in.
    pub address: Option<String>,
    /// What the browser said of itself then.
    pub agent: Option<String>,
}

/// The newest `limit` living sessions, of one person or of everybody; `idle` is how many seconds without use end one.
pub async fn list_sessions(
    db: &Db,
    user: Option<&UserId>,
    idle: Seconds,
    limit: i64,
    now: UnixTime,
) -> Result<Vec<LivingSession>, StoreError> {
    let (now, seen_after) = (now.get(), now.plus(-idle).get());
    Ok(match user {
        None => read_all!(db, LivingSession, SELECT_SESSIONS, now, seen_after, limit)?,
        Some(user) => read_all!(db, LivingSession, SELECT_SESSIONS_BY_USER, now, seen_after, limit, user.as_str())?,
    })
}
