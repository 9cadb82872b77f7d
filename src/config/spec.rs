//! What is known of a setting.

use super::rule::{Form, Rule};

/// What is known of one setting apart from its type.
#[derive(Clone, Debug)]
pub(super) struct Spec {
    /// Section of the file; empty at the top.
    pub section: &'static str,
    /// `section.key`, or `key` at the top.
    pub name: String,
    /// What it means, a sentence or more.
    pub meaning: String,
    /// Its value when nobody sets it, as text; empty for none.
    pub default: &'static str,
    /// Names under which platforms set it.
    platform: &'static [&'static str],
    /// What may be given.
    pub allowed: String,
    /// How it may be given.
    pub form: Form,
}

impl Spec {
    pub(super) fn of<V, R: Rule<Value = V>>(
        place: (&'static str, &'static str),
        meaning: &str,
        default: &'static str,
        platform: &'static [&'static str],
        rule: &R,
    ) -> Self {
        let (section, key) = place;
        let (meaning, allowed) = (meaning.trim().to_owned(), rule.allowed());
        Self { section, name: full_name(section, key), meaning, default, platform, allowed, form: R::FORM }
    }

    /// The variables that set it; where several are set, the first counts.
    pub fn variables(&self) -> Vec<String> {
        let own = format!("SYMBOLON_{}", self.name.replace('.', "__").to_uppercase());
        std::iter::once(own).chain(self.platform.iter().map(|&name| name.to_owned())).collect()
    }

    /// The setting by both of its spellings.
    pub fn subject(&self) -> String {
        format!("{} ({})", self.name, self.variables().join(" or "))
    }
}

/// `section.key`, or `key` at the top.
pub(super) fn full_name(section: &str, key: &str) -> String {
    if section.is_empty() { key.to_owned() } else { format!("{section}.{key}") }
}
