//! What is sent to others by and by.

use super::UnixTime;
use super::named::named;
use serde::{Deserialize, Serialize};

named! {
    /// What is sent.
    pub enum DeliveryKind {
        /// A logout token (OpenID Connect Back-Channel Logout 1.0 §2.4).
        Logout = "logout",
        /// A mail to a person.
        Mail = "mail",
        /// A chosen event, to whoever wants to know.
        Webhook = "webhook",
    }
}

/// Who gets what is sent. What goes to one receiver is sent a little at a time, and no receiver waits for another.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Receiver {
    /// What is sent.
    pub kind: DeliveryKind,
    /// Its name among those of this kind: a `client_id`, or the row id of a webhook. All mail goes to one server.
    pub name: String,
}

/// Something to be sent until its receiver says that it has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Row id; the `jti` of what is sent, the same at each attempt.
    pub id: String,
    /// To whom.
    pub receiver: Receiver,
    /// What it says, as JSON, sealed where it holds a secret; for a logout token a [`LogoutNotice`].
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
