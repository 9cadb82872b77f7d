//! The frame around every page of the console.

use crate::view::{Layout, SitePath};
use serde::Serialize;

/// A text with what stands in its places.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Text {
    /// Its key.
    pub key: &'static str,
    /// What stands for `$name`.
    pub name: Option<String>,
    /// What stands for `$count`.
    pub count: Option<i64>,
}

impl Text {
    /// A text without places.
    #[must_use]
    pub fn of(key: &'static str) -> Self {
        Self { key, name: None, count: None }
    }

    /// A text about something with a name.
    #[must_use]
    pub fn named(key: &'static str, name: impl Into<String>) -> Self {
        Self { key, name: Some(name.into()), count: None }
    }

    /// A text about so many.
    #[must_use]
    pub fn counted(key: &'static str, count: i64) -> Self {
        Self { key, name: None, count: Some(count) }
    }
}

macro_rules! sections {
    ($($name:ident $path:literal $key:literal;)+) => {
        /// A part of the console, in the order of the navigation.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Section {
            $(
                #[doc = concat!("`", $path, "`")]
                $name,
            )+
        }

        impl Section {
            /// Every part.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// Where it begins.
            #[must_use]
            pub fn path(self) -> &'static str {
                match self { $(Self::$name => $path,)+ }
            }

            /// The key of its name.
            #[must_use]
            pub fn key(self) -> &'static str {
                match self { $(Self::$name => $key,)+ }
            }
        }
    };
}

sections! {
    Overview "/admin" "admin-nav-overview";
    Users "/admin/users" "admin-nav-users";
    Groups "/admin/groups" "admin-nav-groups";
    Clients "/admin/clients" "admin-nav-clients";
    Scopes "/admin/scopes" "admin-nav-scopes";
    Resources "/admin/resources" "admin-nav-resources";
    Keys "/admin/keys" "admin-nav-keys";
    Sessions "/admin/sessions" "admin-nav-sessions";
    Grants "/admin/grants" "admin-nav-grants";
    Issuers "/admin/issuers" "admin-nav-issuers";
    RegistrationTokens "/admin/registration-tokens" "admin-nav-registration-tokens";
    Refusals "/admin/refusals" "admin-nav-refusals";
    Audit "/admin/audit" "admin-nav-audit";
    Webhooks "/admin/webhooks" "admin-nav-webhooks";
    Settings "/admin/settings" "admin-nav-settings";
}

macro_rules! notes {
    ($($name:ident $word:literal $key:literal;)+) => {
        /// What was done a moment ago, as the address of the page after it says. A closed list: nobody can make the page say
        /// anything else.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Note {
            $(
                #[doc = concat!("`done=", $word, "`")]
                $name,
            )+
        }

        impl Note {
            /// Every note.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// Its word in an address.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self { $(Self::$name => $word,)+ }
            }

            /// The key of its text.
            #[must_use]
            pub fn key(self) -> &'static str {
                match self { $(Self::$name => $key,)+ }
            }

            /// The note that an address names.
            #[must_use]
            pub fn parse(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|note| note.word() == word)
            }
        }
    };
}

notes! {
    Added "added" "admin-done-added";
    Saved "saved" "admin-done-saved";
    Removed "removed" "admin-done-removed";
    SwitchedOff "switched-off" "admin-done-switched-off";
    SwitchedOn "switched-on" "admin-done-switched-on";
    Revoked "revoked" "admin-done-revoked";
    Rotated "rotated" "admin-done-rotated";
    Retired "retired" "admin-done-retired";
    PasswordSet "password-set" "admin-done-password-set";
    FactorsReset "factors-reset" "admin-done-factors-reset";
    PasskeysRemoved "passkeys-removed" "admin-done-passkeys-removed";
    Promoted "promoted" "admin-done-promoted";
    Demoted "demoted" "admin-done-demoted";
    Tested "tested" "admin-done-tested";
}

/// A place of the navigation.
#[derive(Clone, Debug, Serialize)]
struct NavItem {
    key: &'static str,
    to: SitePath,
    current: bool,
}

/// Who is here, where, and what was done a moment ago.
#[derive(Clone, Debug, Serialize)]
pub struct AdminFrame {
    nav: Vec<NavItem>,
    username: String,
    done: Option<Text>,
}

impl AdminFrame {
    /// The frame of a page in `section` for the administrator `username`.
    #[must_use]
    pub fn new(layout: &Layout, section: Section, username: &str, done: Option<Note>) -> Self {
        let item =
            |part: &Section| NavItem { key: part.key(), to: layout.path(part.path()), current: *part == section };
        Self {
            nav: Section::ALL.iter().map(item).collect(),
            username: username.to_owned(),
            done: done.map(|note| Text::of(note.key())),
        }
    }

    pub(in crate::view) fn sample(section: Section) -> Self {
        Self::new(&Layout::sample(), section, "admin", Some(Note::Saved))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::Messages;
    use crate::model::Language;

    #[test]
    fn every_section_and_every_note_has_its_text() {
        let keys = Messages::keys(Language::English);
        let used = Section::ALL.iter().map(|section| section.key()).chain(Note::ALL.iter().map(|note| note.key()));
        for key in used {
            assert!(keys.contains(&key), "{key}");
        }
    }

    #[test]
    fn word_of_an_address_names_one_note_or_none() {
        for note in Note::ALL {
            assert_eq!(Note::parse(note.word()), Some(*note));
        }
        assert_eq!(Note::parse("<script>"), None);
    }
}
