//! A registered client (RFC 6749 §2, RFC 7591 §2).

mod access;
mod kinds;
mod openid;

pub use access::{AccessMetadata, MappedClaim};
pub use kinds::{ApplicationType, AuthMethod, ClientKind, ClientType, GrantType, RefreshRotation};
pub use openid::{
    JweAlgorithm, JweEncryption, JwsAlgorithm, KeyMetadata, LogoutMetadata, RequestMetadata, ResponseMetadata,
    ResponseType, SubjectType,
};

use super::{AccessTokenFormat, ClientId, Scope, Seconds, SigningAlgorithm, UnixTime, User};
use openid::is_default;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What is registered of a client besides its id and secrets; stored as JSON. Members that this program does not know
/// are left alone, so that it can read what a newer one wrote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "independent switches of a registration document")]
pub struct ClientMetadata {
    /// Shown on the sign-in and consent pages.
    pub client_name: String,
    /// Whether it can keep a secret.
    pub client_type: ClientType,
    /// Web or native; decides how loopback redirects compare.
    #[serde(default)]
    pub application_type: ApplicationType,
    /// Complete redirect URIs, compared exactly (RFC 9700 §2.1).
    #[serde(default)]
    pub redirect_uris: Vec<String>,
    /// Grants it may use.
    pub grant_types: Vec<GrantType>,
    /// Scopes it may ask for.
    pub scope: Scope,
    /// What it is given when it asks for none; `None` takes the server's setting.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_scope: Option<Scope>,
    /// The one method it must use; `None` allows Basic or body, one at a time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token_endpoint_auth_method: Option<AuthMethod>,
    /// Belongs to the operator: no consent page.
    #[serde(default)]
    pub first_party: bool,
    /// Gives a refresh token without `offline_access`.
    #[serde(default)]
    pub refresh_always: bool,
    /// Whether PKCE is required; `None` takes the server's setting. Ignored for public clients, which always need it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pkce_required: Option<bool>,
    /// Whether `state` is required of it.
    #[serde(default)]
    pub require_state: bool,
    /// May ask about tokens (RFC 7662).
    #[serde(default)]
    pub introspection: bool,
    /// Puts the claims of profile, email, address and phone into the `id_token` as well.
    #[serde(default)]
    pub id_token_claims: bool,
    /// The algorithm that signs its access tokens; a member of our own.
    #[serde(default, skip_serializing_if = "is_default")]
    pub access_token_signed_response_alg: SigningAlgorithm,
    /// The algorithm that signs introspection answers for it (RFC 9701 §6).
    #[serde(default, skip_serializing_if = "is_default")]
    pub introspection_signed_response_alg: SigningAlgorithm,
    /// Seconds that a code lives; `None` takes the server's setting.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code_lifetime: Option<Seconds>,
    /// Seconds that an access token lives; `None` takes the server's setting.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_token_lifetime: Option<Seconds>,
    /// Seconds within which a lost refresh answer may be asked for again; `None` takes the server's setting.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refresh_replay_window: Option<Seconds>,
    /// Whether each use of a refresh token gives a successor; public clients always rotate.
    #[serde(default)]
    pub refresh_rotation: RefreshRotation,
    /// Seconds after which a refresh token that is not used dies; `None` takes the server's setting.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refresh_idle_lifetime: Option<Seconds>,
    /// Seconds that a grant can be refreshed in all; `None` takes the server's setting. Grants keep the end that they
    /// were given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refresh_absolute_lifetime: Option<Seconds>,
    /// Resources that it may ask for (RFC 8707); empty means every registered one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub resources: Vec<String>,
    /// What its access tokens look like where a resource does not say; `None` means JWT.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_token_format: Option<AccessTokenFormat>,
    /// Audiences whose tokens it may introspect; empty means the server's default audience.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub introspection_audiences: Vec<String>,
    /// Clients whose tokens it may exchange for ones that name it as the actor (RFC 8693 §1.1, delegation).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exchange_delegation: Vec<ClientId>,
    /// Clients whose tokens it may exchange for ones that do not (RFC 8693 §1.1, impersonation).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exchange_impersonation: Vec<ClientId>,
    /// Home page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_uri: Option<String>,
    /// Picture for the consent page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logo_uri: Option<String>,
    /// Privacy policy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy_uri: Option<String>,
    /// Terms of service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tos_uri: Option<String>,
    /// Addresses of people who are responsible for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contacts: Vec<String>,
    /// Which software it is (RFC 7591 §2).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub software_id: Option<String>,
    /// In which version (RFC 7591 §2).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub software_version: Option<String>,
    /// What its registration rested on (RFC 7591 §2.3), as it came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub software_statement: Option<String>,
    /// Names and addresses in other languages, by `member#tag` (RFC 7591 §2.2).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub localized: BTreeMap<String, String>,
    /// For whom it is.
    #[serde(flatten)]
    pub access: AccessMetadata,
    /// Its own keys.
    #[serde(flatten)]
    pub keys: KeyMetadata,
    /// What it is given.
    #[serde(flatten)]
    pub responses: ResponseMetadata,
    /// How it asks.
    #[serde(flatten)]
    pub requests: RequestMetadata,
    /// What it is told of sign-outs.
    #[serde(flatten)]
    pub logout: LogoutMetadata,
}

