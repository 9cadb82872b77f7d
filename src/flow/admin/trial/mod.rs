//! Trying a client out: the console takes the client's part, so that an administrator sees every request and response.
//!
//! The request goes the way of every other, but that its response comes to a page of ours. Nobody can ask for that at the
//! authorization endpoint: only [`begin`] leads to a request that is stored so, in the administrator's own browser. The
//! code is bound to a verifier that never leaves this server, and to that page. At the token endpoint the client need not
//! prove itself: who may try it could give it another secret as well.

mod ask;

use super::{Actor, AdminError, client, grant};
use crate::crypto::digest::sha256_base64url;
use crate::flow::authorize::TRIAL_PAGE;
use crate::flow::{Deps, FlowResult, bearer, id_token_hint, logout};
use crate::model::{
    Action, BrowserHash, ClientId, GrantType, Seconds, Trial, TrialRecord, TrialStep, TrialStepKind, UserId,
};
use crate::protocol::Fault;
use crate::protocol::params::Params;
use crate::store;
use ask::{ask_for_device_code, ask_for_tokens, authorization_request, params_of, read, shown_get};
use serde_json::json;

/// How long a trial can be looked at.
const LIFETIME: Seconds = 900;

/// What to ask for.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// `scope`; the client's default without one.
    pub scope: Option<String>,
    /// `resource` (RFC 8707).
    pub resources: Vec<String>,
    /// `prompt`.
    pub prompt: Option<String>,
    /// `acr_values`.
    pub acr_values: Option<String>,
    /// `login_hint`.
    pub login_hint: Option<String>,
}

/// What has begun.
#[derive(Clone, Debug)]
pub enum Begun {
    /// The authorization request that the browser goes on with.
    Authorize(Params),
    /// The trial with this id goes on at its page: a device waits for its person, or there was nobody to ask.
    Here(String),
}

/// A trial to look at.
#[derive(Clone, Debug)]
pub struct Seen {
    /// Which client.
    pub client_id: ClientId,
    /// What was sent and received, in order.
    pub steps: Vec<TrialStep>,
    /// The newest ID token, read, and whether its signature is ours.
    pub id_token: Option<(String, bool)>,
    /// The newest access token, read, and whether it is good now.
    pub access_token: Option<(String, bool)>,
    /// The code that somebody enters for the device that waits.
    pub user_code: Option<String>,
    /// Whether there is a refresh token.
    pub can_refresh: bool,
    /// Whether there is a grant that can be ended.
    pub can_revoke: bool,
}

/// Begins a trial, in the administrator's browser where the client acts for people.
///
/// # Errors
/// [`AdminError::NotFound`], [`AdminError::Forbidden`]; [`AdminError::Invalid`] for a client that begins with none of the
/// authorization code, the device code and client credentials.
pub async fn begin(deps: &Deps, actor: &Actor, client_id: &str, wanted: &Wanted) -> Result<Begun, AdminError> {
    let user_id = person(actor)?;
    let registered = client::find(deps, client_id)?;
    let may = |grant| registered.client.may_use(grant);
    if registered.client.disabled_at.is_some() {
        return Err(AdminError::invalid("the client is switched off; switch it on first"));
    }
    let grants = [GrantType::AuthorizationCode, GrantType::DeviceCode, GrantType::ClientCredentials];
    let grant = grants.into_iter().find(|grant| may(*grant)).ok_or_else(|| {
        AdminError::invalid("grant_types has none of authorization_code, the device code and client_credentials")
    })?;
    let random = &deps.services.random;
    let (state, verifier) = (random.token(), random.token());
    let mut record = TrialRecord { verifier, ..TrialRecord::default() };
    let id = deps.row_id();
    let begun = if grant == GrantType::AuthorizationCode {
        let params = authorization_request(deps, client_id, wanted, (&state, &record.verifier));
        let params = params.map_err(|fault| invalid(&fault))?;
        record.push(TrialStepKind::AuthorizationRequest, shown_get(deps, "/authorize", &params));
        Begun::Authorize(params)
    } else {
        let scope = ("scope", wanted.scope.as_deref().unwrap_or_default());
        let resources = wanted.resources.iter().map(|uri| ("resource", uri.as_str()));
        if grant == GrantType::DeviceCode {
            let asked = params_of([("client_id", client_id), scope].into_iter().chain(resources));
            ask_for_device_code(deps, &registered, &asked.map_err(|fault| invalid(&fault))?, &mut record).await?;
        } else {
            let asked = params_of([("grant_type", grant.as_str()), scope].into_iter().chain(resources));
            ask_for_tokens(deps, &registered, grant, &asked.map_err(|fault| invalid(&fault))?, &mut record).await?;
        }
        Begun::Here(id.clone())
    };
    let trial = Trial {
        record: seal(deps, &id, &record),
        id,
        state_hash: sha256_base64url(&state),
        user_id,
        client_id: registered.client.id.clone(),
        expires_at: deps.unix().plus(LIFETIME),
    };
    let mut event = deps.event(actor.name(), Action::ClientTry);
    event.client_id = Some(&registered.client.id);
    let mut tx = deps.services.db.write().await?;
    store::trial::insert(&mut tx, &trial).await?;
    deps.record(&mut tx, &event).await?;
    tx.commit().await?;
    Ok(begun)
}

