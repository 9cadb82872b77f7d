//! Symbolon, an OpenID Connect provider: OAuth 2 flows with PKCE, JWT tokens, discovery, and the pages that people see.
//!
//! The modules stand on levels and use only lower ones; see `ARCHITECTURE.md`.

#[cfg(feature = "server")]
pub mod app;
#[cfg(feature = "server")]
pub mod cli;
pub mod clock;
#[cfg(feature = "server")]
pub mod config;
#[cfg(feature = "server")]
pub mod crypto;
#[cfg(feature = "server")]
pub mod directory;
#[cfg(feature = "server")]
pub mod flow;
#[cfg(feature = "guard")]
pub mod guard;
#[cfg(feature = "server")]
pub mod http;
#[cfg(feature = "server")]
pub mod jobs;
pub mod jose;
#[cfg(feature = "server")]
pub mod locale;
pub mod model;
#[cfg(feature = "server")]
pub mod outbound;
#[cfg(feature = "passkeys")]
pub mod passkey;
#[cfg(all(feature = "server", not(feature = "passkeys")))]
#[path = "passkey/off.rs"]
pub mod passkey;
pub mod protocol;
#[cfg(feature = "server")]
pub mod random;
#[cfg(feature = "server")]
pub mod store;
#[cfg(feature = "server")]
pub mod telemetry;
#[cfg(feature = "server")]
pub mod view;
