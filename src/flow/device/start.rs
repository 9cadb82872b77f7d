//! The device authorization request and response (RFC 8628 §3.1 and §3.2).

use super::{DEVICE_CODE_PREFIX, DEVICE_PAGE, READ, check, user_code_mac};
use crate::crypto::digest::sha256_base64url;
use crate::directory::RegisteredClient;
use crate::flow::client_auth::{Presented, authenticate};
use crate::flow::limits::{self, Bucket};
use crate::flow::{Deps, FlowResult};
use crate::model::{ClientId, CodeHash, DeviceCode, DeviceState, Seconds};
use crate::protocol::params::Params;
use crate::protocol::user_code::UserCode;
use crate::protocol::{Fault, Rule};
use crate::store::{self, Tx};

/// How many user codes are tried until one is free. That the first is taken happens once in thousands of years.
const TRIES: usize = 4;

/// A successful answer (RFC 8628 §3.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Started {
    /// What the device polls with.
    pub device_code: String,
    /// What the person enters.
    pub user_code: UserCode,
    /// Where the person enters it.
    pub verification_uri: String,
    /// The same with the code filled in, for a QR code.
    pub verification_uri_complete: String,
    /// Seconds that both codes live.
    pub expires_in: Seconds,
    /// Seconds between two polls.
    pub interval: Seconds,
}

/// Answers a device authorization request. `address` is that of the device: `bucket` as the limits count it.
///
/// # Errors
/// A client that is not authenticated or not registered for the grant, a scope that it may not have, too many starts.
pub async fn start(deps: &Deps, presented: Presented<'_>, address: &str, bucket: &str) -> FlowResult<Started> {
    let params = presented.params;
    params.check_not_repeated()?;
    let client = authenticate(deps, presented).await?;
    start_for(deps, &client, params, (address, bucket)).await
}

/// The same for a client that has proved itself, or whose part an administrator takes.
///
/// # Errors
/// As [`start`].
pub async fn start_for(
    deps: &Deps,
    client: &RegisteredClient,
    params: &Params,
    (address, bucket): (&str, &str),
) -> FlowResult<Started> {
    check(deps, client, params)?;
    let device_code = format!("{DEVICE_CODE_PREFIX}{}", deps.services.random.token());
    let settings = &deps.services.settings.device;
    let now = deps.unix();
    let request = DeviceCode {
        hash: CodeHash::new(sha256_base64url(&device_code)),
        user_code_mac: String::new(),
        client_id: client.client.id.clone(),
        params: params.encode(&READ),
        address: address.to_owned(),
        state: DeviceState::Pending,
        grant_id: None,
        poll_interval: settings.interval,
        next_poll_at: now,
        created_at: now,
        expires_at: now.plus(settings.code_lifetime),
    };
    let mut tx = deps.services.db.write().await?;
    reserve(deps, &mut tx, &client.client.id, bucket).await?;
    let user_code = insert(deps, &mut tx, request).await?;
    tx.commit().await?;
    let verification_uri = format!("{}{DEVICE_PAGE}", deps.services.settings.issuer.as_str());
    Ok(Started {
        verification_uri_complete: format!("{verification_uri}?user_code={user_code}"),
        device_code,
        user_code,
        verification_uri,
        expires_in: settings.code_lifetime,
        interval: settings.interval,
    })
}

/// Requests are rows that nobody has signed in for: their number is limited by address, and over all addresses by client.
async fn reserve(deps: &Deps, tx: &mut Tx, client: &ClientId, address: &str) -> FlowResult<()> {
    let settings = &deps.services.settings.device;
    let buckets = [
        Bucket::of(deps, "device-start-address", &[address], settings.starts_per_address),
        Bucket::of(deps, "device-start-client", &[client.as_str()], settings.starts_per_client),
    ];
    match limits::reserve_in(deps, tx, &buckets).await? {
        Some(kind) => Err(Fault::new(Rule::TooManyAttempts).received(kind).into()),
        None => Ok(()),
    }
}

async fn insert(deps: &Deps, tx: &mut Tx, mut request: DeviceCode) -> FlowResult<UserCode> {
    for _ in 0..TRIES {
        let user_code = UserCode::from_random(deps.services.random.bytes());
        request.user_code_mac = user_code_mac(deps, &user_code);
        if store::device::insert(tx, &request).await? {
            return Ok(user_code);
        }
    }
    Err(Rule::Overloaded.into())
}
