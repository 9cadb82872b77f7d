//! One request, one answer.

use super::resolve::{GuardedResolver, Lookup, SystemLookup};
use super::{OutboundError, Place};
use crate::config::HostPort;
use bytes::Bytes;
use reqwest::header::{ACCEPT, CACHE_CONTROL, CONTENT_TYPE, HeaderMap};
use reqwest::{Certificate, Client, RequestBuilder, Response};
use std::error::Error;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokio::sync::Semaphore;

/// Requests under way at once; more wait for their turn, within their time.
const MOST_AT_ONCE: usize = 64;

/// How requests are sent.
#[derive(Clone, Debug)]
pub struct Options {
    /// PEM certificates that are trusted beside the system's.
    pub ca_file: Option<PathBuf>,
    /// Places that need not be public.
    pub allow: Vec<HostPort>,
    /// Longest time for a connection, TLS included.
    pub connect_deadline: Duration,
    /// Longest time in all, waiting for a turn included.
    pub deadline: Duration,
    /// Most bytes of an answer's body.
    pub max_answer: usize,
    /// How names become addresses.
    pub lookup: Arc<dyn Lookup>,
}

impl Default for Options {
    /// The times fit into the deadline of a request of ours, which may have to wait for them.
    fn default() -> Self {
        Self {
            ca_file: None,
            allow: Vec::new(),
            connect_deadline: Duration::from_secs(3),
            deadline: Duration::from_secs(5),
            max_answer: 256 * 1024,
            lookup: Arc::new(SystemLookup),
        }
    }
}

/// A document that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Its bytes.
    pub body: Bytes,
    /// Seconds for which its sender says that it may be kept; zero when not at all.
    pub max_age: Option<i64>,
}

/// The one client for requests that the server sends. It keeps no cookies and obeys no proxy settings. It is made when it is
/// first needed: reading the system's certificates takes a quarter of a start, and many servers never send a request.
#[derive(Debug)]
pub struct Outbound {
    guarded: OnceLock<Client>,
    /// Apart, so that a connection to an exempt place is never used for another name.
    exempt: OnceLock<Client>,
    extra: Vec<Certificate>,
    turns: Semaphore,
    options: Options,
}

impl Outbound {
    /// Reads the certificates of the options, and tries them where there are such.
    ///
    /// # Errors
    /// [`OutboundError::Certificates`].
    pub fn new(options: Options) -> Result<Self, OutboundError> {
        let extra = read_certificates(&options)?;
        let (guarded, exempt) = (OnceLock::new(), OnceLock::new());
        let outbound = Self { guarded, exempt, extra, turns: Semaphore::new(MOST_AT_ONCE), options };
        if outbound.options.ca_file.is_some() {
            outbound.client(false)?;
        }
        Ok(outbound)
    }

    /// GETs a document.
    ///
    /// # Errors
    /// [`OutboundError`]; any status but 200 is one.
    pub async fn get(&self, url: &str, accept: &'static str) -> Result<Document, OutboundError> {
        let place = Place::check(url, &self.options.allow)?;
        let request = self.client(place.exempt)?.get(place.url.clone()).header(ACCEPT, accept);
        self.within_deadline(async {
            let answer = send(request).await?;
            if answer.status() != reqwest::StatusCode::OK {
                return Err(OutboundError::Status(answer.status().as_u16()));
            }
            let max_age = max_age(answer.headers());
            Ok(Document { body: read(answer, self.options.max_answer).await?, max_age })
        })
        .await
    }

    /// POSTs a form. What is answered beside the status is not read.
    ///
    /// # Errors
    /// [`OutboundError`]; any status but 2xx is one.
    pub async fn post_form(&self, url: &str, form: &[(&str, &str)]) -> Result<(), OutboundError> {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        self.post(url, &[(CONTENT_TYPE.as_str(), "application/x-www-form-urlencoded")], body).await?;
        Ok(())
    }

    /// POSTs `body` with these headers; gives the status. What is answered beside it is not read.
    ///
    /// # Errors
    /// [`OutboundError`]; any status but 2xx is one.
    pub async fn post(&self, url: &str, headers: &[(&str, &str)], body: String) -> Result<u16, OutboundError> {
        let place = Place::check(url, &self.options.allow)?;
        let request = self.client(place.exempt)?.post(place.url.clone()).body(body);
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        self.within_deadline(async {
            let status = send(request).await?.status();
            if status.is_success() { Ok(status.as_u16()) } else { Err(OutboundError::Status(status.as_u16())) }
        })
        .await
    }

