//! What a client does with its registration (RFC 7592). The database is asked, not the directory: another node may have
//! registered it a moment ago.

use super::{PREFIX, Registration, check_open, document, flow_error, new_token, published};
use crate::crypto::digest::constant_time_eq;
use crate::flow::admin::client::{self, new_secret, secret_row};
use crate::flow::admin::{Actor, registration_token};
use crate::flow::client_auth::{hash_chosen, hash_generated};
use crate::flow::{Deps, FlowResult};
use crate::model::{Client, ClientId, ClientSecret, TokenHash, UnixTime};
use crate::protocol::registration::check_reserved;
use crate::protocol::{Fault, Rule};
use crate::store::{self, Tx};
use serde_json::{Map, Value};

/// The client whose registration a request is about, its token proven.
struct Owner {
    client: Client,
    secrets: Vec<ClientSecret>,
    hash: TokenHash,
}

impl Owner {
    /// When the secret that lives longest ends, if all do.
    fn secret_expires_at(&self) -> Option<UnixTime> {
        let forever = self.secrets.iter().any(|secret| secret.expires_at.is_none());
        self.secrets.iter().filter_map(|secret| secret.expires_at).max().filter(|_| !forever)
    }
}

/// The registration as it is; never the secret.
///
/// # Errors
/// A token that is not the client's.
pub async fn show(deps: &Deps, id: &str, token: &str) -> FlowResult<Registration> {
    let owner = authorize(deps, id, token).await?;
    let secret_expires_at = owner.secret_expires_at();
    Ok(Registration { client: owner.client, secret: None, secret_expires_at, token: token.to_owned() })
}

/// Puts `document` in the place of the registration. The registration access token is replaced as well.
///
/// # Errors
/// A token that is not the client's, a document of another client, and what may not be registered.
pub async fn change(
    deps: &Deps,
    id: &str,
    token: &str,
    body: Result<Map<String, Value>, Fault>,
) -> FlowResult<Registration> {
    let mut owner = authorize(deps, id, token).await?;
    let document = body?;
    check_reserved(&document)?;
    check_identity(deps, &owner, &document)?;
    let shared_before = owner.client.metadata.needs_shared_key();
    let mut before = owner.client.metadata.clone();
    id.clone_into(&mut before.client_name);
    owner.client.metadata = document::read(deps, &document, &before).await?;
    client::check(deps, &owner.client.metadata).map_err(flow_error)?;
    let secret = wants_secret(deps, &owner, shared_before).then(|| new_secret(deps));
    let row = secret.as_deref().map(|secret| new_row(deps, &owner.client, secret)).transpose()?;
    let next = new_token(deps);

    let mut tx = deps.services.db.write().await?;
    let (client_id, hash) = (&owner.client.id, registration_token::hash(&next));
    if !store::registration_token::rotate(&mut tx, &owner.hash, &hash, client_id, deps.unix()).await? {
        return Err(Rule::RegistrationTokenInvalid.into());
    }
    client::update(deps, &mut tx, &Actor::Registration, &owner.client).await.map_err(flow_error)?;
    write_secrets(&mut tx, &owner, shared_before, row.as_ref()).await?;
    tx.commit().await?;
    published(deps, "change").await;
    let secret_expires_at = row.map_or_else(|| owner.secret_expires_at(), |row| row.expires_at);
    Ok(Registration { client: owner.client, secret, secret_expires_at, token: next })
}

/// Ends the registration; the client's tokens die with it.
///
/// # Errors
/// A token that is not the client's.
pub async fn remove(deps: &Deps, id: &str, token: &str) -> FlowResult<()> {
    let owner = authorize(deps, id, token).await?;
    let mut tx = deps.services.db.write().await?;
    client::delete(deps, &mut tx, &Actor::Registration, &owner.client.id).await?;
    tx.commit().await?;
    published(deps, "remove").await;
    Ok(())
}

/// # Errors
/// [`Rule::RegistrationTokenInvalid`], also for a client that is not there: who asks learns nothing of it.
async fn authorize(deps: &Deps, id: &str, token: &str) -> FlowResult<Owner> {
    check_open(deps)?;
    if !token.starts_with(PREFIX) {
        return Err(Rule::RegistrationTokenInvalid.into());
    }
    let db = &deps.services.db;
    let hash = registration_token::hash(token);
    let owned = store::registration_token::find_client(db, &hash).await?;
    let owned = owned.filter(|owned| *owned == ClientId::new(id)).ok_or(Rule::RegistrationTokenInvalid)?;
    let client = store::client::find(db, &owned).await?.ok_or(Rule::RegistrationTokenInvalid)?;
    if client.disabled_at.is_some() {
        return Err(Rule::RegistrationDisabled.into());
    }
    let secrets = store::client::list_secrets_of(db, &owned).await?;
    Ok(Owner { client, secrets, hash })
}

/// The document says whose it is, and no other secret than the client has (RFC 7592 §2.2).
fn check_identity(deps: &Deps, owner: &Owner, document: &Map<String, Value>) -> Result<(), Fault> {
    let refused = |member: &str| Err(Fault::new(Rule::RegistrationIdentity).received(member));
    if document.get("client_id").and_then(Value::as_str) != Some(owner.client.id.as_str()) {
        return refused("client_id");
    }
    match document.get("client_secret") {
        None | Some(Value::Null) => Ok(()),
        Some(Value::String(secret)) if is_secret(deps, owner, secret) => Ok(()),
        Some(_) => refused("client_secret"),
    }
}

fn is_secret(deps: &Deps, owner: &Owner, secret: &str) -> bool {
    let hashes = [hash_generated(secret), hash_chosen(deps, secret)];
    let same = |stored: &ClientSecret, hash: &String| constant_time_eq(stored.hash.as_bytes(), hash.as_bytes());
    owner.secrets.iter().any(|stored| hashes.iter().any(|hash| same(stored, hash)))
}

/// Whether the change gives a new secret: there is none, the present one has lived half of its life, or it is needed in a form
/// in which it was not kept.
fn wants_secret(deps: &Deps, owner: &Owner, shared_before: bool) -> bool {
    let metadata = &owner.client.metadata;
    let half = deps.services.settings.registration.secret_lifetime / 2;
    let lasting = |secret: &ClientSecret| secret.expires_at.is_none_or(|at| at > deps.unix().plus(half));
    let lasts = owner.secrets.iter().any(lasting);
    metadata.needs_secret() && (!lasts || (metadata.needs_shared_key() && !shared_before))
}

/// The stored form of a new secret.
fn new_row(deps: &Deps, client: &Client, secret: &str) -> FlowResult<ClientSecret> {
    let mut row = secret_row(deps, client, secret, hash_generated(secret)).map_err(flow_error)?;
    let lifetime = deps.services.settings.registration.secret_lifetime;
    row.expires_at = (lifetime > 0).then(|| deps.unix().plus(lifetime));
    Ok(row)
}

async fn write_secrets(tx: &mut Tx, owner: &Owner, shared_before: bool, new: Option<&ClientSecret>) -> FlowResult<()> {
    let metadata = &owner.client.metadata;
    // A key of MACs is one: the ones before it go, and so do all where none is needed.
    if !metadata.needs_secret() || (metadata.needs_shared_key() && (!shared_before || new.is_some())) {
        store::client::delete_secrets(tx, &owner.client.id).await?;
    }
    if let Some(row) = new {
        store::client::insert_secret(tx, row).await?;
    }
    Ok(())
}
