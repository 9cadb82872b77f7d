//! `client`.

use super::{CliError, output};
use crate::app::App;
use crate::flow::Deps;
use crate::flow::admin::Actor;
use crate::flow::admin::client::{self, AddClient};
use crate::model::{
    AccessTokenFormat, ApplicationType, AuthMethod, Client, ClientId, ClientMetadata, ClientType, GrantType,
    RefreshRotation, Scope, SigningAlgorithm,
};
use clap::{Args, Subcommand, ValueEnum};
use serde_json::{Value, json};

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Kind {
    /// Web application with a secret
    Web,
    /// Single-page application
    Spa,
    /// Native application
    Native,
    /// Service without users
    Service,
    /// Device without a browser
    Device,
}

/// Registered properties; those that are left out stay as they are.
#[derive(Debug, Args)]
pub struct MetadataArguments {
    /// Name on the consent page
    #[arg(long)]
    name: Option<String>,
    /// A redirect URI; may be given several times, and replaces all
    #[arg(long = "redirect-uri", value_name = "URI")]
    redirect_uris: Vec<String>,
    /// Grants, comma-separated: `authorization_code`, `refresh_token`, `client_credentials`, `password`,
    /// `token_exchange`, `jwt_bearer`, `device_code`
    #[arg(long, value_delimiter = ',', value_parser = parse_grant)]
    grants: Vec<GrantType>,
    /// Scope that it may ask for, space-separated
    #[arg(long)]
    scope: Option<String>,
    /// Scope when it asks for none; empty means the server's setting
    #[arg(long)]
    default_scope: Option<String>,
    /// Pin the authentication method: `client_secret_basic` or `client_secret_post`
    #[arg(long, value_parser = parse_method)]
    auth_method: Option<AuthMethod>,
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
    #[arg(long, value_parser = super::resource::parse_format)]
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
    /// Algorithm of its ID tokens: `RS256`, `PS256`, `ES256` or `Ed25519`
    #[arg(long, value_name = "ALG", value_parser = super::parse_algorithm)]
    id_token_signed_response_alg: Option<SigningAlgorithm>,
    /// Algorithm of its access tokens: `RS256`, `PS256`, `ES256` or `Ed25519`
    #[arg(long, value_name = "ALG", value_parser = super::parse_algorithm)]
    access_token_signed_response_alg: Option<SigningAlgorithm>,
    /// Algorithm of signed introspection answers for it: `RS256`, `PS256`, `ES256` or `Ed25519`
    #[arg(long, value_name = "ALG", value_parser = super::parse_algorithm)]
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
}

