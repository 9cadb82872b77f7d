//! How hard a password is to guess, estimated without asking anybody (zxcvbn). The very common ones are part of it.

use zxcvbn::feedback::{Suggestion, Warning};

/// What makes a password easy to guess, or would make it harder; texts are `strength-…`.
pub const ADVICE: [&str; 9] =
    ["common", "personal", "keyboard", "repeats", "sequences", "dates", "tricks", "words", "more-words"];

/// An estimate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Strength {
    /// 0 to 4; 3 means more than 10^8 guesses.
    pub score: u32,
    /// Some of [`ADVICE`]; nothing for a good one.
    pub advice: Vec<&'static str>,
}

/// Estimates a password of somebody of whom `personal` is known: their names and addresses are the first that anybody tries.
/// Only its first 100 characters count, so that the time is bounded.
#[must_use]
pub fn estimate(password: &str, personal: &[&str]) -> Strength {
    // The parts of an address are as well known as the whole.
    let parts =
        personal.iter().flat_map(|text| text.split(['@', '.', ' ', '-', '_']).chain(text.split('@')).chain([*text]));
    let known: Vec<&str> = parts.filter(|part| part.chars().count() > 2).collect();
    let entropy = zxcvbn::zxcvbn(password, &known);
    let mut advice = Vec::new();
    if let Some(feedback) = entropy.feedback() {
        advice.extend(feedback.warning().map(of_warning));
        advice.extend(feedback.suggestions().iter().copied().map(of_suggestion));
    }
    let mut seen = std::collections::BTreeSet::new();
    advice.retain(|one| seen.insert(*one));
    Strength { score: entropy.score() as u32, advice }
}

fn of_warning(warning: Warning) -> &'static str {
    match warning {
        Warning::ThisIsATop10Password
        | Warning::ThisIsATop100Password
        | Warning::ThisIsACommonPassword
        | Warning::ThisIsSimilarToACommonlyUsedPassword
        | Warning::AWordByItselfIsEasyToGuess => "common",
        Warning::NamesAndSurnamesByThemselvesAreEasyToGuess | Warning::CommonNamesAndSurnamesAreEasyToGuess => {
            "personal"
        }
        Warning::StraightRowsOfKeysAreEasyToGuess | Warning::ShortKeyboardPatternsAreEasyToGuess => "keyboard",
        Warning::RepeatsLikeAaaAreEasyToGuess | Warning::RepeatsLikeAbcAbcAreOnlySlightlyHarderToGuess => "repeats",
        Warning::SequencesLikeAbcAreEasyToGuess => "sequences",
        Warning::RecentYearsAreEasyToGuess | Warning::DatesAreOftenEasyToGuess => "dates",
    }
}

fn of_suggestion(suggestion: Suggestion) -> &'static str {
    match suggestion {
        Suggestion::UseAFewWordsAvoidCommonPhrases | Suggestion::NoNeedForSymbolsDigitsOrUppercaseLetters => "words",
        Suggestion::AddAnotherWordOrTwo => "more-words",
        Suggestion::CapitalizationDoesntHelpVeryMuch
        | Suggestion::AllUppercaseIsAlmostAsEasyToGuessAsAllLowercase
        | Suggestion::ReversedWordsArentMuchHarderToGuess
        | Suggestion::PredictableSubstitutionsDontHelpVeryMuch => "tricks",
        Suggestion::UseALongerKeyboardPatternWithMoreTurns => "keyboard",
        Suggestion::AvoidRepeatedWordsAndCharacters => "repeats",
        Suggestion::AvoidSequences => "sequences",
        Suggestion::AvoidRecentYears
        | Suggestion::AvoidYearsThatAreAssociatedWithYou
        | Suggestion::AvoidDatesAndYearsThatAreAssociatedWithYou => "dates",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_and_personal_passwords_are_weak_and_unlikely_words_are_not() {
        for weak in
            ["", "password", "P@ssw0rd", "qwertyuiop", "aaaaaaaaaaaa", "abcdefgh1234", "alice.liddell", "Liddell1"]
        {
            let found = estimate(weak, &["alice", "alice.liddell@wonder.example", "Alice Liddell"]);
            assert!(found.score < 3 && !found.advice.is_empty(), "{weak}: {found:?}");
            assert!(found.advice.iter().all(|one| ADVICE.contains(one)), "{found:?}");
        }
        let good = estimate("marmalade kettle orbits quietly", &["alice"]);
        assert_eq!((good.score, good.advice.len()), (4, 0));
    }

    #[test]
    fn longest_password_takes_no_longer_than_a_hash() {
        let begun = std::time::Instant::now();
        let text: String = (0..1024).map(|at| char::from(b'a' + u8::try_from(at * 7 % 26).unwrap())).collect();
        assert!(estimate(&text, &["alice"]).score <= 4);
        assert!(begun.elapsed() < std::time::Duration::from_secs(2), "{:?}", begun.elapsed());
    }
}
