//! A client acting for itself (RFC 6749 §4.4): one read, one signature and no write.

use super::Tokens;
use super::mint::{AccessFor, access_token};
use crate::directory::RegisteredClient;
use crate::flow::{Deps, FlowResult};
use crate::protocol::access_token::TokenOrigin;
use crate::protocol::params::Params;
use crate::protocol::scope::PERSONAL;
use crate::protocol::{Fault, Rule};

pub(super) async fn issue(deps: &Deps, client: &RegisteredClient, params: &Params) -> FlowResult<Tokens> {
    let client = &client.client;
    let requested = params.get("scope");
    if let Some(personal) = requested.and_then(|text| text.split(' ').find(|token| PERSONAL.contains(token))) {
        return Err(Fault::new(Rule::ScopeNeedsUser).received(personal).into());
    }
    let scope = deps.scope_rules().resolve(&client.metadata, requested)?.filter(|token| !PERSONAL.contains(&token));
    if scope.is_empty() {
        return Err(Rule::ScopeMissing.into());
    }
    let lifetime = deps.lifetimes(&client.metadata).access_token;
    let access = AccessFor {
        subject: client.id.as_str(),
        client_id: &client.id,
        scope: &scope,
        lifetime,
        signed_in: None,
        not_before: deps.not_before(client).await?,
    };
    let access_token = access_token(deps, access, &TokenOrigin::Client)?;
    Ok(Tokens { access_token, expires_in: lifetime, scope, refresh_token: None, id_token: None })
}
