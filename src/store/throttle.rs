//! Rate limits that all nodes share: the generic cell rate algorithm in one statement.

use super::{Db, StoreError, Tx};

const RESERVE: &str = "INSERT INTO throttle (bucket, tat_ms, expires_at) VALUES ($1, CAST($2 AS BIGINT) + $3, $4)
    ON CONFLICT (bucket) DO UPDATE SET
        tat_ms = CASE WHEN throttle.tat_ms > $2 THEN throttle.tat_ms ELSE $2 END + $3, expires_at = $4
    WHERE throttle.tat_ms <= $2 + $5";
const REFUND: &str = "UPDATE throttle SET tat_ms = tat_ms - $2 WHERE bucket = $1";
const WAIT: &str = "SELECT tat_ms FROM throttle WHERE bucket = $1";

/// A limit of `burst` attempts that refill evenly over `period_ms`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// Attempts that may come at once.
    pub burst: i64,
    /// Milliseconds in which all of them refill.
    pub period_ms: i64,
}

impl Limit {
    fn cost_ms(self) -> i64 {
        self.period_ms / self.burst.max(1)
    }
}

/// Takes one attempt from a bucket; says whether there was one.
pub async fn reserve(tx: &mut Tx, bucket: &str, limit: Limit, now_ms: i64) -> Result<bool, StoreError> {
    let cost = limit.cost_ms();
    let tolerance = limit.period_ms - cost;
    let expires_at = (now_ms + limit.period_ms * 2) / 1000;
    Ok(tx_execute!(tx, RESERVE, bucket, now_ms, cost, expires_at, tolerance)? == 1)
}

/// Gives an attempt back that turned out to be honest.
pub async fn refund(tx: &mut Tx, bucket: &str, limit: Limit) -> Result<(), StoreError> {
    tx_execute!(tx, REFUND, bucket, limit.cost_ms())?;
    Ok(())
}

/// Milliseconds until the bucket has an attempt again.
pub async fn wait_ms(db: &Db, bucket: &str, limit: Limit, now_ms: i64) -> Result<i64, StoreError> {
    let tat = read_optional!(db, (i64,), WAIT, bucket)?.map_or(now_ms, |(tat,)| tat);
    Ok((tat - now_ms - limit.period_ms + limit.cost_ms()).max(0))
}
