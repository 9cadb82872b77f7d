//! Mails: subject, plain text and HTML, in the reader's language.

use super::engine::Pages;
use super::links::WebUrl;
use super::page::{Layout, Page};
use crate::config::Settings;
use crate::locale::Argument;
use crate::model::Mail;
use serde::Serialize;
use std::fmt::Write;

/// What stands below the text of a notice, in this order.
const FACTS: [&str; 3] = ["time", "address", "agent"];

/// The button of a mail.
#[derive(Clone, Debug, Serialize)]
pub struct MailLink {
    /// What it says.
    label: String,
    /// Where it leads.
    href: WebUrl,
}

/// A line below the text.
#[derive(Clone, Debug, Serialize)]
pub struct MailFact {
    /// What it is.
    label: String,
    /// What it says.
    value: String,
}

/// A mail as HTML; the other half of it is [`MailPage::plain`].
#[derive(Clone, Debug, Serialize)]
pub struct MailPage {
    /// The language and whose mail it is.
    layout: Layout,
    /// Subject, in one line.
    subject: String,
    /// The first line.
    greeting: String,
    /// Paragraphs.
    text: Vec<String>,
    /// The button, where the mail leads somewhere.
    link: Option<MailLink>,
    /// What stands before the link in letters, for programs that show no buttons.
    link_hint: String,
    /// Lines below the text.
    facts: Vec<MailFact>,
    /// What to do if it was somebody else.
    advice: String,
    /// Who sends it.
    sender: String,
}

impl MailPage {
    /// Puts a mail into words; `None` when a text is missing or names what there is not.
    #[must_use]
    pub fn new(pages: &Pages, settings: &Settings, mail: &Mail) -> Option<Self> {
        let product = &settings.branding.product_name;
        let issuer = settings.issuer.as_str();
        let mut values = mail.values.clone();
        values.entry("username".to_owned()).or_default();
        values.entry("name".to_owned()).or_default();
        values.insert("product".to_owned(), product.clone());
        values.insert("issuer".to_owned(), issuer.to_owned());
        let values: Vec<_> = values.into_iter().map(|(name, value)| (name, Argument::Text(one_line(&value)))).collect();
        let text = |key: &str| pages.format(mail.language, key, &values);
        let kind = mail.kind;
        let link = match mail.values.get("link").filter(|_| kind.has_link()) {
            Some(href) => Some(MailLink { label: text(&format!("mail-{kind}-action"))?, href: WebUrl::parse(href)? }),
            None => None,
        };
        let fact = |name: &&str| {
            let value = mail.values.get(*name)?;
            Some(MailFact { label: text(&format!("mail-fact-{name}"))?, value: one_line(value) })
        };
        let named = mail.values.get("username").is_some_and(|name| !name.is_empty());
        Some(Self {
            layout: Layout::new(settings.issuer.base_path(), product).in_language(mail.language),
            subject: text(&format!("mail-{kind}-subject"))?,
            greeting: text(if named { "mail-greeting" } else { "mail-greeting-unnamed" })?,
            text: text(&format!("mail-{kind}-text"))?.split("\n\n").map(str::to_owned).collect(),
            link,
            link_hint: text("mail-link-hint")?,
            facts: FACTS.iter().filter_map(fact).collect(),
            advice: text(if kind.has_link() { "mail-advice-unasked" } else { "mail-advice-not-you" })?,
            sender: text("mail-sender")?,
        })
    }

    /// The subject, in one line.
    #[must_use]
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// The mail as plain text.
    #[must_use]
    pub fn plain(&self) -> String {
        let mut plain = format!("{}\n\n{}\n", self.greeting, self.text.join("\n\n"));
        // Writing to a String cannot fail.
        if let Some(link) = &self.link {
            let _ = write!(plain, "\n{}\n{}\n", link.label, link.href.as_str());
        }
        if !self.facts.is_empty() {
            plain.push('\n');
            for MailFact { label, value } in &self.facts {
                let _ = writeln!(plain, "{label}: {value}");
            }
        }
        let _ = write!(plain, "\n{}\n\n-- \n{}\n", self.advice, self.sender);
        plain
    }
}

/// A value cannot begin a line of its own.
fn one_line(value: &str) -> String {
    value.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

impl Page for MailPage {
    const TEMPLATE: &'static str = "mail.html";

    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn sample() -> Self {
        let fact = |label: &str, value: &str| MailFact { label: label.to_owned(), value: value.to_owned() };
        Self {
            layout: Layout::sample(),
            subject: "New sign-in".to_owned(),
            greeting: "Hello alice,".to_owned(),
            text: vec!["Somebody signed in.".to_owned(), "It may have been you.".to_owned()],
            link: WebUrl::parse("https://id.example/reset/x").map(|href| MailLink { label: "Go on".to_owned(), href }),
            link_hint: "If the button does not work, open this address:".to_owned(),
            facts: vec![fact("Address", "203.0.113.7")],
            advice: "If this was not you, change your password.".to_owned(),
            sender: "Symbolon, https://id.example".to_owned(),
        }
    }

    fn samples() -> Vec<Self> {
        vec![Self::sample(), Self { link: None, facts: Vec::new(), ..Self::sample() }]
    }
}