/// Takes the response that the browser brings, and redeems the code. Gives the trial's id; nothing for a response that no trial
/// of an administrator of this browser waits for. From then on the browser acts as that administrator again.
///
/// # Errors
/// When something of ours fails.
pub async fn answer(deps: &Deps, browser: &BrowserHash, response: &Params) -> FlowResult<Option<String>> {
    let hash = sha256_base64url(response.get("state").unwrap_or_default());
    let Some(trial) = store::trial::find_open(&deps.services.db, &hash, deps.unix()).await? else { return Ok(None) };
    let accounts = logout::accounts(deps, Some(browser)).await?;
    let own = accounts.iter().find(|(_, user)| user.id == trial.user_id && user.admin);
    let (Some((session, _)), Some(client)) = (own, deps.snapshot.client(trial.client_id.as_str())) else {
        return Ok(None);
    };
    let mut tx = deps.services.db.write().await?;
    if !store::trial::answer(&mut tx, &trial.id, deps.unix()).await? {
        return Ok(None);
    }
    store::session::make_current(&mut tx, &session.id, browser, deps.now.ms).await?;
    tx.commit().await?;
    let mut record = open(deps, &trial)?;
    record.push(TrialStepKind::AuthorizationResponse, shown_get(deps, TRIAL_PAGE, response));
    if let Some(code) = response.get("code") {
        let page = format!("{}{TRIAL_PAGE}", deps.services.settings.issuer.as_str());
        let verifier = record.verifier.clone();
        let asked = [
            ("grant_type", "authorization_code"),
            ("client_id", client.client.id.as_str()),
            ("code", code),
            ("redirect_uri", page.as_str()),
            ("code_verifier", verifier.as_str()),
        ];
        ask_for_tokens(deps, client, GrantType::AuthorizationCode, &params_of(asked)?, &mut record).await?;
    }
    save(deps, &trial.id, &record).await?;
    Ok(Some(trial.id))
}

/// One of the administrator's own trials.
///
/// # Errors
/// [`AdminError::NotFound`], [`AdminError::Forbidden`].
pub async fn show(deps: &Deps, actor: &Actor, id: &str) -> Result<Seen, AdminError> {
    let trial = find(deps, actor, id).await?;
    let record = open(deps, &trial)?;
    let mut seen = Seen {
        client_id: trial.client_id,
        steps: record.steps,
        id_token: None,
        access_token: None,
        user_code: record.device.map(|(_, user_code)| user_code),
        can_refresh: false,
        can_revoke: false,
    };
    let Some(tokens) = record.tokens else { return Ok(seen) };
    let live = match bearer::check(deps, &tokens.access_token).await {
        Ok(live) => Some(live),
        Err(error) if error.is_ours() => return Err(error.into()),
        Err(_) => None,
    };
    seen.can_revoke = live.as_ref().is_some_and(|live| live.status.is_some());
    seen.can_refresh = tokens.refresh_token.is_some() && seen.can_revoke;
    let opaque = || live.as_ref().map_or_else(String::new, |live| format!("{:#}", json!(live.claims)));
    seen.access_token = Some((read(&tokens.access_token).unwrap_or_else(opaque), live.is_some()));
    let of_ours =
        |token: &String| (read(token).unwrap_or_else(|| token.clone()), id_token_hint::read(deps, token).is_ok());
    seen.id_token = tokens.id_token.as_ref().map(of_ours);
    Ok(seen)
}

