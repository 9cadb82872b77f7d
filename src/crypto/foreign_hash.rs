//! Password hashes that other systems made, so that people who were moved here keep their passwords: those of Django and,
//! in the PHC string format, those of Keycloak. They are only ever checked; the first sign-in replaces them by our own.

use super::digest::constant_time_eq;
use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::pbkdf2;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use std::num::NonZeroU32;

/// More rounds than this, over all blocks of the hash, are treated as malformed: nobody may choose our working time by an import.
const MOST_ROUNDS: u32 = 5_000_000;
/// The same for the cost of bcrypt, which is a power of two.
const MOST_BCRYPT_COST: u32 = 15;
/// The same for the memory of scrypt, in bytes.
const MOST_SCRYPT_MEMORY: u64 = 256 * 1024 * 1024;
/// The same for what all passes of scrypt fill, in bytes.
const MOST_SCRYPT_WORK: u64 = 1024 * 1024 * 1024;
/// The same for the passes of scrypt over it.
const MOST_SCRYPT_PASSES: u32 = 16;
/// The same for the block of scrypt, of which each pass has a buffer besides.
const MOST_SCRYPT_BLOCK: u32 = 1024;

/// A hash that can be checked.
#[derive(Clone)]
pub(super) struct ForeignHash(Kind);

#[derive(Clone)]
enum Kind {
    /// PBKDF2 (RFC 8018 §5.2).
    Pbkdf2 { algorithm: pbkdf2::Algorithm, rounds: NonZeroU32, salt: Vec<u8>, hash: Vec<u8> },
    /// bcrypt, of the password or of the hexadecimal SHA-256 of it.
    Bcrypt { hash: String, of_digest: bool },
    /// scrypt (RFC 7914).
    Scrypt { params: scrypt::Params, salt: Vec<u8>, hash: Vec<u8> },
}

impl ForeignHash {
    /// Reads `pbkdf2_sha256$…`, `pbkdf2_sha1$…`, `bcrypt_sha256$…`, `bcrypt$…` and `scrypt$…` of Django, and
    /// `$pbkdf2-sha256$i=…` with its kin; `None` for anything else, and for what would cost too much to check.
    pub fn parse(text: &str) -> Option<Self> {
        let (kind, rest) = text.strip_prefix('$').unwrap_or(text).split_once('$')?;
        let kind = match kind {
            "pbkdf2_sha256" => django_pbkdf2(pbkdf2::PBKDF2_HMAC_SHA256, rest)?,
            "pbkdf2_sha1" => django_pbkdf2(pbkdf2::PBKDF2_HMAC_SHA1, rest)?,
            "bcrypt_sha256" => bcrypt(rest, true)?,
            "bcrypt" => bcrypt(rest, false)?,
            "scrypt" => django_scrypt(rest)?,
            "pbkdf2-sha1" => phc_pbkdf2(pbkdf2::PBKDF2_HMAC_SHA1, rest)?,
            "pbkdf2-sha256" => phc_pbkdf2(pbkdf2::PBKDF2_HMAC_SHA256, rest)?,
            "pbkdf2-sha512" => phc_pbkdf2(pbkdf2::PBKDF2_HMAC_SHA512, rest)?,
            _ => return None,
        };
        Some(Self(kind))
    }

    /// Whether it is the hash of `password`.
    pub fn matches(&self, password: &[u8]) -> bool {
        match &self.0 {
            Kind::Pbkdf2 { algorithm, rounds, salt, hash } => {
                pbkdf2::verify(*algorithm, *rounds, salt, password, hash).is_ok()
            }
            Kind::Bcrypt { hash, of_digest: false } => bcrypt::verify(password, hash).unwrap_or(false),
            Kind::Bcrypt { hash, of_digest: true } => bcrypt::verify(hex(password), hash).unwrap_or(false),
            Kind::Scrypt { params, salt, hash } => {
                let mut output = vec![0; hash.len()];
                scrypt::scrypt(password, salt, params, &mut output).is_ok() && constant_time_eq(&output, hash)
            }
        }
    }
}

