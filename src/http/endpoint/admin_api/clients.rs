//! `/admin/api/clients`.

use super::answer::Done;
use super::body::{Members, members, nothing_else, take_number, take_text};
use super::{AdminAnswer, Caller, limit, told};
use crate::flow::admin::client::{self, AddClient, ClientFilter};
use crate::flow::admin::{AdminError, document};
use crate::http::answer::Tag;
use crate::http::json_body::JsonObject;
use crate::model::{Client, ClientMetadata, Seconds};
use poem::Result;
use poem_openapi::param::{Path, Query};
use poem_openapi::{Object, OpenApi};
use serde_json::{Value, json};

/// Longest time that an old secret may go on working, in seconds: 30 days.
const LONGEST_GRACE: Seconds = 2_592_000;

/// What is registered of a client: the members of RFC 7591 §2 and OpenID Connect Dynamic Client Registration §2, and our own.
/// The most used ones stand here; docs/clients.md has all.
#[derive(Debug, Object)]
pub struct ClientRegistration {
    /// Chosen, or made when left out; it stays.
    client_id: Option<String>,
    /// Chosen; made for a confidential client when left out, and shown in the answer this once. Only for a new client.
    client_secret: Option<String>,
    /// Shown on the sign-in and consent pages.
    client_name: Option<String>,
    /// `public` or `confidential`; it stays.
    client_type: Option<String>,
    /// `web` or `native`.
    application_type: Option<String>,
    /// Complete redirect URIs, compared exactly.
    redirect_uris: Option<Vec<String>>,
    /// Grants that it may use.
    grant_types: Option<Vec<String>>,
    /// Scopes that it may ask for, space-separated.
    scope: Option<String>,
    /// What it is given when it asks for none.
    default_scope: Option<String>,
    /// The one method by which it authenticates.
    token_endpoint_auth_method: Option<String>,
    /// Belongs to the operator: no consent page.
    first_party: Option<bool>,
    /// The client's public keys.
    jwks: Option<Value>,
    /// Where they are.
    jwks_uri: Option<String>,
    /// Where a browser may go after a sign-out.
    post_logout_redirect_uris: Option<Vec<String>>,
}

/// A client; every member of its registration stands beside these.
#[derive(Debug, Object)]
pub struct ClientBody {
    /// The client's id.
    client_id: String,
    /// Its secret, in the answer that made it and never again.
    client_secret: Option<String>,
    /// Shown on the sign-in and consent pages.
    client_name: String,
    /// `public` or `confidential`.
    client_type: String,
    /// Whether it is switched off.
    disabled: bool,
    /// Who looks after it: `admin`, `cli`, `file`, `server` or `registration`.
    managed_by: String,
    /// Grows with each change; the `ETag`.
    version: i64,
    /// When it was made, in Unix seconds.
    created_at: i64,
}

/// A page of clients.
#[derive(Debug, Object)]
pub struct ClientPage {
    /// By id.
    items: Vec<ClientBody>,
    /// `after` of the page that follows; null on the last page.
    next: Option<String>,
}

/// How to give a new secret.
#[derive(Debug, Object)]
pub struct SecretRotation {
    /// Seconds that the present secrets go on working; 0 when left out.
    grace: Option<i64>,
}

/// A secret that is shown this once.
#[derive(Debug, Object)]
pub struct SecretBody {
    /// The client's id.
    client_id: String,
    /// Its new secret.
    client_secret: String,
}

/// The endpoints.
#[derive(Debug)]
pub struct ClientsApi;

#[OpenApi(prefix_path = "/admin/api/clients", tag = "Tag::Administration")]
impl ClientsApi {
    /// List clients
    #[oai(path = "/", method = "get", operation_id = "listClients")]
    async fn list(
        &self,
        caller: Caller,
        /// A part of the id or the name.
        search: Query<Option<String>>,
        /// `next` of the page before.
        after: Query<Option<String>>,
        /// Most items, up to 1000; 100 when left out.
        #[oai(name = "limit")]
        most: Query<Option<u32>>,
    ) -> Result<AdminAnswer<ClientPage>> {
        let limit = limit(&most);
        let filter = ClientFilter { search: search.0, after: after.0, limit };
        let clients = told(&caller, client::list(caller.deps(), &caller.actor, &filter).await)?;
        Ok(AdminAnswer::page(clients.iter().map(view).collect(), limit, "client_id"))
    }

    /// Register a client
    #[oai(path = "/", method = "post", operation_id = "addClient")]
    async fn add(
        &self,
        caller: Caller,
        document: JsonObject<ClientRegistration>,
    ) -> Result<AdminAnswer<ClientBody, 201>> {
        let added = async {
            let mut members = members(document.members)?;
            let id = take_text(&mut members, "client_id")?;
            let secret = take_text(&mut members, "client_secret")?;
            let metadata = document::read(&ClientMetadata::named(""), members)?;
            client::add(caller.deps(), &caller.actor, AddClient { id, metadata, secret }).await
        };
        let added = told(&caller, added.await)?;
        caller.published().await;
        let mut shown = view(&added.client);
        if let Some(secret) = added.secret {
            shown["client_secret"] = json!(secret);
        }
        Ok(AdminAnswer::new(shown))
    }

    /// Show a client
    #[oai(path = "/:client_id", method = "get", operation_id = "showClient")]
    async fn show(
        &self,
        caller: Caller,
        /// The client's id.
        client_id: Path<String>,
    ) -> Result<AdminAnswer<ClientBody>> {
        let shown = told(&caller, client::show(caller.deps(), &caller.actor, &client_id).await)?;
        Ok(AdminAnswer::new(view(&shown.client)))
    }

