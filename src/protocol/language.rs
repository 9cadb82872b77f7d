//! Which of our languages somebody means: language tags (BCP 47) and lists of them.

use crate::model::Language;
use std::collections::BTreeMap;

/// Tags of a list that are looked at; people read no more languages.
const MOST_TAGS: usize = 32;

/// The language that a tag means, by lookup (RFC 4647 §3.4): `pt-BR` is Portuguese. Chinese is spoken of by its script, so
/// that a tag with another script or a region that writes another one means none of ours. Some write `_` for `-` (OpenID
/// Connect Core §5.1, `locale`).
#[must_use]
pub fn lookup(tag: &str) -> Option<Language> {
    let mut subtags = tag.trim().split(['-', '_']);
    let primary = subtags.next()?.to_ascii_lowercase();
    if !matches!(primary.as_str(), "zh" | "cmn") {
        return Language::parse(&primary);
    }
    let simplified = match subtags.next().map(str::to_ascii_lowercase).as_deref() {
        None | Some("hans" | "cn" | "sg" | "my") => true,
        Some(_) => false,
    };
    simplified.then_some(Language::SimplifiedChinese)
}

/// The first of ours in `ui_locales` (OpenID Connect Core §3.1.2.1): tags separated by spaces, the dearest first.
#[must_use]
pub fn of_ui_locales(tags: &str) -> Option<Language> {
    tags.split(' ').filter(|tag| !tag.is_empty()).take(MOST_TAGS).find_map(lookup)
}

/// The best of ours in an `Accept-Language` header (RFC 9110 §12.5.4); of equals the first.
#[must_use]
pub fn of_accept_language(header: &str) -> Option<Language> {
    let weighed = header.split(',').take(MOST_TAGS).filter_map(|item| {
        let (tag, parameters) = item.split_once(';').unwrap_or((item, ""));
        let weight = match parameters.trim().split_once('=') {
            Some((name, value)) if name.trim().eq_ignore_ascii_case("q") => value.trim().parse::<f32>().ok()?,
            _ => 1.0,
        };
        let language = lookup(tag)?;
        (weight > 0.0 && weight <= 1.0).then_some((weight, language))
    });
    let heavier = |best: Option<(f32, Language)>, item: (f32, Language)| {
        if best.is_none_or(|(weight, _)| item.0 > weight) { Some(item) } else { best }
    };
    weighed.fold(None, heavier).map(|(_, language)| language)
}

/// The value of `member` in `language` among members such as `client_name#de-AT` (OpenID Connect Dynamic Client
/// Registration §2.1): that of the very language first, then of one of its regions.
#[must_use]
pub fn localized<'a>(members: &'a BTreeMap<String, String>, member: &str, language: Language) -> Option<&'a str> {
    let tagged = |(name, value): (&'a String, &'a String)| {
        let (base, tag) = name.split_once('#')?;
        (base == member && lookup(tag) == Some(language)).then_some((tag, value.as_str()))
    };
    let found: Vec<_> = members.iter().filter_map(tagged).collect();
    let exact = found.iter().find(|(tag, _)| tag.eq_ignore_ascii_case(language.as_str()));
    exact.or(found.first()).map(|(_, value)| *value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tag_means_its_language_whatever_its_region() {
        for (tag, language) in [
            ("en", Language::English),
            ("EN-gb", Language::English),
            ("de-AT-1996", Language::German),
            ("pt-BR", Language::Portuguese),
            ("pt_BR", Language::Portuguese),
            ("ja-JP-u-ca-japanese", Language::Japanese),
            ("zh", Language::SimplifiedChinese),
            ("zh-CN", Language::SimplifiedChinese),
            ("zh-Hans-HK", Language::SimplifiedChinese),
            ("ar-EG", Language::Arabic),
        ] {
            assert_eq!(lookup(tag), Some(language), "{tag}");
        }
        for tag in ["zh-TW", "zh-Hant", "zh-HK", "*", "", "-", "english", "nl", "de;q=1", "\"><script>"] {
            assert_eq!(lookup(tag), None, "{tag}");
        }
    }

    #[test]
    fn first_wanted_language_that_there_is_wins() {
        assert_eq!(of_ui_locales("nl zh-TW fr-CA de"), Some(Language::French));
        assert_eq!(of_ui_locales(""), None);
        assert_eq!(of_ui_locales(&"xx ".repeat(10_000)), None);
    }

    #[test]
    fn accept_language_is_weighed() {
        assert_eq!(of_accept_language("nl, de;q=0.5, fr;q=0.9, es;q=0.9"), Some(Language::French));
        assert_eq!(of_accept_language("de;q=0, *"), None);
        assert_eq!(of_accept_language("de;q=7, fr;q=x, ja ; Q=0.1"), Some(Language::Japanese));
        assert_eq!(of_accept_language(""), None);
    }

    #[test]
    fn member_in_the_very_language_goes_before_one_of_a_region() {
        let members = [("client_name#de-AT", "Servus"), ("client_name#de", "Hallo"), ("client_name#fr-CA", "Bonjour")];
        let members = members.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        assert_eq!(localized(&members, "client_name", Language::German), Some("Hallo"));
        assert_eq!(localized(&members, "client_name", Language::French), Some("Bonjour"));
        assert_eq!(localized(&members, "client_name", Language::English), None);
        assert_eq!(localized(&members, "logo_uri", Language::German), None);
    }
}
