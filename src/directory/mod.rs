//! What every request needs and seldom changes, kept in memory: clients, scopes, keys, prepared documents.
//!
//! A snapshot is replaced as a whole when the change counter has moved, also when another node or the command line moved
//! it. Whether a grant, session, person or client is still alive is never asked here.

mod decryption;
mod document;
mod key_ring;

pub use decryption::{DecryptionKeys, associated_decryption};
pub use document::Document;
pub use key_ring::{KeyRing, KeyRingError, associated};

use crate::config::{RegistrationMode, Settings};
use crate::crypto::seal::Sealer;
use crate::jose::jwe::DecryptionKey;
use crate::jose::{ForeignKeys, KeySet, SigningKey, VerifyingKey};
use crate::model::{Client, ClientId, ClientSecret, Resource, ScopeDefinition, Subscription, TrustedIssuer, UnixTime};
use crate::protocol::{discovery, redirect_uri};
use crate::store::{self, Db, StoreError};
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

/// A client with what is kept of its secrets.
#[derive(Clone, Debug)]
pub struct RegisteredClient {
    /// The client.
    pub client: Client,
    /// Its secrets as they are stored.
    pub secrets: Vec<ClientSecret>,
    /// Its inline key set, parsed when first needed.
    keys: OnceLock<Option<Arc<ForeignKeys>>>,
}

impl RegisteredClient {
    /// A client whose keys were not needed yet.
    #[must_use]
    pub fn new(client: Client, secrets: Vec<ClientSecret>) -> Self {
        Self { client, secrets, keys: OnceLock::new() }
    }

    /// The keys of its `jwks`.
    #[must_use]
    pub fn inline_keys(&self) -> Option<&Arc<ForeignKeys>> {
        let parse = || ForeignKeys::parse(self.client.metadata.keys.jwks.as_ref()?).ok().map(Arc::new);
        self.keys.get_or_init(parse).as_ref()
    }
}

/// An issuer whose assertions are taken, its keys parsed.
#[derive(Debug)]
pub struct Trusted {
    /// What it is trusted with.
    pub definition: TrustedIssuer,
    /// Its keys.
    pub keys: KeySet,
}

impl From<TrustedIssuer> for Trusted {
    fn from(definition: TrustedIssuer) -> Self {
        let keys = definition.jwks["keys"].as_array().into_iter().flatten();
        let keys = keys.filter_map(|jwk| VerifyingKey::from_jwk(jwk).ok()).collect();
        Self { definition, keys }
    }
}

/// A consistent view of all that is cached.
#[derive(Debug)]
pub struct Snapshot {
    versions: Vec<(String, i64)>,
    clients: HashMap<ClientId, Arc<RegisteredClient>>,
    origins: HashSet<String>,
    /// Every scope.
    pub scopes: Vec<ScopeDefinition>,
    /// Every resource server.
    pub resources: Vec<Resource>,
    /// Issuers whose assertions are taken, by their `iss`.
    pub issuers: HashMap<String, Trusted>,
    /// Who is told of which events.
    pub subscriptions: Vec<Subscription>,
    /// Keys that sign and verify.
    pub keys: KeyRing,
    /// Keys that others encrypt to.
    pub decryption: DecryptionKeys,
    /// What tokens of clients that do not exist are verified with, in vain.
    pub stand_in: ForeignKeys,
    /// The discovery document.
    pub discovery: Document,
    /// The JWK set.
    pub jwks: Document,
}

/// Failure to build a snapshot.
#[derive(Debug, thiserror::Error)]
pub enum DirectoryError {
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A key cannot be read.
    #[error(transparent)]
    Keys(#[from] KeyRingError),
}

/// The keys of this process's environment, in its order.
#[derive(Clone, Debug, Default)]
pub struct EnvironmentKeys {
    /// Keys that sign.
    pub signing: Vec<Arc<SigningKey>>,
    /// Keys that others encrypt to.
    pub decryption: Vec<Arc<DecryptionKey>>,
}

/// The present snapshot and how to renew it.
#[derive(Debug)]
pub struct Directory {
    db: Db,
    settings: Arc<Settings>,
    sealer: Sealer,
    environment_keys: EnvironmentKeys,
    current: RwLock<Arc<Snapshot>>,
}

impl Snapshot {
    /// The client with this id.
    #[must_use]
    pub fn client(&self, id: &str) -> Option<&Arc<RegisteredClient>> {
        self.clients.get(&ClientId::new(id))
    }

    /// Every client, in no order.
    pub fn clients(&self) -> impl Iterator<Item = &Arc<RegisteredClient>> {
        self.clients.values()
    }

