//! The one place that decides what a request still needs.

use crate::flow::authorize::CheckedRequest;
use crate::flow::{Deps, FlowResult};
use crate::model::{BrowserHash, Consent, Progress, Session, UnixTime, User};
use crate::protocol::Rule;
use crate::protocol::scope::is_administrative;
use crate::store;

/// Path of the sign-in page.
pub const LOGIN_PAGE: &str = "/login";
/// Path of the page for new accounts. It stands in for the sign-in page, and that for it.
pub const SIGN_UP_PAGE: &str = "/signup";
/// Path of the page that asks which account.
pub const SELECT_ACCOUNT_PAGE: &str = "/select-account";
/// Path of the consent page.
pub const CONSENT_PAGE: &str = "/consent";

/// Everything that the decision depends on.
#[derive(Clone, Debug)]
pub struct Facts {
    /// The checked request; of its scope, what the person who is signed in may be given.
    pub checked: CheckedRequest,
    /// The browser's living session with its person.
    pub signed_in: Option<(Session, User)>,
    /// `sub` of that person for this client.
    pub subject: Option<String>,
    /// What that person has allowed this client.
    pub consent: Option<Consent>,
    /// What was done for this very request.
    pub progress: Progress,
}

impl Facts {
    /// Reads them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn gather(
        deps: &Deps,
        checked: &CheckedRequest,
        browser: &BrowserHash,
        progress: Progress,
    ) -> FlowResult<Self> {
        let db = &deps.services.db;
        let idle = deps.services.settings.sessions.idle_lifetime;
        let signed_in = store::session::find_by_browser(db, browser, deps.unix(), idle).await?;
        if let Some((_, user)) = &signed_in {
            deps.heard.note_account(user);
        }
        let consent = match &signed_in {
            Some((session, _)) if !checked.client.client.metadata.first_party => {
                store::consent::find(db, &session.user_id, &checked.client.client.id).await?
            }
            _ => None,
        };
        let mut checked = checked.clone();
        if let Some((_, user)) = &signed_in {
            checked.scope = checked.scope.filter(|token| user.admin || !is_administrative(token));
        }
        let subject = signed_in.as_ref().map(|(_, user)| deps.subject_for(&checked.client.client, user));
        Ok(Self { checked, signed_in, subject, consent, progress })
    }

    /// Whether the request is about somebody else than the person who is signed in; only that one may answer it (OpenID
    /// Connect Core §3.1.2.2).
    #[must_use]
    pub fn is_about_another(&self) -> bool {
        let (wanted, hinted) = (&self.checked.claims.subjects, &self.progress.hinted_subject);
        let another = |sub: &String| {
            (!wanted.is_empty() && !wanted.contains(sub)) || hinted.as_ref().is_some_and(|hinted| hinted != sub)
        };
        self.subject.as_ref().is_some_and(another)
    }

    /// Whether the person signed in for this very request.
    #[must_use]
    pub fn is_fresh(&self) -> bool {
        self.signed_in.as_ref().is_some_and(|(session, _)| self.progress.signed_in.as_ref() == Some(&session.id))
    }
}

/// What must happen now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The person must see this page.
    Page(&'static str),
    /// Nothing is missing.
    Finish,
    /// The client must be told.
    Refuse(Rule),
}

/// The next step (OpenID Connect Core §3.1.2.3 and §3.1.2.4).
#[must_use]
pub fn next(facts: &Facts, now: UnixTime) -> Step {
    let silent = facts.checked.prompt.none;
    if needs_login(facts, now) {
        let page = if facts.checked.prompt.create { SIGN_UP_PAGE } else { LOGIN_PAGE };
        return if silent { Step::Refuse(Rule::LoginRequired) } else { Step::Page(page) };
    }
    if facts.checked.scope.is_empty() {
        return Step::Refuse(Rule::ScopeNeedsAdministrator);
    }
    if needs_choice(facts) {
        return Step::Page(SELECT_ACCOUNT_PAGE);
    }
    if needs_consent(facts) {
        return if silent { Step::Refuse(Rule::ConsentRequired) } else { Step::Page(CONSENT_PAGE) };
    }
    Step::Finish
}

/// `prompt` and `max_age` want a proof that is newer than the request; the sign-in that was done for this very request
/// is one, if it was by the person whom the request is about.
fn needs_login(facts: &Facts, now: UnixTime) -> bool {
    let Some((session, _)) = &facts.signed_in else { return true };
    if facts.is_about_another() {
        return true;
    }
    if facts.is_fresh() {
        return false;
    }
    let checked = &facts.checked;
    let too_old = checked.max_age.is_some_and(|max_age| now.since(session.auth_time) > max_age || max_age == 0);
    let too_weak = !checked.claims.acr.is_empty() && !checked.claims.acr.contains(&session.acr);
    checked.prompt.login || checked.prompt.create || too_old || too_weak
}

/// Who signs in for the request has chosen by that. `prompt=none` never comes with `select_account`.
fn needs_choice(facts: &Facts) -> bool {
    let chosen = facts
        .signed_in
        .as_ref()
        .is_some_and(|(session, _)| facts.is_fresh() || facts.progress.chosen_by.as_ref() == Some(&session.user_id));
    facts.checked.prompt.select_account && !chosen
}

/// What was allowed counts until it is taken back. What was allowed before this request does not count if the page is asked
/// for, or another program could receive the response (RFC 8252 §8.6).
fn needs_consent(facts: &Facts) -> bool {
    let Some((session, _)) = &facts.signed_in else { return true };
    let covers = |consent| facts.checked.is_covered_by(consent);
    let allowed = facts.checked.client.client.metadata.first_party || facts.consent.as_ref().is_some_and(covers);
    let just_now = facts.progress.consented_by.as_ref() == Some(&session.user_id);
    let ask_anew = facts.checked.prompt.consent || facts.checked.redirect().any_app_may_claim();
    !allowed || (ask_anew && !just_now)
}
