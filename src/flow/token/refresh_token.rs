//! Refreshing (RFC 6749 §6, RFC 9700 §4.14.2): every use gives a successor, and one guarded update decides.
//!
//! A replay of the previous token shortly after, before its successor was used, gets the same successor again: a racing
//! tab or a lost answer is not a theft. Any other replay ends the family.

use super::Tokens;
use super::mint::{Giving, give, row_end};
use super::refresh_value::{RefreshValue, hash};
use crate::directory::RegisteredClient;
use crate::flow::{Deps, FlowResult};
use crate::model::{Client, GrantStatus, RevocationReason};
use crate::protocol::params::Params;
use crate::protocol::scope::narrow;
use crate::protocol::{Fault, Rule};
use crate::store;
use crate::store::grant::Rotation;

pub(super) async fn refresh(deps: &Deps, client: &RegisteredClient, params: &Params) -> FlowResult<Tokens> {
    let presented = params.get("refresh_token").ok_or(Fault::new(Rule::RefreshTokenMissing))?;
    let value = RefreshValue::decode(deps, presented).ok_or(Fault::new(Rule::RefreshTokenUnknown))?;
    let status = store::grant::find_status(&deps.services.db, &value.grant_id, "").await?;
    let status = status.ok_or(Fault::new(Rule::RefreshTokenUnknown))?;
    if status.grant.client_id != client.client.id {
        let expected = status.grant.client_id.as_str();
        return Err(Fault::new(Rule::RefreshTokenForeign)
            .received(client.client.id.as_str())
            .expected(expected)
            .into());
    }
    if !status.is_alive(deps.unix()) {
        return Err(ended(deps, &status).into());
    }
    let scope = narrow(&status.grant.scope, params.get("scope"), &deps.snapshot.scopes)?;
    let successor = value.successor();
    let giving = Giving {
        client: &client.client,
        grant: &status.grant,
        user: &status.user,
        scope: &scope,
        generation: successor.generation,
        nonce: None,
    };
    let tokens = give(deps, giving, Some(successor.encode(deps)))?;
    if rotate(deps, &client.client, &status, presented, &successor).await? {
        return Ok(tokens);
    }
    Err(refused(deps, &value).await?.into())
}

fn ended(deps: &Deps, status: &GrantStatus) -> Fault {
    let expired = status.revoked_at.is_none() && status.grant.expires_at <= deps.unix();
    Fault::new(if expired { Rule::RefreshTokenExpired } else { Rule::GrantEnded })
}

async fn rotate(
    deps: &Deps,
    client: &Client,
    status: &GrantStatus,
    presented: &str,
    successor: &RefreshValue,
) -> FlowResult<bool> {
    let now = deps.unix();
    let lifetimes = deps.lifetimes(&client.metadata);
    let absolute = status.grant.absolute_expires_at.unwrap_or(now);
    let idle = now.plus(lifetimes.refresh_idle).min(absolute);
    let rotation = Rotation {
        grant_id: &status.grant.id,
        generation: successor.generation - 1,
        presented: &hash(presented),
        successor: &hash(&successor.encode(deps)),
        window_start: now.plus(-lifetimes.replay_window),
        idle_expires_at: idle,
        expires_at: row_end(idle, now.plus(lifetimes.access_token)),
    };
    let mut tx = deps.services.db.write().await?;
    let rotated = store::grant::rotate(&mut tx, &rotation, now).await?;
    tx.commit().await?;
    Ok(rotated)
}

/// Why the update did not happen. A genuine token of an older generation is a replay, and ends the family.
async fn refused(deps: &Deps, value: &RefreshValue) -> FlowResult<Fault> {
    let now = deps.unix();
    let Some(status) = store::grant::find_status(&deps.services.db, &value.grant_id, "").await? else {
        return Ok(Rule::RefreshTokenUnknown.into());
    };
    let grant = &status.grant;
    if status.revoked_at.is_some() {
        return Ok(Rule::GrantEnded.into());
    }
    let over = [grant.idle_expires_at, grant.absolute_expires_at].into_iter().flatten().any(|end| end <= now);
    if over {
        return Ok(Rule::RefreshTokenExpired.into());
    }
    if value.generation >= grant.generation {
        return Ok(Rule::RefreshTokenUnknown.into());
    }
    let mut tx = deps.services.db.write().await?;
    if store::grant::revoke(&mut tx, &grant.id, RevocationReason::RefreshReplayed, now).await? {
        let mut event = deps.event(format!("client:{}", grant.client_id), "grant.revoke");
        event.client_id = Some(&grant.client_id);
        event.user_id = Some(&grant.user_id);
        event.detail = format!("refresh token of generation {} replayed, grant {}", value.generation, grant.id);
        store::event::insert(&mut tx, &event).await?;
    }
    tx.commit().await?;
    Ok(Rule::RefreshTokenReplayed.into())
}