fn hex(password: &[u8]) -> String {
    let nibble = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or_default();
    digest(&SHA256, password).as_ref().iter().flat_map(|byte| [nibble(byte >> 4), nibble(byte & 15)]).collect()
}

fn pbkdf2(algorithm: pbkdf2::Algorithm, rounds: &str, salt: Vec<u8>, hash: Vec<u8>) -> Option<Kind> {
    let rounds: NonZeroU32 = rounds.parse().ok()?;
    // Each started block of the output costs all rounds again.
    let blocks = u32::try_from(hash.len().div_ceil(algorithm_length(algorithm))).ok()?;
    let affordable = rounds.get().checked_mul(blocks).is_some_and(|work| work <= MOST_ROUNDS);
    (affordable && is_plausible(&hash)).then_some(Kind::Pbkdf2 { algorithm, rounds, salt, hash })
}

/// Bytes of a block.
fn algorithm_length(algorithm: pbkdf2::Algorithm) -> usize {
    if algorithm == pbkdf2::PBKDF2_HMAC_SHA512 {
        64
    } else if algorithm == pbkdf2::PBKDF2_HMAC_SHA256 {
        32
    } else {
        20
    }
}

/// `rounds$salt$hash`: the salt counts as the text that it is.
fn django_pbkdf2(algorithm: pbkdf2::Algorithm, rest: &str) -> Option<Kind> {
    let (rounds, rest) = rest.split_once('$')?;
    let (salt, hash) = rest.split_once('$')?;
    pbkdf2(algorithm, rounds, salt.as_bytes().to_vec(), STANDARD.decode(hash).ok()?)
}

/// `i=rounds$salt$hash`, perhaps with `,l=length`.
fn phc_pbkdf2(algorithm: pbkdf2::Algorithm, rest: &str) -> Option<Kind> {
    let (parameters, rest) = rest.split_once('$')?;
    let (salt, hash) = rest.split_once('$')?;
    let rounds = parameters.split(',').find_map(|parameter| parameter.strip_prefix("i="))?;
    pbkdf2(algorithm, rounds, STANDARD_NO_PAD.decode(salt).ok()?, STANDARD_NO_PAD.decode(hash).ok()?)
}

/// `$2b$cost$…`.
fn bcrypt(rest: &str, of_digest: bool) -> Option<Kind> {
    let parts: bcrypt::HashParts = rest.parse().ok()?;
    (parts.get_cost() <= MOST_BCRYPT_COST).then(|| Kind::Bcrypt { hash: rest.to_owned(), of_digest })
}

/// `n$salt$r$p$hash`: `n` is a power of two.
fn django_scrypt(rest: &str) -> Option<Kind> {
    let [cost, salt, block, passes, hash] = rest.split('$').collect::<Vec<_>>().try_into().ok()?;
    let (cost, block, passes): (u64, u32, u32) = (cost.parse().ok()?, block.parse().ok()?, passes.parse().ok()?);
    let memory = cost.checked_mul(128)?.checked_mul(u64::from(block))?;
    let work = memory.checked_mul(u64::from(passes))?;
    let fits = memory <= MOST_SCRYPT_MEMORY && block <= MOST_SCRYPT_BLOCK;
    let affordable = fits && work <= MOST_SCRYPT_WORK && passes <= MOST_SCRYPT_PASSES;
    if !cost.is_power_of_two() || !affordable {
        return None;
    }
    let params = scrypt::Params::new(u8::try_from(cost.ilog2()).ok()?, block, passes).ok()?;
    let hash = STANDARD.decode(hash).ok()?;
    is_plausible(&hash).then(|| Kind::Scrypt { params, salt: salt.as_bytes().to_vec(), hash })
}

/// An empty hash would match everything.
fn is_plausible(hash: &[u8]) -> bool {
    (16..=128).contains(&hash.len())
}

#[cfg(test)]
mod tests {
    use super::ForeignHash;

