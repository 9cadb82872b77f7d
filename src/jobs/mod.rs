//! What the server does by itself: it renews its caches, writes refusal records, deletes what has expired.

use crate::clock::Clock;
use crate::flow::{Services, cleanup};
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval};

/// How often the change counter is looked at: half of the second within which every node follows a change.
const POLL: Duration = Duration::from_millis(500);
/// How often refusal records are written.
const FLUSH: Duration = Duration::from_secs(1);
/// Transactions of one clean-up pass per table: enough to outrun any writer. Between them others get their turn.
const BATCHES: u32 = 10_000;

/// Starts the jobs; they end when the answer is dropped.
#[must_use]
pub fn start(services: &Arc<Services>, clock: &Clock) -> JoinSet<()> {
    let mut jobs = JoinSet::new();
    jobs.spawn(follow_changes(Arc::clone(services), clock.clone()));
    jobs.spawn(write_refusals(Arc::clone(services)));
    jobs.spawn(clean_up(Arc::clone(services), clock.clone()));
    jobs
}

fn ticks(period: Duration) -> tokio::time::Interval {
    let mut ticks = interval(period);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ticks
}

async fn follow_changes(services: Arc<Services>, clock: Clock) {
    let mut ticks = ticks(POLL);
    loop {
        ticks.tick().await;
        if let Err(error) = services.directory.refresh(clock.now().unix()).await {
            tracing::warn!(cause = %error, "cannot follow changes; keeping what is known");
        }
    }
}

async fn write_refusals(services: Arc<Services>) {
    let mut ticks = ticks(FLUSH);
    loop {
        ticks.tick().await;
        match services.refusals.flush(&services.db).await {
            Ok((_, 0)) => {}
            Ok((_, dropped)) => tracing::warn!(dropped, "too many refusals to record all of them"),
            Err(error) => tracing::warn!(cause = %error, "refusal records were lost"),
        }
    }
}

async fn clean_up(services: Arc<Services>, clock: Clock) {
    let mut ticks = ticks(services.settings.cleanup.interval);
    loop {
        ticks.tick().await;
        let batch = services.settings.cleanup.batch;
        match cleanup::pass(&services.db, batch, BATCHES, clock.now().unix()).await {
            Ok(report) => {
                for deleted in report.iter().filter(|deleted| deleted.rows > 0) {
                    metrics::counter!("symbolon_cleanup_deleted_total", "table" => deleted.table)
                        .increment(deleted.rows);
                    tracing::info!(table = deleted.table, rows = deleted.rows, "expired rows deleted");
                }
            }
            Err(error) => tracing::warn!(cause = %error, "clean-up failed; trying again at the next turn"),
        }
    }
}
