//! How events hang on each other. `docs/audit.md` describes the encoding, so that others can check an export.

use crate::crypto::digest::sha256_base64url;
use crate::store::event::EventRow;
use serde::Serialize;

/// What every encoding begins with, so that the hash of an event is never that of something else.
const LABEL: &str = "symbolon-event-1";
/// Stands for the length of a value that is not there.
const NOTHING: u64 = u64::MAX;

/// The hash of `event` as number `seq` behind the event whose hash is `prev` (empty for the first): SHA-256, as base64url,
/// over label, number, `prev` and columns, each after its length.
#[must_use]
pub fn hash(seq: i64, prev: &str, event: &EventRow) -> String {
    let (seq, at_ms) = (seq.to_string(), event.at_ms.to_string());
    let parts = [
        Some(LABEL),
        Some(seq.as_str()),
        Some(prev),
        Some(event.id.as_str()),
        Some(at_ms.as_str()),
        Some(event.actor.as_str()),
        Some(event.action.as_str()),
        event.user_id.as_deref(),
        event.client_id.as_deref(),
        Some(event.detail.as_str()),
        event.address.as_deref(),
    ];
    let mut bytes = Vec::with_capacity(512);
    for part in parts {
        bytes.extend_from_slice(&part.map_or(NOTHING, |text| text.len() as u64).to_be_bytes());
        bytes.extend_from_slice(part.unwrap_or_default().as_bytes());
    }
    sha256_base64url(bytes)
}

/// Something that is wrong with the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ChainFault {
    /// The number at which it was noticed.
    pub seq: i64,
    /// The row, where there is one.
    pub id: Option<String>,
    /// What is wrong.
    pub problem: &'static str,
}

/// Follows a chain from one event to the next.
#[derive(Clone, Debug)]
pub struct Follower {
    /// Number of the event before.
    pub seq: i64,
    /// Its hash.
    pub hash: String,
}

impl Follower {
    /// Looks at the next event: what is wrong with it and its place, if anything.
    pub fn follow(&mut self, event: &EventRow) -> Option<ChainFault> {
        let (Some(seq), Some(prev), Some(own)) = (event.seq, &event.prev, &event.hash) else {
            return Some(ChainFault { seq: self.seq, id: Some(event.id.clone()), problem: "is not sealed" });
        };
        let problem = if seq != self.seq + 1 {
            Some("events before it are missing or in another order")
        } else if *prev != self.hash {
            Some("does not follow the event before it")
        } else if *own != hash(seq, prev, event) {
            Some("was changed after it was sealed")
        } else {
            None
        };
        self.seq = seq;
        self.hash.clone_from(own);
        problem.map(|problem| ChainFault { seq, id: Some(event.id.clone()), problem })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event() -> EventRow {
        EventRow {
            seq: Some(1),
            id: "0198".to_owned(),
            at_ms: 1_800_000_000_000,
            actor: "cli".to_owned(),
            action: "user.add".to_owned(),
            user_id: Some("u1".to_owned()),
            client_id: None,
            detail: "é".to_owned(),
            address: None,
            prev: Some(String::new()),
            hash: None,
        }
    }

    // Computed with Python's hashlib by the description in docs/audit.md.
    #[test]
    fn hash_never_changes_between_releases() {
        assert_eq!(hash(1, "", &event()), "3NoQapcezt7KTpaRMiSlKgIVl71dAlJkJGt0nBDwIEA");
    }

    #[test]
    fn every_column_and_every_border_counts() {
        let own = hash(1, "p", &event());
        let changes: [fn(&mut EventRow); 9] = [
            |event| event.id.push('x'),
            |event| event.at_ms += 1,
            |event| event.actor.push('x'),
            |event| event.action.push('x'),
            |event| event.user_id = None,
            |event| event.client_id = Some(String::new()),
            |event| event.detail.clear(),
            |event| event.address = Some("::1".to_owned()),
            |event| (event.actor, event.action) = ("cliuser.add".to_owned(), String::new()),
        ];
        for (place, change) in changes.iter().enumerate() {
            let mut other = event();
            change(&mut other);
            assert_ne!(hash(1, "p", &other), own, "{place}");
        }
        assert!(hash(2, "p", &event()) != own && hash(1, "q", &event()) != own);
    }
}
