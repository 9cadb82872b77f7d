//! What is registered of sign-outs.

use super::arguments::{replace, replace_list, replace_uri};
use crate::model::LogoutMetadata;
use clap::Args;

/// Registered properties about sign-outs; those that are left out stay as they are.
#[derive(Debug, Args)]
pub struct LogoutArguments {
    /// Where a browser may go after a sign-out; may be given several times, and replaces all
    #[arg(long = "post-logout-redirect-uri", value_name = "URI")]
    post_logout_redirect_uris: Vec<String>,
    /// Where logout tokens are sent (back channel)
    #[arg(long, value_name = "URI")]
    backchannel_logout_uri: Option<String>,
    /// Whether logout tokens must name the session by `sid`
    #[arg(long)]
    backchannel_logout_session_required: Option<bool>,
    /// What the browser loads in a frame at a sign-out (front channel); on the origin of a redirect URI
    #[arg(long, value_name = "URI")]
    frontchannel_logout_uri: Option<String>,
    /// Whether that must get `iss` and `sid`
    #[arg(long)]
    frontchannel_logout_session_required: Option<bool>,
}

/// Puts what was given over what is registered.
pub(super) fn apply(given: LogoutArguments, kept: &mut LogoutMetadata) {
    replace_list(&mut kept.post_logout_redirect_uris, given.post_logout_redirect_uris, |uri| uri);
    replace_uri(&mut kept.backchannel_logout_uri, given.backchannel_logout_uri);
    replace(&mut kept.backchannel_logout_session_required, given.backchannel_logout_session_required);
    replace_uri(&mut kept.frontchannel_logout_uri, given.frontchannel_logout_uri);
    replace(&mut kept.frontchannel_logout_session_required, given.frontchannel_logout_session_required);
}
