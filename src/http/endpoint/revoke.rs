//! `/revoke` (RFC 7009).

use super::client_request::{TokenParameterForm, authorization, refused};
use crate::flow::client_auth::Presented;
use crate::flow::revoke as flow;
use crate::http::answer::{OAuthAnswer, Tag};
use crate::http::context::Context;
use crate::http::form::OAuthForm;
use poem::{Request, Result};
use poem_openapi::OpenApi;
use poem_openapi::types::Any;
use serde_json::{Value, json};

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
    ) -> Result<OAuthAnswer<Any<Value>>> {
        let authorization = authorization(request, &form.params)?;
        let presented = Presented { authorization: authorization.as_deref(), params: &form.params };
        let outcome = flow::revoke(&context.deps, presented).await;
        outcome.map_err(|error| refused(error.into(), &form.params, authorization.is_some()))?;
        Ok(OAuthAnswer::Done(Any(json!({}))))
    }
}
