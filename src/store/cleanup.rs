//! Deleting what has expired, in bounded batches along the index on expiry.

use super::{Db, StoreError, Tx};
use crate::model::{GrantId, UnixTime};

/// A table whose rows perish.
#[derive(Clone, Copy, Debug)]
pub struct Perishable {
    /// Table name, as it is reported.
    pub table: &'static str,
    /// A table whose rows go with those of this one.
    pub dependant: Option<&'static str>,
    delete: &'static str,
    delete_dependants: &'static str,
    backlog: &'static str,
    /// Rows are kept this many seconds past their end.
    grace: i64,
}

/// A perishable table: its name, its key columns, how many seconds its rows are kept past `expires_at`, and what must not be
/// deleted yet. Both statements read along the index on `expires_at`, and no further than they must: the rows from $1 to
/// $2, the oldest first, at most $3. A delete gives the ends of what it deleted, so that the next one starts there and does
/// not walk over what PostgreSQL has not vacuumed yet.
macro_rules! perishable {
    ($table:literal, $key:literal, grace: $grace:literal) => {
        perishable!($table, $key, grace: $grace, unless: "")
    };
    ($table:literal, $key:literal, grace: $grace:literal, unless: $unless:literal) => {
        Perishable {
            table: $table,
            dependant: None,
            delete: concat!(
                "DELETE FROM ", $table, " WHERE (", $key, ") IN (SELECT ", $key, " FROM ", $table,
                " WHERE expires_at >= $1 AND expires_at <= $2", $unless, " ORDER BY expires_at LIMIT $3)
                RETURNING expires_at"
            ),
            delete_dependants: "",
            backlog: concat!(
                "SELECT COUNT(*), MIN(ended.expires_at) FROM (SELECT expires_at FROM ", $table,
                " WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2) AS ended"
            ),
            grace: $grace,
        }
    };
}

/// Every perishable table.
pub const PERISHABLES: [Perishable; 15] = [
    perishable!("authorization_request", "handle_hash", grace: 0),
    // A code lives as long as its grant, so that a replay is recognised, and goes with it.
    Perishable {
        dependant: Some("authorization_code"),
        delete_dependants: "DELETE FROM authorization_code WHERE grant_id IN (SELECT id FROM token_grant
            WHERE expires_at >= $1 AND expires_at <= $2 ORDER BY expires_at LIMIT $3)",
        ..perishable!("token_grant", "id", grace: 0,
            unless: " AND NOT EXISTS (SELECT 1 FROM authorization_code c WHERE c.grant_id = token_grant.id)")
    },
    // An expired code is remembered for a while, so that a device that still polls is told so (RFC 8628 §3.5).
    perishable!("device_code", "hash", grace: 600),
    Perishable {
        dependant: Some("session_client"),
        delete_dependants: "DELETE FROM session_client WHERE session_id IN (SELECT id FROM session
            WHERE expires_at >= $1 AND expires_at <= $2 ORDER BY expires_at LIMIT $3)",
        ..perishable!("session", "id", grace: 86_400,
            unless: " AND NOT EXISTS (SELECT 1 FROM session_client c WHERE c.session_id = session.id)")
    },
    perishable!("pending_sign_in", "browser_hash, request_hash", grace: 0),
    perishable!("known_browser", "hash, user_id", grace: 0),
    perishable!("delivery", "id", grace: 0),
    perishable!("one_time_link", "hash", grace: 0),
    perishable!("trial", "id", grace: 0),
    perishable!("client_secret", "id", grace: 86_400),
    perishable!("revoked_token", "jti", grace: 0),
    perishable!("used_once", "kind, hash", grace: 0),
    perishable!("throttle", "bucket", grace: 0),
    // The token of a client never expires; an initial one is listed for another day.
    perishable!("registration_token", "hash", grace: 86_400),
    perishable!("refusal", "id", grace: 0),
];

/// What one batch deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Batch {
    /// Rows of the table.
    pub rows: u64,
    /// Rows of the dependant table.
    pub dependants: u64,
    /// Where the next batch starts.
    pub reached: UnixTime,
}

