//! `/revoke` (RFC 7009).

use super::client_request::{TokenParameterForm, authorization, refused};
use crate::flow::client_auth::Presented;
use crate::flow::revoke as flow;
use crate::http::answer::{OAuthAnswer, Tag};
use crate::http::context::Context;
use crate::http::form::OAuthForm;
use poem::{Request, Result};
use poem_openapi::{Object, OpenApi};
use serde_json::json;

/// Nothing: the token is not good any more, or never was (RFC 7009 §2.2).
#[derive(Debug, Object)]
pub struct RevokeAnswer {}

/// The endpoint.
#[derive(Debug)]
pub struct RevokeApi;

#[OpenApi]
impl RevokeApi {
    /// End a token before its time
    #[oai(path = "/revoke", method = "post", operation_id = "revoke", tag = "Tag::OAuth")]
    async fn post(
        &self,
        context: Context,
        request: &Request,
        form: OAuthForm<TokenParameterForm>,
    ) -> Result<OAuthAnswer<RevokeAnswer>> {
        let authorization = authorization(request, &form.params)?;
        let presented = Presented { authorization: authorization.as_deref(), params: &form.params };
        let outcome = flow::revoke(&context.deps, presented).await;
        outcome.map_err(|error| refused(error.into(), &form.params, authorization.as_deref()))?;
        Ok(OAuthAnswer::new(json!({})))
    }
}
