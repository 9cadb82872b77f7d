//! `serve` and `demo`.

use super::CliError;
use crate::app::{App, Migrations};
use crate::clock::Clock;
use crate::config::{DatabaseUrl, LogFormat, Settings, Source};
use crate::flow::admin::demo::{self, DemoData};
use crate::random::Random;
use crate::telemetry;
use clap::Args;
use std::path::PathBuf;
use tokio::signal::unix::{SignalKind, signal};

/// Where the demo keeps its data unless a database is set.
const DEMO_DATABASE: &str = "data/demo.db";

/// Where the demo's mails go unless mail is set.
const DEMO_MAIL: &str = "data/mail";

#[derive(Debug, Args)]
pub struct ServeArguments {
    /// Refuse to start on a database that lacks migrations instead of applying them
    #[arg(long)]
    no_migrate: bool,
}

pub async fn serve(settings: Settings, arguments: ServeArguments) -> Result<(), CliError> {
    start_log(&settings);
    let migrations = if arguments.no_migrate { Migrations::Require } else { Migrations::Apply };
    let app = App::start(settings, Clock::system(), Random::system(), migrations).await?;
    let listener = app.listen()?;
    let settings = &app.services.settings;
    tracing::info!(issuer = %settings.issuer, listen = %settings.listen, database = app.services.db.engine(), "serving");
    Ok(app.serve(listener, stop_signal()?).await?)
}

pub async fn demo(mut settings: Settings, arguments: ServeArguments) -> Result<(), CliError> {
    if !settings.issuer.is_loopback() {
        let issuer = settings.issuer.as_str();
        let why = format!(
            "demo has well-known passwords, so it refuses the issuer {issuer}, which is not this machine; use `symbolon serve`, or unset SYMBOLON_ISSUER"
        );
        return Err(CliError::Failed(why));
    }
    if !settings.mail.is_on() {
        settings.mail.folder = Some(PathBuf::from(DEMO_MAIL));
    }
    if settings.source("database.url") == Source::Default {
        settings.database.url = DatabaseUrl::Sqlite(PathBuf::from(DEMO_DATABASE));
    }
    start_log(&settings);
    let migrations = if arguments.no_migrate { Migrations::Require } else { Migrations::Apply };
    let app = App::start(settings, Clock::system(), Random::system(), migrations).await?;
    let listener = app.listen()?;
    let data = DemoData::read(app.services.settings.issuer.as_str())?;
    demo::ensure(&app.services, app.clock.now(), &data).await?;
    greet(&app, &data);
    Ok(app.serve(listener, stop_signal()?).await?)
}

fn start_log(settings: &Settings) {
    telemetry::start(settings.log.format == LogFormat::Json, &settings.log.level);
}

fn greet(app: &App, data: &DemoData) {
    let issuer = app.services.settings.issuer.as_str();
    println!("Symbolon demo at {issuer}\n");
    println!(
        "  users     {}",
        data.logins().map(|(name, password)| format!("{name} / {password}")).collect::<Vec<_>>().join(", ")
    );
    let client = |(id, secret): (&str, Option<&str>)| match secret {
        Some(secret) => format!("{id} / {secret}"),
        None => format!("{id} (public)"),
    };
    println!("  clients   {}", data.client_ids().map(client).collect::<Vec<_>>().join(", "));
    println!("  sign in   {issuer}/login");
    println!("  try it    {issuer}/docs");
    println!("  discovery {issuer}/.well-known/openid-configuration\n");
    if let Some(folder) = &app.services.settings.mail.folder {
        println!("Mails are files in {}.", folder.display());
    }
    println!("Stop with Ctrl-C. Data stays in {}.", app.services.settings.database.url);
}

/// Resolves at SIGTERM or Ctrl-C.
fn stop_signal() -> Result<impl Future<Output = ()>, CliError> {
    let failed = |error: std::io::Error| CliError::Failed(format!("signals cannot be watched: {error}"));
    let mut terminate = signal(SignalKind::terminate()).map_err(failed)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(failed)?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}
