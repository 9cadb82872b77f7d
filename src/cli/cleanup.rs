//! `cleanup`.

use super::{CliError, output};
use crate::app::App;
use crate::flow::cleanup;
use clap::Args;
use serde_json::json;

#[derive(Debug, Args)]
pub struct CleanupArguments {
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub async fn run(app: &App, arguments: CleanupArguments) -> Result<(), CliError> {
    let batch = app.services.settings.cleanup.batch;
    let report = cleanup::pass(&app.services.db, batch, u32::MAX, app.clock.now().unix()).await?;
    let rows: Vec<_> =
        report.iter().map(|deleted| json!({ "table": deleted.table, "deleted": deleted.rows })).collect();
    output::table(arguments.json, &["table", "deleted"], &rows);
    app.services.db.close().await;
    Ok(())
}
