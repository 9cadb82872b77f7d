//! `id_token_hint`: an ID token of ours that a client sends back, to say whom it means (OpenID Connect Core §3.1.2.1,
//! RP-Initiated Logout 1.0 §2). It proves that this server once said so, and nothing more.

use super::Deps;
use super::client_keys::client_secrets;
use crate::jose::{JwtError, signed_by, unverified_claim, verify_mac};
use crate::model::{ClientId, JwsAlgorithm, UnixTime};
use crate::protocol::access_token::ID_TOKEN_TYPE;
use crate::protocol::{Fault, Rule};
use serde::{Deserialize, Serialize};

/// What a hint says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hint {
    /// `sub`, as the client knows the person: compare it with the subject for that client.
    pub sub: String,
    /// `sid` of the session, if the token had one.
    pub sid: Option<String>,
    /// The client that the token was issued to.
    pub client_id: ClientId,
}

/// The claims that count. `exp` must be there, as in every ID token, but may have passed.
#[derive(Deserialize)]
struct HintClaims {
    iss: String,
    sub: String,
    aud: ClientId,
    #[serde(default)]
    sid: Option<String>,
    #[expect(dead_code, reason = "what has no such claim is no ID token")]
    exp: UnixTime,
}

/// Reads a hint. An expired one counts, also one whose key signs no more; one of a key that was withdrawn does not, nor
/// one that nobody signed (`alg` `none`). One under a client's secret is that client's word as much as ours, and counts
/// only for it.
///
/// # Errors
/// [`Rule::IdTokenHintEncrypted`], [`Rule::IdTokenHintInvalid`].
pub fn read(deps: &Deps, hint: &str) -> Result<Hint, Fault> {
    if hint.matches('.').count() == 4 {
        return Err(Rule::IdTokenHintEncrypted.into());
    }
    let shared = signed_by(hint).is_ok_and(|signed| signed.alg == JwsAlgorithm::Hs256);
    let verified =
        if shared { read_shared(deps, hint) } else { deps.snapshot.keys.known().verify(hint, &[ID_TOKEN_TYPE]) };
    let claims = verified.map_err(|error| Fault::new(Rule::IdTokenHintInvalid).received(error.to_string()))?;
    if claims.iss != deps.services.settings.issuer.as_str() {
        return Err(Fault::new(Rule::IdTokenHintInvalid).received("a token of another issuer"));
    }
    Ok(Hint { sub: claims.sub, sid: claims.sid, client_id: claims.aud })
}

/// A hint under the secret of the client that it names, where that client's ID tokens are made so.
fn read_shared(deps: &Deps, hint: &str) -> Result<HintClaims, JwtError> {
    let client_id = unverified_claim(hint, "aud").ok_or(JwtError::Claims)?;
    let by_secret = |alg| alg == JwsAlgorithm::Hs256;
    let client = deps.snapshot.client(&client_id);
    let client = client.filter(|one| by_secret(one.client.metadata.responses.id_token_signed_response_alg));
    let secrets = client.map(|client| client_secrets(deps, client)).unwrap_or_default();
    let tried = secrets.iter().map(|secret| verify_mac(hint, &[ID_TOKEN_TYPE], secret.expose().as_bytes()));
    tried.reduce(Result::or).unwrap_or(Err(JwtError::UnknownKid))
}
