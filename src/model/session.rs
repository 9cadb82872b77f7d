//! A signed-in browser.

use super::{BrowserHash, SessionId, Sid, UnixTime, UserId};

/// What the server knows of one sign-in in one browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Row id.
    pub id: SessionId,
    /// Digest of the cookie that it hangs on.
    pub browser_hash: BrowserHash,
    /// Who signed in.
    pub user_id: UserId,
    /// `sid` claim.
    pub sid: Sid,
    /// When the person last proved who they are; `auth_time`.
    pub auth_time: UnixTime,
    /// How, space-separated (RFC 8176).
    pub amr: String,
    /// `acr` that this reached.
    pub acr: String,
    /// Last use, at most a minute old.
    pub seen_at: UnixTime,
    /// When, in milliseconds, it was last the one that its browser acts as.
    pub current_ms: i64,
    /// End, however much it is used.
    pub expires_at: UnixTime,
    /// The address from which the person last proved who they are, where it is known.
    pub address: Option<String>,
    /// What the browser said of itself then.
    pub agent: Option<String>,
}
