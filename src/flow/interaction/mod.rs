//! What happens between the authorization request and its response. Every POST does one deed and then asks
//! [`next()`] from the top; nothing stores the next step, so that no address can skip one.

mod code;
mod consent;
mod finish;
mod login;
mod next;
mod select_account;
mod start;

pub use code::{CodeAttempt, CodeOutcome, Owed, enrol, forget_pending, give_code, owed};
pub use consent::{Decision, decide};
pub use finish::{Granted, finish};
pub use login::{LoginAttempt, LoginOutcome, sign_in};
pub use next::{
    CODE_PAGE, CONSENT_PAGE, ENROL_PAGE, Facts, LOGIN_PAGE, Means, SELECT_ACCOUNT_PAGE, SIGN_UP_PAGE, Step, next,
};
pub use select_account::{go_on_as, make_current};
pub use start::{hold, resume, start, start_trial};

use super::authorize::{Asker, AuthorizeError, CheckedRequest, Outcome, check, handle_hash};
use super::{Deps, FlowResult};
use crate::model::{AuthorizationRequest, BrowserHash, HandleHash};
use crate::protocol::params::Params;
use crate::protocol::{Fault, Rule};
use crate::store;

/// A stored request, checked again, with what is known of its browser.
#[derive(Debug)]
pub struct Interaction {
    /// The stored request.
    pub request: AuthorizationRequest,
    /// The same after every check.
    pub checked: CheckedRequest,
    /// What decides the next step.
    pub facts: Facts,
}

impl Interaction {
    /// The next step now.
    #[must_use]
    pub fn step(&self, deps: &Deps) -> Step {
        next(&self.facts, deps.unix())
    }
}

/// The request behind `handle`, if it lives and this browser started it.
///
/// # Errors
/// [`Rule::InteractionUnknown`] for any other handle; what the checks say if the client has changed meanwhile.
pub async fn load(deps: &Deps, browser: Option<&BrowserHash>, handle: &str) -> Result<Interaction, AuthorizeError> {
    let stored = store::request::find(&deps.services.db, &handle_hash(handle), deps.unix()).await?;
    let (Some(request), Some(browser)) = (stored, browser) else {
        return Err(Fault::new(Rule::InteractionUnknown).into());
    };
    if request.browser_hash.as_ref() != Some(browser) {
        return Err(Fault::new(Rule::InteractionUnknown).received("a handle of another browser").into());
    }
    let params = Params::parse(request.params.as_bytes())?;
    let checked = check(deps, &params, Asker::of(&request.progress))?;
    let handle = Some(&request.handle_hash);
    let facts = Facts::gather(deps, &checked, browser, handle, request.progress.clone()).await?;
    Ok(Interaction { request, checked: facts.checked.clone(), facts })
}

/// Goes where the request stands: to a page, or to the client.
///
/// # Errors
/// [`AuthorizeError`].
pub async fn proceed(deps: &Deps, interaction: &Interaction, handle: &str) -> Result<Outcome, AuthorizeError> {
    let checked = &interaction.checked;
    match interaction.step(deps) {
        Step::Page(page) => Ok(Outcome::Page { page, handle: handle.to_owned() }),
        Step::Refuse(rule) => Err(checked.refuse(rule)),
        Step::Finish => complete(deps, &interaction.facts, Some(&interaction.request.handle_hash)).await,
    }
}

/// Sends the browser to the client with what was asked for; nothing is missing.
async fn complete(deps: &Deps, facts: &Facts, stored: Option<&HandleHash>) -> Result<Outcome, AuthorizeError> {
    let checked = &facts.checked;
    let granted = Granted::from_facts(facts).ok_or_else(|| checked.refuse(Rule::LoginRequired))?;
    // Signing makes its future large; boxed, it does not make those of all callers so.
    let response = Box::pin(finish(deps, &granted, stored)).await;
    response.map(Outcome::Respond).map_err(|error| checked.refuse(error))
}

/// Ends the request because the person does not want it.
///
/// # Errors
/// Always: the refusal that the client is told.
pub async fn cancel(deps: &Deps, interaction: &Interaction) -> Result<Outcome, AuthorizeError> {
    end(deps, interaction).await?;
    Err(interaction.checked.refuse(Rule::ConsentDenied))
}

async fn end(deps: &Deps, interaction: &Interaction) -> FlowResult<()> {
    let mut tx = deps.services.db.write().await?;
    store::request::finish(&mut tx, &interaction.request.handle_hash).await?;
    tx.commit().await?;
    Ok(())
}
