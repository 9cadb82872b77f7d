//! Scopes, resources, trusted issuers and registration tokens: small sets, each listed whole.

use super::answer::Done;
use super::body::{Members, members, nothing_else, take_number};
use super::{AdminAnswer, Caller, told};
use crate::flow::admin::{AdminError, document, issuer, registration_token, resource, scope};
use crate::http::answer::Tag;
use crate::http::json_body::JsonObject;
use crate::model::{AssertionSubject, InitialToken, Resource, Scope, ScopeDefinition, Seconds, TrustedIssuer};
use poem::Result;
use poem_openapi::param::Path;
use poem_openapi::{Object, OpenApi};
use serde_json::{Value, json};

/// Longest time until an assertion expires where nobody says another, in seconds.
const ASSERTION_LIFETIME: Seconds = 300;

/// A scope.
#[derive(Debug, Object)]
pub struct ScopeBody {
    /// The scope token; it stays.
    name: Option<String>,
    /// What the consent page says it allows.
    description: String,
    /// Scopes that it stands for, space-separated.
    includes: Option<String>,
    /// The description in other languages, by `description#tag`.
    localized: Option<Value>,
}

/// Every scope.
#[derive(Debug, Object)]
pub struct ScopeList {
    /// By name.
    items: Vec<ScopeBody>,
}

/// A resource server.
#[derive(Debug, Object)]
pub struct ResourceBody {
    /// Absolute URI without fragment, the `aud` of its tokens; it stays.
    uri: Option<String>,
    /// Shown on the consent page.
    name: String,
    /// Scopes that mean something to it, space-separated; none means all.
    scope: Option<String>,
    /// Seconds that its access tokens live.
    access_token_lifetime: Option<i64>,
    /// `jwt` or `opaque`.
    access_token_format: Option<String>,
    /// `RS256`, `PS256`, `ES256` or `Ed25519`.
    access_token_signed_response_alg: Option<String>,
}

/// Every resource server.
#[derive(Debug, Object)]
pub struct ResourceList {
    /// By URI.
    items: Vec<ResourceBody>,
}

/// An issuer whose assertions are taken (RFC 7523).
#[derive(Debug, Object)]
pub struct IssuerBody {
    /// `iss` of its assertions, to the letter; it stays.
    issuer: Option<String>,
    /// Its public keys.
    jwks: Option<Value>,
    /// Where they are.
    jwks_uri: Option<String>,
    /// Clients that may bring its assertions.
    clients: Option<Vec<String>>,
    /// How its assertions name a person: `subject`, `username` or `email`.
    subject: Option<String>,
    /// Longest time until an assertion expires, in seconds; 300 when left out.
    max_lifetime: Option<i64>,
}

/// Every trusted issuer.
#[derive(Debug, Object)]
pub struct IssuerList {
    /// By issuer.
    items: Vec<IssuerBody>,
}

/// An initial access token (RFC 7591 §3).
#[derive(Debug, Object)]
pub struct RegistrationTokenBody {
    /// By which it is listed and revoked.
    id: String,
    /// The token itself, in the answer that made it and never again.
    token: Option<String>,
    /// Registrations that it is still good for.
    remaining: i64,
    /// When it was made, in Unix seconds.
    created_at: i64,
    /// When it stops working, in Unix seconds.
    expires_at: Option<i64>,
}

/// Every initial access token.
#[derive(Debug, Object)]
pub struct RegistrationTokenList {
    /// The oldest first.
    items: Vec<RegistrationTokenBody>,
}

/// What to make.
#[derive(Debug, Object)]
pub struct NewRegistrationToken {
    /// Registrations that it is good for; 1 when left out.
    uses: Option<i64>,
    /// Seconds that it works; when left out, until it is used up or revoked.
    lifetime: Option<i64>,
}

/// The endpoints of scopes.
#[derive(Debug)]
pub struct ScopesApi;

#[OpenApi(prefix_path = "/admin/api/scopes", tag = "Tag::Administration")]
impl ScopesApi {
    /// List scopes
    #[oai(path = "/", method = "get", operation_id = "listScopes")]
    async fn list(&self, caller: Caller) -> Result<AdminAnswer<ScopeList>> {
        let scopes = told(&caller, scope::list(caller.deps(), &caller.actor).await)?;
        Ok(AdminAnswer::new(json!({ "items": scopes })))
    }

