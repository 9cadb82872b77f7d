//! `audit`.

use super::{CliError, output};
use crate::app::App;
use crate::flow::admin::Actor;
use crate::flow::admin::audit::{self, Export, Filter, Page};
use crate::flow::audit::{Report, of_export};
use crate::model::UnixTime;
use crate::store::event::{EventPage, EventRow};
use clap::{Args, Subcommand};
use serde_json::{Value, json};
use std::fs::File;
use std::io::{BufReader, Write as _};
use std::path::PathBuf;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

#[derive(Debug, Subcommand)]
pub enum AuditCommand {
    /// List what was done, the newest first
    #[command(after_help = "Example: symbolon audit list --action user.password --json")]
    List(ListArguments),
    /// Find out whether sealed events were changed, removed or reordered
    #[command(after_help = "Example: symbolon audit verify --file audit.jsonl")]
    Verify(VerifyArguments),
    /// Write the sealed events as JSON lines, the oldest first
    #[command(after_help = "Example: symbolon audit export --output audit.jsonl")]
    Export {
        /// Where to; the standard output when left out
        #[arg(long, value_name = "FILE")]
        output: Option<PathBuf>,
        /// Only what follows the event with this number
        #[arg(long, default_value_t = 0, value_name = "NUMBER")]
        after: i64,
    },
}

#[derive(Debug, Args)]
pub struct ListArguments {
    /// Concerning this user
    #[arg(long, value_name = "NAME")]
    user: Option<String>,
    /// Concerning this client
    #[arg(long, value_name = "ID")]
    client: Option<String>,
    /// Only this action, such as `session.begin`
    #[arg(long)]
    action: Option<String>,
    /// Only by this actor: a username, `cli`, `server`, `user:ID` or `client:ID`
    #[arg(long)]
    actor: Option<String>,
    /// Only from this address
    #[arg(long)]
    address: Option<String>,
    /// From this moment on, as RFC 3339 or in Unix seconds
    #[arg(long, value_parser = parse_moment)]
    from: Option<i64>,
    /// Before this moment
    #[arg(long, value_parser = parse_moment)]
    to: Option<i64>,
    /// Only what has this text in it
    #[arg(long)]
    text: Option<String>,
    /// Only before the event with this id
    #[arg(long, value_name = "ID")]
    before: Option<String>,
    /// Most events to list
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..))]
    limit: u32,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub struct VerifyArguments {
    /// An export by itself, without a database
    #[arg(long)]
    file: Option<PathBuf>,
    /// The hash of an event that is known from elsewhere and must be in the file
    #[arg(long, value_name = "HASH", requires = "file", allow_hyphen_values = true)]
    expect: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl VerifyArguments {
    /// Whether only a file is looked at.
    pub fn needs_no_database(&self) -> bool {
        self.file.is_some()
    }
}

fn parse_moment(text: &str) -> Result<i64, String> {
    if let Ok(seconds) = text.parse() {
        return Ok(seconds);
    }
    let moment = OffsetDateTime::parse(text, &Rfc3339);
    moment.map(OffsetDateTime::unix_timestamp).map_err(|_| "want 2027-01-15T08:00:00Z or Unix seconds".to_owned())
}

pub async fn run(app: &App, command: AuditCommand) -> Result<(), CliError> {
    let deps = app.deps();
    let done = match command {
        AuditCommand::List(arguments) => list(app, arguments).await,
        AuditCommand::Verify(arguments) => {
            let report = audit::verify(&deps, &Actor::Cli).await?;
            show(arguments.json, &report)
        }
        AuditCommand::Export { output, after } => export(app, output, after).await,
    };
    app.services.db.close().await;
    done
}

async fn list(app: &App, arguments: ListArguments) -> Result<(), CliError> {
    let from = arguments.before.map_or(EventPage::Newest, EventPage::Before);
    let filter = Filter {
        user: arguments.user,
        client: arguments.client,
        action: arguments.action,
        actor: arguments.actor,
        address: arguments.address,
        from: arguments.from,
        to: arguments.to,
        text: arguments.text,
    };
    let page = Page { from, limit: arguments.limit };
    let events = audit::list(&app.deps(), &Actor::Cli, filter, &page).await?;
    let rows: Vec<_> = events.iter().map(|event| view(arguments.json, event)).collect();
    output::table(arguments.json, &["at", "actor", "action", "user_id", "client_id", "address", "detail"], &rows);
    Ok(())
}

fn view(json: bool, event: &EventRow) -> Value {
    if json {
        return json!(event);
    }
    json!({ "at": output::moment(UnixTime(event.at_ms.div_euclid(1000))), "actor": event.actor, "action": event.action,
        "user_id": event.user_id, "client_id": event.client_id, "address": event.address, "detail": event.detail })
}

/// Verifies an export by itself.
pub fn verify_file(arguments: &VerifyArguments) -> Result<(), CliError> {
    let Some(path) = &arguments.file else { return Ok(()) };
    let failed = |error: String| CliError::Failed(format!("{}: {error}", path.display()));
    let file = File::open(path).map_err(|error| failed(error.to_string()))?;
    let report = of_export(BufReader::new(file), arguments.expect.as_deref()).map_err(failed)?;
    show(arguments.json, &report)
}

fn show(json: bool, report: &Report) -> Result<(), CliError> {
    output::object(json, &json!(report));
    let Some(fault) = report.faults.first() else { return Ok(()) };
    Err(CliError::Failed(format!("the audit log is not as it was sealed: number {} {}", fault.seq, fault.problem)))
}

async fn export(app: &App, output: Option<PathBuf>, after: i64) -> Result<(), CliError> {
    let failed = |error: std::io::Error| CliError::Failed(format!("cannot write the export: {error}"));
    let mut to: Box<dyn std::io::Write> = match output {
        Some(path) => Box::new(File::create(path).map_err(failed)?),
        None => Box::new(std::io::stdout()),
    };
    let mut export = Export::begin(app.deps(), &Actor::Cli, after).await?;
    while let Some(lines) = export.next().await? {
        to.write_all(lines.as_bytes()).map_err(failed)?;
    }
    to.flush().map_err(failed)
}
