//! Plain data and its legal state changes. No I/O, no HTTP, no SQL.

pub mod action;
pub mod claim_source;
pub mod claims_request;
pub mod client;
pub mod compat;
pub mod consent;
pub mod delivery;
pub mod device;
pub mod email;
pub mod grant;
pub mod group;
pub mod ids;
pub mod key;
pub mod language;
pub mod link;
pub mod mail;
pub(crate) mod named;
pub mod origin;
pub mod pending_sign_in;
pub mod permission;
pub mod refresh_family;
pub mod registration_token;
pub mod request;
pub mod resource;
pub mod scope;
pub mod secret;
pub mod session;
pub mod time;
pub mod trial;
pub mod trusted_issuer;
pub mod user;
pub mod webhook;

pub use action::{Action, SERVER};
pub use claim_source::ClaimSource;
pub use claims_request::{ClaimsRequest, WantedClaim, WantedClaims};
pub use client::{
    AccessMetadata, ApplicationType, AuthMethod, Client, ClientKind, ClientMetadata, ClientSecret, ClientType,
    GrantType, JweAlgorithm, JweEncryption, JwsAlgorithm, KeyMetadata, LogoutMetadata, MappedClaim, RefreshRotation,
    RequestMetadata, ResponseMetadata, ResponseType, SubjectType,
};
pub use compat::Compat;
pub use consent::Consent;
pub use delivery::{Delivery, DeliveryKind, LogoutNotice, Receiver};
pub use device::{DeviceCode, DeviceState};
pub use email::EmailAddress;
pub use grant::{AuthorizationCode, Grant, GrantKind, GrantStatus, RevocationReason};
pub use group::Group;
pub use ids::{
    BrowserHash, ClientId, CodeHash, DeviceHash, GrantId, GroupId, HandleHash, KeyId, SessionId, Sid, Subject,
    TokenHash, UserId,
};
pub use key::{DecryptionKeyRow, KeySource, SigningAlgorithm, SigningKeyRow};
pub use language::Language;
pub use link::{LinkPurpose, OneTimeLink};
pub use mail::{Mail, MailKind};
pub use origin::Origin;
pub use pending_sign_in::PendingSignIn;
pub use permission::Permission;
pub use refresh_family::RefreshFamily;
pub use registration_token::InitialToken;
pub use request::{AuthorizationRequest, Progress};
pub use resource::{AccessTokenFormat, Resource};
pub use scope::{Scope, ScopeDefinition};
pub use secret::Secret;
pub use session::Session;
pub use time::{Seconds, UnixTime};
pub use trial::{Trial, TrialRecord, TrialStep, TrialStepKind, TrialTokens};
pub use trusted_issuer::{AssertionSubject, TrustedIssuer};
pub use user::{Profile, User};
pub use webhook::{Subscription, Webhook};
