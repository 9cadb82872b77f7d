//! Deleting what has expired: short transactions, one table after the other, and between them everybody else gets the
//! writer.

use super::admin::Actor;
use super::{Deps, FlowResult};
use crate::model::{Action, GrantId, Seconds, UnixTime};
use crate::store::cleanup::{self, Backlog, PERISHABLES, Perishable};
use crate::store::{Db, Tx};
use std::time::{Duration, Instant};
use tokio::time::sleep;

/// A batch that took longer is followed by a smaller one. On SQLite it holds the only writer, and nobody shall wait for that
/// longer than 100 ms.
const LONG: Duration = Duration::from_millis(15);
/// Rows of the first batch of a table; quick ones are followed by larger ones.
const FIRST_BATCH: u32 = 100;
/// Expired rows are counted up to this many.
pub const MOST_COUNTED: u32 = 10_000;

/// How many rows of a table were deleted.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Deleted {
    /// The table.
    pub table: &'static str,
    /// Rows.
    pub rows: u64,
}

/// What a pass did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pass {
    /// By table, also where nothing was deleted.
    pub deleted: Vec<Deleted>,
    /// Whether the bound on batches left something to delete.
    pub unfinished: bool,
}

/// One pass over every table: at most `batches` transactions for each, of at most `batch` rows; fewer where rows are slow
/// to delete.
///
/// # Errors
/// When the database fails; what was deleted until then stays deleted.
pub async fn pass(db: &Db, batch: u32, batches: u32, now: UnixTime) -> FlowResult<Pass> {
    let mut pass = Pass::default();
    let excess = trim_refusals(db, batch, batches).await?;
    for table in &PERISHABLES {
        let mut cleared = clear(db, table, batch, batches, now).await?;
        if table.table == "refusal" {
            cleared.rows += excess.rows;
            cleared.unfinished |= excess.unfinished;
        }
        pass.unfinished |= cleared.unfinished;
        pass.deleted.extend(table.dependant.map(|table| Deleted { table, rows: cleared.dependants }));
        pass.deleted.push(Deleted { table: table.table, rows: cleared.rows });
    }
    Ok(pass)
}

/// What happened to one table.
#[derive(Default)]
struct Cleared {
    rows: u64,
    dependants: u64,
    unfinished: bool,
}

async fn clear(db: &Db, table: &Perishable, batch: u32, batches: u32, now: UnixTime) -> FlowResult<Cleared> {
    let mut cleared = Cleared { unfinished: true, ..Cleared::default() };
    let mut pace = Pace::new(batch);
    let mut start = UnixTime(i64::MIN);
    for _ in 0..batches {
        let mut tx = db.write().await?;
        let begun = Instant::now();
        let done = cleanup::delete_expired(&mut tx, table, start, pace.rows, now).await?;
        let held = begun.elapsed();
        tx.commit().await?;
        cleared.rows += done.rows;
        cleared.dependants += done.dependants;
        if done.rows < u64::from(pace.rows) {
            cleared.unfinished = false;
            break;
        }
        start = done.reached;
        pace.follow(held).await;
    }
    Ok(cleared)
}

/// Deletes refusals beyond their cap, oldest first.
async fn trim_refusals(db: &Db, batch: u32, batches: u32) -> FlowResult<Cleared> {
    let mut trimmed = Cleared::default();
    let mut pace = Pace::new(batch);
    let mut excess = cleanup::excess_refusals(db, MOST_COUNTED).await?;
    trimmed.unfinished = excess == i64::from(MOST_COUNTED);
    for _ in 0..batches {
        if excess == 0 {
            return Ok(trimmed);
        }
        let mut tx = db.write().await?;
        let begun = Instant::now();
        trimmed.rows += cleanup::delete_oldest_refusals(&mut tx, excess.min(i64::from(pace.rows))).await?;
        let held = begun.elapsed();
        tx.commit().await?;
        excess -= excess.min(i64::from(pace.rows));
        pace.follow(held).await;
    }
    trimmed.unfinished |= excess > 0;
    Ok(trimmed)
}

/// How large the next batch is, and the pause before it.
struct Pace {
    rows: u32,
    most: u32,
}

impl Pace {
    fn new(most: u32) -> Self {
        Self { rows: FIRST_BATCH.min(most), most }
    }

    /// Leaves the writer to others for as long as a batch held it, and fits the next one to how long that was.
    async fn follow(&mut self, held: Duration) {
        sleep(held.max(Duration::from_millis(1))).await;
        if held > LONG {
            self.rows = (self.rows / 2).max(1);
        } else if held < LONG / 2 {
            self.rows = self.rows.saturating_mul(2).min(self.most);
        }
    }
}

/// What has expired and is still there, by table, counted up to [`MOST_COUNTED`].
///
/// # Errors
/// When the database fails.
pub async fn backlog(db: &Db, now: UnixTime) -> FlowResult<Vec<(&'static str, Backlog)>> {
    let mut all = Vec::new();
    for table in &PERISHABLES {
        all.push((table.table, cleanup::backlog(db, table, MOST_COUNTED, now).await?));
    }
    Ok(all)
}

/// Deletes every grant whose refresh token was last issued `lifetime` seconds ago or longer, living or not, with its codes:
/// its refresh and access tokens are dead at their next use. Grants without a refresh token are left to their own end.
///
/// # Errors
/// When the database fails; what was deleted until then stays deleted.
pub async fn unused_refresh_tokens(deps: &Deps, actor: &Actor, lifetime: Seconds) -> FlowResult<[Deleted; 2]> {
    let db = &deps.services.db;
    let until = deps.unix().plus(-lifetime);
    let (mut grants, mut codes) = (0, 0);
    let mut pace = Pace::new(deps.services.settings.cleanup.batch);
    let mut last = GrantId::new("");
    loop {
        let ids = cleanup::list_unused(db, &last, until, pace.rows).await?;
        let Some(newest) = ids.last() else { break };
        last = newest.clone();
        let mut tx = db.write().await?;
        let begun = Instant::now();
        let deleted = delete_unused(deps, &mut tx, actor, &ids, until).await?;
        let held = begun.elapsed();
        tx.commit().await?;
        grants += deleted.0;
        codes += deleted.1;
        pace.follow(held).await;
    }
    Ok([Deleted { table: "authorization_code", rows: codes }, Deleted { table: "token_grant", rows: grants }])
}

/// Deletes a batch and writes the deed beside it.
async fn delete_unused(
    deps: &Deps,
    tx: &mut Tx,
    actor: &Actor,
    ids: &[GrantId],
    until: UnixTime,
) -> FlowResult<(u64, u64)> {
    let (mut grants, mut codes) = (0, 0);
    for id in ids {
        let deleted = cleanup::delete_unused(tx, id, until).await?;
        grants += deleted.0;
        codes += deleted.1;
    }
    if grants > 0 {
        let mut event = deps.event(actor.name(), Action::GrantCleanup);
        event.detail =
            format!("{grants} grants whose refresh token was last issued at {until} or before", until = until.get());
        deps.record(tx, &event).await?;
    }
    Ok((grants, codes))
}