impl ClientMetadata {
    /// Whether it needs a secret: to prove who it is, or as the key of a MAC.
    #[must_use]
    pub fn needs_secret(&self) -> bool {
        let by_key = self.token_endpoint_auth_method == Some(AuthMethod::PrivateKeyJwt);
        self.client_type == ClientType::Confidential && (!by_key || self.needs_shared_key())
    }

    /// Whether its secret is the key of a MAC, so that a hash of it is not enough.
    #[must_use]
    pub fn needs_shared_key(&self) -> bool {
        let by_mac = self.token_endpoint_auth_method == Some(AuthMethod::ClientSecretJwt);
        let algorithms = [
            Some(self.responses.id_token_signed_response_alg),
            self.responses.userinfo_signed_response_alg,
            self.requests.request_object_signing_alg,
        ];
        by_mac || algorithms.contains(&Some(JwsAlgorithm::Hs256))
    }

    /// A public web client of this name that may do nothing yet.
    #[must_use]
    pub fn named(client_name: &str) -> Self {
        Self {
            client_name: client_name.to_owned(),
            client_type: ClientType::Public,
            application_type: ApplicationType::Web,
            redirect_uris: Vec::new(),
            grant_types: Vec::new(),
            scope: Scope::default(),
            default_scope: None,
            token_endpoint_auth_method: None,
            first_party: false,
            refresh_always: false,
            pkce_required: None,
            require_state: false,
            introspection: false,
            id_token_claims: false,
            access_token_signed_response_alg: SigningAlgorithm::default(),
            introspection_signed_response_alg: SigningAlgorithm::default(),
            code_lifetime: None,
            access_token_lifetime: None,
            refresh_replay_window: None,
            refresh_rotation: RefreshRotation::Always,
            refresh_idle_lifetime: None,
            refresh_absolute_lifetime: None,
            resources: Vec::new(),
            access_token_format: None,
            introspection_audiences: Vec::new(),
            exchange_delegation: Vec::new(),
            exchange_impersonation: Vec::new(),
            client_uri: None,
            logo_uri: None,
            policy_uri: None,
            tos_uri: None,
            contacts: Vec::new(),
            software_id: None,
            software_version: None,
            software_statement: None,
            localized: BTreeMap::new(),
            access: AccessMetadata::default(),
            keys: KeyMetadata::default(),
            responses: ResponseMetadata::default(),
            requests: RequestMetadata::default(),
            logout: LogoutMetadata::default(),
        }
    }
}

/// A stored digest of a client secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientSecret {
    /// Row id.
    pub id: String,
    /// Whose it is.
    pub client_id: ClientId,
    /// SHA-256 of a generated secret (`sha256:…`) or keyed HMAC of a chosen one (`hmac:…`).
    pub hash: String,
    /// The secret itself, encrypted, where it is needed as a key.
    pub sealed: Option<String>,
    /// When it was made.
    pub created_at: UnixTime,
    /// When it stops working, if ever.
    pub expires_at: Option<UnixTime>,
}

/// A client as it is registered now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    /// `client_id`.
    pub id: ClientId,
    /// What is registered of it.
    pub metadata: ClientMetadata,
    /// Which tool owns the row (`cli`, `server`, `registration`); a file that is applied prunes only its own.
    pub managed_by: String,
    /// Tokens issued before this moment are dead.
    pub tokens_valid_from: UnixTime,
    /// Grows with each change.
    pub version: i64,
    /// Set while the client is switched off.
    pub disabled_at: Option<UnixTime>,
    /// When it was made.
    pub created_at: UnixTime,
    /// When it is removed, unless it is used before.
    pub expires_at: Option<UnixTime>,
}

impl Client {
    /// `managed_by` of clients that registered themselves.
    pub const REGISTRATION: &str = "registration";

    /// Whether it cannot keep a secret.
    #[must_use]
    pub fn is_public(&self) -> bool {
        self.metadata.client_type == ClientType::Public
    }

    /// Whether `user` may use it: everybody, or the members of its groups. A group that is there no longer has no members.
    #[must_use]
    pub fn admits(&self, user: &User) -> bool {
        let allowed = &self.metadata.access.allowed_groups;
        allowed.is_empty() || user.groups.iter().any(|group| allowed.contains(group))
    }

    /// Whether it may use `grant`.
    #[must_use]
    pub fn may_use(&self, grant: GrantType) -> bool {
        self.metadata.grant_types.contains(&grant)
    }

    /// Whether each use of its refresh tokens gives a successor. A public client cannot prove who it is, so it always
    /// rotates (RFC 9700 §2.2.2).
    #[must_use]
    pub fn rotates_refresh_tokens(&self) -> bool {
        self.is_public() || self.metadata.refresh_rotation == RefreshRotation::Always
    }

    /// Whether it registered itself (RFC 7591): nobody vouches for what it says.
    #[must_use]
    pub fn registered_itself(&self) -> bool {
        self.managed_by == Self::REGISTRATION
    }

    /// Whether it authenticates by `method`: the pinned one, or either form of the secret.
    #[must_use]
    pub fn accepts_method(&self, method: AuthMethod) -> bool {
        match (self.metadata.client_type, self.metadata.token_endpoint_auth_method) {
            (ClientType::Public, _) => method == AuthMethod::None,
            (ClientType::Confidential, Some(pinned)) => method == pinned,
            (ClientType::Confidential, None) => {
                matches!(method, AuthMethod::ClientSecretBasic | AuthMethod::ClientSecretPost)
            }
        }
    }
}
