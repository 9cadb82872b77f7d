//! Where two texts part, and what that usually means: for who has to find out why a request was refused.

use crate::model::named::named;
use url::Url;

named! {
    /// What sets a text that was received apart from the one that was expected.
    pub enum DifferenceKind {
        /// Nothing; what is registered has changed since, or something else was wrong.
        Same = "same",
        /// Only one of them ends with a slash.
        TrailingSlash = "trailing-slash",
        /// `http` here and `https` there.
        Scheme = "scheme",
        /// Capitals.
        Case = "case",
        /// Spaces or line ends around it.
        Whitespace = "whitespace",
        /// The same but for percent-encoding.
        Encoding = "encoding",
        /// Another host; `localhost` and `127.0.0.1` are two.
        Host = "host",
        /// Another port.
        Port = "port",
        /// Another path.
        Path = "path",
        /// Another query.
        Query = "query",
        /// One has a fragment.
        Fragment = "fragment",
        /// Something else.
        Other = "other",
    }
}

/// The comparison of a received text with the most similar one that was expected.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Difference {
    /// The expected text that is most similar.
    pub nearest: String,
    /// What sets them apart.
    pub kind: DifferenceKind,
    /// How many characters they share from the beginning.
    pub shared: usize,
    /// The character of the received text after those; nothing when it ends there.
    pub received: Option<char>,
    /// The character of the expected text after those; nothing when it ends there.
    pub expected: Option<char>,
}

impl Difference {
    /// Compares `received` with the most similar of `expected`; nothing when there is none.
    #[must_use]
    pub fn find<'a>(received: &str, expected: impl IntoIterator<Item = &'a str>) -> Option<Self> {
        let nearest = expected.into_iter().min_by_key(|text| distance(received, text))?;
        let shared = received.chars().zip(nearest.chars()).take_while(|(one, other)| one == other).count();
        Some(Self {
            kind: kind(received, nearest),
            shared,
            received: received.chars().nth(shared),
            expected: nearest.chars().nth(shared),
            nearest: nearest.to_owned(),
        })
    }
}

/// Longest text that is measured, in characters: the work grows with the square of it.
const MEASURED: usize = 300;

/// How many characters must change to make one text of the other (Levenshtein), cut to [`MEASURED`].
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().take(MEASURED).collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (place, letter) in one.chars().take(MEASURED).enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], place + 1);
        for (column, its) in other.iter().enumerate() {
            let changed = diagonal + usize::from(letter != *its);
            diagonal = row[column + 1];
            row[column + 1] = changed.min(row[column] + 1).min(diagonal + 1);
        }
    }
    row[other.len()]
}

fn kind(received: &str, expected: &str) -> DifferenceKind {
    use DifferenceKind as Kind;
    let bare = |text: &str| text.strip_suffix('/').unwrap_or(text).to_owned();
    if received == expected {
        return Kind::Same;
    }
    if received.trim() == expected.trim() {
        return Kind::Whitespace;
    }
    if bare(received) == bare(expected) {
        return Kind::TrailingSlash;
    }
    if received.eq_ignore_ascii_case(expected) {
        return Kind::Case;
    }
    if decoded(received) == decoded(expected) {
        return Kind::Encoding;
    }
    match (Url::parse(received), Url::parse(expected)) {
        (Ok(received), Ok(expected)) => of_urls(&received, &expected),
        _ => Kind::Other,
    }
}

/// The first part in which two addresses differ.
fn of_urls(received: &Url, expected: &Url) -> DifferenceKind {
    use DifferenceKind as Kind;
    let parts = [
        (received.scheme() != expected.scheme(), Kind::Scheme),
        (received.host_str() != expected.host_str(), Kind::Host),
        (received.port_or_known_default() != expected.port_or_known_default(), Kind::Port),
        (received.path() != expected.path(), Kind::Path),
        (received.query() != expected.query(), Kind::Query),
        (received.fragment() != expected.fragment(), Kind::Fragment),
    ];
    parts.into_iter().find(|(differs, _)| *differs).map_or(Kind::Other, |(_, kind)| kind)
}

/// `text` with each `%xx` and `+` taken back.
fn decoded(text: &str) -> Vec<u8> {
    let escaped = text.replace('&', "%26").replace('=', "%3D");
    form_urlencoded::parse(escaped.as_bytes())
        .next()
        .map(|(text, _)| text.into_owned().into_bytes())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const REGISTERED: [&str; 2] = ["http://localhost:5173/callback", "https://app.example.com/cb?tenant=1"];

    #[test]
    fn usual_mistakes_are_called_by_their_names() {
        let table = [
            ("http://localhost:5173/callback/", DifferenceKind::TrailingSlash),
            ("https://localhost:5173/callback", DifferenceKind::Scheme),
            ("http://localhost:5173/Callback", DifferenceKind::Case),
            ("http://localhost:5173/callback ", DifferenceKind::Whitespace),
            ("http://localhost:5173/c%61llback", DifferenceKind::Encoding),
            ("http://127.0.0.1:5173/callback", DifferenceKind::Host),
            ("http://localhost:5174/callback", DifferenceKind::Port),
            ("http://localhost:5173/callbacks", DifferenceKind::Path),
            ("https://app.example.com/cb?tenant=2", DifferenceKind::Query),
            ("http://localhost:5173/callback#x", DifferenceKind::Fragment),
            ("http://localhost:5173/callback", DifferenceKind::Same),
            ("no address", DifferenceKind::Other),
        ];
        for (received, kind) in table {
            assert_eq!(Difference::find(received, REGISTERED).unwrap().kind, kind, "{received}");
        }
    }

    #[test]
    fn first_differing_character_and_its_place_are_told() {
        let slash = Difference::find("http://localhost:5173/callback/", REGISTERED).unwrap();
        assert_eq!((slash.shared, slash.received, slash.expected), (30, Some('/'), None));
        let scheme = Difference::find("https://localhost:5173/callback", REGISTERED).unwrap();
        assert_eq!((scheme.shared, scheme.received, scheme.expected), (4, Some('s'), Some(':')));
        assert_eq!(scheme.nearest, REGISTERED[0]);
        assert_eq!(Difference::find("x", []), None);
    }

    proptest! {
        #[test]
        fn shared_characters_are_the_same_and_the_next_differ(received in "\\PC{0,40}", expected in "\\PC{0,40}") {
            let found = Difference::find(&received, [expected.as_str()]).unwrap();
            prop_assert!(received.chars().take(found.shared).eq(expected.chars().take(found.shared)));
            prop_assert!(found.received != found.expected || found.received.is_none());
        }
    }
}
