//! The specifications as pure functions and types. No I/O, no clock, no randomness.

pub mod access_token;
pub mod assertion;
pub mod attributes;
pub mod basic;
pub mod claim_names;
pub mod claims;
pub mod claims_request;
pub mod client_assertion;
pub mod client_metadata;
pub mod difference;
pub mod discovery;
pub mod error;
pub mod json;
pub mod language;
pub mod login_key;
pub mod logout_token;
pub mod params;
pub mod pkce;
pub mod prompt;
pub mod recovery_code;
pub mod redirect_uri;
pub mod registration;
pub mod request_object;
pub mod resource;
pub mod response_mode;
pub mod rule;
pub mod scope;
pub mod sector;
pub mod user_code;

pub use error::Code;
pub use rule::{Fault, Rule};
