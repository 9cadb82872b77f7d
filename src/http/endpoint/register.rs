//! `/register` (RFC 7591, OpenID Connect Dynamic Client Registration) and `/register/{client_id}` (RFC 7592).

use super::userinfo::bearer;
use crate::flow::register::{self as flow, Attempt, Registration};
use crate::http::answer::{NoContent, OAuthAnswer, Tag};
use crate::http::context::Context;
use crate::http::json_body::JsonObject;
use crate::http::respond::Refused;
use crate::protocol::params::Params;
use crate::protocol::{Fault, Rule};
use poem::{Request, Result};
use poem_openapi::param::Path;
use poem_openapi::{Object, OpenApi};
use serde_json::Value;

/// What a client says of itself (RFC 7591 §2, OpenID Connect Dynamic Client Registration §2). Other members of these
/// specifications and of the logout specifications are taken as well; unknown ones are ignored.
#[derive(Debug, Object)]
pub struct ClientDocument {
    /// Complete redirect URIs, compared exactly.
    redirect_uris: Option<Vec<String>>,
    /// `code` when left out.
    response_types: Option<Vec<String>>,
    /// `authorization_code` when left out; beside it `refresh_token`, `implicit` and the device grant.
    grant_types: Option<Vec<String>>,
    /// `web` or `native`.
    application_type: Option<String>,
    /// Shown to people.
    client_name: Option<String>,
    /// Who is responsible.
    contacts: Option<Vec<String>>,
    /// Shown to people.
    logo_uri: Option<String>,
    /// Home page.
    client_uri: Option<String>,
    /// Privacy policy.
    policy_uri: Option<String>,
    /// Terms of service.
    tos_uri: Option<String>,
    /// The client's public keys.
    jwks: Option<Value>,
    /// Where they are.
    jwks_uri: Option<String>,
    /// `client_secret_basic` when left out; `none` for a client that cannot keep a secret.
    token_endpoint_auth_method: Option<String>,
    /// Space-separated scope tokens; every scope that is offered when left out.
    scope: Option<String>,
    /// `public` or `pairwise`.
    subject_type: Option<String>,
    /// A document that lists the redirect URIs of the sector.
    sector_identifier_uri: Option<String>,
    /// `RS256` when left out.
    id_token_signed_response_alg: Option<String>,
    /// Where a browser may go after a sign-out.
    post_logout_redirect_uris: Option<Vec<String>>,
    /// A JWT of a trusted issuer whose claims go before the other members (RFC 7591 §2.3).
    software_statement: Option<String>,
}

/// The registration (RFC 7591 §3.2.1), beside every member as it is registered now.
#[derive(Debug, Object)]
pub struct ClientInformation {
    /// The client's id.
    client_id: String,
    /// Its secret; shown when it is made and never again.
    client_secret: Option<String>,
    /// When the secret stops working, in Unix seconds; 0 means never.
    client_secret_expires_at: Option<i64>,
    /// When the client was registered, in Unix seconds.
    client_id_issued_at: i64,
    /// With which the registration is read, changed and removed; a change replaces it.
    registration_access_token: String,
    /// Where that is done.
    registration_client_uri: String,
}

/// The endpoints.
#[derive(Debug)]
pub struct RegisterApi;

#[OpenApi]
impl RegisterApi {
    /// Register a client
    ///
    /// With an initial access token where the server asks for one.
    #[oai(path = "/register", method = "post", operation_id = "register", tag = "Tag::Registration")]
    async fn post(
        &self,
        context: Context,
        request: &Request,
        document: JsonObject<ClientDocument>,
    ) -> Result<OAuthAnswer<ClientInformation, 201>> {
        let token = optional_bearer(request).map_err(Refused::from)?;
        let address = context.address_bucket();
        let attempt = Attempt { token: token.as_deref(), body: document.members, address: &address };
        Ok(told(&context, flow::register(&context.deps, attempt).await)?)
    }

    /// Read a registration
    #[oai(path = "/register/:client_id", method = "get", operation_id = "registration", tag = "Tag::Registration")]
    async fn get(
        &self,
        context: Context,
        request: &Request,
        /// The client's id.
        client_id: Path<String>,
    ) -> Result<OAuthAnswer<ClientInformation>> {
        let token = optional_bearer(request).map_err(Refused::from)?.ok_or(Refused::from(Rule::TokenMissing))?;
        Ok(told(&context, flow::show(&context.deps, &client_id, &token).await)?)
    }

    /// Replace a registration
    #[oai(
        path = "/register/:client_id",
        method = "put",
        operation_id = "changeRegistration",
        tag = "Tag::Registration"
    )]
    async fn put(
        &self,
        context: Context,
        request: &Request,
        /// The client's id.
        client_id: Path<String>,
        document: JsonObject<ClientDocument>,
    ) -> Result<OAuthAnswer<ClientInformation>> {
        let token = optional_bearer(request).map_err(Refused::from)?.ok_or(Refused::from(Rule::TokenMissing))?;
        Ok(told(&context, flow::change(&context.deps, &client_id, &token, document.members).await)?)
    }

    /// Remove a client and everything that it was given
    #[oai(
        path = "/register/:client_id",
        method = "delete",
        operation_id = "removeRegistration",
        tag = "Tag::Registration"
    )]
    async fn delete(
        &self,
        context: Context,
        request: &Request,
        /// The client's id.
        client_id: Path<String>,
    ) -> Result<NoContent> {
        let token = optional_bearer(request).map_err(Refused::from)?.ok_or(Refused::from(Rule::TokenMissing))?;
        flow::remove(&context.deps, &client_id, &token).await.map_err(Refused::from)?;
        Ok(NoContent)
    }
}

fn told<const STATUS: u16>(
    context: &Context,
    registration: crate::flow::FlowResult<Registration>,
) -> Result<OAuthAnswer<ClientInformation, STATUS>, Refused> {
    let registration = registration.map_err(Refused::from)?;
    Ok(OAuthAnswer::new(registration.document(&context.deps)))
}

/// The bearer token, where there is one (RFC 6750 §2.1).
fn optional_bearer(request: &Request) -> Result<Option<String>, Fault> {
    match bearer(request, &Params::default()) {
        Ok(token) => Ok(Some(token)),
        Err(fault) if fault.rule == Rule::TokenMissing => Ok(None),
        Err(fault) => Err(fault),
    }
}
