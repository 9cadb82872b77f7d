//! What the endpoints that clients authenticate at have in common.

use crate::http::respond::Refused;
use crate::jose::unverified_claim;
use crate::protocol::Rule;
use crate::protocol::basic::parse_basic;
use crate::protocol::params::Params;
use poem::Request;
use poem_openapi::Object;

/// Parameters of an introspection or revocation request.
#[derive(Debug, Object)]
pub struct TokenParameterForm {
    /// The token.
    token: String,
    /// `access_token` or `refresh_token`; not needed.
    token_type_hint: Option<String>,
    /// The client, where it does not use HTTP Basic.
    client_id: Option<String>,
    /// The client's secret, where it is confidential and does not use HTTP Basic.
    client_secret: Option<String>,
    /// `urn:ietf:params:oauth:client-assertion-type:jwt-bearer` (RFC 7523 §2.2).
    client_assertion_type: Option<String>,
    /// A JWT that the client has signed, in the place of a secret.
    client_assertion: Option<String>,
}

/// The `Authorization` header of a request whose parameters are where they belong: in the body.
///
/// # Errors
/// [`Rule::CredentialsInQuery`] for parameters in the URI, [`Rule::BasicMalformed`] for a header that is repeated or not
/// text.
pub(super) fn authorization(request: &Request, params: &Params) -> Result<Option<String>, Refused> {
    if request.uri().query().is_some_and(|query| !query.is_empty()) {
        return Err(Rule::CredentialsInQuery.into());
    }
    let mut headers = request.headers().get_all(http::header::AUTHORIZATION).iter();
    let first = headers.next();
    if headers.next().is_some() {
        return Err(refused(Rule::BasicMalformed.into(), params, Some("")));
    }
    let Some(header) = first else { return Ok(None) };
    match header.to_str() {
        Ok(text) => Ok(Some(text.to_owned())),
        Err(_) => Err(refused(Rule::BasicMalformed.into(), params, Some(""))),
    }
}

/// A refusal of a client's request, with the `client_id` that it claimed by header, body or assertion.
pub(super) fn refused(refused: Refused, params: &Params, authorization: Option<&str>) -> Refused {
    let by_header = authorization.and_then(parse_basic).and_then(Result::ok).map(|(client_id, _)| client_id);
    let by_assertion = || params.get("client_assertion").and_then(|assertion| unverified_claim(assertion, "sub"));
    let client_id = by_header.or_else(|| params.get("client_id").map(str::to_owned)).or_else(by_assertion);
    Refused { client_id, by_header: authorization.is_some(), ..refused }
}
