//! What is asked and answered once, in one browser, within a few minutes. The state between travels sealed by way of the
//! page, so that it costs no row until it is used up.

use crate::flow::{Deps, FlowResult};
use crate::model::{BrowserHash, Seconds, UnixTime, UserId};
use crate::passkey::{AVAILABLE, Challenge, HANDLE_LENGTH, RelyingParty};
use crate::store::{self, Tx};
use serde::{Deserialize, Serialize};
use url::Url;

/// How long an answer may take. The sign-in page stays open for a while before anybody touches a key.
const LIFETIME: Seconds = 900;
/// The place that states are sealed for.
const PLACE: &str = "passkey/ceremony";
/// Kind of the used-up ceremonies.
const ONCE: &str = "passkey";

/// A page's part of a ceremony.
#[derive(Clone, Debug)]
pub struct Prompt {
    /// The options for `navigator.credentials`, as JSON.
    pub options: String,
    /// What the page sends back unchanged.
    pub state: String,
}

/// A ceremony that waits for its answer.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Ceremony {
    id: String,
    browser: BrowserHash,
    /// Who adds a passkey; nobody for a sign-in.
    user: Option<UserId>,
    /// The handle that the new passkey is made with.
    pub(super) handle: Option<[u8; HANDLE_LENGTH]>,
    pub(super) state: String,
    expires_at: UnixTime,
}

/// What is stored of a passkey.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Record {
    /// The user handle that it was made with.
    pub(super) handle: [u8; HANDLE_LENGTH],
    /// What the library stores.
    pub(super) key: String,
}

impl Record {
    pub(super) fn read(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    pub(super) fn write(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// This server as authenticators know it; `None` where there are no passkeys.
pub(super) fn relying_party(deps: &Deps) -> Option<RelyingParty> {
    let settings = &deps.services.settings;
    if !settings.passkeys.enabled {
        return None;
    }
    let origin = Url::parse(settings.issuer.origin()).ok()?;
    let rp_id = settings.passkeys.rp_id.as_deref().or(origin.domain())?;
    RelyingParty::new(rp_id, &origin, rp_id)
}

/// Whether people can use passkeys here.
#[must_use]
pub fn is_served(deps: &Deps) -> bool {
    AVAILABLE && relying_party(deps).is_some()
}

/// Keeps the state of `challenge` for this browser, and for this person who adds a passkey with this handle.
pub(super) fn hold(
    deps: &Deps,
    challenge: Challenge,
    browser: &BrowserHash,
    adding: Option<(&UserId, [u8; HANDLE_LENGTH])>,
) -> Prompt {
    let ceremony = Ceremony {
        id: deps.services.random.token(),
        browser: browser.clone(),
        user: adding.map(|(user, _)| user.clone()),
        handle: adding.map(|(_, handle)| handle),
        state: challenge.state,
        expires_at: deps.unix().plus(LIFETIME),
    };
    let plain = serde_json::to_vec(&ceremony).unwrap_or_default();
    let state = deps.services.sealer.seal(&deps.services.random, PLACE, &plain);
    Prompt { options: challenge.options, state }
}

/// The ceremony that a page sends back, if it is of this browser, about this person, and not too old.
pub(super) fn resume(deps: &Deps, held: &str, browser: &BrowserHash, user: Option<&UserId>) -> Option<Ceremony> {
    let plain = deps.services.sealer.open(PLACE, held).ok()?;
    let ceremony: Ceremony = serde_json::from_slice(plain.expose()).ok()?;
    let ours = ceremony.browser == *browser && ceremony.user.as_ref() == user;
    (ours && ceremony.expires_at > deps.unix()).then_some(ceremony)
}

/// Uses the ceremony up; of many that try, one is told `true`.
pub(super) async fn use_up(tx: &mut Tx, ceremony: &Ceremony) -> FlowResult<bool> {
    Ok(store::used_once::insert(tx, ONCE, &ceremony.id, ceremony.expires_at).await?)
}
