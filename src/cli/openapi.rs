//! `openapi`.

use super::CliError;
use crate::config::Settings;
use crate::flow::admin::demo::DemoData;
use crate::http::openapi::description;
use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub struct OpenapiArguments {
    /// Where to write it; `-` is standard output
    #[arg(long, default_value = "openapi/openapi.json")]
    output: PathBuf,
}

/// The committed description: of the default issuer, with the scopes of the demo.
#[must_use]
pub fn committed() -> String {
    let settings = Settings::defaults();
    let scopes = DemoData::documented_scopes();
    let document = description(settings.issuer.as_str(), &scopes);
    format!("{document:#}\n")
}

pub fn run(arguments: &OpenapiArguments) -> Result<(), CliError> {
    if arguments.output.as_os_str() == "-" {
        print!("{}", committed());
        return Ok(());
    }
    let path = &arguments.output;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let made = folder.map_or(Ok(()), std::fs::create_dir_all);
    let written = made.and_then(|()| std::fs::write(path, committed()));
    written.map_err(|error| CliError::Failed(format!("cannot write {}: {error}", path.display())))
}
