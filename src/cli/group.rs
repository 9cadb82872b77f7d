//! `group`.

use super::client::replace_list;
use super::{CliError, output};
use crate::app::App;
use crate::flow::Deps;
use crate::flow::admin::Actor;
use crate::flow::admin::group::{self, AddGroup};
use clap::Subcommand;
use serde_json::{Value, json};

#[derive(Debug, Subcommand)]
pub enum GroupCommand {
    /// Add a group
    #[command(after_help = "Example: symbolon group add staff --description 'Everybody who works here' --role editor")]
    Add {
        /// Name that clients see; it stays
        name: String,
        /// What it is for
        #[arg(long, default_value = "")]
        description: String,
        /// A role that every member has; may be given several times
        #[arg(long = "role", value_name = "ROLE")]
        roles: Vec<String>,
    },
    /// List the groups
    #[command(after_help = "Example: symbolon group list --json")]
    List {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Show a group with its members
    #[command(after_help = "Example: symbolon group show staff --json")]
    Show {
        /// Name
        name: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Change a group
    #[command(after_help = "Example: symbolon group set staff --role editor --role viewer")]
    Set {
        /// Name
        name: String,
        /// What it is for
        #[arg(long)]
        description: Option<String>,
        /// A role that every member has; may be given several times, and replaces all; empty means none
        #[arg(long = "role", value_name = "ROLE")]
        roles: Vec<String>,
    },
    /// Remove a group; its members stay
    #[command(after_help = "Example: symbolon group remove staff")]
    Remove {
        /// Name
        name: String,
    },
    /// Put people into a group
    #[command(after_help = "Example: symbolon group join staff alice bob")]
    Join {
        /// Name
        name: String,
        /// User names or e-mail addresses
        #[arg(required = true)]
        users: Vec<String>,
    },
    /// Take people out of a group
    #[command(after_help = "Example: symbolon group leave staff alice")]
    Leave {
        /// Name
        name: String,
        /// User names or e-mail addresses
        #[arg(required = true)]
        users: Vec<String>,
    },
}

pub async fn run(app: &App, command: GroupCommand) -> Result<(), CliError> {
    execute(&app.deps(), command).await?;
    app.services.db.close().await;
    Ok(())
}

async fn execute(deps: &Deps, command: GroupCommand) -> Result<(), CliError> {
    match command {
        GroupCommand::Add { name, description, roles } => {
            group::add(deps, &Actor::Cli, AddGroup { name, description, roles }).await?;
        }
        GroupCommand::List { json } => {
            let groups = group::list(deps, &Actor::Cli).await?;
            let rows: Vec<_> = groups.iter().map(|counted| view(&counted.group, &json!(counted.members))).collect();
            output::table(json, &["name", "members", "roles", "description"], &rows);
        }
        GroupCommand::Show { name, json } => {
            let found = group::find(deps, &Actor::Cli, &name).await?;
            let members = group::members(deps, &Actor::Cli, &name).await?;
            output::object(json, &view(&found, &json!(members)));
        }
        GroupCommand::Set { name, description, roles } => {
            group::set(deps, &Actor::Cli, &name, |group| {
                group.description = description.unwrap_or_else(|| group.description.clone());
                replace_list(&mut group.roles, roles, |role| role);
            })
            .await?;
        }
        GroupCommand::Remove { name } => group::remove(deps, &Actor::Cli, &name).await?,
        GroupCommand::Join { name, users } => {
            group::add_members(deps, &Actor::Cli, &name, &users).await?;
        }
        GroupCommand::Leave { name, users } => {
            group::remove_members(deps, &Actor::Cli, &name, &users).await?;
        }
    }
    Ok(())
}

fn view(group: &crate::model::Group, members: &Value) -> Value {
    json!({ "name": group.name, "description": group.description, "roles": group.roles, "members": members })
}
