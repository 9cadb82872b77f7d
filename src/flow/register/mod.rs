//! Clients that register themselves (RFC 7591, OpenID Connect Dynamic Client Registration) and look after their registration
//! (RFC 7592). They go through the same deeds as an administrator's, with less to say.

mod document;
mod expiry;
mod manage;
mod sector;
mod statement;

pub use expiry::remove_unused;
pub use manage::{change, remove, show};

use super::admin::client::{self, AddClient, Prepared};
use super::admin::{Actor, AdminError, registration_token};
use super::limits::{self, Bucket};
use super::{Deps, FlowError, FlowResult};
use crate::config::RegistrationMode;
use crate::model::{Client, ClientMetadata, TokenHash, UnixTime};
use crate::protocol::{Fault, Rule, registration};
use crate::store;
use crate::store::change::{ChangeKind, bump};
use serde_json::{Map, Value, json};

/// Marks registration access tokens, so that another kind of token is refused before it is looked up.
const PREFIX: &str = "syt_";

/// What a client is told of its registration.
#[derive(Clone, Debug)]
pub struct Registration {
    /// The client.
    pub client: Client,
    /// Its secret, where it has just been made.
    pub secret: Option<String>,
    /// When its secret stops working, where it has one that does.
    pub secret_expires_at: Option<UnixTime>,
    /// Its registration access token.
    pub token: String,
}

impl Registration {
    /// The client information response (RFC 7591 §3.2.1, RFC 7592 §3).
    #[must_use]
    pub fn document(&self, deps: &Deps) -> Value {
        let id = &self.client.id;
        let mut told = registration::describe(&self.client.metadata);
        told.insert("client_id".to_owned(), json!(id));
        told.insert("client_id_issued_at".to_owned(), json!(self.client.created_at.get()));
        if self.client.metadata.needs_secret() {
            let expires_at = self.secret_expires_at.map_or(0, UnixTime::get);
            told.insert("client_secret_expires_at".to_owned(), json!(expires_at));
        }
        if let Some(secret) = &self.secret {
            told.insert("client_secret".to_owned(), json!(secret));
        }
        let uri = format!("{}/register/{id}", deps.services.settings.issuer.as_str());
        told.insert("registration_client_uri".to_owned(), json!(uri));
        told.insert("registration_access_token".to_owned(), json!(self.token));
        Value::Object(told)
    }
}

/// A registration request.
#[derive(Debug)]
pub struct Attempt<'a> {
    /// The bearer token, if it has one.
    pub token: Option<&'a str>,
    /// The body, or why it cannot be read.
    pub body: Result<Map<String, Value>, Fault>,
    /// Where it comes from, as limits count it.
    pub address: &'a str,
}

/// Registers a client. Whatever is refused leaves nothing behind, and uses no initial access token up.
///
/// # Errors
/// Who may not register, what may not be registered, and limits.
pub async fn register(deps: &Deps, attempt: Attempt<'_>) -> FlowResult<Registration> {
    let initial = admit(deps, attempt.token).await?;
    reserve(deps, attempt.address).await?;
    let id = client::new_id(deps);
    let metadata = document::read(deps, &attempt.body?, &ClientMetadata::named(&id)).await?;
    let command = AddClient { id: Some(id), metadata, secret: None };
    let mut prepared = client::prepare(deps, &Actor::Registration, command).map_err(flow_error)?;
    let settings = &deps.services.settings.registration;
    let ends = |lifetime: i64| (lifetime > 0).then(|| deps.unix().plus(lifetime));
    prepared.client.expires_at = ends(settings.unused_lifetime);
    let secret_expires_at = ends(settings.secret_lifetime);
    if let Some(secret) = &mut prepared.secret {
        secret.expires_at = secret_expires_at;
    }
    let token = new_token(deps);
    write(deps, &prepared, initial.as_ref(), &token).await?;
    published(deps, "register").await;
    Ok(Registration { client: prepared.client, secret: prepared.generated, secret_expires_at, token })
}

