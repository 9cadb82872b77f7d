//! The use cases. Each is given [`Services`], the moment, and what was received; it decides, writes, and says what to
//! answer. Nothing here knows HTTP or SQL.

pub mod account;
pub mod admin;
pub mod audit;
pub mod authorize;
pub mod bearer;
pub mod browser;
pub mod cleanup;
pub mod client_auth;
pub mod client_keys;
pub mod client_use;
pub mod delivery;
pub mod device;
pub mod error;
pub mod factor;
pub mod grant;
pub mod id_token_hint;
pub mod interaction;
pub mod introspect;
pub mod keys;
pub mod language;
pub mod lease;
pub mod limits;
pub mod link;
pub mod logout;
pub mod notice;
pub mod passkey;
pub mod password;
pub mod protect;
pub mod refusal;
pub mod register;
pub mod released_claims;
pub mod remote_keys;
pub mod requested_claims;
pub mod revocation;
pub mod revoke;
pub mod self_service;
pub mod services;
pub mod session_state;
pub mod sign_in;
pub mod target;
pub mod token;
pub mod userinfo;

pub use error::{FlowError, FlowResult};
pub use grant::{Holder, NewGrant};
pub use services::{Deps, Services};
