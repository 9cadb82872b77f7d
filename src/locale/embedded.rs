//! The texts that are part of the program.

use crate::model::Language;

macro_rules! texts {
    ($language:literal) => {
        texts!($language: "account", "account-pages", "account-passkeys", "admin", "admin-clients", "admin-refusals", "admin-try", "admin-users", "claims", "consent", "device", "error", "factors", "form-post", "frame", "home", "login", "logout", "mail", "self-service")
    };
    ($language:literal: $($area:literal),+) => {
        &[$(include_str!(concat!("../../templates/messages/", $language, "/", $area, ".ftl"))),+]
    };
}

/// The areas that are translated; a test says what they lack of the English ones.
macro_rules! translated {
    ($language:literal) => {
        texts!($language: "account", "account-pages", "account-passkeys", "admin", "admin-clients", "admin-refusals", "admin-try", "admin-users", "claims", "consent", "device", "error", "factors", "form-post", "frame", "home", "login", "logout", "mail", "self-service")
    };
}

/// The Fluent files of a language, one for each area of the pages.
pub(super) fn texts(language: Language) -> &'static [&'static str] {
    match language {
        Language::English => texts!("en"),
        Language::German => translated!("de"),
        Language::French => translated!("fr"),
        Language::Spanish => translated!("es"),
        Language::Portuguese => translated!("pt"),
        Language::Japanese => translated!("ja"),
        Language::SimplifiedChinese => translated!("zh-Hans"),
        Language::Arabic => translated!("ar"),
    }
}
