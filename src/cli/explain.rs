//! `explain`.

use super::{CliError, output};
use crate::app::App;
use crate::flow::admin::refusal::{Explanation, explain, list};
use crate::flow::admin::{Actor, refusal};
use crate::model::UnixTime;
use crate::protocol::difference::{Difference, DifferenceKind};
use crate::store::refusal::{RefusalPage, RefusalRecord};
use clap::Args;
use serde_json::{Value, json};

#[derive(Debug, Args)]
pub struct ExplainArguments {
    /// The id that the client was told, as `error_id` or at the end of `error_description`; without it the newest refusals
    id: Option<String>,
    /// Of this client only
    #[arg(long, value_name = "CLIENT_ID", conflicts_with = "id")]
    client: Option<String>,
    /// Most refusals to list
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=1000), conflicts_with = "id")]
    limit: u32,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub async fn run(app: &App, arguments: ExplainArguments) -> Result<(), CliError> {
    let deps = app.deps();
    if let Some(id) = arguments.id {
        let explanation = explain(&deps, &Actor::Cli, &id).await?;
        if arguments.json {
            println!("{}", serde_json::to_value(&explanation).unwrap_or_default());
        } else {
            println!("{}", words(&explanation));
        }
    } else {
        let page = RefusalPage { client_id: arguments.client, limit: arguments.limit, ..RefusalPage::default() };
        let records = list(&deps, &Actor::Cli, &page).await?;
        let rows: Vec<_> = records.iter().map(|record| row(arguments.json, record)).collect();
        output::table(arguments.json, &["id", "at", "rule", "endpoint", "client_id"], &rows);
    }
    app.services.db.close().await;
    Ok(())
}

fn row(as_json: bool, record: &RefusalRecord) -> Value {
    let at = if as_json { json!(record.at_ms) } else { json!(output::moment(UnixTime(record.at_ms / 1000))) };
    json!({ "id": record.id, "at": at, "rule": record.rule, "endpoint": record.endpoint, "client_id": record.client_id })
}

/// The explanation for people, a line for each fact.
fn words(explanation: &Explanation) -> String {
    let record = &explanation.record;
    let mut lines = vec![
        ("refusal", record.id.clone()),
        ("at", output::moment(UnixTime(record.at_ms / 1000))),
        ("endpoint", record.endpoint.clone()),
        ("rule", record.rule.clone()),
    ];
    if let Some(why) = &explanation.why {
        lines.push(("written in", why.section.to_owned()));
        lines.push(("error", format!("{}: {}", why.error, why.description)));
    }
    lines.extend(record.client_id.as_deref().map(|id| ("client", client(id, explanation.client_name.as_deref()))));
    lines.extend(record.received.clone().map(|received| ("received", received)));
    if let Some(refusal::Registered { what, values }) = &explanation.registered {
        let none = values.is_empty().then(|| "(none)".to_owned());
        lines.extend(values.iter().cloned().chain(none).map(|value| (*what, value)));
    }
    lines.extend(explanation.difference.iter().map(|difference| ("difference", difference_in_words(difference))));
    lines.extend(explanation.why.iter().map(|why| ("mend", why.mend.to_owned())));
    let width = lines.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    lines.iter().map(|(name, value)| format!("{name:width$}  {value}")).collect::<Vec<_>>().join("\n")
}

fn client(id: &str, name: Option<&str>) -> String {
    name.map_or_else(|| format!("{id} (not registered now)"), |name| format!("{id} ({name})"))
}

fn difference_in_words(difference: &Difference) -> String {
    if difference.kind == DifferenceKind::Same {
        return "none with what is registered now: it was registered since, or something else is wrong".to_owned();
    }
    let letter = |letter: Option<char>| match letter {
        Some(letter) => format!("{letter:?} (U+{:04X})", u32::from(letter)),
        None => "the end".to_owned(),
    };
    format!(
        "{}: at character {} {} was received and {} is expected, beside {}",
        difference.kind,
        difference.shared + 1,
        letter(difference.received),
        letter(difference.expected),
        difference.nearest
    )
}
