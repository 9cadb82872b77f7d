//! Refusals: nothing happened, but somebody will ask why. Each gets an id that the client is told; its record is written
//! outside the request's transaction, in batches, and dropped first under load. The log line always exists.

use super::Services;
use crate::clock::Now;
use crate::protocol::{Code, Fault};
use crate::random::Random;
use crate::store::refusal::RefusalRecord;
use crate::store::{self, Db, StoreError};
use std::sync::Mutex;
use std::sync::PoisonError;

/// Records that may wait; more are counted and dropped. They are written every second, and clean-up deletes faster than
/// this, so that refusals cannot fill the disk.
const MOST_WAITING: usize = 300;
/// Records written by one transaction.
const BATCH: usize = 200;
/// Crockford's base32: no letter that reads like a digit.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// Records that wait to be written.
#[derive(Debug, Default)]
pub struct RefusalQueue(Mutex<Waiting>);

#[derive(Debug, Default)]
struct Waiting {
    records: Vec<RefusalRecord>,
    dropped: u64,
}

impl RefusalQueue {
    fn push(&self, record: RefusalRecord) {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.records.len() < MOST_WAITING {
            waiting.records.push(record);
        } else {
            waiting.dropped += 1;
        }
    }

    /// Writes what waits; says how many records were written and how many had been dropped.
    ///
    /// # Errors
    /// [`StoreError`]; the batch that failed is lost, as refusals may be.
    pub async fn flush(&self, db: &Db) -> Result<(usize, u64), StoreError> {
        let Waiting { records, dropped } = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        for batch in records.chunks(BATCH) {
            let mut tx = db.write().await?;
            for record in batch {
                store::refusal::insert(&mut tx, record).await?;
            }
            tx.commit().await?;
        }
        Ok((records.len(), dropped))
    }
}

/// 80 random bits that people can read to each other.
fn refusal_id(random: &Random) -> String {
    let value = random.bytes::<10>().iter().fold(0_u128, |value, byte| (value << 8) | u128::from(*byte));
    let digit = |place: u32| char::from(ALPHABET[(value >> (5 * place) & 31) as usize]);
    (0..16).rev().map(digit).collect()
}

/// Notes a refusal and gives the id under which it can be asked about.
pub fn record(services: &Services, now: Now, endpoint: &str, client_id: Option<&str>, fault: &Fault) -> String {
    let id = refusal_id(&services.random);
    let rule = fault.rule;
    // A device that waits asks every few seconds: that is no refusal that anybody will ask about.
    if rule.code() == Code::AuthorizationPending {
        tracing::debug!(error_id = %id, endpoint, client_id, "pending");
        return id;
    }
    tracing::info!(error_id = %id, rule = rule.name(), code = rule.code().as_str(), endpoint, client_id, "refused");
    services.refusals.push(RefusalRecord {
        id: id.clone(),
        at_ms: now.ms,
        rule: rule.name().to_owned(),
        endpoint: endpoint.to_owned(),
        client_id: client_id.map(|id| id.chars().take(200).collect()),
        received: fault.received.clone(),
        expected: fault.expected.clone(),
    });
    id
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_have_eighty_bits_in_sixteen_letters() {
        let id = refusal_id(&Random::seeded(1));
        assert_eq!(id.len(), 16);
        assert!(id.bytes().all(|byte| ALPHABET.contains(&byte)));
        assert_ne!(id, refusal_id(&Random::seeded(2)));
    }
}
