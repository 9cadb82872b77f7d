//! Token exchange (RFC 8693): a client that was called with a person's token gets one of its own for the next service.
//!
//! Denied unless the client is registered for the client whose token it brings: for delegation, where the new token
//! names who acts, or for impersonation, where it does not. The new token hangs on the grant of the old one, so that
//! whatever ends that grant ends it too; nothing is written.

use super::Tokens;
use super::mint::{AccessFor, access_token};
use crate::flow::bearer::{self, LiveToken};
use crate::flow::target::{aim, permitted};
use crate::flow::{Deps, FlowError, FlowResult, client_use, released_claims};
use crate::model::{AccessTokenFormat, Client, Scope};
use crate::protocol::access_token::{Actor, TokenOrigin};
use crate::protocol::params::Params;
use crate::protocol::scope::{narrow, still_registered};
use crate::protocol::{Fault, Rule};

/// `token_type` identifier of an access token (RFC 8693 §3).
pub const ACCESS_TOKEN: &str = "urn:ietf:params:oauth:token-type:access_token";
const JWT: &str = "urn:ietf:params:oauth:token-type:jwt";
/// Most actors that a token names, one within the other.
const MOST_ACTORS: usize = 4;

pub(super) async fn exchange(deps: &Deps, client: &Client, params: &Params) -> FlowResult<Tokens> {
    check_types(params)?;
    let subject = read_token(deps, params.get("subject_token"), Rule::SubjectTokenInvalid).await?;
    let actor = match params.get("actor_token") {
        Some(token) => Some(read_token(deps, Some(token), Rule::ActorTokenInvalid).await?),
        None => None,
    };
    let act = check_pair(client, &subject, actor.as_ref())?;
    let Some(status) = &subject.status else {
        return Err(Fault::new(Rule::SubjectTokenInvalid).received("a token without a person").into());
    };
    client_use::admit(client, &status.user, Rule::GrantNotAdmitted)?;
    let scope = scope(deps, client, &Scope::from_text(&subject.claims.scope), params.get("scope"))?;
    let scope = permitted(&status.user, &scope)?;
    let resources: Vec<_> = params.all("resource").chain(params.all("audience")).collect();
    let mut target = aim(deps, client, &scope, &resources)?;
    if params.get("requested_token_type") == Some(JWT) && target.format == AccessTokenFormat::Opaque {
        return Err(Fault::new(Rule::TokenTypeUnsupported).received(JWT).expected(ACCESS_TOKEN).into());
    }
    target.lifetime = target.lifetime.min(subject.claims.exp.since(deps.unix()));
    let grant = &status.grant;
    let access = AccessFor {
        subject: &deps.subject_for(client, &status.user),
        client_id: &client.id,
        target: &target,
        signed_in: grant.auth_time.map(|at| (at, grant.acr.as_str(), grant.amr.as_str())),
        actor: act.as_ref(),
        personal: released_claims::for_access_token(deps, client, &status.user, &target.scope),
        not_before: grant.created_at.max(deps.not_before(client).await?),
    };
    let origin = TokenOrigin::from_jti(&subject.claims.jti).ok_or(Fault::new(Rule::SubjectTokenInvalid))?;
    let access_token = access_token(deps, access, &origin)?;
    Ok(Tokens { issued_token_type: Some(ACCESS_TOKEN), ..Tokens::of(access_token, &target) })
}

fn check_types(params: &Params) -> Result<(), Fault> {
    let access_token = |name: &str| params.get(name).is_none_or(|named| named == ACCESS_TOKEN || named == JWT);
    let wrong = |name: &str| Fault::new(Rule::TokenTypeUnsupported).received(params.get(name).unwrap_or("(none)"));
    for name in ["subject_token_type", "actor_token_type", "requested_token_type"] {
        if !access_token(name) {
            return Err(wrong(name).expected(ACCESS_TOKEN));
        }
    }
    let paired = |token: &str, named: &str| params.get(token).is_some() == params.get(named).is_some();
    if params.get("subject_token").is_none() || !paired("subject_token", "subject_token_type") {
        return Err(Rule::SubjectTokenMissing.into());
    }
    if paired("actor_token", "actor_token_type") { Ok(()) } else { Err(Rule::ActorTokenInvalid.into()) }
}

/// Whatever is wrong with the token, the answer is `invalid_request` (RFC 8693 §2.2.2).
async fn read_token(deps: &Deps, token: Option<&str>, rule: Rule) -> FlowResult<LiveToken> {
    match bearer::check(deps, token.unwrap_or_default()).await {
        Err(FlowError::Refused(fault)) => Err(Fault::new(rule).received(fault.rule.name()).into()),
        other => other,
    }
}

/// Whether this client may exchange tokens of that client in this way; gives who acts.
fn check_pair(client: &Client, subject: &LiveToken, actor: Option<&LiveToken>) -> Result<Option<Actor>, Fault> {
    let metadata = &client.metadata;
    let from = &subject.claims.client_id;
    let (allowed, way) = match actor {
        Some(_) => (&metadata.exchange_delegation, "delegation"),
        None => (&metadata.exchange_impersonation, "impersonation"),
    };
    if !allowed.contains(from) {
        return Err(Fault::new(Rule::ExchangeNotAllowed).received(format!("{way} of tokens of {from}")));
    }
    let before = subject.claims.act.clone();
    let Some(actor) = actor else { return Ok(before) };
    if actor.claims.client_id != client.id {
        let received = actor.claims.client_id.as_str();
        return Err(Fault::new(Rule::ActorTokenInvalid).received(received).expected(client.id.as_str()));
    }
    let earlier = std::iter::successors(before.as_ref(), |actor| actor.act.as_deref()).count();
    if earlier >= MOST_ACTORS {
        return Err(Rule::ActorChainTooLong.into());
    }
    let sub = actor.claims.sub.clone();
    Ok(Some(Actor { sub, client_id: client.id.clone(), act: before.map(Box::new) }))
}

/// What the subject's token allows and the client is registered for; never `offline_access`, and `openid` only when it is
/// asked for.
fn scope(deps: &Deps, client: &Client, granted: &Scope, requested: Option<&str>) -> Result<Scope, Fault> {
    let known = &deps.snapshot.scopes;
    let registered = still_registered(granted, &client.metadata, known);
    let kept = |token: &str| token != "offline_access" && (requested.is_some() || token != "openid");
    let scope = narrow(granted, &registered, requested, known)?.filter(kept);
    if scope.is_empty() { Err(Rule::ScopeMissing.into()) } else { Ok(scope) }
}
