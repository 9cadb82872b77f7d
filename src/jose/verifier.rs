//! Verifying signed tokens in the compact form (RFC 7515 §5.2, RFC 8725).

use crate::jose::VerifyingKey;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Deserializer};
use std::borrow::Cow;
use std::collections::HashMap;

/// Tokens longer than this many bytes are refused unread.
pub const MAX_TOKEN_LEN: usize = 16 * 1024;

/// The keys that may have signed a token, by `kid`.
#[derive(Clone, Debug, Default)]
pub struct KeySet {
    keys: HashMap<String, VerifyingKey>,
}

/// Why a token is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JwtError {
    /// More than [`MAX_TOKEN_LEN`] bytes.
    #[error("the token is too long")]
    TooLong,
    /// Not three parts of unpadded base64url, or a header that is no JSON object with the members that must be there
    /// (RFC 7515 §7.1).
    #[error("the token is malformed")]
    Malformed,
    /// Names extensions that must be understood; none are (RFC 7515 §4.1.11).
    #[error("the token uses an extension that is not supported")]
    Critical,
    /// The header has no `kid`.
    #[error("the token does not name its key")]
    MissingKid,
    /// No key of that name.
    #[error("the token names a key that is not known")]
    UnknownKid,
    /// Another `alg` than the key's: `none`, a MAC keyed with the public key, or a mistake (RFC 8725 §3.1).
    #[error("the token's algorithm is not its key's")]
    Algorithm,
    /// Another kind of token than is expected here (RFC 8725 §3.11).
    #[error("the token is of another type")]
    Type,
    /// The signature is not the key's, or not of this text.
    #[error("the token's signature is wrong")]
    Signature,
    /// Signed, but the claims are not of the expected form.
    #[error("the token's claims are not of the expected form")]
    Claims,
}

/// The members that count. Members that could name or carry a key (`jku`, `jwk`, `x5u`, `x5c`) are never looked at.
#[derive(Deserialize)]
pub(super) struct JoseHeader<'a> {
    #[serde(borrow)]
    pub alg: Cow<'a, str>,
    #[serde(borrow)]
    pub kid: Option<Cow<'a, str>>,
    #[serde(borrow)]
    typ: Option<Cow<'a, str>>,
    #[serde(default, deserialize_with = "is_present")]
    crit: bool,
}

impl JoseHeader<'_> {
    /// Whether `typ` is one of `expected`, without `application/` and in any case; `""` stands for none.
    pub fn check_type(&self, expected: &[&str]) -> Result<(), JwtError> {
        let typ = bare_type(self.typ.as_deref().unwrap_or_default());
        if expected.iter().any(|expected| expected.eq_ignore_ascii_case(typ)) { Ok(()) } else { Err(JwtError::Type) }
    }
}

impl KeySet {
    /// Whether there is no key at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// Every key, in no order.
    pub fn iter(&self) -> impl Iterator<Item = &VerifyingKey> {
        self.keys.values()
    }

    /// The key of that name.
    #[must_use]
    pub fn get(&self, kid: &str) -> Option<&VerifyingKey> {
        self.keys.get(kid)
    }

    /// Checks form, header and signature of `token` and reads its claims. Whether it is in time, from whom and for
    /// whom remains for the caller to check.
    ///
    /// `expected_typ` lists the header types that are taken, without `application/` (RFC 7515 §4.1.9), in any case;
    /// `""` in the list stands for a header without `typ`.
    ///
    /// # Errors
    /// See [`JwtError`].
    pub fn verify<T: DeserializeOwned>(&self, token: &str, expected_typ: &[&str]) -> Result<T, JwtError> {
        let parts = Parts::read(token)?;
        let key = self.key_for(&parts, expected_typ)?;
        if !key.accepts(parts.message, &parts.signature) {
            return Err(JwtError::Signature);
        }
        parts.claims()
    }

    fn key_for(&self, parts: &Parts<'_>, expected_typ: &[&str]) -> Result<&VerifyingKey, JwtError> {
        let header = parts.header()?;
        let kid = header.kid.as_deref().ok_or(JwtError::MissingKid)?;
        let key = self.keys.get(kid).ok_or(JwtError::UnknownKid)?;
        if header.alg != key.algorithm().as_str() {
            return Err(JwtError::Algorithm);
        }
        header.check_type(expected_typ)?;
        Ok(key)
    }
}

