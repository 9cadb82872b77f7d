//! An administrator tries a client out at the console.

use super::named::named;
use super::{ClientId, UnixTime, UserId};
use serde::{Deserialize, Serialize};

/// A trial as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trial {
    /// Row id, ordered by time.
    pub id: String,
    /// SHA-256 of the `state` that the response must bring back.
    pub state_hash: String,
    /// Who tries.
    pub user_id: UserId,
    /// Which client.
    pub client_id: ClientId,
    /// A [`TrialRecord`] as JSON, sealed.
    pub record: String,
    /// When it is forgotten.
    pub expires_at: UnixTime,
}

/// What was sent and received so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TrialRecord {
    /// The verifier of the request's challenge (RFC 7636 §4.1).
    pub verifier: String,
    /// The requests and responses in order.
    pub steps: Vec<TrialStep>,
    /// What a device polls with (RFC 8628 §3.2), and the code that the person enters, until there are tokens.
    pub device: Option<(String, String)>,
    /// The newest tokens.
    pub tokens: Option<TrialTokens>,
}

/// A request or a response.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrialStep {
    /// Which.
    pub kind: TrialStepKind,
    /// It, as it would cross the network.
    pub text: String,
}

named! {
    /// A step of a trial.
    pub enum TrialStepKind {
        /// RFC 6749 §4.1.1.
        AuthorizationRequest = "authorization-request",
        /// RFC 6749 §4.1.2.
        AuthorizationResponse = "authorization-response",
        /// RFC 8628 §3.1.
        DeviceRequest = "device-request",
        /// RFC 8628 §3.2.
        DeviceResponse = "device-response",
        /// RFC 6749 §4.1.3.
        TokenRequest = "token-request",
        /// RFC 6749 §5.
        TokenResponse = "token-response",
        /// OpenID Connect Core §5.3.1.
        UserinfoRequest = "userinfo-request",
        /// OpenID Connect Core §5.3.2.
        UserinfoResponse = "userinfo-response",
    }
}

/// Tokens of a trial.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrialTokens {
    /// The access token.
    pub access_token: String,
    /// The refresh token, where there is one.
    pub refresh_token: Option<String>,
    /// The ID token, where there is one.
    pub id_token: Option<String>,
}