async fn write(deps: &Deps, prepared: &Prepared, initial: Option<&TokenHash>, token: &str) -> FlowResult<()> {
    let mut tx = deps.services.db.write().await?;
    if let Some(hash) = initial
        && !store::registration_token::redeem(&mut tx, hash, deps.unix()).await?
    {
        return Err(Rule::InitialTokenInvalid.into());
    }
    // The counter's row belongs to this transaction from here on: of many that register at once, each counts the ones
    // before it.
    bump(&mut tx, ChangeKind::Client).await?;
    let most = i64::from(deps.services.settings.registration.max_clients);
    let present = store::client::count_by_manager(&mut tx, Client::REGISTRATION).await?;
    if present >= most {
        return Err(Fault::new(Rule::RegistrationFull).expected(format!("at most {most} clients")).into());
    }
    client::insert(deps, &mut tx, &Actor::Registration, prepared).await.map_err(flow_error)?;
    let (hash, id) = (registration_token::hash(token), &prepared.client.id);
    store::registration_token::insert_of_client(&mut tx, &hash, id, deps.unix()).await?;
    tx.commit().await?;
    Ok(())
}

/// Who may register at all. Gives the initial access token that the registration is to use up.
async fn admit(deps: &Deps, token: Option<&str>) -> FlowResult<Option<TokenHash>> {
    check_open(deps)?;
    let Some(token) = token else {
        let open = deps.services.settings.registration.mode == RegistrationMode::Open;
        return if open { Ok(None) } else { Err(Rule::TokenMissing.into()) };
    };
    if !token.starts_with(registration_token::PREFIX) {
        return Err(Rule::InitialTokenInvalid.into());
    }
    let hash = registration_token::hash(token);
    match store::registration_token::find_living_initial(&deps.services.db, &hash, deps.unix()).await? {
        Some(_) => Ok(Some(hash)),
        None => Err(Rule::InitialTokenInvalid.into()),
    }
}

/// # Errors
/// [`Rule::RegistrationClosed`].
fn check_open(deps: &Deps) -> Result<(), Fault> {
    match deps.services.settings.registration.mode {
        RegistrationMode::Closed => Err(Rule::RegistrationClosed.into()),
        RegistrationMode::Token | RegistrationMode::Open => Ok(()),
    }
}

/// An attempt counts whatever becomes of it: it may have made this server fetch a document.
async fn reserve(deps: &Deps, address: &str) -> FlowResult<()> {
    let burst = deps.services.settings.registration.attempts_per_address;
    if !limits::reserve(deps, &[Bucket::of(deps, "register", &[address], burst)]).await? {
        return Err(Fault::new(Rule::TooManyAttempts).received("registrations from one address").into());
    }
    Ok(())
}

fn new_token(deps: &Deps) -> String {
    format!("{PREFIX}{}", deps.services.random.token())
}

/// This node knows of the change before the client hears of it; the others follow within a second.
async fn published(deps: &Deps, deed: &'static str) {
    metrics::counter!("symbolon_registration_total", "deed" => deed).increment(1);
    if let Err(error) = deps.services.directory.refresh(deps.unix()).await {
        tracing::warn!(cause = %error, "the registration is written; it is known here with the next look for changes");
    }
}

/// What an administrator would be told, as a client is told it. The document was checked by subject before.
fn flow_error(error: AdminError) -> FlowError {
    match error {
        AdminError::Invalid(problems) => Fault::new(Rule::ClientResponsesRefused).expected(problems.join("; ")).into(),
        AdminError::Store(error) => error.into(),
        AdminError::Password(error) => error.into(),
        AdminError::Flow(error) => error,
        AdminError::Conflict
        | AdminError::NotFound { .. }
        | AdminError::Exists { .. }
        | AdminError::LastAdministrator
        | AdminError::Forbidden(_)
        | AdminError::Keys(_) => Rule::Overloaded.into(),
    }
}
