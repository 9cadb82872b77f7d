//! Codes on paper for the day on which the second factor is lost.

use std::fmt;

/// Digits and letters that are not mistaken for each other (Crockford's base 32).
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// Letters of a code: 60 bits.
const LENGTH: usize = 12;

/// A well-formed recovery code. Shown in three groups of four.
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveryCode(String);

impl fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryCode")
    }
}

impl RecoveryCode {
    /// The code that these random bytes stand for.
    #[must_use]
    pub fn from_random(bytes: [u8; LENGTH]) -> Self {
        Self(bytes.iter().map(|byte| char::from(ALPHABET[usize::from(byte % 32)])).collect())
    }

    /// Reads what a person typed: case, spaces and dashes do not matter, nor whether a letter or the digit like it was read.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() > 4 * LENGTH {
            return None;
        }
        let read = |letter: char| match letter.to_ascii_lowercase() {
            'o' => '0',
            'i' | 'l' => '1',
            other => other,
        };
        let letters: String = text.chars().filter(|c| c.is_alphanumeric()).map(read).collect();
        let known = letters.bytes().all(|letter| ALPHABET.contains(&letter));
        (known && letters.len() == LENGTH).then_some(Self(letters))
    }

    /// The letters alone: what is looked up.
    #[must_use]
    pub fn letters(&self) -> &str {
        &self.0
    }

    /// As it is shown.
    #[must_use]
    pub fn shown(&self) -> String {
        let (first, rest) = self.0.split_at(LENGTH / 3);
        let (second, third) = rest.split_at(LENGTH / 3);
        format!("{first}-{second}-{third}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn case_spaces_dashes_and_look_alikes_do_not_matter() {
        for typed in ["0123-4567-89ab", "O123 4567 89AB", "0l23-4567-89ab", "oI23456789aB "] {
            assert_eq!(RecoveryCode::parse(typed).unwrap().shown(), "0123-4567-89ab", "{typed}");
        }
    }

    #[test]
    fn what_is_no_code_is_not_read_as_one() {
        let long = "0".repeat(100_000);
        for typed in ["", "0123-4567-89a", "0123-4567-89abc", "0123-4567-89au", "١١١١-١١١١-١١١١", long.as_str()]
        {
            assert_eq!(RecoveryCode::parse(typed), None, "{typed}");
        }
    }

    proptest! {
        #[test]
        fn code_is_read_as_it_is_shown(bytes in any::<[u8; 12]>()) {
            let code = RecoveryCode::from_random(bytes);
            prop_assert_eq!(RecoveryCode::parse(&code.shown()), Some(code));
        }

        #[test]
        fn no_input_panics(text in "\\PC{0,40}") {
            let _ = RecoveryCode::parse(&text);
        }
    }
}