    /// Whether a browser application of a public client may live at `origin`.
    #[must_use]
    pub fn allows_origin(&self, origin: &str) -> bool {
        self.origins.contains(origin)
    }
}

impl Directory {
    /// Reads everything once.
    ///
    /// # Errors
    /// When the database fails or a key cannot be opened with the secret key.
    pub async fn load(
        db: Db,
        settings: Arc<Settings>,
        sealer: Sealer,
        environment_keys: EnvironmentKeys,
        now: UnixTime,
    ) -> Result<Self, DirectoryError> {
        let snapshot = build(&db, &settings, &sealer, (&environment_keys, None), now).await?;
        Ok(Self { db, settings, sealer, environment_keys, current: RwLock::new(Arc::new(snapshot)) })
    }

    /// The signing keys of this process's environment, in its order.
    #[must_use]
    pub fn environment_keys(&self) -> &[Arc<SigningKey>] {
        &self.environment_keys.signing
    }

    /// The present view. Hold it for one request only.
    #[must_use]
    pub fn snapshot(&self) -> Arc<Snapshot> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Renews the view if something has changed; says whether it did.
    ///
    /// # Errors
    /// As [`Directory::load`]; the old view stays.
    pub async fn refresh(&self, now: UnixTime) -> Result<bool, DirectoryError> {
        let present = self.snapshot();
        if store::change::versions(&self.db).await? == present.versions && !present.keys.is_outdated(now) {
            return Ok(false);
        }
        let known = (&self.environment_keys, Some(&*present));
        let next = build(&self.db, &self.settings, &self.sealer, known, now).await?;
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(next);
        Ok(true)
    }
}

/// Reads the counters before the rows: a change in between is then seen again at the next poll.
async fn build(
    db: &Db,
    settings: &Settings,
    sealer: &Sealer,
    (environment, before): (&EnvironmentKeys, Option<&Snapshot>),
    now: UnixTime,
) -> Result<Snapshot, DirectoryError> {
    let versions = store::change::versions(db).await?;
    let rows = store::key::list(db).await?;
    let keys = KeyRing::build(&rows, sealer, &environment.signing, before.map(|before| &before.keys), now)?;
    let rows = store::decryption_key::list(db).await?;
    let known = before.map(|before| &before.decryption);
    let decryption = DecryptionKeys::build(&rows, sealer, &environment.decryption, known)?;
    let scopes = store::scope::list(db).await?;
    let resources = store::resource::list(db).await?;
    let issuers = store::trusted_issuer::list(db).await?;
    let issuers = issuers.into_iter().map(|trusted| (trusted.issuer.clone(), trusted.into())).collect();
    let subscriptions = store::webhook::list_subscriptions(db).await?;
    let clients = read_clients(db).await?;
    let origins = origins(clients.values());
    let algorithms = keys.algorithms();
    let offer = discovery::Offer {
        issuer: settings.issuer.as_str(),
        scopes: &scopes,
        signing_algorithms: &algorithms,
        request_uri: settings.requests.request_uri,
        check_session: settings.sessions.check_session,
        prompts: discovery::prompts(settings.accounts.registration),
        response_types: &settings.requests.response_types,
        registration: settings.registration.mode != RegistrationMode::Closed,
    };
    let discovery = Document::new(&discovery::document(&offer));
    let jwks = Document::new(&keys.public_set(decryption.public()));
    let stand_in = keys.stand_in();
    Ok(Snapshot {
        versions,
        clients,
        origins,
        scopes,
        resources,
        issuers,
        subscriptions,
        keys,
        decryption,
        stand_in,
        discovery,
        jwks,
    })
}

async fn read_clients(db: &Db) -> Result<HashMap<ClientId, Arc<RegisteredClient>>, StoreError> {
    let mut secrets: HashMap<ClientId, Vec<ClientSecret>> = HashMap::new();
    for secret in store::client::list_secrets(db).await? {
        secrets.entry(secret.client_id.clone()).or_default().push(secret);
    }
    let clients = store::client::list(db).await?.into_iter().map(|client| {
        let secrets = secrets.remove(&client.id).unwrap_or_default();
        (client.id.clone(), Arc::new(RegisteredClient::new(client, secrets)))
    });
    Ok(clients.collect())
}

/// Origins of public clients' redirect URIs. Loopback URIs of native clients give none: any program may sit there.
fn origins<'a>(clients: impl Iterator<Item = &'a Arc<RegisteredClient>>) -> HashSet<String> {
    clients
        .map(|registered| &registered.client)
        .filter(|client| client.is_public() && client.disabled_at.is_none())
        .filter(|client| client.metadata.application_type == crate::model::ApplicationType::Web)
        .flat_map(|client| client.metadata.redirect_uris.iter().filter_map(|uri| redirect_uri::origin(uri)))
        .collect()
}
