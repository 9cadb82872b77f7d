//! Grants and the life of their refresh tokens.

use super::error::{parse_json, to_json};
use super::user::UserRow;
use super::{Db, StoreError, Tx};
use crate::model::{
    ClaimsRequest, ClientId, Grant, GrantId, GrantKind, GrantStatus, RevocationReason, Scope, SessionId, TokenHash,
    UnixTime, User, UserId,
};

const INSERT: &str = "INSERT INTO token_grant (id, user_id, client_id, session_id, kind, scope, auth_time, acr, amr,
        sid, generation, refresh_hash, previous_hash, rotated_at, successor_seen_at, idle_expires_at,
        absolute_expires_at, expires_at, created_at, revoked_at, revoked_reason, resources, claims)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, NULL, NULL, NULL, $13, $14, $15, $16, NULL, NULL, $17,
        $18)";
const SELECT_STATUS: &str =
    "SELECT g.id AS grant_id, g.user_id, g.client_id, g.session_id, g.kind, g.scope, g.resources, g.claims, g.auth_time,
        g.acr, g.amr, g.sid, g.generation, g.refresh_hash, g.previous_hash, g.rotated_at, g.successor_seen_at,
        g.idle_expires_at, g.absolute_expires_at, g.expires_at, g.created_at AS granted_at, g.revoked_at,
        c.disabled_at AS client_disabled_at, c.tokens_valid_from AS client_tokens_valid_from,
        s.revoked_at AS session_revoked_at, r.jti AS revoked_jti,
        u.id, u.subject, u.username, u.profile, u.admin, u.roles, u.attributes, u.group_names,
        u.group_roles, CASE WHEN u.tokens_valid_from < m.valid_from
            THEN m.valid_from ELSE u.tokens_valid_from END AS tokens_valid_from,
        u.version, u.created_at, u.updated_at, u.disabled_at
    FROM token_grant g JOIN user_account u ON u.id = g.user_id JOIN client c ON c.id = g.client_id
        JOIN global_not_before m ON m.id = 1
        LEFT JOIN session s ON s.id = g.session_id LEFT JOIN revoked_token r ON r.jti = $2
    WHERE g.id = $1";
const ACTIVATE: &str = "UPDATE token_grant SET refresh_hash = $2, idle_expires_at = $3, absolute_expires_at = $4,
        expires_at = CASE WHEN expires_at > $5 THEN expires_at ELSE $5 END WHERE id = $1 AND revoked_at IS NULL";
const ROTATE: &str = "UPDATE token_grant SET
        rotated_at = CASE WHEN generation = $3 THEN $2 ELSE rotated_at END,
        previous_hash = CASE WHEN generation = $3 THEN refresh_hash ELSE previous_hash END,
        successor_seen_at = CASE WHEN generation = $3 THEN NULL ELSE successor_seen_at END,
        refresh_hash = $5, idle_expires_at = $7, generation = $3 + 1,
        expires_at = CASE WHEN expires_at > $8 THEN expires_at ELSE $8 END
    WHERE id = $1 AND revoked_at IS NULL AND idle_expires_at > $2 AND absolute_expires_at > $2
        AND ((generation = $3 AND refresh_hash = $4)
            OR (generation = $3 + 1 AND previous_hash = $4 AND refresh_hash = $5 AND rotated_at > $6
                AND (successor_seen_at IS NULL OR successor_seen_at > $2)))";
const KEEP: &str = "UPDATE token_grant SET idle_expires_at = $5,
        expires_at = CASE WHEN expires_at > $6 THEN expires_at ELSE $6 END,
        successor_seen_at = CASE WHEN successor_seen_at < $2 THEN successor_seen_at ELSE $2 END
    WHERE id = $1 AND revoked_at IS NULL AND idle_expires_at > $2 AND absolute_expires_at > $2
        AND generation = $3 AND refresh_hash = $4";
const SEE_SUCCESSOR: &str = "UPDATE token_grant SET successor_seen_at = $3
    WHERE id = $1 AND generation = $2 AND successor_seen_at IS NULL";
