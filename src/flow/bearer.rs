//! Whether an access token of ours is good now: its signature and times, and by one read everything that it hangs on.

use super::{Deps, FlowResult};
use crate::crypto::token_seal;
use crate::jose::JwtError;
use crate::model::{GrantStatus, UnixTime};
use crate::protocol::access_token::{ACCESS_TOKEN_TYPE, AccessTokenClaims, TokenOrigin};
use crate::protocol::{Fault, Rule};
use crate::store;

/// The window in which a lost refresh answer may be asked for again stays open this many seconds after an access token
/// of the successor was issued, even when it is used at once: the tab beside may still be asking.
const WINDOW_AFTER_ISSUE: i64 = 10;

/// A good access token.
#[derive(Debug)]
pub struct LiveToken {
    /// Its claims.
    pub claims: AccessTokenClaims,
    /// The grant behind it; `None` for a client's own token.
    pub status: Option<GrantStatus>,
}

/// Checks the text of an access token.
///
/// # Errors
/// [`Rule::TokenInvalid`], [`Rule::TokenExpired`], [`Rule::TokenRevoked`], or a failure of ours.
pub async fn check(deps: &Deps, token: &str) -> FlowResult<LiveToken> {
    let claims = read(deps, token)?;
    let db = &deps.services.db;
    let origin = TokenOrigin::from_jti(&claims.jti).ok_or(Fault::new(Rule::TokenInvalid))?;
    let TokenOrigin::Grant { grant_id, generation } = origin else {
        let alive = store::revoked_token::client_token_is_alive(db, &claims.client_id, &claims.jti, claims.iat).await?;
        return if alive { Ok(LiveToken { claims, status: None }) } else { Err(Rule::TokenRevoked.into()) };
    };
    let status = store::grant::find_status(db, &grant_id, &claims.jti).await?;
    let status = status.filter(|status| status.is_alive(deps.unix())).ok_or(Fault::new(Rule::TokenRevoked))?;
    if claims.iat < status.user.tokens_valid_from || claims.iat < status.client_tokens_valid_from {
        return Err(Rule::TokenRevoked.into());
    }
    if !is_admitted(deps, &status) {
        return Err(Rule::TokenRevoked.into());
    }
    if claims.client_id == status.grant.client_id {
        note_use(deps, &status, generation, claims.iat).await?;
    } else if !acts_still(deps, &claims).await? {
        return Err(Rule::TokenRevoked.into());
    }
    Ok(LiveToken { claims, status: Some(status) })
}

/// Whether the client is still for the person. One that this node does not know yet was made a moment ago.
fn is_admitted(deps: &Deps, status: &GrantStatus) -> bool {
    let client = deps.snapshot.client(status.grant.client_id.as_str());
    client.is_none_or(|known| known.client.admits(&status.user))
}

/// Whether the client that exchanged for the token may still act (RFC 8693): the grant is another client's.
async fn acts_still(deps: &Deps, claims: &AccessTokenClaims) -> FlowResult<bool> {
    let db = &deps.services.db;
    Ok(store::revoked_token::client_token_is_alive(db, &claims.client_id, &claims.jti, claims.iat).await?)
}

/// What an access token of ours says, if it is in time; whether it was revoked is not asked.
///
/// # Errors
/// [`Rule::TokenInvalid`], [`Rule::TokenExpired`].
pub fn read(deps: &Deps, token: &str) -> Result<AccessTokenClaims, Fault> {
    let claims = if token.starts_with(token_seal::PREFIX) { open(deps, token)? } else { verify(deps, token)? };
    if claims.iss != deps.services.settings.issuer.as_str() {
        return Err(Fault::new(Rule::TokenInvalid).received(&claims.iss));
    }
    if claims.exp <= deps.unix() {
        return Err(Rule::TokenExpired.into());
    }
    Ok(claims)
}

fn verify(deps: &Deps, token: &str) -> Result<AccessTokenClaims, Fault> {
    let verified = deps.snapshot.keys.verifiers().verify(token, &[ACCESS_TOKEN_TYPE]);
    verified.map_err(|error: JwtError| Fault::new(Rule::TokenInvalid).received(error.to_string()))
}

fn open(deps: &Deps, token: &str) -> Result<AccessTokenClaims, Fault> {
    let plain = deps.services.token_sealer.open(token).ok_or(Fault::new(Rule::TokenInvalid))?;
    serde_json::from_slice(plain.expose()).map_err(|_| Rule::TokenInvalid.into())
}

/// The first sight of a refreshed access token says that its answer arrived, which closes the replay window.
async fn note_use(deps: &Deps, status: &GrantStatus, generation: i64, issued_at: UnixTime) -> FlowResult<()> {
    let newest = generation > 0 && generation == status.grant.generation;
    if !newest || status.successor_seen_at.is_some() {
        return Ok(());
    }
    let closes_at = issued_at.plus(WINDOW_AFTER_ISSUE).max(deps.unix());
    let mut tx = deps.services.db.write().await?;
    store::grant::see_successor(&mut tx, &status.grant.id, generation, closes_at).await?;
    tx.commit().await?;
    Ok(())
}
