//! `/device_authorization` (RFC 8628 §3.1).

use super::client_request::{authorization, refused};
use crate::flow::client_auth::Presented;
use crate::flow::device as flow;
use crate::http::answer::{OAuthAnswer, Tag};
use crate::http::context::Context;
use crate::http::form::OAuthForm;
use poem::{Request, Result};
use poem_openapi::types::ToJSON;
use poem_openapi::{Object, OpenApi};

/// Parameters of a device authorization request (RFC 8628 §3.1).
#[derive(Debug, Object)]
pub struct DeviceAuthorizationForm {
    /// Space-separated scope tokens.
    scope: Option<String>,
    /// APIs that the tokens are for (RFC 8707); may repeat.
    resource: Option<String>,
    /// The client, where it does not use HTTP Basic.
    client_id: Option<String>,
    /// The client's secret, where it is confidential and does not use HTTP Basic.
    client_secret: Option<String>,
    /// `urn:ietf:params:oauth:client-assertion-type:jwt-bearer` (RFC 7523 §2.2).
    client_assertion_type: Option<String>,
    /// A JWT that the client has signed, in the place of a secret.
    client_assertion: Option<String>,
}

/// A successful answer (RFC 8628 §3.2).
#[derive(Debug, Object)]
pub struct DeviceAuthorizationAnswer {
    /// What the device polls `/token` with.
    device_code: String,
    /// What the person enters, as `WDJB-MJHT`.
    user_code: String,
    /// Where the person enters it.
    verification_uri: String,
    /// The same with the code filled in, for a QR code.
    verification_uri_complete: String,
    /// Seconds that both codes live.
    expires_in: i64,
    /// Seconds that the device waits between two polls.
    interval: i64,
}

/// The endpoint.
#[derive(Debug)]
pub struct DeviceAuthorizationApi;

#[OpenApi]
impl DeviceAuthorizationApi {
    /// Start signing a person in on a device without a browser
    #[oai(path = "/device_authorization", method = "post", operation_id = "deviceAuthorization", tag = "Tag::OAuth")]
    async fn post(
        &self,
        context: Context,
        request: &Request,
        form: OAuthForm<DeviceAuthorizationForm>,
    ) -> Result<OAuthAnswer<DeviceAuthorizationAnswer>> {
        let authorization = authorization(request, &form.params)?;
        let presented = Presented { authorization: authorization.as_deref(), params: &form.params };
        let address = context.address.map_or_else(String::new, |address| address.to_string());
        let started = flow::start(&context.deps, presented, &address, &context.address_bucket()).await;
        let started = started.map_err(|error| refused(error.into(), &form.params, authorization.as_deref()))?;
        let answer = DeviceAuthorizationAnswer {
            device_code: started.device_code,
            user_code: started.user_code.to_string(),
            verification_uri: started.verification_uri,
            verification_uri_complete: started.verification_uri_complete,
            expires_in: started.expires_in,
            interval: started.interval,
        };
        Ok(OAuthAnswer::new(answer.to_json().unwrap_or_default()))
    }
}
