//! What may be said at the shell of the people whom a client is for, and of what it is told of them.

use super::arguments::replace_list;
use crate::model::{AccessMetadata, MappedClaim};
use clap::Args;

/// Registered properties; those that are left out stay as they are.
#[derive(Debug, Args)]
pub struct AccessArguments {
    /// A group whose members may use it; may be given several times, and replaces all; empty means everybody
    #[arg(long = "allowed-group", value_name = "GROUP")]
    allowed_groups: Vec<String>,
    /// A claim under a name of its own: `https://example.com/roles=roles`, or only the values that begin so:
    /// `groups=groups|grafana-`; may be given several times, and replaces all; empty means none
    #[arg(long = "claim", value_name = "NAME=CLAIM[|PREFIX]", value_parser = parse_mapping)]
    claim_mapping: Vec<Option<(String, MappedClaim)>>,
    /// Leave the prefixes of `--claim` away from the values
    #[arg(long, requires = "claim_mapping")]
    strip_prefix: bool,
    /// A claim that its access tokens say too; may be given several times, and replaces all; empty means none
    #[arg(long = "access-token-claim", value_name = "NAME")]
    access_token_claims: Vec<String>,
}

/// Puts what was given over what is registered.
pub(super) fn apply(given: AccessArguments, kept: &mut AccessMetadata) {
    replace_list(&mut kept.allowed_groups, given.allowed_groups, |name| name);
    replace_list(&mut kept.access_token_claims, given.access_token_claims, |name| name);
    if !given.claim_mapping.is_empty() {
        kept.claim_mapping = given.claim_mapping.into_iter().flatten().collect();
        for rule in kept.claim_mapping.values_mut() {
            rule.strip_prefix = given.strip_prefix && !rule.prefix.is_empty();
        }
    }
}

/// Nothing for the empty text.
fn parse_mapping(text: &str) -> Result<Option<(String, MappedClaim)>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let (name, source) = text.split_once('=').ok_or("it is NAME=CLAIM or NAME=CLAIM|PREFIX")?;
    let (claim, prefix) = source.split_once('|').unwrap_or((source, ""));
    let rule = MappedClaim { claim: claim.to_owned(), prefix: prefix.to_owned(), strip_prefix: false };
    Ok(Some((name.to_owned(), rule)))
}
