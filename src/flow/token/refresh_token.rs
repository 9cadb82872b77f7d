//! Refreshing (RFC 6749 §6, RFC 9700 §4.14.2): every use gives a successor, and one guarded update decides.
//!
//! A replay of the previous token shortly after, before its successor was used, gets the same successor again: a racing
//! tab or a lost answer is not a theft. Any other replay ends the family. docs/refresh.md has the state machine.

use super::mint::{Giving, give, row_end};
use super::refresh_value::{RefreshValue, hash};
use super::{Tokens, gets_refresh_token};
use crate::directory::RegisteredClient;
use crate::flow::target::{aim_granted, permitted};
use crate::flow::{Deps, FlowError, FlowResult, client_use};
use crate::model::refresh_family::Decision;
use crate::model::{Action, Grant, GrantStatus, RevocationReason, UnixTime};
use crate::protocol::params::Params;
use crate::protocol::resource::Target;
use crate::protocol::scope::{narrow, still_registered};
use crate::protocol::{Fault, Rule};
use crate::store;
use crate::store::grant::Rotation;

/// A family can change between reading and writing in a way that only another attempt can follow: another node knows
/// another registration of the client, or another secret key.
const ATTEMPTS: usize = 2;

/// A refresh token as a client presented it.
#[derive(Clone, Copy)]
struct Presented<'a> {
    client: &'a RegisteredClient,
    text: &'a str,
    value: &'a RefreshValue,
    params: &'a Params,
}

pub(super) async fn refresh(deps: &Deps, client: &RegisteredClient, params: &Params) -> FlowResult<Tokens> {
    let result = present(deps, client, params).await;
    let outcome = match &result {
        Ok((outcome, _)) => outcome,
        Err(FlowError::Refused(fault)) if fault.rule == Rule::RefreshTokenReplayed => "replayed",
        Err(FlowError::Refused(_)) => "refused",
        Err(_) => "failed",
    };
    metrics::counter!("symbolon_refresh_total", "outcome" => outcome).increment(1);
    result.map(|(_, tokens)| tokens)
}

async fn present(deps: &Deps, client: &RegisteredClient, params: &Params) -> FlowResult<(&'static str, Tokens)> {
    let text = params.get("refresh_token").ok_or(Fault::new(Rule::RefreshTokenMissing))?;
    let value = RefreshValue::decode(deps, text).ok_or(Fault::new(Rule::RefreshTokenUnknown))?;
    let presented = Presented { client, text, value: &value, params };
    for _ in 0..ATTEMPTS {
        let status = find(deps, presented).await?;
        let target = match target(deps, presented, &status) {
            Ok(target) => target,
            // A thief's request need not be right in all else to be found.
            Err(fault) => return Err(refusal(deps, presented).await?.unwrap_or(fault).into()),
        };
        if let Some(answer) = attempt(deps, presented, &status, &target).await? {
            return Ok(answer);
        }
        if let Some(fault) = refusal(deps, presented).await? {
            return Err(fault.into());
        }
    }
    Err(Rule::RefreshTokenUnknown.into())
}

/// The living grant that the token names, if it is the client's.
async fn find(deps: &Deps, presented: Presented<'_>) -> FlowResult<GrantStatus> {
    let status = store::grant::find_status(&deps.services.db, &presented.value.grant_id, "").await?;
    let status = status.ok_or(Fault::new(Rule::RefreshTokenUnknown))?;
    let client_id = &presented.client.client.id;
    if status.grant.client_id != *client_id {
        let expected = status.grant.client_id.as_str();
        return Err(Fault::new(Rule::RefreshTokenForeign).received(client_id.as_str()).expected(expected).into());
    }
    if status.is_alive(deps.unix()) { Ok(status) } else { Err(ended(deps, &status).into()) }
}

fn ended(deps: &Deps, status: &GrantStatus) -> Fault {
    let expired = status.revoked_at.is_none() && status.grant.expires_at <= deps.unix();
    Fault::new(if expired { Rule::RefreshTokenExpired } else { Rule::GrantEnded })
}

/// What was granted is checked against what the client is registered for now: a scope that was taken away from it is
/// not given again, nor is access in the person's absence or for one who has left its groups, nor power over the provider
/// to who has lost the role.
fn target(deps: &Deps, presented: Presented<'_>, status: &GrantStatus) -> Result<Target, Fault> {
    client_use::admit(&presented.client.client, &status.user, Rule::GrantNotAdmitted)?;
    let (client, params, known) = (presented.client, presented.params, &deps.snapshot.scopes);
    let grant = &status.grant;
    let left = still_registered(&grant.scope, &client.client.metadata, known);
    if !gets_refresh_token(client, &left) {
        return Err(Rule::OfflineAccessWithdrawn.into());
    }
    let scope = permitted(&status.user, &narrow(&grant.scope, &left, params.get("scope"), known)?)?;
    aim_granted(deps, &client.client, grant, &scope, params)
}

