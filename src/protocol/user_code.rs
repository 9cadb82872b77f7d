//! The code that a person carries from the device to the browser (RFC 8628 §6.1).

use std::fmt;

/// Consonants that are not mistaken for each other and spell no words.
const ALPHABET: &[u8; 20] = b"BCDFGHJKLMNPQRSTVWXZ";
/// Letters of a code: 20^8 codes, 34.5 bits, which the limits on guesses make enough (RFC 8628 §5.1).
const LENGTH: usize = 8;

/// A well-formed user code: eight letters of the alphabet. Shown in two halves, as `WDJB-MJHT`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserCode(String);

impl UserCode {
    /// The code that these random bytes stand for. Of 128 bits nothing is left that makes one code likelier than another.
    #[must_use]
    pub fn from_random(bytes: [u8; 16]) -> Self {
        let mut value = u128::from_be_bytes(bytes);
        let mut letter = || {
            let index = usize::try_from(value % 20).unwrap_or_default();
            value /= 20;
            char::from(ALPHABET[index])
        };
        Self((0..LENGTH).map(|_| letter()).collect())
    }

    /// Reads what a person typed: case, spaces, dashes and other punctuation do not matter.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        // What is longer than a code with a mark after each letter was not typed from a device.
        if text.chars().count() > 4 * LENGTH {
            return None;
        }
        let letters: String = text.chars().filter(|c| c.is_alphanumeric()).map(|c| c.to_ascii_uppercase()).collect();
        let known = letters.bytes().all(|letter| ALPHABET.contains(&letter));
        (known && letters.len() == LENGTH).then_some(Self(letters))
    }

    /// The letters alone: what is looked up.
    #[must_use]
    pub fn letters(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for UserCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (first, second) = self.0.split_at(LENGTH / 2);
        write!(f, "{first}-{second}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn case_spaces_and_dashes_do_not_matter() {
        for typed in ["WDJB-MJHT", "wdjbmjht", " WdJb mJhT ", "W D J B M J H T", "wdjb–mjht", "wdjb_mjht."] {
            assert_eq!(UserCode::parse(typed).unwrap().to_string(), "WDJB-MJHT", "{typed}");
        }
    }

    #[test]
    fn what_is_no_code_is_not_read_as_one() {
        let long = "W".repeat(100_000);
        for typed in ["", "-", "WDJB-MJH", "WDJB-MJHTB", "WDJA-MJHT", "WDJ8-MJHT", "ÄDJB-MJHT", long.as_str()] {
            assert_eq!(UserCode::parse(typed), None, "{typed}");
        }
    }

    #[test]
    fn random_bytes_reach_the_first_and_the_last_code() {
        assert_eq!(UserCode::from_random([0; 16]).to_string(), "BBBB-BBBB");
        let last = 20_u128.pow(8) - 1;
        assert_eq!(UserCode::from_random(last.to_be_bytes()).to_string(), "ZZZZ-ZZZZ");
    }

    proptest! {
        #[test]
        fn code_is_read_as_it_is_shown(bytes in any::<[u8; 16]>()) {
            let code = UserCode::from_random(bytes);
            prop_assert_eq!(UserCode::parse(&code.to_string()), Some(code));
        }

        #[test]
        fn no_input_panics(text in "\\PC{0,40}") {
            let _ = UserCode::parse(&text);
        }
    }
}
