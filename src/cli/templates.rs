//! `templates`.

use super::CliError;
use crate::view::embedded_files;
use clap::Subcommand;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

#[derive(Debug, Subcommand)]
pub enum TemplatesCommand {
    /// Write every embedded file into a folder of templates; keep those that you change and delete the others
    #[command(after_help = "Example: symbolon templates export pages")]
    Export {
        /// The folder; files that are there already stop the export before anything is written
        folder: PathBuf,
    },
}

pub fn run(command: &TemplatesCommand) -> Result<(), CliError> {
    let TemplatesCommand::Export { folder } = command;
    let files: Vec<_> = embedded_files().into_iter().map(|(name, text)| (folder.join(name), text)).collect();
    if let Some((present, _)) = files.iter().find(|(path, _)| path.exists()) {
        let problem = format!("{} is there already; name another folder, or move it away", present.display());
        return Err(CliError::Failed(problem));
    }
    for (path, text) in &files {
        write(path, text).map_err(|error| CliError::Failed(format!("cannot write {}: {error}", path.display())))?;
    }
    println!("{} files are in {}; set SYMBOLON_TEMPLATES_DIR to it", files.len(), folder.display());
    Ok(())
}

fn write(path: &Path, text: &str) -> std::io::Result<()> {
    path.parent().map_or(Ok(()), fs::create_dir_all)?;
    OpenOptions::new().write(true).create_new(true).open(path)?.write_all(text.as_bytes())
}
