//! A device authorization request (RFC 8628 §3.1): a device without a browser asks, a person answers elsewhere.

use super::{ClientId, CodeHash, GrantId, Seconds, UnixTime};

/// What has become of the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeviceState {
    /// Nobody has answered.
    Pending,
    /// A person allowed it; the device has not asked since.
    Approved,
    /// A person refused it.
    Denied,
    /// The device has its tokens.
    Redeemed,
}

impl DeviceState {
    const ALL: [Self; 4] = [Self::Pending, Self::Approved, Self::Denied, Self::Redeemed];

    /// The stored name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Approved => "approved",
            Self::Denied => "denied",
            Self::Redeemed => "redeemed",
        }
    }

    /// The state that `text` names.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

/// A device code's row; neither the device code nor the user code is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceCode {
    /// SHA-256 of the device code.
    pub hash: CodeHash,
    /// Keyed MAC of the user code, by which it is found.
    pub user_code_mac: String,
    /// Who asks.
    pub client_id: ClientId,
    /// The request's parameters, form-encoded.
    pub params: String,
    /// The address that the request came from, for the person to compare.
    pub address: String,
    /// What has become of it.
    pub state: DeviceState,
    /// What the person gave, once approved.
    pub grant_id: Option<GrantId>,
    /// Seconds that the device must leave between two polls (RFC 8628 §3.5).
    pub poll_interval: Seconds,
    /// When it may poll next.
    pub next_poll_at: UnixTime,
    /// When it was made.
    pub created_at: UnixTime,
    /// When it stops working.
    pub expires_at: UnixTime,
}
