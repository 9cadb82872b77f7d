//! Encrypted tokens in the compact form (RFC 7516, RFC 7518 §4 and §5).
//!
//! What cannot be decrypted is one error, whatever the cause: which step failed is nobody's business (RFC 7516 §11.5).

mod agreement;
mod content;
mod decryption_key;
mod recipient;

pub use decryption_key::DecryptionKey;
pub use recipient::RecipientKey;

use crate::jose::verifying_key::decode_exactly;
use crate::model::{JweAlgorithm, JweEncryption, Secret};
use crate::random::Random;
use agreement::Purpose;
use aws_lc_rs::agreement::{ECDH_P256, PrivateKey};
use aws_lc_rs::key_wrap::{AES_256, AesKek, KeyWrap};
use aws_lc_rs::rsa::OAEP_SHA256_MGF1SHA256;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use recipient::PublicKey;
use serde_json::{Map, Value, json};

/// Tokens longer than this many bytes are refused unread.
pub const MAX_JWE_LEN: usize = 32 * 1024;

/// Bytes of the key of `A256KW`.
const KEK_LEN: usize = 32;

/// Why there is no token or no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JweError {
    /// Not five parts of unpadded base64url, a header that is no JSON object, or longer than [`MAX_JWE_LEN`].
    #[error("the encrypted token is malformed")]
    Malformed,
    /// An `alg` or `enc` that is not taken here, a compressed text (`zip`), or an extension that must be understood
    /// (`crit`).
    #[error("the encrypted token uses an algorithm or extension that is not supported")]
    Unsupported,
    /// It could not be decrypted, or not be made.
    #[error("the encrypted token cannot be decrypted")]
    Failed,
}

/// What a token held.
#[derive(Debug)]
pub struct Decrypted {
    /// The text.
    pub plain: Secret<Vec<u8>>,
    /// How its content key came.
    pub alg: JweAlgorithm,
    /// How the text was encrypted.
    pub enc: JweEncryption,
    /// What the text is, as the header says.
    pub cty: Option<String>,
}

/// What the header says.
struct Header {
    alg: JweAlgorithm,
    enc: JweEncryption,
    members: Map<String, Value>,
}

/// The parts of a token.
struct Parts {
    header: Header,
    encrypted_key: Vec<u8>,
    iv: Vec<u8>,
    ciphertext: Vec<u8>,
    tag: Vec<u8>,
}

/// Whether `token` has the form of an encrypted token: five parts. A signed one has three.
#[must_use]
pub fn is_encrypted(token: &str) -> bool {
    token.bytes().filter(|byte| *byte == b'.').count() == 4
}

/// Encrypts `plain` to `recipient`; `cty` says what it is (`JWT` for a nested token, RFC 7519 §5.2). Ephemeral keys and
/// the padding of RSA are of the library's own randomness.
///
/// # Errors
/// [`JweError::Failed`] when the library fails.
pub fn encrypt(
    plain: &[u8],
    recipient: &RecipientKey,
    enc: JweEncryption,
    cty: Option<&str>,
    random: &Random,
) -> Result<String, JweError> {
    let mut header = json!({ "alg": recipient.alg, "enc": enc });
    for (name, value) in [("kid", recipient.kid.as_deref()), ("cty", cty)] {
        if let Some(value) = value {
            header[name] = value.into();
        }
    }
    let (key, encrypted_key) = content_key(recipient, enc, &mut header, random)?;
    let header = URL_SAFE_NO_PAD.encode(header.to_string());
    let iv = &random.bytes::<16>()[..content::iv_len(enc)];
    let (ciphertext, tag) = content::seal(enc, key.expose(), iv, header.as_bytes(), plain)?;
    let mut token = header;
    for part in [&encrypted_key[..], iv, &ciphertext, &tag] {
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(part, &mut token);
    }
    Ok(token)
}

/// A new content key, and how it is written for the recipient (RFC 7516 §5.1, steps 1 to 6).
fn content_key(
    recipient: &RecipientKey,
    enc: JweEncryption,
    header: &mut Value,
    random: &Random,
) -> Result<(Secret<Vec<u8>>, Vec<u8>), JweError> {
    let fresh = || Secret::new(random.bytes::<32>()[..content::key_len(enc)].to_vec());
    match &recipient.key {
        PublicKey::Rsa(public) => {
            let key = fresh();
            let mut out = vec![0; public.ciphertext_size()];
            let encrypted = public.encrypt(&OAEP_SHA256_MGF1SHA256, key.expose(), &mut out, None);
            encrypted.map_err(|_| JweError::Failed)?;
            Ok((key, out))
        }
        PublicKey::P256(public) => {
            let own = PrivateKey::generate(&ECDH_P256).map_err(|_| JweError::Failed)?;
            let point = own.compute_public_key().map_err(|_| JweError::Failed)?;
            header["epk"] = crate::jose::signer::p256_jwk(point.as_ref()).ok_or(JweError::Failed)?;
            let agreed = agreement::agree(&own, public, purpose(recipient.alg, enc, (&[], &[])))?;
            if recipient.alg == JweAlgorithm::EcdhEs {
                return Ok((agreed, Vec::new()));
            }
            let key = fresh();
            let mut out = vec![0; key.expose().len() + 8];
            let kek = AesKek::new(&AES_256, agreed.expose()).map_err(|_| JweError::Failed)?;
            kek.wrap(key.expose(), &mut out).map_err(|_| JweError::Failed)?;
            Ok((key, out))
        }
    }
}

