//! Who the client is and whether it proved it (RFC 6749 §2.3, OpenID Connect Core §9), a file per kind of proof.

mod assertion;
mod secret;

pub use secret::{hash_chosen, hash_generated, holds_secret};

use super::{Deps, FlowResult};
use crate::directory::RegisteredClient;
use crate::model::AuthMethod;
use crate::protocol::basic::parse_basic;
use crate::protocol::params::Params;
use crate::protocol::{Fault, Rule};
use assertion::ASSERTION_TYPE;
use secret::Credentials;
use std::sync::Arc;

/// What a request says of its client.
#[derive(Clone, Copy, Debug)]
pub struct Presented<'a> {
    /// The `Authorization` header.
    pub authorization: Option<&'a str>,
    /// The body.
    pub params: &'a Params,
}

/// What a request offers as proof.
enum Offered<'a> {
    Secret(Credentials),
    Assertion { assertion: &'a str, client_id: Option<&'a str> },
}

/// A client that has proven who it is.
struct Proven {
    registered: Arc<RegisteredClient>,
    method: AuthMethod,
}

/// The client, authenticated by a method that it may use. A public client names itself by `client_id`. An assertion is used
/// up by it.
///
/// # Errors
/// No, mixed, malformed or wrong credentials; an unknown client and a wrong proof give the same answer.
pub async fn authenticate(deps: &Deps, presented: Presented<'_>) -> FlowResult<Arc<RegisteredClient>> {
    let Proven { registered, method } = match read(presented)? {
        Offered::Secret(credentials) => secret::prove(deps, &credentials)?,
        Offered::Assertion { assertion, client_id } => Box::pin(assertion::prove(deps, assertion, client_id)).await?,
    };
    let client = &registered.client;
    if !client.accepts_method(method) {
        return Err(Fault::new(Rule::ClientAuthMethodNotAllowed).received(method.as_str()).into());
    }
    if client.disabled_at.is_some() {
        let fault = Fault::new(Rule::ClientAuthFailed).received(client.id.as_str());
        return Err(fault.expected("client is disabled").into());
    }
    Ok(registered)
}

fn read(presented: Presented<'_>) -> Result<Offered<'_>, Fault> {
    let params = presented.params;
    let (body_id, body_secret) = (params.get("client_id"), params.get("client_secret"));
    let (kind, assertion) = (params.get("client_assertion_type"), params.get("client_assertion"));
    if kind.is_some() || assertion.is_some() {
        if presented.authorization.is_some() || body_secret.is_some() {
            return Err(Rule::ClientAuthMixed.into());
        }
        return match assertion {
            Some(assertion) if kind == Some(ASSERTION_TYPE) => Ok(Offered::Assertion { assertion, client_id: body_id }),
            _ => Err(Fault::new(Rule::ClientAssertionType).expected(ASSERTION_TYPE)),
        };
    }
    let basic = presented.authorization.map(|header| parse_basic(header).unwrap_or(Err(Rule::BasicMalformed.into())));
    let (method, client_id, secret) = match (basic.transpose()?, body_id, body_secret) {
        (Some(_), _, Some(_)) => return Err(Rule::ClientAuthMixed.into()),
        (Some((client_id, _)), Some(other), None) if other != client_id => return Err(Rule::ClientAuthMixed.into()),
        (Some((client_id, secret)), _, None) => (AuthMethod::ClientSecretBasic, client_id, Some(secret)),
        (None, Some(id), Some(secret)) => (AuthMethod::ClientSecretPost, id.to_owned(), Some(secret.to_owned())),
        (None, Some(id), None) => (AuthMethod::None, id.to_owned(), None),
        (None, None, _) => return Err(Rule::ClientAuthMissing.into()),
    };
    Ok(Offered::Secret(Credentials { method, client_id, secret }))
}

/// A proof that does not hold. An unknown id is not repeated: who swaps id and secret sends the secret as the id.
fn failed(known: Option<&Arc<RegisteredClient>>, client_id: &str) -> Fault {
    let which = if known.is_some() { client_id } else { "an unknown client_id" };
    Fault::new(Rule::ClientAuthFailed).received(which)
}
