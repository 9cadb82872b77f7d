//! What the pages look like and whose they are.

use super::section;
use crate::config::reader::Reader;
use crate::config::rule::{Phrase, Rule, WebAddress, one_of};
use crate::config::spec::Spec;
use crate::model::Language;

section! {
    /// Whose pages these are.
    branding: Branding {
        /// The name at the top of every page and in mails.
        product_name: String = "Symbolon", Phrase { most: 60, allowed: "a name of at most 60 characters" };
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
