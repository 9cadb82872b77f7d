//! Mails to people.

use super::Language;
use super::named::named;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

named! {
    /// What a mail is about; its texts are `mail-…-subject`, `mail-…-text` and, with a link, `mail-…-action`.
    pub enum MailKind {
        /// Somebody has signed up with this address.
        SignUp = "sign-up",
        /// Somebody has signed up with, or wants to move to, an address that has an account.
        AccountExists = "account-exists",
        /// Asks for proof that the address is the account's owner's.
        VerifyEmail = "verify-email",
        /// Leads to a page for a new password.
        ResetPassword = "reset-password",
        /// Asks at the new address for proof that it is the account's owner's.
        ChangeEmail = "change-email",
        /// Somebody has signed in in a browser that was not seen before.
        NewSignIn = "new-sign-in",
        /// The password is another.
        PasswordChanged = "password-changed",
        /// The address is another.
        EmailChanged = "email-changed",
        /// A second factor was added.
        FactorAdded = "factor-added",
        /// A second factor was removed.
        FactorRemoved = "factor-removed",
        /// A passkey was added.
        PasskeyAdded = "passkey-added",
        /// A passkey was removed.
        PasskeyRemoved = "passkey-removed",
        /// A recovery code was used up.
        RecoveryCodeUsed = "recovery-code-used",
    }
}

impl MailKind {
    /// Whether it leads somewhere by a link.
    #[must_use]
    pub fn has_link(self) -> bool {
        matches!(self, Self::SignUp | Self::AccountExists | Self::VerifyEmail | Self::ResetPassword | Self::ChangeEmail)
    }
}

/// A mail to be sent. It may hold a link that works like a password: it is stored sealed and has no `Debug`.
#[derive(Clone, Serialize, Deserialize)]
pub struct Mail {
    /// The address; none for a mail that only takes the time of one, so that nobody learns whether there is an account.
    pub to: Option<String>,
    /// The reader's language.
    pub language: Language,
    /// What it is about.
    pub kind: MailKind,
    /// What its texts name. `link` becomes the button; `address`, `agent` and `time` stand below the text.
    pub values: BTreeMap<String, String>,
}
