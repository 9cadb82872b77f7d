//! `/token` (RFC 6749 §3.2).

use crate::flow::token::{self as flow, TokenRequest};
use crate::http::context::Context;
use crate::http::form::OAuthForm;
use crate::http::openapi::{OAuthAnswer, Tag};
use crate::http::respond::Refused;
use crate::protocol::Rule;
use poem::{Request, Result};
use poem_openapi::{Object, OpenApi};

/// Parameters of a token request; which of them belong together depends on `grant_type`.
#[derive(Debug, Object)]
pub struct TokenForm {
    /// `authorization_code`, `refresh_token`, `client_credentials` or `password`.
    grant_type: String,
    /// The authorization code (RFC 6749 §4.1.3).
    code: Option<String>,
    /// The redirect URI of the authorization request, if it had one (RFC 6749 §4.1.3).
    redirect_uri: Option<String>,
    /// The PKCE verifier, 43 to 128 characters (RFC 7636 §4.5).
    code_verifier: Option<String>,
    /// The latest refresh token (RFC 6749 §6).
    refresh_token: Option<String>,
    /// Space-separated scope tokens; a part of the grant when refreshing.
    scope: Option<String>,
    /// User name, for the password grant only.
    username: Option<String>,
    /// Password, for the password grant only.
    password: Option<String>,
    /// The client, where it does not use HTTP Basic.
    client_id: Option<String>,
    /// The client's secret, where it is confidential and does not use HTTP Basic.
    client_secret: Option<String>,
}

/// A successful answer (RFC 6749 §5.1).
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct TokenAnswer {
    /// A JWT (RFC 9068).
    access_token: String,
    /// `Bearer`.
    token_type: String,
    /// Seconds that the access token lives.
    expires_in: i64,
    /// Replaces the refresh token that was sent.
    refresh_token: Option<String>,
    /// What was granted.
    scope: String,
    /// Who signed in (OpenID Connect Core §2); with the scope `openid`.
    id_token: Option<String>,
}

/// The endpoint.
#[derive(Debug)]
pub struct TokenApi;

#[OpenApi]
impl TokenApi {
    /// Exchange a grant for tokens
    #[oai(path = "/token", method = "post", operation_id = "token", tag = "Tag::OAuth")]
    async fn post(
        &self,
        context: Context,
        request: &Request,
        form: OAuthForm<TokenForm>,
    ) -> Result<OAuthAnswer<TokenAnswer>> {
        let authorization = authorization(request, &form.params)?;
        let address = context.address_bucket();
        let asked = TokenRequest { authorization: authorization.as_deref(), params: &form.params, address: &address };
        let tokens = flow::issue(&context.deps, asked).await;
        let tokens = tokens.map_err(|error| refused(error.into(), &form.params, authorization.is_some()))?;
        Ok(OAuthAnswer::Done(TokenAnswer {
            access_token: tokens.access_token,
            token_type: "Bearer".to_owned(),
            expires_in: tokens.expires_in,
            refresh_token: tokens.refresh_token,
            scope: tokens.scope.to_string(),
            id_token: tokens.id_token,
        }))
    }
}

/// The `Authorization` header of a request whose parameters are where they belong: in the body.
///
/// # Errors
/// [`Rule::CredentialsInQuery`] for parameters in the URI, [`Rule::BasicMalformed`] for a header that is repeated or not
/// text.
pub(super) fn authorization(
    request: &Request,
    params: &crate::protocol::params::Params,
) -> Result<Option<String>, Refused> {
    if request.uri().query().is_some_and(|query| !query.is_empty()) {
        return Err(Rule::CredentialsInQuery.into());
    }
    let mut headers = request.headers().get_all(http::header::AUTHORIZATION).iter();
    let first = headers.next();
    if headers.next().is_some() {
        return Err(refused(Rule::BasicMalformed.into(), params, true));
    }
    let Some(header) = first else { return Ok(None) };
    match header.to_str() {
        Ok(text) => Ok(Some(text.to_owned())),
        Err(_) => Err(refused(Rule::BasicMalformed.into(), params, true)),
    }
}

/// A refusal of a client's request.
pub(super) fn refused(refused: Refused, params: &crate::protocol::params::Params, by_header: bool) -> Refused {
    Refused { client_id: params.get("client_id").map(str::to_owned), by_header, ..refused }
}
