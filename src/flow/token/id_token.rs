//! ID tokens (OpenID Connect Core §2).

use super::mint::Giving;
use crate::flow::{Deps, FlowError, FlowResult, protect, released_claims};
use crate::jose::left_half_hash;
use crate::model::{Client, JwsAlgorithm, Scope};
use crate::protocol::access_token::{ID_TOKEN_TYPE, IdTokenClaims};

/// What comes in the same answer; its hash binds the ID token to it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Beside<'a> {
    /// The access token, for `at_hash` (OpenID Connect Core §3.1.3.6, §3.2.2.9).
    pub access_token: Option<&'a str>,
    /// The code, for `c_hash` (OpenID Connect Core §3.3.2.11).
    pub code: Option<&'a str>,
}

impl Beside<'_> {
    /// Whether the ID token is all that the client gets, so that it has no way to ask for claims (OpenID Connect Core §5.4).
    fn is_nothing(&self) -> bool {
        self.access_token.is_none() && self.code.is_none()
    }
}

/// Makes an ID token.
///
/// # Errors
/// When there is no key, or signing or encrypting fails.
pub(super) async fn id_token(deps: &Deps, giving: Giving<'_>, beside: Beside<'_>) -> FlowResult<String> {
    let Giving { client, grant, user, target, .. } = giving;
    let now = deps.unix().max(grant.created_at);
    let wanted = client.metadata.id_token_claims || beside.is_nothing();
    let nothing = Scope::default();
    let scope = if wanted { &target.scope } else { &nothing };
    let alg = algorithm(client)?;
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
        at_hash: beside.access_token.map(|token| left_half_hash(alg, token)),
        c_hash: beside.code.map(|code| left_half_hash(alg, code)),
        personal: released_claims::told(deps, client, user, scope, &grant.claims.id_token),
    };
    protect(deps, client, &claims).await
}

/// Signs and encrypts the claims as the client is registered for.
async fn protect(deps: &Deps, client: &Client, claims: &IdTokenClaims) -> FlowResult<String> {
    let registered = deps.snapshot.client(client.id.as_str()).ok_or(FlowError::NoSigningKey)?;
    let responses = &client.metadata.responses;
    let token = protect::sign(deps, registered, algorithm(client)?, ID_TOKEN_TYPE, claims)?;
    let encryption = (responses.id_token_encrypted_response_alg, responses.id_token_encrypted_response_enc);
    protect::encrypt_token(deps, registered, encryption, token).await
}

/// The registered algorithm. A client that may be given ID tokens through a browser gets none unsigned, also not from the
/// token endpoint (OpenID Connect Dynamic Client Registration §2).
fn algorithm(client: &Client) -> FlowResult<JwsAlgorithm> {
    let responses = &client.metadata.responses;
    let alg = responses.id_token_signed_response_alg;
    let by_browser = responses.response_types.iter().any(|kind| kind.gives_id_token());
    if alg == JwsAlgorithm::None && by_browser { Err(FlowError::NoSigningKey) } else { Ok(alg) }
}

/// The words of a space-separated text.
pub(super) fn words(text: &str) -> Vec<String> {
    text.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}
