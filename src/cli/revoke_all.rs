//! `revoke-all`.

use super::CliError;
use crate::app::App;
use crate::flow::admin::{Actor, everything};
use clap::Args;

#[derive(Debug, Args)]
pub struct RevokeAllArguments {
    /// Confirm that everybody has to sign in again
    #[arg(long)]
    yes: bool,
}

/// Whether it was confirmed, which is asked before the database is opened.
pub fn check(arguments: &RevokeAllArguments) -> Result<(), CliError> {
    if arguments.yes {
        return Ok(());
    }
    let why = "this ends every session, token and code that was issued until now; say --yes";
    Err(CliError::Usage(why.to_owned()))
}

pub async fn run(app: &App) -> Result<(), CliError> {
    everything::revoke(&app.deps(), &Actor::Cli).await?;
    app.services.db.close().await;
    Ok(())
}
