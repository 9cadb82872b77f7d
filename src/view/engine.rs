//! The template environment.

use super::assets::{Asset, PASSKEYS_JS};
use super::brand::{self, BrandError};
use super::escape::write_value;
use super::files::{CONTEXT_VERSION, Files, Override};
use super::page::Page;
use super::samples::{Sample, samples};
use super::text::add_text_functions;
use crate::config::Branding;
use crate::locale::{Argument, MessageError, Messages};
use crate::model::Language;
use bytes::Bytes;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Value;
use minijinja::{AutoEscape, Environment, UndefinedBehavior};
use std::collections::BTreeMap;
use std::error::Error as _;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Why pages cannot be made, with the file to look into.
#[derive(Debug, thiserror::Error)]
pub enum ViewError {
    /// A file or folder of the operator's templates cannot be read.
    #[error("cannot read {}: {source}", path.display())]
    Unreadable {
        /// The file or folder.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// A template is broken, or names something that the page does not have.
    #[error("{file}, line {line}: {reason}")]
    Template {
        /// The template's file.
        file: String,
        /// The line, counted from 1; 0 when it is not known.
        line: usize,
        /// What is wrong.
        reason: String,
    },
    /// A template was written for other contexts.
    #[error(
        "{}: is written for version {stated} of the contexts, and this program has version {CONTEXT_VERSION}\n  \
        compare it with docs/templates.md or with what `symbolon templates export` writes, then state \
        {{# symbolon-context: {CONTEXT_VERSION} #}}", path.display()
    )]
    Outdated {
        /// The template's file.
        path: PathBuf,
        /// The version that it states.
        stated: u32,
    },
    /// A message table is broken.
    #[error("{}: {source}", path.display())]
    Messages {
        /// The table's file.
        path: PathBuf,
        /// What is wrong.
        source: MessageError,
    },
    /// The logo of the settings cannot be used.
    #[error(transparent)]
    Brand(#[from] BrandError),
    /// A page's context cannot be turned into template values.
    #[error("the context of {template}: {source}")]
    Context {
        /// The page's template.
        template: &'static str,
        /// What is wrong.
        source: serde_json::Error,
    },
}

impl ViewError {
    pub(super) fn unreadable(path: &Path, source: io::Error) -> Self {
        Self::Unreadable { path: path.to_owned(), source }
    }
}

/// All pages, ready to be rendered; made once at start and shared.
pub struct Pages {
    /// One for each language; they share the compiled templates.
    environments: BTreeMap<Language, Environment<'static>>,
    messages: Arc<Messages>,
    /// The operator's files by template name, for error texts.
    replaced: BTreeMap<String, PathBuf>,
    overrides: Vec<Override>,
    style: Asset,
    logo: Asset,
    passkeys: Asset,
}

impl std::fmt::Debug for Pages {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pages").finish_non_exhaustive()
    }
}

impl Pages {
    /// Compiles the embedded templates and those in `overrides` that replace them. Where there are such, every page's samples
    /// are rendered; that the embedded ones alone render is a test of this program.
    ///
    /// # Errors
    /// Names the file and the line of the first template that does not compile or does not render.
    pub fn new(overrides: Option<&Path>) -> Result<Self, ViewError> {
        Self::branded(overrides, None, "")
    }

    /// The same with the logo and the colours of the settings.
    ///
    /// # Errors
    /// See [`new`](Self::new).
    pub fn with_branding(overrides: Option<&Path>, branding: &Branding) -> Result<Self, ViewError> {
        Self::branded(overrides, brand::logo(branding)?, &brand::colors(branding))
    }

    fn branded(overrides: Option<&Path>, logo: Option<Asset>, colors: &str) -> Result<Self, ViewError> {
        let files = Files::load(overrides)?;
        let mut messages = Messages::embedded();
        for (language, own) in &files.messages {
            let broken = |source| ViewError::Messages { path: own.path.clone().unwrap_or_default(), source };
            messages.replace(*language, &own.text).map_err(broken)?;
        }
        let style = Asset::new(Bytes::from(files.style.into_owned() + colors), "text/css; charset=utf-8");
        let logo = logo.unwrap_or_else(|| Asset::new(Bytes::from(files.logo.into_owned()), "image/svg+xml"));
        let mut environment = strict_environment();
        let passkeys = Asset::new(PASSKEYS_JS.into(), "text/javascript; charset=utf-8");
        environment.add_global("passkeys_version", passkeys.version.clone());
        environment.add_global("style_version", style.version.clone());
        environment.add_global("logo_version", logo.version.clone());
        let messages = Arc::new(messages);
        let mut pages = Self {
            environments: BTreeMap::new(),
            messages: Arc::clone(&messages),
            replaced: BTreeMap::new(),
            overrides: files.overrides,
            style,
            logo,
            passkeys,
        };
        for (name, file) in files.templates {
            pages.replaced.extend(file.path.map(|path| (name.clone(), path)));
            let added = environment.add_template_owned(name, file.text.into_owned());
            added.map_err(|error| pages.explain(&error))?;
        }
        for language in Language::ALL.iter().copied() {
            let mut own = environment.clone();
            add_text_functions(&mut own, &messages, language);
            pages.environments.insert(language, own);
        }
        if !pages.overrides.is_empty() {
            pages.check_samples()?;
        }
        Ok(pages)
    }