/// What an agreed key is for (RFC 7518 §4.6.2): the content, or the content's key.
fn purpose<'a>(alg: JweAlgorithm, enc: JweEncryption, (apu, apv): (&'a [u8], &'a [u8])) -> Purpose<'a> {
    match alg {
        JweAlgorithm::EcdhEs => Purpose { algorithm: enc.as_str(), apu, apv, key_len: content::key_len(enc) },
        _ => Purpose { algorithm: alg.as_str(), apu, apv, key_len: KEK_LEN },
    }
}

/// Decrypts a token with the key that it names, or where it names none, with the one of `keys` that fits. Keys that the
/// header brings itself are never looked at.
///
/// # Errors
/// See [`JweError`].
pub fn decrypt<'a>(
    token: &str,
    keys: impl IntoIterator<Item = &'a DecryptionKey>,
    random: &Random,
) -> Result<Decrypted, JweError> {
    let parts = read(token)?;
    let Header { alg, enc, members } = &parts.header;
    let kid = members.get("kid");
    let named = |key: &&DecryptionKey| kid.is_none_or(|kid| kid.as_str() == Some(key.kid().as_str()));
    let fitting = keys.into_iter().filter(|key| key.fits(*alg)).filter(named);
    let aad = token.split('.').next().unwrap_or_default();
    for key in fitting {
        // A key that cannot be unwrapped is replaced by a random one, so that both fail at the tag (RFC 7516 §11.5).
        let substitute = || Secret::new(random.bytes::<32>()[..content::key_len(*enc)].to_vec());
        let content_key = unwrap(&parts, key).filter(|found| found.expose().len() == content::key_len(*enc));
        let content_key = content_key.unwrap_or_else(substitute);
        let sealed = (&parts.ciphertext[..], &parts.tag[..]);
        if let Ok(plain) = content::open(*enc, content_key.expose(), &parts.iv, aad.as_bytes(), sealed) {
            let cty = members.get("cty").and_then(Value::as_str).map(str::to_owned);
            return Ok(Decrypted { plain, alg: *alg, enc: *enc, cty });
        }
    }
    Err(JweError::Failed)
}

/// The content key, if `key` gets at it (RFC 7516 §5.2, steps 6 to 11).
fn unwrap(parts: &Parts, key: &DecryptionKey) -> Option<Secret<Vec<u8>>> {
    let Header { alg, enc, members } = &parts.header;
    if *alg == JweAlgorithm::RsaOaep256 {
        return key.unwrap_rsa(&parts.encrypted_key).ok();
    }
    let text = |name: &str| members.get(name).map(|value| value.as_str().unwrap_or("?"));
    let info = |name: &str| URL_SAFE_NO_PAD.decode(text(name).unwrap_or_default()).ok();
    let (apu, apv) = (info("apu")?, info("apv")?);
    let agreed = key.agree(&ephemeral(members.get("epk")?)?, purpose(*alg, *enc, (&apu, &apv))).ok()?;
    if *alg == JweAlgorithm::EcdhEs {
        return parts.encrypted_key.is_empty().then_some(agreed);
    }
    let mut out = vec![0; parts.encrypted_key.len()];
    let kek = AesKek::new(&AES_256, agreed.expose()).ok()?;
    let plain_len = kek.unwrap(&parts.encrypted_key, &mut out).ok()?.len();
    out.truncate(plain_len);
    Some(Secret::new(out))
}

/// The sender's ephemeral key (RFC 7518 §4.6.1.1).
fn ephemeral(epk: &Value) -> Option<aws_lc_rs::agreement::ParsedPublicKey> {
    let text = |name: &str| epk.get(name).and_then(Value::as_str);
    if (text("kty"), text("crv")) != (Some("EC"), Some("P-256")) {
        return None;
    }
    agreement::public_key(&decode_exactly(text("x")).ok()?, &decode_exactly(text("y")).ok()?)
}

