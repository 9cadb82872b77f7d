//! Redeeming a device code (RFC 8628 §3.4 and §3.5).
//!
//! A poll of a pending request costs one write and no signature. One that comes too early makes the interval longer. Once a
//! person has allowed the request, tokens are signed, and then one guarded update decides who gets them.

use super::Tokens;
use super::mint::{FirstRefresh, Giving, first_refresh, give};
use crate::crypto::digest::sha256_base64url;
use crate::directory::RegisteredClient;
use crate::flow::device::DEVICE_CODE_PREFIX;
use crate::flow::target::{aim_granted, permitted};
use crate::flow::{Deps, FlowError, FlowResult, client_use};
use crate::model::{CodeHash, DeviceCode, DeviceState, GrantId, Seconds};
use crate::protocol::params::Params;
use crate::protocol::{Fault, Rule};
use crate::store::{self, Verdict};

/// Interval beyond which it does not grow. A device that has been told to slow down so often and does not is refused
/// without a write.
const LONGEST_INTERVAL: Seconds = 60;

pub(super) async fn redeem(deps: &Deps, client: &RegisteredClient, params: &Params) -> FlowResult<Tokens> {
    let row = find(deps, client, params).await?;
    match row.state {
        DeviceState::Redeemed => Err(Rule::DeviceCodeUsed.into()),
        _ if row.expires_at <= deps.unix() => Err(Rule::DeviceCodeExpired.into()),
        DeviceState::Denied => Err(Rule::DeviceDenied.into()),
        DeviceState::Pending => Err(poll(deps, &row).await?.into()),
        DeviceState::Approved => exchange(deps, client, &row, params).await,
    }
}

/// The request that the client asks about. Another client's is left as it is.
async fn find(deps: &Deps, client: &RegisteredClient, params: &Params) -> FlowResult<DeviceCode> {
    let code = params.get("device_code").ok_or(Fault::new(Rule::DeviceCodeMissing))?;
    if !code.starts_with(DEVICE_CODE_PREFIX) {
        return Err(Rule::DeviceCodeUnknown.into());
    }
    let hash = CodeHash::new(sha256_base64url(code));
    let row = store::device::find(&deps.services.db, &hash).await?.ok_or(Fault::new(Rule::DeviceCodeUnknown))?;
    if row.client_id != client.client.id {
        let fault = Fault::new(Rule::DeviceCodeForeign).received(client.client.id.as_str());
        return Err(fault.expected(row.client_id.as_str()).into());
    }
    Ok(row)
}

/// What a device is told while nobody has answered.
async fn poll(deps: &Deps, row: &DeviceCode) -> FlowResult<Rule> {
    let now = deps.unix();
    if row.next_poll_at > now && row.poll_interval >= LONGEST_INTERVAL {
        return Ok(Rule::DevicePollTooFast);
    }
    let mut tx = deps.services.db.write().await?;
    let in_time = store::device::poll(&mut tx, &row.hash, now).await?;
    if !in_time {
        store::device::slow_down(&mut tx, &row.hash, now).await?;
    }
    tx.commit().await?;
    Ok(if in_time { Rule::DevicePending } else { Rule::DevicePollTooFast })
}

async fn exchange(deps: &Deps, client: &RegisteredClient, row: &DeviceCode, params: &Params) -> FlowResult<Tokens> {
    let grant_id = row.grant_id.as_ref().ok_or(Fault::new(Rule::GrantEnded))?;
    let status = store::grant::find_status(&deps.services.db, grant_id, "").await?;
    let status = status.filter(|status| status.is_alive(deps.unix()) && status.session_revoked_at.is_none());
    let status = status.ok_or(Fault::new(Rule::GrantEnded))?;
    client_use::admit(&client.client, &status.user, Rule::GrantNotAdmitted)?;
    let scope = permitted(&status.user, &status.grant.scope)?;
    let target = aim_granted(deps, &client.client, &status.grant, &scope, params)?;
    let first = first_refresh(deps, client, grant_id, &target);
    let giving = Giving {
        client: &client.client,
        grant: &status.grant,
        user: &status.user,
        target: &target,
        generation: 0,
        nonce: None,
    };
    let tokens = give(deps, giving, first.token.clone()).await?;
    use_up(deps, row, grant_id, &first).await?;
    Ok(tokens)
}

/// Of many that redeem one device code, one gets here first.
async fn use_up(deps: &Deps, row: &DeviceCode, grant_id: &GrantId, first: &FirstRefresh) -> FlowResult<()> {
    let mut tx = deps.services.db.write().await?;
    if !store::device::redeem(&mut tx, &row.hash, deps.unix()).await? {
        return Err(Rule::DeviceCodeUsed.into());
    }
    let alive = store::grant::activate(&mut tx, grant_id, first.hash.as_ref(), first.ends).await?;
    let verdict = if alive { Verdict::Done(()) } else { Verdict::Refuse(FlowError::from(Rule::GrantEnded)) };
    tx.settle(verdict).await?
}
