//! The claims of a logout token (OpenID Connect Back-Channel Logout 1.0 §2.4).

use crate::model::{ClientId, LogoutNotice, Seconds, UnixTime};
use serde::Serialize;
use serde_json::{Value, json};

/// `typ` of a logout token.
pub const LOGOUT_TOKEN_TYPE: &str = "logout+jwt";
/// The one member of `events`.
pub const LOGOUT_EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";
/// Life of a logout token: two minutes, because each attempt makes a new one.
const LIFETIME: Seconds = 120;

/// Claims of a logout token. It has no `nonce`, so that it is never taken for an ID token.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[expect(missing_docs, reason = "each field is the claim of the same name")]
pub struct LogoutTokenClaims {
    pub iss: String,
    pub sub: String,
    pub aud: ClientId,
    pub iat: UnixTime,
    pub exp: UnixTime,
    pub jti: String,
    pub events: Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sid: Option<String>,
}

impl LogoutTokenClaims {
    /// The claims of a token that is made now.
    #[must_use]
    pub fn new(iss: &str, client: &ClientId, now: UnixTime, jti: &str, notice: LogoutNotice) -> Self {
        Self {
            iss: iss.to_owned(),
            sub: notice.sub,
            aud: client.clone(),
            iat: now,
            exp: now.plus(LIFETIME),
            jti: jti.to_owned(),
            events: json!({ LOGOUT_EVENT: {} }),
            sid: Some(notice.sid),
        }
    }

    /// The same for a client that does not want the session named: all sessions of the person end there.
    #[must_use]
    pub fn without_session(self) -> Self {
        Self { sid: None, ..self }
    }
}
