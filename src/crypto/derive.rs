//! The keys that are derived from the one secret of the installation (HKDF-SHA256, RFC 5869).

use crate::crypto::digest::constant_time_eq;
use crate::model::Secret;
use aws_lc_rs::{hkdf, hmac};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use std::fmt::Write;

// Changing the salt or a label changes every derived key: nothing sealed or authenticated before can be read after.
const SALT: &[u8] = b"symbolon v1";

/// One key for each purpose, so that a value made for one is never valid for another.
#[derive(Clone, Debug)]
pub struct DerivedKeys {
    key_id: String,
    seal: Secret<[u8; 32]>,
    csrf: hmac::Key,
    lookup: hmac::Key,
    refresh: hmac::Key,
    browser_state: hmac::Key,
    token: Secret<[u8; 32]>,
    audit: hmac::Key,
}

impl DerivedKeys {
    /// Derives all keys from the secret text, which the caller has checked for length. The text counts to the letter:
    /// a trailing line break makes other keys.
    #[must_use]
    pub fn from_secret(text: &Secret<String>) -> Self {
        let root = hkdf::Salt::new(hkdf::HKDF_SHA256, SALT).extract(text.expose().as_bytes());
        let mac_key = |label| hmac::Key::new(hmac::HMAC_SHA256, expand(&root, label).expose());
        Self {
            key_id: key_id(&expand(&root, "key id")),
            seal: expand(&root, "seal"),
            csrf: mac_key("csrf"),
            lookup: mac_key("lookup"),
            refresh: mac_key("refresh"),
            browser_state: mac_key("browser state"),
            token: expand(&root, "opaque token"),
            audit: mac_key("audit"),
        }
    }

    /// Eight hexadecimal digits that name the secret without revealing it.
    #[must_use]
    pub fn key_id(&self) -> &str {
        &self.key_id
    }

    /// The AES-256 key of [`crate::crypto::seal`].
    pub(super) fn seal_key(&self) -> &[u8; 32] {
        self.seal.expose()
    }

    /// The AES-256 key of [`crate::crypto::token_seal`].
    pub(super) fn token_key(&self) -> &[u8; 32] {
        self.token.expose()
    }

    /// The token that ties a form to the browser it was made for; base64url.
    #[must_use]
    pub fn csrf_mac(&self, parts: &[&str]) -> String {
        text_mac(&self.csrf, parts)
    }

    /// Whether `mac` is what [`Self::csrf_mac`] makes of `parts`.
    #[must_use]
    pub fn verify_csrf_mac(&self, parts: &[&str], mac: &str) -> bool {
        constant_time_eq(self.csrf_mac(parts).as_bytes(), mac.as_bytes())
    }

    /// A keyed hash by which a guessable value (a user code, an imported secret) is found again without being stored;
    /// base64url.
    #[must_use]
    pub fn lookup_mac(&self, parts: &[&str]) -> String {
        text_mac(&self.lookup, parts)
    }

    /// Whether `mac` is what [`Self::lookup_mac`] makes of `parts`.
    #[must_use]
    pub fn verify_lookup_mac(&self, parts: &[&str], mac: &str) -> bool {
        constant_time_eq(self.lookup_mac(parts).as_bytes(), mac.as_bytes())
    }

    /// What scripts may know a browser by, as long as its cookie is the same; base64url.
    #[must_use]
    pub fn browser_state_mac(&self, parts: &[&str]) -> String {
        text_mac(&self.browser_state, parts)
    }

    /// The proof that this installation has put an end of the audit log where it is; base64url.
    #[must_use]
    pub fn audit_mac(&self, parts: &[&str]) -> String {
        text_mac(&self.audit, parts)
    }

    /// Whether `mac` is what [`Self::audit_mac`] makes of `parts`.
    #[must_use]
    pub fn verify_audit_mac(&self, parts: &[&str], mac: &str) -> bool {
        constant_time_eq(self.audit_mac(parts).as_bytes(), mac.as_bytes())
    }

    /// The proof inside a refresh token that this server made it.
    #[must_use]
    pub fn refresh_mac(&self, parts: &[&[u8]]) -> [u8; 32] {
        mac(&self.refresh, parts)
    }

    /// Whether `mac` is what [`Self::refresh_mac`] makes of `parts`.
    #[must_use]
    pub fn verify_refresh_mac(&self, parts: &[&[u8]], mac: &[u8]) -> bool {
        constant_time_eq(&self.refresh_mac(parts), mac)
    }
}

fn expand(root: &hkdf::Prk, label: &str) -> Secret<[u8; 32]> {
    let mut key = [0_u8; 32];
    let info = [label.as_bytes()];
    let expanded = root.expand(&info, hkdf::HKDF_SHA256).and_then(|okm| okm.fill(&mut key));
    expanded.expect("HKDF-SHA256 can give 32 bytes");
    Secret::new(key)
}

