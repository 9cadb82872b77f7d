//! What may be said of a client at the shell.

use super::access::AccessArguments;
use super::logout::LogoutArguments;
use super::requests::{self, RequestArguments};
use super::responses::{self, ResponseArguments};
use crate::cli::{parse_algorithm, resource};
use crate::model::{
    AccessTokenFormat, AuthMethod, ClientId, ClientMetadata, GrantType, JwsAlgorithm, KeyMetadata, RefreshRotation,
    ResponseType, Scope, SigningAlgorithm,
};
use clap::Args;
use serde_json::Value;

/// Registered properties; those that are left out stay as they are.
#[derive(Debug, Args)]
pub struct MetadataArguments {
    /// Name on the consent page
    #[arg(long)]
    name: Option<String>,
    /// A redirect URI; may be given several times, and replaces all
    #[arg(long = "redirect-uri", value_name = "URI")]
    redirect_uris: Vec<String>,
    /// Grants, comma-separated: `authorization_code`, `refresh_token`, `client_credentials`, `password`, `implicit`,
    /// `token_exchange`, `jwt_bearer`, `device_code`
    #[arg(long, value_delimiter = ',', value_parser = parse_grant)]
    grants: Vec<GrantType>,
    /// What it may ask the authorization endpoint for, comma-separated: `code`, `id_token`, `id_token token`,
    /// `code id_token`, `code token`, `code id_token token`; all but `code` also need the grant `implicit`
    #[arg(long, value_delimiter = ',', value_parser = parse_response_type)]
    response_types: Vec<ResponseType>,
    /// Scope that it may ask for, space-separated
    #[arg(long)]
    scope: Option<String>,
    /// Scope when it asks for none; empty means the server's setting
    #[arg(long)]
    default_scope: Option<String>,
    /// Pin the authentication method: `client_secret_basic`, `client_secret_post`, `client_secret_jwt` or `private_key_jwt`
    #[arg(long, value_parser = parse_method)]
    auth_method: Option<AuthMethod>,
    /// Its public keys: a JWK set, or a file with one
    #[arg(long, value_name = "FILE|JSON", value_parser = parse_jwks, conflicts_with = "jwks_uri")]
    jwks: Option<Value>,
    /// Where its JWK set is; empty means nowhere
    #[arg(long, value_name = "URI")]
    jwks_uri: Option<String>,
    /// The one algorithm of its assertions
    #[arg(long, value_name = "ALG", value_parser = parse_jws)]
    token_endpoint_auth_signing_alg: Option<JwsAlgorithm>,
    /// The one algorithm of its request objects
    #[arg(long, value_name = "ALG", value_parser = parse_jws)]
    request_object_signing_alg: Option<JwsAlgorithm>,
    /// Where a request object of it may be; may be given several times, and replaces all
    #[arg(long = "request-uri", value_name = "URI")]
    request_uris: Vec<String>,
    /// Belongs to you: no consent page
    #[arg(long)]
    first_party: Option<bool>,
    /// Give a refresh token without `offline_access`
    #[arg(long)]
    refresh_always: Option<bool>,
    /// Whether PKCE is required of this confidential client
    #[arg(long)]
    pkce: Option<bool>,
    /// Whether `state` is required
    #[arg(long)]
    require_state: Option<bool>,
    /// May introspect tokens
    #[arg(long)]
    introspection: Option<bool>,
    /// An audience whose tokens it may introspect; may be given several times, and replaces all; empty means the default
    #[arg(long = "introspection-audience", value_name = "URI")]
    introspection_audiences: Vec<String>,
    /// A resource that it may ask for; may be given several times, and replaces all; empty means every one
    #[arg(long = "resource", value_name = "URI")]
    resources: Vec<String>,
    /// What its access tokens look like: `jwt` or `opaque`
    #[arg(long, value_parser = resource::parse_format)]
    access_token_format: Option<AccessTokenFormat>,
    /// A client whose tokens it may exchange as a named actor; may be given several times, and replaces all
    #[arg(long = "exchange-delegation", value_name = "CLIENT_ID")]
    exchange_delegation: Vec<String>,
    /// A client whose tokens it may exchange without being named; may be given several times, and replaces all
    #[arg(long = "exchange-impersonation", value_name = "CLIENT_ID")]
    exchange_impersonation: Vec<String>,
    /// Put profile claims into the `id_token`
    #[arg(long)]
    id_token_claims: Option<bool>,
    /// Algorithm of its access tokens: `RS256`, `PS256`, `ES256` or `Ed25519`
    #[arg(long, value_name = "ALG", value_parser = parse_algorithm)]
    access_token_signed_response_alg: Option<SigningAlgorithm>,
    /// Algorithm of signed introspection answers for it: `RS256`, `PS256`, `ES256` or `Ed25519`
    #[arg(long, value_name = "ALG", value_parser = parse_algorithm)]
    introspection_signed_response_alg: Option<SigningAlgorithm>,
    /// Seconds that its codes live
    #[arg(long)]
    code_lifetime: Option<i64>,
    /// Seconds that its access tokens live
    #[arg(long)]
    access_token_lifetime: Option<i64>,
    /// Seconds within which a lost refresh answer may be asked for again
    #[arg(long)]
    refresh_replay_window: Option<i64>,
    /// Whether each use of a refresh token gives a new one: `always`, or `never` for a confidential client
    #[arg(long, value_parser = parse_rotation)]
    refresh_rotation: Option<RefreshRotation>,
    /// Seconds after which a refresh token that is not used dies
    #[arg(long)]
    refresh_idle_lifetime: Option<i64>,
    /// Seconds that a grant can be refreshed in all
    #[arg(long)]
    refresh_absolute_lifetime: Option<i64>,
    #[command(flatten)]
    requests: RequestArguments,
    /// Home page
    #[arg(long)]
    client_uri: Option<String>,
    /// Logo on the consent page
    #[arg(long)]
    logo_uri: Option<String>,
    /// Privacy policy
    #[arg(long)]
    policy_uri: Option<String>,
    /// Terms of service
    #[arg(long)]
    tos_uri: Option<String>,
    #[command(flatten)]
    responses: ResponseArguments,
    #[command(flatten)]
    logout: LogoutArguments,
    #[command(flatten)]
    access: AccessArguments,
}

