//! The command line: one file per command. Exit codes: 0 done, 1 failed, 2 wrong usage, 3 something to do (`plan`).

mod audit;
mod belonging;
mod check;
mod cleanup;
mod client;
mod explain;
mod files;
mod grant;
mod group;
mod import;
mod issuer;
mod keys;
mod migrate;
mod openapi;
mod output;
mod registration_token;
mod resource;
mod revoke_all;
mod scope;
mod serve;
mod session;
mod templates;
mod token;
mod user;
mod webhook;

pub use openapi::committed as committed_openapi;

use crate::app::{App, Migrations, StartError};
use crate::clock::Clock;
use crate::config::{self, ConfigErrors, Settings};
use crate::flow::FlowError;
use crate::flow::admin::AdminError;
use crate::flow::keys::KeyError;
use crate::model::SigningAlgorithm;
use crate::random::Random;
use crate::store::StoreError;
use clap::{Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;

/// An OpenID Connect provider in one binary.
#[derive(Debug, Parser)]
#[command(name = "symbolon", version, about, after_help = "Start with: symbolon demo")]
struct Arguments {
    /// Settings file; `symbolon.toml` in this folder is read when it is there
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve with demo users and clients, ready to sign in
    #[command(after_help = "Example: symbolon demo")]
    Demo(serve::ServeArguments),
    /// Serve
    #[command(after_help = "Example: SYMBOLON_ISSUER=https://id.example.com symbolon serve")]
    Serve(serve::ServeArguments),
    /// Examine settings, keys, database, templates and clock
    #[command(after_help = "Example: symbolon check --json")]
    Check(check::CheckArguments),
    /// Apply pending migrations, or list them
    #[command(after_help = "Example: symbolon migrate --list")]
    Migrate(migrate::MigrateArguments),
    /// Manage clients
    #[command(subcommand, after_help = "Example: symbolon client list")]
    Client(client::ClientCommand),
    /// Manage users
    #[command(subcommand, after_help = "Example: symbolon user list")]
    User(user::UserCommand),
    /// Manage groups of users
    #[command(subcommand, after_help = "Example: symbolon group list")]
    Group(group::GroupCommand),
    /// List and revoke what clients were given
    #[command(subcommand, after_help = "Example: symbolon grant list --user alice")]
    Grant(grant::GrantCommand),
    /// List and revoke sign-ins
    #[command(subcommand, after_help = "Example: symbolon session list --user alice")]
    Session(session::SessionCommand),
    /// Emergency switch: end every session, token and code that was issued until now, on every node
    #[command(after_help = "Example: symbolon revoke-all --yes")]
    RevokeAll(revoke_all::RevokeAllArguments),
    /// Manage scopes
    #[command(subcommand, after_help = "Example: symbolon scope list")]
    Scope(scope::ScopeCommand),
    /// Manage the APIs that tokens are for (RFC 8707)
    #[command(subcommand, after_help = "Example: symbolon resource list")]
    Resource(resource::ResourceCommand),
    /// Manage other issuers whose assertions are taken (RFC 7523)
    #[command(subcommand, after_help = "Example: symbolon issuer list")]
    Issuer(issuer::IssuerCommand),
    /// Manage the tokens with which clients may register themselves (RFC 7591)
    #[command(subcommand, after_help = "Example: symbolon registration-token list")]
    RegistrationToken(registration_token::RegistrationTokenCommand),
    /// Take people, groups and clients from another provider
    #[command(subcommand, after_help = "Example: symbolon import django fixture.json --dry-run")]
    Import(import::ImportCommand),
    /// Manage signing keys
    #[command(subcommand, after_help = "Example: symbolon keys list")]
    Keys(keys::KeysCommand),
    /// Show what applying a file would change: clients, scopes, resources, trusted issuers and users
    #[command(after_help = "Example: symbolon plan symbolon-clients.toml")]
    Plan(files::PlanArguments),
    /// Make everything as a file says, in one transaction
    #[command(after_help = "Example: symbolon apply symbolon-clients.toml --prune")]
    Apply(files::ApplyArguments),
    /// Write what is there as a file that can be applied; secrets are named, never written
    #[command(after_help = "Example: symbolon export --users > symbolon-clients.toml")]
    Export(files::ExportArguments),
    /// Read, verify and export the audit log
    #[command(subcommand, after_help = "Example: symbolon audit list --user alice")]
    Audit(audit::AuditCommand),
    /// Manage who is told of chosen events
    #[command(subcommand, after_help = "Example: symbolon webhook list")]
    Webhook(webhook::WebhookCommand),
    /// Mint an access token for a user and a client
    #[command(after_help = "Example: symbolon token --client cli --user alice --scope 'openid read'")]
    Token(token::TokenArguments),
    /// Delete what has expired, once; the server does it continuously
    #[command(after_help = "Example: symbolon cleanup --refresh-token-lifetime 1209600")]
    Cleanup(cleanup::CleanupArguments),
    /// Write the page templates, style sheet and texts into a folder, to change them there
    #[command(subcommand, after_help = "Example: symbolon templates export pages")]
    Templates(templates::TemplatesCommand),
    /// Say why a request was refused, by the id that its client was told
    #[command(after_help = "Example: symbolon explain 0s7tq2xk4m9w1c8e")]
    Explain(explain::ExplainArguments),
    /// Write the OpenAPI description
    #[command(after_help = "Example: symbolon openapi --output openapi/openapi.json")]
    Openapi(openapi::OpenapiArguments),
}

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
enum CliError {
    #[error("{0}")]
    Config(#[from] ConfigErrors),
    #[error(transparent)]
    Start(#[from] StartError),
    #[error(transparent)]
    Admin(#[from] AdminError),
    #[error(transparent)]
    Flow(#[from] FlowError),
    #[error(transparent)]
    Keys(#[from] KeyError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("{0}")]
    Failed(String),
    #[error("{0}")]
    Usage(String),
    #[error("there is something to do")]
    Differs,
}

/// Runs the command of this process's arguments.
#[must_use]
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return report(&CliError::Failed(format!("the runtime cannot start: {error}"))),
    };
    match runtime.block_on(execute(arguments)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => report(&error),
    }
}

fn report(error: &CliError) -> ExitCode {
    let code = match error {
        CliError::Differs => return ExitCode::from(3),
        CliError::Usage(_) => 2,
        _ => 1,
    };
    eprintln!("symbolon: {error}");
    ExitCode::from(code)
}

async fn execute(arguments: Arguments) -> Result<(), CliError> {
    let file = arguments.config;
    match arguments.command {
        Command::Demo(command) => serve::demo(settings(file)?, command).await,
        Command::Serve(command) => serve::serve(settings(file)?, command).await,
        Command::Check(command) => check::run(settings(file)?, command).await,
        Command::Migrate(command) => migrate::run(settings(file)?, command).await,
        Command::Client(command) => client::run(&start(file).await?, command).await,
        Command::User(command) => user::run(&start(file).await?, command).await,
        Command::Group(command) => group::run(&start(file).await?, command).await,
        Command::Grant(command) => grant::run(&start(file).await?, command).await,
        Command::Session(command) => session::run(&start(file).await?, command).await,
        Command::RevokeAll(command) => {
            revoke_all::check(&command)?;
            revoke_all::run(&start(file).await?).await
        }
        Command::Scope(command) => scope::run(&start(file).await?, command).await,
        Command::Resource(command) => resource::run(&start(file).await?, command).await,
        Command::Issuer(command) => issuer::run(&start(file).await?, command).await,
        Command::RegistrationToken(command) => registration_token::run(&start(file).await?, command).await,
        Command::Import(command) => import::run(&start(file).await?, command).await,
        Command::Keys(command) => keys::run(&start(file).await?, command).await,
        Command::Plan(command) => files::plan(&start(file).await?, command).await,
        Command::Apply(command) => files::apply(&start(file).await?, command).await,
        Command::Export(command) => files::export(&start(file).await?, command).await,
        Command::Audit(audit::AuditCommand::Verify(arguments)) if arguments.needs_no_database() => {
            audit::verify_file(&arguments)
        }
        Command::Audit(command) => audit::run(&start(file).await?, command).await,
        Command::Webhook(command) => webhook::run(&start(file).await?, command).await,
        Command::Token(command) => token::run(&start(file).await?, command).await,
        Command::Cleanup(command) => cleanup::run(&start(file).await?, command).await,
        Command::Templates(command) => templates::run(&command),
        Command::Explain(command) => explain::run(&start(file).await?, command).await,
        Command::Openapi(command) => openapi::run(&command),
    }
}

fn settings(file: Option<PathBuf>) -> Result<Settings, CliError> {
    let file = file.or_else(config::default_file);
    Ok(Settings::load(file.as_deref(), &config::environment())?)
}

/// A second node beside whatever server runs: what it changes reaches that server within a second.
async fn start(file: Option<PathBuf>) -> Result<App, CliError> {
    Ok(App::start(settings(file)?, Clock::system(), Random::system(), Migrations::Apply).await?)
}

fn parse_algorithm(text: &str) -> Result<SigningAlgorithm, String> {
    let known = SigningAlgorithm::ALL.map(SigningAlgorithm::as_str).join(", ");
    SigningAlgorithm::parse(text).ok_or_else(|| format!("unknown algorithm {text:?}; there are {known}"))
}
