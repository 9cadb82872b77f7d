//! The life of a refresh family as a pure state machine (docs/refresh.md).
//!
//! The database decides each refresh by one guarded statement, so that many nodes agree. This says the same in words:
//! a refusal is explained by it, and the tests compare what the database did with it.

use super::{Seconds, UnixTime};

/// What is stored of a family that bears on its refresh tokens.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RefreshFamily {
    /// Generation of the present token.
    pub generation: i64,
    /// When the present token replaced the one before.
    pub rotated_at: Option<UnixTime>,
    /// From when on the replay window is closed because the successor was seen in use.
    pub successor_seen_at: Option<UnixTime>,
    /// When a token that is not used dies.
    pub idle_expires_at: UnixTime,
    /// When every token dies.
    pub absolute_expires_at: UnixTime,
    /// Whether the family, its person, its client or its session has ended.
    pub ended: bool,
}

/// What a genuine refresh token of the family meets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Decision {
    /// A successor.
    Rotate,
    /// The successor that it got before.
    Reissue,
    /// Itself again, where the client does not rotate.
    Keep,
    /// Refusal: the family has ended.
    Ended,
    /// Refusal: idle too long, or too old.
    Expired,
    /// Refusal: the token was never given.
    Unknown,
    /// Refusal, and the end of the family: somebody has a copy.
    Replayed,
}

impl RefreshFamily {
    /// What the genuine token of `generation` meets at `now`, where a replay is forgiven for `window` seconds.
    #[must_use]
    pub fn present(&self, generation: i64, now: UnixTime, window: Seconds, rotates: bool) -> Decision {
        if self.ended {
            return Decision::Ended;
        }
        if self.idle_expires_at <= now || self.absolute_expires_at <= now {
            return Decision::Expired;
        }
        match self.generation - generation {
            ..0 => Decision::Unknown,
            0 if rotates => Decision::Rotate,
            0 => Decision::Keep,
            1 if self.window_is_open(now, window) => Decision::Reissue,
            _ => Decision::Replayed,
        }
    }

    /// Whether who lost the answer to the last rotation may still ask for it again.
    #[must_use]
    pub fn window_is_open(&self, now: UnixTime, window: Seconds) -> bool {
        self.rotated_at.is_some_and(|at| at.plus(window) > now) && self.successor_seen_at.is_none_or(|seen| seen > now)
    }
}
