//! Token revocation (RFC 7009): effective on the next request at every endpoint of every node.

use super::client_auth::{Presented, authenticate};
use super::token::refresh_value::RefreshValue;
use super::{Deps, FlowResult, bearer};
use crate::model::{Action, ClientId, RevocationReason};
use crate::protocol::{Fault, Rule};
use crate::store;

/// Revokes a token of the client. A token that is unknown or another client's changes nothing and is not an error
/// (§2.2); the hint is not needed, because tokens show their kind.
///
/// # Errors
/// A client that is not authenticated, a missing token, or a failure of ours.
pub async fn revoke(deps: &Deps, presented: Presented<'_>) -> FlowResult<()> {
    presented.params.check_not_repeated()?;
    let client = authenticate(deps, presented).await?;
    let token = presented.params.get("token").ok_or(Fault::new(Rule::TokenParameterMissing))?;
    match RefreshValue::decode(deps, token) {
        Some(value) => revoke_grant(deps, &client.client.id, &value).await,
        None => revoke_access_token(deps, &client.client.id, token).await,
    }
}

/// A revoked refresh token takes its whole grant along, access tokens included (§2.1).
async fn revoke_grant(deps: &Deps, client_id: &ClientId, value: &RefreshValue) -> FlowResult<()> {
    let status = store::grant::find_status(&deps.services.db, &value.grant_id, "").await?;
    let Some(status) = status.filter(|status| status.grant.client_id == *client_id) else { return Ok(()) };
    let mut tx = deps.services.db.write().await?;
    let grant_id = &status.grant.id;
    if store::grant::revoke(&mut tx, grant_id, RevocationReason::ClientRevoked, deps.unix()).await? {
        let mut event = deps.event(format!("client:{client_id}"), Action::GrantRevoke);
        event.client_id = Some(client_id);
        event.user_id = Some(&status.grant.user_id);
        event.detail = format!("by the client, grant {grant_id}");
        deps.record(&mut tx, &event).await?;
    }
    tx.commit().await?;
    Ok(())
}

async fn revoke_access_token(deps: &Deps, client_id: &ClientId, token: &str) -> FlowResult<()> {
    let Ok(claims) = bearer::read(deps, token) else { return Ok(()) };
    if claims.client_id != *client_id {
        return Ok(());
    }
    let mut tx = deps.services.db.write().await?;
    store::revoked_token::insert(&mut tx, &claims.jti, claims.exp).await?;
    tx.commit().await?;
    Ok(())
}
