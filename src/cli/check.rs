//! `check`: the doctor.

use super::{CliError, output};
use crate::app::{App, Migrations, open_database};
use crate::clock::Clock;
use crate::config::{Settings, effective};
use crate::flow::admin::posture;
use crate::random::Random;
use crate::store::migrate;
use crate::view::{CONTEXT_VERSION, Override};
use clap::Args;
use serde_json::{Value, json};

/// 1 January 2026: a clock before this program was written is wrong.
const WRITTEN: i64 = 1_767_225_600;

#[derive(Debug, Args)]
pub struct CheckArguments {
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// Show every setting that is in force as well
    #[arg(long)]
    settings: bool,
}

struct Report(Vec<Value>);

impl Report {
    fn good(&mut self, about: &str, verdict: impl Into<String>) {
        self.0.push(json!({ "check": about, "verdict": "ok", "detail": verdict.into() }));
    }

    fn warn(&mut self, about: &str, mend: impl Into<String>) {
        self.0.push(json!({ "check": about, "verdict": "warning", "detail": mend.into() }));
    }

    fn bad(&mut self, about: &str, mend: impl Into<String>) {
        self.0.push(json!({ "check": about, "verdict": "failed", "detail": mend.into() }));
    }
}

pub async fn run(settings: Settings, arguments: CheckArguments) -> Result<(), CliError> {
    let mut report = Report(Vec::new());
    let in_force = effective(&settings);
    report.good("settings", format!("{} settings are valid", in_force.len()));
    check_clock(&mut report);
    check_address(&settings, &mut report);
    check_mail(&settings, &mut report);
    check_app(settings, &mut report).await;
    if arguments.settings {
        let row = |(name, value, source): (String, String, crate::config::Source)| json!({ "check": name, "verdict": source.to_string(), "detail": value });
        report.0.extend(in_force.into_iter().map(row));
    }
    output::table(arguments.json, &["check", "verdict", "detail"], &report.0);
    if report.0.iter().any(|row| row["verdict"] == "failed") {
        return Err(CliError::Failed("at least one check failed".to_owned()));
    }
    Ok(())
}

fn check_clock(report: &mut Report) {
    let now = Clock::system().now().unix().get();
    if now < WRITTEN {
        report.bad("clock", "the machine's clock is years behind; set it, tokens carry its time");
    } else {
        report.good("clock", "plausible");
    }
}

fn check_address(settings: &Settings, report: &mut Report) {
    let findings = posture::of_address(settings);
    for (about, good) in [("issuer", settings.issuer.as_str()), ("proxy", "consistent")] {
        match findings.iter().find(|(found, _)| *found == about) {
            Some((_, mend)) => report.warn(about, *mend),
            None => report.good(about, good),
        }
    }
}

fn check_mail(settings: &Settings, report: &mut Report) {
    match (&settings.mail.url, &settings.mail.folder) {
        (Some(server), _) => report.good("mail", server.to_string()),
        (None, Some(folder)) => {
            report.warn("mail", format!("mails are only written into {}; set SYMBOLON_MAIL__URL", folder.display()));
        }
        (None, None) => {
            let mend = "off: nobody can set a forgotten password or is told of new sign-ins; set SYMBOLON_MAIL__URL and SYMBOLON_MAIL__FROM";
            report.warn("mail", mend);
        }
    }
}

async fn check_app(settings: Settings, report: &mut Report) {
    let db = match open_database(&settings).await {
        Ok(db) => db,
        Err(error) => return report.bad("database", error.to_string()),
    };
    report.good("database", format!("{} answers", db.engine()));
    match migrate::list(&db).await {
        Ok(all) if all.iter().all(|migration| migration.applied) => report.good("migrations", "all applied"),
        Ok(_) => return report.warn("migrations", "some are pending; `symbolon migrate` or `serve` applies them"),
        Err(error) => return report.bad("migrations", error.to_string()),
    }
    let starting = App::start_on(db, settings, Clock::system(), Random::system(), Migrations::Require);
    let started = Box::pin(starting).await;
    let app = match started {
        Ok(app) => app,
        Err(error) => return report.bad("keys", error.to_string()),
    };
    report.good("keys", "the secret key opens the database's secrets, and a key signs");
    match app.gate() {
        Ok((_, state)) => report.good("templates", templates(state.pages.overrides())),
        Err(error) => report.bad("templates", error.to_string()),
    }
    check_tls(&app, report);
    check_clients(&app, report);
    app.services.db.close().await;
}

/// That all render, and which of them are the operator's.
fn templates(overrides: &[Override]) -> String {
    let shown = |file: &Override| match file.version {
        Some(version) => format!("{} (version {version})", file.name),
        None => file.name.clone(),
    };
    let own: Vec<_> = overrides.iter().map(shown).collect();
    let replaced = if own.is_empty() { String::new() } else { format!("; replaced: {}", own.join(", ")) };
    format!("every page renders; contexts of version {CONTEXT_VERSION}{replaced}")
}

fn check_tls(app: &App, report: &mut Report) {
    match app.tls() {
        Ok(None) => report.good("tls", "a proxy's part: neither tls.cert_file nor tls.key_file is set"),
        Ok(Some(tls)) => {
            let length = tls.chain_length();
            report
                .good("tls", format!("the certificate and its key fit each other; certificates in the file: {length}"));
        }
        Err(error) => report.bad("tls", error.to_string()),
    }
}

/// What weakens a client, for the operator to know.
fn check_clients(app: &App, report: &mut Report) {
    let snapshot = app.services.directory.snapshot();
    let mut weak = Vec::new();
    for registered in snapshot.clients() {
        let findings = posture::of_client(&registered.client.metadata).into_iter();
        weak.extend(findings.map(|why| format!("{}: {why}", registered.client.id)));
    }
    weak.sort();
    if weak.is_empty() {
        report.good("clients", format!("{} registered", snapshot.clients().count()));
    }
    for line in weak {
        report.warn("clients", line);
    }
}
