//! `plan`, `apply` and `export`.

use super::{CliError, output};
use crate::app::App;
use crate::config;
use crate::flow::Deps;
use crate::flow::admin::Actor;
use crate::flow::admin::apply::{self, Format, Manner, Plan, Reference, Secrets, Wanted};
use crate::model::Secret;
use clap::{Args, ValueEnum};
use serde_json::json;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
pub struct PlanArguments {
    /// TOML, or YAML by its ending
    file: PathBuf,
    /// Also what a file made once and this one names no more, of the lists that it has
    #[arg(long)]
    prune: bool,
    /// End with 3 if there is anything to do
    #[arg(long)]
    exit_code: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub struct ApplyArguments {
    /// TOML, or YAML by its ending
    file: PathBuf,
    /// Also remove what a file made once and this one names no more, of the lists that it has
    #[arg(long)]
    prune: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub enum Written {
    /// TOML
    #[default]
    Toml,
    /// YAML
    Yaml,
}

#[derive(Debug, Args)]
pub struct ExportArguments {
    /// The accounts as well, without passwords and factors
    #[arg(long)]
    users: bool,
    /// How to write it
    #[arg(long, value_enum, default_value = "toml")]
    format: Written,
}

pub async fn plan(app: &App, arguments: PlanArguments) -> Result<(), CliError> {
    let wanted = read(&arguments.file)?;
    let manner = Manner::of_file(arguments.prune);
    let plan = Box::pin(apply::plan(&app.deps(), &Actor::Cli, &wanted, manner)).await?;
    show(arguments.json, &plan, "would be");
    app.services.db.close().await;
    if arguments.exit_code && !plan.is_empty() { Err(CliError::Differs) } else { Ok(()) }
}

pub async fn apply(app: &App, arguments: ApplyArguments) -> Result<(), CliError> {
    let wanted = read(&arguments.file)?;
    let manner = Manner::of_file(arguments.prune);
    let deps: Deps = app.deps();
    let plan = Box::pin(apply::apply(&deps, &Actor::Cli, &wanted, manner)).await?;
    show(arguments.json, &plan, "were");
    app.services.db.close().await;
    Ok(())
}

pub async fn export(app: &App, arguments: ExportArguments) -> Result<(), CliError> {
    let format = match arguments.format {
        Written::Toml => Format::Toml,
        Written::Yaml => Format::Yaml,
    };
    let exported = apply::export(&app.deps(), &Actor::Cli, arguments.users).await?;
    print!("{}", exported.to_text(format)?);
    app.services.db.close().await;
    Ok(())
}

/// The file with the secrets that it refers to: in the environment, or in files, whose names count from its own folder.
fn read(path: &Path) -> Result<Wanted, CliError> {
    let failed = |why: String| CliError::Failed(format!("{}: {why}", path.display()));
    let text = std::fs::read_to_string(path).map_err(|error| failed(error.to_string()))?;
    let environment = config::environment();
    let folder = path.parent().unwrap_or(Path::new(""));
    let follow = |reference: Reference<'_>| follow(&environment, folder, reference);
    let secrets = Secrets { follow: &follow, inline: false };
    let format = Format::of(&path.to_string_lossy());
    apply::read(&text, format, &secrets).map_err(|error| failed(format!("nothing was changed\n{error}")))
}

fn follow(
    environment: &BTreeMap<String, String>,
    folder: &Path,
    reference: Reference<'_>,
) -> Result<Secret<String>, String> {
    match reference {
        Reference::Variable(name) => match environment.get(name).filter(|value| !value.is_empty()) {
            Some(value) => Ok(Secret::new(value.clone())),
            None => Err(format!("the variable {name} is not set")),
        },
        Reference::File(name) => {
            let path = folder.join(name);
            let read = std::fs::read_to_string(&path);
            let text = read.map_err(|error| format!("cannot read {}: {error}", path.display()))?;
            Ok(Secret::new(text.trim_end_matches(['\r', '\n']).to_owned()))
        }
    }
}

fn show(as_json: bool, plan: &Plan, verb: &str) {
    if as_json {
        let unnamed: Vec<_> = plan.unnamed.iter().map(|(kind, name)| json!({ "kind": kind, "name": name })).collect();
        output::object(true, &json!({ "changes": plan.changes, "unnamed": unnamed }));
        return;
    }
    for change in &plan.changes {
        println!("{change}");
    }
    for (kind, name) in &plan.unnamed {
        output::note(&format!(
            "{} {name} came from a file and this one does not name it; --prune removes it",
            kind.as_str()
        ));
    }
    match plan.changes.len() {
        0 => println!("nothing to do"),
        1 => println!("1 thing {} changed", if verb == "were" { "was" } else { verb }),
        many => println!("{many} things {verb} changed"),
    }
}
