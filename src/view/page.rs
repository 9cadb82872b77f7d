//! What all pages have in common.

use super::links::{LogoUrl, SitePath, WebUrl};
use crate::model::Language;
use serde::Serialize;

/// The context of one page.
pub trait Page: Serialize {
    /// The file name of the page's template.
    const TEMPLATE: &'static str;

    /// The frame around the page.
    fn layout(&self) -> &Layout;

    /// The language of the page.
    fn language(&self) -> Language {
        self.layout().language()
    }

    /// The page with everything on it that it can show.
    fn sample() -> Self
    where
        Self: Sized;

    /// [`sample`](Self::sample) and the variants that take another branch of the template. All are rendered at start.
    fn samples() -> Vec<Self>
    where
        Self: Sized,
    {
        vec![Self::sample()]
    }
}

/// The frame around every page.
#[derive(Clone, Debug, Serialize)]
pub struct Layout {
    /// The path of the issuer, without a slash at its end; empty for an issuer without a path.
    base_path: String,
    /// The name of the product that the page shows.
    product: String,
    /// The language of the page.
    lang: Language,
    /// The direction in which that language is written: `ltr` or `rtl`.
    dir: &'static str,
    /// The languages that the person can choose; none where the page cannot be shown again.
    languages: Vec<LanguageView>,
    /// Where people get help.
    support: Option<WebUrl>,
    /// Who runs the service.
    imprint: Option<WebUrl>,
    /// What becomes of personal data.
    privacy: Option<WebUrl>,
}

/// A language that can be chosen.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct LanguageView {
    /// Its tag.
    tag: Language,
    /// Its name in itself.
    name: &'static str,
    /// The direction in which it is written.
    dir: &'static str,
}

impl LanguageView {
    /// Every language.
    #[must_use]
    pub fn all() -> Vec<Self> {
        let view = |tag: Language| Self { tag, name: tag.own_name(), dir: tag.direction() };
        Language::ALL.iter().copied().map(view).collect()
    }
}

/// Links at the foot of every page.
#[derive(Clone, Debug, Default)]
pub struct FootLinks {
    /// Where people get help.
    pub support: Option<WebUrl>,
    /// Who runs the service.
    pub imprint: Option<WebUrl>,
    /// What becomes of personal data.
    pub privacy: Option<WebUrl>,
}

impl Layout {
    /// An English page below `base_path`, the issuer's path, of a product with this name.
    pub fn new(base_path: &str, product: &str) -> Self {
        let base_path = base_path.trim_end_matches('/').to_owned();
        Self {
            base_path,
            product: product.to_owned(),
            lang: Language::English,
            dir: Language::English.direction(),
            languages: Vec::new(),
            support: None,
            imprint: None,
            privacy: None,
        }
    }

    /// The same page with a choice of languages.
    #[must_use]
    pub fn with_choice(self) -> Self {
        Self { languages: LanguageView::all(), ..self }
    }

    /// The same page with these links at its foot.
    #[must_use]
    pub fn with_links(self, links: FootLinks) -> Self {
        Self { support: links.support, imprint: links.imprint, privacy: links.privacy, ..self }
    }

    /// The same page in another language.
    #[must_use]
    pub fn in_language(self, lang: Language) -> Self {
        Self { lang, dir: lang.direction(), ..self }
    }

    /// The language of the page.
    #[must_use]
    pub fn language(&self) -> Language {
        self.lang
    }

    /// `path` on this server, as `/login`, below the issuer's path.
    pub fn path(&self, path: &str) -> SitePath {
        SitePath::below(&self.base_path, path)
    }

    pub(super) fn sample() -> Self {
        let link = |path: &str| WebUrl::parse(&format!("https://example.com/{path}"));
        let links = FootLinks { support: link("help"), imprint: link("imprint"), privacy: link("privacy") };
        Self::new("", "Symbolon").with_choice().with_links(links)
    }
}

/// Where a form is posted to and the hidden fields that it carries.
#[derive(Clone, Debug, Serialize)]
pub struct Form {
    /// The form's `action`.
    pub action: SitePath,
    /// The value of the hidden field `csrf`, made for this browser and this form.
    pub csrf: String,
    /// The value of the hidden field `request`: the handle of the pending authorization request, if there is one.
    pub request: Option<String>,
}

impl Form {
    pub(super) fn sample(path: &str) -> Self {
        Self {
            action: Layout::sample().path(path),
            csrf: "mOZVJ5mYH1xvS0pQkIhkNwzRUk2yQv7cK3bJ0aQd9uE".to_owned(),
            request: Some("q7wq2nH3TzK1Xb0mC9eJrA".to_owned()),
        }
    }

    pub(super) fn sample_without_request(path: &str) -> Self {
        Self { request: None, ..Self::sample(path) }
    }
}

/// A client as people see it (OpenID Connect Dynamic Client Registration §2).
#[derive(Clone, Debug, Serialize)]
pub struct ClientView {
    /// `client_name`, or the `client_id` of a client without one.
    pub name: String,
    /// `logo_uri`.
    pub logo: Option<LogoUrl>,
    /// `client_uri`.
    pub website: Option<WebUrl>,
    /// `policy_uri`.
    pub policy: Option<WebUrl>,
    /// `tos_uri`.
    pub terms: Option<WebUrl>,
    /// Set when the client registered itself, so that nobody vouches for its name.
    pub unverified: bool,
}

impl ClientView {
    /// A client of which nothing but the name is known.
    pub fn named(name: impl Into<String>) -> Self {
        Self { name: name.into(), logo: None, website: None, policy: None, terms: None, unverified: false }
    }

    pub(super) fn sample() -> Self {
        Self {
            name: "Acme Dashboard".to_owned(),
            logo: LogoUrl::parse("https://dashboard.example/logo.png"),
            website: WebUrl::parse("https://dashboard.example/"),
            policy: WebUrl::parse("https://dashboard.example/privacy"),
            terms: WebUrl::parse("https://dashboard.example/terms"),
            unverified: true,
        }
    }
}
