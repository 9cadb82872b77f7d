//! What is sent to others by and by.

use super::named::named;
use super::{ClientId, UnixTime};
use serde::{Deserialize, Serialize};

named! {
    /// What is sent.
    pub enum DeliveryKind {
        /// A logout token (OpenID Connect Back-Channel Logout 1.0 §2.4).
        Logout = "logout",
    }
}

/// Something to be sent until its receiver says that it has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Row id; the `jti` of what is sent, the same at each attempt.
    pub id: String,
    /// What is sent.
    pub kind: DeliveryKind,
    /// To whom.
    pub client_id: ClientId,
    /// What it says, as JSON; for a logout token a [`LogoutNotice`].
    pub body: String,
    /// How often it was tried.
    pub attempts: i64,
    /// When it was begun.
    pub created_at: UnixTime,
    /// When it is given up.
    pub expires_at: UnixTime,
}

/// Whose session has ended, as the client knows them. It is kept as it was then: the person may be gone when it is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogoutNotice {
    /// `sub` of the person for this client.
    pub sub: String,
    /// `sid` of the session.
    pub sid: String,
}