/// Signs the answer, and lets the database decide whether it is given.
async fn attempt(
    deps: &Deps,
    presented: Presented<'_>,
    status: &GrantStatus,
    target: &Target,
) -> FlowResult<Option<(&'static str, Tokens)>> {
    let client = &presented.client.client;
    let present = presented.value.generation >= status.grant.generation;
    let keeps = present && !client.rotates_refresh_tokens();
    let (next, text) = if keeps {
        (presented.value.clone(), presented.text.to_owned())
    } else {
        let next = presented.value.successor();
        let text = successor(deps, &next, status);
        (next, text)
    };
    let (generation, user) = (next.generation, &status.user);
    let giving = Giving { client, grant: &status.grant, user, target, generation, nonce: None };
    let tokens = give(deps, giving, Some(text.clone())).await?;
    let outcome = match (keeps, present) {
        (true, _) => "kept",
        (_, true) => "rotated",
        (_, false) => "reissued",
    };
    let access_ends = deps.unix().plus(target.lifetime);
    let done = write(deps, presented, status, (&text, access_ends), keeps).await?;
    Ok(done.then_some((outcome, tokens)))
}

/// The text of the token that follows. Where it was given out already, it is what was given out, also when the secret
/// key has changed since.
fn successor(deps: &Deps, next: &RefreshValue, status: &GrantStatus) -> String {
    let given = |text: &String| status.refresh_hash.as_deref() == Some(hash(text).as_str());
    let before = next.encode_by_previous_key(deps).filter(given);
    before.unwrap_or_else(|| next.encode(deps))
}

async fn write(
    deps: &Deps,
    presented: Presented<'_>,
    status: &GrantStatus,
    (successor, access_ends): (&str, UnixTime),
    keeps: bool,
) -> FlowResult<bool> {
    let now = deps.unix();
    let lifetimes = deps.lifetimes(&presented.client.client.metadata);
    let absolute = status.grant.absolute_expires_at.unwrap_or(now);
    let idle = now.plus(lifetimes.refresh_idle).min(absolute);
    let rotation = Rotation {
        grant_id: &status.grant.id,
        generation: presented.value.generation,
        presented: &hash(presented.text),
        successor: &hash(successor),
        window_start: now.plus(-lifetimes.replay_window),
        idle_expires_at: idle,
        expires_at: row_end(idle, access_ends),
    };
    let mut tx = deps.services.db.write().await?;
    let done = if keeps {
        store::grant::keep(&mut tx, &rotation, now).await?
    } else {
        store::grant::rotate(&mut tx, &rotation, now).await?
    };
    tx.commit().await?;
    Ok(done)
}

/// Why the token is not good, if it is not. A genuine token of an older generation is a replay, and ends the family.
async fn refusal(deps: &Deps, presented: Presented<'_>) -> FlowResult<Option<Fault>> {
    let status = find(deps, presented).await?;
    let client = &presented.client.client;
    let window = deps.lifetimes(&client.metadata).replay_window;
    let (generation, rotates) = (presented.value.generation, client.rotates_refresh_tokens());
    let rule = match status.family(deps.unix()).present(generation, deps.unix(), window, rotates) {
        Decision::Rotate | Decision::Reissue | Decision::Keep => return Ok(None),
        Decision::Ended => Rule::GrantEnded,
        Decision::Expired => Rule::RefreshTokenExpired,
        Decision::Unknown => Rule::RefreshTokenUnknown,
        Decision::Replayed => {
            end_family(deps, &status.grant, generation).await?;
            Rule::RefreshTokenReplayed
        }
    };
    Ok(Some(rule.into()))
}

/// A family only ever moves on, so that what is a replay by one reading is one at the moment of writing.
async fn end_family(deps: &Deps, grant: &Grant, replayed: i64) -> FlowResult<()> {
    let mut tx = deps.services.db.write().await?;
    if store::grant::revoke(&mut tx, &grant.id, RevocationReason::RefreshReplayed, deps.unix()).await? {
        let mut event = deps.event(format!("client:{}", grant.client_id), Action::GrantRevoke);
        event.client_id = Some(&grant.client_id);
        event.user_id = Some(&grant.user_id);
        event.detail = format!("refresh token of generation {replayed} replayed, grant {}", grant.id);
        deps.record(&mut tx, &event).await?;
    }
    tx.commit().await?;
    Ok(())
}
