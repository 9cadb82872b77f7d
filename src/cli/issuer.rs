//! `issuer`.

use super::{CliError, output};
use crate::app::App;
use crate::flow::admin::{Actor, issuer};
use crate::model::{AssertionSubject, ClientId, TrustedIssuer};
use clap::{Subcommand, ValueEnum};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum NamedBy {
    /// `sub` is the subject here
    Subject,
    /// `sub` is the user name here
    Username,
    /// `email`, with `email_verified`, is the verified address here
    Email,
}

#[derive(Debug, Subcommand)]
pub enum IssuerCommand {
    /// Take another issuer's assertions as grants (RFC 7523), or change with what it is trusted
    #[command(
        after_help = "Example: symbolon issuer add https://ci.example.com --jwks jwks.json --client deploy --person username"
    )]
    Add {
        /// `iss` of its assertions, to the letter
        issuer: String,
        /// File with its JWK set
        #[arg(long, value_name = "FILE", required_unless_present = "jwks_uri", conflicts_with = "jwks_uri")]
        jwks: Option<PathBuf>,
        /// Where its JWK set is
        #[arg(long, value_name = "URI")]
        jwks_uri: Option<String>,
        /// A client that may bring its assertions; may be given several times. None is needed for an issuer of software
        /// statements (`registration.software_statement_issuers`)
        #[arg(long = "client", value_name = "ID")]
        clients: Vec<String>,
        /// How its assertions name a person
        #[arg(long, value_enum, default_value = "subject")]
        person: NamedBy,
        /// Longest time in seconds until an assertion expires
        #[arg(long, default_value_t = 300)]
        max_lifetime: i64,
    },
    /// List the issuers
    #[command(after_help = "Example: symbolon issuer list --json")]
    List {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Trust an issuer no longer
    #[command(after_help = "Example: symbolon issuer remove https://ci.example.com")]
    Remove {
        /// Its `iss`
        issuer: String,
    },
}

pub async fn run(app: &App, command: IssuerCommand) -> Result<(), CliError> {
    let deps = app.deps();
    match command {
        IssuerCommand::Add { issuer, jwks, jwks_uri, clients, person, max_lifetime } => {
            let jwks = jwks.as_deref().map(read_jwks).transpose()?.unwrap_or_default();
            let subject = match person {
                NamedBy::Subject => AssertionSubject::Subject,
                NamedBy::Username => AssertionSubject::Username,
                NamedBy::Email => AssertionSubject::Email,
            };
            let clients = clients.into_iter().map(ClientId::new).collect();
            issuer::put(&deps, &Actor::Cli, TrustedIssuer { issuer, jwks, jwks_uri, clients, subject, max_lifetime })
                .await?;
        }
        IssuerCommand::List { json } => {
            let rows: Vec<_> = issuer::list(&deps, &Actor::Cli).await?.iter().map(|trusted| json!(trusted)).collect();
            output::table(json, &["issuer", "subject", "clients", "max_lifetime"], &rows);
        }
        IssuerCommand::Remove { issuer } => issuer::remove(&deps, &Actor::Cli, &issuer).await?,
    }
    app.services.db.close().await;
    Ok(())
}

fn read_jwks(path: &Path) -> Result<Value, CliError> {
    let read = std::fs::read_to_string(path);
    let text = read.map_err(|error| CliError::Failed(format!("cannot read {}: {error}", path.display())))?;
    serde_json::from_str(&text).map_err(|error| CliError::Failed(format!("{} is not JSON: {error}", path.display())))
}
