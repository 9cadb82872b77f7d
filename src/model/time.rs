//! Time as the protocol counts it: whole seconds since 1970-01-01 UTC.

use serde::{Deserialize, Serialize};

/// A length of time in seconds.
pub type Seconds = i64;

/// Seconds since the Unix epoch (RFC 7519 §2, `NumericDate`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UnixTime(pub i64);

impl UnixTime {
    /// The number itself.
    #[must_use]
    pub fn get(self) -> i64 {
        self.0
    }

    /// The moment `seconds` later; saturates instead of wrapping.
    #[must_use]
    pub fn plus(self, seconds: Seconds) -> Self {
        Self(self.0.saturating_add(seconds))
    }

    /// Seconds from `earlier` until this moment; negative when `earlier` is later.
    #[must_use]
    pub fn since(self, earlier: Self) -> Seconds {
        self.0.saturating_sub(earlier.0)
    }
}
