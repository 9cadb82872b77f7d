//! The sector of a client that has one subject for each person over several hosts (OpenID Connect Core §8.1).

use crate::flow::{Deps, FlowResult};
use crate::model::ClientMetadata;
use crate::protocol::{Fault, Rule};

/// Whether the document at `sector_identifier_uri` lists every redirect URI (OpenID Connect Dynamic Client Registration §5).
/// It is read once, now: what it says later changes nothing.
///
/// # Errors
/// [`Rule::ClientSectorRefused`].
pub(super) async fn check(deps: &Deps, metadata: &ClientMetadata) -> FlowResult<()> {
    let Some(uri) = &metadata.responses.sector_identifier_uri else { return Ok(()) };
    let refused = || Fault::new(Rule::ClientSectorRefused).received(uri);
    let fetched = deps.services.outbound.get(uri, "application/json").await;
    let document = fetched.map_err(|error| refused().expected(error.to_string()))?;
    let listed: Vec<String> =
        serde_json::from_slice(&document.body).map_err(|_| refused().expected("a JSON array of redirect URIs"))?;
    match metadata.redirect_uris.iter().find(|uri| !listed.contains(uri)) {
        Some(missing) => Err(refused().expected(format!("a list that has {missing}")).into()),
        None => Ok(()),
    }
}
