//! Request parameters (RFC 6749 §3.1 and §3.2, Appendix B): UTF-8, each at most once, an empty one counts as absent.

use super::rule::{Fault, Rule};

/// More pairs than any honest request has.
const MOST_PAIRS: usize = 200;
/// No more of a value than this is stored, in characters.
const LONGEST_KEPT: usize = 4096;
/// Parameters that may repeat (RFC 8707 §2, RFC 8693 §2.1).
const REPEATABLE: [&str; 2] = ["resource", "audience"];

/// The parameters of one request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Params {
    pairs: Vec<(String, String)>,
    repeated: Option<String>,
}

impl Params {
    /// Reads form-encoded text.
    ///
    /// A repeated parameter is remembered rather than refused, because the authorization endpoint must first find out
    /// whether it may redirect; [`Params::check_not_repeated`] refuses it.
    ///
    /// # Errors
    /// Too many pairs, text that is not UTF-8, or a NUL, which no database column can hold.
    pub fn parse(encoded: &[u8]) -> Result<Self, Fault> {
        let mut params = Self::default();
        let pieces = encoded.split(|byte| *byte == b'&').filter(|piece| !piece.is_empty());
        for (index, piece) in pieces.enumerate() {
            if index >= MOST_PAIRS {
                return Err(Rule::TooManyParameters.into());
            }
            let mut halves = piece.splitn(2, |byte| *byte == b'=');
            let name = decode(halves.next().unwrap_or_default())?;
            let value = decode(halves.next().unwrap_or_default())?;
            params.push(name, value);
        }
        Ok(params)
    }

    /// Takes names with their values, as from a document.
    ///
    /// # Errors
    /// As [`Params::parse`].
    pub fn from_pairs(pairs: Vec<(String, String)>) -> Result<Self, Fault> {
        if pairs.len() > MOST_PAIRS {
            return Err(Rule::TooManyParameters.into());
        }
        let mut params = Self::default();
        for (name, value) in pairs {
            if name.contains('\0') || value.contains('\0') {
                return Err(Rule::ParameterMalformed.into());
            }
            params.push(name, value);
        }
        Ok(params)
    }

    fn push(&mut self, name: String, value: String) {
        let again = self.pairs.iter().any(|(known, _)| *known == name);
        if again && !REPEATABLE.contains(&name.as_str()) && self.repeated.is_none() {
            self.repeated = Some(name.clone());
        }
        self.pairs.push((name, value));
    }

    /// These parameters followed by those of `other`, as when a request has both a query and a body.
    #[must_use]
    pub fn followed_by(mut self, other: Self) -> Self {
        let repeated = other.repeated;
        for (name, value) in other.pairs {
            self.push(name, value);
        }
        self.repeated = self.repeated.or(repeated);
        self
    }

    /// The value of `name`; an empty one counts as absent (RFC 6749 §3.1).
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str()).filter(|v| !v.is_empty())
    }

    /// Every value of a parameter that may repeat.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.pairs.iter().filter(move |(known, value)| known == name && !value.is_empty()).map(|(_, v)| v.as_str())
    }

    /// Whether `name` was sent more than once.
    #[must_use]
    pub fn is_repeated(&self, name: &str) -> bool {
        self.pairs.iter().filter(|(known, _)| known == name).count() > 1
    }

    /// Whether nothing was sent.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }

    /// Each distinct name with its values, in order.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// # Errors
    /// [`Rule::ParameterRepeated`] when a parameter was sent twice (RFC 6749 §3.1).
    pub fn check_not_repeated(&self) -> Result<(), Fault> {
        match &self.repeated {
            Some(name) => Err(Fault::new(Rule::ParameterRepeated).received(name)),
            None => Ok(()),
        }
    }

    /// The parameters called `names` form-encoded again, for storage; a stranger's other text is not kept.
    #[must_use]
    pub fn encode(&self, names: &[&str]) -> String {
        let kept = self.pairs.iter().filter(|(name, _)| names.contains(&name.as_str()));
        let kept = kept.map(|(name, value)| (name, value.chars().take(LONGEST_KEPT).collect::<String>()));
        form_urlencoded::Serializer::new(String::new()).extend_pairs(kept).finish()
    }
}

fn decode(bytes: &[u8]) -> Result<String, Fault> {
    let with_spaces: Vec<u8> = bytes.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
    let decoded = percent_decode(&with_spaces);
    let text = String::from_utf8(decoded).map_err(|_| Fault::new(Rule::ParameterMalformed))?;
    if text.contains('\0') { Err(Rule::ParameterMalformed.into()) } else { Ok(text) }
}

/// Percent-decodes; a `%` that starts no escape stays as it is (WHATWG URL §1.3).
fn percent_decode(bytes: &[u8]) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((&first, tail)) = rest.split_first() {
        let escape = (first == b'%').then(|| tail.get(..2)).flatten().and_then(hex_byte);
        if let Some(byte) = escape {
            decoded.push(byte);
            rest = &tail[2..];
        } else {
            decoded.push(first);
            rest = tail;
        }
    }
    decoded
}

fn hex_byte(digits: &[u8]) -> Option<u8> {
    let value = |digit: u8| (digit as char).to_digit(16).and_then(|value| u8::try_from(value).ok());
    Some(value(*digits.first()?)? * 16 + value(*digits.get(1)?)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parse(text: &str) -> Params {
        Params::parse(text.as_bytes()).unwrap()
    }

    #[test]
    fn empty_value_counts_as_absent() {
        assert_eq!(parse("state=&scope=read").get("state"), None);
    }

    #[test]
    fn repeated_parameter_is_refused_but_resource_may_repeat() {
        assert!(parse("a=1&a=2").check_not_repeated().is_err());
        let params = parse("resource=x&resource=y");
        assert!(params.check_not_repeated().is_ok());
        assert_eq!(params.all("resource").collect::<Vec<_>>(), ["x", "y"]);
    }

    #[test]
    fn repetition_across_query_and_body_is_seen() {
        assert!(parse("state=1").followed_by(parse("state=1")).check_not_repeated().is_err());
    }

    #[test]
    fn invalid_utf8_and_nul_are_refused() {
        assert!(Params::parse(b"a=%ff").is_err());
        assert!(Params::parse(b"a=%00").is_err());
    }

    #[test]
    fn too_many_pairs_are_refused() {
        assert!(Params::parse("a&".repeat(100_000).as_bytes()).is_err());
    }

    #[test]
    fn stray_percent_sign_stays() {
        assert_eq!(parse("a=100%&b=%2").get("a"), Some("100%"));
        assert_eq!(parse("a=100%&b=%2").get("b"), Some("%2"));
    }

    proptest! {
        #[test]
        fn what_is_encoded_is_read_back(pairs in prop::collection::vec(("[a-z]{1,8}", "[^\0]{1,20}"), 0..20)) {
            let encoded = form_urlencoded::Serializer::new(String::new()).extend_pairs(&pairs).finish();
            let params = Params::parse(encoded.as_bytes()).unwrap();
            let names: Vec<&str> = pairs.iter().map(|(name, _)| name.as_str()).collect();
            prop_assert_eq!(params.encode(&names), encoded);
            prop_assert_eq!(params.encode(&[]), "");
        }

        #[test]
        fn no_input_panics(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = Params::parse(&bytes);
        }
    }
}
