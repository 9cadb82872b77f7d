//! Second factors: codes of an authenticator app, recovery codes for the day on which it is lost, and browsers that are
//! remembered.

mod code;
mod enrol;
mod recovery;

pub use code::{Given, Taken, give, take};
pub use enrol::{Enrolled, Enrolment, begin, confirm, enrol, enrol_signed_in};
pub use recovery::{renew, write_new};

use super::notice::{self, Notice};
use super::{Deps, FlowResult};
use crate::config::FactorsRequired;
use crate::model::{Action, Session, User, UserId};
use crate::protocol::access_token::ACR_TWO_FACTORS;
use crate::store::{self, Tx};

/// What a person has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Factors {
    /// When the authenticator app was set up, in Unix seconds.
    pub totp_since: Option<i64>,
    /// Recovery codes that are left.
    pub recovery_codes: i64,
    /// Browsers in which no second factor is asked for.
    pub remembered: i64,
}

/// Reads what a person has.
///
/// # Errors
/// When the database fails.
pub async fn overview(deps: &Deps, user_id: &UserId) -> FlowResult<Factors> {
    let db = &deps.services.db;
    Ok(Factors {
        totp_since: store::totp::find(db, user_id).await?.map(|row| row.created_at),
        recovery_codes: store::recovery_code::count(db, user_id).await?,
        remembered: store::known_browser::count_factors(db, user_id, deps.unix()).await?,
    })
}

/// Whether the person must have a second factor.
#[must_use]
pub fn is_required(deps: &Deps, user: &User) -> bool {
    match deps.services.settings.factors.required {
        FactorsRequired::None => false,
        FactorsRequired::Admins => user.admin,
        FactorsRequired::All => true,
    }
}

/// Whether the sign-in of the session proved all that the person can: where the browser is remembered, or the app is newer than
/// the session, the second factor was not asked for.
///
/// # Errors
/// When the database fails.
pub async fn all_given(deps: &Deps, session: &Session, user: &User) -> FlowResult<bool> {
    Ok(session.acr == ACR_TWO_FACTORS || store::totp::find(&deps.services.db, &user.id).await?.is_none())
}

/// Removes app and recovery codes and forgets remembered browsers; says whether there was anything.
///
/// # Errors
/// When the database fails.
pub async fn remove_in(tx: &mut Tx, user_id: &UserId) -> FlowResult<bool> {
    let had = store::totp::delete(tx, user_id).await?;
    store::recovery_code::delete(tx, user_id).await?;
    forget_browsers(tx, user_id).await?;
    Ok(had)
}

/// Removes them because the person wants it.
///
/// # Errors
/// When the database fails.
pub async fn remove(deps: &Deps, user: &User) -> FlowResult<()> {
    let mut tx = deps.services.db.write().await?;
    if remove_in(&mut tx, &user.id).await? {
        write_event(deps, &mut tx, user, Action::TotpRemove).await?;
        notice::queue(deps, &mut tx, user, Notice::FactorRemoved).await?;
    }
    tx.commit().await?;
    deps.services.deliveries.notify_one();
    Ok(())
}

/// Has every browser asked for the second factor again, as after a change of the password; sign-ins that wait for theirs end.
///
/// # Errors
/// When the database fails.
pub async fn forget_browsers(tx: &mut Tx, user_id: &UserId) -> FlowResult<()> {
    store::known_browser::forget_factors(tx, user_id).await?;
    store::pending_sign_in::delete_by_user(tx, user_id).await?;
    Ok(())
}

/// The same because the person wants it.
///
/// # Errors
/// When the database fails.
pub async fn forget(deps: &Deps, user: &User) -> FlowResult<()> {
    let mut tx = deps.services.db.write().await?;
    forget_browsers(&mut tx, &user.id).await?;
    write_event(deps, &mut tx, user, Action::FactorForgetBrowsers).await?;
    tx.commit().await?;
    Ok(())
}

async fn write_event(deps: &Deps, tx: &mut Tx, user: &User, action: Action) -> FlowResult<()> {
    let mut event = deps.event(format!("user:{}", user.id), action);
    event.user_id = Some(&user.id);
    deps.record(tx, &event).await?;
    Ok(())
}
