//! Subjects that tell nothing of each other (OpenID Connect Core §8.1).

use crate::model::Secret;
use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// Makes the subject of a person for a sector. Without the salt nobody can tell which subjects of two sectors are one
/// person, also who knows every subject of one of them.
#[derive(Clone, Debug)]
pub struct PairwiseSubjects {
    salt: hmac::Key,
}

impl PairwiseSubjects {
    /// With the installation's salt, which must never change: every pairwise subject would.
    #[must_use]
    pub fn new(salt: &Secret<Vec<u8>>) -> Self {
        Self { salt: hmac::Key::new(hmac::HMAC_SHA256, salt.expose()) }
    }

    /// The subject, 43 characters of base64url. `sector` goes in after its length, so that no border can be moved.
    #[must_use]
    pub fn subject(&self, sector: &str, subject: &str) -> String {
        let mut context = hmac::Context::with_key(&self.salt);
        context.update(&(sector.len() as u64).to_be_bytes());
        context.update(sector.as_bytes());
        context.update(subject.as_bytes());
        URL_SAFE_NO_PAD.encode(context.sign())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subjects(salt: &[u8]) -> PairwiseSubjects {
        PairwiseSubjects::new(&Secret::new(salt.to_vec()))
    }

    #[test]
    fn subject_depends_on_salt_sector_and_person_and_on_nothing_else() {
        let own = subjects(b"salt");
        let subject = own.subject("a.example", "alice");
        assert_eq!(subject, subjects(b"salt").subject("a.example", "alice"));
        assert_ne!(subject, own.subject("b.example", "alice"));
        assert_ne!(subject, own.subject("a.example", "bob"));
        assert_ne!(subject, own.subject("a.examplea", "lice"));
        assert_ne!(subject, subjects(b"other").subject("a.example", "alice"));
    }

    // Computed with openssl: HMAC-SHA256 keyed "salt" over 00 00 00 00 00 00 00 09, "a.example", "alice".
    #[test]
    fn subjects_never_change_between_releases() {
        assert_eq!(subjects(b"salt").subject("a.example", "alice"), "yf5AKIqmPyRucBEIRtlVJrbxrgOjLP77KHztE3UYrL8");
        assert!(!format!("{:?}", subjects(b"salt")).contains("salt\""));
    }
}
