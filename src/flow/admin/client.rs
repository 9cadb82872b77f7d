//! Clients.

use super::client_seen::read;
pub use super::client_seen::{ClientFilter, find, list, show};
use super::{Actor, AdminError};
use crate::flow::Deps;
use crate::flow::client_auth::{hash_chosen, hash_generated};
use crate::flow::client_keys::{client_secret, needs_readable_secret, seal};
use crate::flow::protect::without_key;
use crate::jose::ForeignKeys;
use crate::model::{
    Action, AuthMethod, Client, ClientId, ClientMetadata, ClientSecret, JwsAlgorithm, Permission, RevocationReason,
    ScopeDefinition, SigningAlgorithm,
};
use crate::protocol::client_metadata::check_metadata;
use crate::store::change::{ChangeKind, bump};
use crate::store::{self, StoreError, Tx};

/// Marks generated secrets, so that scanners find leaked ones.
const SECRET_PREFIX: &str = "sys_";

/// Fewest bytes of a secret that is the key of a MAC.
const SHORTEST_KEY: usize = 32;

/// A client with the secret that is shown this once.
#[derive(Clone, Debug)]
pub struct NewClient {
    /// The client.
    pub client: Client,
    /// Its secret, if it has one that nobody chose.
    pub secret: Option<String>,
}

/// What to make.
#[derive(Clone, Debug)]
pub struct AddClient {
    /// `client_id`; generated when absent.
    pub id: Option<String>,
    /// What is registered of it.
    pub metadata: ClientMetadata,
    /// A secret that a person chose; generated for confidential clients when absent.
    pub secret: Option<String>,
}

/// A client that passed every check, and nothing of it written.
#[derive(Debug)]
pub struct Prepared {
    /// The client.
    pub client: Client,
    /// Its secret, if it has one that nobody chose.
    pub generated: Option<String>,
    /// The stored form of its secret, if it has one.
    pub secret: Option<ClientSecret>,
}

/// Registers a client.
///
/// # Errors
/// [`AdminError::Invalid`], [`AdminError::Exists`].
pub async fn add(deps: &Deps, actor: &Actor, command: AddClient) -> Result<NewClient, AdminError> {
    let prepared = prepare(deps, actor, command)?;
    let mut tx = deps.services.db.write().await?;
    check_groups(&mut tx, &prepared.client.metadata.access.allowed_groups).await?;
    insert(deps, &mut tx, actor, &prepared).await?;
    tx.commit().await?;
    Ok(NewClient { client: prepared.client, secret: prepared.generated })
}

/// Checks what is to be registered, and makes its id and secret.
///
/// # Errors
/// [`AdminError::Invalid`].
pub fn prepare(deps: &Deps, actor: &Actor, command: AddClient) -> Result<Prepared, AdminError> {
    actor.require(Permission::ClientsWrite)?;
    actor.require_all_of(&command.metadata.scope)?;
    check(deps, &command.metadata)?;
    let mut prepared = make(deps, command)?;
    actor.manager().clone_into(&mut prepared.client.managed_by);
    Ok(prepared)
}

/// The client with its id and secret, whose document passed [`check`].
///
/// # Errors
/// [`AdminError::Invalid`].
pub(super) fn make(deps: &Deps, command: AddClient) -> Result<Prepared, AdminError> {
    let id = command.id.unwrap_or_else(|| new_id(deps));
    check_id(&id)?;
    let now = deps.unix();
    let client = Client {
        id: ClientId::new(id),
        metadata: command.metadata,
        managed_by: Actor::Server.manager().to_owned(),
        tokens_valid_from: now,
        version: 1,
        disabled_at: None,
        created_at: now,
        expires_at: None,
    };
    if client.is_public() && command.secret.is_some() {
        return Err(AdminError::invalid("a public client has no secret"));
    }
    let generated = (client.metadata.needs_secret() && command.secret.is_none()).then(|| new_secret(deps));
    let secret = match (&generated, &command.secret) {
        (Some(secret), _) => Some(secret_row(deps, &client, secret, hash_generated(secret))?),
        (None, Some(chosen)) => Some(secret_row(deps, &client, chosen, hash_chosen(deps, chosen))?),
        (None, None) => None,
    };
    Ok(Prepared { client, generated, secret })
}

