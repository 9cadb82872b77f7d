//! The second factor: of somebody who has given the first, or of somebody whose session is not strong enough.

use super::{CODE_PAGE, ENROL_PAGE, Interaction, Step};
use crate::flow::browser::NewBrowser;
use crate::flow::factor::{self, Enrolled, Taken};
use crate::flow::sign_in::{self, Place, Reached, with_code};
use crate::flow::{Deps, FlowResult};
use crate::model::{AuthorizationRequest, BrowserHash, HandleHash, PendingSignIn, Session, User};
use crate::protocol::access_token::ACR_TWO_FACTORS;
use crate::protocol::recovery_code::RecoveryCode;
use crate::store::{self, Tx};

/// Whose second factor is owed, and for what.
#[derive(Clone, Debug)]
pub enum Owed {
    /// A sign-in that waits for it.
    SignIn(PendingSignIn, User),
    /// A session that a request wants stronger.
    StepUp(Session, User),
}

impl Owed {
    /// Whose.
    #[must_use]
    pub fn user(&self) -> &User {
        match self {
            Self::SignIn(_, user) | Self::StepUp(_, user) => user,
        }
    }
}

impl Interaction {
    /// What is owed for this request now, if it waits for `page`.
    #[must_use]
    pub fn owed(&self, deps: &Deps, page: &'static str) -> Option<Owed> {
        if self.step(deps) != Step::Page(page) || !matches!(page, CODE_PAGE | ENROL_PAGE) {
            return None;
        }
        let pending = self.facts.pending.clone().map(|(pending, user)| Owed::SignIn(pending, user));
        pending.or_else(|| self.facts.signed_in.clone().map(|(session, user)| Owed::StepUp(session, user)))
    }
}

/// What is owed in this browser without a request, and whether the person has an authenticator app.
///
/// # Errors
/// When the database fails.
pub async fn owed(deps: &Deps, browser: &BrowserHash) -> FlowResult<Option<(Owed, bool)>> {
    let db = &deps.services.db;
    let Some((pending, user)) = store::pending_sign_in::find(db, browser, None, deps.unix()).await? else {
        return Ok(None);
    };
    let has_app = store::totp::find(db, &user.id).await?.is_some();
    Ok(Some((Owed::SignIn(pending, user), has_app)))
}

/// Forgets the sign-in that waits, because the person wants another account.
///
/// # Errors
/// When the database fails.
pub async fn forget_pending(deps: &Deps, browser: &BrowserHash, request: Option<&HandleHash>) -> FlowResult<()> {
    let mut tx = deps.services.db.write().await?;
    store::pending_sign_in::delete(&mut tx, browser, request).await?;
    tx.commit().await?;
    Ok(())
}

/// What was entered and by whom.
#[derive(Clone, Copy, Debug)]
pub struct CodeAttempt<'a> {
    /// What is owed.
    pub owed: &'a Owed,
    /// The code of the app, or a recovery code.
    pub code: &'a str,
    /// Where it came from, for the limit.
    pub address: &'a str,
    /// The request that waits for it, if any.
    pub request: Option<&'a AuthorizationRequest>,
    /// Whether the browser shall be remembered.
    pub remember: bool,
}

/// How an attempt ended.
#[derive(Debug)]
pub enum CodeOutcome {
    /// Signed in; the browser gets a new cookie.
    SignedIn(NewBrowser),
    /// Wrong, or used before.
    Wrong,
    /// Too many attempts.
    Throttled,
    /// What waited for the code has ended.
    Expired,
}

/// Checks the code and, if it is right, uses it up and goes on: of many who send one code at once, one does.
///
/// # Errors
/// When the database fails.
pub async fn give_code(deps: &Deps, attempt: CodeAttempt<'_>) -> FlowResult<CodeOutcome> {
    let user = attempt.owed.user();
    let given = match factor::give(deps, user, attempt.address, attempt.code).await? {
        Taken::Given(given) => given,
        Taken::Wrong => return Ok(CodeOutcome::Wrong),
        Taken::Throttled => return Ok(CodeOutcome::Throttled),
    };
    let mut tx = deps.services.db.write().await?;
    if !factor::take(deps, &mut tx, user, &given).await? {
        return Ok(CodeOutcome::Wrong);
    }
    let remember = attempt.remember && sign_in::may_remember(deps);
    let Some(browser) = settle(deps, &mut tx, attempt.owed, attempt.request, remember).await? else {
        return Ok(CodeOutcome::Expired);
    };
    tx.commit().await?;
    deps.services.deliveries.notify_one();
    Ok(CodeOutcome::SignedIn(browser))
}

/// Keeps the app of somebody who must have one and signs them in. None when the sign-in has ended, or they have one already.
///
/// # Errors
/// When the database fails.
pub async fn enrol(
    deps: &Deps,
    owed: &Owed,
    request: Option<&AuthorizationRequest>,
    enrolled: &Enrolled,
) -> FlowResult<Option<(NewBrowser, Vec<RecoveryCode>)>> {
    let mut tx = deps.services.db.write().await?;
    let Some(codes) = factor::enrol(deps, &mut tx, owed.user(), enrolled).await? else { return Ok(None) };
    let Some(browser) = settle(deps, &mut tx, owed, request, false).await? else { return Ok(None) };
    tx.commit().await?;
    deps.services.deliveries.notify_one();
    Ok(Some((browser, codes)))
}

async fn settle(
    deps: &Deps,
    tx: &mut Tx,
    owed: &Owed,
    request: Option<&AuthorizationRequest>,
    remember: bool,
) -> FlowResult<Option<NewBrowser>> {
    match owed {
        Owed::StepUp(session, user) => sign_in::step_up(deps, tx, session, user, remember).await,
        Owed::SignIn(pending, user) => {
            if !store::pending_sign_in::take(tx, pending, deps.unix()).await? {
                return Ok(None);
            }
            let amr = with_code(&pending.amr);
            let reached = Reached { amr: &amr, acr: ACR_TWO_FACTORS, remember };
            let place = Place { browser: &pending.browser_hash, request, again: false };
            sign_in::complete(deps, tx, user, reached, place).await.map(Some)
        }
    }
}
