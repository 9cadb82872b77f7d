//! A guard for resource servers: what an API needs to check access tokens, usable without the provider.
//!
//! A [`Guard`] knows one issuer and the names of one API. It finds the issuer's keys by discovery and checks tokens by
//! itself (RFC 9068), or asks the issuer about each (RFC 7662). What it does not let in it refuses as RFC 6750 says.
//! How it is put before an endpoint depends on the framework: see [`Requirement`].
//!
//! What follows is `docs/guard.md`.
//!
#![doc = include_str!("../../docs/guard.md")]

mod bearer;
mod builder;
mod cached;
mod check;
mod denied;
mod discovery;
mod fetch;
mod introspection;
mod keys;
mod requirement;
mod resource;
mod token;

#[cfg(feature = "guard-poem")]
mod poem;
#[cfg(feature = "guard-tower")]
mod tower;

#[cfg(feature = "guard-poem")]
pub use self::poem::GuardedEndpoint;
#[cfg(feature = "guard-tower")]
pub use self::tower::GuardedService;
pub use builder::{BuildError, GuardBuilder};
pub use denied::{Denied, Reason};
pub use fetch::{Fetch, FetchError, Fetching, HttpFetch};
pub use requirement::{Guard, Requirement};
pub use resource::ProtectedResource;
pub use token::AccessToken;