/// Puts what was given over what is registered.
pub(super) fn apply(given: MetadataArguments, kept: &mut ClientMetadata) {
    responses::apply(given.responses, &mut kept.responses);
    replace(&mut kept.client_name, given.name);
    replace_list(&mut kept.redirect_uris, given.redirect_uris, |uri| uri);
    replace_list(&mut kept.introspection_audiences, given.introspection_audiences, |uri| uri);
    replace_list(&mut kept.resources, given.resources, |uri| uri);
    replace_list(&mut kept.exchange_delegation, given.exchange_delegation, ClientId::new);
    replace_list(&mut kept.exchange_impersonation, given.exchange_impersonation, ClientId::new);
    kept.access_token_format = given.access_token_format.or(kept.access_token_format);
    if !given.grants.is_empty() {
        kept.grant_types = given.grants;
    }
    if !given.response_types.is_empty() {
        kept.responses.response_types = given.response_types;
    }
    replace(&mut kept.scope, given.scope.map(|text| Scope::from_text(&text)));
    if let Some(text) = given.default_scope {
        kept.default_scope = Some(Scope::from_text(&text)).filter(|scope| !scope.is_empty());
    }
    kept.token_endpoint_auth_method = given.auth_method.or(kept.token_endpoint_auth_method);
    apply_keys(&mut kept.keys, given.jwks, given.jwks_uri);
    kept.keys.token_endpoint_auth_signing_alg =
        given.token_endpoint_auth_signing_alg.or(kept.keys.token_endpoint_auth_signing_alg);
    kept.requests.request_object_signing_alg =
        given.request_object_signing_alg.or(kept.requests.request_object_signing_alg);
    replace_list(&mut kept.requests.request_uris, given.request_uris, |uri| uri);
    replace(&mut kept.first_party, given.first_party);
    replace(&mut kept.refresh_always, given.refresh_always);
    kept.pkce_required = given.pkce.or(kept.pkce_required);
    replace(&mut kept.require_state, given.require_state);
    replace(&mut kept.introspection, given.introspection);
    replace(&mut kept.id_token_claims, given.id_token_claims);
    replace(&mut kept.access_token_signed_response_alg, given.access_token_signed_response_alg);
    replace(&mut kept.introspection_signed_response_alg, given.introspection_signed_response_alg);
    kept.code_lifetime = given.code_lifetime.or(kept.code_lifetime);
    kept.access_token_lifetime = given.access_token_lifetime.or(kept.access_token_lifetime);
    kept.refresh_replay_window = given.refresh_replay_window.or(kept.refresh_replay_window);
    replace(&mut kept.refresh_rotation, given.refresh_rotation);
    kept.refresh_idle_lifetime = given.refresh_idle_lifetime.or(kept.refresh_idle_lifetime);
    kept.refresh_absolute_lifetime = given.refresh_absolute_lifetime.or(kept.refresh_absolute_lifetime);
    requests::apply(given.requests, &mut kept.requests);
    let pages = [
        (given.client_uri, &mut kept.client_uri),
        (given.logo_uri, &mut kept.logo_uri),
        (given.policy_uri, &mut kept.policy_uri),
        (given.tos_uri, &mut kept.tos_uri),
    ];
    for (given, kept) in pages {
        replace_uri(kept, given);
    }
    super::logout::apply(given.logout, &mut kept.logout);
    super::access::apply(given.access, &mut kept.access);
}

