//! `/authorize` (RFC 6749 §3.1, OpenID Connect Core §3.1.2).

use crate::flow::interaction as flow;
use crate::http::answer::{BytesAnswer, Tag};
use crate::http::context::{Browser, Context};
use crate::http::form::OAuthForm;
use crate::http::respond::Refused;
use crate::http::respond::redirect::{proceed, see_other};
use crate::protocol::params::Params;
use poem::{Request, Result};
use poem_openapi::{Object, OpenApi};

/// Parameters of an authorization request.
#[derive(Debug, Object)]
pub struct AuthorizeForm {
    /// `code`, or another of `response_types_supported` in discovery; the order of words does not matter.
    response_type: String,
    /// `query`, `fragment` or `form_post`; by default `query` for `code` and `fragment` for the others.
    response_mode: Option<String>,
    /// The client.
    client_id: String,
    /// One of its redirect URIs.
    redirect_uri: Option<String>,
    /// Space-separated scope tokens.
    scope: Option<String>,
    /// Given back as it came.
    state: Option<String>,
    /// Given back in the ID token; required where the response itself has one.
    nonce: Option<String>,
    /// The PKCE challenge (RFC 7636 §4.3).
    code_challenge: Option<String>,
    /// `S256`.
    code_challenge_method: Option<String>,
    /// `none`, `login`, `consent`, `select_account`; several words but for `none`.
    prompt: Option<String>,
    /// Seconds since the last sign-in, at most.
    max_age: Option<i64>,
    /// APIs that the tokens are for (RFC 8707); may repeat.
    resource: Option<String>,
    /// Who will sign in.
    login_hint: Option<String>,
    /// An ID token of the person who must answer.
    id_token_hint: Option<String>,
    /// Single claims, as JSON (OpenID Connect Core §5.5).
    claims: Option<String>,
    /// Wanted values of `acr`.
    acr_values: Option<String>,
    /// Wanted languages of the pages.
    ui_locales: Option<String>,
    /// Wanted languages of the claims.
    claims_locales: Option<String>,
    /// `page`, `popup`, `touch` or `wap`.
    display: Option<String>,
}

/// The endpoint.
#[derive(Debug)]
pub struct AuthorizeApi;

#[OpenApi]
impl AuthorizeApi {
    /// Ask a person to sign in and consent
    ///
    /// Answers 303: to the client with what `response_type` names, `state` and `iss`, or with `error`, or to a page of this
    /// server. With `response_mode=form_post` the client is answered by a page whose form is sent to it.
    #[oai(path = "/authorize", method = "get", operation_id = "authorize", tag = "Tag::OpenIdConnect")]
    async fn get(&self, context: Context, request: &Request) -> Result<BytesAnswer> {
        let params = query(request)?;
        let browser = Browser::known_or_new(&context, request);
        let outcome = match params.get("handle").filter(|_| params.get("client_id").is_none()) {
            Some(handle) => flow::resume(&context.deps, browser.hash(), handle).await,
            None => flow::start(&context.deps, browser.hash(), params).await,
        };
        Ok(BytesAnswer(proceed(&context, &browser, outcome)))
    }

    /// Ask a person to sign in and consent
    ///
    /// The request is kept, and the browser sent on by GET: a POST from another site brings no cookie.
    #[oai(path = "/authorize", method = "post", operation_id = "authorizePost", tag = "Tag::OpenIdConnect")]
    async fn post(&self, context: Context, request: &Request, form: OAuthForm<AuthorizeForm>) -> Result<BytesAnswer> {
        let params = query(request)?.followed_by(form.params);
        match flow::hold(&context.deps, params).await {
            Ok(handle) => Ok(BytesAnswer(see_other(&format!("{}?handle={handle}", context.path("/authorize"))))),
            Err(error) => {
                let browser = Browser::known_or_new(&context, request);
                Ok(BytesAnswer(proceed(&context, &browser, Err(error))))
            }
        }
    }
}

fn query(request: &Request) -> Result<Params, Refused> {
    Ok(Params::parse(request.uri().query().unwrap_or_default().as_bytes())?)
}
