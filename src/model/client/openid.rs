//! What OpenID Connect adds to a registration (OpenID Connect Dynamic Client Registration §2 and the logout
//! specifications), by subject. The groups are flattened in the stored document.

use crate::model::Seconds;
use crate::model::key::SigningAlgorithm;
use crate::model::named::named;
use serde::{Deserialize, Serialize};

named! {
    /// What a request wants from the authorization endpoint (OAuth 2.0 Multiple Response Type Encoding Practices).
    pub enum ResponseType {
        /// RFC 6749 §4.1.
        Code = "code",
        /// OpenID Connect Core §3.2.
        IdToken = "id_token",
        /// OpenID Connect Core §3.2.
        IdTokenToken = "id_token token",
        /// OpenID Connect Core §3.3.
        CodeIdToken = "code id_token",
        /// OpenID Connect Core §3.3.
        CodeToken = "code token",
        /// OpenID Connect Core §3.3.
        CodeIdTokenToken = "code id_token token",
    }
}

impl ResponseType {
    /// The type that `text` names, its words in any order (RFC 6749 §3.1.1).
    #[must_use]
    pub fn parse_unordered(text: &str) -> Option<Self> {
        let sorted = |text: &str| {
            let mut words: Vec<_> = text.split(' ').map(str::to_owned).collect();
            words.sort_unstable();
            words
        };
        Self::ALL.iter().copied().find(|known| sorted(known.as_str()) == sorted(text))
    }

    /// Whether the response has a code.
    #[must_use]
    pub fn gives_code(self) -> bool {
        self.has("code")
    }

    /// Whether the response has an ID token.
    #[must_use]
    pub fn gives_id_token(self) -> bool {
        self.has("id_token")
    }

    /// Whether the response has an access token.
    #[must_use]
    pub fn gives_token(self) -> bool {
        self.has("token")
    }

    /// Whether tokens come with the response itself, as in the implicit and hybrid flows.
    #[must_use]
    pub fn uses_front_channel(self) -> bool {
        self.gives_id_token() || self.gives_token()
    }

    fn has(self, word: &str) -> bool {
        self.as_str().split(' ').any(|part| part == word)
    }
}

named! {
    /// JWS algorithm of a registration (RFC 7518 §3.1, RFC 9864 §2.2): those of our keys and those that need none of ours.
    #[derive(Default)]
    pub enum JwsAlgorithm {
        /// Unsigned.
        None = "none",
        /// HMAC with SHA-256 under the client's secret.
        Hs256 = "HS256",
        /// RSASSA-PKCS1-v1_5 with SHA-256.
        #[default]
        Rs256 = "RS256",
        /// RSASSA-PSS with SHA-256.
        Ps256 = "PS256",
        /// ECDSA on P-256 with SHA-256.
        Es256 = "ES256",
        /// `EdDSA` on Ed25519.
        Ed25519 = "Ed25519",
    }
}

impl JwsAlgorithm {
    /// The same as an algorithm of a key pair, if it is one.
    #[must_use]
    pub fn asymmetric(self) -> Option<SigningAlgorithm> {
        SigningAlgorithm::parse(self.as_str())
    }
}

impl From<SigningAlgorithm> for JwsAlgorithm {
    fn from(alg: SigningAlgorithm) -> Self {
        match alg {
            SigningAlgorithm::Rs256 => Self::Rs256,
            SigningAlgorithm::Ps256 => Self::Ps256,
            SigningAlgorithm::Es256 => Self::Es256,
            SigningAlgorithm::Ed25519 => Self::Ed25519,
        }
    }
}

named! {
    /// How the content key of a JWE is given (RFC 7518 §4.1).
    pub enum JweAlgorithm {
        /// RSAES-OAEP with SHA-256.
        RsaOaep256 = "RSA-OAEP-256",
        /// ECDH-ES, the agreed key itself.
        EcdhEs = "ECDH-ES",
        /// ECDH-ES, the content key wrapped.
        EcdhEsA256Kw = "ECDH-ES+A256KW",
    }
}

named! {
    /// How the content of a JWE is encrypted (RFC 7518 §5.1).
    #[derive(Default)]
    pub enum JweEncryption {
        /// AES-128-CBC with HMAC-SHA-256.
        #[default]
        A128CbcHs256 = "A128CBC-HS256",
        /// AES-128-GCM.
        A128Gcm = "A128GCM",
        /// AES-256-GCM.
        A256Gcm = "A256GCM",
    }
}

named! {
    /// How `sub` is made for the client (OpenID Connect Core §8).
    #[derive(Default)]
    pub enum SubjectType {
        /// The same for every client.
        #[default]
        Public = "public",
        /// Another for each sector.
        Pairwise = "pairwise",
    }
}

/// The client's own keys.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyMetadata {
    /// Its JWK set by value; not beside `jwks_uri`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jwks: Option<serde_json::Value>,
    /// Where its JWK set is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jwks_uri: Option<String>,
    /// The one algorithm of its assertions; `None` takes every one that fits its method.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token_endpoint_auth_signing_alg: Option<JwsAlgorithm>,
}

