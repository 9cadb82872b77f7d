//! The successful authorization response (RFC 6749 §4.1.2, OpenID Connect Core §3.1.2.5, §3.2.2.5 and §3.3.2.5).

use super::Facts;
use crate::crypto::digest::sha256_base64url;
use crate::flow::authorize::{AuthorizationResponse, CheckedRequest};
use crate::flow::session_state::session_state;
use crate::flow::token::{CODE_PREFIX, FrontChannel, InFront, give_in_front};
use crate::flow::{Deps, FlowResult, Holder, NewGrant, client_use};
use crate::model::{AuthorizationCode, CodeHash, Grant, GrantKind, HandleHash, Session, UnixTime, User};
use crate::protocol::Rule;
use crate::protocol::access_token::acr_meets;
use crate::store::{self, Tx};

/// Why the client may have what it asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Basis {
    /// It belongs to the operator.
    FirstParty,
    /// The person has allowed it; that may be taken back until the grant is written.
    Consent,
}

/// A request that nothing is missing for.
#[derive(Clone, Copy, Debug)]
pub struct Granted<'a> {
    checked: &'a CheckedRequest,
    session: &'a Session,
    user: &'a User,
    basis: Basis,
}

impl<'a> Granted<'a> {
    /// The grant, when somebody is signed in.
    #[must_use]
    pub fn from_facts(facts: &'a Facts) -> Option<Self> {
        let (session, user) = facts.signed_in.as_ref()?;
        let first_party = facts.checked.client.client.metadata.first_party;
        let basis = if first_party { Basis::FirstParty } else { Basis::Consent };
        Some(Self { checked: &facts.checked, session, user, basis })
    }
}

/// Issues what was asked for. A stored request ends with it; of two tabs that try, one does. Everything is signed before the
/// transaction that decides.
///
/// # Errors
/// [`Rule::InteractionUnknown`] when the stored request has ended, [`Rule::ConsentDenied`] when the person has taken the
/// consent back meanwhile; then nothing was issued.
pub async fn finish(
    deps: &Deps,
    granted: &Granted<'_>,
    stored: Option<&HandleHash>,
) -> FlowResult<AuthorizationResponse> {
    let checked = granted.checked;
    let client = &checked.client.client;
    let code = checked.response_type.gives_code().then(|| format!("{CODE_PREFIX}{}", deps.services.random.token()));
    let code_ends = deps.unix().plus(deps.lifetimes(&client.metadata).code);
    let mut grant = begin(deps, granted).await?;
    let in_front = InFront {
        response_type: checked.response_type,
        client,
        user: granted.user,
        grant: &grant,
        code: code.as_deref(),
        nonce: checked.nonce.as_deref(),
    };
    let front = give_in_front(deps, in_front).await?;
    let ends = code.as_ref().map(|_| code_ends).into_iter().chain(front.ends).max();
    grant.expires_at = ends.unwrap_or(grant.created_at);
    let row = code.as_deref().map(|code| code_row(checked, &grant, code, code_ends));
    write(deps, granted, &grant, row.as_ref(), stored).await?;
    let mut params = params(code, front);
    let session_state = session_state(deps, checked, &granted.session.browser_hash);
    params.extend(session_state.map(|state| ("session_state", state)));
    Ok(checked.back.respond(deps.services.settings.issuer.as_str(), params))
}

fn params(code: Option<String>, front: FrontChannel) -> Vec<(&'static str, String)> {
    let mut params = Vec::new();
    params.extend(code.map(|code| ("code", code)));
    if let Some(given) = front.access {
        params.push(("access_token", given.access_token));
        params.push(("token_type", "Bearer".to_owned()));
        params.push(("expires_in", given.expires_in.to_string()));
        params.push(("scope", given.scope.to_string()));
    }
    params.extend(front.id_token.map(|id_token| ("id_token", id_token)));
    params
}

/// Whether what the request rests on still holds, and will until the transaction ends.
async fn still_holds(tx: &mut Tx, granted: &Granted<'_>) -> FlowResult<bool> {
    let checked = granted.checked;
    match granted.basis {
        Basis::FirstParty => Ok(true),
        Basis::Consent => {
            let consent = store::consent::hold(tx, &granted.user.id, &checked.client.client.id).await?;
            Ok(consent.is_some_and(|consent| checked.is_covered_by(&consent)))
        }
    }
}

/// The consent is locked before the request, as where it is given.
async fn write(
    deps: &Deps,
    granted: &Granted<'_>,
    grant: &Grant,
    code: Option<&AuthorizationCode>,
    stored: Option<&HandleHash>,
) -> FlowResult<()> {
    let mut tx = deps.services.db.write().await?;
    if !still_holds(&mut tx, granted).await? {
        return Err(Rule::ConsentDenied.into());
    }
    if let Some(handle) = stored
        && !store::request::finish(&mut tx, handle).await?
    {
        return Err(Rule::InteractionUnknown.into());
    }
    store::grant::insert(&mut tx, grant, None).await?;
    if let Some(code) = code {
        store::code::insert(&mut tx, code).await?;
    }
    client_use::note(&mut tx, &granted.checked.client.client).await?;
    if store::session::wants_touch(granted.session, deps.unix()) {
        store::session::touch(&mut tx, &granted.session.id, deps.unix()).await?;
    }
    tx.commit().await?;
    Ok(())
}

async fn begin(deps: &Deps, granted: &Granted<'_>) -> FlowResult<Grant> {
    let checked = granted.checked;
    let by_code = checked.response_type.gives_code();
    let session = Session { acr: reached(checked, &granted.session.acr), ..granted.session.clone() };
    let grant = NewGrant {
        kind: if by_code { GrantKind::AuthorizationCode } else { GrantKind::Implicit },
        client: &checked.client.client,
        holder: Holder::Session(&session),
        scope: checked.scope.clone(),
        resources: checked.resources.clone(),
        claims: checked.claims.personal.clone(),
        expires_at: deps.unix(),
    };
    grant.begin(deps).await
}

/// The `acr` that is told: one of those that the request calls essential, though the sign-in may have reached more (OpenID
/// Connect Core §5.5.1.1).
fn reached(checked: &CheckedRequest, acr: &str) -> String {
    let essential = &checked.claims.acr;
    let told =
        essential.iter().find(|wanted| *wanted == acr).or(essential.iter().find(|wanted| acr_meets(acr, wanted)));
    told.map_or_else(|| acr.to_owned(), Clone::clone)
}

fn code_row(checked: &CheckedRequest, grant: &Grant, code: &str, expires_at: UnixTime) -> AuthorizationCode {
    AuthorizationCode {
        hash: CodeHash::new(sha256_base64url(code)),
        grant_id: grant.id.clone(),
        client_id: grant.client_id.clone(),
        redirect_uri: checked.redirect().as_str().to_owned(),
        redirect_uri_sent: checked.redirect_uri_sent,
        code_challenge: checked.code_challenge.clone(),
        nonce: checked.nonce.clone(),
        consumed_at: None,
        expires_at,
    }
}
