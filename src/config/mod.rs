//! Boot settings: read once at the start from a file and the environment, immutable afterwards.
//!
//! `table.rs` is the one list of settings; parsing, names, defaults, ranges and `docs/configuration.md` come from it. A
//! problem never stops the reading: all of them are reported together, each with the setting's names and the mend.

mod color;
mod cross;
mod document;
mod host_port;
mod issuer;
mod mail_server;
mod preset;
mod problem;
mod reader;
mod rule;
mod spec;
mod table;
mod unknown;
mod value;

#[cfg(test)]
mod tests;

pub use color::{Color, DARK_GROUNDS, LIGHT_GROUNDS, READABLE};
pub use document::{SettingDoc, describe, effective, render_markdown};
pub use host_port::HostPort;
pub use issuer::Issuer;
pub use mail_server::MailServer;
pub use problem::{ConfigErrors, Problem, Source, Wrong};
pub use table::{
    Accounts, Audit, Bootstrap, Branding, Cleanup, Clients, CompatSettings, Database, Device, Factors, Http, Keys, Log,
    Login, Mail, Metrics, Outbound, Passwords, Pkce, Registration, Requests, Scopes, Sessions, Settings, TlsSettings,
    Tokens,
};
pub use value::{
    DatabaseUrl, FactorsRequired, LogFormat, NoticeSubject, PkceRequired, Preset, RegistrationMode, Synchronous,
    UnknownScope,
};

use crate::model::Seconds;
use reader::Reader;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The file that is read when none is named, if it is there.
pub const DEFAULT_FILE: &str = "symbolon.toml";

/// The span over which the attempts of `login`, `device` and `registration` refill from nothing to full.
pub const ATTEMPT_WINDOW: Seconds = 300;

/// The process's variables. Text that is not Unicode keeps U+FFFD in the broken places, which [`Settings::load`] refuses
/// in any setting.
#[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
#[must_use]
pub fn environment() -> BTreeMap<String, String> {
    let lossy = |text: std::ffi::OsString| text.to_string_lossy().into_owned();
    std::env::vars_os().map(|(name, value)| (lossy(name), lossy(value))).collect()
}

/// [`DEFAULT_FILE`] in the working directory, when it exists.
#[must_use]
pub fn default_file() -> Option<PathBuf> {
    let path = Path::new(DEFAULT_FILE);
    path.exists().then(|| path.to_owned())
}

impl Settings {
    /// Reads `file`, lets `env` override it and checks everything. `None` reads no file: see [`default_file`].
    ///
    /// # Errors
    /// Every unknown name, unusable value and contradiction at once.
    pub fn load(file: Option<&Path>, env: &BTreeMap<String, String>) -> Result<Self, ConfigErrors> {
        let specs = Self::specs();
        let mut reader = Reader::new(&specs, file, env);
        let settings = Self::read(&mut reader);
        cross::check(&settings, &mut reader);
        unknown::check(&mut reader);
        let problems = reader.into_problems();
        if problems.is_empty() { Ok(settings) } else { Err(ConfigErrors(problems)) }
    }

    /// The settings of an empty file and an empty environment. Tests start here and change fields.
    #[must_use]
    pub fn defaults() -> Self {
        Self::read(&mut Reader::new(&Self::specs(), None, &BTreeMap::new()))
    }

    /// Whether cookies carry `Secure` (and may be called `__Host-`): the issuer decides, not the connection.
    #[must_use]
    pub fn cookie_secure(&self) -> bool {
        self.issuer.is_https()
    }

    /// `aud` of an access token for which no resource was asked.
    #[must_use]
    pub fn default_audience(&self) -> &str {
        self.tokens.default_audience.as_deref().unwrap_or(self.issuer.as_str())
    }

    /// Where the value of `name` (`section.key`) came from.
    #[must_use]
    pub fn source(&self, name: &str) -> Source {
        self.sources.get(name).cloned().unwrap_or(Source::Default)
    }
}