/// A token taken apart; nothing of it is proven.
pub(super) struct Parts<'a> {
    /// What is signed.
    pub message: &'a [u8],
    /// By this.
    pub signature: Vec<u8>,
    header: Vec<u8>,
    payload: Vec<u8>,
}

impl<'a> Parts<'a> {
    pub fn read(token: &'a str) -> Result<Self, JwtError> {
        if token.len() > MAX_TOKEN_LEN {
            return Err(JwtError::TooLong);
        }
        let (message, signature) = token.rsplit_once('.').ok_or(JwtError::Malformed)?;
        let (header, payload) = message.split_once('.').ok_or(JwtError::Malformed)?;
        let (header, payload, signature) = (decode(header)?, decode(payload)?, decode(signature)?);
        Ok(Self { message: message.as_bytes(), signature, header, payload })
    }

    /// The header; extensions that must be understood are refused.
    pub fn header(&self) -> Result<JoseHeader<'_>, JwtError> {
        let header: JoseHeader<'_> = serde_json::from_slice(&self.header).map_err(|_| JwtError::Malformed)?;
        if header.crit { Err(JwtError::Critical) } else { Ok(header) }
    }

    /// The claims.
    pub fn claims<T: DeserializeOwned>(&self) -> Result<T, JwtError> {
        serde_json::from_slice(&self.payload).map_err(|_| JwtError::Claims)
    }
}

impl FromIterator<VerifyingKey> for KeySet {
    /// Of several keys with one `kid` the first counts.
    fn from_iter<I: IntoIterator<Item = VerifyingKey>>(keys: I) -> Self {
        let mut set = Self::default();
        for key in keys {
            set.keys.entry(key.kid().as_str().to_owned()).or_insert(key);
        }
        set
    }
}

/// The `iss` that a token claims, to choose the keys by which it is then verified; nothing of it is proven yet.
#[must_use]
pub fn unverified_issuer(token: &str) -> Option<String> {
    unverified_claim(token, "iss")
}

/// A claim of text, unproven, to choose the keys by which the token is then verified.
#[must_use]
pub fn unverified_claim(token: &str, name: &str) -> Option<String> {
    let payload = token.split('.').nth(1).filter(|_| token.len() <= MAX_TOKEN_LEN)?;
    let claims: serde_json::Map<String, serde_json::Value> = serde_json::from_slice(&decode(payload).ok()?).ok()?;
    claims.get(name)?.as_str().map(str::to_owned)
}

/// Takes no padding, no other alphabet, no white space, no dot and no unused bits: one text for one value.
fn decode(part: &str) -> Result<Vec<u8>, JwtError> {
    URL_SAFE_NO_PAD.decode(part).map_err(|_| JwtError::Malformed)
}

fn bare_type(typ: &str) -> &str {
    const PREFIX: &str = "application/";
    match typ.split_at_checked(PREFIX.len()) {
        Some((prefix, rest)) if prefix.eq_ignore_ascii_case(PREFIX) && !rest.is_empty() => rest,
        _ => typ,
    }
}