    /// Made by Django 5.2 and Python's hashlib, all of the same password.
    const HASHES: [&str; 7] = [
        "pbkdf2_sha256$1000$seasalt2$oksQ9Bdi8Bce0okH61Cis7qICJfP+cYfDOnMdNPMzK8=",
        "pbkdf2_sha1$1000$seasalt2$z8uI+Wl4zj9ngVTOBcFxL2SxGng=",
        "scrypt$1024$seasalt2$8$5$IV2J5ZSIAnUciMo6BcaHeigaMSbZXnlBIyvRnrJuVu+6g4FNdqdmUd3s8DMnFueA891q49pV9F8fPw2Bgl5MJg==",
        "bcrypt_sha256$$2b$04$qb4DVtTddHmaPXvdU3W4gOgayXMrtfBhcxDEzL1Ml/cwBy.ufZ7Hu",
        "bcrypt$$2b$04$Bb.YMxPHIXfIjFlnshGk2.hMq2N7VeaJj6.c5FSSMe0U6ZZJIdhDK",
        "$pbkdf2-sha256$i=1000$MDEyMzQ1Njc4OWFiY2RlZg$cBg8D2DungRB9k76szThf5ehfyBz991ay6PT8Srwk4M",
        "$pbkdf2-sha512$i=1000$MDEyMzQ1Njc4OWFiY2RlZg$OM0FAoIqCVK1sWtxDiffVlBejtLa+ks4TP71JiecwuSZCG8iLbnlIEPOMoVX+i2B2wkSxjQ8CRGR9OkNGuIPMQ",
    ];

    #[test]
    fn hashes_of_django_and_keycloak_match_their_password_and_no_other() {
        for hash in HASHES {
            let foreign = ForeignHash::parse(hash).unwrap_or_else(|| panic!("{hash}"));
            assert!(foreign.matches(b"correct horse"), "{hash}");
            for wrong in [&b"correct horsf"[..], b"", b"Correct horse", b"correct horse "] {
                assert!(!foreign.matches(wrong), "{hash}");
            }
        }
    }

    #[test]
    fn hash_that_is_malformed_unsalted_or_too_dear_is_not_read() {
        let dear = HASHES[0].replace("1000", "5000001");
        // Twice the length of its block, so each round counts twice.
        let long = HASHES[6].replace("sha512", "sha256").replace("1000", "2500001");
        for text in [
            "",
            "$",
            "!abcdef",
            "md5$salt$0123456789abcdef0123456789abcdef",
            "sha1$salt$abc",
            "pbkdf2_sha256$0$salt$AAAA",
            "pbkdf2_sha256$1000$salt$",
            "pbkdf2_sha256$1000$salt$AAAA",
            "pbkdf2_sha256$1000$salt",
            &dear,
            &long,
            "scrypt$262144$salt$8$5$IV2J5ZSIAnUciMo6BcaHeigaMSbZXnlBIyvRnrJuVu8=",
            "scrypt$2$salt$1000000$16$IV2J5ZSIAnUciMo6BcaHeigaMSbZXnlBIyvRnrJuVu8=",
            "scrypt$1000$salt$8$5$IV2J5ZSIAnUciMo6BcaHeigaMSbZXnlBIyvRnrJuVu8=",
            "scrypt$67108864$salt$8$1$IV2J5ZSIAnUciMo6BcaHeigaMSbZXnlBIyvRnrJuVu8=",
            "scrypt$1024$salt$8$1000$IV2J5ZSIAnUciMo6BcaHeigaMSbZXnlBIyvRnrJuVu8=",
            "bcrypt$$2b$31$Bb.YMxPHIXfIjFlnshGk2.hMq2N7VeaJj6.c5FSSMe0U6ZZJIdhDK",
            "bcrypt$$2b$04$short",
            "$pbkdf2-sha256$l=32$MDEyMzQ1Njc4OWFiY2RlZg$cBg8D2DungRB9k76szThf5ehfyBz991ay6PT8Srwk4M",
        ] {
            assert!(ForeignHash::parse(text).is_none(), "{text}");
        }
    }
}
