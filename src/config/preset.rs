//! Presets: values for a purpose, given by one name. They go before the defaults and after whatever else is set.

use super::value::Preset;

/// What each preset sets, by the settings' names, as text.
const PRESETS: &[(Preset, &[(&str, &str)])] = &[(Preset::OidcCertification, OIDC_CERTIFICATION)];

/// What the certification plans of OpenID Connect ask of a provider and a careful installation does not offer to everybody.
const OIDC_CERTIFICATION: &[(&str, &str)] = &[
    // The plans' clients are confidential and send no challenge.
    ("pkce.required", "public"),
    ("requests.request_uri", "true"),
    ("requests.response_types", "code,id_token,id_token token,code id_token,code token,code id_token token"),
    ("registration.pkce", "public"),
    // They register clients of their own, dozens within minutes.
    ("registration.mode", "open"),
    ("registration.attempts_per_address", "1000"),
];

/// What `preset` sets.
pub(super) fn values(preset: Preset) -> &'static [(&'static str, &'static str)] {
    PRESETS.iter().find(|(known, _)| *known == preset).map_or(&[], |(_, values)| values)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::value::Word;
    use crate::config::{Settings, Source, effective};
    use std::collections::BTreeMap;

    #[test]
    fn each_preset_sets_what_exists_to_something_else_than_the_default() {
        let defaults = effective(&Settings::defaults());
        for (word, preset) in Preset::WORDS.iter().filter(|(_, preset)| *preset != Preset::None) {
            let env = BTreeMap::from([("SYMBOLON_PRESET".to_owned(), (*word).to_owned())]);
            let set = effective(&Settings::load(None, &env).unwrap());
            assert!(!values(*preset).is_empty(), "{word}");
            for (name, _) in values(*preset) {
                let find = |all: &[(String, String, Source)]| all.iter().find(|(known, ..)| known == name).cloned();
                let (_, default, _) = find(&defaults).unwrap_or_else(|| panic!("{word}: no setting {name}"));
                let (_, value, source) = find(&set).unwrap();
                assert_ne!(value, default, "{word}: {name}");
                assert_eq!(source, Source::Preset(word), "{name}");
            }
        }
    }
}
