//! `/introspect` (RFC 7662).

use super::client_request::{TokenParameterForm, authorization, refused};
use crate::flow::client_auth::Presented;
use crate::flow::introspect as flow;
use crate::http::answer::{OAuthAnswer, Tag};
use crate::http::context::Context;
use crate::http::form::OAuthForm;
use poem::{Request, Result};
use poem_openapi::OpenApi;
use poem_openapi::types::Any;
use serde_json::Value;

/// The endpoint.
#[derive(Debug)]
pub struct IntrospectApi;

#[OpenApi]
impl IntrospectApi {
    /// Ask whether a token is good now
    #[oai(path = "/introspect", method = "post", operation_id = "introspect", tag = "Tag::OAuth")]
    async fn post(
        &self,
        context: Context,
        request: &Request,
        form: OAuthForm<TokenParameterForm>,
    ) -> Result<OAuthAnswer<Any<Value>>> {
        let authorization = authorization(request, &form.params)?;
        let presented = Presented { authorization: authorization.as_deref(), params: &form.params };
        let answer = flow::introspect(&context.deps, presented).await;
        let answer = answer.map_err(|error| refused(error.into(), &form.params, authorization.is_some()))?;
        Ok(OAuthAnswer::Done(Any(answer)))
    }
}
