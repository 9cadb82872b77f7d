//! `prompt` (OpenID Connect Core §3.1.2.1).

use super::rule::{Fault, Rule};

/// What the client wants the person to be asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "prompt is a set of independent words")]
pub struct Prompt {
    /// No page may be shown.
    pub none: bool,
    /// The person must sign in again.
    pub login: bool,
    /// The person must consent again.
    pub consent: bool,
    /// The person must choose an account.
    pub select_account: bool,
    /// The person wants an account (Initiating User Registration via OpenID Connect 1.0 §4).
    pub create: bool,
}

/// `may_create` says whether people can make accounts; otherwise `create` is unknown.
///
/// # Errors
/// [`Rule::PromptUnknown`] for an unknown word, [`Rule::PromptNoneCombined`] for `none` with another.
pub fn parse_prompt(text: Option<&str>, may_create: bool) -> Result<Prompt, Fault> {
    let mut prompt = Prompt::default();
    for word in text.unwrap_or_default().split(' ').filter(|word| !word.is_empty()) {
        match word {
            "none" => prompt.none = true,
            "login" => prompt.login = true,
            "consent" => prompt.consent = true,
            "select_account" => prompt.select_account = true,
            "create" if may_create => prompt.create = true,
            other => return Err(Fault::new(Rule::PromptUnknown).received(other)),
        }
    }
    if prompt.none && (prompt.login || prompt.consent || prompt.select_account || prompt.create) {
        return Err(Rule::PromptNoneCombined.into());
    }
    Ok(prompt)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_combine_but_none_stands_alone() {
        assert!(parse_prompt(Some("login consent"), false).unwrap().consent);
        assert_eq!(parse_prompt(None, false).unwrap(), Prompt::default());
        assert_eq!(parse_prompt(Some("none login"), false).unwrap_err().rule, Rule::PromptNoneCombined);
        assert_eq!(parse_prompt(Some("create"), false).unwrap_err().rule, Rule::PromptUnknown);
        assert!(parse_prompt(Some("create"), true).unwrap().create);
        assert_eq!(parse_prompt(Some("create none"), true).unwrap_err().rule, Rule::PromptNoneCombined);
    }
}
