//! Where a request came from.

use super::DeviceHash;
use std::net::IpAddr;

/// The address and the program that a request came from, as far as they are known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The sender's address.
    pub address: Option<IpAddr>,
    /// What the browser says of itself, cut to 300 characters; known at pages only.
    pub agent: Option<String>,
    /// The cookie by which the browser is known over many sign-ins; known at pages only.
    pub device: Option<DeviceHash>,
}
