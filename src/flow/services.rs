//! What every flow is given.

use super::FlowResult;
use super::delivery::queue_event;
use super::language::Heard;
use super::refusal::RefusalQueue;
use super::remote_keys::RemoteKeys;
use crate::clock::Now;
use crate::config::Settings;
use crate::crypto::derive::DerivedKeys;
use crate::crypto::pairwise::PairwiseSubjects;
use crate::crypto::password_pool::PasswordPool;
use crate::crypto::seal::Sealer;
use crate::crypto::token_seal::TokenSealer;
use crate::directory::{Directory, Snapshot};
use crate::jose::SigningKey;
use crate::jose::jwe::{Decrypted, JweError};
use crate::model::grant::Lifetimes;
use crate::model::{
    Action, BrowserHash, Client, ClientMetadata, Origin, SigningAlgorithm, SubjectType, UnixTime, User,
};
use crate::outbound::{Outbound, Post};
use crate::protocol::scope::{ScopeRules, Unknown};
use crate::protocol::sector::sector;
use crate::random::Random;
use crate::store::event::Event;
use crate::store::{self, Db, StoreError, Tx};
use crate::view::Pages;
use std::sync::{Arc, OnceLock};
use tokio::sync::Notify;

/// The parts, shared by all requests.
#[derive(Debug)]
pub struct Services {
    /// Where everything is kept.
    pub db: Db,
    /// How the operator wants it.
    pub settings: Arc<Settings>,
    /// Clients, scopes and keys in memory.
    pub directory: Directory,
    /// Keys derived from the secret key.
    pub derived: DerivedKeys,
    /// The same of the secret key before, which still opens what it made.
    pub derived_previous: Option<DerivedKeys>,
    /// Encryption at rest.
    pub sealer: Sealer,
    /// Encryption of opaque access tokens.
    pub token_sealer: TokenSealer,
    /// Password hashing off the async threads.
    pub passwords: PasswordPool,
    /// Subjects for clients that must not compare theirs with others'.
    pub pairwise: PairwiseSubjects,
    /// Randomness.
    pub random: Random,
    /// Records of refused requests.
    pub refusals: RefusalQueue,
    /// Requests that the server sends.
    pub outbound: Outbound,
    /// Key sets of clients and issuers at their addresses.
    pub remote_keys: RemoteKeys,
    /// Wakes whoever sends what is queued for others.
    pub deliveries: Notify,
    /// The way by which mail leaves, where there is one.
    pub post: Option<Post>,
    /// The pages, once the server has them; mails are made by the same templates.
    pub pages: OnceLock<Arc<Pages>>,
}

/// One request's view: the parts, the moment and the snapshot of clients and keys.
#[derive(Clone, Debug)]
pub struct Deps {
    /// The parts.
    pub services: Arc<Services>,
    /// When the request came.
    pub now: Now,
    /// Clients, scopes and keys as they were then.
    pub snapshot: Arc<Snapshot>,
    /// Where it came from.
    pub origin: Origin,
    /// In which language its person reads, as far as that has come to light.
    pub heard: Arc<Heard>,
}

impl Deps {
    /// The view for a request that came at `now`.
    #[must_use]
    pub fn new(services: Arc<Services>, now: Now) -> Self {
        let snapshot = services.directory.snapshot();
        Self { services, now, snapshot, origin: Origin::default(), heard: Arc::default() }
    }

    /// The same for a request from `origin`.
    #[must_use]
    pub fn from_origin(self, origin: Origin) -> Self {
        Self { origin, ..self }
    }

    /// The moment in seconds.
    #[must_use]
    pub fn unix(&self) -> UnixTime {
        self.now.unix()
    }

    /// A row id for this moment.
    #[must_use]
    pub fn row_id(&self) -> String {
        self.services.random.row_id(self.now.ms)
    }

    /// The key that signs `alg` now.
    ///
    /// # Errors
    /// [`super::FlowError::NoSigningKey`]; clients are registered only for algorithms that have one.
    pub fn signer(&self, alg: SigningAlgorithm) -> Result<&Arc<SigningKey>, super::FlowError> {
        self.snapshot.keys.signer(alg, self.unix()).ok_or(super::FlowError::NoSigningKey)
    }

