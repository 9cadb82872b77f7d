//! `token`.

use super::{CliError, output};
use crate::app::App;
use crate::flow::admin::{Actor, token};
use clap::Args;
use serde_json::json;

#[derive(Debug, Args)]
pub struct TokenArguments {
    /// The client that the token is issued to
    #[arg(long)]
    client: String,
    /// The user whom it stands for
    #[arg(long)]
    user: String,
    /// Space-separated scope; the client's default when left out
    #[arg(long)]
    scope: Option<String>,
    /// Seconds that it lives; the client's or the server's setting when left out
    #[arg(long, value_parser = clap::value_parser!(i64).range(1..=31_536_000))]
    lifetime: Option<i64>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub async fn run(app: &App, arguments: TokenArguments) -> Result<(), CliError> {
    let request = (arguments.scope.as_deref(), arguments.lifetime);
    let token = token::mint(&app.deps(), &Actor::Cli, &arguments.client, &arguments.user, request).await?;
    if arguments.json {
        output::object(true, &json!({ "access_token": token, "token_type": "Bearer" }));
    } else {
        println!("{token}");
    }
    app.services.db.close().await;
    Ok(())
}
