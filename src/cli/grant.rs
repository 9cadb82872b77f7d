//! `grant`.

use super::{CliError, output};
use crate::app::App;
use crate::flow::admin::{Actor, grant};
use crate::model::UnixTime;
use crate::store::living::LivingGrant;
use clap::Subcommand;
use serde_json::{Value, json};

#[derive(Debug, Subcommand)]
pub enum GrantCommand {
    /// List the grants that are good now, the newest first
    #[command(after_help = "Example: symbolon grant list --user alice --client web")]
    List {
        /// Of this user only
        #[arg(long, value_name = "NAME")]
        user: Option<String>,
        /// Of this client only
        #[arg(long, value_name = "CLIENT_ID")]
        client: Option<String>,
        /// Most grants to list
        #[arg(long, default_value_t = 1000, value_parser = clap::value_parser!(u32).range(1..))]
        limit: u32,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// End a grant with its tokens; it holds at the next request on every node
    #[command(after_help = "Example: symbolon grant revoke 019b0000-0000-7000-8000-000000000000")]
    Revoke {
        /// The grant's id, as `grant list` shows it
        id: String,
    },
}

pub async fn run(app: &App, command: GrantCommand) -> Result<(), CliError> {
    let deps = app.deps();
    match command {
        GrantCommand::List { user, client, limit, json } => {
            let grants = grant::list(&deps, &Actor::Cli, user.as_deref(), client.as_deref(), limit).await?;
            let rows: Vec<_> = grants.iter().map(|grant| view(json, grant)).collect();
            output::table(json, &["id", "user", "client_id", "kind", "scope", "created_at", "refreshed_at"], &rows);
        }
        GrantCommand::Revoke { id } => grant::revoke(&deps, &Actor::Cli, &id).await?,
    }
    app.services.db.close().await;
    Ok(())
}

fn view(json: bool, grant: &LivingGrant) -> Value {
    let moment = |at: i64| if json { json!(at) } else { json!(output::moment(UnixTime(at))) };
    json!({ "id": grant.id, "user": grant.username, "client_id": grant.client_id, "kind": grant.kind,
        "scope": grant.scope, "session_id": grant.session_id, "created_at": moment(grant.created_at),
        "refreshed_at": grant.rotated_at.map(moment), "expires_at": moment(grant.expires_at) })
}