const REVOKE: &str = "UPDATE token_grant SET revoked_at = $2, revoked_reason = $3 WHERE id = $1 AND revoked_at IS NULL";
// Rows that ended more than a day ago are left to the clean-up; the day covers clocks of nodes that differ.
const REVOKE_BY_USER_CLIENT: &str = "UPDATE token_grant SET revoked_at = $3, revoked_reason = $4
    WHERE user_id = $1 AND client_id = $2 AND revoked_at IS NULL AND expires_at > $3 - 86400";
const REVOKE_BY_USER: &str = "UPDATE token_grant SET revoked_at = $2, revoked_reason = $3
    WHERE user_id = $1 AND revoked_at IS NULL AND expires_at > $2 - 86400";
const REVOKE_BY_CLIENT: &str = "UPDATE token_grant SET revoked_at = $2, revoked_reason = $3
    WHERE client_id = $1 AND revoked_at IS NULL AND expires_at > $2 - 86400";
const REVOKE_BY_SESSION: &str = "UPDATE token_grant SET revoked_at = $2, revoked_reason = $3
    WHERE session_id = $1 AND revoked_at IS NULL AND (' ' || scope || ' ') NOT LIKE '% offline_access %'";
const COUNT_ALIVE: &str = "SELECT COUNT(*) FROM token_grant WHERE user_id = $1 AND client_id = $2
    AND revoked_at IS NULL AND refresh_hash IS NOT NULL AND expires_at > $3";

const SELECT_PARTIES: &str = "SELECT user_id, client_id FROM token_grant WHERE id = $1";

#[derive(sqlx::FromRow)]
struct StatusRow {
    grant_id: String,
    user_id: String,
    client_id: String,
    session_id: Option<String>,
    kind: String,
    scope: String,
    resources: String,
    claims: String,
    auth_time: Option<i64>,
    acr: String,
    amr: String,
    sid: Option<String>,
    generation: i64,
    refresh_hash: Option<String>,
    previous_hash: Option<String>,
    rotated_at: Option<i64>,
    successor_seen_at: Option<i64>,
    idle_expires_at: Option<i64>,
    absolute_expires_at: Option<i64>,
    expires_at: i64,
    granted_at: i64,
    revoked_at: Option<i64>,
    client_disabled_at: Option<i64>,
    client_tokens_valid_from: i64,
    session_revoked_at: Option<i64>,
    revoked_jti: Option<String>,
    #[sqlx(flatten)]
    user: UserRow,
}

impl TryFrom<StatusRow> for GrantStatus {
    type Error = StoreError;

    fn try_from(row: StatusRow) -> Result<Self, StoreError> {
        let kind = GrantKind::parse(&row.kind)
            .ok_or(StoreError::Corrupt { column: "token_grant.kind", why: "unknown kind".to_owned() })?;
        let grant = Grant {
            id: GrantId::new(row.grant_id),
            user_id: UserId::new(row.user_id),
            client_id: ClientId::new(row.client_id),
            session_id: row.session_id.map(SessionId::new),
            kind,
            scope: Scope::from_text(&row.scope),
            resources: row.resources.split_whitespace().map(str::to_owned).collect(),
            claims: read_claims(&row.claims)?,
            auth_time: row.auth_time.map(UnixTime),
            acr: row.acr,
            amr: row.amr,
            sid: row.sid,
            generation: row.generation,
            idle_expires_at: row.idle_expires_at.map(UnixTime),
            absolute_expires_at: row.absolute_expires_at.map(UnixTime),
            expires_at: UnixTime(row.expires_at),
            created_at: UnixTime(row.granted_at),
        };
        Ok(Self {
            grant,
            revoked_at: row.revoked_at.map(UnixTime),
            refresh_hash: row.refresh_hash,
            previous_hash: row.previous_hash,
            rotated_at: row.rotated_at.map(UnixTime),
            successor_seen_at: row.successor_seen_at.map(UnixTime),
            user: User::try_from(row.user)?,
            client_disabled_at: row.client_disabled_at.map(UnixTime),
            client_tokens_valid_from: UnixTime(row.client_tokens_valid_from),
            session_revoked_at: row.session_revoked_at.map(UnixTime),
            token_revoked: row.revoked_jti.is_some(),
        })
    }
}