    /// `sub` of `user` wherever it leaves to `client`: the same for all clients, or another for each sector (OpenID
    /// Connect Core §8). A client whose sector cannot be told is a sector of its own.
    #[must_use]
    pub fn subject_for(&self, client: &Client, user: &User) -> String {
        match client.metadata.responses.subject_type {
            SubjectType::Public => user.subject.to_string(),
            SubjectType::Pairwise => {
                let sector = sector(&client.metadata).unwrap_or_else(|| format!("client:{}", client.id));
                self.services.pairwise.subject(&sector, user.subject.as_str())
            }
        }
    }

    /// Decrypts what a client encrypted to one of our keys (RFC 7516).
    ///
    /// # Errors
    /// See [`JweError`].
    pub fn decrypt(&self, token: &str) -> Result<Decrypted, JweError> {
        self.snapshot.decryption.decrypt(token, &self.services.random)
    }

    /// How scopes are read.
    #[must_use]
    pub fn scope_rules(&self) -> ScopeRules<'_> {
        let unknown = match self.services.settings.scopes.unknown {
            crate::config::UnknownScope::Refuse => Unknown::Refuse,
            crate::config::UnknownScope::Ignore => Unknown::Ignore,
        };
        ScopeRules { known: &self.snapshot.scopes, unknown, default: &self.services.settings.scopes.default }
    }

    /// How long the client's tokens live: its own values where it has them.
    #[must_use]
    pub fn lifetimes(&self, client: &ClientMetadata) -> Lifetimes {
        let tokens = &self.services.settings.tokens;
        Lifetimes {
            code: client.code_lifetime.unwrap_or(tokens.code_lifetime),
            access_token: client.access_token_lifetime.unwrap_or(tokens.access_token_lifetime),
            id_token: tokens.id_token_lifetime,
            refresh_idle: client.refresh_idle_lifetime.unwrap_or(tokens.refresh_idle_lifetime),
            refresh_absolute: client.refresh_absolute_lifetime.unwrap_or(tokens.refresh_absolute_lifetime),
            replay_window: client.refresh_replay_window.unwrap_or(tokens.refresh_replay_window),
        }
    }

    /// What is given to this client now must not be from before this moment: it is read, because the snapshot may be half
    /// a second older than a revocation.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn not_before(&self, client: &Client) -> FlowResult<UnixTime> {
        let found = store::not_before::find_for_client(&self.services.db, &client.id).await?;
        Ok(found.unwrap_or(client.tokens_valid_from))
    }

    /// A deed of this moment, to be completed and written in the transaction that does it.
    #[must_use]
    pub fn event(&self, actor: impl Into<String>, action: Action) -> Event<'static> {
        Event {
            id: self.row_id(),
            at_ms: self.now.ms,
            actor: actor.into(),
            action,
            user_id: None,
            client_id: None,
            detail: String::new(),
            address: self.origin.address.map(|address| address.to_string()),
        }
    }

    /// Writes a deed in the transaction that does it, and queues it for the webhooks that want it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn record(&self, tx: &mut Tx, event: &Event<'_>) -> Result<(), StoreError> {
        store::event::insert(tx, event).await?;
        queue_event(tx, &self.services.random, &self.snapshot.subscriptions, event).await
    }

    /// The proof that a form of this kind, for this handle, was made for this browser.
    #[must_use]
    pub fn csrf(&self, browser: &BrowserHash, form: &str, handle: &str) -> String {
        self.services.derived.csrf_mac(&[browser.as_str(), form, handle])
    }

    /// Whether `proof` is that proof.
    #[must_use]
    pub fn csrf_holds(&self, browser: &BrowserHash, form: &str, handle: &str, proof: &str) -> bool {
        let parts = [browser.as_str(), form, handle];
        let previous = self.services.derived_previous.as_ref();
        self.services.derived.verify_csrf_mac(&parts, proof)
            || previous.is_some_and(|keys| keys.verify_csrf_mac(&parts, proof))
    }
}
