//! `resource`.

use super::{CliError, output};
use crate::app::App;
use crate::flow::admin::{Actor, resource};
use crate::model::{AccessTokenFormat, Resource, Scope, SigningAlgorithm};
use clap::Subcommand;
use serde_json::json;

#[derive(Debug, Subcommand)]
pub enum ResourceCommand {
    /// Register an API that clients ask tokens for, or change what is registered of it
    #[command(after_help = "Example: symbolon resource add https://api.example.com/ --name Notes --scope 'read write'")]
    Add {
        /// Absolute URI without fragment; the `aud` of its tokens
        uri: String,
        /// Name on the consent page
        #[arg(long)]
        name: String,
        /// Scopes that mean something to it, space-separated; none means all
        #[arg(long, default_value = "")]
        scope: String,
        /// Seconds that its access tokens live
        #[arg(long)]
        access_token_lifetime: Option<i64>,
        /// `jwt` or `opaque`
        #[arg(long, value_parser = parse_format)]
        access_token_format: Option<AccessTokenFormat>,
        /// `RS256`, `PS256`, `ES256` or `Ed25519`
        #[arg(long, value_name = "ALG", value_parser = super::parse_algorithm)]
        access_token_signed_response_alg: Option<SigningAlgorithm>,
    },
    /// List the resources
    #[command(after_help = "Example: symbolon resource list --json")]
    List {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Remove a resource
    #[command(after_help = "Example: symbolon resource remove https://api.example.com/")]
    Remove {
        /// Its URI
        uri: String,
    },
}

pub fn parse_format(text: &str) -> Result<AccessTokenFormat, String> {
    AccessTokenFormat::parse(text).ok_or_else(|| format!("{text:?} is neither jwt nor opaque"))
}

pub async fn run(app: &App, command: ResourceCommand) -> Result<(), CliError> {
    let deps = app.deps();
    match command {
        ResourceCommand::Add {
            uri,
            name,
            scope,
            access_token_lifetime,
            access_token_format,
            access_token_signed_response_alg,
        } => {
            let scope = Scope::from_text(&scope);
            let added = Resource {
                uri,
                name,
                scope,
                access_token_lifetime,
                access_token_format,
                access_token_signed_response_alg,
            };
            resource::put(&deps, &Actor::Cli, added).await?;
        }
        ResourceCommand::List { json } => {
            let rows: Vec<_> =
                resource::list(&deps, &Actor::Cli).await?.iter().map(|resource| json!(resource)).collect();
            output::table(json, &["uri", "name", "scope", "access_token_lifetime", "access_token_format"], &rows);
        }
        ResourceCommand::Remove { uri } => resource::remove(&deps, &Actor::Cli, &uri).await?,
    }
    app.services.db.close().await;
    Ok(())
}
