//! `/introspect` (RFC 7662).

use super::client_request::{TokenParameterForm, authorization, refused};
use crate::flow::client_auth::Presented;
use crate::flow::introspect as flow;
use crate::http::answer::{OAuthAnswer, Tag};
use crate::http::context::Context;
use crate::http::form::OAuthForm;
use crate::http::respond::Refused;
use poem::{Request, Result};
use poem_openapi::{Object, OpenApi};
use serde_json::Value;

/// What is known of a token (RFC 7662 §2.2); an inactive one has `active` only.
#[derive(Debug, Object)]
pub struct IntrospectAnswer {
    /// Whether the token is good now, for the asking client.
    active: bool,
    /// `Bearer`, for access tokens.
    token_type: Option<String>,
    /// The issuer.
    iss: Option<String>,
    /// The person, or the client itself.
    sub: Option<String>,
    /// The client that it was issued to.
    client_id: Option<String>,
    /// User name of the person.
    username: Option<String>,
    /// Space-separated scope tokens.
    scope: Option<String>,
    /// When it was issued, in Unix seconds.
    iat: Option<i64>,
    /// When it expires, in Unix seconds.
    exp: Option<i64>,
    /// When the person signed in, in Unix seconds.
    auth_time: Option<i64>,
    /// Id of the token.
    jti: Option<String>,
    /// Whom it is meant for; one or several.
    aud: Option<Vec<String>>,
    /// Who acts for the person (RFC 8693 §4.1).
    act: Option<Value>,
}

/// Media type of a signed answer (RFC 9701 §4).
const JWT_MEDIA_TYPE: &str = "application/token-introspection+jwt";

/// Whether `Accept` names the signed form; who takes anything gets JSON.
fn wants_jwt(request: &Request) -> bool {
    let lines = request.headers().get_all(http::header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
    let mut ranges = lines.flat_map(|line| line.split(','));
    ranges.any(|range| range.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case(JWT_MEDIA_TYPE))
}

/// The endpoint.
#[derive(Debug)]
pub struct IntrospectApi;

#[OpenApi]
impl IntrospectApi {
    /// Ask whether a token is good now
    ///
    /// With `Accept: application/token-introspection+jwt` the answer is a signed JWT (RFC 9701).
    #[oai(path = "/introspect", method = "post", operation_id = "introspect", tag = "Tag::OAuth")]
    async fn post(
        &self,
        context: Context,
        request: &Request,
        form: OAuthForm<TokenParameterForm>,
    ) -> Result<OAuthAnswer<IntrospectAnswer>> {
        let authorization = authorization(request, &form.params)?;
        let presented = Presented { authorization: authorization.as_deref(), params: &form.params };
        let answer = flow::introspect(&context.deps, presented).await;
        let answer = answer.map_err(|error| refused(error.into(), &form.params, authorization.as_deref()))?;
        if !wants_jwt(request) {
            return Ok(OAuthAnswer::new(answer.answer));
        }
        let signed = flow::sign(&context.deps, &answer).map_err(Refused::from)?;
        Ok(OAuthAnswer::jwt(signed, JWT_MEDIA_TYPE))
    }
}
