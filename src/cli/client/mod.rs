//! `client`.

mod access;
mod arguments;
mod logout;
mod requests;
mod responses;

pub(super) use arguments::replace_list;

use super::{CliError, output};
use crate::app::App;
use crate::flow::Deps;
use crate::flow::admin::Actor;
use crate::flow::admin::client::{self, AddClient, ClientFilter};
use crate::flow::admin::client_kind;
use crate::model::{Client, ClientKind};
use arguments::{MetadataArguments, apply};
use clap::Subcommand;
use serde_json::{Value, json};

#[derive(Debug, Subcommand)]
pub enum ClientCommand {
    /// Register a client; a generated secret is shown once
    #[command(
        after_help = "Example: symbolon client add web --kind web --name Shop --redirect-uri https://shop.example/callback"
    )]
    Add {
        /// `client_id`; generated when left out
        id: Option<String>,
        /// What it is: `web`, `spa`, `native`, `cli`, `service` or `device`; gives the defaults
        #[arg(long, value_parser = parse_kind)]
        kind: ClientKind,
        /// Print JSON
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        metadata: Box<MetadataArguments>,
    },
    /// List the clients
    #[command(after_help = "Example: symbolon client list --search shop --json")]
    List {
        /// Those with this part in the id or the name
        #[arg(long, value_name = "PART")]
        search: Option<String>,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Show a client
    #[command(after_help = "Example: symbolon client show web")]
    Show {
        /// `client_id`
        id: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Change a client
    #[command(after_help = "Example: symbolon client set web --access-token-lifetime 3600")]
    Set {
        /// `client_id`
        id: String,
        #[command(flatten)]
        metadata: Box<MetadataArguments>,
    },
    /// Switch a client off, which kills its tokens, or on again
    #[command(after_help = "Example: symbolon client disable web")]
    Disable {
        /// `client_id`
        id: String,
        /// Switch it on again
        #[arg(long)]
        undo: bool,
    },
    /// Give a client a new secret, which is shown once
    #[command(after_help = "Example: symbolon client rotate-secret web --grace 3600")]
    RotateSecret {
        /// `client_id`
        id: String,
        /// Seconds that the present secret still works
        #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(i64).range(0..=31_536_000))]
        grace: i64,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Kill every token that a client has; it stays registered and may get new ones
    #[command(after_help = "Example: symbolon client revoke web")]
    Revoke {
        /// `client_id`
        id: String,
    },
    /// Remove a client; its tokens die
    #[command(after_help = "Example: symbolon client remove web")]
    Remove {
        /// `client_id`
        id: String,
    },
}

pub async fn run(app: &App, command: ClientCommand) -> Result<(), CliError> {
    execute(&app.deps(), command).await?;
    app.services.db.close().await;
    Ok(())
}

async fn execute(deps: &Deps, command: ClientCommand) -> Result<(), CliError> {
    match command {
        ClientCommand::Add { id, kind, json, metadata } => {
            let mut registered = client_kind::defaults(kind);
            apply(*metadata, &mut registered);
            let added = client::add(deps, &Actor::Cli, AddClient { id, metadata: registered, secret: None }).await?;
            let mut shown = json!({ "client_id": added.client.id });
            if let Some(secret) = added.secret {
                shown["client_secret"] = json!(secret);
            }
            output::object(json, &shown);
        }
        ClientCommand::List { search, json } => {
            let filter = ClientFilter { search, after: None, limit: u32::MAX };
            let rows: Vec<_> = client::list(deps, &Actor::Cli, &filter).await?.iter().map(view).collect();
            output::table(
                json,
                &["client_id", "client_name", "client_type", "grant_types", "origin", "disabled"],
                &rows,
            );
        }
        ClientCommand::Show { id, json } => {
            output::object(json, &view(&client::show(deps, &Actor::Cli, &id).await?.client));
        }
        ClientCommand::Set { id, metadata } => {
            let set = client::set(deps, &Actor::Cli, &id, |client| apply(*metadata, &mut client.metadata)).await?;
            if client::lacks_readable_secret(deps, &set) {
                output::note(&format!(
                    "the secret of {id} is now needed as a key, and the present one is kept as a digest only; give a new one with `symbolon client rotate-secret {id}`"
                ));
            }
        }
        ClientCommand::Disable { id, undo } => {
            client::disable(deps, &Actor::Cli, &id, !undo).await?;
        }
        ClientCommand::RotateSecret { id, grace, json } => {
            let secret = client::rotate_secret(deps, &Actor::Cli, &id, grace).await?;
            output::value(json, "client_secret", &secret);
        }
        ClientCommand::Revoke { id } => {
            client::revoke(deps, &Actor::Cli, &id).await?;
        }
        ClientCommand::Remove { id } => client::remove(deps, &Actor::Cli, &id).await?,
    }
    Ok(())
}

fn parse_kind(text: &str) -> Result<ClientKind, String> {
    ClientKind::parse(text).ok_or_else(|| {
        let known: Vec<_> = ClientKind::ALL.iter().map(|kind| kind.as_str()).collect();
        format!("one of {}", known.join(", "))
    })
}

fn view(client: &Client) -> Value {
    let mut shown = json!({
        "client_id": client.id,
        "disabled": client.disabled_at.is_some(),
        "origin": client.managed_by,
    });
    if let Some(at) = client.expires_at {
        shown["removed_unless_used_before"] = json!(output::moment(at));
    }
    let metadata = json!(client.metadata);
    for (name, value) in metadata.as_object().into_iter().flatten() {
        shown[name] = value.clone();
    }
    shown
}
