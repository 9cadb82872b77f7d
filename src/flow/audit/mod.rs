//! The audit log: events are sealed into a chain after the transactions that write them, so that deeds of all nodes need
//! not wait for each other. Whoever can write to the database but does not have the installation's secret cannot change,
//! remove or reorder what is sealed, nor cut off the end, without [`verify`](crate::flow::admin::audit::verify) telling.

pub mod chain;
mod verify;

pub use chain::ChainFault;
pub use verify::{Checkpoint, Report, of_database, of_export};

use super::Deps;
use super::admin::Actor;
use crate::model::Action;
use crate::store::audit_head::{self, End, Head};
use crate::store::event::{self, EventRow};
use crate::store::{StoreError, Tx};

/// Events sealed or deleted by one transaction.
pub const BATCH: u32 = 200;

/// Why nothing was sealed or deleted.
#[derive(Debug, thiserror::Error)]
pub enum AuditError {
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Somebody without the secret has moved an end of the chain; sealing on would hide it.
    #[error("the {} end of the audit log was not written by this installation; run `symbolon audit verify`", .0.as_str())]
    Forged(End),
    /// Another node has sealed the same event at the same time.
    #[error("an event was sealed by another node at the same time")]
    Raced,
}

/// Gives the oldest unsealed events, at most [`BATCH`], their places in the chain; says how many. Events take their number
/// here and not when they happen: one whose transaction ends late comes later. Nodes that seal at the same time wait for
/// each other.
///
/// # Errors
/// [`AuditError`].
pub async fn seal(deps: &Deps) -> Result<usize, AuditError> {
    let db = &deps.services.db;
    if event::count_unsealed(db).await? == 0 {
        return Ok(0);
    }
    let mut tx = db.write().await?;
    let mut head = lock(deps, &mut tx, End::Last).await?;
    let mut events = event::list_unsealed(&mut tx, BATCH).await?;
    for event in &mut events {
        let seq = head.seq + 1;
        let hash = chain::hash(seq, &head.hash, event);
        if !event::seal(&mut tx, &event.id, seq, &head.hash, &hash).await? {
            return Err(AuditError::Raced);
        }
        event.seq = Some(seq);
        head = Head { seq, hash, mac: String::new() };
    }
    head.mac = mac(deps, End::Last, &head);
    audit_head::update(&mut tx, End::Last, &head).await?;
    tx.commit().await?;
    events.iter().for_each(note);
    Ok(events.len())
}

/// The log line of an event, once what it says is certain.
fn note(event: &EventRow) {
    tracing::info!(
        seq = event.seq,
        event = %event.id,
        at_ms = event.at_ms,
        actor = %event.actor,
        action = %event.action,
        user_id = event.user_id,
        client_id = event.client_id,
        address = event.address,
        detail = %event.detail,
        "deed"
    );
}

/// Deletes the oldest events that happened `audit.retention` ago or longer, at most [`BATCH`], and keeps where the rest
/// begins; says how many. The front only: an event stays as long as one before it stays.
///
/// # Errors
/// [`AuditError`].
pub async fn trim(deps: &Deps) -> Result<u64, AuditError> {
    let retention = deps.services.settings.audit.retention;
    if retention == 0 {
        return Ok(0);
    }
    let until_ms = deps.now.ms - retention * 1000;
    let first = audit_head::find(&deps.services.db, End::First).await?;
    let oldest = event::list_sealed(&deps.services.db, first.seq, 1).await?;
    if oldest.first().is_none_or(|event| event.at_ms > until_ms) {
        return Ok(0);
    }
    let mut tx = deps.services.db.write().await?;
    let first = lock(deps, &mut tx, End::First).await?;
    let events = event::list_sealed_in(&mut tx, first.seq, BATCH).await?;
    let Some(last) = events.iter().take_while(|event| event.at_ms <= until_ms).last() else { return Ok(0) };
    let (Some(seq), Some(hash)) = (last.seq, last.hash.clone()) else { return Ok(0) };
    let deleted = event::delete_front(&mut tx, seq).await?;
    let mut head = Head { seq, hash, mac: String::new() };
    head.mac = mac(deps, End::First, &head);
    audit_head::update(&mut tx, End::First, &head).await?;
    let mut deed = deps.event(Actor::Server.name(), Action::AuditTrim);
    deed.detail = format!("{deleted} events, up to number {seq}");
    deps.record(&mut tx, &deed).await?;
    tx.commit().await?;
    Ok(deleted)
}

/// An end of the chain, for this transaction alone.
async fn lock(deps: &Deps, tx: &mut Tx, end: End) -> Result<Head, AuditError> {
    let head = audit_head::lock(tx, end).await?;
    if is_ours(deps, end, &head) {
        return Ok(head);
    }
    let begins = end == End::First || event::list_sealed_in(tx, 0, 1).await?.is_empty();
    if begins && head == Head::default() { Ok(head) } else { Err(AuditError::Forged(end)) }
}

fn mac(deps: &Deps, end: End, head: &Head) -> String {
    deps.services.derived.audit_mac(&[end.as_str(), &head.seq.to_string(), &head.hash])
}

/// Whether the installation has put the end there, with its present secret key or the one before.
fn is_ours(deps: &Deps, end: End, head: &Head) -> bool {
    let seq = head.seq.to_string();
    let parts = [end.as_str(), &seq, &head.hash];
    let keys = [Some(&deps.services.derived), deps.services.derived_previous.as_ref()];
    keys.into_iter().flatten().any(|keys| keys.verify_audit_mac(&parts, &head.mac))
}

/// Makes the ends anew that the secret key before this one has made, so that it can be forgotten.
///
/// # Errors
/// [`AuditError`].
pub async fn renew_ends(deps: &Deps) -> Result<(), AuditError> {
    for end in [End::First, End::Last] {
        let seen = audit_head::find(&deps.services.db, end).await?;
        if seen.mac.is_empty() || mac(deps, end, &seen) == seen.mac || !is_ours(deps, end, &seen) {
            continue;
        }
        let mut tx = deps.services.db.write().await?;
        let mut head = lock(deps, &mut tx, end).await?;
        head.mac = mac(deps, end, &head);
        audit_head::update(&mut tx, end, &head).await?;
        tx.commit().await?;
    }
    Ok(())
}