/// Deletes at most `limit` rows of a table that have expired, the oldest from `start` on first.
pub async fn delete_expired(
    tx: &mut Tx,
    from: &Perishable,
    start: UnixTime,
    limit: u32,
    now: UnixTime,
) -> Result<Batch, StoreError> {
    let (start, before, limit) = (start.get(), now.plus(-from.grace).get(), i64::from(limit));
    let dependants = match from.dependant {
        Some(_) => tx_execute!(tx, from.delete_dependants, start, before, limit)?,
        None => 0,
    };
    let ends = tx_all!(tx, (i64,), from.delete, start, before, limit)?;
    let reached = ends.iter().map(|(end,)| *end).max().unwrap_or(start);
    Ok(Batch { rows: ends.len() as u64, dependants, reached: UnixTime(reached) })
}

/// The rows of a table that have expired and are still there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backlog {
    /// How many, counted up to the bound.
    pub rows: i64,
    /// For how many seconds the oldest could have been gone.
    pub oldest: i64,
}

/// Counts them along the index, up to `bound`.
pub async fn backlog(db: &Db, of: &Perishable, bound: u32, now: UnixTime) -> Result<Backlog, StoreError> {
    let before = now.plus(-of.grace);
    let counted = read_optional!(db, (i64, Option<i64>), of.backlog, before.get(), i64::from(bound))?;
    let (rows, oldest) = counted.unwrap_or((0, None));
    Ok(Backlog { rows, oldest: oldest.map_or(0, |end| before.since(UnixTime(end))) })
}

/// Refusals beyond this many are deleted before their time, oldest first.
pub const MOST_REFUSALS: i64 = 100_000;
const COUNT_REFUSALS: &str = "SELECT COUNT(*) FROM (SELECT id FROM refusal LIMIT $1) AS counted";
const DELETE_OLDEST_REFUSALS: &str =
    "DELETE FROM refusal WHERE id IN (SELECT id FROM refusal ORDER BY expires_at LIMIT $1)";

/// How many refusals there are beyond the cap, counted up to `bound`.
pub async fn excess_refusals(db: &Db, bound: u32) -> Result<i64, StoreError> {
    let counted = read_optional!(db, (i64,), COUNT_REFUSALS, MOST_REFUSALS + i64::from(bound))?;
    Ok(counted.map_or(0, |(count,)| (count - MOST_REFUSALS).max(0)))
}

/// Deletes so many of the oldest refusals; says how many.
pub async fn delete_oldest_refusals(tx: &mut Tx, count: i64) -> Result<u64, StoreError> {
    Ok(tx_execute!(tx, DELETE_OLDEST_REFUSALS, count)?)
}

const SELECT_UNUSED: &str = "SELECT id FROM token_grant WHERE id > $1 AND refresh_hash IS NOT NULL
    AND COALESCE(rotated_at, created_at) <= $2 ORDER BY id LIMIT $3";
const DELETE_UNUSED: &str = "DELETE FROM token_grant WHERE id = $1 AND refresh_hash IS NOT NULL
    AND COALESCE(rotated_at, created_at) <= $2";
const DELETE_CODES: &str = "DELETE FROM authorization_code WHERE grant_id = $1";

/// The next grants, by id after `after`, whose refresh token was last issued at `until` or before.
pub async fn list_unused(db: &Db, after: &GrantId, until: UnixTime, limit: u32) -> Result<Vec<GrantId>, StoreError> {
    let rows = read_all!(db, (String,), SELECT_UNUSED, after.as_str(), until.get(), i64::from(limit))?;
    Ok(rows.into_iter().map(|(id,)| GrantId::new(id)).collect())
}

/// Deletes one of them, unless it was refreshed meanwhile, and its codes; says how many rows of either.
pub async fn delete_unused(tx: &mut Tx, id: &GrantId, until: UnixTime) -> Result<(u64, u64), StoreError> {
    let grants = tx_execute!(tx, DELETE_UNUSED, id.as_str(), until.get())?;
    let codes = if grants > 0 { tx_execute!(tx, DELETE_CODES, id.as_str())? } else { 0 };
    Ok((grants, codes))
}
