//! Making tokens. One signature each; nothing here writes.

use super::Tokens;
use crate::flow::{Deps, FlowResult};
use crate::jose::left_half_hash;
use crate::model::{Client, ClientId, Grant, GrantId, Scope, Seconds, TokenHash, UnixTime, User};
use crate::protocol::access_token::{
    ACCESS_TOKEN_TYPE, AccessTokenClaims, Audience, ID_TOKEN_TYPE, IdTokenClaims, TokenOrigin,
};
use crate::protocol::claims;
use crate::store::grant::GrantEnds;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// For whom an access token is.
#[derive(Clone, Copy, Debug)]
pub struct AccessFor<'a> {
    /// `sub`.
    pub subject: &'a str,
    /// `client_id`.
    pub client_id: &'a ClientId,
    /// What it allows.
    pub scope: &'a Scope,
    /// Seconds that it lives.
    pub lifetime: Seconds,
    /// The sign-in behind it: time, `acr` and `amr`.
    pub signed_in: Option<(UnixTime, &'a str, &'a str)>,
    /// `iat` is not before this, so that a token is newer than what ended the ones before it.
    pub not_before: UnixTime,
}

/// The audiences of an access token: the default one, and us where userinfo must take it.
#[must_use]
pub fn audiences(deps: &Deps, scope: &Scope) -> Audience {
    let settings = &deps.services.settings;
    let mut all = vec![settings.default_audience().to_owned()];
    if scope.contains("openid") {
        all.push(settings.issuer.as_str().to_owned());
    }
    Audience::from_list(all)
}

/// Signs an access token (RFC 9068).
///
/// # Errors
/// When there is no key or signing fails.
pub fn access_token(deps: &Deps, access: AccessFor<'_>, origin: &TokenOrigin) -> FlowResult<String> {
    let now = deps.unix().max(access.not_before);
    let unique = URL_SAFE_NO_PAD.encode(deps.services.random.bytes::<16>());
    let claims = AccessTokenClaims {
        iss: deps.services.settings.issuer.as_str().to_owned(),
        sub: access.subject.to_owned(),
        aud: audiences(deps, access.scope),
        client_id: access.client_id.clone(),
        scope: access.scope.to_string(),
        iat: now,
        exp: now.plus(access.lifetime),
        jti: origin.to_jti(&unique),
        auth_time: access.signed_in.map(|(at, _, _)| at),
        acr: access.signed_in.map(|(_, acr, _)| acr.to_owned()),
        amr: access.signed_in.map(|(_, _, amr)| words(amr)),
    };
    Ok(deps.signer()?.sign_compact(ACCESS_TOKEN_TYPE, &claims)?)
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
    /// Scope of this answer: all of the grant's or a part of it.
    pub scope: &'a Scope,
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
pub(super) fn give(deps: &Deps, giving: Giving<'_>, refresh_token: Option<String>) -> FlowResult<Tokens> {
    let Giving { client, grant, user, scope, generation, .. } = giving;
    let lifetime = deps.lifetimes(&client.metadata).access_token;
    let access = AccessFor {
        subject: user.subject.as_str(),
        client_id: &grant.client_id,
        scope,
        lifetime,
        signed_in: grant.auth_time.map(|at| (at, grant.acr.as_str(), grant.amr.as_str())),
        not_before: grant.created_at,
    };
    let origin = TokenOrigin::Grant { grant_id: grant.id.clone(), generation };
    let access_token = access_token(deps, access, &origin)?;
    let id_token = if scope.contains("openid") { Some(id_token(deps, giving, &access_token)?) } else { None };
    Ok(Tokens { access_token, expires_in: lifetime, scope: scope.clone(), refresh_token, id_token })
}

/// Signs an ID token (OpenID Connect Core §2 and §3.1.3.6).
fn id_token(deps: &Deps, giving: Giving<'_>, access_token: &str) -> FlowResult<String> {
    let Giving { client, grant, user, scope, .. } = giving;
    let signer = deps.signer()?;
    let now = deps.unix().max(grant.created_at);
    let personal =
        if client.metadata.id_token_claims { claims::for_scope(user, scope) } else { serde_json::Map::new() };
    let claims = IdTokenClaims {
        iss: deps.services.settings.issuer.as_str().to_owned(),
        sub: user.subject.to_string(),
        aud: client.id.to_string(),
        iat: now,
        exp: now.plus(deps.lifetimes(&client.metadata).id_token),
        auth_time: grant.auth_time,
        nonce: giving.nonce.map(str::to_owned),
        acr: (!grant.acr.is_empty()).then(|| grant.acr.clone()),
        amr: (!grant.amr.is_empty()).then(|| words(&grant.amr)),
        sid: grant.sid.clone(),
        at_hash: Some(left_half_hash(signer.algorithm(), access_token)),
        personal,
    };
    Ok(signer.sign_compact(ID_TOKEN_TYPE, &claims)?)
}

fn words(text: &str) -> Vec<String> {
    text.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// A new family's first refresh token, and how long all of the grant lives.
pub(super) struct FirstRefresh {
    pub token: Option<String>,
    pub hash: Option<TokenHash>,
    pub ends: GrantEnds,
}

/// Makes them for a grant that starts now.
pub(super) fn first_refresh(deps: &Deps, client: &Client, grant_id: &GrantId, wanted: bool) -> FirstRefresh {
    let lifetimes = deps.lifetimes(&client.metadata);
    let now = deps.unix();
    let access_ends = now.plus(lifetimes.access_token);
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
