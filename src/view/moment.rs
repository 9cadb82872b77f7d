//! Moments for people.

use crate::model::UnixTime;
use serde::Serialize;
use time::OffsetDateTime;
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;

/// To the minute, which is as much as anybody compares.
const SHOWN: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month]-[day] [hour]:[minute] UTC");
const EXACT: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z");

/// A moment in UTC, for a `time` element: the same in all languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Moment {
    /// RFC 3339, for `datetime`.
    exact: String,
    /// What people read.
    shown: String,
}

impl Moment {
    /// `at` in UTC; a number of seconds where the calendar ends.
    #[must_use]
    pub fn of(at: UnixTime) -> Self {
        let moment = OffsetDateTime::from_unix_timestamp(at.get()).ok();
        let text = |format: &[BorrowedFormatItem<'_>]| moment.and_then(|moment| moment.format(format).ok());
        let seconds = || at.get().to_string();
        Self { exact: text(EXACT).unwrap_or_else(seconds), shown: text(SHOWN).unwrap_or_else(seconds) }
    }

    /// What people read.
    #[must_use]
    pub fn shown(&self) -> &str {
        &self.shown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moment_is_shown_to_the_minute_and_kept_to_the_second() {
        let moment = Moment::of(UnixTime(1_800_000_001));
        assert_eq!((moment.shown.as_str(), moment.exact.as_str()), ("2027-01-15 08:00 UTC", "2027-01-15T08:00:01Z"));
        assert_eq!(Moment::of(UnixTime(i64::MAX)).shown, i64::MAX.to_string());
    }
}
