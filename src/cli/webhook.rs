//! `webhook`.

use super::{CliError, output};
use crate::app::App;
use crate::flow::admin::Actor;
use crate::flow::admin::webhook::{self, Document, OVERLAP};
use crate::model::{UnixTime, Webhook};
use clap::Subcommand;
use serde_json::{Value, json};

#[derive(Debug, Subcommand)]
pub enum WebhookCommand {
    /// Tell somebody of chosen events; the secret that signs them is shown once
    #[command(
        after_help = "Example: symbolon webhook add siem https://siem.example.com/symbolon --action 'user.*' --action session.begin"
    )]
    Add {
        /// Its name
        name: String,
        /// Where events are posted
        url: String,
        /// An action of docs/audit.md, `user.*` for all of a noun, or `*` for all; may be given several times
        #[arg(long = "action", value_name = "ACTION", required = true)]
        actions: Vec<String>,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// List the webhooks, and what came back the last time; never their secrets
    #[command(after_help = "Example: symbolon webhook list --json")]
    List {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Show a webhook
    #[command(after_help = "Example: symbolon webhook show siem")]
    Show {
        /// Its name or id
        webhook: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Change a webhook
    #[command(after_help = "Example: symbolon webhook set siem --action '*' --disabled false")]
    Set {
        /// Its name or id
        webhook: String,
        /// A new name
        #[arg(long)]
        name: Option<String>,
        /// A new address
        #[arg(long)]
        url: Option<String>,
        /// What it is told of, in the place of all that was chosen before; may be given several times
        #[arg(long = "action", value_name = "ACTION")]
        actions: Vec<String>,
        /// Whether it gets nothing
        #[arg(long, value_name = "true|false")]
        disabled: Option<bool>,
    },
    /// Give a webhook a new secret, which is shown once; the one before signs as well for a while
    #[command(after_help = "Example: symbolon webhook rotate-secret siem --overlap 3600")]
    RotateSecret {
        /// Its name or id
        webhook: String,
        /// Seconds for which the secret before signs as well; 0 if it has leaked
        #[arg(long, default_value_t = OVERLAP)]
        overlap: i64,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Remove a webhook
    #[command(after_help = "Example: symbolon webhook remove siem")]
    Remove {
        /// Its name or id
        webhook: String,
    },
    /// Send a sample event now, and say what came back
    #[command(after_help = "Example: symbolon webhook test siem")]
    Test {
        /// Its name or id
        webhook: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
}

pub async fn run(app: &App, command: WebhookCommand) -> Result<(), CliError> {
    let (deps, actor) = (app.deps(), Actor::Cli);
    match command {
        WebhookCommand::Add { name, url, actions, json } => {
            let document = Document { name, url, actions, disabled: false };
            show_with_secret(json, webhook::add(&deps, &actor, document).await?);
        }
        WebhookCommand::List { json } => {
            let rows: Vec<_> = webhook::list(&deps, &actor).await?.iter().map(view).collect();
            let titles = ["name", "url", "actions", "disabled", "last_success_at", "last_failure_at", "last_answer"];
            output::table(json, &titles, &rows);
        }
        WebhookCommand::Show { webhook, json } => {
            output::object(json, &view(&webhook::show(&deps, &actor, &webhook).await?));
        }
        WebhookCommand::Set { webhook, name, url, actions, disabled } => {
            let change = |known: Document| {
                Ok(Document {
                    name: name.unwrap_or(known.name),
                    url: url.unwrap_or(known.url),
                    actions: if actions.is_empty() { known.actions } else { actions },
                    disabled: disabled.unwrap_or(known.disabled),
                })
            };
            webhook::set(&deps, &actor, (&webhook, None), change).await?;
        }
        WebhookCommand::RotateSecret { webhook, overlap, json } => {
            show_with_secret(json, webhook::rotate_secret(&deps, &actor, &webhook, overlap).await?);
        }
        WebhookCommand::Remove { webhook } => webhook::remove(&deps, &actor, &webhook).await?,
        WebhookCommand::Test { webhook, json } => {
            let answered = webhook::test(&deps, &actor, &webhook).await?;
            app.services.db.close().await;
            if !answered.taken {
                return Err(CliError::Failed(format!("the receiver has not taken it: {}", answered.answer)));
            }
            output::object(json, &json!({ "taken": true, "answer": answered.answer }));
        }
    }
    app.services.db.close().await;
    Ok(())
}

fn show_with_secret(json: bool, (webhook, secret): (Webhook, String)) {
    let mut shown = view(&webhook);
    shown["secret"] = json!(secret);
    output::object(json, &shown);
}

fn view(webhook: &Webhook) -> Value {
    let moment = |at: Option<UnixTime>| at.map(output::moment);
    json!({
        "id": webhook.id,
        "name": webhook.name,
        "url": webhook.url,
        "actions": webhook.actions,
        "disabled": webhook.disabled_at.is_some(),
        "previous_until": moment(webhook.previous_until),
        "last_success_at": moment(webhook.last_success_at),
        "last_failure_at": moment(webhook.last_failure_at),
        "last_answer": webhook.last_answer,
        "created_at": output::moment(webhook.created_at),
    })
}
