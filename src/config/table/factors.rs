//! Second factors.

use super::{YEAR, section};
use crate::config::reader::Reader;
use crate::config::rule::{Rule, number, one_of, seconds};
use crate::config::spec::Spec;
use crate::config::value::FactorsRequired;
use crate::model::Seconds;

section! {
    /// Second factors: one-time codes by an authenticator app, and recovery codes.
    factors: Factors {
        /// Who must have one. Who has none yet is asked to set one up right after the password.
        required: FactorsRequired = "none", one_of::<FactorsRequired>();
        /// How long a browser may be remembered, so that it is not asked for the second factor again. 0 switches it off. The
        /// default is 30 days.
        remember_lifetime: Seconds = "2592000", seconds(0, YEAR);
        /// How long after the password the code may be entered.
        code_lifetime: Seconds = "600", seconds(30, 3600);
        /// Wrong codes per 5 minutes for one account.
        attempts_per_account: u32 = "5", number(1, 1000, "per 5 minutes");
        /// Wrong codes per 5 minutes from one address.
        attempts_per_address: u32 = "30", number(1, 100_000, "per 5 minutes");
    }
}
