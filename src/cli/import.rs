//! `import`.

use super::{CliError, output};
use crate::app::App;
use crate::flow::admin::Actor;
use crate::flow::admin::import::{self, LARGEST_FILE, Outcome, apply};
use crate::model::{Permission, Scope};
use clap::{Args, Subcommand};
use serde_json::json;
use std::io::Read;
use std::path::{Path, PathBuf};

#[derive(Debug, Subcommand)]
pub enum ImportCommand {
    /// People, groups and applications of Django, from a fixture of dumpdata (JSON or YAML)
    #[command(after_help = "Example: symbolon import django fixture.json --dry-run")]
    Django(ImportArguments),
    /// Users, groups and clients of a realm of Keycloak, from its export
    #[command(after_help = "Example: symbolon import keycloak realm-export.json --dry-run")]
    Keycloak(ImportArguments),
}

#[derive(Debug, Args)]
pub struct ImportArguments {
    /// The file
    file: PathBuf,
    /// Write nothing, only tell what would become of each thing
    #[arg(long)]
    dry_run: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub async fn run(app: &App, command: ImportCommand) -> Result<(), CliError> {
    let deps = app.deps();
    let scope = scope(&deps);
    let (arguments, plan) = match command {
        ImportCommand::Django(arguments) => {
            let plan = import::django::read(&read(&arguments.file)?, &scope)?;
            (arguments, plan)
        }
        ImportCommand::Keycloak(arguments) => {
            let plan = import::keycloak::read(&read(&arguments.file)?, &scope)?;
            (arguments, plan)
        }
    };
    let report = apply(&deps, &Actor::Cli, plan, arguments.dry_run).await?;
    let rows: Vec<_> = report.iter().map(|entry| json!(entry)).collect();
    output::table(arguments.json, &["outcome", "kind", "name", "notes"], &rows);
    let count = |outcome| report.iter().filter(|entry| entry.outcome == outcome).count();
    output::note(&format!(
        "{}{} taken, {} changed, {} unchanged, {} left out",
        if arguments.dry_run { "dry run: " } else { "" },
        count(Outcome::Taken),
        count(Outcome::Changed),
        count(Outcome::Unchanged),
        count(Outcome::LeftOut),
    ));
    app.services.db.close().await;
    Ok(())
}

/// Every scope but those that administer this server and those that stand for others.
fn scope(deps: &crate::flow::Deps) -> Scope {
    let plain = deps.snapshot.scopes.iter().filter(|scope| scope.includes.is_empty());
    plain.map(|scope| scope.name.clone()).filter(|name| Permission::parse(name).is_none()).collect()
}

fn read(file: &Path) -> Result<String, CliError> {
    let failed = |why: String| CliError::Failed(format!("{}: {why}", file.display()));
    let opened = std::fs::File::open(file).map_err(|error| failed(error.to_string()))?;
    let mut text = String::new();
    let limited = opened.take(LARGEST_FILE + 1).read_to_string(&mut text);
    limited.map_err(|error| failed(error.to_string()))?;
    if text.len() as u64 > LARGEST_FILE {
        return Err(failed(format!("has more than {LARGEST_FILE} bytes")));
    }
    Ok(text)
}
