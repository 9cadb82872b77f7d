//! The refresh token's text: it names its grant and generation under a MAC, so that a successor can be made again for
//! who lost the answer, though only hashes are stored; and only a valid MAC of an old generation ends a family.

use crate::crypto::derive::DerivedKeys;
use crate::crypto::digest::sha256_base64url;
use crate::flow::Deps;
use crate::model::{GrantId, TokenHash};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use uuid::Uuid;

/// Marks refresh tokens, so that another kind of token is refused before it is looked up.
pub const PREFIX: &str = "syr_";
const GRANT: usize = 16;
const GENERATION: usize = 8;
const MAC: usize = 32;

/// What a genuine refresh token says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefreshValue {
    /// Its family.
    pub grant_id: GrantId,
    /// Its place in the family.
    pub generation: i64,
}

impl RefreshValue {
    /// The token.
    #[must_use]
    pub fn encode(&self, deps: &Deps) -> String {
        self.encode_by(&deps.services.derived)
    }

    /// The token as it was made before the secret key changed, if it did.
    #[must_use]
    pub fn encode_by_previous_key(&self, deps: &Deps) -> Option<String> {
        deps.services.derived_previous.as_ref().map(|keys| self.encode_by(keys))
    }

    fn encode_by(&self, keys: &DerivedKeys) -> String {
        let head = self.head();
        let mac = keys.refresh_mac(&[&head]);
        format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode([head.as_slice(), &mac].concat()))
    }

    /// Reads a token that we made.
    #[must_use]
    pub fn decode(deps: &Deps, token: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(token.strip_prefix(PREFIX)?).ok()?;
        if bytes.len() != GRANT + GENERATION + MAC {
            return None;
        }
        let (head, mac) = bytes.split_at(GRANT + GENERATION);
        let previous = deps.services.derived_previous.as_ref();
        let genuine = deps.services.derived.verify_refresh_mac(&[head], mac)
            || previous.is_some_and(|keys| keys.verify_refresh_mac(&[head], mac));
        let (grant, generation) = head.split_at(GRANT);
        let value = Self {
            grant_id: GrantId::new(Uuid::from_slice(grant).ok()?.to_string()),
            generation: i64::from_be_bytes(generation.try_into().ok()?),
        };
        genuine.then_some(value)
    }

    /// The token that follows.
    #[must_use]
    pub fn successor(&self) -> Self {
        Self { grant_id: self.grant_id.clone(), generation: self.generation + 1 }
    }

    fn head(&self) -> Vec<u8> {
        let grant = Uuid::parse_str(self.grant_id.as_str()).unwrap_or_default();
        [grant.as_bytes().as_slice(), &self.generation.to_be_bytes()].concat()
    }
}

/// The stored form.
#[must_use]
pub fn hash(token: &str) -> TokenHash {
    TokenHash::new(sha256_base64url(token))
}
