//! Limits on guessing, shared by all nodes. An attempt is reserved in every bucket that it belongs to before it costs
//! anything, and given back when it turns out to be honest; attempts come back evenly over [`ATTEMPT_WINDOW`], so that
//! nobody is locked out for good.

use super::{Deps, FlowResult};
use crate::config::ATTEMPT_WINDOW;
use crate::model::Seconds;
use crate::store::Tx;
use crate::store::throttle::{self, Limit};

/// What is counted: a kind of attempt and whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bucket {
    kind: &'static str,
    name: String,
    limit: Limit,
}

impl Bucket {
    /// The bucket of `whose` attempts of this kind: an account's row id, a name under its
    /// [`login_key`](crate::protocol::login_key::login_key), an address. `burst` attempts may come at once.
    #[must_use]
    pub fn of(deps: &Deps, kind: &'static str, whose: &[&str], burst: u32) -> Self {
        let mut parts = vec!["throttle", kind];
        parts.extend(whose);
        let name = deps.services.derived.lookup_mac(&parts);
        Self { kind, name, limit: Limit { burst: i64::from(burst), period_ms: ATTEMPT_WINDOW * 1000 } }
    }

    /// The same whose attempts come back over so many seconds instead.
    #[must_use]
    pub fn over(self, seconds: Seconds) -> Self {
        Self { limit: Limit { period_ms: seconds * 1000, ..self.limit }, ..self }
    }
}

/// Takes one attempt from each bucket, or from none; says whether all had one.
///
/// # Errors
/// When the database fails.
pub async fn reserve(deps: &Deps, buckets: &[Bucket]) -> FlowResult<bool> {
    let mut tx = deps.services.db.write().await?;
    if reserve_in(deps, &mut tx, buckets).await?.is_some() {
        return Ok(false);
    }
    tx.commit().await?;
    Ok(true)
}

/// The same within a transaction, which must not be committed when a bucket was empty: gives the kind of the first such.
///
/// # Errors
/// When the database fails.
pub async fn reserve_in(deps: &Deps, tx: &mut Tx, buckets: &[Bucket]) -> FlowResult<Option<&'static str>> {
    for bucket in buckets {
        if !throttle::reserve(tx, &bucket.name, bucket.limit, deps.now.ms).await? {
            return Ok(Some(bucket.kind));
        }
    }
    Ok(None)
}

/// Gives an attempt back.
///
/// # Errors
/// When the database fails.
pub async fn refund(deps: &Deps, buckets: &[Bucket]) -> FlowResult<()> {
    let mut tx = deps.services.db.write().await?;
    refund_in(&mut tx, buckets).await?;
    tx.commit().await?;
    Ok(())
}

/// The same within the transaction that uses what was guessed right.
///
/// # Errors
/// When the database fails.
pub async fn refund_in(tx: &mut Tx, buckets: &[Bucket]) -> FlowResult<()> {
    for bucket in buckets {
        throttle::refund(tx, &bucket.name, bucket.limit).await?;
    }
    Ok(())
}
