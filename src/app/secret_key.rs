//! The secret key: given, or generated into a file that only its owner can read.

use super::StartError;
use crate::config::Settings;
use crate::model::Secret;
use crate::random::Random;
use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// Shortest secret key, in bytes.
const SHORTEST: usize = 32;

/// The secret key of the settings, of the file, or a new one.
pub(super) fn load(settings: &Settings, random: &Random) -> Result<Secret<String>, StartError> {
    if let Some(given) = &settings.keys.secret_key {
        return Ok(given.clone());
    }
    let path = &settings.keys.secret_key_path;
    read_or_create(path, random).map_err(|why| StartError::SecretKeyFile { path: path.clone(), why })
}

fn read_or_create(path: &Path, random: &Random) -> Result<Secret<String>, String> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| error.to_string())?;
    }
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Ok(mut file) => {
            let key = random.token();
            let written = file.write_all(format!("{key}\n").as_bytes()).and_then(|()| file.sync_all());
            written.map_err(|error| error.to_string())?;
            Ok(Secret::new(key))
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => read(path),
        Err(error) => Err(error.to_string()),
    }
}

/// A process that starts at the same moment may have made the file without having written it yet.
fn read(path: &Path) -> Result<Secret<String>, String> {
    for _ in 0..50 {
        let text = Secret::new(fs::read_to_string(path).map_err(|error| error.to_string())?);
        let key = text.expose().trim();
        if key.len() >= SHORTEST {
            return Ok(Secret::new(key.to_owned()));
        }
        pause();
    }
    Err(format!("has less than {SHORTEST} bytes"))
}

#[expect(clippy::disallowed_methods, reason = "at start, before anything is served")]
fn pause() {
    std::thread::sleep(std::time::Duration::from_millis(10));
}
