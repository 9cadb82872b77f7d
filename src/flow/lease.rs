//! One node does the work of all. Clocks are never compared: a node takes over when the holder's beat has stood still for
//! [`PATIENCE`] of its own time.

use super::FlowResult;
use crate::store::{self, Db};
use std::time::{Duration, Instant};

/// How long a beat must stand still before another node takes over.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// This node's view of one lease.
#[derive(Debug)]
pub struct Lease {
    name: &'static str,
    holder: String,
    seen: Option<(i64, Instant)>,
}

impl Lease {
    /// A lease by this name for the node that calls itself `holder`, which is random per process.
    #[must_use]
    pub fn new(name: &'static str, holder: String) -> Self {
        Self { name, holder, seen: None }
    }

    /// Says that this node lives and wants the work; answers whether it is this node's to do now. Call it more often
    /// than [`PATIENCE`]; `now` never goes back.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn hold(&mut self, db: &Db, now: Instant) -> FlowResult<bool> {
        let Some(row) = store::lease::find(db, self.name).await? else {
            let mut tx = db.write().await?;
            let first = store::lease::insert_missing(&mut tx, self.name, &self.holder).await?;
            tx.commit().await?;
            return Ok(first);
        };
        let since = match self.seen {
            Some((beat, since)) if beat == row.beat => since,
            _ => now,
        };
        self.seen = Some((row.beat, since));
        if row.holder != self.holder && now.duration_since(since) < PATIENCE {
            return Ok(false);
        }
        let mut tx = db.write().await?;
        let taken = store::lease::take(&mut tx, self.name, &self.holder, row.beat).await?;
        tx.commit().await?;
        Ok(taken)
    }
}
