//! `private_key_jwt` and `client_secret_jwt`: an assertion that the client signs by its key or under its secret
//! (RFC 7523 §2.2 and §3, OpenID Connect Core §9).

use super::{Proven, failed};
use crate::crypto::digest::sha256_base64url;
use crate::directory::RegisteredClient;
use crate::flow::client_keys::verify_own;
use crate::flow::{Deps, FlowResult};
use crate::jose::{signed_by, unverified_claim, verify_mac};
use crate::model::{AuthMethod, JwsAlgorithm};
use crate::protocol::client_assertion::ClientAssertion;
use crate::protocol::{Fault, Rule};
use crate::store;
use std::sync::Arc;

/// The only `client_assertion_type`.
pub(super) const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// `typ` of its header.
const TYPES: [&str; 3] = ["JWT", "", "client-authentication+jwt"];
/// Kind of the identifiers that are used up.
const ONCE: &str = "client_assertion";

/// The client that has signed `assertion`, which then counts no more; `named` is the request's `client_id`.
pub(super) async fn prove(deps: &Deps, assertion: &str, named: Option<&str>) -> FlowResult<Proven> {
    let subject = unverified_claim(assertion, "sub").unwrap_or_default();
    let known = deps.snapshot.client(&subject).filter(|_| named.is_none_or(|named| named == subject));
    let signed = signed_by(assertion).map_err(|error| failed(known, &subject).expected(error.to_string()))?;
    let Some(registered) = known else {
        // The same work as for a client that exists.
        let _ = verify_mac::<ClientAssertion>(assertion, &TYPES, b"");
        let _ = deps.snapshot.stand_in.verify::<ClientAssertion>(assertion, &TYPES, &[signed.alg]);
        return Err(failed(None, &subject).into());
    };
    let claims = verify(deps, registered, assertion, signed.alg).await?;
    let issuer = deps.services.settings.issuer.as_str();
    let max_lifetime = deps.services.settings.clients.assertion_lifetime;
    let jti = claims.check(&subject, &[issuer, &format!("{issuer}/token")], max_lifetime, deps.unix())?;
    let once = sha256_base64url(format!("{subject}\n{jti}"));
    let mut tx = deps.services.db.write().await?;
    if !store::used_once::insert(&mut tx, ONCE, &once, claims.exp).await? {
        return Err(Rule::ClientAssertionReplayed.into());
    }
    tx.commit().await?;
    Ok(Proven { registered: Arc::clone(registered), method: method(signed.alg) })
}

fn method(alg: JwsAlgorithm) -> AuthMethod {
    if alg == JwsAlgorithm::Hs256 { AuthMethod::ClientSecretJwt } else { AuthMethod::PrivateKeyJwt }
}

/// The claims, signed as the client is registered to sign. No key set is fetched for a client that does not sign by keys.
async fn verify(
    deps: &Deps,
    registered: &Arc<RegisteredClient>,
    assertion: &str,
    alg: JwsAlgorithm,
) -> Result<ClientAssertion, Fault> {
    let client = &registered.client;
    let refused = |why: String| failed(Some(registered), client.id.as_str()).expected(why);
    if !client.accepts_method(method(alg)) {
        return Err(refused("another authentication method".to_owned()));
    }
    let pinned = client.metadata.keys.token_endpoint_auth_signing_alg;
    verify_own(deps, registered, assertion, &TYPES, pinned).await.map_err(refused)
}
