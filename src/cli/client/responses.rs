//! What may be said at the shell of what a client is given.

use super::arguments::replace;
use crate::model::{JweAlgorithm, JweEncryption, JwsAlgorithm, ResponseMetadata, SubjectType};
use clap::Args;

/// Registered properties; those that are left out stay as they are.
#[derive(Debug, Args)]
pub struct ResponseArguments {
    /// How `sub` is made: `public`, or `pairwise` for one that other sectors cannot compare
    #[arg(long, value_parser = parse_subject_type)]
    subject_type: Option<SubjectType>,
    /// Whose host is the sector of pairwise subjects; empty means the host of the redirect URIs
    #[arg(long, value_name = "URI")]
    sector_identifier_uri: Option<String>,
    /// Algorithm of its ID tokens: `RS256`, `PS256`, `ES256`, `Ed25519`, `HS256` (keyed with its secret) or `none`
    #[arg(long, value_name = "ALG", value_parser = parse_signing)]
    id_token_signed_response_alg: Option<JwsAlgorithm>,
    /// Key management of its encrypted ID tokens: `RSA-OAEP-256`, `ECDH-ES` or `ECDH-ES+A256KW`; empty means not encrypted
    #[arg(long, value_name = "ALG", value_parser = parse_encryption_alg)]
    id_token_encrypted_response_alg: Option<Choice<JweAlgorithm>>,
    /// Content encryption of its ID tokens: `A128CBC-HS256`, `A128GCM` or `A256GCM`; empty means the default
    #[arg(long, value_name = "ENC", value_parser = parse_encryption_enc)]
    id_token_encrypted_response_enc: Option<Choice<JweEncryption>>,
    /// Algorithm of its userinfo answers, as for ID tokens but `none`; empty means JSON
    #[arg(long, value_name = "ALG", value_parser = parse_userinfo_signing)]
    userinfo_signed_response_alg: Option<Choice<JwsAlgorithm>>,
    /// Key management of its encrypted userinfo answers; empty means not encrypted
    #[arg(long, value_name = "ALG", value_parser = parse_encryption_alg)]
    userinfo_encrypted_response_alg: Option<Choice<JweAlgorithm>>,
    /// Content encryption of its userinfo answers; empty means the default
    #[arg(long, value_name = "ENC", value_parser = parse_encryption_enc)]
    userinfo_encrypted_response_enc: Option<Choice<JweEncryption>>,
}

/// A value, or the empty text, which takes back what is registered.
#[derive(Clone, Copy, Debug)]
struct Choice<T>(Option<T>);

/// Puts what was given over what is registered.
pub(super) fn apply(given: ResponseArguments, kept: &mut ResponseMetadata) {
    replace(&mut kept.subject_type, given.subject_type);
    let sector = given.sector_identifier_uri.map(|uri| Some(uri).filter(|uri| !uri.is_empty()));
    replace(&mut kept.sector_identifier_uri, sector);
    replace(&mut kept.id_token_signed_response_alg, given.id_token_signed_response_alg);
    choose(&mut kept.id_token_encrypted_response_alg, given.id_token_encrypted_response_alg);
    choose(&mut kept.id_token_encrypted_response_enc, given.id_token_encrypted_response_enc);
    choose(&mut kept.userinfo_signed_response_alg, given.userinfo_signed_response_alg);
    choose(&mut kept.userinfo_encrypted_response_alg, given.userinfo_encrypted_response_alg);
    choose(&mut kept.userinfo_encrypted_response_enc, given.userinfo_encrypted_response_enc);
}

fn choose<T>(kept: &mut Option<T>, given: Option<Choice<T>>) {
    replace(kept, given.map(|choice| choice.0));
}

fn parse_subject_type(text: &str) -> Result<SubjectType, String> {
    SubjectType::parse(text).ok_or_else(|| format!("unknown subject type {text:?}; it is public or pairwise"))
}

fn parse_signing(text: &str) -> Result<JwsAlgorithm, String> {
    JwsAlgorithm::parse(text).ok_or_else(|| unknown(text))
}

fn parse_userinfo_signing(text: &str) -> Result<Choice<JwsAlgorithm>, String> {
    optional(text, JwsAlgorithm::parse)
}

fn parse_encryption_alg(text: &str) -> Result<Choice<JweAlgorithm>, String> {
    optional(text, JweAlgorithm::parse)
}

fn parse_encryption_enc(text: &str) -> Result<Choice<JweEncryption>, String> {
    optional(text, JweEncryption::parse)
}

fn optional<T>(text: &str, parse: impl Fn(&str) -> Option<T>) -> Result<Choice<T>, String> {
    if text.is_empty() {
        return Ok(Choice(None));
    }
    parse(text).map(|value| Choice(Some(value))).ok_or_else(|| unknown(text))
}

fn unknown(text: &str) -> String {
    format!("unknown algorithm {text:?}")
}
