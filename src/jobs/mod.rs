//! What the server does by itself: it renews its caches, writes refusal records, deletes what has expired, looks after
//! signing keys.

mod audit;
mod delivery;

use crate::clock::Clock;
use crate::flow::cleanup::{self, Deleted, Pass};
use crate::flow::keys::{self, Keeper};
use crate::flow::lease::Lease;
use crate::flow::{Deps, FlowResult, Services, register};
use crate::model::{SigningAlgorithm, UnixTime};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval};

/// How often the change counter is looked at: half of the second within which every node follows a change.
const POLL: Duration = Duration::from_millis(500);
/// How often refusal records are written.
const FLUSH: Duration = Duration::from_secs(1);
/// How often signing keys are looked after; more often than the patience of a lease.
const KEYS: Duration = Duration::from_secs(10);
/// Transactions of one clean-up pass per table; a pass must be over well within the patience of a lease.
const BATCHES: u32 = 20;
/// Unused clients that one pass removes, each in a transaction of its own.
const MOST_CLIENTS: u32 = 100;

/// Starts the jobs; they end when the answer is dropped.
#[must_use]
pub fn start(services: &Arc<Services>, clock: &Clock) -> JoinSet<()> {
    let mut jobs = JoinSet::new();
    jobs.spawn(follow_changes(Arc::clone(services), clock.clone()));
    jobs.spawn(write_refusals(Arc::clone(services)));
    jobs.spawn(clean_up(Arc::clone(services), clock.clone()));
    jobs.spawn(look_after_keys(Arc::clone(services), clock.clone()));
    jobs.spawn(audit::seal(Arc::clone(services), clock.clone()));
    jobs.spawn(delivery::serve(Arc::clone(services), clock.clone()));
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
    let mut lease = Lease::new("cleanup", services.random.token());
    loop {
        ticks.tick().await;
        // A backlog is worked off in passes that are short enough for the lease to be renewed between them.
        while sweep(&services, &clock, &mut lease).await.unwrap_or_else(|error| {
            tracing::warn!(cause = %error, "clean-up failed; trying again at the next turn");
            false
        }) {}
    }
}

/// One pass, if it is this node's to do; says whether there is more. Every node measures what is left.
async fn sweep(services: &Arc<Services>, clock: &Clock, lease: &mut Lease) -> FlowResult<bool> {
    let mut unfinished = false;
    if lease.hold(&services.db, Instant::now()).await? {
        let begun = Instant::now();
        let pass = cleanup::pass(&services.db, services.settings.cleanup.batch, BATCHES, clock.now().unix()).await?;
        metrics::histogram!("symbolon_cleanup_pass_seconds").record(begun.elapsed());
        report(&pass);
        let unused = register::remove_unused(&Deps::new(Arc::clone(services), clock.now()), MOST_CLIENTS).await?;
        report(&Pass { deleted: vec![Deleted { table: "client", rows: unused }], unfinished: false });
        unfinished = pass.unfinished || unused == u64::from(MOST_CLIENTS);
    }
    for (table, backlog) in cleanup::backlog(&services.db, clock.now().unix()).await? {
        metrics::gauge!("symbolon_cleanup_backlog_rows", "table" => table).set(whole(backlog.rows));
        metrics::gauge!("symbolon_cleanup_oldest_seconds", "table" => table).set(whole(backlog.oldest));
    }
    Ok(unfinished)
}

fn report(pass: &Pass) {
    for deleted in pass.deleted.iter().filter(|deleted| deleted.rows > 0) {
        metrics::counter!("symbolon_cleanup_deleted_total", "table" => deleted.table).increment(deleted.rows);
        tracing::info!(table = deleted.table, rows = deleted.rows, "expired rows deleted");
    }
}

/// A gauge's value; what does not fit stands at the end of the scale.
fn whole(value: i64) -> f64 {
    f64::from(u32::try_from(value.max(0)).unwrap_or(u32::MAX))
}

async fn look_after_keys(services: Arc<Services>, clock: Clock) {
    let mut lease = Lease::new("keys", services.random.token());
    let mut ticks = ticks(KEYS);
    loop {
        ticks.tick().await;
        let now = clock.now().unix();
        show_key_ages(&services, now);
        match lease.hold(&services.db, Instant::now()).await {
            Ok(true) => {}
            Ok(false) => continue,
            Err(error) => {
                tracing::warn!(cause = %error, "cannot look after the signing keys; trying again");
                continue;
            }
        }
        match keys::look_after(Keeper::of(&services, now)).await {
            Ok(cared) => {
                for alg in cared.rotated {
                    metrics::counter!("symbolon_key_rotation_total", "alg" => alg.as_str()).increment(1);
                    tracing::info!(%alg, "signing key rotated by age: the next one is published");
                }
            }
            Err(error) => tracing::warn!(cause = %error, "cannot look after the signing keys; trying again"),
        }
    }
}

fn show_key_ages(services: &Services, now: UnixTime) {
    let snapshot = services.directory.snapshot();
    for alg in SigningAlgorithm::ALL {
        if let Some(since) = snapshot.keys.signing_since(alg, now) {
            metrics::gauge!("symbolon_signing_key_age_seconds", "alg" => alg.as_str()).set(whole(now.since(since)));
        }
    }
}