/// Polls as the device does.
///
/// # Errors
/// [`AdminError::NotFound`], also where none waits.
pub async fn poll(deps: &Deps, actor: &Actor, id: &str) -> Result<(), AdminError> {
    let trial = find(deps, actor, id).await?;
    let mut record = open(deps, &trial)?;
    let (device_code, _) = record.device.clone().ok_or_else(|| not_found(id))?;
    let registered = client::find(deps, trial.client_id.as_str())?;
    let grant = GrantType::DeviceCode;
    let client_id = registered.client.id.as_str();
    let asked = [("grant_type", grant.as_str()), ("client_id", client_id), ("device_code", device_code.as_str())];
    let asked = params_of(asked).map_err(|fault| invalid(&fault))?;
    ask_for_tokens(deps, &registered, grant, &asked, &mut record).await?;
    save(deps, &trial.id, &record).await?;
    Ok(())
}

/// Uses the refresh token.
///
/// # Errors
/// [`AdminError::NotFound`], also where there is none.
pub async fn refresh(deps: &Deps, actor: &Actor, id: &str) -> Result<(), AdminError> {
    let trial = find(deps, actor, id).await?;
    let mut record = open(deps, &trial)?;
    let token = record.tokens.as_ref().and_then(|tokens| tokens.refresh_token.clone());
    let token = token.ok_or_else(|| not_found(id))?;
    let registered = client::find(deps, trial.client_id.as_str())?;
    let client_id = registered.client.id.as_str();
    let asked = [("grant_type", "refresh_token"), ("client_id", client_id), ("refresh_token", token.as_str())];
    let asked = params_of(asked).map_err(|fault| invalid(&fault))?;
    ask_for_tokens(deps, &registered, GrantType::RefreshToken, &asked, &mut record).await?;
    save(deps, &trial.id, &record).await?;
    Ok(())
}

/// Ends the grant, and with it every token of the trial.
///
/// # Errors
/// [`AdminError::NotFound`], also where there is none or it has ended.
pub async fn revoke(deps: &Deps, actor: &Actor, id: &str) -> Result<(), AdminError> {
    let trial = find(deps, actor, id).await?;
    let tokens = open(deps, &trial)?.tokens.ok_or_else(|| not_found(id))?;
    let live = bearer::check(deps, &tokens.access_token).await.map_err(|_| not_found(id))?;
    let status = live.status.ok_or_else(|| not_found(id))?;
    grant::revoke(deps, actor, status.grant.id.as_str()).await
}

impl TrialRecord {
    fn push(&mut self, kind: TrialStepKind, text: String) {
        self.steps.push(TrialStep { kind, text });
    }
}

/// Who tries clients: a person at the console who may do everything.
fn person(actor: &Actor) -> Result<UserId, AdminError> {
    actor.require_everything()?;
    match actor {
        Actor::Administrator(administrator) => administrator.user_id.clone(),
        _ => None,
    }
    .ok_or_else(|| AdminError::invalid("clients are tried by people, at the console"))
}

fn not_found(id: &str) -> AdminError {
    AdminError::NotFound { noun: "trial", name: id.to_owned() }
}

fn invalid(fault: &Fault) -> AdminError {
    AdminError::invalid(fault.rule.description())
}

async fn find(deps: &Deps, actor: &Actor, id: &str) -> Result<Trial, AdminError> {
    let user_id = person(actor)?;
    let found = store::trial::find(&deps.services.db, id, &user_id, deps.unix()).await?;
    found.ok_or_else(|| not_found(id))
}

fn place(id: &str) -> String {
    format!("trial/record/{id}")
}

fn seal(deps: &Deps, id: &str, record: &TrialRecord) -> String {
    deps.services.sealer.seal(&deps.services.random, &place(id), json!(record).to_string().as_bytes())
}

fn open(deps: &Deps, trial: &Trial) -> FlowResult<TrialRecord> {
    let plain = deps.services.sealer.open(&place(&trial.id), &trial.record)?;
    Ok(serde_json::from_slice(plain.expose()).unwrap_or_default())
}

async fn save(deps: &Deps, id: &str, record: &TrialRecord) -> FlowResult<()> {
    let sealed = seal(deps, id, record);
    let mut tx = deps.services.db.write().await?;
    store::trial::update(&mut tx, id, &sealed).await?;
    tx.commit().await?;
    Ok(())
}
