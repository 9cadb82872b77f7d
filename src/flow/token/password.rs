//! The password grant (RFC 6749 §4.3): legacy, and only for clients that were given it.

use super::mint::{FirstRefresh, Giving, first_refresh, give};
use super::{TokenRequest, Tokens};
use crate::directory::RegisteredClient;
use crate::flow::factor;
use crate::flow::password::{self, Attempt, Outcome};
use crate::flow::target::{aim_requested, permitted};
use crate::flow::{Deps, FlowResult, Holder, NewGrant};
use crate::model::{ClaimsRequest, Grant, GrantKind, Secret, User};
use crate::protocol::resource::Target;
use crate::protocol::{Fault, Rule};
use crate::store;

pub(super) async fn issue(deps: &Deps, client: &RegisteredClient, request: TokenRequest<'_>) -> FlowResult<Tokens> {
    let params = request.params;
    let (Some(username), Some(entered)) = (params.get("username"), params.get("password")) else {
        return Err(Rule::PasswordMissing.into());
    };
    let scope = deps.scope_rules().resolve(&client.client.metadata, params.get("scope"))?;
    aim_requested(deps, &client.client, &scope, params)?;
    let entered = Secret::new(entered.to_owned());
    let attempt = Attempt { username, password: &entered, address: request.address };
    let verified = match password::verify(deps, attempt).await? {
        Outcome::Verified(verified) => verified,
        Outcome::Wrong => return Err(Rule::PasswordWrong.into()),
        Outcome::Throttled => return Err(Fault::new(Rule::TooManyAttempts).received("password grant").into()),
    };
    check_one_factor(deps, &verified.user).await?;
    let scope = permitted(&verified.user, &scope)?;
    let (target, resources) = aim_requested(deps, &client.client, &scope, params)?;
    let (grant, first) = new_grant(deps, client, &verified.user, &target, resources).await?;
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
    if !password::settle(&mut tx, &verified).await? {
        return Err(Rule::PasswordWrong.into());
    }
    store::grant::insert(&mut tx, &grant, first.hash.as_ref()).await?;
    tx.commit().await?;
    Ok(tokens)
}

/// Who has a second factor, or must have one, cannot give it here.
async fn check_one_factor(deps: &Deps, user: &User) -> FlowResult<()> {
    let has = store::totp::find(&deps.services.db, &user.id).await?.is_some();
    if has || factor::is_required(deps, user) { Err(Rule::SecondFactorMissing.into()) } else { Ok(()) }
}

async fn new_grant(
    deps: &Deps,
    client: &RegisteredClient,
    user: &User,
    target: &Target,
    resources: Vec<String>,
) -> FlowResult<(Grant, FirstRefresh)> {
    let grant = NewGrant {
        kind: GrantKind::Password,
        client: &client.client,
        holder: Holder::Password(user),
        scope: target.scope.clone(),
        resources,
        claims: ClaimsRequest::default(),
        expires_at: deps.unix().plus(target.lifetime),
    };
    let grant = grant.begin(deps).await?;
    let first = first_refresh(deps, client, &grant.id, target);
    let (idle_expires_at, absolute_expires_at) = (first.ends.idle, first.ends.absolute);
    Ok((Grant { idle_expires_at, absolute_expires_at, expires_at: first.ends.row, ..grant }, first))
}
