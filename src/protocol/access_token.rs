//! The claims of access tokens (RFC 9068 §2.2) and ID tokens (OpenID Connect Core §2).

use crate::model::{ClientId, GrantId, UnixTime};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// `typ` of an access token (RFC 9068 §2.1).
pub const ACCESS_TOKEN_TYPE: &str = "at+jwt";
/// `typ` of an ID token.
pub const ID_TOKEN_TYPE: &str = "JWT";
/// `acr` of a sign-in by one factor.
pub const ACR_SINGLE_FACTOR: &str = "1";
/// `acr` of a sign-in by two factors, or by a passkey that made sure of its user.
pub const ACR_TWO_FACTORS: &str = "2";
/// Every `acr` that a sign-in here can reach.
pub const ACR_VALUES: [&str; 2] = [ACR_SINGLE_FACTOR, ACR_TWO_FACTORS];

/// Whether a sign-in that reached `acr` is as strong as `wanted`: who gave two factors has given one.
#[must_use]
pub fn acr_meets(acr: &str, wanted: &str) -> bool {
    acr == wanted || (acr == ACR_TWO_FACTORS && wanted == ACR_SINGLE_FACTOR)
}

/// `aud`: one text or several (RFC 7519 §4.1.3).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Audience {
    /// A single audience, as most readers expect.
    One(String),
    /// Several.
    Many(Vec<String>),
}

impl Audience {
    /// Wraps `audiences` in the shortest form.
    #[must_use]
    pub fn from_list(mut audiences: Vec<String>) -> Self {
        audiences.dedup();
        if audiences.len() == 1 { Self::One(audiences.swap_remove(0)) } else { Self::Many(audiences) }
    }

    /// Whether `audience` is among them.
    #[must_use]
    pub fn contains(&self, audience: &str) -> bool {
        match self {
            Self::One(only) => only == audience,
            Self::Many(all) => all.iter().any(|one| one == audience),
        }
    }
}

/// Claims of an access token (RFC 9068 §2.2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "each field is the claim of the same name")]
pub struct AccessTokenClaims {
    pub iss: String,
    pub sub: String,
    pub aud: Audience,
    pub client_id: ClientId,
    pub scope: String,
    pub iat: UnixTime,
    pub exp: UnixTime,
    pub jti: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auth_time: Option<UnixTime>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acr: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amr: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub act: Option<Actor>,
}

/// Who acts for the subject of a token, and who acted before (RFC 8693 §4.1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "each field is the claim of the same name")]
pub struct Actor {
    pub sub: String,
    pub client_id: ClientId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub act: Option<Box<Actor>>,
}

/// Claims of an ID token (OpenID Connect Core §2, Back-Channel Logout §2.1 for `sid`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "each field is the claim of the same name")]
pub struct IdTokenClaims {
    pub iss: String,
    pub sub: String,
    pub aud: String,
    pub iat: UnixTime,
    pub exp: UnixTime,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auth_time: Option<UnixTime>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nonce: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acr: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amr: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sid: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_hash: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub c_hash: Option<String>,
    /// Claims of the person, where the client is registered to get them here.
    #[serde(flatten)]
    pub personal: Map<String, Value>,
}

/// What a `jti` says: the grant and the generation that gave the token, or that no grant did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TokenOrigin {
    /// A grant's token.
    Grant {
        /// The grant.
        grant_id: GrantId,
        /// Its generation when the token was made.
        generation: i64,
    },
    /// A client's own token; no row stands behind it.
    Client,
}

impl TokenOrigin {
    /// The `jti` for this origin; `unique` tells tokens of one generation apart.
    #[must_use]
    pub fn to_jti(&self, unique: &str) -> String {
        match self {
            Self::Grant { grant_id, generation } => format!("{grant_id}.{generation}.{unique}"),
            Self::Client => format!("client.{unique}"),
        }
    }

    /// Reads a `jti` of ours.
    #[must_use]
    pub fn from_jti(jti: &str) -> Option<Self> {
        let mut parts = jti.split('.');
        let first = parts.next()?;
        if first == "client" {
            return Some(Self::Client);
        }
        let generation = parts.next()?.parse().ok()?;
        Some(Self::Grant { grant_id: GrantId::new(first), generation })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jti_names_its_origin() {
        let origin = TokenOrigin::Grant { grant_id: GrantId::new("0190-ab"), generation: 7 };
        assert_eq!(TokenOrigin::from_jti(&origin.to_jti("x")), Some(origin));
        assert_eq!(TokenOrigin::from_jti(&TokenOrigin::Client.to_jti("x")), Some(TokenOrigin::Client));
        assert_eq!(TokenOrigin::from_jti("nonsense"), None);
    }

    #[test]
    fn single_audience_is_a_text() {
        let one = Audience::from_list(vec!["a".to_owned(), "a".to_owned()]);
        assert_eq!(serde_json::to_string(&one).unwrap(), "\"a\"");
        assert!(Audience::from_list(vec!["a".to_owned(), "b".to_owned()]).contains("b"));
    }
}
