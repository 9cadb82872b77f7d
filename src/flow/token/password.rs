//! The password grant (RFC 6749 §4.3): legacy, and only for clients that were given it.

use super::mint::{Giving, first_refresh, give};
use super::{TokenRequest, Tokens};
use crate::directory::RegisteredClient;
use crate::flow::password::{self, Attempt, Outcome};
use crate::flow::target::aim_requested;
use crate::flow::{Deps, FlowResult};
use crate::model::{Grant, GrantId, GrantKind, Secret, User};
use crate::protocol::access_token::ACR_SINGLE_FACTOR;
use crate::protocol::resource::Target;
use crate::protocol::{Fault, Rule};
use crate::store;

pub(super) async fn issue(deps: &Deps, client: &RegisteredClient, request: TokenRequest<'_>) -> FlowResult<Tokens> {
    let params = request.params;
    let (Some(username), Some(entered)) = (params.get("username"), params.get("password")) else {
        return Err(Rule::PasswordMissing.into());
    };
    let scope = deps.scope_rules().resolve(&client.client.metadata, params.get("scope"))?;
    let (target, resources) = aim_requested(deps, &client.client, &scope, params)?;
    let entered = Secret::new(entered.to_owned());
    let attempt = Attempt { username, password: &entered, address: request.address };
    let verified = match password::verify(deps, attempt).await? {
        Outcome::Verified(verified) => verified,
        Outcome::Wrong => return Err(Rule::PasswordWrong.into()),
        Outcome::Throttled => return Err(Fault::new(Rule::TooManyAttempts).received("password grant").into()),
    };
    let (mut grant, first) = new_grant(deps, client, &verified.user, &target, resources);
    grant.created_at = grant.created_at.max(deps.not_before(&client.client).await?);
    let giving = Giving {
        client: &client.client,
        grant: &grant,
        user: &verified.user,
        target: &target,
        generation: 0,
        nonce: None,
    };
    let tokens = give(deps, giving, first.token).await?;
    let mut tx = deps.services.db.write().await?;
    password::settle(&mut tx, &verified).await?;
    store::grant::insert(&mut tx, &grant, first.hash.as_ref()).await?;
    tx.commit().await?;
    Ok(tokens)
}

fn new_grant(
    deps: &Deps,
    client: &RegisteredClient,
    user: &User,
    target: &Target,
    resources: Vec<String>,
) -> (Grant, super::mint::FirstRefresh) {
    let id = GrantId::new(deps.row_id());
    let first = first_refresh(deps, client, &id, target);
    let grant = Grant {
        id,
        user_id: user.id.clone(),
        client_id: client.client.id.clone(),
        session_id: None,
        kind: GrantKind::Password,
        scope: target.scope.clone(),
        resources,
        auth_time: Some(deps.unix()),
        acr: ACR_SINGLE_FACTOR.to_owned(),
        amr: "pwd".to_owned(),
        sid: None,
        generation: 0,
        idle_expires_at: first.ends.idle,
        absolute_expires_at: first.ends.absolute,
        expires_at: first.ends.row,
        created_at: deps.unix().max(user.tokens_valid_from),
    };
    (grant, first)
}
