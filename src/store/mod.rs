//! SQL and nothing else. Every statement is a constant, written once for both engines.

#[macro_use]
mod db;
mod sqlite;

pub mod audit_head;
pub mod change;
pub mod cleanup;
pub mod client;
pub mod code;
pub mod consent;
pub mod credential;
pub mod decryption_key;
pub mod delivery;
pub mod device;
pub mod error;
pub mod event;
pub mod grant;
pub mod group;
pub mod key;
pub mod known_browser;
pub mod lease;
pub mod link;
pub mod living;
pub mod managed;
pub mod migrate;
pub mod not_before;
pub mod own_data;
pub mod passkey;
pub mod pending_sign_in;
pub mod recovery_code;
pub mod refusal;
pub mod registration_token;
pub mod request;
pub mod resource;
pub mod revoked_token;
pub mod scope;
pub mod session;
pub mod session_client;
pub mod setting;
pub mod throttle;
pub mod totp;
pub mod trial;
pub mod trusted_issuer;
pub mod used_once;
pub mod user;
pub mod webhook;

pub use db::{Db, DbOptions, Tx, Verdict};
pub use error::StoreError;
