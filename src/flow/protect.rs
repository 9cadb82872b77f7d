//! What a client is told is signed and encrypted as it is registered (OpenID Connect Core §10).

use super::client_keys::{client_secret, find_keys};
use super::{Deps, FlowError, FlowResult};
use crate::directory::RegisteredClient;
use crate::jose::jwe::{self, RecipientKey};
use crate::jose::mac::{sign_hs256, unsigned};
use crate::model::{ClientMetadata, JweAlgorithm, JweEncryption, JwsAlgorithm};
use crate::protocol::{Fault, Rule};
use serde::Serialize;
use serde_json::Value;

/// `cty` of a signed token within an encrypted one (RFC 7519 §5.2).
const NESTED: &str = "JWT";

/// Signs `claims` by `alg`: with our key, under the client's secret, or not at all.
///
/// # Errors
/// When there is no key or secret to sign with, or signing fails.
pub fn sign(
    deps: &Deps,
    registered: &RegisteredClient,
    alg: JwsAlgorithm,
    typ: &str,
    claims: &impl Serialize,
) -> FlowResult<String> {
    match alg {
        JwsAlgorithm::None => Ok(unsigned(typ, claims)?),
        JwsAlgorithm::Hs256 => {
            let secret = client_secret(deps, registered).ok_or(FlowError::NoSigningKey)?;
            Ok(sign_hs256(secret.expose().as_bytes(), typ, claims)?)
        }
        _ => {
            let alg = alg.asymmetric().ok_or(FlowError::NoSigningKey)?;
            Ok(deps.signer(alg)?.sign_compact(typ, claims)?)
        }
    }
}

/// Encrypts a signed token to the client, if `alg` is registered.
///
/// # Errors
/// [`Rule::ClientKeysMissing`] when the client has no key for it.
pub async fn encrypt_token(
    deps: &Deps,
    registered: &RegisteredClient,
    (alg, enc): (Option<JweAlgorithm>, Option<JweEncryption>),
    token: String,
) -> FlowResult<String> {
    match alg {
        Some(alg) => encrypt(deps, registered, (alg, enc), token.as_bytes(), Some(NESTED)).await,
        None => Ok(token),
    }
}

/// Encrypts to the client; content encryption that was not registered is A128CBC-HS256 (OpenID Connect Dynamic Client
/// Registration §2).
///
/// # Errors
/// [`Rule::ClientKeysMissing`] when the client has no key for it.
pub async fn encrypt(
    deps: &Deps,
    registered: &RegisteredClient,
    (alg, enc): (JweAlgorithm, Option<JweEncryption>),
    plain: &[u8],
    cty: Option<&str>,
) -> FlowResult<String> {
    let keys = find_keys(deps, registered, None).await?;
    let missing = || Fault::new(Rule::ClientKeysMissing).received(format!("no key for {alg}"));
    let recipient = RecipientKey::choose(keys.encryption(), alg).ok_or_else(missing)?;
    Ok(jwe::encrypt(plain, &recipient, enc.unwrap_or_default(), cty, &deps.services.random)?)
}

/// What is registered to be encrypted, although no key of the client's own set is for it. A set elsewhere is not looked at
/// before it is needed.
#[must_use]
pub fn without_key(metadata: &ClientMetadata) -> Vec<String> {
    let Some(set) = &metadata.keys.jwks else { return Vec::new() };
    let keys = set.get("keys").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let responses = &metadata.responses;
    let wanted = [
        ("id_token_encrypted_response_alg", responses.id_token_encrypted_response_alg),
        ("userinfo_encrypted_response_alg", responses.userinfo_encrypted_response_alg),
    ];
    let lacking =
        wanted.into_iter().filter(|(_, alg)| alg.is_some_and(|alg| RecipientKey::choose(keys, alg).is_none()));
    lacking.map(|(name, _)| format!("{name}: no key of jwks is for it")).collect()
}
