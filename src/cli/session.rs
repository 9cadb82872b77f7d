//! `session`.

use super::{CliError, output};
use crate::app::App;
use crate::flow::admin::{Actor, session};
use crate::model::UnixTime;
use crate::store::living::LivingSession;
use clap::Subcommand;
use serde_json::{Value, json};

#[derive(Debug, Subcommand)]
pub enum SessionCommand {
    /// List the sessions that are good now, the newest first
    #[command(after_help = "Example: symbolon session list --user alice --json")]
    List {
        /// Of this user only
        #[arg(long, value_name = "NAME")]
        user: Option<String>,
        /// Most sessions to list
        #[arg(long, default_value_t = 1000, value_parser = clap::value_parser!(u32).range(1..))]
        limit: u32,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// End a session as if its person had signed out; grants with `offline_access` stay
    #[command(after_help = "Example: symbolon session revoke 019b0000-0000-7000-8000-000000000000")]
    Revoke {
        /// The session's id, as `session list` shows it
        id: String,
    },
}

pub async fn run(app: &App, command: SessionCommand) -> Result<(), CliError> {
    let deps = app.deps();
    match command {
        SessionCommand::List { user, limit, json } => {
            let sessions = session::list(&deps, &Actor::Cli, user.as_deref(), limit).await?;
            let rows: Vec<_> = sessions.iter().map(|session| view(json, session)).collect();
            output::table(json, &["id", "user", "auth_time", "seen_at", "expires_at"], &rows);
        }
        SessionCommand::Revoke { id } => {
            session::revoke(&deps, &Actor::Cli, &id).await?;
        }
    }
    app.services.db.close().await;
    Ok(())
}

fn view(json: bool, session: &LivingSession) -> Value {
    let moment = |at: i64| if json { json!(at) } else { json!(output::moment(UnixTime(at))) };
    json!({ "id": session.id, "user": session.username, "auth_time": moment(session.auth_time),
        "seen_at": moment(session.seen_at), "expires_at": moment(session.expires_at) })
}
