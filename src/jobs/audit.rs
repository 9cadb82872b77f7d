//! Sealing the audit log, and deleting what is older than the operator wants to keep.

use super::ticks;
use crate::clock::Clock;
use crate::flow::audit::{self, AuditError, BATCH};
use crate::flow::lease::Lease;
use crate::flow::{Deps, Services};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How often events are sealed: what is younger may still be changed unseen.
const SEAL: Duration = Duration::from_secs(1);
/// Turns between two looks at what is too old.
const TRIM: u32 = 600;
/// Turns between two renewals of the lease; well within its patience.
const RENEWAL: u32 = 10;

/// Seals for ever, on the node that has the lease. The lease only saves work: nodes that seal at the same time wait for each
/// other.
pub(super) async fn seal(services: Arc<Services>, clock: Clock) {
    let mut lease = Lease::new("audit", services.random.token());
    let mut ticks = ticks(SEAL);
    let (mut turn, mut ours) = (0_u32, false);
    loop {
        ticks.tick().await;
        if turn.is_multiple_of(RENEWAL) {
            ours = lease.hold(&services.db, Instant::now()).await.unwrap_or_else(|error| {
                tracing::warn!(cause = %error, "cannot seal the audit log; trying again");
                false
            });
        }
        if ours && let Err(error) = work(&services, &clock, turn).await {
            report(&error);
        }
        turn = turn.wrapping_add(1);
    }
}

async fn work(services: &Arc<Services>, clock: &Clock, turn: u32) -> Result<(), AuditError> {
    let deps = || Deps::new(Arc::clone(services), clock.now());
    if turn == 0 {
        audit::renew_ends(&deps()).await?;
    }
    while audit::seal(&deps()).await? == BATCH as usize {}
    if turn.is_multiple_of(TRIM) {
        while audit::trim(&deps()).await? > 0 {}
    }
    Ok(())
}

fn report(error: &AuditError) {
    match error {
        AuditError::Forged(_) => tracing::error!(cause = %error, "the audit log was tampered with"),
        AuditError::Store(_) | AuditError::Raced => {
            tracing::warn!(cause = %error, "cannot seal the audit log; trying again");
        }
    }
}
