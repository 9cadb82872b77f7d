//! The checks of an authorization request, in the order in which they are made. Until client and redirect URI are
//! verified nothing is told to anybody but the person; afterwards everything is told to the client.

use super::AuthorizeError;
use super::check_response::{check_id_token, check_response_mode, check_response_type};
use super::response::ReturnPath;
use crate::directory::RegisteredClient;
use crate::flow::id_token_hint;
use crate::flow::requested_claims::{belongs_to, check_claims};
use crate::flow::target::{aim, requested_resources};
use crate::flow::{Deps, FlowError};
use crate::model::{Client, ClientMetadata, Consent, GrantType, Progress, ResponseType, Scope};
use crate::protocol::access_token::ACR_VALUES;
use crate::protocol::claims_request::RequestedClaims;
use crate::protocol::params::Params;
use crate::protocol::prompt::{Prompt, parse_prompt};
use crate::protocol::redirect_uri::{VerifiedRedirect, verify};
use crate::protocol::{Fault, Rule, pkce};
use std::sync::Arc;

/// Longest value of a parameter, in bytes: some travel in URIs and tokens. `scope` and `claims` have their own limits, and
/// of `login_hint` the beginning is taken.
const LONGEST_VALUE: usize = 2048;
/// The parameters that the checks read, and that a stored request keeps.
pub const READ: [&str; 16] = [
    "response_type",
    "response_mode",
    "client_id",
    "redirect_uri",
    "scope",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
    "prompt",
    "max_age",
    "claims",
    "acr_values",
    "login_hint",
    "resource",
    "ui_locales",
];

/// An authorization request after every check.
#[derive(Clone, Debug)]
pub struct CheckedRequest {
    /// Who asks.
    pub client: Arc<RegisteredClient>,
    /// Where and how the response goes.
    pub back: ReturnPath,
    /// What the response gives.
    pub response_type: ResponseType,
    /// Whether the request named that place.
    pub redirect_uri_sent: bool,
    /// What is asked for, or the default.
    pub scope: Scope,
    /// Resources that the tokens are for (RFC 8707); none means the default audience.
    pub resources: Vec<String>,
    /// `nonce`, for the `id_token`.
    pub nonce: Option<String>,
    /// PKCE challenge, S256.
    pub code_challenge: Option<String>,
    /// `prompt`.
    pub prompt: Prompt,
    /// `max_age` in seconds, or what the client is registered with.
    pub max_age: Option<i64>,
    /// `claims`.
    pub claims: RequestedClaims,
    /// The `acr` that is wished for: the first of `acr_values`, or of those that the client is registered with, that there is.
    pub wished_acr: Option<String>,
    /// `sub` of `id_token_hint`.
    pub hinted_subject: Option<String>,
    /// `login_hint`.
    pub login_hint: Option<String>,
}

impl CheckedRequest {
    /// Claims that are asked for by name, beyond those that the scope releases.
    #[must_use]
    pub fn claims_beyond_scope(&self) -> Vec<String> {
        let names = self.claims.personal.names().into_iter();
        names.filter(|name| !belongs_to(name, &self.scope)).map(str::to_owned).collect()
    }

    /// Whether `consent` allows all that is asked for.
    #[must_use]
    pub fn is_covered_by(&self, consent: &Consent) -> bool {
        let covered = |claim: &String| belongs_to(claim, &consent.scope) || consent.claims.contains(claim);
        consent.scope.contains_all(&self.scope)
            && self.resources.iter().all(|uri| consent.resources.contains(uri))
            && self.claims_beyond_scope().iter().all(covered)
    }

    /// The refusal of this request, told to the client.
    pub fn refuse(&self, error: impl Into<FlowError>) -> AuthorizeError {
        AuthorizeError::Redirect { back: self.back.clone(), error: error.into() }
    }

    /// The verified redirect URI.
    #[must_use]
    pub fn redirect(&self) -> &VerifiedRedirect {
        self.back.to()
    }
}

/// Who begins a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asker {
    /// Whoever sent it to the authorization endpoint.
    Client,
    /// The console, for an administrator who tries the client out. Its response comes to [`TRIAL_PAGE`], whatever is registered.
    Console,
}

impl Asker {
    /// Who began a stored request.
    #[must_use]
    pub fn of(progress: &Progress) -> Self {
        if progress.trial { Self::Console } else { Self::Client }
    }
}

