//! Asking the issuer about each token (RFC 7662).

use super::cached::{Cached, Load, Pace};
use super::check::Rules;
use super::fetch::{Document, Fetch, FetchError};
use super::{AccessToken, Reason, discovery, fetch};
use crate::model::{Seconds, Secret, UnixTime};
use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderValue, Request};
use serde_json::{Map, Value};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tracing::warn;

/// More answers than this are not kept.
const MOST_ANSWERS: usize = 10_000;

/// The issuer's introspection endpoint, and what it said lately.
pub(super) struct Introspection {
    fetch: Arc<dyn Fetch>,
    endpoint: Arc<Cached<String>>,
    /// The value of `Authorization`.
    credentials: Secret<String>,
    keep: Seconds,
    /// By SHA-256 of the token: the token itself is not kept.
    answers: Mutex<HashMap<Vec<u8>, Answer>>,
}

struct Answer {
    token: AccessToken,
    until: UnixTime,
}

/// How an API shows the issuer who it is.
#[derive(Clone, Debug)]
pub(super) struct Credentials {
    pub client_id: String,
    pub secret: Secret<String>,
    /// How long a positive answer is kept.
    pub keep: Seconds,
}

impl Introspection {
    pub fn new(fetch: Arc<dyn Fetch>, issuer: String, credentials: &Credentials, pace: Pace) -> Self {
        let by = Arc::clone(&fetch);
        let load: Load<String> = Box::new(move || {
            let (fetch, issuer) = (Arc::clone(&by), issuer.clone());
            Box::pin(async move { endpoint(&*fetch, &issuer).await })
        });
        Self {
            fetch,
            endpoint: Cached::new(load, pace),
            credentials: Secret::new(basic(&credentials.client_id, credentials.secret.expose())),
            keep: credentials.keep,
            answers: Mutex::default(),
        }
    }

    /// The token, if the issuer says that it is active and the rest is right. Only such an answer is kept, for a short
    /// time and never past the token's own.
    pub async fn check(&self, rules: &Rules, token: &str, now: UnixTime) -> Result<AccessToken, Reason> {
        let hash = digest(&SHA256, token.as_bytes()).as_ref().to_vec();
        if let Some(answer) = self.answers().get(&hash).filter(|answer| now < answer.until) {
            return Ok(answer.token.clone());
        }
        let endpoint = self.endpoint.get(now).await.ok_or(Reason::Unavailable)?.value;
        let answer = self.ask(&endpoint, token).await.map_err(|error| {
            warn!(%error, "the introspection endpoint gave no answer that can be used");
            Reason::Unavailable
        })?;
        let token = rules.check_introspection(answer, now)?;
        let until = now.plus(self.keep).min(token.expires_at.unwrap_or(now.plus(self.keep)));
        self.keep(hash, Answer { token: token.clone(), until }, now);
        Ok(token)
    }

    async fn ask(&self, endpoint: &str, token: &str) -> Result<Map<String, Value>, FetchError> {
        let form = [("token", token), ("token_type_hint", "access_token")];
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let mut credentials =
            HeaderValue::try_from(self.credentials.expose().as_str()).map_err(|_| FetchError::Malformed)?;
        credentials.set_sensitive(true);
        let request = Request::post(endpoint)
            .header(AUTHORIZATION, credentials)
            .header(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
        Ok(fetch::ask(&*self.fetch, endpoint, request, Bytes::from(body)).await?.value)
    }

    fn keep(&self, hash: Vec<u8>, answer: Answer, now: UnixTime) {
        let mut answers = self.answers();
        if answers.len() >= MOST_ANSWERS {
            answers.retain(|_, answer| now < answer.until);
        }
        if answers.len() < MOST_ANSWERS && now < answer.until {
            answers.insert(hash, answer);
        }
    }

    fn answers(&self) -> MutexGuard<'_, HashMap<Vec<u8>, Answer>> {
        self.answers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn endpoint(fetch: &dyn Fetch, issuer: &str) -> Result<Document<String>, FetchError> {
    let Document { value, max_age } = discovery::fetch(fetch, issuer).await?;
    let endpoint = value.introspection_endpoint.ok_or(FetchError::Malformed)?;
    Ok(Document { value: endpoint, max_age })
}

/// HTTP Basic as OAuth uses it: both halves form-encoded first (RFC 6749 §2.3.1).
fn basic(client_id: &str, secret: &str) -> String {
    let encoded = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    format!("Basic {}", STANDARD.encode(format!("{}:{}", encoded(client_id), encoded(secret))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::basic::parse_basic;

    #[test]
    fn credentials_are_form_encoded_first() {
        let header = basic("https://api.example/?a", "s:e c%r&é=");
        assert_eq!(parse_basic(&header), Some(Ok(("https://api.example/?a".to_owned(), "s:e c%r&é=".to_owned()))));
    }
}