fn read(token: &str) -> Result<Parts, JweError> {
    if token.len() > MAX_JWE_LEN || !is_encrypted(token) {
        return Err(JweError::Malformed);
    }
    let mut parts = token.split('.').map(|part| URL_SAFE_NO_PAD.decode(part).map_err(|_| JweError::Malformed));
    let mut next = || parts.next().unwrap_or(Err(JweError::Malformed));
    let header = read_header(&next()?)?;
    Ok(Parts { header, encrypted_key: next()?, iv: next()?, ciphertext: next()?, tag: next()? })
}

/// Compression is refused whatever its value: a small text could unfold into an endless one. So are extensions that must
/// be understood, because none are.
fn read_header(bytes: &[u8]) -> Result<Header, JweError> {
    let members: Map<String, Value> = serde_json::from_slice(bytes).map_err(|_| JweError::Malformed)?;
    if members.contains_key("zip") || members.contains_key("crit") {
        return Err(JweError::Unsupported);
    }
    let text = |name: &str| members.get(name).and_then(Value::as_str).ok_or(JweError::Malformed);
    let alg = JweAlgorithm::parse(text("alg")?).ok_or(JweError::Unsupported)?;
    let enc = JweEncryption::parse(text("enc")?).ok_or(JweError::Unsupported)?;
    Ok(Header { alg, enc, members })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jose::parse_private_key;
    use crate::jose::test_keys::RSA_1;
    use proptest::prelude::*;
    use std::sync::LazyLock;

    const RSA: &str = include_str!("../../../tests/keys/rsa-enc.pem");
    const P256: &str = include_str!("../../../tests/keys/p256-enc.pem");
    /// Made by the npm package jose 6.2 for the keys above, a line for each `alg` and `enc`; the text names both.
    const BY_OTHERS: &str = include_str!("../../../tests/keys/jwe.txt");

    static KEYS: LazyLock<[DecryptionKey; 2]> = LazyLock::new(|| [key(RSA), key(P256)]);

    fn key(pem: &str) -> DecryptionKey {
        DecryptionKey::new(&parse_private_key(pem).unwrap()).unwrap()
    }

    fn every_kind() -> impl Iterator<Item = (JweAlgorithm, JweEncryption)> {
        JweAlgorithm::ALL.iter().flat_map(|alg| JweEncryption::ALL.iter().map(move |enc| (*alg, *enc)))
    }

    fn made(alg: JweAlgorithm, enc: JweEncryption, plain: &[u8]) -> String {
        let own = KEYS.iter().find(|key| key.fits(alg)).unwrap();
        let recipient = RecipientKey::from_jwk(own.public_jwk(), alg).unwrap();
        encrypt(plain, &recipient, enc, Some("JWT"), &Random::system()).unwrap()
    }

    fn opened(token: &str) -> Result<Vec<u8>, JweError> {
        decrypt(token, KEYS.iter(), &Random::system()).map(|found| found.plain.expose().clone())
    }

    /// The token with another header, which its tag does not cover.
    fn with_header(token: &str, change: impl FnOnce(&mut Value)) -> String {
        let (header, rest) = token.split_once('.').unwrap();
        let mut header: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header).unwrap()).unwrap();
        change(&mut header);
        format!("{}.{rest}", URL_SAFE_NO_PAD.encode(header.to_string()))
    }

    #[test]
    fn tokens_made_by_another_implementation_are_read() {
        let lines: Vec<_> = BY_OTHERS.lines().collect();
        assert_eq!(lines.len(), every_kind().count());
        for (line, (alg, enc)) in lines.into_iter().zip(every_kind()) {
            let found = decrypt(line, KEYS.iter(), &Random::system()).unwrap();
            assert_eq!(String::from_utf8_lossy(found.plain.expose()), format!("{alg} with {enc}"));
            assert_eq!((found.alg, found.enc), (alg, enc));
            assert_eq!(found.cty.as_deref(), (enc == JweEncryption::A128Gcm).then_some("JWT"));
        }
    }

    #[test]
    fn header_names_key_and_content_and_nothing_of_the_text_is_in_the_token() {
        for (alg, enc) in every_kind() {
            let token = made(alg, enc, b"a secret");
            let header = token.split('.').next().unwrap();
            let header: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header).unwrap()).unwrap();
            assert_eq!((&header["alg"], &header["enc"], &header["cty"]), (&json!(alg), &json!(enc), &json!("JWT")));
            assert!(KEYS.iter().any(|key| header["kid"] == key.kid().as_str()));
            assert_eq!(header["epk"].is_object(), alg != JweAlgorithm::RsaOaep256);
            assert_ne!(token, made(alg, enc, b"a secret"));
        }
    }

    #[test]
    fn every_changed_part_is_noticed() {
        for (alg, enc) in every_kind() {
            let token = made(alg, enc, b"a secret");
            for index in 0..5 {
                let mut parts: Vec<_> = token.split('.').map(|part| URL_SAFE_NO_PAD.decode(part).unwrap()).collect();
                match parts[index].last_mut() {
                    Some(last) => *last ^= 1,
                    None => parts[index].push(0),
                }
                let changed: Vec<_> = parts.iter().map(|part| URL_SAFE_NO_PAD.encode(part)).collect();
                let expected = if index == 0 { JweError::Malformed } else { JweError::Failed };
                assert_eq!(opened(&changed.join(".")), Err(expected), "{alg} {enc} part {index}");
            }
            let added = with_header(&token, |header| header["more"] = 1.into());
            assert_eq!(opened(&added), Err(JweError::Failed), "{alg} {enc}");
        }
    }

    #[test]
    fn another_key_reads_nothing_and_says_nothing_more() {
        let stranger = key(RSA_1);
        let token = made(JweAlgorithm::RsaOaep256, JweEncryption::A256Gcm, b"x");
        let random = Random::system();
        assert_eq!(decrypt(&token, [&stranger], &random).unwrap_err(), JweError::Failed);
        assert_eq!(decrypt(&token, [], &random).unwrap_err(), JweError::Failed);
        let misnamed = with_header(&token, |header| header["kid"] = "other".into());
        assert_eq!(opened(&misnamed), Err(JweError::Failed));
    }

    #[test]
    fn weak_key_management_compression_and_extensions_are_refused() {
        let token = made(JweAlgorithm::RsaOaep256, JweEncryption::A256Gcm, b"x");
        for alg in ["RSA1_5", "RSA-OAEP", "dir", "PBES2-HS256+A128KW", "A256KW", "ECDH-ES+A128KW", "none", ""] {
            let refused = with_header(&token, |header| {
                header["alg"] = alg.into();
                header["p2c"] = 2_000_000_000.into();
            });
            assert_eq!(opened(&refused), Err(JweError::Unsupported), "{alg}");
        }
        for enc in ["A256CBC-HS512", "A192GCM", "none"] {
            assert_eq!(opened(&with_header(&token, |header| header["enc"] = enc.into())), Err(JweError::Unsupported));
        }
        for name in ["zip", "crit"] {
            for value in [json!("DEF"), json!([]), Value::Null] {
                let refused = with_header(&token, |header| header[name] = value.clone());
                assert_eq!(opened(&refused), Err(JweError::Unsupported), "{name} {value}");
            }
        }
    }

    #[test]
    fn ephemeral_key_off_the_curve_is_refused() {
        let token = made(JweAlgorithm::EcdhEs, JweEncryption::A128Gcm, b"x");
        for change in [json!({}), json!({"kty": "EC", "crv": "P-384"}), json!("x"), Value::Null] {
            assert_eq!(opened(&with_header(&token, |header| header["epk"] = change)), Err(JweError::Failed));
        }
        let off = with_header(&token, |header| header["epk"]["y"] = header["epk"]["x"].clone());
        assert_eq!(opened(&off), Err(JweError::Failed));
    }

    #[test]
    fn what_is_no_token_is_malformed() {
        let token = made(JweAlgorithm::EcdhEs, JweEncryption::A128Gcm, b"x");
        let long = format!("{token}{}", "A".repeat(MAX_JWE_LEN));
        for text in ["", "....", "a.b.c", "e30....", &format!("{token}."), &format!("{token}="), &long] {
            assert_eq!(opened(text), Err(JweError::Malformed), "{text:.40}");
        }
        assert!(is_encrypted(&token) && !is_encrypted("a.b.c"));
    }

    #[test]
    fn debug_shows_no_private_number_and_no_text() {
        let token = made(JweAlgorithm::EcdhEs, JweEncryption::A128Gcm, b"hunter2");
        let found = decrypt(&token, KEYS.iter(), &Random::system()).unwrap();
        assert!(format!("{found:?}").contains("plain: [secret]"));
        for key in KEYS.iter() {
            let shown = format!("{key:?}");
            assert!(!shown.contains("\"d\""), "{shown}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn whatever_is_encrypted_comes_back(plain in prop::collection::vec(any::<u8>(), 0..300), kind in 0_usize..9) {
            let (alg, enc) = every_kind().nth(kind).unwrap();
            prop_assert_eq!(opened(&made(alg, enc, &plain)), Ok(plain));
        }

        #[test]
        fn no_text_is_a_panic(text in "[A-Za-z0-9_.-]{0,200}") {
            prop_assert!(opened(&text).is_err());
        }
    }
}