/// What it is given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResponseMetadata {
    /// What it may ask the authorization endpoint for.
    #[serde(default = "code_only", skip_serializing_if = "is_code_only")]
    pub response_types: Vec<ResponseType>,
    /// How `sub` is made.
    #[serde(default, skip_serializing_if = "is_default")]
    pub subject_type: SubjectType,
    /// A document that lists the redirect URIs of the sector (OpenID Connect Core §8.1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sector_identifier_uri: Option<String>,
    /// The algorithm that signs its ID tokens.
    #[serde(default, skip_serializing_if = "is_default")]
    pub id_token_signed_response_alg: JwsAlgorithm,
    /// The key management of its encrypted ID tokens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id_token_encrypted_response_alg: Option<JweAlgorithm>,
    /// The content encryption of its ID tokens; `None` means the default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id_token_encrypted_response_enc: Option<JweEncryption>,
    /// The algorithm that signs userinfo answers; `None` means JSON.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub userinfo_signed_response_alg: Option<JwsAlgorithm>,
    /// The key management of its encrypted userinfo answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub userinfo_encrypted_response_alg: Option<JweAlgorithm>,
    /// The content encryption of userinfo answers; `None` means the default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub userinfo_encrypted_response_enc: Option<JweEncryption>,
}

impl Default for ResponseMetadata {
    fn default() -> Self {
        Self {
            response_types: code_only(),
            subject_type: SubjectType::default(),
            sector_identifier_uri: None,
            id_token_signed_response_alg: JwsAlgorithm::default(),
            id_token_encrypted_response_alg: None,
            id_token_encrypted_response_enc: None,
            userinfo_signed_response_alg: None,
            userinfo_encrypted_response_alg: None,
            userinfo_encrypted_response_enc: None,
        }
    }
}

/// How it asks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestMetadata {
    /// Where its request objects may be, each to the letter (OpenID Connect Core §6.2).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub request_uris: Vec<String>,
    /// The one algorithm of its request objects; `None` takes every one but `none`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_object_signing_alg: Option<JwsAlgorithm>,
    /// The key management that its request objects may use; `None` takes every one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_object_encryption_alg: Option<JweAlgorithm>,
    /// The content encryption that its request objects may use; `None` takes every one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_object_encryption_enc: Option<JweEncryption>,
    /// `max_age` in seconds of requests that have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_max_age: Option<Seconds>,
    /// Whether its ID tokens must have `auth_time`; ours always do.
    #[serde(default, skip_serializing_if = "is_default")]
    pub require_auth_time: bool,
    /// `acr_values` of requests that have none, in order of preference.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub default_acr_values: Vec<String>,
    /// Where another party may start a sign-in (OpenID Connect Core §4).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub initiate_login_uri: Option<String>,
}

/// What it is told of sign-outs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogoutMetadata {
    /// Where a browser may go after a sign-out, each to the letter (RP-Initiated Logout 1.0 §3.1).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub post_logout_redirect_uris: Vec<String>,
    /// Where logout tokens are sent (Back-Channel Logout 1.0 §2.2).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backchannel_logout_uri: Option<String>,
    /// Whether logout tokens must have `sid`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub backchannel_logout_session_required: bool,
    /// What the browser loads in a frame at a sign-out (Front-Channel Logout 1.0 §2).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub frontchannel_logout_uri: Option<String>,
    /// Whether that gets `iss` and `sid`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub frontchannel_logout_session_required: bool,
}

fn code_only() -> Vec<ResponseType> {
    vec![ResponseType::Code]
}

fn is_code_only(types: &[ResponseType]) -> bool {
    types == [ResponseType::Code]
}

/// What is not written: documents stay short, and readable for a program that does not know the member.
pub(super) fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_response_type_come_in_any_order_and_once() {
        assert_eq!(ResponseType::parse_unordered("token id_token code"), Some(ResponseType::CodeIdTokenToken));
        for wrong in ["", "token", "code code", "code  token", "none", "Code", "code id_token id_token"] {
            assert_eq!(ResponseType::parse_unordered(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn response_type_says_what_it_gives() {
        let what = |kind: ResponseType| (kind.gives_code(), kind.gives_id_token(), kind.gives_token());
        assert_eq!(what(ResponseType::Code), (true, false, false));
        assert_eq!(what(ResponseType::IdToken), (false, true, false));
        assert_eq!(what(ResponseType::CodeToken), (true, false, true));
        assert_eq!(what(ResponseType::CodeIdTokenToken), (true, true, true));
    }

    #[test]
    fn every_algorithm_of_ours_is_one_of_a_registration() {
        for alg in SigningAlgorithm::ALL {
            assert_eq!(JwsAlgorithm::from(alg).asymmetric(), Some(alg));
        }
        assert_eq!(JwsAlgorithm::None.asymmetric(), None);
    }
}