/// The page that takes the response to a request of the console.
pub const TRIAL_PAGE: &str = "/admin/try/callback";

/// Makes every check.
///
/// # Errors
/// The first rule that the request breaks.
pub fn check(deps: &Deps, params: &Params, asker: Asker) -> Result<CheckedRequest, AuthorizeError> {
    deps.heard.note_ui_locales(params.get("ui_locales"));
    let client = check_client(deps, params)?;
    let redirect = match asker {
        Asker::Client => check_redirect_uri(&client.client.metadata, params)?,
        Asker::Console => {
            VerifiedRedirect::to_console(format!("{}{TRIAL_PAGE}", deps.services.settings.issuer.as_str()))
        }
    };
    let back = ReturnPath::new(redirect, params);
    let rest = check_rest(deps, &client, &back, params);
    let rest = rest.map_err(|fault| AuthorizeError::Redirect { back: back.clone(), error: fault.into() })?;
    Ok(CheckedRequest {
        redirect_uri_sent: params.get("redirect_uri").is_some(),
        back,
        response_type: rest.response_type,
        scope: rest.scope,
        resources: rest.resources,
        nonce: params.get("nonce").map(str::to_owned),
        code_challenge: rest.code_challenge,
        prompt: rest.prompt,
        max_age: rest.max_age,
        claims: rest.claims,
        wished_acr: wished_acr(&client.client.metadata, params),
        client,
        hinted_subject: rest.hinted_subject,
        login_hint: params.get("login_hint").map(|hint| hint.chars().take(254).collect()),
    })
}

/// OpenID Connect Core §3.1.2.1: `acr_values` are in order of preference, and those that are not known mean nothing.
fn wished_acr(client: &ClientMetadata, params: &Params) -> Option<String> {
    let known = |acr: &&str| ACR_VALUES.contains(acr);
    match params.get("acr_values") {
        Some(text) => text.split(' ').find(known).map(str::to_owned),
        None => client.requests.default_acr_values.iter().map(String::as_str).find(known).map(str::to_owned),
    }
}

/// The refusal of a request whose parameters are not all known: by redirect where the redirect URI that is known is the
/// client's.
pub(super) fn refuse_early(client: &ClientMetadata, params: &Params, fault: Fault) -> AuthorizeError {
    match check_redirect_uri(client, params) {
        Ok(to) if params.get("redirect_uri").is_some() => {
            AuthorizeError::Redirect { back: ReturnPath::new(to, params), error: fault.into() }
        }
        _ => AuthorizeError::Page(fault.into()),
    }
}

pub(super) fn check_client(deps: &Deps, params: &Params) -> Result<Arc<RegisteredClient>, Fault> {
    if params.is_repeated("client_id") {
        return Err(Fault::new(Rule::ParameterRepeated).received("client_id"));
    }
    let client_id = params.get("client_id").ok_or(Fault::new(Rule::ClientIdMissing))?;
    let client = deps.snapshot.client(client_id).ok_or(Fault::new(Rule::ClientUnknown).received(client_id))?;
    deps.heard.note_client(&client.client);
    if client.client.disabled_at.is_some() {
        return Err(Fault::new(Rule::ClientDisabled).received(client_id));
    }
    Ok(Arc::clone(client))
}

fn check_redirect_uri(client: &ClientMetadata, params: &Params) -> Result<VerifiedRedirect, Fault> {
    if params.is_repeated("redirect_uri") {
        return Err(Fault::new(Rule::ParameterRepeated).received("redirect_uri"));
    }
    let openid = params.get("scope").is_some_and(|scope| scope.split(' ').any(|token| token == "openid"));
    verify(client, params.get("redirect_uri"), !openid)
}

struct Rest {
    response_type: ResponseType,
    scope: Scope,
    resources: Vec<String>,
    code_challenge: Option<String>,
    prompt: Prompt,
    max_age: Option<i64>,
    claims: RequestedClaims,
    hinted_subject: Option<String>,
}

