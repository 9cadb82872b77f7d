//! `/userinfo` (OpenID Connect Core §5.3).

use crate::flow::userinfo::{self as flow, Userinfo};
use crate::http::answer::{OAuthAnswer, Tag};
use crate::http::context::Context;
use crate::http::form;
use crate::http::respond::Refused;
use crate::protocol::params::Params;
use crate::protocol::{Fault, Rule};
use poem::{Request, Result};
use poem_openapi::{Object, OpenApi};
use serde_json::Value;

/// The token as a form parameter (RFC 6750 §2.2).
#[derive(Debug, Object)]
pub struct UserinfoForm {
    /// The access token, where it is not in the `Authorization` header.
    access_token: Option<String>,
}

/// Claims of the granted scopes (OpenID Connect Core §5.1); those that the person does not have are left out.
#[derive(Debug, Object)]
pub struct UserinfoAnswer {
    /// The person, for this provider for good.
    sub: String,
    /// With the scope `profile`, beside the other claims of that scope.
    name: Option<String>,
    /// With the scope `profile`.
    preferred_username: Option<String>,
    /// With the scope `email`.
    email: Option<String>,
    /// With the scope `email`.
    email_verified: Option<bool>,
    /// With the scope `phone`.
    phone_number: Option<String>,
}

/// The endpoint.
#[derive(Debug)]
pub struct UserinfoApi;

#[OpenApi]
impl UserinfoApi {
    /// Claims of the person who granted the token
    #[oai(path = "/userinfo", method = "get", operation_id = "userinfo", tag = "Tag::OpenIdConnect")]
    async fn get(&self, context: Context, request: &Request) -> Result<OAuthAnswer<UserinfoAnswer>> {
        let token = bearer(request, &Params::default()).map_err(Refused::from)?;
        claims(&context, &token).await
    }

    /// Claims of the person who granted the token
    #[oai(path = "/userinfo", method = "post", operation_id = "userinfoPost", tag = "Tag::OpenIdConnect")]
    async fn post(&self, context: Context, request: &Request, form: MaybeForm) -> Result<OAuthAnswer<UserinfoAnswer>> {
        let token = bearer(request, &form.0).map_err(Refused::from)?;
        claims(&context, &token).await
    }
}

/// A form body, or none at all: a POST may carry the token in its header.
struct MaybeForm(Params);

impl<'a> poem::FromRequest<'a> for MaybeForm {
    async fn from_request(request: &'a Request, body: &mut poem::RequestBody) -> Result<Self> {
        let length = request.headers().get(http::header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
        let chunked = request.headers().contains_key(http::header::TRANSFER_ENCODING);
        if request.content_type().is_none() && !chunked && length.is_none_or(|length| length == "0") {
            return Ok(Self(Params::default()));
        }
        Ok(Self(form::read(request, body).await.map_err(Refused::from)?))
    }
}

async fn claims(context: &Context, token: &str) -> Result<OAuthAnswer<UserinfoAnswer>> {
    Ok(match flow::answer(&context.deps, token).await.map_err(Refused::from)? {
        Userinfo::Json(claims) => OAuthAnswer::new(Value::Object(claims)),
        Userinfo::Jwt(token) => OAuthAnswer::jwt(token, "application/jwt"),
    })
}

/// The token, which must be sent in exactly one way and never in the URI (RFC 6750 §2, RFC 9700 §4.3.2).
pub(super) fn bearer(request: &Request, form: &Params) -> Result<String, Fault> {
    form.check_not_repeated()?;
    let query = request.uri().query().unwrap_or_default();
    if Params::parse(query.as_bytes())?.get("access_token").is_some() {
        return Err(Rule::TokenInQuery.into());
    }
    let headers: Vec<_> = request.headers().get_all(http::header::AUTHORIZATION).iter().collect();
    let in_form = form.get("access_token");
    match (headers.as_slice(), in_form) {
        ([], None) => Err(Rule::TokenMissing.into()),
        ([], Some(token)) => Ok(token.to_owned()),
        ([header], None) => {
            let text = header.to_str().map_err(|_| Fault::new(Rule::TokenInvalid))?;
            let (scheme, token) = text.split_once(' ').unwrap_or((text, ""));
            let bearer = scheme.eq_ignore_ascii_case("bearer") && !token.trim().is_empty();
            if bearer { Ok(token.trim().to_owned()) } else { Err(Rule::TokenMissing.into()) }
        }
        _ => Err(Rule::TokenTwice.into()),
    }
}
