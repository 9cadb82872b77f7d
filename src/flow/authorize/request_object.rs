//! Request objects, by value and by reference (OpenID Connect Core §6, RFC 9101).

use super::AuthorizeError;
use super::check::{check_client, refuse_early};
use crate::directory::RegisteredClient;
use crate::flow::Deps;
use crate::flow::client_keys::verify_own;
use crate::jose::jwe::is_encrypted;
use crate::protocol::params::Params;
use crate::protocol::request_object::RequestObject;
use crate::protocol::{Fault, Rule};

/// `typ` of its header.
const TYPES: [&str; 3] = ["oauth-authz-req+jwt", "JWT", ""];

/// The parameters of the request: those of its request object where it has one, else as they came. A refusal goes to the
/// redirect URI beside the object, if that is registered; the object itself is not believed then.
///
/// # Errors
/// `invalid_request_object`, `invalid_request_uri`, `request_uri_not_supported`, and what [`super::check()`] says of the
/// client.
pub async fn resolve(deps: &Deps, params: Params) -> Result<Params, AuthorizeError> {
    if params.get("request").is_none() && params.get("request_uri").is_none() {
        return Ok(params);
    }
    let client = check_client(deps, &params)?;
    let read = Box::pin(read(deps, &client, &params)).await;
    read.map_err(|fault| refuse_early(&client.client.metadata, &params, fault))
}

async fn read(deps: &Deps, registered: &RegisteredClient, params: &Params) -> Result<Params, Fault> {
    params.check_not_repeated()?;
    let object = match (params.get("request"), params.get("request_uri")) {
        (Some(object), None) => object.to_owned(),
        (None, Some(uri)) => fetch(deps, registered, uri).await?,
        _ => return Err(Rule::RequestObjectTwice.into()),
    };
    let object = decrypt(deps, registered, &object)?;
    let pinned = registered.client.metadata.requests.request_object_signing_alg;
    let claims = verify_own(deps, registered, &object, &TYPES, pinned).await;
    let claims = claims.map_err(|why| Fault::new(Rule::RequestObjectInvalid).received(why))?;
    let issuer = deps.services.settings.issuer.as_str();
    RequestObject::new(claims).parameters(registered.client.id.as_str(), issuer, deps.unix())
}

/// What an encrypted object holds. That must be a signed one: who can encrypt to us is anybody (RFC 9101 §6.1).
fn decrypt(deps: &Deps, registered: &RegisteredClient, object: &str) -> Result<String, Fault> {
    if !is_encrypted(object) {
        return Ok(object.to_owned());
    }
    let invalid = |why: String| Fault::new(Rule::RequestObjectInvalid).received(why);
    let decrypted = deps.decrypt(object).map_err(|error| invalid(error.to_string()))?;
    let metadata = &registered.client.metadata.requests;
    let fits = metadata.request_object_encryption_alg.is_none_or(|alg| alg == decrypted.alg)
        && metadata.request_object_encryption_enc.is_none_or(|enc| enc == decrypted.enc);
    let text = std::str::from_utf8(decrypted.plain.expose()).ok().filter(|_| fits);
    text.map(str::to_owned).ok_or_else(|| invalid("another encryption than is registered, or no text".to_owned()))
}

/// Only what the client has registered to the letter is asked for: anybody could have written this parameter.
async fn fetch(deps: &Deps, registered: &RegisteredClient, uri: &str) -> Result<String, Fault> {
    if !deps.services.settings.requests.request_uri {
        return Err(Rule::RequestUriUnsupported.into());
    }
    if !registered.client.metadata.requests.request_uris.iter().any(|known| known == uri) {
        return Err(Fault::new(Rule::RequestUriUnregistered).received(uri));
    }
    let unusable = |why: String| Fault::new(Rule::RequestUriUnusable).received(uri).expected(why);
    let document = deps.services.outbound.get(uri, "application/oauth-authz-req+jwt, application/jwt").await;
    let document = document.map_err(|error| unusable(error.to_string()))?;
    let text = std::str::from_utf8(&document.body).map_err(|_| unusable("the answer is not text".to_owned()))?;
    Ok(text.trim().to_owned())
}
