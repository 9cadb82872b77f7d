//! The files that pages are made of: those in the program, and those of an operator's folder that replace them.

use super::assets::{LOGO_SVG, STYLE_CSS};
use super::engine::ViewError;
use crate::locale::Messages;
use crate::model::Language;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

macro_rules! embedded {
    ($($name:literal),+ $(,)?) => {
        &[$(($name, include_str!(concat!("../../templates/", $name)))),+]
    };
}

const TEMPLATES: &[(&str, &str)] = embedded![
    "account.html",
    "account_base.html",
    "account_factors.html",
    "account_data.html",
    "account_devices.html",
    "account_events.html",
    "account_passkeys.html",
    "account_profile.html",
    "account_totp.html",
    "admin_base.html",
    "admin_form.html",
    "admin_list.html",
    "admin_overview.html",
    "admin_parts.html",
    "admin_question.html",
    "admin_record.html",
    "admin_refusal.html",
    "admin_shown_once.html",
    "base.html",
    "consent.html",
    "device.html",
    "device_consent.html",
    "device_done.html",
    "error.html",
    "form_post.html",
    "home.html",
    "logged_out.html",
    "login.html",
    "login_code.html",
    "logout.html",
    "mail.html",
    "signup_link.html",
    "signup.html",
    "new_password.html",
    "forgot.html",
    "entry_parts.html",
    "done.html",
    "account_email_link.html",
    "account_password.html",
    "account_email.html",
    "parts.html",
    "recovery_codes.html",
    "select_account.html",
    "totp_enrol.html",
    "totp_parts.html",
];

/// The version of the contexts of all templates. It grows when a context loses something or gives it another type, so that a
/// template of an operator may fail; `docs/templates.md` has them all, and a test compares.
pub const CONTEXT_VERSION: u32 = 1;

/// How a template says for which version it was written: `{# symbolon-context: 1 #}`.
const STATEMENT: &str = "symbolon-context:";

/// The version that a template was written for, if it says so.
pub(super) fn stated_version(text: &str) -> Option<u32> {
    let (_, after) = text.split_once(STATEMENT)?;
    after.trim_start().split(|letter: char| !letter.is_ascii_digit()).next()?.parse().ok()
}

/// Every embedded file as an operator may have it in a folder, by its name there.
#[must_use]
pub fn embedded_files() -> Vec<(String, String)> {
    let page =
        |(name, text): &(&str, &str)| ((*name).to_owned(), format!("{{# {STATEMENT} {CONTEXT_VERSION} #}}\n{text}"));
    let texts = |language: &Language| (format!("messages/{language}.ftl"), Messages::embedded_text(*language));
    let assets = [("style.css", STYLE_CSS), ("logo.svg", LOGO_SVG)];
    let assets = assets.map(|(name, text)| (name.to_owned(), text.to_owned()));
    TEMPLATES.iter().map(page).chain(assets).chain(Language::ALL.iter().map(texts)).collect()
}

/// One file's text.
pub(super) struct File {
    pub(super) text: Cow<'static, str>,
    /// The operator's file that it was read from; `None` for an embedded one.
    pub(super) path: Option<PathBuf>,
}

/// All files, by name.
pub(super) struct Files {
    pub(super) templates: BTreeMap<String, File>,
    pub(super) style: Cow<'static, str>,
    pub(super) logo: Cow<'static, str>,
    /// An operator's `messages/en.ftl` and the like.
    pub(super) messages: Vec<(Language, File)>,
    /// What of it all is the operator's.
    pub(super) overrides: Vec<Override>,
}

/// A file of the operator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Override {
    /// Its name below the folder.
    pub name: String,
    /// The version that it states, where it is a template that does.
    pub version: Option<u32>,
}

impl Files {
    /// The embedded files, replaced by those of the same name in `folder`. Further `.html` files there can be included.
    pub(super) fn load(folder: Option<&Path>) -> Result<Self, ViewError> {
        let embedded = |(name, text): &(&str, &'static str)| {
            (String::from(*name), File { text: Cow::Borrowed(*text), path: None })
        };
        let mut files = Self {
            templates: TEMPLATES.iter().map(embedded).collect(),
            style: Cow::Borrowed(STYLE_CSS),
            logo: Cow::Borrowed(LOGO_SVG),
            messages: Vec::new(),
            overrides: Vec::new(),
        };
        if let Some(folder) = folder {
            files.replace_from(folder)?;
        }
        Ok(files)
    }

    fn replace_from(&mut self, folder: &Path) -> Result<(), ViewError> {
        let unreadable = |source| ViewError::unreadable(folder, source);
        for entry in fs::read_dir(folder).map_err(unreadable)? {
            let path = entry.map_err(unreadable)?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if path.extension().is_some_and(|extension| extension == "html")
                && let Some(file) = read(&path)?
            {
                let version = stated_version(&file.text);
                if let Some(stated) = version.filter(|stated| *stated != CONTEXT_VERSION) {
                    return Err(ViewError::Outdated { path, stated });
                }
                self.overrides.push(Override { name: name.clone(), version });
                self.templates.insert(name, file);
            }
        }
        if let Some(file) = read(&folder.join("style.css"))? {
            self.style = file.text;
            self.overrides.push(Override { name: "style.css".to_owned(), version: None });
        }
        if let Some(file) = read(&folder.join("logo.svg"))? {
            self.logo = file.text;
            self.overrides.push(Override { name: "logo.svg".to_owned(), version: None });
        }
        for language in Language::ALL.iter().copied() {
            let name = format!("messages/{language}.ftl");
            if let Some(file) = read(&folder.join(&name))? {
                self.messages.push((language, file));
                self.overrides.push(Override { name, version: None });
            }
        }
        self.overrides.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(())
    }
}

/// The file's text; `None` when there is no such file.
fn read(path: &Path) -> Result<Option<File>, ViewError> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(File { text: Cow::Owned(text), path: Some(path.to_owned()) })),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(ViewError::unreadable(path, error)),
    }
}
