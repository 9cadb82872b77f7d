//! A new authorization request: answered at once, or stored for its pages.

use super::{Facts, Step, complete, next};
use crate::flow::authorize::{Asker, AuthorizeError, CheckedRequest, Outcome, READ, check, handle_hash, resolve};
use crate::flow::{Deps, FlowError};
use crate::model::{AuthorizationRequest, BrowserHash, Progress, Seconds};
use crate::protocol::params::Params;
use crate::protocol::{Fault, Rule};
use crate::store;

/// Seconds that a request which came by POST waits for the browser's own GET.
const HELD: Seconds = 60;

/// Answers a request of this browser: at once when the person is known and has consented, else by way of a page, for
/// which the request is stored.
///
/// # Errors
/// [`AuthorizeError`].
pub async fn start(deps: &Deps, browser: &BrowserHash, params: Params) -> Result<Outcome, AuthorizeError> {
    let params = resolve(deps, params).await?;
    let checked = check(deps, &params, Asker::Client)?;
    let progress = beginning(&checked);
    begin(deps, browser, checked, progress, &params).await
}

/// The same for a request of the console, by which an administrator tries a client out in this browser.
///
/// # Errors
/// [`AuthorizeError`].
pub async fn start_trial(deps: &Deps, browser: &BrowserHash, params: &Params) -> Result<Outcome, AuthorizeError> {
    let checked = check(deps, params, Asker::Console)?;
    let progress = Progress { trial: true, ..beginning(&checked) };
    begin(deps, browser, checked, progress, params).await
}

async fn begin(
    deps: &Deps,
    browser: &BrowserHash,
    checked: CheckedRequest,
    progress: Progress,
    params: &Params,
) -> Result<Outcome, AuthorizeError> {
    let facts = Facts::gather(deps, &checked, browser, None, progress).await;
    let facts = facts.map_err(|error| checked.refuse(error))?;
    match next(&facts, deps.unix()) {
        Step::Finish => complete(deps, &facts, None).await,
        Step::Refuse(rule) => Err(checked.refuse(rule)),
        Step::Page(page) => {
            let handle = remember(deps, &checked, facts.progress, Some(browser.clone()), params).await;
            handle.map(|handle| Outcome::Page { page, handle }).map_err(|error| checked.refuse(error))
        }
    }
}

/// Keeps a request that came by POST, for whichever browser our own GET is followed by: a cross-site POST carries no
/// Lax cookie. Gives the handle.
///
/// # Errors
/// [`AuthorizeError`].
pub async fn hold(deps: &Deps, params: Params) -> Result<String, AuthorizeError> {
    let params = resolve(deps, params).await?;
    let checked = check(deps, &params, Asker::Client)?;
    let progress = beginning(&checked);
    remember(deps, &checked, progress, None, &params).await.map_err(|error| checked.refuse(error))
}

/// Goes on with a held request in the browser that asks.
///
/// # Errors
/// [`AuthorizeError`]; a handle works once.
pub async fn resume(deps: &Deps, browser: &BrowserHash, handle: &str) -> Result<Outcome, AuthorizeError> {
    let mut tx = deps.services.db.write().await?;
    let held = store::request::take_unbound(&mut tx, &handle_hash(handle), deps.unix()).await?;
    tx.commit().await?;
    let held = held.ok_or(Fault::new(Rule::InteractionUnknown))?;
    let params = Params::parse(held.params.as_bytes())?;
    let checked = check(deps, &params, Asker::of(&held.progress))?;
    begin(deps, browser, checked, held.progress, &params).await
}

/// What is kept of a request beside its parameters.
fn beginning(checked: &CheckedRequest) -> Progress {
    Progress {
        login_hint: checked.login_hint.clone(),
        hinted_subject: checked.hinted_subject.clone(),
        ..Progress::default()
    }
}

async fn remember(
    deps: &Deps,
    checked: &CheckedRequest,
    progress: Progress,
    browser: Option<BrowserHash>,
    params: &Params,
) -> Result<String, FlowError> {
    let handle = deps.services.random.token();
    let now = deps.unix();
    let lifetime = if browser.is_some() { deps.services.settings.sessions.request_lifetime } else { HELD };
    let request = AuthorizationRequest {
        handle_hash: handle_hash(&handle),
        browser_hash: browser,
        client_id: checked.client.client.id.clone(),
        params: params.encode(&READ),
        progress,
        created_at: now,
        expires_at: now.plus(lifetime),
    };
    let mut tx = deps.services.db.write().await?;
    store::request::insert(&mut tx, &request).await?;
    tx.commit().await?;
    Ok(handle)
}
