//! ID tokens (OpenID Connect Core §2).

use super::mint::Giving;
use crate::flow::{Deps, FlowError, FlowResult, requested_claims};
use crate::jose::left_half_hash;
use crate::model::{Client, SigningAlgorithm};
use crate::protocol::access_token::{ID_TOKEN_TYPE, IdTokenClaims};
use crate::protocol::claims;

/// Makes the ID token beside an access token (OpenID Connect Core §3.1.3.6).
///
/// # Errors
/// When there is no key or signing fails.
pub(super) async fn id_token(deps: &Deps, giving: Giving<'_>, access_token: &str) -> FlowResult<String> {
    let Giving { client, grant, user, target, .. } = giving;
    let now = deps.unix().max(grant.created_at);
    let mut personal =
        if client.metadata.id_token_claims { claims::for_scope(user, &target.scope) } else { serde_json::Map::new() };
    personal.extend(requested_claims::give(deps, client, user, &grant.claims.id_token));
    let claims = IdTokenClaims {
        iss: deps.services.settings.issuer.as_str().to_owned(),
        sub: deps.subject_for(client, user),
        aud: client.id.to_string(),
        iat: now,
        exp: now.plus(deps.lifetimes(&client.metadata).id_token),
        auth_time: grant.auth_time,
        nonce: giving.nonce.map(str::to_owned),
        acr: (!grant.acr.is_empty()).then(|| grant.acr.clone()),
        amr: (!grant.amr.is_empty()).then(|| words(&grant.amr)),
        sid: grant.sid.clone(),
        at_hash: Some(left_half_hash(algorithm(client)?, access_token)),
        personal,
    };
    protect(deps, client, &claims).await
}

/// Signs the claims as the client is registered for.
#[expect(clippy::unused_async, reason = "the keys of the client may have to be fetched")]
async fn protect(deps: &Deps, client: &Client, claims: &IdTokenClaims) -> FlowResult<String> {
    Ok(deps.signer(algorithm(client)?)?.sign_compact(ID_TOKEN_TYPE, claims)?)
}

fn algorithm(client: &Client) -> FlowResult<SigningAlgorithm> {
    client.metadata.responses.id_token_signed_response_alg.asymmetric().ok_or(FlowError::NoSigningKey)
}

/// The words of a space-separated text.
pub(super) fn words(text: &str) -> Vec<String> {
    text.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}
