//! The languages of the pages.

use super::named::named;

named! {
    /// A language that the pages speak, by its BCP 47 tag.
    pub enum Language {
        /// English.
        English = "en",
    }
}

impl Language {
    /// The direction in which it is written: the `dir` attribute of HTML.
    #[must_use]
    pub fn direction(self) -> &'static str {
        match self {
            Self::English => "ltr",
        }
    }
}
