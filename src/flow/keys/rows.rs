//! What the rows say at a moment: pure questions, asked again inside each transaction.

use super::SKEW;
use crate::model::{KeyId, Seconds, SigningAlgorithm, SigningKeyRow, UnixTime};

/// Rows of the database's own keys for `alg` that could sign: their private half is there and they have not ended.
pub(super) fn able(
    rows: &[SigningKeyRow],
    alg: SigningAlgorithm,
    now: UnixTime,
) -> impl Iterator<Item = &SigningKeyRow> {
    rows.iter().filter(move |row| row.alg == alg && row.sealed_private.is_some() && !row.is_retired(now))
}

/// Whether the database has a key for `alg` that is not about to end.
pub(super) fn has_lasting(rows: &[SigningKeyRow], alg: SigningAlgorithm, now: UnixTime) -> bool {
    able(rows, alg, now).any(|row| row.retire_at.is_none())
}

/// The database's key that signs `alg` now: the one that was activated last, or else the first that will be.
pub(super) fn signing(rows: &[SigningKeyRow], alg: SigningAlgorithm, now: UnixTime) -> Option<&SigningKeyRow> {
    let order = |row: &&SigningKeyRow| (row.activate_at, row.retire_at.is_none());
    let latest = able(rows, alg, now).filter(|row| row.activate_at <= now).max_by_key(order);
    latest.or_else(|| able(rows, alg, now).min_by_key(|row| row.activate_at))
}

/// Whether the key of `alg` has signed for `age` and no successor waits yet.
pub(super) fn is_due(rows: &[SigningKeyRow], alg: SigningAlgorithm, age: Seconds, now: UnixTime) -> bool {
    let waits = able(rows, alg, now).any(|row| row.activate_at > now);
    age > 0 && !waits && signing(rows, alg, now).is_some_and(|row| now.since(row.activate_at) >= age)
}

/// Keys whose private half nobody needs: ended, or followed by one that signs already by every node's clock.
pub(super) fn superseded(rows: &[SigningKeyRow], now: UnixTime) -> Vec<KeyId> {
    let follows = |old: &SigningKeyRow, new: &SigningKeyRow| {
        new.alg == old.alg && new.activate_at > old.activate_at && new.activate_at.plus(SKEW) <= now
    };
    let is = |old: &&SigningKeyRow| {
        let followed = || able(rows, old.alg, now).any(|new| follows(old, new));
        old.sealed_private.is_some() && (old.is_retired(now.plus(-SKEW)) || followed())
    };
    rows.iter().filter(is).map(|row| row.kid.clone()).collect()
}

/// The key that takes over from `gone`: one that is not about to end before one that is, the one published first before
/// others.
pub(super) fn heir<'a>(rows: &'a [SigningKeyRow], gone: &SigningKeyRow, now: UnixTime) -> Option<&'a SigningKeyRow> {
    able(rows, gone.alg, now)
        .filter(|row| row.kid != gone.kid)
        .min_by_key(|row| (row.retire_at.is_some(), row.publish_at, row.activate_at))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: UnixTime = UnixTime(1_000_000);
    const ALG: SigningAlgorithm = SigningAlgorithm::Es256;

    fn row(kid: &str, activate_at: i64, retire_at: Option<i64>) -> SigningKeyRow {
        SigningKeyRow {
            kid: KeyId::new(kid),
            alg: ALG,
            source: "database".to_owned(),
            public_jwk: "{}".to_owned(),
            sealed_private: Some("v1".to_owned()),
            publish_at: UnixTime(activate_at),
            activate_at: UnixTime(activate_at),
            retire_at: retire_at.map(UnixTime),
            withdrawn_at: None,
        }
    }

    #[test]
    fn key_that_waits_prevents_another_rotation() {
        let old = row("old", 0, None);
        assert!(is_due(std::slice::from_ref(&old), ALG, 1_000_000, NOW));
        assert!(!is_due(std::slice::from_ref(&old), ALG, 1_000_001, NOW));
        assert!(!is_due(std::slice::from_ref(&old), ALG, 0, NOW), "0 means never");
        assert!(!is_due(&[old.clone(), row("waits", 1_000_001, None)], ALG, 1_000_000, NOW));
        assert!(!is_due(&[old], SigningAlgorithm::Rs256, 1, NOW), "no key, nothing to rotate");
    }

    #[test]
    fn private_half_goes_once_the_successor_signs_by_every_clock() {
        let rows = |activate_at| [row("old", 0, Some(2_000_000)), row("new", activate_at, None)];
        assert!(superseded(&rows(999_941), NOW).is_empty());
        assert_eq!(superseded(&rows(999_940), NOW), [KeyId::new("old")]);
        assert_eq!(superseded(&[row("ended", 0, Some(999_940))], NOW), [KeyId::new("ended")]);
        assert!(superseded(&[row("alone", 0, None)], NOW).is_empty());
    }

    #[test]
    fn heir_is_the_one_that_lasts_and_is_known_longest() {
        let gone = row("gone", 500, None);
        let rows = [gone.clone(), row("ending", 100, Some(2_000_000)), row("first", 600, None), row("next", 700, None)];
        assert_eq!(heir(&rows, &gone, NOW).unwrap().kid.as_str(), "first");
        assert_eq!(heir(&rows[..2], &gone, NOW).unwrap().kid.as_str(), "ending");
        assert!(heir(&rows[..1], &gone, NOW).is_none());
    }
}
