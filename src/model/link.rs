//! Links that work once.

use super::named::named;
use super::{UnixTime, UserId};

named! {
    /// What following a link does.
    pub enum LinkPurpose {
        /// Makes the account that somebody has signed up for.
        SignUp = "sign-up",
        /// Says that the address of an account is its owner's.
        VerifyEmail = "verify-email",
        /// Gives an account another password.
        ResetPassword = "reset-password",
        /// Gives an account another address.
        ChangeEmail = "change-email",
        /// Gives an account its first password.
        Invite = "invite",
    }
}

/// A link that lives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OneTimeLink {
    /// Whose account it is about, where there is one.
    pub user_id: Option<UserId>,
    /// What it is about, as its purpose wants it.
    pub detail: String,
    /// When it ends.
    pub expires_at: UnixTime,
}
