//! The issuer's discovery document (OpenID Connect Discovery §4).

use super::fetch::{self, Document, Fetch, FetchError};
use serde::Deserialize;

/// What a guard reads of it.
#[derive(Debug, Deserialize)]
pub(super) struct Metadata {
    issuer: String,
    pub jwks_uri: Option<String>,
    pub introspection_endpoint: Option<String>,
}

/// Fetches the document of `issuer` and checks that it is that issuer's, to the letter.
pub(super) async fn fetch(fetch: &dyn Fetch, issuer: &str) -> Result<Document<Metadata>, FetchError> {
    let url = format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'));
    let document: Document<Metadata> = fetch::get(fetch, &url).await?;
    if document.value.issuer == issuer { Ok(document) } else { Err(FetchError::Issuer) }
}