/// Nothing is stored where nothing was asked for.
fn read_claims(text: &str) -> Result<ClaimsRequest, StoreError> {
    if text.is_empty() { Ok(ClaimsRequest::default()) } else { parse_json("token_grant.claims", text) }
}

fn write_claims(claims: &ClaimsRequest) -> String {
    if claims.is_empty() { String::new() } else { to_json(claims) }
}

/// Adds a grant, with the digest of its first refresh token if it has one. Its client takes part in the session that it
/// comes from.
pub async fn insert(tx: &mut Tx, grant: &Grant, refresh: Option<&TokenHash>) -> Result<(), StoreError> {
    tx_execute!(
        tx,
        INSERT,
        grant.id.as_str(),
        grant.user_id.as_str(),
        grant.client_id.as_str(),
        grant.session_id.as_ref().map(SessionId::as_str),
        grant.kind.as_str(),
        grant.scope.to_string(),
        grant.auth_time.map(UnixTime::get),
        grant.acr.as_str(),
        grant.amr.as_str(),
        grant.sid.as_deref(),
        grant.generation,
        refresh.map(TokenHash::as_str),
        grant.idle_expires_at.map(UnixTime::get),
        grant.absolute_expires_at.map(UnixTime::get),
        grant.expires_at.get(),
        grant.created_at.get(),
        grant.resources.join(" "),
        write_claims(&grant.claims),
    )?;
    if let Some(session) = &grant.session_id {
        super::session_client::insert(tx, session, &grant.client_id).await?;
    }
    Ok(())
}

/// All that decides whether a token of the grant is good now; `jti` is that of an access token or empty.
pub async fn find_status(db: &Db, id: &GrantId, jti: &str) -> Result<Option<GrantStatus>, StoreError> {
    read_optional!(db, StatusRow, SELECT_STATUS, id.as_str(), jti)?.map(GrantStatus::try_from).transpose()
}

/// The ends of a grant's life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GrantEnds {
    /// Of a refresh token that is not used.
    pub idle: Option<UnixTime>,
    /// Of the whole family.
    pub absolute: Option<UnixTime>,
    /// Of the row.
    pub row: UnixTime,
}

/// Gives a grant whose code was just redeemed its tokens; says whether it is still alive. Its row stays as long as what the
/// authorization response gave beside the code.
pub async fn activate(
    tx: &mut Tx,
    id: &GrantId,
    refresh: Option<&TokenHash>,
    ends: GrantEnds,
) -> Result<bool, StoreError> {
    let changed = tx_execute!(
        tx,
        ACTIVATE,
        id.as_str(),
        refresh.map(TokenHash::as_str),
        ends.idle.map(UnixTime::get),
        ends.absolute.map(UnixTime::get),
        ends.row.get(),
    )?;
    Ok(changed == 1)
}

/// One refresh, as it is decided by the database.
#[derive(Clone, Copy, Debug)]
pub struct Rotation<'a> {
    /// The family.
    pub grant_id: &'a GrantId,
    /// Generation of the token that was presented.
    pub generation: i64,
    /// Digest of the token that was presented.
    pub presented: &'a TokenHash,
    /// Digest of the token that follows it; it is the same for everybody who presents this one.
    pub successor: &'a TokenHash,
    /// Rotations after this moment may be answered again.
    pub window_start: UnixTime,
    /// New end of a token that is not used.
    pub idle_expires_at: UnixTime,
    /// New end of the row.
    pub expires_at: UnixTime,
}

