//! `keys`.

use super::{CliError, output};
use crate::app::App;
use crate::flow::admin::{Actor, key};
use crate::jose::parse_private_key;
use crate::model::{KeyId, Secret, SigningAlgorithm, UnixTime};
use clap::Subcommand;
use serde_json::json;
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub enum KeysCommand {
    /// List the signing keys
    #[command(after_help = "Example: symbolon keys list --json")]
    List {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Generate a key that signs from now on
    #[command(after_help = "Example: symbolon keys generate --alg ES256")]
    Generate {
        /// `RS256`, `PS256`, `ES256` or `Ed25519`
        #[arg(long, default_value = "RS256", value_parser = super::parse_algorithm)]
        alg: SigningAlgorithm,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Publish new keys now, sign with them after `keys.publish_ahead`, and let the present ones end when their last
    /// tokens have
    #[command(after_help = "Example: symbolon keys rotate")]
    Rotate {
        /// `RS256`, `PS256`, `ES256` or `Ed25519`; all that the database keeps when left out
        #[arg(long, value_parser = super::parse_algorithm)]
        alg: Option<SigningAlgorithm>,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Keep a private key from a PEM file, sealed, and sign with it from now on
    #[command(after_help = "Example: symbolon keys import keys/dev.pem")]
    Import {
        /// RSA, EC P-256 or Ed25519, as PKCS#1, SEC1 or PKCS#8 PEM
        file: PathBuf,
        /// `PS256` for an RSA key that is not for RS256
        #[arg(long, value_parser = super::parse_algorithm)]
        alg: Option<SigningAlgorithm>,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Withdraw a key at once: what it signed is refused from now on, and another key signs
    #[command(after_help = "Example: symbolon keys retire KID --now")]
    Retire {
        /// The key's id
        #[arg(allow_hyphen_values = true)]
        kid: String,
        /// Confirm that tokens which it signed die now
        #[arg(long)]
        now: bool,
    },
}

pub async fn run(app: &App, command: KeysCommand) -> Result<(), CliError> {
    let (deps, actor) = (&app.deps(), &Actor::Cli);
    match command {
        KeysCommand::List { json } => list(app, json).await?,
        KeysCommand::Generate { alg, json } => show(json, &key::add(deps, actor, alg, None).await?),
        KeysCommand::Rotate { alg, json } => {
            let rotated = key::rotate(deps, actor, alg).await?;
            let rows: Vec<_> = rotated.iter().map(|(alg, kid)| json!({ "alg": alg, "kid": kid })).collect();
            output::table(json, &["alg", "kid"], &rows);
        }
        KeysCommand::Import { file, alg, json } => {
            let read = std::fs::read_to_string(&file);
            let text = read.map_err(|error| CliError::Failed(format!("cannot read {}: {error}", file.display())))?;
            let text = Secret::new(text);
            let material = parse_private_key(text.expose())
                .map_err(|error| CliError::Failed(format!("{}: {error}", file.display())))?;
            let alg = alg.unwrap_or_else(|| material.default_algorithm());
            show(json, &key::add(deps, actor, alg, Some(material)).await?);
        }
        KeysCommand::Retire { now: false, .. } => {
            let why = "retiring a key kills the tokens that it signed; say --now, or use `symbolon keys rotate`";
            return Err(CliError::Usage(why.to_owned()));
        }
        KeysCommand::Retire { kid, now: true } => {
            if let Some(made) = key::retire(deps, actor, &kid).await? {
                println!("{made} was made and signs from now on");
            }
        }
    }
    app.services.db.close().await;
    Ok(())
}

fn show(json: bool, kid: &KeyId) {
    output::value(json, "kid", kid.as_str());
}

async fn list(app: &App, json: bool) -> Result<(), CliError> {
    let moment = |at: UnixTime| if json { json!(at) } else { json!(output::moment(at)) };
    let rows: Vec<_> = key::list(&app.deps(), &Actor::Cli)
        .await?
        .iter()
        .map(|seen| {
            let key = &seen.row;
            json!({ "kid": key.kid, "alg": key.alg, "source": key.source, "state": seen.state.as_str(),
                "activate_at": moment(key.activate_at), "retire_at": key.retire_at.map(moment) })
        })
        .collect();
    output::table(json, &["kid", "alg", "source", "state", "activate_at", "retire_at"], &rows);
    Ok(())
}
