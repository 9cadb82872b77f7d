//! A sign-in that owes a second factor.

use super::{BrowserHash, HandleHash, UnixTime, UserId};

/// What is known of a person who has given one factor. It is no session and gives nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingSignIn {
    /// Digest of the cookie that it hangs on.
    pub browser_hash: BrowserHash,
    /// The authorization request that waits for it, if any; for another it counts nothing.
    pub request_hash: Option<HandleHash>,
    /// Who signs in.
    pub user_id: UserId,
    /// What was given, space-separated (RFC 8176).
    pub amr: String,
    /// When.
    pub created_at: UnixTime,
    /// When it is forgotten.
    pub expires_at: UnixTime,
}