/// Writes what was prepared, with its event.
///
/// # Errors
/// [`AdminError::Exists`].
pub async fn insert(deps: &Deps, tx: &mut Tx, actor: &Actor, prepared: &Prepared) -> Result<(), AdminError> {
    let client = &prepared.client;
    store::client::insert(tx, client).await.map_err(|error| exists(error, &client.id))?;
    if let Some(secret) = &prepared.secret {
        store::client::insert_secret(tx, secret).await?;
    }
    write_event(deps, tx, actor, Action::ClientAdd, &client.id).await?;
    Ok(())
}

/// Checks a document as it stands.
///
/// # Errors
/// [`AdminError::Invalid`] with everything that is wrong.
pub fn check(deps: &Deps, metadata: &ClientMetadata) -> Result<(), AdminError> {
    check_among(deps, metadata, &deps.snapshot.scopes)
}

/// The same among the scopes that there are.
///
/// # Errors
/// [`AdminError::Invalid`] with everything that is wrong.
pub(super) fn check_among(
    deps: &Deps,
    metadata: &ClientMetadata,
    scopes: &[ScopeDefinition],
) -> Result<(), AdminError> {
    check_metadata(metadata, scopes).map_err(AdminError::Invalid)?;
    check_algorithms(deps, metadata)
}

/// Changes what is registered of a client.
///
/// # Errors
/// [`AdminError::Invalid`], [`AdminError::NotFound`], [`AdminError::Conflict`].
pub async fn set(deps: &Deps, actor: &Actor, id: &str, change: impl FnOnce(&mut Client)) -> Result<Client, AdminError> {
    self::change(deps, actor, (id, None), |client| {
        change(client);
        Ok(())
    })
    .await
}

/// Changes a client, if it is the expected version of it, as `change` says, or not at all.
///
/// # Errors
/// As [`set`], [`AdminError::Conflict`] for another version, and what `change` says.
pub async fn change(
    deps: &Deps,
    actor: &Actor,
    (id, expected): (&str, Option<i64>),
    change: impl FnOnce(&mut Client) -> Result<(), AdminError>,
) -> Result<Client, AdminError> {
    actor.require(Permission::ClientsWrite)?;
    let mut client = read(deps, id).await?.client;
    // Neither given a power that the actor lacks, nor led elsewhere with one that it has already.
    actor.require_all_of(&client.metadata.scope)?;
    if expected.is_some_and(|version| version != client.version) {
        return Err(AdminError::Conflict);
    }
    let groups = client.metadata.access.allowed_groups.clone();
    change(&mut client)?;
    actor.require_all_of(&client.metadata.scope)?;
    check(deps, &client.metadata)?;
    let mut tx = deps.services.db.write().await?;
    if client.metadata.access.allowed_groups != groups {
        check_groups(&mut tx, &client.metadata.access.allowed_groups).await?;
    }
    update(deps, &mut tx, actor, &client).await?;
    tx.commit().await?;
    client.version += 1;
    Ok(client)
}

/// Writes a changed client that passed [`check`], with its event.
///
/// # Errors
/// [`AdminError::Conflict`].
pub async fn update(deps: &Deps, tx: &mut Tx, actor: &Actor, client: &Client) -> Result<(), AdminError> {
    if !store::client::update(tx, client).await? {
        return Err(AdminError::Conflict);
    }
    if client.disabled_at.is_some() {
        store::grant::revoke_by_client(tx, &client.id, RevocationReason::Administrator, deps.unix()).await?;
    }
    write_event(deps, tx, actor, Action::ClientSet, &client.id).await?;
    Ok(())
}

/// Switches a client off, which kills its tokens at once, or on again; those stay dead.
///
/// # Errors
/// As [`set`].
pub async fn disable(deps: &Deps, actor: &Actor, id: &str, off: bool) -> Result<Client, AdminError> {
    let now = deps.unix();
    set(deps, actor, id, |client| {
        client.disabled_at = off.then_some(now);
        if off {
            client.tokens_valid_from = now.max(client.tokens_valid_from).plus(1);
        }
    })
    .await
}

