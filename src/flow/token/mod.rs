//! The token endpoint (RFC 6749 §3.2): one file per grant.

mod authorization_code;
mod client_credentials;
mod device_code;
mod exchange;
mod front_channel;
mod id_token;
mod jwt_bearer;
mod mint;
mod password;
mod refresh_token;
pub mod refresh_value;

pub use authorization_code::CODE_PREFIX;
pub use front_channel::{FrontAccess, FrontChannel, InFront, give_in_front};
pub use mint::{AccessFor, access_token};

use super::client_auth::{Presented, authenticate};
use super::{Deps, FlowResult};
use crate::directory::RegisteredClient;
use crate::model::{GrantType, Scope, Seconds};
use crate::protocol::params::Params;
use crate::protocol::resource::Target;
use crate::protocol::{Fault, Rule};

/// A successful answer (RFC 6749 §5.1, OpenID Connect Core §3.1.3.3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tokens {
    /// The access token.
    pub access_token: String,
    /// Seconds that it lives.
    pub expires_in: Seconds,
    /// What was granted.
    pub scope: Scope,
    /// The refresh token, where one belongs.
    pub refresh_token: Option<String>,
    /// The ID token, where `openid` was granted.
    pub id_token: Option<String>,
    /// What kind of token this is, where it was exchanged for another (RFC 8693 §2.2.1).
    pub issued_token_type: Option<&'static str>,
}

impl Tokens {
    /// An access token for `target` and nothing beside it.
    fn of(access_token: String, target: &Target) -> Self {
        let (expires_in, scope) = (target.lifetime, target.scope.clone());
        Self { access_token, expires_in, scope, refresh_token: None, id_token: None, issued_token_type: None }
    }

    fn with(self, refresh_token: Option<String>, id_token: Option<String>) -> Self {
        Self { refresh_token, id_token, ..self }
    }
}

/// A request to the token endpoint.
#[derive(Clone, Copy, Debug)]
pub struct TokenRequest<'a> {
    /// The `Authorization` header.
    pub authorization: Option<&'a str>,
    /// The body.
    pub params: &'a Params,
    /// Address of the client, for limits.
    pub address: &'a str,
}

/// Answers a token request: the client first, then its grant.
///
/// # Errors
/// The rule that the request breaks, or a failure of ours; then nothing was issued.
pub async fn issue(deps: &Deps, request: TokenRequest<'_>) -> FlowResult<Tokens> {
    let params = request.params;
    let grant = grant_of(params)?;
    let client = authenticate(deps, Presented { authorization: request.authorization, params }).await?;
    issue_to(deps, &client, grant, request).await
}

/// Answers the token request of a client that has proved itself, or whose part an administrator takes.
///
/// # Errors
/// As [`issue`].
pub async fn issue_to(
    deps: &Deps,
    client: &RegisteredClient,
    grant: GrantType,
    request: TokenRequest<'_>,
) -> FlowResult<Tokens> {
    if !client.client.may_use(grant) {
        return Err(Fault::new(Rule::GrantNotAllowed).received(grant.as_str()).into());
    }
    let tokens = give_for(deps, client, grant, request).await;
    let outcome = match &tokens {
        Ok(_) => "given",
        Err(error) if error.is_ours() => "failed",
        Err(_) => "refused",
    };
    metrics::counter!("symbolon_token_total", "grant" => grant.as_str(), "outcome" => outcome).increment(1);
    tokens
}

fn grant_of(params: &Params) -> Result<GrantType, Fault> {
    params.check_not_repeated()?;
    let grant_type = params.get("grant_type").ok_or(Fault::new(Rule::GrantTypeMissing))?;
    let grant = GrantType::parse(grant_type).filter(|grant| *grant != GrantType::Implicit);
    grant.ok_or_else(|| Fault::new(Rule::GrantTypeUnsupported).received(grant_type))
}

async fn give_for(
    deps: &Deps,
    client: &RegisteredClient,
    grant: GrantType,
    request: TokenRequest<'_>,
) -> FlowResult<Tokens> {
    let params = request.params;
    match grant {
        GrantType::AuthorizationCode => authorization_code::redeem(deps, client, params).await,
        GrantType::RefreshToken => refresh_token::refresh(deps, client, params).await,
        GrantType::ClientCredentials => client_credentials::issue(deps, &client.client, params).await,
        GrantType::Password => password::issue(deps, client, request).await,
        GrantType::TokenExchange => exchange::exchange(deps, &client.client, params).await,
        GrantType::JwtBearer => jwt_bearer::issue(deps, &client.client, params).await,
        GrantType::DeviceCode => device_code::redeem(deps, client, params).await,
        // Its tokens come from the authorization endpoint.
        GrantType::Implicit => Err(Rule::GrantTypeUnsupported.into()),
    }
}

/// Whether a new grant gets a refresh token: the client must be registered for it, and the person must have granted
/// `offline_access` unless the client's setting lifts that (OpenID Connect Core §11).
fn gets_refresh_token(client: &RegisteredClient, scope: &Scope) -> bool {
    client.client.may_use(GrantType::RefreshToken)
        && (client.client.metadata.refresh_always || scope.contains("offline_access"))
}
