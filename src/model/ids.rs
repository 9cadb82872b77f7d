//! Newtypes for everything that is text but must not be mixed up.

use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! text_id {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Wraps the text as it is.
            pub fn new(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

text_id! {
    /// `client_id` (RFC 6749 §2.2).
    ClientId;
    /// Row id of a user; never leaves the server.
    UserId;
    /// Row id of a group; never leaves the server.
    GroupId;
    /// `sub` (OpenID Connect Core §2): stable, never reassigned, not an address.
    Subject;
    /// Row id of a session.
    SessionId;
    /// `sid` claim (OpenID Connect Back-Channel Logout §2.1).
    Sid;
    /// Row id of a grant: what one sign-in or one direct token request gave.
    GrantId;
    /// `kid`: the RFC 7638 thumbprint of the key.
    KeyId;
    /// SHA-256 of an authorization code.
    CodeHash;
    /// SHA-256 of a refresh token.
    TokenHash;
    /// SHA-256 of the browser cookie.
    BrowserHash;
    /// SHA-256 of the cookie by which a browser is known over many sign-ins.
    DeviceHash;
    /// SHA-256 of the handle that the sign-in pages carry.
    HandleHash;
}