fn check_rest(deps: &Deps, client: &RegisteredClient, back: &ReturnPath, params: &Params) -> Result<Rest, Fault> {
    let metadata = &client.client.metadata;
    params.check_not_repeated()?;
    check_lengths(params)?;
    check_unsupported(params)?;
    let response_type = check_response_type(deps, &client.client, params)?;
    check_response_mode(params, back.mode())?;
    check_state(deps, metadata, params)?;
    let scope = check_scope(deps, metadata, params)?;
    check_id_token(response_type, &scope, params)?;
    let resources = check_resources(deps, &client.client, &scope, params)?;
    if response_type.gives_token() {
        // The one access token of the response is for all of them.
        aim(deps, &client.client, &scope, &resources.iter().map(String::as_str).collect::<Vec<_>>())?;
    }
    let code_challenge = if response_type.gives_code() { check_pkce(deps, client, params)? } else { None };
    let prompt = parse_prompt(params.get("prompt"), deps.services.settings.accounts.registration)?;
    let max_age = check_max_age(params)?.or(metadata.requests.default_max_age);
    let claims = check_claims(deps, metadata, &scope, params)?;
    let hinted_subject = check_id_token_hint(deps, &scope, params)?;
    Ok(Rest { response_type, scope, resources, code_challenge, prompt, max_age, claims, hinted_subject })
}

fn check_lengths(params: &Params) -> Result<(), Fault> {
    let too_long = |name: &&str| params.get(name).is_some_and(|value| value.len() > LONGEST_VALUE);
    match READ.iter().filter(|name| !["scope", "claims", "login_hint"].contains(name)).find(|name| too_long(name)) {
        Some(name) => Err(Fault::new(Rule::ParameterTooLong).received(name)),
        None => Ok(()),
    }
}

fn check_unsupported(params: &Params) -> Result<(), Fault> {
    if params.get("registration").is_some() { Err(Rule::RegistrationUnsupported.into()) } else { Ok(()) }
}

fn check_state(deps: &Deps, client: &ClientMetadata, params: &Params) -> Result<(), Fault> {
    let required = client.require_state || deps.services.settings.clients.require_state;
    if required && params.get("state").is_none() { Err(Rule::StateRequired.into()) } else { Ok(()) }
}

/// The scope that a request for a person's consent stands for. `offline_access` is ignored for a client without the
/// refresh grant (OpenID Connect Core §11).
///
/// # Errors
/// As [`ScopeRules::resolve`](crate::protocol::scope::ScopeRules::resolve).
pub fn check_scope(deps: &Deps, client: &ClientMetadata, params: &Params) -> Result<Scope, Fault> {
    let refreshes = client.grant_types.contains(&GrantType::RefreshToken);
    let requested = params.get("scope").map(|text| {
        let kept = |token: &&str| refreshes || *token != "offline_access";
        text.split(' ').filter(kept).collect::<Vec<_>>().join(" ")
    });
    deps.scope_rules().resolve(client, requested.as_deref().filter(|text| !text.is_empty()))
}

/// The resources of a request. One of the scopes must mean something at each, or there would be no token to give.
///
/// # Errors
/// `invalid_target`, `invalid_scope`.
pub fn check_resources(deps: &Deps, client: &Client, scope: &Scope, params: &Params) -> Result<Vec<String>, Fault> {
    let resources = requested_resources(deps, client, params)?;
    for uri in &resources {
        aim(deps, client, scope, &[uri])?;
    }
    Ok(resources)
}

fn check_pkce(deps: &Deps, client: &RegisteredClient, params: &Params) -> Result<Option<String>, Fault> {
    let by_setting = deps.services.settings.pkce.required == crate::config::PkceRequired::All;
    let required = client.client.is_public() || client.client.metadata.pkce_required.unwrap_or(by_setting);
    pkce::parse_challenge(params.get("code_challenge"), params.get("code_challenge_method"), required)
}

/// Whom the hint names; without `openid` it means nothing.
fn check_id_token_hint(deps: &Deps, scope: &Scope, params: &Params) -> Result<Option<String>, Fault> {
    let hint = params.get("id_token_hint").filter(|_| scope.contains("openid"));
    Ok(hint.map(|hint| id_token_hint::read(deps, hint)).transpose()?.map(|hint| hint.sub))
}

fn check_max_age(params: &Params) -> Result<Option<i64>, Fault> {
    let parse = |text: &str| match text.parse::<u32>() {
        Ok(seconds) if !text.starts_with('+') => Ok(i64::from(seconds)),
        _ => Err(Fault::new(Rule::MaxAgeMalformed).received(text)),
    };
    params.get("max_age").map(parse).transpose()
}
