//! Resource servers that access tokens can be meant for (RFC 8707).

use super::{Scope, Seconds, SigningAlgorithm};
use serde::{Deserialize, Serialize};

/// What an access token looks like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AccessTokenFormat {
    /// A signed JWT that resource servers can verify by themselves (RFC 9068).
    #[default]
    Jwt,
    /// Encrypted for us: others learn what it says by introspection only (RFC 7662).
    Opaque,
}

impl AccessTokenFormat {
    /// The format that `text` names: `jwt` or `opaque`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "jwt" => Some(Self::Jwt),
            "opaque" => Some(Self::Opaque),
            _ => None,
        }
    }
}

/// A registered resource server; stored as JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Resource {
    /// Absolute URI without fragment, the `aud` of its tokens; compared to the letter.
    pub uri: String,
    /// Shown on the consent page.
    pub name: String,
    /// Scopes that mean something to it; empty means all. Its tokens have no others but those of OpenID Connect.
    #[serde(default, skip_serializing_if = "Scope::is_empty")]
    pub scope: Scope,
    /// Seconds that its access tokens live; `None` takes the client's or the server's setting.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_token_lifetime: Option<Seconds>,
    /// What its access tokens look like; `None` takes the client's choice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_token_format: Option<AccessTokenFormat>,
    /// The algorithm that signs its access tokens; `None` takes the client's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_token_signed_response_alg: Option<SigningAlgorithm>,
}
