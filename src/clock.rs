//! The only reader of the system clock. Everything else is handed `now`.

use crate::model::UnixTime;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// Milliseconds since the Unix epoch that never step back within a process: a clock set back by an operator must not
/// revive an expired code.
#[derive(Clone, Debug)]
pub struct Clock {
    latest_ms: Arc<AtomicI64>,
    source: Source,
}

#[derive(Clone, Debug)]
enum Source {
    System,
    Manual(Arc<AtomicI64>),
}

/// One reading of the clock, taken once per request and passed down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Now {
    /// Milliseconds since the Unix epoch.
    pub ms: i64,
}

impl Now {
    /// The reading in whole seconds.
    #[must_use]
    pub fn unix(self) -> UnixTime {
        UnixTime(self.ms.div_euclid(1000))
    }
}

impl Clock {
    /// The machine's clock.
    #[must_use]
    pub fn system() -> Self {
        Self { latest_ms: Arc::default(), source: Source::System }
    }

    /// A clock that stands still until [`Clock::advance`] moves it, for tests.
    #[must_use]
    pub fn manual(start: UnixTime) -> Self {
        let ms = Arc::new(AtomicI64::new(start.get() * 1000));
        Self { latest_ms: Arc::default(), source: Source::Manual(ms) }
    }

    /// Moves a manual clock by `seconds`, which may be negative; does nothing to the machine's clock.
    pub fn advance(&self, seconds: i64) {
        if let Source::Manual(ms) = &self.source {
            ms.fetch_add(seconds * 1000, Ordering::SeqCst);
        }
    }

    /// The present moment, never earlier than an answer already given.
    #[must_use]
    pub fn now(&self) -> Now {
        let read = match &self.source {
            Source::System => system_ms(),
            Source::Manual(ms) => ms.load(Ordering::SeqCst),
        };
        let before = self.latest_ms.fetch_max(read, Ordering::SeqCst);
        Now { ms: read.max(before) }
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place that reads the system clock")]
fn system_ms() -> i64 {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(elapsed.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clock_set_back_does_not_step_back() {
        let clock = Clock::manual(UnixTime(1000));
        assert_eq!(clock.now().unix(), UnixTime(1000));
        clock.advance(-600);
        assert_eq!(clock.now().unix(), UnixTime(1000));
        clock.advance(700);
        assert_eq!(clock.now().unix(), UnixTime(1100));
    }
}