    /// Show a scope
    #[oai(path = "/:name", method = "get", operation_id = "showScope")]
    async fn show(
        &self,
        caller: Caller,
        /// The scope token.
        name: Path<String>,
    ) -> Result<AdminAnswer<ScopeBody>> {
        let shown = told(&caller, scope::show(caller.deps(), &caller.actor, &name).await)?;
        Ok(AdminAnswer::new(json!(shown)))
    }

    /// Add a scope, or replace what is known of it
    #[oai(path = "/:name", method = "put", operation_id = "putScope")]
    async fn put(
        &self,
        caller: Caller,
        /// The scope token.
        name: Path<String>,
        document: JsonObject<ScopeBody>,
    ) -> Result<AdminAnswer<ScopeBody>> {
        let put = async {
            let base = ScopeDefinition {
                name: name.0,
                description: String::new(),
                includes: Scope::default(),
                localized: std::collections::BTreeMap::new(),
            };
            let members = named(members(document.members)?, "name", &base.name)?;
            let definition = document::read(&base, members)?;
            scope::put(caller.deps(), &caller.actor, definition.clone()).await?;
            Ok(definition)
        };
        let put = told(&caller, put.await)?;
        caller.published().await;
        Ok(AdminAnswer::new(json!(put)))
    }

    /// Remove a scope; tokens that have it keep it until they expire
    #[oai(path = "/:name", method = "delete", operation_id = "removeScope")]
    async fn remove(
        &self,
        caller: Caller,
        /// The scope token.
        name: Path<String>,
    ) -> Result<Done> {
        told(&caller, scope::remove(caller.deps(), &caller.actor, &name).await)?;
        caller.published().await;
        Ok(Done)
    }
}

/// The endpoints of resource servers.
#[derive(Debug)]
pub struct ResourcesApi;

#[OpenApi(prefix_path = "/admin/api/resources", tag = "Tag::Administration")]
impl ResourcesApi {
    /// List resource servers
    #[oai(path = "/", method = "get", operation_id = "listResources")]
    async fn list(&self, caller: Caller) -> Result<AdminAnswer<ResourceList>> {
        let resources = told(&caller, resource::list(caller.deps(), &caller.actor).await)?;
        Ok(AdminAnswer::new(json!({ "items": resources })))
    }

    /// Show a resource server
    #[oai(path = "/:uri", method = "get", operation_id = "showResource")]
    async fn show(
        &self,
        caller: Caller,
        /// Its URI, percent-encoded as one segment.
        uri: Path<String>,
    ) -> Result<AdminAnswer<ResourceBody>> {
        let shown = told(&caller, resource::show(caller.deps(), &caller.actor, &uri).await)?;
        Ok(AdminAnswer::new(json!(shown)))
    }

    /// Register a resource server, or replace what is registered of it
    #[oai(path = "/:uri", method = "put", operation_id = "putResource")]
    async fn put(
        &self,
        caller: Caller,
        /// Its URI, percent-encoded as one segment.
        uri: Path<String>,
        document: JsonObject<ResourceBody>,
    ) -> Result<AdminAnswer<ResourceBody>> {
        let put = async {
            let base = Resource {
                uri: uri.0,
                name: String::new(),
                scope: Scope::default(),
                access_token_lifetime: None,
                access_token_format: None,
                access_token_signed_response_alg: None,
            };
            let members = named(members(document.members)?, "uri", &base.uri)?;
            let registered = document::read(&base, members)?;
            resource::put(caller.deps(), &caller.actor, registered.clone()).await?;
            Ok(registered)
        };
        let put = told(&caller, put.await)?;
        caller.published().await;
        Ok(AdminAnswer::new(json!(put)))
    }

    /// Remove a resource server; tokens for it live on until they expire
    #[oai(path = "/:uri", method = "delete", operation_id = "removeResource")]
    async fn remove(
        &self,
        caller: Caller,
        /// Its URI, percent-encoded as one segment.
        uri: Path<String>,
    ) -> Result<Done> {
        told(&caller, resource::remove(caller.deps(), &caller.actor, &uri).await)?;
        caller.published().await;
        Ok(Done)
    }
}

/// The endpoints of trusted issuers.
#[derive(Debug)]
pub struct IssuersApi;

#[OpenApi(prefix_path = "/admin/api/issuers", tag = "Tag::Administration")]
impl IssuersApi {
    /// List trusted issuers
    #[oai(path = "/", method = "get", operation_id = "listIssuers")]
    async fn list(&self, caller: Caller) -> Result<AdminAnswer<IssuerList>> {
        let issuers = told(&caller, issuer::list(caller.deps(), &caller.actor).await)?;
        Ok(AdminAnswer::new(json!({ "items": issuers })))
    }

