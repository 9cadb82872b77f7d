//! The one place that decides what a request still needs.

use crate::flow::authorize::CheckedRequest;
use crate::flow::{Deps, FlowResult};
use crate::model::{BrowserHash, Consent, HandleHash, PendingSignIn, Progress, Session, UnixTime, User};
use crate::protocol::Rule;
use crate::protocol::access_token::{ACR_TWO_FACTORS, acr_meets};
use crate::protocol::login_key::login_key;
use crate::protocol::scope::is_administrative;
use crate::store;

/// Path of the sign-in page.
pub const LOGIN_PAGE: &str = "/login";
/// Path of the page that asks for the second factor.
pub const CODE_PAGE: &str = "/login/code";
/// Path of the page on which somebody who must have a second factor sets it up.
pub const ENROL_PAGE: &str = "/login/enrol";
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
    /// Who is signed in in the browser, the one that it acts as first.
    pub accounts: Vec<(Session, User)>,
    /// The one of them that the request is about.
    pub signed_in: Option<(Session, User)>,
    /// Who has given one factor for this very request, and owes another.
    pub pending: Option<(PendingSignIn, User)>,
    /// What that person, or else the one who is signed in, could prove themselves by; read where it decides something.
    pub means: Means,
    /// `sub` of that person for this client.
    pub subject: Option<String>,
    /// What that person has allowed this client.
    pub consent: Option<Consent>,
    /// What was done for this very request.
    pub progress: Progress,
}

/// What a person could prove themselves by beside the password.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Means {
    /// Codes of an authenticator app.
    pub totp: bool,
    /// A passkey.
    pub passkey: bool,
}

impl Means {
    async fn of(deps: &Deps, user: &User) -> FlowResult<Self> {
        let kinds = store::credential::list_kinds(&deps.services.db, &user.id).await?;
        let has = |wanted: &str| kinds.iter().any(|kind| kind == wanted);
        Ok(Self { totp: has("totp"), passkey: has("passkey") })
    }
}

impl Facts {
    /// Reads them; `handle` is that of the request if it is stored.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn gather(
        deps: &Deps,
        checked: &CheckedRequest,
        browser: &BrowserHash,
        handle: Option<&HandleHash>,
        progress: Progress,
    ) -> FlowResult<Self> {
        let db = &deps.services.db;
        let idle = deps.services.settings.sessions.idle_lifetime;
        let accounts = store::session::list_by_browser(db, browser, deps.unix(), idle).await?;
        let signed_in = choose(deps, &accounts, checked, &progress);
        if let Some((_, user)) = &signed_in {
            deps.heard.note_account(user);
        }
        let consent = match &signed_in {
            Some((session, _)) if !checked.client.client.metadata.first_party => {
                store::consent::find(db, &session.user_id, &checked.client.client.id).await?
            }
            _ => None,
        };
        let pending = match handle {
            Some(handle) => store::pending_sign_in::find(db, browser, Some(handle), deps.unix()).await?,
            None => None,
        };
        let person = pending.as_ref().map(|(_, user)| user);
        let asked = checked.wished_acr.is_some() || !checked.claims.acr.is_empty();
        let person = person.or(signed_in.as_ref().filter(|_| asked).map(|(_, user)| user));
        let means = match person {
            Some(user) => Means::of(deps, user).await?,
            None => Means::default(),
        };
        let mut checked = checked.clone();
        if let Some((_, user)) = &signed_in {
            checked.scope = checked.scope.filter(|token| user.admin || !is_administrative(token));
        }
        let subject = signed_in.as_ref().map(|(_, user)| deps.subject_for(&checked.client.client, user));
        Ok(Self { checked, accounts, signed_in, pending, means, subject, consent, progress })
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

/// Which of the accounts of a browser a request is about: the one that signed in for it or was chosen for it, the one that it
/// means by a hint, or the one that the browser acts as.
fn choose(
    deps: &Deps,
    accounts: &[(Session, User)],
    checked: &CheckedRequest,
    progress: &Progress,
) -> Option<(Session, User)> {
    let subject = |user: &User| deps.subject_for(&checked.client.client, user);
    let (wanted, hinted) = (&checked.claims.subjects, &progress.hinted_subject);
    let by_subject = |user: &User| {
        (!wanted.is_empty() || hinted.is_some())
            && (wanted.is_empty() || wanted.contains(&subject(user)))
            && hinted.as_ref().is_none_or(|hinted| *hinted == subject(user))
    };
    let name = checked.login_hint.as_deref().map(login_key);
    let by_name = |user: &User| {
        let email = user.profile.email.as_deref().map(login_key);
        name.is_some() && (name.as_ref() == Some(&login_key(&user.username)) || name == email)
    };
    let find = |means: &dyn Fn(&(Session, User)) -> bool| accounts.iter().find(|account| means(account));
    find(&|(session, _)| progress.signed_in.as_ref() == Some(&session.id))
        .or_else(|| find(&|(session, _)| progress.chosen_by.as_ref() == Some(&session.user_id)))
        .or_else(|| find(&|(_, user)| by_subject(user)))
        .or_else(|| find(&|(_, user)| by_name(user)))
        .or_else(|| accounts.first())
        .cloned()
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
    if facts.pending.is_some() {
        return Step::Page(if facts.means.totp { CODE_PAGE } else { ENROL_PAGE });
    }
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
    if let Some(step) = strength(facts) {
        return step;
    }
    if !is_admitted(facts) {
        return Step::Refuse(Rule::PersonNotAdmitted);
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
    checked.prompt.login || checked.prompt.create || too_old
}

/// What is missing for the `acr` that the request wants (OpenID Connect Core §5.5.1.1, RFC 9470 §5): the second factor, where
/// the person has one; else an essential one cannot be reached, and of a wish the ID token says what became of it.
fn strength(facts: &Facts) -> Option<Step> {
    let (session, _) = facts.signed_in.as_ref()?;
    let checked = &facts.checked;
    let essential = !checked.claims.acr.is_empty();
    let met = |wanted: &String| acr_meets(&session.acr, wanted);
    if essential && checked.claims.acr.iter().any(met) {
        return None;
    }
    if !essential && checked.wished_acr.as_ref().is_none_or(met) {
        return None;
    }
    let reachable = !essential || checked.claims.acr.iter().any(|acr| acr == ACR_TWO_FACTORS);
    let by_code = reachable && facts.means.totp;
    let by_passkey = reachable && essential && facts.means.passkey && !facts.is_fresh();
    match (checked.prompt.none, by_code, by_passkey) {
        (false, true, _) => Some(Step::Page(CODE_PAGE)),
        (false, false, true) => Some(Step::Page(LOGIN_PAGE)),
        (true, true, _) | (true, _, true) if essential => Some(Step::Refuse(Rule::LoginRequired)),
        _ => essential.then_some(Step::Refuse(Rule::AcrUnreachable)),
    }
}

/// Who signs in for the request has chosen by that. `prompt=none` never comes with `select_account`.
fn needs_choice(facts: &Facts) -> bool {
    let chosen = facts
        .signed_in
        .as_ref()
        .is_some_and(|(session, _)| facts.is_fresh() || facts.progress.chosen_by.as_ref() == Some(&session.user_id));
    facts.checked.prompt.select_account && !chosen
}

/// Whether the client is for the person: asked once it is known who answers, and before anything is asked of them.
fn is_admitted(facts: &Facts) -> bool {
    facts.signed_in.as_ref().is_some_and(|(_, user)| facts.checked.client.client.admits(user))
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
