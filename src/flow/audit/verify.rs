//! Whether the log is as it was sealed.

use super::chain::{ChainFault, Follower};
use super::{BATCH, is_ours};
use crate::flow::Deps;
use crate::store::audit_head::{self, End, Head};
use crate::store::event::{self, EventRow};
use crate::store::{Db, StoreError};
use serde::{Deserialize, Serialize};
use std::io::BufRead;

/// Faults that are told; one is enough to distrust the log.
const MOST_FAULTS: usize = 20;

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Whether nothing is wrong.
    pub intact: bool,
    /// Sealed events that were looked at.
    pub events: u64,
    /// Number of the first of them.
    pub first: Option<i64>,
    /// Number of the last.
    pub last: Option<i64>,
    /// Hash of the last: kept elsewhere, it proves later that nothing up to it has changed.
    pub hash: Option<String>,
    /// Events that are not sealed yet; nothing is said about them.
    pub unsealed: i64,
    /// What is wrong.
    pub faults: Vec<ChainFault>,
}

impl Report {
    fn fault(&mut self, seq: i64, problem: &'static str) {
        self.add(ChainFault { seq, id: None, problem });
    }

    fn add(&mut self, fault: ChainFault) {
        if self.faults.len() < MOST_FAULTS {
            self.faults.push(fault);
        }
    }

    fn see(&mut self, follower: &mut Follower, event: &EventRow) {
        if let Some(fault) = follower.follow(event) {
            self.add(fault);
        }
        self.events += 1;
        self.first = self.first.or(event.seq);
        self.last = event.seq.or(self.last);
        self.hash.clone_from(&event.hash);
    }

    fn concluded(mut self) -> Self {
        self.intact = self.faults.is_empty();
        self
    }
}

/// Follows the chain in the database from its first end to its last.
///
/// # Errors
/// When the database fails.
pub async fn of_database(deps: &Deps) -> Result<Report, StoreError> {
    let db = &deps.services.db;
    loop {
        let first = audit_head::find(db, End::First).await?;
        let report = walk(deps, &first).await?;
        // Retention may have moved the first end meanwhile.
        if report.faults.is_empty() || audit_head::find(db, End::First).await? == first {
            return Ok(report.concluded());
        }
    }
}

async fn walk(deps: &Deps, first: &Head) -> Result<Report, StoreError> {
    let db = &deps.services.db;
    let mut report = Report::default();
    // What is sealed while this goes on is left to the next time.
    let last = audit_head::find(db, End::Last).await?;
    for (end, head) in [(End::First, first), (End::Last, &last)] {
        if (head.seq != 0 || !head.mac.is_empty()) && !is_ours(deps, end, head) {
            report.fault(head.seq, "an end of the log was not written by this installation");
        }
    }
    let mut follower = Follower { seq: first.seq, hash: first.hash.clone() };
    follow(db, &mut report, &mut follower, last.seq).await?;
    if (follower.seq, &follower.hash) != (last.seq, &last.hash) {
        report.fault(last.seq, "the log does not end where it was sealed last");
    }
    check_outside(db, &mut report, first.seq).await?;
    report.unsealed = event::count_unsealed(db).await?;
    Ok(report)
}

async fn follow(db: &Db, report: &mut Report, follower: &mut Follower, last: i64) -> Result<(), StoreError> {
    loop {
        let events = event::list_sealed(db, follower.seq, BATCH).await?;
        let within: Vec<_> = events.iter().take_while(|event| event.seq.is_some_and(|seq| seq <= last)).collect();
        for event in &within {
            report.see(follower, event);
        }
        if within.len() < BATCH as usize {
            return Ok(());
        }
    }
}

/// Rows with a number outside the two ends.
async fn check_outside(db: &Db, report: &mut Report, first: i64) -> Result<(), StoreError> {
    let Some((least, greatest)) = event::numbers(db).await? else { return Ok(()) };
    if least <= first {
        report.fault(least, "stands before the beginning of the log");
    }
    if greatest > audit_head::find(db, End::Last).await?.seq {
        report.fault(greatest, "stands behind the end of the log");
    }
    Ok(())
}

/// The last line of a whole export.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checkpoint {
    /// Number of the last event.
    pub checkpoint: i64,
    /// Its hash.
    pub hash: String,
}

/// Follows the chain in an export by itself. `expected` is the hash of an event that is known from elsewhere and must be
/// in it.
///
/// # Errors
/// What cannot be read, with its line.
pub fn of_export(export: impl BufRead, expected: Option<&str>) -> Result<Report, String> {
    let mut report = Report::default();
    let mut follower: Option<Follower> = None;
    let (mut end, mut met) = (None, false);
    for (number, line) in export.lines().enumerate() {
        let line = line.map_err(|error| format!("line {}: {error}", number + 1))?;
        if let Ok(checkpoint) = serde_json::from_str::<Checkpoint>(&line) {
            end = Some(checkpoint);
            continue;
        }
        let event: EventRow = serde_json::from_str(&line).map_err(|error| format!("line {}: {error}", number + 1))?;
        if end.is_some() {
            report.fault(event.seq.unwrap_or_default(), "stands behind the end of the export");
        }
        let follower = follower.get_or_insert_with(|| Follower {
            seq: event.seq.unwrap_or(1) - 1,
            hash: event.prev.clone().unwrap_or_default(),
        });
        report.see(follower, &event);
        met |= event.hash.as_deref() == expected;
    }
    let reached = follower.map(|follower| (follower.seq, follower.hash));
    match end {
        Some(end) if reached.as_ref().is_none_or(|(seq, hash)| (*seq, hash) == (end.checkpoint, &end.hash)) => {}
        _ => report.fault(reached.map_or(0, |(seq, _)| seq), "the export does not end with its checkpoint"),
    }
    if expected.is_some() && !met {
        report.fault(report.last.unwrap_or_default(), "no event has the expected hash");
    }
    Ok(report.concluded())
}