    /// Show a trusted issuer
    #[oai(path = "/:issuer", method = "get", operation_id = "showIssuer")]
    async fn show(
        &self,
        caller: Caller,
        /// Its `iss`, percent-encoded as one segment.
        issuer: Path<String>,
    ) -> Result<AdminAnswer<IssuerBody>> {
        let shown = told(&caller, issuer::show(caller.deps(), &caller.actor, &issuer).await)?;
        Ok(AdminAnswer::new(json!(shown)))
    }

    /// Trust an issuer, or replace what it is trusted with; needs `admin:users:write` as well
    #[oai(path = "/:issuer", method = "put", operation_id = "putIssuer")]
    async fn put(
        &self,
        caller: Caller,
        /// Its `iss`, percent-encoded as one segment.
        issuer: Path<String>,
        document: JsonObject<IssuerBody>,
    ) -> Result<AdminAnswer<IssuerBody>> {
        let put = async {
            let base = TrustedIssuer {
                issuer: issuer.0,
                jwks: Value::Null,
                jwks_uri: None,
                clients: Vec::new(),
                subject: AssertionSubject::Subject,
                max_lifetime: ASSERTION_LIFETIME,
            };
            let members = named(members(document.members)?, "issuer", &base.issuer)?;
            let trusted = document::read(&base, members)?;
            issuer::put(caller.deps(), &caller.actor, trusted.clone()).await?;
            Ok(trusted)
        };
        let put = told(&caller, put.await)?;
        caller.published().await;
        Ok(AdminAnswer::new(json!(put)))
    }

    /// Trust an issuer no longer
    #[oai(path = "/:issuer", method = "delete", operation_id = "removeIssuer")]
    async fn remove(
        &self,
        caller: Caller,
        /// Its `iss`, percent-encoded as one segment.
        issuer: Path<String>,
    ) -> Result<Done> {
        told(&caller, issuer::remove(caller.deps(), &caller.actor, &issuer).await)?;
        caller.published().await;
        Ok(Done)
    }
}

/// The endpoints of initial access tokens.
#[derive(Debug)]
pub struct RegistrationTokensApi;

#[OpenApi(prefix_path = "/admin/api/registration-tokens", tag = "Tag::Administration")]
impl RegistrationTokensApi {
    /// List initial access tokens; never the tokens themselves
    #[oai(path = "/", method = "get", operation_id = "listRegistrationTokens")]
    async fn list(&self, caller: Caller) -> Result<AdminAnswer<RegistrationTokenList>> {
        let tokens = told(&caller, registration_token::list(caller.deps(), &caller.actor).await)?;
        Ok(AdminAnswer::new(json!({ "items": tokens.iter().map(view).collect::<Vec<_>>() })))
    }

    /// Make an initial access token, which is shown this once
    #[oai(path = "/", method = "post", operation_id = "addRegistrationToken")]
    async fn add(
        &self,
        caller: Caller,
        document: JsonObject<NewRegistrationToken>,
    ) -> Result<AdminAnswer<RegistrationTokenBody, 201>> {
        let added = async {
            let mut members = members(document.members)?;
            let uses = take_number(&mut members, "uses")?.unwrap_or(1);
            let lifetime = take_number(&mut members, "lifetime")?;
            nothing_else(&members)?;
            registration_token::add(caller.deps(), &caller.actor, uses, lifetime).await
        };
        let (token, secret) = told(&caller, added.await)?;
        let mut shown = view(&token);
        shown["token"] = json!(secret);
        Ok(AdminAnswer::new(shown))
    }

    /// End an initial access token; clients that it registered stay
    #[oai(path = "/:id", method = "delete", operation_id = "revokeRegistrationToken")]
    async fn revoke(
        &self,
        caller: Caller,
        /// Its id.
        id: Path<String>,
    ) -> Result<Done> {
        told(&caller, registration_token::revoke(caller.deps(), &caller.actor, &id).await)?;
        Ok(Done)
    }
}

/// The members besides the name, which is that of the address if it is given again.
pub(super) fn named(mut members: Members, name: &str, address: &str) -> Result<Members, AdminError> {
    match members.remove(name) {
        None => Ok(members),
        Some(Value::String(given)) if given == address => Ok(members),
        Some(_) => Err(AdminError::Invalid(vec![format!("{name}: is not that of the address")])),
    }
}

fn view(token: &InitialToken) -> Value {
    json!({ "id": token.id, "remaining": token.remaining, "created_at": token.created_at,
        "expires_at": token.expires_at })
}
