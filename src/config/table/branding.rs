//! What the pages look like and whose they are.

use super::section;
use crate::config::color::Color;
use crate::config::reader::Reader;
use crate::config::rule::{Accent, FilePath, Phrase, Rule, WebAddress, maybe, one_of};
use crate::config::spec::Spec;
use crate::model::Language;
use std::path::PathBuf;

section! {
    /// Whose pages these are.
    branding: Branding {
        /// The name at the top of every page and in mails.
        product_name: String = "Symbolon", Phrase { most: 60, allowed: "a name of at most 60 characters" };
        /// A file with the logo, SVG or PNG of at most 256 KiB; it is shown 32 pixels high. It goes before a `logo.svg` among
        /// the templates.
        logo: Option<PathBuf> = "", maybe(FilePath);
        /// The colour of links and buttons in the light scheme. It must be readable as text on the pages, and white on it.
        accent: Option<Color> = "", maybe(Accent::Light);
        /// The same in the dark scheme. Without it: `accent`, as much lighter as it takes.
        accent_dark: Option<Color> = "", maybe(Accent::Dark);
        /// The language of pages where neither the client, the person, the account nor the browser asks for one of ours.
        default_language: Language = "en", one_of::<Language>();
        /// Where people get help; linked from the foot of every page.
        support_url: Option<String> = "", WebAddress;
        /// Who runs this, as some countries want it; linked from the foot of every page.
        imprint_url: Option<String> = "", WebAddress;
        /// What becomes of personal data; linked from the foot of every page.
        privacy_url: Option<String> = "", WebAddress;
    }
}