/// Kills every token that the client has, its own and those of people; it may get new ones at once. Gives how many grants
/// ended.
///
/// # Errors
/// [`AdminError::NotFound`], [`AdminError::Conflict`].
pub async fn revoke(deps: &Deps, actor: &Actor, id: &str) -> Result<u64, AdminError> {
    actor.require(Permission::ClientsWrite)?;
    let mut client = read(deps, id).await?.client;
    // Later than what was issued in this very second, also after an earlier call.
    client.tokens_valid_from = deps.unix().max(deps.not_before(&client).await?).plus(1);
    let mut tx = deps.services.db.write().await?;
    if !store::client::update(&mut tx, &client).await? {
        return Err(AdminError::Conflict);
    }
    let reason = RevocationReason::Administrator;
    let ended = store::grant::revoke_by_client(&mut tx, &client.id, reason, deps.unix()).await?;
    write_event(deps, &mut tx, actor, Action::ClientRevoke, &client.id).await?;
    tx.commit().await?;
    Ok(ended)
}

/// Removes a client; its tokens die with it.
///
/// # Errors
/// [`AdminError::NotFound`].
pub async fn remove(deps: &Deps, actor: &Actor, id: &str) -> Result<(), AdminError> {
    actor.require(Permission::ClientsWrite)?;
    let client_id = read(deps, id).await?.client.id;
    let mut tx = deps.services.db.write().await?;
    delete(deps, &mut tx, actor, &client_id).await?;
    tx.commit().await?;
    Ok(())
}

/// Deletes a client with all that hangs on it, and writes the event.
///
/// # Errors
/// When the database fails.
pub async fn delete(deps: &Deps, tx: &mut Tx, actor: &Actor, client_id: &ClientId) -> Result<(), StoreError> {
    store::client::delete(tx, client_id).await?;
    store::consent::delete_by_client(tx, client_id).await?;
    write_event(deps, tx, actor, Action::ClientRemove, client_id).await
}

/// Gives a client a new secret; the present ones work `grace` seconds longer.
///
/// # Errors
/// [`AdminError::NotFound`], [`AdminError::Invalid`] for a public client.
pub async fn rotate_secret(deps: &Deps, actor: &Actor, id: &str, grace: i64) -> Result<String, AdminError> {
    actor.require(Permission::ClientsWrite)?;
    let registered = read(deps, id).await?;
    actor.require_all_of(&registered.client.metadata.scope)?;
    if registered.client.is_public() {
        return Err(AdminError::invalid("a public client has no secret"));
    }
    let secret = new_secret(deps);
    let client_id = &registered.client.id;
    let row = secret_row(deps, &registered.client, &secret, hash_generated(&secret))?;
    let mut tx = deps.services.db.write().await?;
    store::client::expire_secrets(&mut tx, client_id, deps.unix().plus(grace)).await?;
    store::client::insert_secret(&mut tx, &row).await?;
    write_event(deps, &mut tx, actor, Action::ClientRotateSecret, client_id).await?;
    tx.commit().await?;
    Ok(secret)
}

/// Whether the client's secret is needed as a key, and none that lives is kept readable: it was made before the client was
/// registered for that. A new one mends it.
#[must_use]
pub fn lacks_readable_secret(deps: &Deps, client: &Client) -> bool {
    let held = deps.snapshot.client(client.id.as_str());
    needs_readable_secret(&client.metadata) && held.is_none_or(|registered| client_secret(deps, registered).is_none())
}

/// What is wrong with a member that names an algorithm without a key.
pub(super) fn no_key(name: &str, alg: SigningAlgorithm) -> String {
    format!("{name}: no key is kept for {alg}; add it to keys.algorithms (SYMBOLON_KEYS__ALGORITHMS) and restart")
}

