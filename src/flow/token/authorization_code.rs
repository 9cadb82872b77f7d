//! Redeeming an authorization code (RFC 6749 §4.1.3, RFC 7636 §4.6).
//!
//! Everything is checked and signed first; then one short transaction, whose guarded update decides, uses the code up.
//! A code that is presented wrongly is burned: nobody gets a second guess at its verifier.

use super::Tokens;
use super::mint::{FirstRefresh, Giving, first_refresh, give};
use crate::crypto::digest::{constant_time_eq, sha256_base64url};
use crate::directory::RegisteredClient;
use crate::flow::target::{aim_granted, permitted};
use crate::flow::{Deps, FlowError, FlowResult, client_use};
use crate::model::{Action, AuthorizationCode, Client, CodeHash, RevocationReason};
use crate::protocol::params::Params;
use crate::protocol::{Fault, Rule, pkce};
use crate::store::{self, Verdict};

/// Marks authorization codes, so that another kind of token is refused before it is looked up.
pub const CODE_PREFIX: &str = "syc_";

pub(super) async fn redeem(deps: &Deps, client: &RegisteredClient, params: &Params) -> FlowResult<Tokens> {
    let code = params.get("code").ok_or(Fault::new(Rule::CodeMissing))?;
    if !code.starts_with(CODE_PREFIX) {
        return Err(Rule::CodeUnknown.into());
    }
    let hash = CodeHash::new(sha256_base64url(code));
    let row = store::code::find(&deps.services.db, &hash).await?.ok_or(Fault::new(Rule::CodeUnknown))?;
    if let Err(fault) = check_client(&row, &client.client) {
        return burn(deps, &row, fault).await;
    }
    if row.consumed_at.is_some() {
        return replayed(deps, &row).await;
    }
    if let Err(fault) = check_presented(&row, params) {
        return burn(deps, &row, fault).await;
    }
    if row.expires_at <= deps.unix() {
        return Err(Rule::CodeExpired.into());
    }
    let status = store::grant::find_status(&deps.services.db, &row.grant_id, "").await?;
    let status = status.filter(|status| status.is_alive(deps.unix()) && status.session_revoked_at.is_none());
    let status = status.ok_or(Fault::new(Rule::GrantEnded))?;
    client_use::admit(&client.client, &status.user, Rule::GrantNotAdmitted)?;
    let scope = permitted(&status.user, &status.grant.scope)?;
    let target = aim_granted(deps, &client.client, &status.grant, &scope, params)?;
    let first = first_refresh(deps, client, &row.grant_id, &target);
    let giving = Giving {
        client: &client.client,
        grant: &status.grant,
        user: &status.user,
        target: &target,
        generation: 0,
        nonce: row.nonce.as_deref(),
    };
    let tokens = give(deps, giving, first.token.clone()).await?;
    use_up(deps, &row, &first).await?;
    Ok(tokens)
}

fn check_client(row: &AuthorizationCode, client: &Client) -> Result<(), Fault> {
    if row.client_id == client.id {
        return Ok(());
    }
    Err(Fault::new(Rule::CodeForeign).received(client.id.as_str()).expected(row.client_id.as_str()))
}

fn check_presented(row: &AuthorizationCode, params: &Params) -> Result<(), Fault> {
    let same_uri = match params.get("redirect_uri") {
        Some(uri) => uri == row.redirect_uri,
        None => !row.redirect_uri_sent,
    };
    if !same_uri {
        let received = params.get("redirect_uri").unwrap_or("(none)");
        return Err(Fault::new(Rule::RedirectUriMismatch).received(received).expected(&row.redirect_uri));
    }
    let (challenge, verifier) = (row.code_challenge.as_deref(), params.get("code_verifier"));
    pkce::check_verifier(challenge, verifier, |text| sha256_base64url(text), constant_time_eq)
}

/// Uses the code up without giving anything for it. One that was used already stays as it is: only its own client can
/// revoke what it gave.
async fn burn<T>(deps: &Deps, row: &AuthorizationCode, fault: Fault) -> FlowResult<T> {
    let mut tx = deps.services.db.write().await?;
    if store::code::redeem(&mut tx, &row.hash, deps.unix()).await? {
        store::grant::revoke(&mut tx, &row.grant_id, RevocationReason::CodeMisused, deps.unix()).await?;
    }
    tx.settle(Verdict::RefuseAndKeep(FlowError::from(fault))).await?
}

/// Revokes what the first use gave (RFC 6749 §4.1.2).
async fn replayed<T>(deps: &Deps, row: &AuthorizationCode) -> FlowResult<T> {
    let mut tx = deps.services.db.write().await?;
    revoke_for_replay(deps, &mut tx, row).await?;
    tx.settle(Verdict::RefuseAndKeep(FlowError::from(Rule::CodeReplayed))).await?
}

async fn revoke_for_replay(deps: &Deps, tx: &mut store::Tx, row: &AuthorizationCode) -> FlowResult<()> {
    if store::grant::revoke(tx, &row.grant_id, RevocationReason::CodeReplayed, deps.unix()).await? {
        let mut event = deps.event(format!("client:{}", row.client_id), Action::GrantRevoke);
        event.client_id = Some(&row.client_id);
        event.detail = format!("code replayed, grant {}", row.grant_id);
        deps.record(tx, &event).await?;
    }
    Ok(())
}

/// Of many that redeem one code, one gets here first; each of the others is a replay.
async fn use_up(deps: &Deps, row: &AuthorizationCode, first: &FirstRefresh) -> FlowResult<()> {
    let mut tx = deps.services.db.write().await?;
    if !store::code::redeem(&mut tx, &row.hash, deps.unix()).await? {
        revoke_for_replay(deps, &mut tx, row).await?;
        return tx.settle(Verdict::RefuseAndKeep(FlowError::from(Rule::CodeReplayed))).await?;
    }
    let alive = store::grant::activate(&mut tx, &row.grant_id, first.hash.as_ref(), first.ends).await?;
    let verdict = if alive { Verdict::Done(()) } else { Verdict::Refuse(FlowError::from(Rule::GrantEnded)) };
    tx.settle(verdict).await?
}
