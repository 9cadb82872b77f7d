//! `keys`.

use super::{CliError, output};
use crate::app::App;
use crate::flow::keys;
use crate::jose::parse_rsa_private_key;
use crate::model::{KeyId, Secret, UnixTime};
use crate::store;
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
    #[command(after_help = "Example: symbolon keys generate")]
    Generate {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Publish a new key now, sign with it in an hour, and let the present ones end when their last tokens have
    #[command(after_help = "Example: symbolon keys rotate")]
    Rotate {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Keep an RSA private key from a PEM file, sealed, and sign with it from now on
    #[command(after_help = "Example: symbolon keys import keys/dev.pem")]
    Import {
        /// PKCS#1 or PKCS#8 PEM
        file: PathBuf,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Withdraw a key at once: what it signed is refused from now on
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
    let services = &app.services;
    let (db, sealer, random) = (&services.db, &services.sealer, &services.random);
    let now = app.clock.now().unix();
    match command {
        KeysCommand::List { json } => list(app, json).await?,
        KeysCommand::Generate { json } => show(json, &keys::add(db, sealer, random, None, 0, now).await?),
        KeysCommand::Rotate { json } => show(json, &keys::rotate(db, sealer, random, &services.settings, now).await?),
        KeysCommand::Import { file, json } => {
            let read = std::fs::read_to_string(&file);
            let text = read.map_err(|error| CliError::Failed(format!("cannot read {}: {error}", file.display())))?;
            let text = Secret::new(text);
            let material = parse_rsa_private_key(text.expose())
                .map_err(|error| CliError::Failed(format!("{}: {error}", file.display())))?;
            show(json, &keys::add(db, sealer, random, Some(material), 0, now).await?);
        }
        KeysCommand::Retire { now: false, .. } => {
            let why = "retiring a key kills the tokens that it signed; say --now, or use `symbolon keys rotate`";
            return Err(CliError::Usage(why.to_owned()));
        }
        KeysCommand::Retire { kid, now: true } => keys::retire(db, random, &KeyId::new(kid), now).await?,
    }
    db.close().await;
    Ok(())
}

fn show(json: bool, kid: &KeyId) {
    output::value(json, "kid", kid.as_str());
}

async fn list(app: &App, json: bool) -> Result<(), CliError> {
    let now = app.clock.now().unix();
    let snapshot = app.services.directory.snapshot();
    let signer = snapshot.keys.signer(now).map(|key| key.kid().clone());
    let state = |key: &crate::model::SigningKeyRow| {
        if key.retire_at.is_some_and(|at| at <= now) {
            "retired"
        } else if signer.as_ref() == Some(&key.kid) {
            "signing"
        } else if key.activate_at > now {
            "published"
        } else {
            "verifying"
        }
    };
    let moment = |at: UnixTime| if json { json!(at) } else { json!(output::moment(at)) };
    let rows: Vec<_> = store::key::list(&app.services.db)
        .await?
        .iter()
        .map(|key| {
            json!({ "kid": key.kid, "alg": "RS256", "source": key.source, "state": state(key),
                "activate_at": moment(key.activate_at), "retire_at": key.retire_at.map(moment) })
        })
        .collect();
    output::table(json, &["kid", "alg", "source", "state", "activate_at", "retire_at"], &rows);
    Ok(())
}