fn key_id(derived: &Secret<[u8; 32]>) -> String {
    derived.expose()[..4].iter().fold(String::with_capacity(8), |mut id, byte| {
        // Writing to a String does not fail.
        let _ = write!(id, "{byte:02x}");
        id
    })
}

fn text_mac(key: &hmac::Key, parts: &[&str]) -> String {
    let bytes: Vec<&[u8]> = parts.iter().map(|part| part.as_bytes()).collect();
    URL_SAFE_NO_PAD.encode(mac(key, &bytes))
}

/// HMAC-SHA256 over the parts, each after its length: `["ab", "c"]` and `["a", "bc"]` must differ.
fn mac(key: &hmac::Key, parts: &[&[u8]]) -> [u8; 32] {
    let mut context = hmac::Context::with_key(key);
    for part in parts {
        context.update(&(part.len() as u64).to_be_bytes());
        context.update(part);
    }
    let mut out = [0_u8; 32];
    out.copy_from_slice(context.sign().as_ref());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> DerivedKeys {
        DerivedKeys::from_secret(&Secret::new(text.to_owned()))
    }

    // Computed with another implementation of RFC 5869 and RFC 2104.
    #[test]
    fn derived_values_never_change_between_releases() {
        let keys = keys("0123456789abcdef0123456789abcdef");
        assert_eq!(keys.key_id(), "d6b70dd9");
        assert_eq!(keys.csrf_mac(&["a", "b"]), "c-zcyiAK0k28Ehiv8vJ6F-lBzeF1fqqc2s3uDpxocuU");
        assert_eq!(keys.lookup_mac(&["a", "b"]), "3LXupEdKVdY1pBbUBksQsAj50S8Ccdf6RNV34-0A4_Q");
        assert_eq!(
            URL_SAFE_NO_PAD.encode(keys.refresh_mac(&[b"a", b"b"])),
            "6VyyDPLKiRbewAJ9hzXTFfQ0G7zLQdh0h5mGEkP8dPQ"
        );
        assert_eq!(URL_SAFE_NO_PAD.encode(keys.seal_key()), "5fFZsV5qOumPjGx0CdLZMuISxp1osrXt6B874LSIQl4");
    }

    #[test]
    fn purposes_and_secrets_do_not_share_keys() {
        let (one, other) = (keys("one"), keys("other"));
        assert_ne!(one.csrf_mac(&["x"]), one.lookup_mac(&["x"]));
        assert_ne!(one.lookup_mac(&["x"]), URL_SAFE_NO_PAD.encode(one.refresh_mac(&[b"x"])));
        assert_ne!(one.csrf_mac(&["x"]), other.csrf_mac(&["x"]));
        assert_ne!(one.browser_state_mac(&["x"]), one.csrf_mac(&["x"]));
        assert_ne!(one.browser_state_mac(&["x"]), one.lookup_mac(&["x"]));
        assert_ne!(one.browser_state_mac(&["x"]), other.browser_state_mac(&["x"]));
        assert_ne!(one.key_id(), other.key_id());
        assert_ne!(keys("one\n").key_id(), one.key_id());
    }

    #[test]
    fn moving_a_border_between_parts_changes_the_mac() {
        let keys = keys("one");
        assert_ne!(keys.csrf_mac(&["ab", "c"]), keys.csrf_mac(&["a", "bc"]));
        assert_ne!(keys.csrf_mac(&["abc"]), keys.csrf_mac(&["abc", ""]));
        assert_ne!(keys.refresh_mac(&[b"ab", b"c"]), keys.refresh_mac(&[b"a", b"bc"]));
    }

    #[test]
    fn verification_accepts_the_mac_and_nothing_else() {
        let keys = keys("one");
        let mac = keys.csrf_mac(&["browser", "form"]);
        assert!(keys.verify_csrf_mac(&["browser", "form"], &mac));
        assert!(!keys.verify_csrf_mac(&["browser", "other"], &mac));
        assert!(!keys.verify_csrf_mac(&["browser", "form"], &mac[..42]));
        assert!(!keys.verify_csrf_mac(&["browser", "form"], ""));
        assert!(keys.verify_lookup_mac(&["v"], &keys.lookup_mac(&["v"])));
        assert!(!keys.verify_lookup_mac(&["v"], &keys.csrf_mac(&["v"])));
        assert!(keys.verify_refresh_mac(&[b"g", b"1"], &keys.refresh_mac(&[b"g", b"1"])));
        assert!(!keys.verify_refresh_mac(&[b"g", b"2"], &keys.refresh_mac(&[b"g", b"1"])));
    }

    #[test]
    fn debug_shows_no_key() {
        let keys = keys("one");
        let shown = format!("{keys:?}");
        assert!(shown.contains("seal: [secret]"), "{shown}");
        assert!(shown.len() < 300, "{shown}");
    }
}
