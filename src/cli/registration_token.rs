//! `registration-token`.

use super::{CliError, output};
use crate::app::App;
use crate::flow::admin::{Actor, registration_token};
use crate::model::InitialToken;
use clap::Subcommand;
use serde_json::{Value, json};

#[derive(Debug, Subcommand)]
pub enum RegistrationTokenCommand {
    /// Make an initial access token (RFC 7591), which is shown once
    #[command(after_help = "Example: symbolon registration-token add --uses 5 --lifetime 86400")]
    Add {
        /// Clients that may be registered with it
        #[arg(long, default_value_t = 1)]
        uses: i64,
        /// Seconds that it works; without it, until it is used up or revoked
        #[arg(long)]
        lifetime: Option<i64>,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// List the initial access tokens; never the tokens themselves
    #[command(after_help = "Example: symbolon registration-token list --json")]
    List {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// End an initial access token; clients that it registered stay
    #[command(after_help = "Example: symbolon registration-token revoke 019bbf3c-1c00-7000-8000-000000000000")]
    Revoke {
        /// Its id in the list
        id: String,
    },
}

pub async fn run(app: &App, command: RegistrationTokenCommand) -> Result<(), CliError> {
    let deps = app.deps();
    match command {
        RegistrationTokenCommand::Add { uses, lifetime, json } => {
            let (token, secret) = registration_token::add(&deps, &Actor::Cli, uses, lifetime).await?;
            let mut shown = view(&token);
            shown["token"] = json!(secret);
            output::object(json, &shown);
        }
        RegistrationTokenCommand::List { json } => {
            let rows: Vec<_> = registration_token::list(&deps, &Actor::Cli).await?.iter().map(view).collect();
            output::table(json, &["id", "remaining", "created_at", "expires_at"], &rows);
        }
        RegistrationTokenCommand::Revoke { id } => registration_token::revoke(&deps, &Actor::Cli, &id).await?,
    }
    app.services.db.close().await;
    Ok(())
}

fn view(token: &InitialToken) -> Value {
    json!({
        "id": token.id,
        "remaining": token.remaining,
        "created_at": output::moment(token.created_at),
        "expires_at": token.expires_at.map(output::moment),
    })
}
