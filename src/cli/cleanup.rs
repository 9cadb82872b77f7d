//! `cleanup`.

use super::{CliError, output};
use crate::app::App;
use crate::flow::admin::Actor;
use crate::flow::cleanup::{self, Deleted};
use crate::flow::register;
use clap::Args;
use serde_json::json;

#[derive(Debug, Args)]
pub struct CleanupArguments {
    /// Also delete grants whose refresh token was last issued so many seconds ago or longer, with all their tokens; those
    /// refreshed since are kept. What `REFRESH_TOKEN_EXPIRE_SECONDS` and `cleartokens` are in django-oauth-toolkit
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(i64).range(1..=3_155_760_000))]
    refresh_token_lifetime: Option<i64>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub async fn run(app: &App, arguments: CleanupArguments) -> Result<(), CliError> {
    let deps = app.deps();
    let batch = app.services.settings.cleanup.batch;
    let mut deleted = cleanup::pass(&app.services.db, batch, u32::MAX, deps.unix()).await?.deleted;
    if let Some(lifetime) = arguments.refresh_token_lifetime {
        for more in cleanup::unused_refresh_tokens(&deps, &Actor::Cli, lifetime).await? {
            add(&mut deleted, &more);
        }
    }
    let clients = register::remove_unused(&deps, u32::MAX).await?;
    deleted.push(Deleted { table: "client", rows: clients });
    let rows: Vec<_> =
        deleted.iter().map(|deleted| json!({ "table": deleted.table, "deleted": deleted.rows })).collect();
    output::table(arguments.json, &["table", "deleted"], &rows);
    app.services.db.close().await;
    Ok(())
}

fn add(all: &mut [Deleted], more: &Deleted) {
    for known in all.iter_mut().filter(|known| known.table == more.table) {
        known.rows += more.rows;
    }
}
