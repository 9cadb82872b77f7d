//! Making tokens. One signature each; nothing here writes.

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

impl<'a> AccessFor<'a> {
    pub(super) fn grant(grant: &'a Grant, user: &'a User, scope: &'a Scope, lifetime: Seconds) -> Self {
        let signed_in = grant.auth_time.map(|at| (at, grant.acr.as_str(), grant.amr.as_str()));
        let (subject, client_id) = (user.subject.as_str(), &grant.client_id);
        Self { subject, client_id, scope, lifetime, signed_in, not_before: grant.created_at }
    }
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

/// Signs an ID token, where `openid` was granted (OpenID Connect Core §2 and §3.1.3.6). A refreshed one has no `nonce`
/// (§12.2).
pub(super) fn id_token(
    deps: &Deps,
    client: &Client,
    grant: &Grant,
    user: &User,
    parts: IdTokenParts<'_>,
) -> FlowResult<Option<String>> {
    if !parts.scope.contains("openid") {
        return Ok(None);
    }
    let signer = deps.signer()?;
    let now = deps.unix();
    let personal =
        if client.metadata.id_token_claims { claims::for_scope(user, parts.scope) } else { serde_json::Map::new() };
    let claims = IdTokenClaims {
        iss: deps.services.settings.issuer.as_str().to_owned(),
        sub: user.subject.to_string(),
        aud: client.id.to_string(),
        iat: now,
        exp: now.plus(deps.lifetimes(&client.metadata).id_token),
        auth_time: grant.auth_time,
        nonce: parts.nonce.map(str::to_owned),
        acr: (!grant.acr.is_empty()).then(|| grant.acr.clone()),
        amr: (!grant.amr.is_empty()).then(|| words(&grant.amr)),
        sid: grant.sid.clone(),
        at_hash: Some(left_half_hash(signer.algorithm(), parts.access_token)),
        personal,
    };
    Ok(Some(signer.sign_compact(ID_TOKEN_TYPE, &claims)?))
}

/// What an ID token says beside its grant.
#[derive(Clone, Copy, Debug)]
pub(super) struct IdTokenParts<'a> {
    /// Scope of this answer.
    pub scope: &'a Scope,
    /// `nonce` of the authorization request.
    pub nonce: Option<&'a str>,
    /// The access token beside it, for `at_hash`.
    pub access_token: &'a str,
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