    /// The page as HTML.
    ///
    /// # Errors
    /// Only when an operator's template fails on values that no sample had.
    pub fn render<P: Page>(&self, page: &P) -> Result<String, ViewError> {
        let context =
            serde_json::to_value(page).map_err(|source| ViewError::Context { template: P::TEMPLATE, source })?;
        self.render_value(page.language(), P::TEMPLATE, context)
    }

    pub(super) fn render_value(
        &self,
        language: Language,
        template: &str,
        context: serde_json::Value,
    ) -> Result<String, ViewError> {
        let rendered =
            self.environments[&language].get_template(template).and_then(|found| found.render(value_of(context)));
        rendered.map_err(|error| self.explain(&error))
    }

    /// The operator's files, by name.
    #[must_use]
    pub fn overrides(&self) -> &[Override] {
        &self.overrides
    }

    /// The text of `key` in `language`, where a page is given text and not a key; nothing for a key that there is not.
    #[must_use]
    pub fn text(&self, language: Language, key: &str) -> Option<String> {
        self.messages.format(language, key, &[]).ok()
    }

    /// The same with values in it.
    pub(super) fn format(&self, language: Language, key: &str, values: &[(String, Argument)]) -> Option<String> {
        self.messages.format(language, key, values).ok()
    }

    /// The style sheet, for `/assets/style.css`.
    pub fn style(&self) -> &Asset {
        &self.style
    }

    /// The script for passkeys, for `/assets/passkeys.js`.
    pub fn passkeys(&self) -> &Asset {
        &self.passkeys
    }

    /// The logo, for `/assets/logo.svg`.
    pub fn logo(&self) -> &Asset {
        &self.logo
    }

    fn check_samples(&self) -> Result<(), ViewError> {
        for Sample { template, context } in samples()? {
            for language in Language::ALL.iter().copied() {
                self.render_value(language, template, context.clone())?;
            }
        }
        Ok(())
    }

    /// Names the innermost template: where an included or extended file fails, that file is the one to look into.
    fn explain(&self, error: &minijinja::Error) -> ViewError {
        let mut innermost = error;
        while let Some(cause) = innermost.source().and_then(|source| source.downcast_ref::<minijinja::Error>()) {
            innermost = cause;
        }
        let name = innermost.name().or(error.name()).unwrap_or_default();
        let line = innermost.line().or(error.line()).unwrap_or_default();
        let detail = innermost.detail().map(|detail| format!(": {detail}")).unwrap_or_default();
        let (file, suspects) = match self.replaced.get(name) {
            Some(path) => (path.display().to_string(), String::new()),
            None => (format!("templates/{name}"), self.suspects()),
        };
        ViewError::Template { file, line, reason: format!("{}{detail}{suspects}", innermost.kind()) }
    }

    /// An embedded file fails only because a replaced one lacks something.
    fn suspects(&self) -> String {
        let paths: Vec<_> = self.replaced.values().map(|path| path.to_string_lossy()).collect();
        if paths.is_empty() { String::new() } else { format!(" (look into {})", paths.join(", ")) }
    }
}

fn strict_environment() -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_formatter(write_value);
    // In debug mode an error carries the page's values, which hold CSRF tokens.
    environment.set_debug(false);
    let tidy = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
    environment.set_syntax(tidy.expect("only whitespace is set, and the default delimiters are distinct"));
    environment
}

/// The engine is built without serde, so contexts come to it by way of JSON values.
fn value_of(json: serde_json::Value) -> Value {
    match json {
        serde_json::Value::Null => Value::from(()),
        serde_json::Value::Bool(flag) => Value::from(flag),
        serde_json::Value::Number(number) => {
            number.as_i64().map_or_else(|| Value::from(number.as_f64().unwrap_or_default()), Value::from)
        }
        serde_json::Value::String(text) => Value::from(text),
        serde_json::Value::Array(items) => items.into_iter().map(value_of).collect(),
        serde_json::Value::Object(fields) => Value::from_object(
            fields.into_iter().map(|(name, value)| (name, value_of(value))).collect::<BTreeMap<_, _>>(),
        ),
    }
}
