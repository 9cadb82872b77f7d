//! Requests to the issuer: https only, one answer of bounded size in bounded time, no redirects.

use bytes::Bytes;
use http::header::{ACCEPT, CACHE_CONTROL};
use http::{HeaderMap, HeaderValue, Request, Response, StatusCode};
use serde::de::DeserializeOwned;
use std::error::Error;
use std::pin::Pin;
use std::time::Duration;
use url::{Host, Url};

/// Answers longer than this many bytes are refused.
pub(super) const MAX_ANSWER: usize = 256 * 1024;
const CONNECT_DEADLINE: Duration = Duration::from_secs(2);
const DEADLINE: Duration = Duration::from_secs(5);

/// A pending answer.
pub type Fetching<'a> = Pin<Box<dyn Future<Output = Result<Response<Bytes>, FetchError>> + Send + 'a>>;

/// How a guard reaches its issuer. [`HttpFetch`] does for most; another may go through a proxy, or answer tests.
pub trait Fetch: Send + Sync {
    /// Sends one request and gives the whole answer, whatever its status. It must not follow redirects, and should
    /// end in some seconds.
    fn send(&self, request: Request<Bytes>) -> Fetching<'_>;
}

/// Why the issuer gave no usable answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// Neither https nor http to this machine.
    #[error("{0} is neither https nor a loopback address")]
    Address(String),
    /// Not reached, not in time, or broken off.
    #[error("{0}")]
    Transport(String),
    /// More than 256 KiB.
    #[error("the answer is too long")]
    TooLong,
    /// Not 200; a redirect is among these.
    #[error("the answer's status is {0}")]
    Status(u16),
    /// Not JSON of the expected form.
    #[error("the answer is not of the expected form")]
    Malformed,
    /// The document names another issuer (OpenID Connect Discovery §4.3).
    #[error("the discovery document is another issuer's")]
    Issuer,
}

/// Requests by hyper and rustls with the machine's roots. It obeys no proxy settings.
#[derive(Clone, Debug)]
pub struct HttpFetch {
    client: reqwest::Client,
}

impl HttpFetch {
    /// A client with its own pool of connections.
    ///
    /// # Errors
    /// [`FetchError::Transport`] when TLS cannot be set up.
    pub fn new() -> Result<Self, FetchError> {
        let builder = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .connect_timeout(CONNECT_DEADLINE)
            .timeout(DEADLINE)
            .user_agent(concat!("symbolon-guard/", env!("CARGO_PKG_VERSION")));
        Ok(Self { client: builder.build().map_err(|error| transport(&error))? })
    }

    async fn exchange(&self, request: Request<Bytes>) -> Result<Response<Bytes>, FetchError> {
        let request = request.map(reqwest::Body::from).try_into().map_err(|error| transport(&error))?;
        let mut answer = self.client.execute(request).await.map_err(|error| transport(&error))?;
        let (status, headers) = (answer.status(), answer.headers().clone());
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(|error| transport(&error))? {
            if body.len() + chunk.len() > MAX_ANSWER {
                return Err(FetchError::TooLong);
            }
            body.extend_from_slice(&chunk);
        }
        let mut response = Response::new(Bytes::from(body));
        *response.status_mut() = status;
        *response.headers_mut() = headers;
        Ok(response)
    }
}

impl Fetch for HttpFetch {
    fn send(&self, request: Request<Bytes>) -> Fetching<'_> {
        Box::pin(self.exchange(request))
    }
}

/// The error with its causes: the library's own text names only the address.
fn transport(error: &reqwest::Error) -> FetchError {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        cause = inner.source();
    }
    FetchError::Transport(text)
}

/// A document and for how long its sender says that it may be kept.
pub(super) struct Document<T> {
    pub value: T,
    pub max_age: Option<i64>,
}

/// GETs a JSON document.
pub(super) async fn get<T: DeserializeOwned>(fetch: &dyn Fetch, url: &str) -> Result<Document<T>, FetchError> {
    ask(fetch, url, Request::get(url), Bytes::new()).await
}

/// Sends a request for `url` and reads the JSON of a 200 answer.
pub(super) async fn ask<T: DeserializeOwned>(
    fetch: &dyn Fetch,
    url: &str,
    builder: http::request::Builder,
    body: Bytes,
) -> Result<Document<T>, FetchError> {
    check_address(url)?;
    let request = builder.header(ACCEPT, HeaderValue::from_static("application/json")).body(body);
    let answer = fetch.send(request.map_err(|_| FetchError::Address(url.to_owned()))?).await?;
    if answer.status() != StatusCode::OK {
        return Err(FetchError::Status(answer.status().as_u16()));
    }
    if answer.body().len() > MAX_ANSWER {
        return Err(FetchError::TooLong);
    }
    let value = serde_json::from_slice(answer.body()).map_err(|_| FetchError::Malformed)?;
    Ok(Document { value, max_age: max_age(answer.headers()) })
}

/// https, or http to this machine itself.
pub(super) fn check_address(url: &str) -> Result<(), FetchError> {
    let refused = || FetchError::Address(url.to_owned());
    let parsed = Url::parse(url).map_err(|_| refused())?;
    let is_loopback = match parsed.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    let plain = parsed.username().is_empty() && parsed.password().is_none();
    let taken = plain && (parsed.scheme() == "https" || (parsed.scheme() == "http" && is_loopback));
    if taken { Ok(()) } else { Err(refused()) }
}

/// Seconds of `Cache-Control: max-age`; nothing when there is none, zero when it must not be stored.
fn max_age(headers: &HeaderMap) -> Option<i64> {
    let mut age = None;
    let values = headers.get_all(CACHE_CONTROL).iter().filter_map(|value| value.to_str().ok());
    for directive in values.flat_map(|value| value.split(',')).map(|part| part.trim().to_ascii_lowercase()) {
        if directive == "no-store" || directive == "no-cache" {
            return Some(0);
        }
        if let Some(seconds) = directive.strip_prefix("max-age=") {
            age = seconds.trim_matches('"').parse().ok().or(age);
        }
    }
    age
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_and_this_machine_are_asked() {
        for url in ["https://id.example/jwks", "http://127.0.0.1:8000/x", "http://[::1]/x", "http://localhost:8000"] {
            assert_eq!(check_address(url), Ok(()), "{url}");
        }
        for url in [
            "http://id.example/jwks",
            "http://localhost.example/",
            "http://10.0.0.1/",
            "https://user@id.example/",
            "file:///etc/passwd",
            "/jwks",
            "",
        ] {
            assert!(check_address(url).is_err(), "{url}");
        }
    }

    #[test]
    fn cache_control_is_read() {
        let read = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(CACHE_CONTROL, text.parse().unwrap());
            max_age(&headers)
        };
        assert_eq!(read("public, max-age=300"), Some(300));
        assert_eq!(read("Max-Age=\"60\", must-revalidate"), Some(60));
        assert_eq!(read("max-age=300, no-store"), Some(0));
        assert_eq!(read("max-age=x"), None);
        assert_eq!(max_age(&HeaderMap::new()), None);
    }
}
