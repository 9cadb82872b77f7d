//! `/token` (RFC 6749 §3.2).

use super::client_request::{authorization, refused};
use crate::flow::token::{self as flow, TokenRequest};
use crate::http::answer::{OAuthAnswer, Tag};
use crate::http::context::Context;
use crate::http::form::OAuthForm;
use poem::{Request, Result};
use poem_openapi::types::ToJSON;
use poem_openapi::{Object, OpenApi};

/// Parameters of a token request; which of them belong together depends on `grant_type`.
#[derive(Debug, Object)]
pub struct TokenForm {
    /// `authorization_code`, `refresh_token`, `client_credentials`, `password`, or the URN of another grant.
    grant_type: String,
    /// The authorization code (RFC 6749 §4.1.3).
    code: Option<String>,
    /// The redirect URI of the authorization request, if it had one (RFC 6749 §4.1.3).
    redirect_uri: Option<String>,
    /// The PKCE verifier, 43 to 128 characters (RFC 7636 §4.5).
    code_verifier: Option<String>,
    /// The device code (RFC 8628 §3.4).
    device_code: Option<String>,
    /// The latest refresh token (RFC 6749 §6).
    refresh_token: Option<String>,
    /// Space-separated scope tokens; a part of the grant when refreshing.
    scope: Option<String>,
    /// APIs that the access token is for (RFC 8707); may repeat.
    resource: Option<String>,
    /// The token to exchange (RFC 8693 §2.1).
    subject_token: Option<String>,
    /// `urn:ietf:params:oauth:token-type:access_token`.
    subject_token_type: Option<String>,
    /// A token of the client itself, for delegation (RFC 8693 §2.1).
    actor_token: Option<String>,
    /// `urn:ietf:params:oauth:token-type:access_token`.
    actor_token_type: Option<String>,
    /// `urn:ietf:params:oauth:token-type:access_token` or `…:jwt`.
    requested_token_type: Option<String>,
    /// The same as `resource`, for token exchange; may repeat.
    audience: Option<String>,
    /// The assertion of another issuer (RFC 7523 §2.1).
    assertion: Option<String>,
    /// User name, for the password grant only.
    username: Option<String>,
    /// Password, for the password grant only.
    password: Option<String>,
    /// The client, where it does not use HTTP Basic.
    client_id: Option<String>,
    /// The client's secret, where it is confidential and does not use HTTP Basic.
    client_secret: Option<String>,
    /// `urn:ietf:params:oauth:client-assertion-type:jwt-bearer` (RFC 7523 §2.2).
    client_assertion_type: Option<String>,
    /// A JWT that the client has signed, in the place of a secret.
    client_assertion: Option<String>,
}

/// A successful answer (RFC 6749 §5.1).
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct TokenAnswer {
    /// A JWT (RFC 9068), or an opaque text.
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
    /// What the access token is, where it was exchanged for another (RFC 8693 §2.2.1).
    issued_token_type: Option<String>,
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
        let tokens = tokens.map_err(|error| refused(error.into(), &form.params, authorization.as_deref()))?;
        let answer = TokenAnswer {
            access_token: tokens.access_token,
            token_type: "Bearer".to_owned(),
            expires_in: tokens.expires_in,
            refresh_token: tokens.refresh_token,
            scope: tokens.scope.to_string(),
            id_token: tokens.id_token,
            issued_token_type: tokens.issued_token_type.map(str::to_owned),
        };
        Ok(OAuthAnswer::new(answer.to_json().unwrap_or_default()))
    }
}
