//! Setting up an authenticator app. Until a code has proved it nothing is stored: the seed travels sealed with its form.

use super::code::place;
use super::{recovery, write_event};
use crate::crypto::one_time_code::Seed;
use crate::flow::browser::NewBrowser;
use crate::flow::notice::{self, Notice};
use crate::flow::{Deps, FlowResult, sign_in};
use crate::model::{Action, Seconds, Secret, Session, UnixTime, User, UserId};
use crate::protocol::recovery_code::RecoveryCode;
use crate::store::{self, StoreError, Tx};
use serde::{Deserialize, Serialize};

/// The place that a seed is sealed for while its form is open.
const OPEN: &str = "totp/enrolment";
/// Seconds that the form may stay open.
const LIFETIME: Seconds = 1800;

/// What the person puts into the app.
#[derive(Clone, Debug)]
pub struct Enrolment {
    /// The seed as a text.
    pub secret: String,
    /// The same for a picture.
    pub uri: String,
    /// What the form carries.
    pub sealed: String,
}

#[derive(Serialize, Deserialize)]
struct Held {
    user_id: UserId,
    seed: Vec<u8>,
    expires_at: UnixTime,
}

/// A seed that a code has proved; [`enrol`] keeps it.
#[derive(Clone, Debug)]
pub struct Enrolled {
    seed: Seed,
    step: i64,
}

/// Offers a new seed, or the one of the form that was sent.
#[must_use]
pub fn begin(deps: &Deps, user: &User, sealed: Option<&str>) -> Enrolment {
    let again = sealed.and_then(|sealed| open(deps, user, sealed));
    let seed = again.unwrap_or_else(|| Seed::generate(&deps.services.random));
    let held = Held { user_id: user.id.clone(), seed: seed.bytes().to_vec(), expires_at: deps.unix().plus(LIFETIME) };
    let plain = Secret::new(serde_json::to_vec(&held).unwrap_or_default());
    let issuer = deps.services.settings.issuer.as_str();
    let host = issuer.split_once("://").map_or(issuer, |(_, rest)| rest);
    Enrolment {
        secret: seed.base32(),
        uri: seed.uri(host, &user.username),
        sealed: deps.services.sealer.seal(&deps.services.random, OPEN, plain.expose()),
    }
}

fn open(deps: &Deps, user: &User, sealed: &str) -> Option<Seed> {
    let plain = deps.services.sealer.open(OPEN, sealed).ok()?;
    let held: Held = serde_json::from_slice(plain.expose()).ok()?;
    let good = held.user_id == user.id && held.expires_at > deps.unix();
    good.then(|| Seed::from_bytes(Secret::new(held.seed)))
}

/// Whether the code is of the seed in the form.
#[must_use]
pub fn confirm(deps: &Deps, user: &User, sealed: &str, code: &str) -> Option<Enrolled> {
    let seed = open(deps, user, sealed)?;
    let digits: String = code.chars().filter(|c| !c.is_whitespace() && *c != '-').take(16).collect();
    let step = seed.step_of(&digits, deps.unix())?;
    Some(Enrolled { seed, step })
}

/// Keeps the seed, which counts from now on, and gives new recovery codes. None when the person has one already.
///
/// # Errors
/// When the database fails; then nothing was kept.
pub async fn enrol(
    deps: &Deps,
    tx: &mut Tx,
    user: &User,
    enrolled: &Enrolled,
) -> FlowResult<Option<Vec<RecoveryCode>>> {
    let id = deps.row_id();
    let sealed = deps.services.sealer.seal(&deps.services.random, &place(&id), enrolled.seed.bytes());
    match store::totp::insert(tx, &id, &user.id, &sealed, enrolled.step, deps.unix()).await {
        Err(StoreError::Duplicate) => return Ok(None),
        other => other?,
    }
    write_event(deps, tx, user, Action::TotpAdd).await?;
    notice::queue(deps, tx, user, Notice::FactorAdded).await?;
    recovery::write_new(deps, tx, user).await.map(Some)
}

/// Keeps the seed for somebody who is signed in; their session has two factors from now on. Gives the browser's new cookie
/// and the recovery codes; nothing when the person has an app already.
///
/// # Errors
/// When the database fails; then nothing was kept.
pub async fn enrol_signed_in(
    deps: &Deps,
    session: &Session,
    user: &User,
    enrolled: &Enrolled,
) -> FlowResult<Option<(Option<NewBrowser>, Vec<RecoveryCode>)>> {
    let mut tx = deps.services.db.write().await?;
    let Some(codes) = enrol(deps, &mut tx, user, enrolled).await? else { return Ok(None) };
    let browser = sign_in::step_up(deps, &mut tx, session, user, false).await?;
    tx.commit().await?;
    deps.services.deliveries.notify_one();
    Ok(Some((browser, codes)))
}
