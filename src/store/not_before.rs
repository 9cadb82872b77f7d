//! The moment before which everything that was issued is dead, whosever it is. Reads that decide whether something is
//! alive join its one row, so that it is never cached; this file raises it and tells issuers what they must not be before.

use super::{Db, StoreError, Tx};
use crate::model::{ClientId, UnixTime};

const RAISE: &str = "UPDATE global_not_before
    SET valid_from = CASE WHEN valid_from < $1 THEN $1 ELSE valid_from + 1 END WHERE id = 1";
/// The latest moment that anything issued may bear: it is not before its person's and client's marks, which may lie in the
/// next seconds, and the clock of the node that issued it may run ahead.
const SELECT_LATEST: &str = "SELECT MAX(known.latest) FROM (
        SELECT MAX(tokens_valid_from) AS latest FROM user_account
        UNION ALL SELECT MAX(tokens_valid_from) FROM client
        UNION ALL SELECT MAX(g.created_at) FROM (SELECT created_at FROM token_grant ORDER BY id DESC LIMIT 1) AS g
        UNION ALL SELECT MAX(s.created_at) FROM (SELECT created_at FROM session ORDER BY id DESC LIMIT 1) AS s
    ) AS known";
const SELECT_FOR_CLIENT: &str =
    "SELECT CASE WHEN c.tokens_valid_from < m.valid_from THEN m.valid_from ELSE c.tokens_valid_from END
    FROM client c JOIN global_not_before m ON m.id = 1 WHERE c.id = $1";

/// Kills everything that was issued until `now`, also after an earlier call of the same second.
pub async fn raise(tx: &mut Tx, now: UnixTime) -> Result<(), StoreError> {
    let latest = tx_optional!(tx, (Option<i64>,), SELECT_LATEST)?.and_then(|(latest,)| latest);
    let at = latest.map_or(now, |latest| now.max(UnixTime(latest))).plus(1);
    tx_execute!(tx, RAISE, at.get())?;
    Ok(())
}

/// What is issued to this client must not be from before this moment.
pub async fn find_for_client(db: &Db, client: &ClientId) -> Result<Option<UnixTime>, StoreError> {
    Ok(read_optional!(db, (i64,), SELECT_FOR_CLIENT, client.as_str())?.map(|(at,)| UnixTime(at)))
}