/// A client can only choose an algorithm that there is a key for, and bring keys that can be read.
fn check_algorithms(deps: &Deps, metadata: &ClientMetadata) -> Result<(), AdminError> {
    let kept = deps.snapshot.keys.algorithms();
    let responses = &metadata.responses;
    let chosen = [
        ("id_token_signed_response_alg", responses.id_token_signed_response_alg.asymmetric()),
        ("userinfo_signed_response_alg", responses.userinfo_signed_response_alg.and_then(JwsAlgorithm::asymmetric)),
        ("access_token_signed_response_alg", Some(metadata.access_token_signed_response_alg)),
        ("introspection_signed_response_alg", Some(metadata.introspection_signed_response_alg)),
    ];
    let chosen = chosen.into_iter().filter_map(|(name, alg)| Some((name, alg?)));
    let mut problems: Vec<_> =
        chosen.filter(|(_, alg)| !kept.contains(alg)).map(|(name, alg)| no_key(name, alg)).collect();
    problems.extend(check_jwks(metadata).err());
    problems.extend(without_key(metadata));
    if problems.is_empty() { Ok(()) } else { Err(AdminError::Invalid(problems)) }
}

/// Groups are named as they are: a name that nobody bears would shut everybody out.
/// Whether the groups exist; they stay until the transaction ends.
async fn check_groups(tx: &mut Tx, names: &[String]) -> Result<(), AdminError> {
    if !names.is_empty() {
        store::group::hold(tx).await?;
    }
    for name in names {
        if store::group::find_in(tx, name).await?.is_none() {
            return Err(AdminError::NotFound { noun: "group", name: name.clone() });
        }
    }
    Ok(())
}

/// An inline key set can be read, holds nothing private, and a client that authenticates by its keys has one for that.
fn check_jwks(metadata: &ClientMetadata) -> Result<(), String> {
    let Some(set) = &metadata.keys.jwks else { return Ok(()) };
    let keys = ForeignKeys::parse(set).map_err(|error| format!("jwks: {error}"))?;
    if metadata.token_endpoint_auth_method == Some(AuthMethod::PrivateKeyJwt) && keys.is_empty() {
        return Err("jwks has no key for signatures that is supported here".to_owned());
    }
    Ok(())
}

/// A `client_id` of 128 random bits or more. It begins with a letter, or a shell would take one that begins with a hyphen
/// for an option.
pub(in crate::flow) fn new_id(deps: &Deps) -> String {
    format!("c{}", &deps.services.random.token()[..22])
}

/// Whether it can be a `client_id`.
///
/// # Errors
/// [`AdminError::Invalid`].
pub(super) fn check_id(id: &str) -> Result<(), AdminError> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~' | b'@');
    if (1..=100).contains(&id.len()) && id.bytes().all(plain) {
        Ok(())
    } else {
        Err(AdminError::invalid("a client_id is 1 to 100 letters, digits and -_.~@"))
    }
}

/// A secret of 256 random bits.
pub(in crate::flow) fn new_secret(deps: &Deps) -> String {
    format!("{SECRET_PREFIX}{}", deps.services.random.token())
}

/// The stored form of a secret: what it is compared with, and itself, sealed, where it is needed as a key.
pub(in crate::flow) fn secret_row(
    deps: &Deps,
    client: &Client,
    secret: &str,
    hash: String,
) -> Result<ClientSecret, AdminError> {
    let id = deps.row_id();
    let readable = needs_readable_secret(&client.metadata);
    // RFC 7518 §3.2.
    if readable && secret.len() < SHORTEST_KEY {
        return Err(AdminError::invalid("a secret that is the key of HS256 has 32 bytes or more"));
    }
    let sealed = readable.then(|| seal(&deps.services, &id, secret));
    Ok(ClientSecret { id, client_id: client.id.clone(), hash, sealed, created_at: deps.unix(), expires_at: None })
}

async fn write_event(
    deps: &Deps,
    tx: &mut Tx,
    actor: &Actor,
    action: Action,
    client_id: &ClientId,
) -> Result<(), StoreError> {
    bump(tx, ChangeKind::Client).await?;
    let mut event = deps.event(actor.name(), action);
    event.client_id = Some(client_id);
    deps.record(tx, &event).await
}

fn exists(error: StoreError, id: &ClientId) -> AdminError {
    match error {
        StoreError::Duplicate => AdminError::Exists { noun: "client", name: id.to_string() },
        other => other.into(),
    }
}
