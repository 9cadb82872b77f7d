//! The metadata document of a protected resource (RFC 9728).

use serde_json::{Value, json};
use url::Url;

/// What an API publishes about itself, so that clients find its issuer.
#[derive(Clone, Debug)]
pub struct ProtectedResource {
    resource: Url,
    issuer: String,
    scopes: Vec<String>,
}

impl ProtectedResource {
    /// An API by its URL, and the issuer whose tokens it takes.
    ///
    /// # Errors
    /// When the URL cannot be read.
    pub fn new(resource: &str, issuer: impl Into<String>) -> Result<Self, url::ParseError> {
        let resource = Url::parse(resource)?;
        if resource.host().is_none() {
            return Err(url::ParseError::EmptyHost);
        }
        Ok(Self { resource, issuer: issuer.into(), scopes: Vec::new() })
    }

    /// The scopes that its endpoints ask for.
    #[must_use]
    pub fn scopes(mut self, scopes: &[&str]) -> Self {
        self.scopes = scopes.iter().map(|scope| (*scope).to_owned()).collect();
        self
    }

    /// The path at which the document is served: the well-known part stands before the resource's own path (§3.1).
    #[must_use]
    pub fn path(&self) -> String {
        format!("/.well-known/oauth-protected-resource{}", self.own_path())
    }

    /// The URL of the document.
    #[must_use]
    pub fn url(&self) -> String {
        format!("{}{}", self.resource.origin().ascii_serialization(), self.path())
    }

    /// The document, to be sent as `application/json` (§3.2).
    #[must_use]
    pub fn document(&self) -> Value {
        json!({
            "resource": format!("{}{}", self.resource.origin().ascii_serialization(), self.own_path()),
            "authorization_servers": [self.issuer],
            "scopes_supported": self.scopes,
            "bearer_methods_supported": ["header"],
        })
    }

    /// A lone slash after the host is no path (§3.1).
    fn own_path(&self) -> &str {
        match self.resource.path() {
            "/" => "",
            path => path,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn document_stands_before_the_path_of_the_resource() {
        let at = |url: &str| ProtectedResource::new(url, "https://id.example").unwrap().url();
        assert_eq!(at("https://api.example"), "https://api.example/.well-known/oauth-protected-resource");
        assert_eq!(at("https://api.example/"), "https://api.example/.well-known/oauth-protected-resource");
        assert_eq!(
            at("https://api.example:8443/v1"),
            "https://api.example:8443/.well-known/oauth-protected-resource/v1"
        );
        assert!(ProtectedResource::new("mailto:a@b", "x").is_err());
    }

    #[test]
    fn document_names_issuer_and_scopes() {
        let resource = ProtectedResource::new("https://api.example/v1", "https://id.example").unwrap();
        let document = resource.scopes(&["read", "write"]).document();
        assert_eq!(document["resource"], "https://api.example/v1");
        assert_eq!(document["authorization_servers"], json!(["https://id.example"]));
        assert_eq!(document["scopes_supported"], json!(["read", "write"]));
    }
}
