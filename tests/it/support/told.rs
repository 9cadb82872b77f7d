//! Authorization responses as the client receives them, whichever way they travel.

use super::Reply;
use super::page::{form, input};
use http::StatusCode;

/// What a client is told.
#[derive(Debug)]
pub struct Told {
    /// Where.
    pub to: String,
    /// `query`, `fragment` or `form_post`.
    pub mode: &'static str,
    /// What, in order.
    pub params: Vec<(String, String)>,
}

impl Told {
    /// A parameter.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.params.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// A parameter that must be there.
    pub fn field(&self, name: &str) -> &str {
        self.get(name).unwrap_or_else(|| panic!("no {name} in {self:?}"))
    }

    /// The names of all parameters, in order.
    pub fn names(&self) -> Vec<&str> {
        self.params.iter().map(|(name, _)| name.as_str()).collect()
    }
}

impl Reply {
    /// What the answer, a redirect or the page with the form, tells the client.
    pub fn told(&self) -> Told {
        if self.status == StatusCode::OK {
            return posted(&self.text);
        }
        let location = self.location();
        let (mode, at) = match (location.find('#'), location.find('?')) {
            (Some(at), _) => ("fragment", at),
            (None, Some(at)) => ("query", at),
            (None, None) => panic!("nothing is told by {self:?}"),
        };
        let pairs = form_urlencoded::parse(&location.as_bytes()[at + 1..]);
        Told { to: location[..at].to_owned(), mode, params: pairs.into_owned().collect() }
    }
}

/// What a browser would send from the page.
fn posted(html: &str) -> Told {
    let shown = form(html, "form-post");
    let names = shown.split("<input type=\"hidden\" name=\"").skip(1).map(|rest| rest.split('"').next().unwrap());
    let params = names.map(|name| (name.to_owned(), decoded(&input(shown, name).unwrap()))).collect();
    let action = shown.split_once("action=\"").unwrap().1.split_once('"').unwrap().0;
    Told { to: action.replace("&amp;", "&"), mode: "form_post", params }
}

/// Decimal character references.
fn decoded(text: &str) -> String {
    let mut pieces = text.split("&#");
    let mut plain = pieces.next().unwrap().to_owned();
    for piece in pieces {
        let (number, rest) = piece.split_once(';').unwrap();
        plain.push(char::from_u32(number.parse().unwrap()).unwrap());
        plain.push_str(rest);
    }
    plain
}
