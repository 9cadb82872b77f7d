//! `scope`.

use super::{CliError, output};
use crate::app::App;
use crate::flow::admin::{Actor, scope};
use crate::model::{ClaimSource, Scope, ScopeDefinition};
use clap::Subcommand;
use serde_json::json;

#[derive(Debug, Subcommand)]
pub enum ScopeCommand {
    /// Add a scope, or change its description and parts
    #[command(after_help = "Example: symbolon scope add reports --description 'Read your reports'")]
    Add {
        /// The scope token
        name: String,
        /// What the consent page says it allows
        #[arg(long)]
        description: String,
        /// Scopes that it stands for, space-separated
        #[arg(long, default_value = "")]
        includes: String,
        /// The description in another language, as de='Berichte lesen'; may repeat
        #[arg(long = "description-in", value_name = "LANGUAGE=TEXT", value_parser = in_language)]
        localized: Vec<(String, String)>,
        /// A claim that it releases, and where it comes from: `department=attribute:department`, `mail=email`; may be
        /// given several times
        #[arg(long = "claim", value_name = "NAME=SOURCE", value_parser = parse_claim)]
        claims: Vec<(String, ClaimSource)>,
    },
    /// List the scopes
    #[command(after_help = "Example: symbolon scope list --json")]
    List {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Remove a scope
    #[command(after_help = "Example: symbolon scope remove reports")]
    Remove {
        /// The scope token
        name: String,
    },
}

pub async fn run(app: &App, command: ScopeCommand) -> Result<(), CliError> {
    let deps = app.deps();
    match command {
        ScopeCommand::Add { name, description, includes, localized, claims } => {
            let (includes, localized) = (Scope::from_text(&includes), localized.into_iter().collect());
            let claims = claims.into_iter().collect();
            let scope = ScopeDefinition { name, description, includes, localized, claims };
            scope::put(&deps, &Actor::Cli, scope).await?;
        }
        ScopeCommand::List { json } => {
            let rows: Vec<_> = scope::list(&deps, &Actor::Cli).await?.iter().map(|scope| json!(scope)).collect();
            output::table(json, &["name", "description", "includes"], &rows);
        }
        ScopeCommand::Remove { name } => scope::remove(&deps, &Actor::Cli, &name).await?,
    }
    app.services.db.close().await;
    Ok(())
}

fn in_language(text: &str) -> Result<(String, String), String> {
    let (tag, description) = text.split_once('=').ok_or("write it as LANGUAGE=TEXT")?;
    Ok((format!("description#{tag}"), description.to_owned()))
}

fn parse_claim(text: &str) -> Result<(String, ClaimSource), String> {
    let (name, source) = text.split_once('=').ok_or("it is NAME=SOURCE")?;
    Ok((name.to_owned(), ClaimSource::from(source.to_owned())))
}