#[derive(Debug, Subcommand)]
pub enum ClientCommand {
    /// Register a client; a generated secret is shown once
    #[command(
        after_help = "Example: symbolon client add web --kind web --name Shop --redirect-uri https://shop.example/callback"
    )]
    Add {
        /// `client_id`; generated when left out
        id: Option<String>,
        /// What it is; gives the defaults
        #[arg(long, value_enum)]
        kind: Kind,
        /// Print JSON
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        metadata: Box<MetadataArguments>,
    },
    /// List the clients
    #[command(after_help = "Example: symbolon client list --json")]
    List {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Show a client
    #[command(after_help = "Example: symbolon client show web")]
    Show {
        /// `client_id`
        id: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Change a client
    #[command(after_help = "Example: symbolon client set web --access-token-lifetime 3600")]
    Set {
        /// `client_id`
        id: String,
        #[command(flatten)]
        metadata: Box<MetadataArguments>,
    },
    /// Switch a client off, which kills its tokens, or on again
    #[command(after_help = "Example: symbolon client disable web")]
    Disable {
        /// `client_id`
        id: String,
        /// Switch it on again
        #[arg(long)]
        undo: bool,
    },
    /// Give a client a new secret, which is shown once
    #[command(after_help = "Example: symbolon client rotate-secret web --grace 3600")]
    RotateSecret {
        /// `client_id`
        id: String,
        /// Seconds that the present secret still works
        #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(i64).range(0..=31_536_000))]
        grace: i64,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Kill every token that a client has; it stays registered and may get new ones
    #[command(after_help = "Example: symbolon client revoke web")]
    Revoke {
        /// `client_id`
        id: String,
    },
    /// Remove a client; its tokens die
    #[command(after_help = "Example: symbolon client remove web")]
    Remove {
        /// `client_id`
        id: String,
    },
}

pub async fn run(app: &App, command: ClientCommand) -> Result<(), CliError> {
    execute(&app.deps(), command).await?;
    app.services.db.close().await;
    Ok(())
}

async fn execute(deps: &Deps, command: ClientCommand) -> Result<(), CliError> {
    match command {
        ClientCommand::Add { id, kind, json, metadata } => {
            let mut registered = defaults(kind);
            apply(*metadata, &mut registered);
            let added = client::add(deps, Actor::Cli, AddClient { id, metadata: registered, secret: None }).await?;
            let mut shown = json!({ "client_id": added.client.id });
            if let Some(secret) = added.secret {
                shown["client_secret"] = json!(secret);
            }
            output::object(json, &shown);
        }
        ClientCommand::List { json } => {
            let mut rows: Vec<_> = deps.snapshot.clients().map(|registered| view(&registered.client)).collect();
            rows.sort_by_key(|row| row["client_id"].to_string());
            output::table(json, &["client_id", "client_name", "client_type", "grant_types", "disabled"], &rows);
        }
        ClientCommand::Show { id, json } => output::object(json, &view(&client::find(deps, &id)?.client)),
        ClientCommand::Set { id, metadata } => {
            client::set(deps, Actor::Cli, &id, |client| apply(*metadata, &mut client.metadata)).await?;
        }
        ClientCommand::Disable { id, undo } => {
            client::disable(deps, Actor::Cli, &id, !undo).await?;
        }
        ClientCommand::RotateSecret { id, grace, json } => {
            let secret = client::rotate_secret(deps, Actor::Cli, &id, grace).await?;
            output::value(json, "client_secret", &secret);
        }
        ClientCommand::Revoke { id } => {
            client::revoke(deps, Actor::Cli, &id).await?;
        }
        ClientCommand::Remove { id } => client::remove(deps, Actor::Cli, &id).await?,
    }
    Ok(())
}

fn defaults(kind: Kind) -> ClientMetadata {
    let (client_type, application_type) = match kind {
        Kind::Web | Kind::Service => (ClientType::Confidential, ApplicationType::Web),
        Kind::Spa => (ClientType::Public, ApplicationType::Web),
        Kind::Native | Kind::Device => (ClientType::Public, ApplicationType::Native),
    };
    let of_persons = Scope::from_text("openid profile email offline_access");
    let (grant_types, scope) = match kind {
        Kind::Service => (vec![GrantType::ClientCredentials], Scope::default()),
        Kind::Device => (vec![GrantType::DeviceCode, GrantType::RefreshToken], of_persons),
        Kind::Web | Kind::Spa | Kind::Native => {
            (vec![GrantType::AuthorizationCode, GrantType::RefreshToken], of_persons)
        }
    };
    ClientMetadata { client_type, application_type, grant_types, scope, ..ClientMetadata::named("") }
}

fn apply(given: MetadataArguments, kept: &mut ClientMetadata) {
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
    replace(&mut kept.scope, given.scope.map(|text| Scope::from_text(&text)));
    if let Some(text) = given.default_scope {
        kept.default_scope = Some(Scope::from_text(&text)).filter(|scope| !scope.is_empty());
    }
    kept.token_endpoint_auth_method = given.auth_method.or(kept.token_endpoint_auth_method);
    replace(&mut kept.first_party, given.first_party);
    replace(&mut kept.refresh_always, given.refresh_always);
    kept.pkce_required = given.pkce.or(kept.pkce_required);
    replace(&mut kept.require_state, given.require_state);
    replace(&mut kept.introspection, given.introspection);
    replace(&mut kept.id_token_claims, given.id_token_claims);
    replace(&mut kept.id_token_signed_response_alg, given.id_token_signed_response_alg);
    replace(&mut kept.access_token_signed_response_alg, given.access_token_signed_response_alg);
    replace(&mut kept.introspection_signed_response_alg, given.introspection_signed_response_alg);
    kept.code_lifetime = given.code_lifetime.or(kept.code_lifetime);
    kept.access_token_lifetime = given.access_token_lifetime.or(kept.access_token_lifetime);
    kept.refresh_replay_window = given.refresh_replay_window.or(kept.refresh_replay_window);
    replace(&mut kept.refresh_rotation, given.refresh_rotation);
    kept.refresh_idle_lifetime = given.refresh_idle_lifetime.or(kept.refresh_idle_lifetime);
    kept.refresh_absolute_lifetime = given.refresh_absolute_lifetime.or(kept.refresh_absolute_lifetime);
    let pages = [
        (given.client_uri, &mut kept.client_uri),
        (given.logo_uri, &mut kept.logo_uri),
        (given.policy_uri, &mut kept.policy_uri),
        (given.tos_uri, &mut kept.tos_uri),
    ];
    for (given, kept) in pages {
        if let Some(uri) = given {
            *kept = Some(uri).filter(|uri| !uri.is_empty());
        }
    }
}

/// Replaces a list by what was given; a single empty text empties it.
fn replace_list<T>(kept: &mut Vec<T>, given: Vec<String>, read: impl Fn(String) -> T) {
    if !given.is_empty() {
        *kept = given.into_iter().filter(|text| !text.is_empty()).map(read).collect();
    }
}

fn replace<T>(kept: &mut T, given: Option<T>) {
    if let Some(given) = given {
        *kept = given;
    }
}

fn parse_grant(text: &str) -> Result<GrantType, String> {
    let short =
        |grant: &GrantType| grant.as_str().rsplit(':').next().map(|last| last.replace('-', "_")) == Some(text.into());
    let found = GrantType::parse(text).or_else(|| GrantType::ALL.into_iter().find(short));
    found.ok_or_else(|| format!("unknown grant {text:?}"))
}

fn parse_method(text: &str) -> Result<AuthMethod, String> {
    AuthMethod::parse(text).ok_or_else(|| format!("unknown method {text:?}"))
}

fn parse_rotation(text: &str) -> Result<RefreshRotation, String> {
    RefreshRotation::parse(text).ok_or_else(|| format!("unknown rotation {text:?}; it is always or never"))
}

fn view(client: &Client) -> Value {
    let mut shown = json!({ "client_id": client.id, "disabled": client.disabled_at.is_some() });
    let metadata = json!(client.metadata);
    for (name, value) in metadata.as_object().into_iter().flatten() {
        shown[name] = value.clone();
    }
    shown
}
