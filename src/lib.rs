//! Symbolon, an OpenID Connect provider: OAuth 2 flows with PKCE, JWT tokens, discovery, and the pages that people see.
//!
//! The modules stand on levels and use only lower ones; see `ARCHITECTURE.md`.

pub mod app;
pub mod cli;
pub mod clock;
pub mod config;
pub mod crypto;
pub mod directory;
pub mod flow;
pub mod http;
pub mod jobs;
pub mod jose;
pub mod locale;
pub mod model;
pub mod protocol;
pub mod random;
pub mod store;
pub mod telemetry;
pub mod view;
