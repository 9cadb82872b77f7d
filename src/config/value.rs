//! The types of settings that have no better home.

use super::problem::Wrong;
use crate::model::{Language, Secret};
use std::fmt;
use std::path::PathBuf;
use url::Url;

/// A closed set of words.
pub(super) trait Word: Copy + PartialEq + 'static {
    /// Each word with its value, the safest first.
    const WORDS: &'static [(&'static str, Self)];

    /// The value of a word.
    fn of(text: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(word, _)| *word == text).map(|(_, value)| *value)
    }
}

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal,)+ })+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name { $($(#[$variant_doc])* $variant,)+ }

        impl Word for $name {
            const WORDS: &'static [(&'static str, Self)] = &[$(($word, Self::$variant),)+];
        }
    )+};
}

words! {
    /// Values for a purpose, given by one name.
    Preset {
        /// Nothing but the defaults.
        None = "none",
        /// What the certification plans of OpenID Connect ask for.
        OidcCertification = "oidc-certification",
    }

    /// When a commit on SQLite counts as done (`PRAGMA synchronous`).
    Synchronous {
        /// Once it is on the disk: survives a power failure.
        Full = "full",
        /// Once it is in the system's cache: survives a crash of the process.
        Normal = "normal",
    }

    /// Who must send a PKCE challenge.
    PkceRequired {
        /// Every client.
        All = "all",
        /// Public clients.
        Public = "public",
    }

    /// Who may register a client (RFC 7591 §3).
    RegistrationMode {
        /// Nobody.
        Closed = "closed",
        /// Who has an initial access token.
        Token = "token",
        /// Everybody.
        Open = "open",
    }

    /// Who must have a second factor.
    FactorsRequired {
        /// Nobody.
        None = "none",
        /// Who administers the provider.
        Admins = "admins",
        /// Everybody.
        All = "all",
    }

    /// What becomes of a scope that does not exist or that the client may not ask for.
    UnknownScope {
        /// `invalid_scope` (RFC 6749 §4.1.2.1).
        Refuse = "refuse",
        /// It is dropped, and the answer's `scope` says what is left (RFC 6749 §3.3).
        Ignore = "ignore",
    }

    /// What people are told of by mail.
    NoticeSubject {
        /// A sign-in in a browser that was not seen before.
        NewSignIn = "new-sign-in",
        /// Another password.
        Password = "password",
        /// Another e-mail address.
        Email = "email",
        /// A second factor that was added or removed.
        Factors = "factors",
        /// A passkey that was added or removed.
        Passkeys = "passkeys",
        /// A recovery code that was used up.
        RecoveryCode = "recovery-code",
    }

    /// The form of log lines.
    LogFormat {
        /// For people.
        Text = "text",
        /// One JSON object per line.
        Json = "json",
    }
}

impl Word for Language {
    const WORDS: &'static [(&'static str, Self)] = &{
        let mut words = [("", Self::English); Self::ALL.len()];
        let mut at = 0;
        while at < words.len() {
            words[at] = (Self::ALL[at].as_str(), Self::ALL[at]);
            at += 1;
        }
        words
    };
}

/// Where the data is. `Debug` and `Display` leave out what may be a password.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// A file, created when it is not there.
    Sqlite(PathBuf),
    /// A server, by its URL.
    Postgres(Secret<String>),
}

impl DatabaseUrl {
    /// # Errors
    /// When `text` is neither `sqlite://path` nor a `postgres://` URL. Never repeats `text`.
    pub fn parse(text: &str) -> Result<Self, Wrong> {
        if let Some(path) = text.strip_prefix("sqlite://") {
            return if path.is_empty() || path.contains(['?', '#']) || path == ":memory:" {
                Err(Wrong::new("is not a plain path to a file"))
            } else {
                Ok(Self::Sqlite(PathBuf::from(path)))
            };
        }
        match Url::parse(text) {
            Ok(url) if matches!(url.scheme(), "postgres" | "postgresql") => Ok(Self::Postgres(text.to_owned().into())),
            Ok(_) => Err(Wrong::new("names another kind of database")),
            Err(error) => Err(Wrong::new(format!("is not a URL ({error})"))),
        }
    }

    /// Whether it is a server, which several nodes can share.
    #[must_use]
    pub fn is_postgres(&self) -> bool {
        matches!(self, Self::Postgres(_))
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite://{}", path.display()),
            Self::Postgres(url) => match Url::parse(url.expose()) {
                // The query may hold a password as well.
                Ok(url) => {
                    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
                    write!(f, "postgres://{}{port}{}", url.host_str().unwrap_or_default(), url.path())
                }
                Err(_) => f.write_str("postgres://"),
            },
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
