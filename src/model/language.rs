//! The languages of the pages.

use super::named::named;

named! {
    /// A language that the pages speak, by its BCP 47 tag.
    pub enum Language {
        /// English.
        English = "en",
        /// German.
        German = "de",
        /// French.
        French = "fr",
        /// Spanish.
        Spanish = "es",
        /// Portuguese.
        Portuguese = "pt",
        /// Japanese.
        Japanese = "ja",
        /// Chinese in simplified characters.
        SimplifiedChinese = "zh-Hans",
        /// Arabic.
        Arabic = "ar",
    }
}

impl Language {
    /// The direction in which it is written: the `dir` attribute of HTML.
    #[must_use]
    pub fn direction(self) -> &'static str {
        match self {
            Self::Arabic => "rtl",
            _ => "ltr",
        }
    }

    /// Its name in itself, as who reads it looks for it.
    #[must_use]
    pub fn own_name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::German => "Deutsch",
            Self::French => "Français",
            Self::Spanish => "Español",
            Self::Portuguese => "Português",
            Self::Japanese => "日本語",
            Self::SimplifiedChinese => "简体中文",
            Self::Arabic => "العربية",
        }
    }
}
