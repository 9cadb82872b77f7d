//! The people who sign in.

use super::{YEAR, section};
use crate::config::reader::Reader;
use crate::config::rule::{Flag, PerCore, Rule, SecretText, Text, number, seconds};
use crate::config::spec::Spec;
use crate::model::{Seconds, Secret};

section! {
    /// Sign-ins that a browser keeps.
    sessions: Sessions {
        /// A session that is not used for so long ends. The default is one day.
        idle_lifetime: Seconds = "86400", seconds(60, YEAR);
        /// A session ends so long after sign-in, however much it is used. The default is 30 days.
        absolute_lifetime: Seconds = "2592000", seconds(60, YEAR);
        /// How long the sign-in and consent pages of one request may stay open.
        request_lifetime: Seconds = "1800", seconds(60, 86_400);
        /// Lets applications watch whether the sign-in of a browser has changed (OpenID Connect Session Management 1.0), by
        /// the page `/check_session`, a cookie that scripts can read, and `session_state` in responses.
        check_session: bool = "true", Flag;
    }
}

section! {
    /// Hashing of passwords (argon2id, RFC 9106).
    passwords: Passwords {
        /// Memory of one hash. Less than 19456 at 2 iterations is weaker than OWASP advises.
        memory_kib: u32 = "19456", number(7168, 1_048_576, "KiB");
        /// Passes over the memory.
        iterations: u32 = "2", number(1, 20, "");
        /// Lanes of one hash.
        parallelism: u32 = "1", number(1, 16, "");
        /// Hashes computed at once; each takes `memory_kib`.
        parallel: usize = "auto", PerCore(number(1, 256, "hashes"));
        /// Sign-ins that may wait for their turn; more are told to come back.
        waiting: usize = "64", number(0, 10_000, "sign-ins");
    }
}

section! {
    /// Limits against guessing of passwords. Spent attempts come back evenly over 5 minutes.
    login: Login {
        /// Failed sign-ins per 5 minutes for one account.
        attempts_per_account: u32 = "20", number(1, 10_000, "per 5 minutes");
        /// Failed sign-ins per 5 minutes from one address.
        attempts_per_address: u32 = "60", number(1, 100_000, "per 5 minutes");
    }
}

section! {
    /// The first administrator, made only while there is none.
    bootstrap: Bootstrap {
        /// User name.
        admin: Option<String> = "", Text { allowed: "a user name" };
        /// Password.
        password: Option<Secret<String>> = "", SecretText { at_least: 1, allowed: "a password" };
    }
}

section! {
    /// Passkeys (Web Authentication), in programs built with them, which is the default.
    passkeys: Passkeys {
        /// Whether people may add passkeys and sign in by them. The issuer must have a domain name, not an address.
        enabled: bool = "true", Flag;
        /// The domain that passkeys are made for: that of the issuer, or one above it. Passkeys of another are lost when it
        /// changes. The default is the issuer's.
        rp_id: Option<String> = "", Text { allowed: "a domain name" };
    }
}
