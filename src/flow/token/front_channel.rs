//! What the authorization endpoint gives itself (OpenID Connect Core §3.2.2.5 and §3.3.2.5). There is never a refresh token
//! among it (OAuth 2.0 for Browser-Based Apps; RFC 6749 §4.2.2).

use super::id_token::{Beside, id_token};
use super::mint::{Giving, access_for_grant};
use crate::flow::target::{aim, permitted};
use crate::flow::{Deps, FlowResult};
use crate::model::{Client, Grant, ResponseType, Scope, Seconds, UnixTime, User};

/// Longest life of an access token that has passed through a browser's address.
const LONGEST_LIFE: Seconds = 3600;

/// What is asked for, and for whom.
#[derive(Clone, Copy, Debug)]
pub struct InFront<'a> {
    /// What the response has.
    pub response_type: ResponseType,
    /// Who receives it.
    pub client: &'a Client,
    /// Whose resources.
    pub user: &'a User,
    /// The grant that it hangs on, the same as the code's.
    pub grant: &'a Grant,
    /// The code beside it.
    pub code: Option<&'a str>,
    /// `nonce` of the request.
    pub nonce: Option<&'a str>,
}

/// An access token with what is said of it (RFC 6749 §4.2.2).
#[derive(Clone, PartialEq, Eq)]
pub struct FrontAccess {
    /// The token.
    pub access_token: String,
    /// Seconds that it lives.
    pub expires_in: Seconds,
    /// What it is good for.
    pub scope: Scope,
}

/// What comes with the response besides a code.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct FrontChannel {
    /// The access token.
    pub access: Option<FrontAccess>,
    /// The ID token.
    pub id_token: Option<String>,
    /// When nothing of it is good any more.
    pub ends: Option<UnixTime>,
}

/// Signs it.
///
/// # Errors
/// When a resource was taken back meanwhile, there is no key, or signing fails.
pub async fn give_in_front(deps: &Deps, request: InFront<'_>) -> FlowResult<FrontChannel> {
    let InFront { response_type, client, user, grant, code, nonce } = request;
    if !response_type.uses_front_channel() {
        return Ok(FrontChannel::default());
    }
    let with_token = response_type.gives_token();
    let resources: Vec<_> = grant.resources.iter().filter(|_| with_token).map(String::as_str).collect();
    let mut target = aim(deps, client, &permitted(user, &grant.scope)?, &resources)?;
    target.lifetime = target.lifetime.min(LONGEST_LIFE);
    let giving = Giving { client, grant, user, target: &target, generation: 0, nonce };
    let token = if with_token { Some(access_for_grant(deps, giving)?) } else { None };
    let beside = Beside { access_token: token.as_deref(), code };
    let id_token = if response_type.gives_id_token() { Some(id_token(deps, giving, beside).await?) } else { None };
    let lifetime = if with_token { target.lifetime } else { deps.lifetimes(&client.metadata).id_token };
    let access = token.map(|access_token| FrontAccess {
        access_token,
        expires_in: target.lifetime,
        scope: target.scope.clone(),
    });
    let begins = deps.unix().max(grant.created_at);
    Ok(FrontChannel { access, id_token, ends: Some(begins.plus(lifetime)) })
}
