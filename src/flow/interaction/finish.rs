//! The successful authorization response (RFC 6749 §4.1.2, RFC 9207).

use super::Facts;
use crate::crypto::digest::sha256_base64url;
use crate::flow::authorize::CheckedRequest;
use crate::flow::{Deps, FlowResult, Holder, NewGrant};
use crate::model::{AuthorizationCode, CodeHash, Grant, GrantKind, HandleHash, Session};
use crate::protocol::Rule;
use crate::store;

/// Marks authorization codes, so that another kind of token is refused before it is looked up.
pub const CODE_PREFIX: &str = "syc_";

/// A request that nothing is missing for.
#[derive(Clone, Copy, Debug)]
pub struct Granted<'a> {
    checked: &'a CheckedRequest,
    session: &'a Session,
}

impl<'a> Granted<'a> {
    /// The grant, when somebody is signed in.
    #[must_use]
    pub fn from_facts(facts: &'a Facts) -> Option<Self> {
        facts.signed_in.as_ref().map(|(session, _)| Self { checked: &facts.checked, session })
    }
}

/// Issues the code and gives the address to which the browser is sent. A stored request ends with it; of two tabs that
/// try, one does.
///
/// # Errors
/// [`Rule::InteractionUnknown`] when the stored request has ended.
pub async fn finish(deps: &Deps, granted: &Granted<'_>, stored: Option<&HandleHash>) -> FlowResult<String> {
    let (checked, session) = (granted.checked, granted.session);
    let code = format!("{CODE_PREFIX}{}", deps.services.random.token());
    let (grant, row) = rows(deps, granted, &code).await?;
    let mut tx = deps.services.db.write().await?;
    if let Some(handle) = stored
        && !store::request::finish(&mut tx, handle).await?
    {
        return Err(Rule::InteractionUnknown.into());
    }
    store::grant::insert(&mut tx, &grant, None).await?;
    store::code::insert(&mut tx, &row).await?;
    if store::session::wants_touch(session, deps.unix()) {
        store::session::touch(&mut tx, &session.id, deps.unix()).await?;
    }
    tx.commit().await?;
    let issuer = deps.services.settings.issuer.as_str();
    let mut params = vec![("code", code.as_str())];
    params.extend(checked.state.as_deref().map(|state| ("state", state)));
    params.push(("iss", issuer));
    Ok(checked.redirect.with_query(&params))
}

async fn rows(deps: &Deps, granted: &Granted<'_>, code: &str) -> FlowResult<(Grant, AuthorizationCode)> {
    let (checked, session) = (granted.checked, granted.session);
    let client = &checked.client.client;
    let expires_at = deps.unix().plus(deps.lifetimes(&client.metadata).code);
    let grant = NewGrant {
        kind: GrantKind::AuthorizationCode,
        client,
        holder: Holder::Session(session),
        scope: checked.scope.clone(),
        resources: checked.resources.clone(),
        claims: checked.claims.personal.clone(),
        expires_at,
    };
    let grant = grant.begin(deps).await?;
    let row = AuthorizationCode {
        hash: CodeHash::new(sha256_base64url(code)),
        grant_id: grant.id.clone(),
        client_id: client.id.clone(),
        redirect_uri: checked.redirect.as_str().to_owned(),
        redirect_uri_sent: checked.redirect_uri_sent,
        code_challenge: checked.code_challenge.clone(),
        nonce: checked.nonce.clone(),
        consumed_at: None,
        expires_at,
    };
    Ok((grant, row))
}
