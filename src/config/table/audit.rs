//! The audit log.

use super::{YEAR, section};
use crate::config::reader::Reader;
use crate::config::rule::{Rule, seconds};
use crate::config::spec::Spec;
use crate::model::Seconds;

section! {
    /// The log of who did what.
    audit: Audit {
        /// Seconds for which events are kept; 0 means for ever. Older ones are deleted from the front, in such a way that the
        /// rest can still be verified.
        retention: Seconds = "0", seconds(0, 100 * YEAR);
    }
}
