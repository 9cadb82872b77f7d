//! What may be said at the shell of what a client is given.

use crate::model::{ResponseMetadata, SubjectType};
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
}

/// Puts what was given over what is registered.
pub(super) fn apply(given: ResponseArguments, kept: &mut ResponseMetadata) {
    kept.subject_type = given.subject_type.unwrap_or(kept.subject_type);
    if let Some(uri) = given.sector_identifier_uri {
        kept.sector_identifier_uri = Some(uri).filter(|uri| !uri.is_empty());
    }
}

fn parse_subject_type(text: &str) -> Result<SubjectType, String> {
    SubjectType::parse(text).ok_or_else(|| format!("unknown subject type {text:?}; it is public or pairwise"))
}
