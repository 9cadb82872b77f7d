//! What may be said at the shell of how a client asks.

use super::arguments::{replace, replace_list};
use crate::model::RequestMetadata;
use clap::Args;

/// Registered properties; those that are left out stay as they are.
#[derive(Debug, Args)]
pub struct RequestArguments {
    /// `max_age` in seconds of requests that have none
    #[arg(long, value_name = "SECONDS")]
    default_max_age: Option<i64>,
    /// ID tokens must have `auth_time`; ours always do
    #[arg(long)]
    require_auth_time: Option<bool>,
    /// An `acr` that it wishes for where a request names none; may be given several times, and replaces all
    #[arg(long = "default-acr-value", value_name = "ACR")]
    default_acr_values: Vec<String>,
    /// Where a sign-in can be started from elsewhere, as from the account page; https
    #[arg(long, value_name = "URI")]
    initiate_login_uri: Option<String>,
}

/// Puts what was given over what is registered; an empty address removes it.
pub(super) fn apply(given: RequestArguments, kept: &mut RequestMetadata) {
    kept.default_max_age = given.default_max_age.or(kept.default_max_age);
    replace(&mut kept.require_auth_time, given.require_auth_time);
    replace_list(&mut kept.default_acr_values, given.default_acr_values, |acr| acr);
    replace(&mut kept.initiate_login_uri, given.initiate_login_uri.map(|uri| Some(uri).filter(|uri| !uri.is_empty())));
}
