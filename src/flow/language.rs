//! What came to light while a request was dealt with: the language in which it is answered, and whose it is.

use super::Deps;
use crate::model::{Client, ClientId, Language, User};
use crate::protocol::language::{lookup, of_ui_locales};
use std::sync::OnceLock;

/// What came to light while one request was dealt with. Of each kind the first counts.
#[derive(Debug, Default)]
pub struct Heard {
    client: OnceLock<Language>,
    account: OnceLock<Language>,
    browser: OnceLock<Language>,
    client_id: OnceLock<ClientId>,
}

impl Heard {
    /// What a client's request says by `ui_locales` (OpenID Connect Core §3.1.2.1).
    pub fn note_ui_locales(&self, tags: Option<&str>) {
        if let Some(language) = tags.and_then(of_ui_locales) {
            let _ = self.client.set(language);
        }
    }

    /// What the account of the person in front of the browser says.
    pub fn note_account(&self, user: &User) {
        if let Some(language) = of_account(user) {
            let _ = self.account.set(language);
        }
    }

    /// What the browser asks for.
    pub fn note_browser(&self, language: Option<Language>) {
        if let Some(language) = language {
            let _ = self.browser.set(language);
        }
    }

    /// Which registered client the request is of, for the record of its refusal.
    pub fn note_client(&self, client: &Client) {
        let _ = self.client_id.set(client.id.clone());
    }

    /// That client.
    #[must_use]
    pub fn client_id(&self) -> Option<&str> {
        self.client_id.get().map(ClientId::as_str)
    }

    /// The client's wish, then the account's, then the browser's.
    #[must_use]
    pub fn language(&self) -> Option<Language> {
        self.client.get().or_else(|| self.account.get()).or_else(|| self.browser.get()).copied()
    }
}

/// The language of `locale` in a profile, if it is one of ours.
#[must_use]
pub fn of_account(user: &User) -> Option<Language> {
    user.profile.locale.as_deref().and_then(lookup)
}

impl Deps {
    /// The language of what is sent to somebody who has no account: that of the request that makes it be sent, then the setting.
    #[must_use]
    pub fn language_for_nobody(&self) -> Language {
        self.heard.language().unwrap_or(self.services.settings.branding.default_language)
    }

    /// The language of what is sent to `user`: their own, then that of the request that makes it be sent, then the setting.
    #[must_use]
    pub fn language_for(&self, user: &User) -> Language {
        let otherwise = self.services.settings.branding.default_language;
        of_account(user).or_else(|| self.heard.language()).unwrap_or(otherwise)
    }
}
