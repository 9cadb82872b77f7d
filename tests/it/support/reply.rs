//! An answer, read whole.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::{HeaderMap, StatusCode};
use poem::Response;
use serde_json::Value;
use url::Url;

/// Status, headers and body.
#[derive(Debug)]
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Reply {
    pub async fn read(mut response: Response) -> Self {
        let text = response.take_body().into_string().await.unwrap();
        Self { status: response.status(), headers: response.headers().clone(), text }
    }

    /// A header's value, or nothing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("not JSON: {self:?}"))
    }

    /// A text member of a JSON body.
    pub fn field(&self, name: &str) -> String {
        self.json()[name].as_str().unwrap_or_else(|| panic!("no {name} in {self:?}")).to_owned()
    }

    /// `Location`.
    pub fn location(&self) -> String {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{self:?}");
        self.header("location").to_owned()
    }

    /// A query parameter of `Location`.
    pub fn location_param(&self, name: &str) -> Option<String> {
        let base = Url::parse(super::ISSUER).unwrap();
        let location = base.join(&self.location()).unwrap();
        location.query_pairs().find(|(known, _)| known == name).map(|(_, value)| value.into_owned())
    }

    /// The id of a refusal, from JSON, from a redirect's description, or from our page.
    pub fn error_id(&self) -> Option<String> {
        if let Ok(body) = serde_json::from_str::<Value>(&self.text) {
            return body["error_id"].as_str().map(str::to_owned);
        }
        if self.status == StatusCode::SEE_OTHER || self.text.contains("id=\"form-post\"") {
            let told = self.told();
            let description = told.get("error_description")?;
            return description.rsplit_once("(id ").map(|(_, id)| id.trim_end_matches(')').to_owned());
        }
        let after = self.text.split_once("id=\"error-id\"")?.1;
        Some(after.split_once('>')?.1.split_once('<')?.0.trim().to_owned())
    }

    /// Asserts a JSON error of the token-type endpoints.
    pub fn assert_error(&self, status: u16, code: &str) {
        assert_eq!((self.status.as_u16(), self.json()["error"].as_str()), (status, Some(code)), "{self:?}");
        assert!(self.header("content-type").starts_with("application/json"), "{self:?}");
        assert_eq!(self.header("cache-control"), "no-store", "{self:?}");
        assert_eq!(self.header("x-content-type-options"), "nosniff", "{self:?}");
        assert_eq!(self.field("error_id").len(), 16, "{self:?}");
    }

    /// Asserts our own page of a refusal, which redirects nowhere.
    pub fn assert_error_page(&self, status: u16, code: &str) {
        assert_eq!(self.status.as_u16(), status, "{self:?}");
        assert_eq!(self.header("location"), "", "{self:?}");
        assert!(self.header("content-type").starts_with("text/html"), "{self:?}");
        assert!(self.text.contains("id=\"error\"") && self.text.contains("id=\"error-id\""), "{self:?}");
        assert!(self.text.contains(code), "{self:?}");
    }

    /// Asserts a refusal that the client is told by redirect.
    pub fn assert_error_redirect(&self, to: &str, code: &str) {
        let location = self.location();
        assert!(location.starts_with(to), "{location}");
        assert_eq!(self.location_param("error").as_deref(), Some(code), "{location}");
        assert_eq!(self.location_param("iss").as_deref(), Some(super::ISSUER), "{location}");
        assert!(self.location_param("code").is_none(), "{location}");
    }
}

/// The claims of a JWT, unverified.
pub fn claims(token: &str) -> Value {
    part(token, 1)
}

/// The header of a JWT, unverified.
pub fn jose_header(token: &str) -> Value {
    part(token, 0)
}

fn part(token: &str, index: usize) -> Value {
    let encoded = token.split('.').nth(index).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(encoded).unwrap()).unwrap()
}
