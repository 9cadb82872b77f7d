//! Requests that the server sends: documents of clients that it reads, and messages that it posts to them.
//!
//! The addresses come from registrations, so they are a stranger's wish to make this server speak where he cannot
//! (server-side request forgery). Therefore: https to public addresses only, each name resolved by a resolver of our own
//! that refuses it whole when one of its addresses is not public, the connection made to what was resolved, no redirects,
//! no proxy, no credentials, and limits on time, size and number. `outbound.allow` exempts single places. The type that
//! the other side states is not believed and not needed: what came must parse.

mod address;
mod fetch;
mod mail;
mod resolve;
mod target;

pub use address::is_public;
pub use fetch::{Document, Options, Outbound};
pub use mail::{Letter, MailError, Post};
pub use resolve::{Looking, Lookup, SystemLookup};
pub use target::Place;

/// Why there is no usable answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OutboundError {
    /// The address may not be asked, whatever is there.
    #[error("the address is not asked: {0}")]
    Address(&'static str),
    /// The name leads to an address that is not public.
    #[error("the host is not at a public address; outbound.allow (SYMBOLON_OUTBOUND__ALLOW) may exempt it")]
    NotPublic,
    /// Not reached, not understood, or broken off.
    #[error("{0}")]
    Transport(String),
    /// Not in time.
    #[error("no answer in time")]
    Timeout,
    /// Too many requests were under way.
    #[error("too many requests are under way")]
    Busy,
    /// Not a success; a redirect is among these.
    #[error("the answer's status is {0}")]
    Status(u16),
    /// More than fits.
    #[error("the answer is too long")]
    TooLong,
    /// The certificates of `outbound.ca_file` cannot be used.
    #[error("{0}")]
    Certificates(String),
}
