//! Access tokens that only we can read: AES-256-GCM-SIV (RFC 8452) under a key derived from the installation's secret.
//!
//! GCM-SIV because every token takes a random nonce: plain GCM would allow 2^32 tokens under one secret, this allows
//! more than will ever be issued (RFC 8452 §9).

use crate::crypto::derive::DerivedKeys;
use crate::model::Secret;
use crate::random::Random;
use aws_lc_rs::aead::{AES_256_GCM_SIV, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// Marks opaque access tokens, so that another kind of token is refused before it is looked at.
pub const PREFIX: &str = "sya_";
const AAD: &[u8] = b"access token";

/// Seals with the current key; opens what the current or the previous key sealed.
#[derive(Debug)]
pub struct TokenSealer {
    current: LessSafeKey,
    previous: Option<LessSafeKey>,
}

impl TokenSealer {
    /// Takes the keys of the current secret and, during a change of secrets, of the previous one.
    #[must_use]
    pub fn new(current: &DerivedKeys, previous: Option<&DerivedKeys>) -> Self {
        Self { current: key(current), previous: previous.map(key) }
    }

    /// The token that says `plain` to us and nothing to anybody else.
    ///
    /// # Panics
    /// When `plain` has 64 GiB or more, the limit of the algorithm.
    #[must_use]
    pub fn seal(&self, random: &Random, plain: &[u8]) -> String {
        let nonce = random.bytes::<NONCE_LEN>();
        let mut sealed = [nonce.as_slice(), plain].concat();
        let tag = self.current.seal_in_place_separate_tag(
            Nonce::assume_unique_for_key(nonce),
            Aad::from(AAD),
            &mut sealed[NONCE_LEN..],
        );
        sealed.extend_from_slice(tag.expect("the algorithm seals any text below 64 GiB").as_ref());
        format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(sealed))
    }

    /// What a token of ours says; `None` for any other text.
    #[must_use]
    pub fn open(&self, token: &str) -> Option<Secret<Vec<u8>>> {
        let mut nonce = URL_SAFE_NO_PAD.decode(token.strip_prefix(PREFIX)?).ok()?;
        let sealed = (nonce.len() > NONCE_LEN).then(|| nonce.split_off(NONCE_LEN))?;
        let open = |key: &LessSafeKey| {
            let mut in_out = sealed.clone();
            let nonce = Nonce::try_assume_unique_for_key(&nonce).ok()?;
            let length = key.open_in_place(nonce, Aad::from(AAD), &mut in_out).ok()?.len();
            in_out.truncate(length);
            Some(Secret::new(in_out))
        };
        open(&self.current).or_else(|| self.previous.as_ref().and_then(open))
    }
}

fn key(keys: &DerivedKeys) -> LessSafeKey {
    LessSafeKey::new(UnboundKey::new(&AES_256_GCM_SIV, keys.token_key()).expect("an AES-256 key has 32 bytes"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> DerivedKeys {
        DerivedKeys::from_secret(&Secret::new(text.to_owned()))
    }

    fn opened(sealer: &TokenSealer, token: &str) -> Option<Vec<u8>> {
        sealer.open(token).map(|plain| plain.expose().clone())
    }

    #[test]
    fn sealed_token_opens_under_its_own_secret_and_says_nothing() {
        let sealer = TokenSealer::new(&keys("one"), None);
        let token = sealer.seal(&Random::seeded(1), b"alice");
        assert!(token.starts_with(PREFIX) && !token.contains("alice"));
        assert_eq!(opened(&sealer, &token).as_deref(), Some(b"alice".as_slice()));
        assert_eq!(opened(&TokenSealer::new(&keys("two"), None), &token), None);
        let after = TokenSealer::new(&keys("two"), Some(&keys("one")));
        assert_eq!(opened(&after, &token).as_deref(), Some(b"alice".as_slice()));
    }

    #[test]
    fn altered_cut_and_foreign_texts_do_not_open() {
        let sealer = TokenSealer::new(&keys("one"), None);
        let token = sealer.seal(&Random::seeded(1), b"alice");
        for at in PREFIX.len()..token.len() {
            let mut altered = token.clone().into_bytes();
            altered[at] = if altered[at] == b'A' { b'B' } else { b'A' };
            let altered = String::from_utf8(altered).unwrap();
            assert!(altered == token || sealer.open(&altered).is_none(), "{at}");
            assert!(sealer.open(&token[..at]).is_none(), "{at}");
        }
        for other in ["", PREFIX, "sya_AAAA", "syr_AAAA", &token[PREFIX.len()..], &format!("{token}A")] {
            assert!(sealer.open(other).is_none(), "{other}");
        }
    }

    #[test]
    fn two_tokens_of_one_text_differ() {
        let sealer = TokenSealer::new(&keys("one"), None);
        let random = Random::seeded(1);
        assert_ne!(sealer.seal(&random, b"x"), sealer.seal(&random, b"x"));
    }
}