    fn client(&self, exempt: bool) -> Result<&Client, OutboundError> {
        let kept = if exempt { &self.exempt } else { &self.guarded };
        if let Some(client) = kept.get() {
            return Ok(client);
        }
        let made = client(&self.options, &self.extra, exempt)?;
        Ok(kept.get_or_init(|| made))
    }

    async fn within_deadline<T>(
        &self,
        work: impl Future<Output = Result<T, OutboundError>>,
    ) -> Result<T, OutboundError> {
        let in_turn = async {
            let _turn = self.turns.acquire().await.map_err(|_| OutboundError::Busy)?;
            work.await
        };
        tokio::time::timeout(self.options.deadline, in_turn).await.map_err(|_| OutboundError::Timeout)?
    }
}

fn client(options: &Options, extra: &[Certificate], exempt: bool) -> Result<Client, OutboundError> {
    let builder = || {
        Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .referer(false)
            .https_only(!exempt)
            .connect_timeout(options.connect_deadline)
            .timeout(options.deadline)
            .dns_resolver(GuardedResolver { lookup: Arc::clone(&options.lookup), exempt })
            .user_agent(concat!("symbolon/", env!("CARGO_PKG_VERSION")))
    };
    let built = builder().tls_certs_merge(extra.iter().cloned()).build();
    // A container without the system's certificates trusts those of `outbound.ca_file` alone.
    let built = built.or_else(|error| {
        tracing::warn!(cause = %transport(&error), "the system has no certificates: no https server is trusted but by outbound.ca_file");
        builder().tls_certs_only(extra.iter().cloned()).build()
    });
    built.map_err(|error| OutboundError::Certificates(transport(&error).to_string()))
}

fn read_certificates(options: &Options) -> Result<Vec<Certificate>, OutboundError> {
    let Some(path) = &options.ca_file else { return Ok(Vec::new()) };
    let wrong = |why: String| OutboundError::Certificates(format!("{}: {why}", path.display()));
    let pem = std::fs::read(path).map_err(|error| wrong(error.to_string()))?;
    let found = Certificate::from_pem_bundle(&pem).map_err(|error| wrong(transport(&error).to_string()))?;
    if found.is_empty() { Err(wrong("holds no PEM certificate".to_owned())) } else { Ok(found) }
}

async fn send(request: RequestBuilder) -> Result<Response, OutboundError> {
    request.send().await.map_err(|error| transport(&error))
}

async fn read(mut answer: Response, most: usize) -> Result<Bytes, OutboundError> {
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(|error| transport(&error))? {
        if body.len() + chunk.len() > most {
            return Err(OutboundError::TooLong);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.into())
}

/// The innermost cause says what happened; the library's own text repeats the URL, which a client's secret may be part of.
fn transport(error: &reqwest::Error) -> OutboundError {
    if error.is_timeout() {
        return OutboundError::Timeout;
    }
    let mut cause: &(dyn Error + 'static) = error;
    while let Some(inner) = cause.source() {
        cause = inner;
        if let Some(ours) = cause.downcast_ref::<OutboundError>() {
            return ours.clone();
        }
    }
    OutboundError::Transport(cause.to_string())
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
    fn cache_control_is_read() {
        let read = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(CACHE_CONTROL, text.parse().unwrap());
            max_age(&headers)
        };
        assert_eq!(read("public, max-age=300"), Some(300));
        assert_eq!(read("max-age=300, no-store"), Some(0));
        assert_eq!(read("max-age=x"), None);
        assert_eq!(max_age(&HeaderMap::new()), None);
    }

    #[test]
    fn client_is_made_once_when_it_is_first_needed() {
        let outbound = Outbound::new(Options::default()).unwrap();
        assert!(outbound.guarded.get().is_none() && outbound.exempt.get().is_none());
        let made: *const Client = outbound.client(false).unwrap();
        assert!(std::ptr::eq(made, outbound.client(false).unwrap()), "the same again");
        assert!(outbound.exempt.get().is_none(), "each by itself");
    }

    #[test]
    fn certificates_that_cannot_be_used_are_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ca.pem");
        let error = || {
            let options = Options { ca_file: Some(path.clone()), ..Options::default() };
            Outbound::new(options).unwrap_err().to_string()
        };
        assert!(error().contains("ca.pem"), "{}", error());
        std::fs::write(&path, "no certificate").unwrap();
        assert!(error().contains("no PEM certificate"), "{}", error());
    }
}