    /// Replace what is registered of a client; members that are left out are at their defaults afterwards
    #[oai(path = "/:client_id", method = "put", operation_id = "replaceClient")]
    async fn replace(
        &self,
        caller: Caller,
        /// The client's id.
        client_id: Path<String>,
        document: JsonObject<ClientRegistration>,
    ) -> Result<AdminAnswer<ClientBody>> {
        let changed = async {
            let members = members(document.members)?;
            change(&caller, &client_id, members, |client| ClientMetadata {
                client_type: client.client_type,
                ..ClientMetadata::named("")
            })
            .await
        };
        Ok(AdminAnswer::new(view(&told(&caller, changed.await)?)))
    }

    /// Change what is registered of a client; members that are left out stay, null takes them away
    #[oai(path = "/:client_id", method = "patch", operation_id = "changeClient")]
    async fn change(
        &self,
        caller: Caller,
        /// The client's id.
        client_id: Path<String>,
        document: JsonObject<ClientRegistration>,
    ) -> Result<AdminAnswer<ClientBody>> {
        let changed = async { change(&caller, &client_id, members(document.members)?, Clone::clone).await };
        Ok(AdminAnswer::new(view(&told(&caller, changed.await)?)))
    }

    /// Remove a client; its tokens die
    #[oai(path = "/:client_id", method = "delete", operation_id = "removeClient")]
    async fn remove(
        &self,
        caller: Caller,
        /// The client's id.
        client_id: Path<String>,
    ) -> Result<Done> {
        told(&caller, client::remove(caller.deps(), &caller.actor, &client_id).await)?;
        caller.published().await;
        Ok(Done)
    }

    /// Give a client a new secret, which is shown this once
    #[oai(path = "/:client_id/rotate-secret", method = "post", operation_id = "rotateClientSecret")]
    async fn rotate_secret(
        &self,
        caller: Caller,
        /// The client's id.
        client_id: Path<String>,
        document: JsonObject<SecretRotation>,
    ) -> Result<AdminAnswer<SecretBody>> {
        let rotated = async {
            let mut members = members(document.members)?;
            let grace = take_number(&mut members, "grace")?.unwrap_or(0);
            nothing_else(&members)?;
            if !(0..=LONGEST_GRACE).contains(&grace) {
                return Err(AdminError::Invalid(vec![format!("grace: must be 0 to {LONGEST_GRACE} seconds")]));
            }
            client::rotate_secret(caller.deps(), &caller.actor, &client_id, grace).await
        };
        let secret = told(&caller, rotated.await)?;
        caller.published().await;
        Ok(AdminAnswer::new(json!({ "client_id": client_id.0, "client_secret": secret })))
    }

    /// Switch a client off; its tokens die
    #[oai(path = "/:client_id/disable", method = "post", operation_id = "disableClient")]
    async fn disable(
        &self,
        caller: Caller,
        /// The client's id.
        client_id: Path<String>,
    ) -> Result<AdminAnswer<ClientBody>> {
        switch(&caller, &client_id, true).await
    }

    /// Switch a client on again
    #[oai(path = "/:client_id/enable", method = "post", operation_id = "enableClient")]
    async fn enable(
        &self,
        caller: Caller,
        /// The client's id.
        client_id: Path<String>,
    ) -> Result<AdminAnswer<ClientBody>> {
        switch(&caller, &client_id, false).await
    }

    /// Kill every token that a client has; it may get new ones
    #[oai(path = "/:client_id/revoke", method = "post", operation_id = "revokeClient")]
    async fn revoke(
        &self,
        caller: Caller,
        /// The client's id.
        client_id: Path<String>,
    ) -> Result<Done> {
        told(&caller, client::revoke(caller.deps(), &caller.actor, &client_id).await)?;
        caller.published().await;
        Ok(Done)
    }
}

/// Puts `members` over the base that is made of what is registered.
async fn change(
    caller: &Caller,
    client_id: &str,
    mut members: Members,
    base: impl FnOnce(&ClientMetadata) -> ClientMetadata,
) -> Result<Client, AdminError> {
    // A document that was read may be sent back; what it says of these stays as it is.
    if take_text(&mut members, "client_id")?.is_some_and(|given| given != client_id) {
        return Err(AdminError::Invalid(vec!["client_id: is not that of the address".to_owned()]));
    }
    for kept in ["disabled", "managed_by", "version", "created_at"] {
        members.remove(kept);
    }
    let change = |client: &mut Client| {
        let metadata = document::read(&base(&client.metadata), members)?;
        if metadata.client_type != client.metadata.client_type {
            let why = "client_type: cannot be changed; register another client";
            return Err(AdminError::Invalid(vec![why.to_owned()]));
        }
        client.metadata = metadata;
        Ok(())
    };
    let changed = client::change(caller.deps(), &caller.actor, (client_id, caller.expected), change).await?;
    caller.published().await;
    Ok(changed)
}

async fn switch(caller: &Caller, client_id: &str, off: bool) -> Result<AdminAnswer<ClientBody>> {
    let changed = told(caller, client::disable(caller.deps(), &caller.actor, client_id, off).await)?;
    caller.published().await;
    Ok(AdminAnswer::new(view(&changed)))
}

fn view(client: &Client) -> Value {
    let mut shown = json!(client.metadata);
    shown["client_id"] = json!(client.id);
    shown["disabled"] = json!(client.disabled_at.is_some());
    shown["managed_by"] = json!(client.managed_by);
    shown["version"] = json!(client.version);
    shown["created_at"] = json!(client.created_at);
    shown
}
