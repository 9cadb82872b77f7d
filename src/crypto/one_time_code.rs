//! One-time codes by time (TOTP, RFC 6238), as authenticator apps show them: SHA-1, six digits, a new one each 30 seconds.

use crate::model::{Secret, UnixTime};
use crate::random::Random;
use totp_rs::{Builder, Totp};

/// Bytes of a seed, as RFC 4226 §4 wants them.
const SEED: usize = 20;
/// Seconds that a code is shown.
const STEP: u64 = 30;

/// What the app and the server share.
#[derive(Clone, Debug)]
pub struct Seed(Secret<Vec<u8>>);

impl Seed {
    /// A new one.
    #[must_use]
    pub fn generate(random: &Random) -> Self {
        Self(Secret::new(random.bytes::<SEED>().to_vec()))
    }

    /// One that was kept.
    #[must_use]
    pub fn from_bytes(bytes: Secret<Vec<u8>>) -> Self {
        Self(bytes)
    }

    /// Its bytes, to be sealed.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        self.0.expose()
    }

    /// The seed in base32, for apps that cannot read a picture.
    #[must_use]
    pub fn base32(&self) -> String {
        totp_rs::Secret::from(self.bytes()).to_base32()
    }

    /// The address that the picture shows: `otpauth://totp/…`. A colon would end the issuer's name there.
    #[must_use]
    pub fn uri(&self, issuer: &str, account: &str) -> String {
        let plain = |text: &str| text.replace(':', " ");
        let named = self.builder().with_issuer(Some(plain(issuer))).with_account_name(plain(account));
        named.build_noncompliant().to_url().unwrap_or_default()
    }

    /// The time step of which `code` is the code, one step before or after `now` at most (RFC 6238 §5.2).
    #[must_use]
    pub fn step_of(&self, code: &str, now: UnixTime) -> Option<i64> {
        let step = self.totp().check(code, u64::try_from(now.get()).ok()?)?;
        i64::try_from(step).ok()
    }

    /// The code at `now`, for tests and examples.
    #[must_use]
    pub fn code_at(&self, now: UnixTime) -> String {
        self.totp().generate(u64::try_from(now.get()).unwrap_or_default()).to_string()
    }

    fn builder(&self) -> Builder {
        Builder::new().with_secret(self.bytes()).with_skew(1).with_step_duration(STEP)
    }

    fn totp(&self) -> Totp {
        self.builder().build_noncompliant()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seed() -> Seed {
        Seed::from_bytes(Secret::new(b"12345678901234567890".to_vec()))
    }

    #[test]
    fn codes_are_those_of_rfc_6238_appendix_b() {
        for (at, code) in [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924")] {
            assert_eq!(seed().code_at(UnixTime(at)), code);
            assert_eq!(seed().step_of(code, UnixTime(at)), Some(at / 30));
        }
    }

    #[test]
    fn code_counts_one_step_before_and_after_and_no_further() {
        let (at, code) = (1_234_567_890, "005924");
        for now in [at - 30, at, at + 30] {
            assert_eq!(seed().step_of(code, UnixTime(now)), Some(at / 30), "{now}");
        }
        for now in [at - 60, at + 60, -1, 0] {
            assert_eq!(seed().step_of(code, UnixTime(now)), None, "{now}");
        }
    }

    #[test]
    fn what_is_no_code_is_wrong() {
        for code in ["", "0", "05924", "0005924", "00592a", "٠٠٥٩٢٤", "-05924"] {
            assert_eq!(seed().step_of(code, UnixTime(1_234_567_890)), None, "{code}");
        }
    }

    #[test]
    fn address_names_issuer_account_and_seed() {
        let uri = seed().uri("id.example:8443", "alice:b");
        assert!(uri.starts_with("otpauth://totp/id.example%208443:alice%20b?"), "{uri}");
        assert!(uri.contains("secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"), "{uri}");
    }
}
