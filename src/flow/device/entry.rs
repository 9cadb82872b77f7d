//! A person enters a user code.

use super::{Waiting, check, user_code_mac};
use crate::flow::limits::{self, Bucket};
use crate::flow::{Deps, FlowResult};
use crate::model::{DeviceCode, DeviceState, User};
use crate::protocol::params::Params;
use crate::protocol::user_code::UserCode;
use crate::store;

/// What a user code leads to.
#[derive(Clone, Debug)]
pub enum Entered {
    /// A request that waits for an answer.
    Waiting(Box<Waiting>),
    /// Nothing.
    Unknown,
    /// A request that has expired.
    Expired,
    /// A request that somebody has answered.
    Answered,
    /// Too many wrong codes from this account or address.
    Throttled,
}

/// Looks up a code that a person entered. An attempt is counted before, and given back if the code is right, so that codes
/// cannot be guessed (RFC 8628 §5.1).
///
/// # Errors
/// When the database fails.
pub async fn enter(deps: &Deps, person: &User, address: &str, code: &UserCode) -> FlowResult<Entered> {
    let settings = &deps.services.settings.device;
    let buckets = [
        Bucket::of(deps, "device-account", &[person.id.as_str()], settings.attempts_per_account),
        Bucket::of(deps, "device-address", &[address], settings.attempts_per_address),
    ];
    if !limits::reserve(deps, &buckets).await? {
        return Ok(Entered::Throttled);
    }
    let found = find(deps, code).await?;
    if matches!(found, Entered::Waiting(_)) {
        limits::refund(deps, &buckets).await?;
    }
    Ok(found)
}

/// What the code leads to, for a browser that has entered it already.
///
/// # Errors
/// When the database fails.
pub async fn find(deps: &Deps, code: &UserCode) -> FlowResult<Entered> {
    let found = store::device::find_by_user_code(&deps.services.db, &user_code_mac(deps, code)).await?;
    let Some(request) = found else { return Ok(Entered::Unknown) };
    if request.state != DeviceState::Pending {
        return Ok(Entered::Answered);
    }
    if request.expires_at <= deps.unix() {
        return Ok(Entered::Expired);
    }
    Ok(waiting(deps, request).map_or(Entered::Expired, |waiting| Entered::Waiting(Box::new(waiting))))
}

/// The request after every check; none for a client that may not ask any more.
fn waiting(deps: &Deps, request: DeviceCode) -> Option<Waiting> {
    let client = deps.snapshot.client(request.client_id.as_str())?;
    if client.client.disabled_at.is_some() || client.client.tokens_valid_from > request.created_at {
        return None;
    }
    let params = Params::parse(request.params.as_bytes()).ok()?;
    let (scope, resources) = check(deps, client, &params).ok()?;
    Some(Waiting { client: client.clone(), scope, resources, request })
}
