//! A client acting for itself (RFC 6749 §4.4): one read, one signature and no write.

use super::Tokens;
use super::mint::{AccessFor, access_token};
use crate::flow::target::aim_requested;
use crate::flow::{Deps, FlowResult};
use crate::model::{Client, Scope};
use crate::protocol::access_token::TokenOrigin;
use crate::protocol::params::Params;
use crate::protocol::scope::PERSONAL;
use crate::protocol::{Fault, Rule};

pub(super) async fn issue(deps: &Deps, client: &Client, params: &Params) -> FlowResult<Tokens> {
    let requested = params.get("scope");
    let scope = impersonal_scope(deps, client, requested)?;
    let (target, _) = aim_requested(deps, client, &scope, params)?;
    let access = AccessFor {
        personal: serde_json::Map::new(),
        subject: client.id.as_str(),
        client_id: &client.id,
        target: &target,
        signed_in: None,
        actor: None,
        not_before: deps.not_before(client).await?,
    };
    let access_token = access_token(deps, access, &TokenOrigin::Client)?;
    Ok(Tokens::of(access_token, &target))
}

/// The scope of a request in which nobody signs in: none that means a signed-in person.
pub(super) fn impersonal_scope(deps: &Deps, client: &Client, requested: Option<&str>) -> Result<Scope, Fault> {
    if let Some(personal) = requested.and_then(|text| text.split(' ').find(|token| PERSONAL.contains(token))) {
        return Err(Fault::new(Rule::ScopeNeedsUser).received(personal));
    }
    let scope = deps.scope_rules().resolve(&client.metadata, requested)?.filter(|token| !PERSONAL.contains(&token));
    if scope.is_empty() { Err(Rule::ScopeMissing.into()) } else { Ok(scope) }
}