/// For a member that is refused whatever its value, `null` included.
fn is_present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    IgnoredAny::deserialize(deserializer).map(|_| true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jose::SigningKey;
    use crate::jose::test_keys::{RSA_1, RSA_2, key_for, signing_key};
    use crate::model::SigningAlgorithm;
    use aws_lc_rs::hmac;
    use aws_lc_rs::rand::SystemRandom;
    use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RSA_PKCS1_SHA512, RSA_PSS_SHA256, RsaEncoding, RsaKeyPair};
    use proptest::prelude::*;
    use serde_json::{Value, json};
    use std::sync::LazyLock;

    static SIGNER: LazyLock<SigningKey> = LazyLock::new(|| signing_key(RSA_1));
    static KEYS: LazyLock<KeySet> = LazyLock::new(|| [key(&SIGNER), key(&signing_key(RSA_2))].into_iter().collect());

    fn key(signer: &SigningKey) -> VerifyingKey {
        VerifyingKey::from_jwk(signer.public_jwk()).unwrap()
    }

    fn verify(token: &str) -> Result<Value, JwtError> {
        KEYS.verify(token, &["JWT"])
    }

    fn refusal(token: &str) -> JwtError {
        verify(token).unwrap_err()
    }

    fn token() -> String {
        SIGNER.sign_compact("JWT", &json!({"sub": "alice"})).unwrap()
    }

    fn b64(bytes: impl AsRef<[u8]>) -> String {
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// A token with any header text and payload text, rightly signed by the first key.
    fn signed_as(header: &str, payload: &str, scheme: &'static dyn RsaEncoding) -> String {
        let pair = RsaKeyPair::from_pkcs8(pem::parse(RSA_1).unwrap().contents()).unwrap();
        let message = format!("{}.{}", b64(header), b64(payload));
        let mut signature = vec![0; pair.public_modulus_len()];
        pair.sign(scheme, &SystemRandom::new(), message.as_bytes(), &mut signature).unwrap();
        format!("{message}.{}", b64(signature))
    }

    fn with_header(header: &str) -> String {
        signed_as(header, r#"{"sub":"alice"}"#, &RSA_PKCS1_SHA256)
    }

    /// Header text with the right `alg`, `typ`, `kid`, and `more` after them.
    fn header(more: &str) -> String {
        format!(r#"{{"alg":"RS256","typ":"JWT","kid":"{}"{more}}}"#, SIGNER.kid())
    }

    #[test]
    fn signed_token_gives_its_claims() {
        assert_eq!(verify(&token()), Ok(json!({"sub": "alice"})));
        assert_eq!(verify(&signing_key(RSA_2).sign_compact("JWT", &json!([1])).unwrap()), Ok(json!([1])));
        assert_eq!(verify(&with_header(&header(""))), Ok(json!({"sub": "alice"})));
    }

    #[test]
    fn claims_are_read_into_the_type_asked_for() {
        #[derive(Debug, PartialEq, Deserialize)]
        struct Claims {
            sub: String,
        }
        assert_eq!(KEYS.verify(&token(), &["JWT"]), Ok(Claims { sub: "alice".to_owned() }));
        for payload in ["{}", r#"{"sub":1}"#, r#"{"sub":"a","sub":"b"}"#, "", "not json", r#"{"sub":"a"} x"#] {
            let token = signed_as(&header(""), payload, &RSA_PKCS1_SHA256);
            assert_eq!(KEYS.verify::<Claims>(&token, &["JWT"]), Err(JwtError::Claims), "{payload}");
        }
    }

    #[test]
    fn alg_none_is_refused() {
        let payload = b64(r#"{"sub":"admin"}"#);
        for alg in ["none", "None", "NONE", ""] {
            let header = b64(format!(r#"{{"alg":"{alg}","typ":"JWT","kid":"{}"}}"#, SIGNER.kid()));
            assert_eq!(refusal(&format!("{header}.{payload}.")), JwtError::Algorithm, "{alg}");
            let signature = token().rsplit_once('.').unwrap().1.to_owned();
            assert_eq!(refusal(&format!("{header}.{payload}.{signature}")), JwtError::Algorithm, "{alg}");
        }
        assert_eq!(refusal(&format!("{}.{payload}.", b64(r#"{"alg":"none"}"#))), JwtError::MissingKid);
    }

    #[test]
    fn hs256_keyed_with_the_public_key_is_refused() {
        use rsa::pkcs8::{DecodePrivateKey, EncodePublicKey, LineEnding};
        let public = rsa::RsaPrivateKey::from_pkcs8_pem(RSA_1).unwrap().to_public_key();
        let pem = public.to_public_key_pem(LineEnding::LF).unwrap();
        let der = public.to_public_key_der().unwrap();
        let jwk = SIGNER.public_jwk().to_string();
        let header = b64(header("").replace("RS256", "HS256"));
        for secret in [pem.as_bytes(), pem.trim().as_bytes(), der.as_bytes(), jwk.as_bytes()] {
            let message = format!("{header}.{}", b64(r#"{"sub":"admin"}"#));
            let mac = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), message.as_bytes());
            assert_eq!(refusal(&format!("{message}.{}", b64(mac))), JwtError::Algorithm);
        }
    }

    #[test]
    fn other_algorithms_of_the_same_key_are_refused() {
        let schemes: [(&str, &'static dyn RsaEncoding); 2] = [("RS512", &RSA_PKCS1_SHA512), ("PS256", &RSA_PSS_SHA256)];
        for (alg, scheme) in schemes {
            let named = signed_as(&header("").replace("RS256", alg), "{}", scheme);
            assert_eq!(refusal(&named), JwtError::Algorithm, "{alg}");
            assert_eq!(refusal(&signed_as(&header(""), "{}", scheme)), JwtError::Signature, "{alg}");
        }
        for alg in ["rs256", "RS256 ", "RS\\u0032567"] {
            assert_eq!(refusal(&with_header(&header("").replace("RS256", alg))), JwtError::Algorithm, "{alg}");
        }
    }

    #[test]
    fn kid_must_be_there_once_and_name_the_signing_key() {
        let kid = SIGNER.kid().as_str();
        let other = signing_key(RSA_2).kid().as_str().to_owned();
        assert_eq!(refusal(&with_header(r#"{"alg":"RS256","typ":"JWT"}"#)), JwtError::MissingKid);
        assert_eq!(refusal(&with_header(r#"{"alg":"RS256","typ":"JWT","kid":null}"#)), JwtError::MissingKid);
        assert_eq!(refusal(&with_header(&header("").replace(kid, &other))), JwtError::Signature);
        assert_eq!(refusal(&with_header(&header(&format!(r#","kid":"{other}""#)))), JwtError::Malformed);
        assert_eq!(refusal(&with_header(&header(&format!(r#","kid":"{kid}""#)))), JwtError::Malformed);
        for unknown in ["", "x", "../../etc/passwd", "' OR 1=1 --", &kid[1..], &format!("{kid} ")] {
            assert_eq!(refusal(&with_header(&header("").replace(kid, unknown))), JwtError::UnknownKid, "{unknown}");
        }
        assert_eq!(refusal(&with_header(r#"{"alg":"RS256","typ":"JWT","kid":5}"#)), JwtError::Malformed);
    }

    #[test]
    fn crit_is_refused_whatever_it_says() {
        for crit in ["[]", r#"["b64"]"#, r#"["exp"]"#, "null", "false", r#""""#] {
            assert_eq!(refusal(&with_header(&header(&format!(r#","crit":{crit}"#)))), JwtError::Critical, "{crit}");
        }
    }

    #[test]
    fn members_that_name_or_carry_keys_are_ignored() {
        let attacker = signing_key(RSA_2).public_jwk().to_string();
        let more = format!(
            r#","jku":"https://attacker.example/jwks","x5u":"file:///x","x5c":["AAAA"],"b64":true,"jwk":{attacker}"#
        );
        assert!(verify(&with_header(&header(&more))).is_ok());
        // The signature is of the key in the header instead of the one that kid names.
        let named = with_header(&header(&more));
        let foreign = signing_key(RSA_2).sign_compact("JWT", &json!({})).unwrap();
        let (message, signature) = (named.rsplit_once('.').unwrap().0, foreign.rsplit_once('.').unwrap().1);
        assert_eq!(refusal(&format!("{message}.{signature}")), JwtError::Signature);
    }

    #[test]
    fn header_that_is_no_object_of_the_right_form_is_malformed() {
        for header in
            ["", "[]", "null", "{}", "x", r#"{"kid":"x"}"#, r#"{"alg":null}"#, r#"{"alg":["RS256"]}"#, "{\"alg\""]
        {
            assert_eq!(refusal(&with_header(header)), JwtError::Malformed, "{header}");
        }
        assert_eq!(refusal(&with_header(&header(r#","alg":"none""#))), JwtError::Malformed);
        assert_eq!(refusal(&with_header(&header(r#","typ":"JWT""#))), JwtError::Malformed);
        assert_eq!(refusal(&with_header(&header(r#","crit":1,"crit":1"#))), JwtError::Malformed);
        assert_eq!(refusal(&with_header(&format!("{}x", header("")))), JwtError::Malformed);
        assert_eq!(refusal(&with_header(&format!("\u{feff}{}", header("")))), JwtError::Malformed);
    }

    #[test]
    fn type_is_compared_in_any_case_and_with_or_without_prefix() {
        let accepts = |typ: &str, expected: &[&str]| {
            KEYS.verify::<Value>(&SIGNER.sign_compact(typ, &json!({})).unwrap(), expected).is_ok()
        };
        assert!(accepts("at+jwt", &["at+jwt"]));
        assert!(accepts("AT+JWT", &["at+jwt"]));
        assert!(accepts("application/at+jwt", &["at+jwt"]));
        assert!(accepts("Application/AT+jwt", &["JWT", "at+jwt"]));
        assert!(!accepts("JWT", &["at+jwt"]));
        assert!(!accepts("at+jwt", &["JWT"]));
        assert!(!accepts("application/application/at+jwt", &["at+jwt"]));
        assert!(!accepts("text/at+jwt", &["at+jwt"]));
        assert!(!accepts("application/", &[""]));
        assert!(!accepts("at+jwt", &[]));
    }

    #[test]
    fn missing_type_is_taken_only_where_the_caller_says_so() {
        let untyped = with_header(&format!(r#"{{"alg":"RS256","kid":"{}"}}"#, SIGNER.kid()));
        assert_eq!(refusal(&untyped), JwtError::Type);
        assert!(KEYS.verify::<Value>(&untyped, &["JWT", ""]).is_ok());
    }

    #[test]
    fn dots_padding_and_white_space_are_refused() {
        let token = token();
        let parts: Vec<_> = token.split('.').collect();
        let [h, p, s] = parts[..] else { panic!("{token}") };
        let standard = s.replace('-', "+").replace('_', "/");
        for changed in [
            String::new(),
            ".".to_owned(),
            "..".to_owned(),
            "...".to_owned(),
            format!("{h}.{p}"),
            format!("{token}."),
            format!(".{token}"),
            format!("{h}..{p}.{s}"),
            format!("{h}.{p}.{s}.{s}"),
            format!("{h}.{p}.{s}.{s}.{s}"),
            format!("{h}=.{p}.{s}"),
            format!("{h}.{p}=.{s}"),
            format!("{h}.{p}.{s}=="),
            format!("{h}.{p}.{standard}"),
            format!(" {token}"),
            format!("{token}\n"),
            format!("{h}. {p}.{s}"),
            format!("{h}.{p}.{}\n{}", &s[..9], &s[9..]),
            format!("{h}.{p}.ä"),
        ] {
            assert_eq!(refusal(&changed), JwtError::Malformed, "{changed}");
        }
    }

    #[test]
    fn signature_has_one_spelling_only() {
        // 256 bytes end in a character of which two bits count: the other spellings of the last byte are refused.
        let token = token();
        let last = token.chars().last().unwrap();
        let accepted = ('A'..='Z')
            .chain('a'..='z')
            .chain('0'..='9')
            .chain(['-', '_'])
            .filter(|other| verify(&format!("{}{other}", &token[..token.len() - 1])).is_ok());
        assert_eq!(accepted.collect::<String>(), last.to_string());
    }

    #[test]
    fn changed_payload_header_or_signature_is_refused() {
        let token = token();
        let parts: Vec<_> = token.split('.').collect();
        let [h, p, s] = parts[..] else { panic!("{token}") };
        let admin = b64(r#"{"sub":"admin"}"#);
        let spaced = b64(header(" "));
        for changed in [format!("{h}.{admin}.{s}"), format!("{h}..{s}"), format!("{spaced}.{p}.{s}")] {
            assert_eq!(refusal(&changed), JwtError::Signature, "{changed}");
        }
        let zeros = b64([0; 256]);
        let ones = b64([255; 256]);
        for signature in ["", "AAAA", &s[..s.len() - 4], &format!("{s}AAAA"), &format!("AAAA{s}"), &zeros, &ones] {
            let error = refusal(&format!("{h}.{p}.{signature}"));
            assert!(matches!(error, JwtError::Signature | JwtError::Malformed), "{signature}: {error}");
        }
    }

    #[test]
    fn too_long_token_is_refused_unread() {
        let long = SIGNER.sign_compact("JWT", &json!({"x": "y".repeat(MAX_TOKEN_LEN)})).unwrap();
        assert_eq!(refusal(&long), JwtError::TooLong);
        let fits = SIGNER.sign_compact("JWT", &json!({"x": "y".repeat(11_000)})).unwrap();
        assert!(fits.len() <= MAX_TOKEN_LEN && verify(&fits).is_ok());
    }

    #[test]
    fn empty_set_knows_no_key_and_first_of_a_name_counts() {
        assert_eq!(KeySet::default().verify::<Value>(&token(), &["JWT"]), Err(JwtError::UnknownKid));
        assert!(KeySet::default().is_empty());
        let mut impostor = signing_key(RSA_2).public_jwk().clone();
        impostor["kid"] = SIGNER.kid().as_str().into();
        let impostor = VerifyingKey::from_jwk(&impostor).unwrap();
        let set: KeySet = [key(&SIGNER), impostor].into_iter().collect();
        assert!(set.verify::<Value>(&token(), &["JWT"]).is_ok());
    }

    #[test]
    fn every_algorithm_verifies_by_its_own_key_and_refuses_every_other_algorithm_in_the_header() {
        let keys: KeySet = SigningAlgorithm::ALL.into_iter().map(|alg| key(&key_for(alg))).collect();
        for alg in SigningAlgorithm::ALL {
            let token = key_for(alg).sign_compact("JWT", &json!({"sub": "alice"})).unwrap();
            assert_eq!(keys.verify::<Value>(&token, &["JWT"]).unwrap(), json!({"sub": "alice"}), "{alg}");
            let rest = token.split_once('.').unwrap().1;
            for other in ["RS256", "PS256", "ES256", "Ed25519", "EdDSA", "HS256", "none"] {
                if other != alg.as_str() {
                    let header = json!({"typ": "JWT", "alg": other, "kid": key_for(alg).kid()}).to_string();
                    let changed = format!("{}.{rest}", b64(header));
                    assert_eq!(keys.verify::<Value>(&changed, &["JWT"]), Err(JwtError::Algorithm), "{alg} as {other}");
                }
            }
            // The signature of another algorithm's key under this key's name.
            for other in SigningAlgorithm::ALL.into_iter().filter(|other| *other != alg) {
                let foreign = key_for(other).sign_compact("JWT", &json!({})).unwrap();
                let (message, signature) = (token.rsplit_once('.').unwrap().0, foreign.rsplit_once('.').unwrap().1);
                let changed = format!("{message}.{signature}");
                assert_eq!(keys.verify::<Value>(&changed, &["JWT"]), Err(JwtError::Signature), "{alg} by {other}");
            }
        }
    }

    #[test]
    fn psychic_signatures_are_refused() {
        // CVE-2022-21449: r = s = 0 must verify nothing, nor may values at the order of the curve.
        let order = "FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551";
        let order: Vec<u8> = (0..32).map(|at| u8::from_str_radix(&order[2 * at..2 * at + 2], 16).unwrap()).collect();
        let keys: KeySet = SigningAlgorithm::ALL.into_iter().map(|alg| key(&key_for(alg))).collect();
        for alg in [SigningAlgorithm::Es256, SigningAlgorithm::Ed25519] {
            let token = key_for(alg).sign_compact("JWT", &json!({"sub": "admin"})).unwrap();
            let message = token.rsplit_once('.').unwrap().0;
            let one = [&[0; 31][..], &[1]].concat();
            for signature in [
                vec![0; 64],
                vec![0xff; 64],
                [&order[..], &order[..]].concat(),
                [&order[..], &one[..]].concat(),
                [&one[..], &[0; 32][..]].concat(),
                // As DER (RFC 3279 §2.2.3) instead of the fixed form of RFC 7518 §3.4.
                vec![0x30, 6, 2, 1, 0, 2, 1, 0],
                vec![0; 63],
                vec![0; 65],
                Vec::new(),
            ] {
                let forged = format!("{message}.{}", b64(&signature));
                assert_eq!(keys.verify::<Value>(&forged, &["JWT"]), Err(JwtError::Signature), "{alg} {signature:?}");
            }
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_verification_panic_or_succeed(text in ".{0,200}") {
            prop_assert!(verify(&text).is_err());
        }

        #[test]
        fn any_changed_byte_is_refused(at in any::<prop::sample::Index>(), byte in 0x20_u8..0x7f) {
            let mut changed = token().into_bytes();
            let at = at.index(changed.len());
            prop_assume!(changed[at] != byte);
            changed[at] = byte;
            prop_assert!(verify(std::str::from_utf8(&changed).unwrap()).is_err());
        }
    }
}
