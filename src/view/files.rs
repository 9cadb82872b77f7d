//! The files that pages are made of: those in the program, and those of an operator's folder that replace them.

use super::assets::{LOGO_SVG, STYLE_CSS};
use super::engine::ViewError;
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
    "admin_base.html",
    "admin_form.html",
    "admin_list.html",
    "admin_overview.html",
    "admin_parts.html",
    "admin_question.html",
    "admin_record.html",
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
    "logout.html",
    "parts.html",
    "select_account.html",
];

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
                self.templates.insert(name, file);
            }
        }
        if let Some(file) = read(&folder.join("style.css"))? {
            self.style = file.text;
        }
        if let Some(file) = read(&folder.join("logo.svg"))? {
            self.logo = file.text;
        }
        for language in Language::ALL.iter().copied() {
            let own = read(&folder.join(format!("messages/{language}.ftl")))?;
            self.messages.extend(own.map(|file| (language, file)));
        }
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