/// Rotates the refresh token, or confirms a rotation whose answer was lost; of many that try with one token, all that
/// succeed hold the same successor.
pub async fn rotate(tx: &mut Tx, rotation: &Rotation<'_>, now: UnixTime) -> Result<bool, StoreError> {
    let changed = tx_execute!(
        tx,
        ROTATE,
        rotation.grant_id.as_str(),
        now.get(),
        rotation.generation,
        rotation.presented.as_str(),
        rotation.successor.as_str(),
        rotation.window_start.get(),
        rotation.idle_expires_at.get(),
        rotation.expires_at.get(),
    )?;
    Ok(changed == 1)
}

/// Moves the idle end of a refresh token that stays as it is. Its use closes the replay window, as a rotation would.
pub async fn keep(tx: &mut Tx, rotation: &Rotation<'_>, now: UnixTime) -> Result<bool, StoreError> {
    let changed = tx_execute!(
        tx,
        KEEP,
        rotation.grant_id.as_str(),
        now.get(),
        rotation.generation,
        rotation.presented.as_str(),
        rotation.idle_expires_at.get(),
        rotation.expires_at.get(),
    )?;
    Ok(changed == 1)
}

/// Notes that the newest access token was seen in use, which closes the replay window at `closes_at`.
pub async fn see_successor(tx: &mut Tx, id: &GrantId, generation: i64, closes_at: UnixTime) -> Result<(), StoreError> {
    tx_execute!(tx, SEE_SUCCESSOR, id.as_str(), generation, closes_at.get())?;
    Ok(())
}

/// Ends a grant; says whether this call did.
pub async fn revoke(tx: &mut Tx, id: &GrantId, reason: RevocationReason, now: UnixTime) -> Result<bool, StoreError> {
    Ok(tx_execute!(tx, REVOKE, id.as_str(), now.get(), reason.as_str())? == 1)
}

/// Whose and whom a grant is, living or not.
pub async fn find_parties(db: &Db, id: &GrantId) -> Result<Option<(UserId, ClientId)>, StoreError> {
    let row = read_optional!(db, (String, String), SELECT_PARTIES, id.as_str())?;
    Ok(row.map(|(user, client)| (UserId::new(user), ClientId::new(client))))
}

/// Ends the grants of one session that were given without `offline_access`. Sessions are forgotten before their grants,
/// so the end of a session must be written here as well.
pub async fn revoke_by_session(
    tx: &mut Tx,
    session: &SessionId,
    reason: RevocationReason,
    now: UnixTime,
) -> Result<u64, StoreError> {
    Ok(tx_execute!(tx, REVOKE_BY_SESSION, session.as_str(), now.get(), reason.as_str())?)
}

/// Ends every grant that a person has given a client.
pub async fn revoke_by_user_and_client(
    tx: &mut Tx,
    user: &UserId,
    client: &ClientId,
    reason: RevocationReason,
    now: UnixTime,
) -> Result<u64, StoreError> {
    Ok(tx_execute!(tx, REVOKE_BY_USER_CLIENT, user.as_str(), client.as_str(), now.get(), reason.as_str())?)
}

/// Ends every grant of a person.
pub async fn revoke_by_user(
    tx: &mut Tx,
    user: &UserId,
    reason: RevocationReason,
    now: UnixTime,
) -> Result<u64, StoreError> {
    Ok(tx_execute!(tx, REVOKE_BY_USER, user.as_str(), now.get(), reason.as_str())?)
}

/// Ends every grant that a client has.
pub async fn revoke_by_client(
    tx: &mut Tx,
    client: &ClientId,
    reason: RevocationReason,
    now: UnixTime,
) -> Result<u64, StoreError> {
    Ok(tx_execute!(tx, REVOKE_BY_CLIENT, client.as_str(), now.get(), reason.as_str())?)
}

/// How many refreshable grants a person has given a client.
pub async fn count_alive(db: &Db, user: &UserId, client: &ClientId, now: UnixTime) -> Result<i64, StoreError> {
    let row = read_optional!(db, (i64,), COUNT_ALIVE, user.as_str(), client.as_str(), now.get())?;
    Ok(row.map_or(0, |(count,)| count))
}