/// Replaces a URI by what was given; an empty text takes it away.
pub(super) fn replace_uri(kept: &mut Option<String>, given: Option<String>) {
    if let Some(uri) = given {
        *kept = Some(uri).filter(|uri| !uri.is_empty());
    }
}

/// A set by value takes the place of one by reference, and the other way round.
fn apply_keys(kept: &mut KeyMetadata, jwks: Option<Value>, jwks_uri: Option<String>) {
    if jwks.is_some() || jwks_uri.is_some() {
        kept.jwks = jwks;
        kept.jwks_uri = jwks_uri.filter(|uri| !uri.is_empty());
    }
}

/// Replaces a list by what was given; a single empty text empties it.
pub(in crate::cli) fn replace_list<T>(kept: &mut Vec<T>, given: Vec<String>, read: impl Fn(String) -> T) {
    if !given.is_empty() {
        *kept = given.into_iter().filter(|text| !text.is_empty()).map(read).collect();
    }
}

/// Replaces what is kept by what was given, if anything was.
pub(super) fn replace<T>(kept: &mut T, given: Option<T>) {
    if let Some(given) = given {
        *kept = given;
    }
}

fn parse_grant(text: &str) -> Result<GrantType, String> {
    let short =
        |grant: &GrantType| grant.as_str().rsplit(':').next().map(|last| last.replace('-', "_")) == Some(text.into());
    let found = GrantType::parse(text).or_else(|| GrantType::ALL.iter().copied().find(short));
    found.ok_or_else(|| format!("unknown grant {text:?}"))
}

fn parse_response_type(text: &str) -> Result<ResponseType, String> {
    ResponseType::parse_unordered(text.trim()).ok_or_else(|| format!("unknown response type {text:?}"))
}

fn parse_method(text: &str) -> Result<AuthMethod, String> {
    AuthMethod::parse(text).ok_or_else(|| format!("unknown method {text:?}"))
}

fn parse_rotation(text: &str) -> Result<RefreshRotation, String> {
    RefreshRotation::parse(text).ok_or_else(|| format!("unknown rotation {text:?}; it is always or never"))
}

fn parse_jws(text: &str) -> Result<JwsAlgorithm, String> {
    let known = || JwsAlgorithm::ALL.iter().map(|alg| alg.as_str()).collect::<Vec<_>>().join(", ");
    JwsAlgorithm::parse(text).ok_or_else(|| format!("unknown algorithm {text:?}; there are {}", known()))
}

/// JSON, or the name of a file with it.
fn parse_jwks(text: &str) -> Result<Value, String> {
    let read = || std::fs::read_to_string(text).map_err(|error| format!("cannot read {text}: {error}"));
    let json = if text.trim_start().starts_with('{') { text.to_owned() } else { read()? };
    serde_json::from_str(&json).map_err(|error| format!("is not JSON: {error}"))
}
