//! `/introspect` (RFC 7662).

use super::token::{authorization, refused};
use crate::flow::client_auth::Presented;
use crate::flow::introspect as flow;
use crate::http::context::Context;
use crate::http::form::OAuthForm;
use crate::http::openapi::{OAuthAnswer, Tag};
use poem::{Request, Result};
use poem_openapi::types::Any;
use poem_openapi::{Object, OpenApi};
use serde_json::Value;

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
}

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
