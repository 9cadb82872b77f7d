//! An authorization request that waits for its person.

use super::{BrowserHash, ClientId, HandleHash, SessionId, UnixTime, UserId};
use serde::{Deserialize, Serialize};

/// What has been done for the request so far; every decision is made anew from it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Progress {
    /// The sign-in that was done for this request, if one was.
    pub signed_in: Option<SessionId>,
    /// `sub` of the ID token that the request brought as a hint; the token itself is not kept.
    pub hinted_subject: Option<String>,
    /// Who said that they go on as themselves, if the request wanted an account to be chosen.
    pub chosen_by: Option<UserId>,
    /// Who allowed it on the consent page, if somebody did.
    pub consented_by: Option<UserId>,
    /// The name that was last entered, to fill the form again.
    pub login_hint: Option<String>,
    /// Whether the console began it, for an administrator who tries the client out: the response goes to a page of ours.
    pub trial: bool,
}

/// The checked request as it is stored; nothing of it can change afterwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthorizationRequest {
    /// SHA-256 of the handle in the pages.
    pub handle_hash: HandleHash,
    /// The browser it is bound to; `None` until our own GET has bound it.
    pub browser_hash: Option<BrowserHash>,
    /// Who asks.
    pub client_id: ClientId,
    /// The request's parameters as they were received, form-encoded.
    pub params: String,
    /// What has been done.
    pub progress: Progress,
    /// When it started.
    pub created_at: UnixTime,
    /// When it is forgotten.
    pub expires_at: UnixTime,
}
