//! A client's request to sign a person out (OpenID Connect RP-Initiated Logout 1.0 §2). It is a page for the person until
//! it is certain who asks and whom they mean; and no browser is sent to an address that the client did not register.

use crate::directory::RegisteredClient;
use crate::flow::id_token_hint::{self, Hint};
use crate::flow::{Deps, FlowResult};
use crate::model::{BrowserHash, ClientId, Seconds, SessionId, UnixTime};
use crate::protocol::params::Params;
use crate::protocol::redirect_uri::{VerifiedRedirect, verify_post_logout};
use crate::protocol::{Fault, Rule};
use crate::store;
use crate::store::session::SessionKey;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Longest `state`, in bytes: it travels in URIs.
const LONGEST_STATE: usize = 2048;
/// The place that a request is sealed for.
const PLACE: &str = "logout/request";

/// What a request says, its hint read. It travels sealed by way of the browser, so that it costs no row, and an ID token
/// that was posted gets into no address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct LogoutRequest {
    hint: Option<Hint>,
    client_id: Option<ClientId>,
    post_logout_redirect_uri: Option<String>,
    state: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct Held {
    request: LogoutRequest,
    expires_at: UnixTime,
}

/// A request after every check. Without any parameter it is the person's own wish.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    request: LogoutRequest,
    /// Who asks, as far as known.
    pub client: Option<Arc<RegisteredClient>>,
    redirect: Option<VerifiedRedirect>,
}

/// What a request needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// The person must be asked.
    Ask,
    /// The hint means somebody who is signed in here: no question. Others stay signed in.
    SignOut(Vec<SessionId>),
    /// Nobody is signed in.
    Done,
}

/// Checks a request.
///
/// # Errors
/// The rule that it breaks; it is told on our own page, and the browser goes nowhere.
pub fn check(deps: &Deps, params: &Params) -> Result<Asked, Fault> {
    deps.heard.note_ui_locales(params.get("ui_locales"));
    params.check_not_repeated()?;
    if params.get("state").is_some_and(|state| state.len() > LONGEST_STATE) {
        return Err(Fault::new(Rule::ParameterTooLong).received("state"));
    }
    let request = LogoutRequest {
        hint: params.get("id_token_hint").map(|hint| id_token_hint::read(deps, hint)).transpose()?,
        client_id: params.get("client_id").map(ClientId::new),
        post_logout_redirect_uri: params.get("post_logout_redirect_uri").map(str::to_owned),
        state: params.get("state").map(str::to_owned),
    };
    resolve(deps, request)
}

/// Finds the client and its address as they are registered now.
fn resolve(deps: &Deps, request: LogoutRequest) -> Result<Asked, Fault> {
    let hinted = request.hint.as_ref().map(|hint| &hint.client_id);
    let client = match (&request.client_id, hinted) {
        (Some(named), Some(hinted)) if named != hinted => {
            return Err(Fault::new(Rule::LogoutClientMismatch).received(named.as_str()).expected(hinted.as_str()));
        }
        (Some(named), _) => {
            let unknown = || Fault::new(Rule::ClientUnknown).received(named.as_str());
            Some(deps.snapshot.client(named.as_str()).ok_or_else(unknown)?)
        }
        (None, Some(hinted)) => deps.snapshot.client(hinted.as_str()),
        (None, None) => None,
    };
    if let Some(client) = client {
        deps.heard.note_client(&client.client);
    }
    let redirect = match (&request.post_logout_redirect_uri, client) {
        (Some(uri), Some(client)) => Some(verify_post_logout(&client.client.metadata, uri)?),
        (Some(uri), None) if hinted.is_some() => {
            return Err(Fault::new(Rule::PostLogoutRedirectUriUnregistered).received(uri));
        }
        // Whose address it is cannot be known: it is left alone.
        _ => None,
    };
    Ok(Asked { client: client.cloned(), redirect, request })
}

/// Keeps a request, for `lifetime` seconds, as a text that only this server can read.
#[must_use]
pub fn hold(deps: &Deps, asked: &Asked, lifetime: Seconds) -> String {
    let held = Held { request: asked.request.clone(), expires_at: deps.unix().plus(lifetime) };
    let plain = serde_json::to_vec(&held).unwrap_or_default();
    deps.services.sealer.seal(&deps.services.random, PLACE, &plain)
}

/// Goes on with a request that was kept, checked again.
///
/// # Errors
/// [`Rule::InteractionUnknown`] for any other text and after its time; what the checks say if the client has changed.
pub fn resume(deps: &Deps, held: &str) -> Result<Asked, Fault> {
    let opened = deps.services.sealer.open(PLACE, held).ok();
    let held: Option<Held> = opened.and_then(|plain| serde_json::from_slice(plain.expose()).ok());
    let held = held.filter(|held| held.expires_at > deps.unix()).ok_or(Fault::new(Rule::InteractionUnknown))?;
    resolve(deps, held.request)
}

/// What the request needs in this browser.
///
/// # Errors
/// When the database fails.
pub async fn step(deps: &Deps, browser: Option<&BrowserHash>, asked: &Asked) -> FlowResult<Step> {
    let sessions = match browser {
        Some(browser) => store::session::list_unended(&deps.services.db, browser).await?,
        None => Vec::new(),
    };
    if sessions.is_empty() {
        return Ok(Step::Done);
    }
    let mut meant = Vec::new();
    for session in sessions {
        if asked.means(deps, &session).await? {
            meant.push(session.id);
        }
    }
    Ok(if meant.is_empty() { Step::Ask } else { Step::SignOut(meant) })
}

impl Asked {
    /// Whether the hint means this session, or its person.
    async fn means(&self, deps: &Deps, session: &SessionKey) -> FlowResult<bool> {
        let Some(hint) = &self.request.hint else { return Ok(false) };
        if hint.sid.as_deref() == Some(session.sid.as_str()) {
            return Ok(true);
        }
        let user = store::user::find(&deps.services.db, &session.user_id).await?;
        let (Some(client), Some(user)) = (&self.client, user) else { return Ok(false) };
        Ok(deps.subject_for(&client.client, &user) == hint.sub)
    }

    /// Whether nothing was asked for but to sign out.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.request == LogoutRequest::default()
    }

    /// Whether the browser may be sent on without a question: somebody who has an ID token of the client asks.
    #[must_use]
    pub fn is_hinted(&self) -> bool {
        self.request.hint.is_some()
    }

    /// Where the browser goes afterwards: a registered address.
    #[must_use]
    pub fn redirect(&self) -> Option<&VerifiedRedirect> {
        self.redirect.as_ref()
    }

    /// The same address with `state`.
    #[must_use]
    pub fn target(&self) -> Option<String> {
        let redirect = self.redirect.as_ref()?;
        Some(match self.request.state.as_deref() {
            Some(state) => redirect.with_query(&[("state", state)]),
            None => redirect.as_str().to_owned(),
        })
    }
}
