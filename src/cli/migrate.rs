//! `migrate`.

use super::{CliError, output};
use crate::app::open_database;
use crate::config::Settings;
use crate::store::migrate;
use clap::Args;
use serde_json::json;

#[derive(Debug, Args)]
pub struct MigrateArguments {
    /// Only list the migrations and whether they are applied
    #[arg(long)]
    list: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub async fn run(settings: Settings, arguments: MigrateArguments) -> Result<(), CliError> {
    let db = open_database(&settings).await?;
    if !arguments.list {
        migrate::apply(&db).await?;
    }
    let rows: Vec<_> = migrate::list(&db).await?.iter().map(|migration| json!(migration)).collect();
    output::table(arguments.json, &["version", "description", "applied"], &rows);
    db.close().await;
    Ok(())
}
