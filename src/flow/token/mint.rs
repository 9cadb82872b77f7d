//! Making tokens. One signature each; nothing here writes.

use super::id_token::{Beside, id_token, words};
use super::{Tokens, gets_refresh_token};
use crate::directory::RegisteredClient;
use crate::flow::{Deps, FlowResult, released_claims};
use crate::jose::SignError;
use crate::model::{AccessTokenFormat, Client, ClientId, Grant, GrantId, TokenHash, UnixTime, User};
use crate::protocol::access_token::{ACCESS_TOKEN_TYPE, AccessTokenClaims, Actor, Audience, TokenOrigin};
use crate::protocol::resource::Target;
use crate::store::grant::GrantEnds;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

/// For whom an access token is.
#[derive(Clone, Debug)]
pub struct AccessFor<'a> {
    /// `sub`.
    pub subject: &'a str,
    /// `client_id`.
    pub client_id: &'a ClientId,
    /// Where it may be used, and what it looks like.
    pub target: &'a Target,
    /// The sign-in behind it: time, `acr` and `amr`.
    pub signed_in: Option<(UnixTime, &'a str, &'a str)>,
    /// Who acts for the subject (RFC 8693 §4.1).
    pub actor: Option<&'a Actor>,
    /// Claims of the person that the client wants here.
    pub personal: Map<String, Value>,
    /// `iat` is not before this, so that a token is newer than what ended the ones before it.
    pub not_before: UnixTime,
}

/// Makes an access token: signed (RFC 9068), or sealed for us alone.
///
/// # Errors
/// When there is no key or signing fails.
pub fn access_token(deps: &Deps, access: AccessFor<'_>, origin: &TokenOrigin) -> FlowResult<String> {
    let now = deps.unix().max(access.not_before);
    let unique = URL_SAFE_NO_PAD.encode(deps.services.random.bytes::<16>());
    let claims = AccessTokenClaims {
        iss: deps.services.settings.issuer.as_str().to_owned(),
        sub: access.subject.to_owned(),
        aud: Audience::from_list(access.target.audience.clone()),
        client_id: access.client_id.clone(),
        scope: access.target.scope.to_string(),
        iat: now,
        exp: now.plus(access.target.lifetime),
        jti: origin.to_jti(&unique),
        auth_time: access.signed_in.map(|(at, _, _)| at),
        acr: access.signed_in.map(|(_, acr, _)| acr.to_owned()),
        amr: access.signed_in.map(|(_, _, amr)| words(amr)),
        act: access.actor.cloned(),
        personal: access.personal,
    };
    match access.target.format {
        AccessTokenFormat::Jwt => Ok(deps.signer(access.target.alg)?.sign_compact(ACCESS_TOKEN_TYPE, &claims)?),
        AccessTokenFormat::Opaque => {
            let plain = serde_json::to_vec(&claims).map_err(SignError::from)?;
            Ok(deps.services.token_sealer.seal(&deps.services.random, &plain))
        }
    }
}

/// A grant at the moment at which it gives tokens.
#[derive(Clone, Copy, Debug)]
pub(super) struct Giving<'a> {
    /// Who receives them.
    pub client: &'a Client,
    /// The grant.
    pub grant: &'a Grant,
    /// Whose resources.
    pub user: &'a User,
    /// Where the access token may be used: all of what was granted or a part of it.
    pub target: &'a Target,
    /// Generation of the refresh token beside the access token.
    pub generation: i64,
    /// `nonce` of the authorization request. A refreshed ID token has none (OpenID Connect Core §12.2).
    pub nonce: Option<&'a str>,
}

/// Signs what a grant gives: an access token, and an ID token where `openid` was granted. The refresh token beside them
/// is the caller's, because it needs no signature.
///
/// # Errors
/// When there is no key or signing fails.
pub(super) async fn give(deps: &Deps, giving: Giving<'_>, refresh_token: Option<String>) -> FlowResult<Tokens> {
    let access_token = access_for_grant(deps, giving)?;
    let beside = Beside { access_token: Some(&access_token), code: None };
    let signed_in = giving.target.scope.contains("openid");
    let id_token = if signed_in { Some(id_token(deps, giving, beside).await?) } else { None };
    Ok(Tokens::of(access_token, giving.target).with(refresh_token, id_token))
}

/// Signs the access token of a grant.
///
/// # Errors
/// When there is no key or signing fails.
pub(super) fn access_for_grant(deps: &Deps, giving: Giving<'_>) -> FlowResult<String> {
    let Giving { client, grant, user, target, generation, .. } = giving;
    // The client's own subject, also where a resource is named: a client may read its tokens, and must not find there what
    // it can compare with others'.
    let subject = deps.subject_for(client, user);
    let access = AccessFor {
        subject: &subject,
        client_id: &grant.client_id,
        target,
        actor: None,
        personal: released_claims::for_access_token(deps, client, user, &target.scope),
        signed_in: grant.auth_time.map(|at| (at, grant.acr.as_str(), grant.amr.as_str())),
        not_before: grant.created_at,
    };
    access_token(deps, access, &TokenOrigin::Grant { grant_id: grant.id.clone(), generation })
}

/// A new family's first refresh token, and how long all of the grant lives.
pub(super) struct FirstRefresh {
    pub token: Option<String>,
    pub hash: Option<TokenHash>,
    pub ends: GrantEnds,
}

/// Makes them for a grant that starts now.
pub(super) fn first_refresh(
    deps: &Deps,
    client: &RegisteredClient,
    grant_id: &GrantId,
    target: &Target,
) -> FirstRefresh {
    let lifetimes = deps.lifetimes(&client.client.metadata);
    let now = deps.unix();
    let access_ends = now.plus(target.lifetime);
    let wanted = gets_refresh_token(client, &target.scope);
    if !wanted {
        let ends = GrantEnds { idle: None, absolute: None, row: access_ends };
        return FirstRefresh { token: None, hash: None, ends };
    }
    let token = super::refresh_value::RefreshValue { grant_id: grant_id.clone(), generation: 0 }.encode(deps);
    let absolute = now.plus(lifetimes.refresh_absolute);
    let idle = now.plus(lifetimes.refresh_idle).min(absolute);
    let ends = GrantEnds { idle: Some(idle), absolute: Some(absolute), row: row_end(idle, access_ends) };
    FirstRefresh { hash: Some(super::refresh_value::hash(&token)), token: Some(token), ends }
}

/// When nothing of the grant lives any more.
pub(super) fn row_end(idle: UnixTime, access_ends: UnixTime) -> UnixTime {
    idle.max(access_ends)
}
