//! A person gives the code of the second factor.

use super::write_event;
use crate::crypto::one_time_code::Seed;
use crate::flow::limits::{self, Bucket};
use crate::flow::notice::{self, Notice};
use crate::flow::sign_in::is_known;
use crate::flow::{Deps, FlowResult};
use crate::model::{Action, User};
use crate::protocol::recovery_code::RecoveryCode;
use crate::store::{self, Tx};

/// The most characters of a code that are looked at.
const LONGEST: usize = 64;

/// A code that may be right; [`take`] decides, in the transaction that uses it.
#[derive(Clone, Debug)]
pub struct Given {
    what: What,
    buckets: Vec<Bucket>,
}

#[derive(Clone, Debug)]
enum What {
    Totp { id: String, step: i64 },
    Recovery { hash: String, previous: String },
}

/// What became of a code before it is used.
#[derive(Clone, Debug)]
pub enum Taken {
    /// It may be right.
    Given(Given),
    /// It is wrong.
    Wrong,
    /// Too many were wrong for this account or from this address.
    Throttled,
}

/// The seed's place, for which it is sealed.
pub(super) fn place(id: &str) -> String {
    format!("credential/secret/{id}")
}

/// The hash by which a recovery code of this person is found.
pub(super) fn recovery_hash(deps: &Deps, user: &User, code: &RecoveryCode) -> String {
    deps.services.derived.lookup_mac(&["recovery", user.id.as_str(), code.letters()])
}

/// Looks at a code that was entered. The attempt is counted before.
///
/// # Errors
/// When the database fails.
pub async fn give(deps: &Deps, user: &User, address: &str, entered: &str) -> FlowResult<Taken> {
    let buckets = buckets(deps, user, address).await?;
    if !limits::reserve(deps, &buckets).await? {
        return Ok(Taken::Throttled);
    }
    let what = what(deps, user, entered).await?;
    Ok(what.map_or(Taken::Wrong, |what| Taken::Given(Given { what, buckets })))
}

/// Uses the code up and gives the attempt back; says whether it was still good.
///
/// # Errors
/// When the database fails.
pub async fn take(deps: &Deps, tx: &mut Tx, user: &User, given: &Given) -> FlowResult<bool> {
    let taken = match &given.what {
        What::Totp { id, step } => store::totp::use_step(tx, id, *step, deps.unix()).await?,
        What::Recovery { hash, previous } => store::recovery_code::use_up(tx, &user.id, hash, previous).await?,
    };
    if taken {
        limits::refund_in(tx, &given.buckets).await?;
        if matches!(given.what, What::Recovery { .. }) {
            write_event(deps, tx, user, Action::RecoveryCodeUse).await?;
            notice::queue(deps, tx, user, Notice::RecoveryCodeUsed).await?;
        }
    }
    Ok(taken)
}

/// A browser in which the person has signed in before has a bucket of its own: who guesses elsewhere cannot lock it out.
async fn buckets(deps: &Deps, user: &User, address: &str) -> FlowResult<Vec<Bucket>> {
    let settings = &deps.services.settings.factors;
    let account = user.id.as_str();
    let known = is_known(deps, &user.id).await?;
    Ok(match deps.origin.device.as_ref().filter(|_| known) {
        Some(device) => {
            vec![Bucket::of(deps, "code-known", &[account, device.as_str()], settings.attempts_per_account)]
        }
        None => vec![
            Bucket::of(deps, "code-account", &[account], settings.attempts_per_account),
            Bucket::of(deps, "code-address", &[address], settings.attempts_per_address),
        ],
    })
}

async fn what(deps: &Deps, user: &User, entered: &str) -> FlowResult<Option<What>> {
    if entered.len() > LONGEST {
        return Ok(None);
    }
    if let Some(code) = RecoveryCode::parse(entered) {
        let hash = recovery_hash(deps, user, &code);
        let previous = deps.services.derived_previous.as_ref();
        let previous = previous.map(|keys| keys.lookup_mac(&["recovery", user.id.as_str(), code.letters()]));
        return Ok(Some(What::Recovery { previous: previous.unwrap_or_else(|| hash.clone()), hash }));
    }
    let digits: String = entered.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    let Some(row) = store::totp::find(&deps.services.db, &user.id).await? else { return Ok(None) };
    let seed = Seed::from_bytes(deps.services.sealer.open(&place(&row.id), &row.secret)?);
    Ok(seed.step_of(&digits, deps.unix()).map(|step| What::Totp { id: row.id, step }))
}
