//! One spelling for each account: case, width and composition variants of a name are the same person, and share one
//! bucket when attempts are counted.

use unicode_normalization::UnicodeNormalization;

/// Longest user name or address, in bytes.
const LONGEST: usize = 254;

/// The form under which a user name or e-mail address is stored and looked up.
#[must_use]
pub fn login_key(entered: &str) -> String {
    let short: String = entered.trim().chars().take(LONGEST).collect();
    short.nfkc().flat_map(char::to_lowercase).nfkc().collect::<String>().trim().to_owned()
}

/// Whether `name` can be a user name.
///
/// # Errors
/// A sentence that says what is wrong.
pub fn check_username(name: &str) -> Result<(), String> {
    if name.trim() != name || name.is_empty() || name.len() > LONGEST || name.chars().any(char::is_control) {
        return Err("a user name is 1 to 254 bytes of visible text without spaces around it".to_owned());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variants_of_a_name_are_one_account() {
        for variant in ["alice", "ALICE", " Alice ", "ａｌｉｃｅ", "Aʟice"] {
            assert_eq!(login_key(variant) == "alice", variant != "Aʟice", "{variant}");
        }
        assert_eq!(login_key("É"), login_key("e\u{301}"));
    }

    #[test]
    fn user_names_are_visible_text() {
        assert!(check_username("alice").is_ok());
        for bad in ["", " a", "a\n", &"x".repeat(300)] {
            assert!(check_username(bad).is_err());
        }
    }
}
