//! Tokens that let clients register themselves.

use super::UnixTime;

/// An initial access token (RFC 7591 §3), as the operator sees it: the token itself was shown once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InitialToken {
    /// By which it is listed and revoked.
    pub id: String,
    /// Registrations that it is still good for.
    pub remaining: i64,
    /// When it was made.
    pub created_at: UnixTime,
    /// When it stops working, if ever.
    pub expires_at: Option<UnixTime>,
}
