//! What a guard is told.

use super::cached::Pace;
use super::check::Rules;
use super::denied::Challenger;
use super::fetch::check_address;
use super::introspection::{Credentials, Introspection};
use super::keys::Keys;
use super::requirement::{Inner, Method};
use super::{Fetch, FetchError, Guard, HttpFetch, ProtectedResource};
use crate::clock::Clock;
use crate::model::{Seconds, Secret, SigningAlgorithm};
use std::fmt;
use std::sync::Arc;

/// Longest time in seconds that an answer of the introspection endpoint may be kept.
const LONGEST_KEPT_ANSWER: Seconds = 300;

/// Collects the settings of a [`Guard`].
#[must_use]
pub struct GuardBuilder {
    issuer: String,
    audiences: Vec<String>,
    algorithms: Vec<SigningAlgorithm>,
    leeway: Seconds,
    pace: Pace,
    introspection: Option<Credentials>,
    resource_metadata: Option<String>,
    fetch: Option<Arc<dyn Fetch>>,
    clock: Clock,
}

/// Why there is no guard.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BuildError {
    /// The issuer is neither https nor http to this machine, or has a query or fragment.
    #[error("the issuer {0} must be an https URL without query and fragment (http only for a loopback address)")]
    Issuer(String),
    /// An audience is empty, or has characters that a header cannot carry.
    #[error("the audience {0:?} must be printable ASCII without quotes, backslashes and spaces")]
    Audience(String),
    /// A time is negative or too long.
    #[error("{name} must be from 0 to {longest} seconds")]
    Seconds {
        /// The method that set it.
        name: &'static str,
        /// The longest that is taken.
        longest: Seconds,
    },
    /// The client that asks at the introspection endpoint has no name.
    #[error("the client_id for introspection is empty")]
    Client,
    /// The HTTP client could not be made.
    #[error("the HTTP client cannot be set up: {0}")]
    Http(#[from] FetchError),
}

impl GuardBuilder {
    pub(super) fn new(issuer: String, audience: String) -> Self {
        Self {
            issuer,
            audiences: vec![audience],
            algorithms: Vec::new(),
            leeway: 30,
            pace: Pace { interval: 10, outlives: 60 * 60 },
            introspection: None,
            resource_metadata: None,
            fetch: None,
            clock: Clock::system(),
        }
    }

    /// Another name of this API that tokens may carry in `aud`.
    pub fn or_audience(mut self, audience: impl Into<String>) -> Self {
        self.audiences.push(audience.into());
        self
    }

    /// The signature algorithms that are taken. Without this call all that the library verifies are: none of them is
    /// weak, and each key serves only its own.
    pub fn algorithms(mut self, algorithms: &[SigningAlgorithm]) -> Self {
        self.algorithms = algorithms.to_vec();
        self
    }

    /// How many seconds the clocks of issuer and API may differ: 30 unless set, at most 300.
    pub fn leeway(mut self, seconds: Seconds) -> Self {
        self.leeway = seconds;
        self
    }

    /// The least number of seconds between two fetches of the keys, however many unknown ones tokens name: 10 unless
    /// set. A failed fetch is tried again after a second.
    pub fn refresh_interval(mut self, seconds: Seconds) -> Self {
        self.pace.interval = seconds;
        self
    }

    /// How many seconds after their own time keys are still used while the issuer is down: 3600 unless set.
    pub fn keep_keys(mut self, seconds: Seconds) -> Self {
        self.pace.outlives = seconds;
        self
    }

    /// Asks the issuer about each token, as this client, instead of checking signatures: for opaque tokens, and where
    /// a revoked token must not live on. A positive answer is kept for 10 seconds.
    pub fn introspect_as(mut self, client_id: impl Into<String>, client_secret: impl Into<String>) -> Self {
        let secret = Secret::new(client_secret.into());
        self.introspection = Some(Credentials { client_id: client_id.into(), secret, keep: 10 });
        self
    }

    /// How many seconds a positive answer of the introspection endpoint is kept, at most 300; 0 asks every time. To be
    /// called after [`Self::introspect_as`].
    pub fn keep_answers(mut self, seconds: Seconds) -> Self {
        if let Some(credentials) = &mut self.introspection {
            credentials.keep = seconds;
        }
        self
    }

    /// Names the metadata document in every challenge (RFC 9728 §5.1).
    pub fn metadata(mut self, resource: &ProtectedResource) -> Self {
        self.resource_metadata = Some(resource.url());
        self
    }

    /// Reaches the issuer in another way than [`HttpFetch`].
    pub fn fetch(mut self, fetch: impl Fetch + 'static) -> Self {
        self.fetch = Some(Arc::new(fetch));
        self
    }

    /// Another clock than the machine's, for tests.
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// Checks the settings. Nothing is fetched yet.
    ///
    /// # Errors
    /// See [`BuildError`].
    pub fn build(self) -> Result<Guard, BuildError> {
        self.check()?;
        let fetch = match self.fetch {
            Some(fetch) => fetch,
            None => Arc::new(HttpFetch::new()?),
        };
        let method = match &self.introspection {
            Some(credentials) => {
                Method::Introspection(Introspection::new(fetch, self.issuer.clone(), credentials, self.pace))
            }
            None => Method::Keys(Keys::new(fetch, self.issuer.clone(), self.algorithms, self.pace)),
        };
        let realm = self.audiences.first().cloned().unwrap_or_default();
        let challenger = Arc::new(Challenger { realm, resource_metadata: self.resource_metadata });
        let rules = Rules { issuer: self.issuer, audiences: self.audiences, leeway: self.leeway };
        Ok(Guard::new(Inner { rules, method, challenger, clock: self.clock }))
    }

    fn check(&self) -> Result<(), BuildError> {
        if check_address(&self.issuer).is_err() || self.issuer.contains(['?', '#']) {
            return Err(BuildError::Issuer(self.issuer.clone()));
        }
        if let Some(bad) = self.audiences.iter().find(|audience| !is_quotable(audience)) {
            return Err(BuildError::Audience(bad.clone()));
        }
        if self.introspection.as_ref().is_some_and(|credentials| credentials.client_id.is_empty()) {
            return Err(BuildError::Client);
        }
        let kept = self.introspection.as_ref().map_or(0, |credentials| credentials.keep);
        let times = [
            ("leeway", self.leeway, 300),
            ("refresh_interval", self.pace.interval, 60 * 60),
            ("keep_keys", self.pace.outlives, 7 * 24 * 60 * 60),
            ("keep_answers", kept, LONGEST_KEPT_ANSWER),
        ];
        match times.into_iter().find(|(_, seconds, longest)| !(0..=*longest).contains(seconds)) {
            Some((name, _, longest)) => Err(BuildError::Seconds { name, longest }),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for GuardBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GuardBuilder")
            .field("issuer", &self.issuer)
            .field("audiences", &self.audiences)
            .finish_non_exhaustive()
    }
}

/// Whether the text can stand between quotes in a header.
pub(super) fn is_quotable(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'"' && byte != b'\\')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn built(issuer: &str, audience: &str) -> Result<Guard, BuildError> {
        Guard::builder(issuer, audience).build()
    }

    #[test]
    fn issuer_and_audience_are_checked() {
        assert!(built("https://id.example", "api").is_ok());
        assert!(built("http://localhost:8000", "http://localhost:8000").is_ok());
        for issuer in ["", "id.example", "http://id.example", "https://id.example?x", "https://id.example#x"] {
            assert!(matches!(built(issuer, "api"), Err(BuildError::Issuer(_))), "{issuer}");
        }
        for audience in ["", "a b", "a\"b", "a\\b", "ä", "a\n"] {
            assert!(matches!(built("https://id.example", audience), Err(BuildError::Audience(_))), "{audience}");
        }
    }

    #[test]
    fn times_out_of_range_are_refused() {
        let builder = || Guard::builder("https://id.example", "api");
        assert!(matches!(builder().leeway(-1).build(), Err(BuildError::Seconds { name: "leeway", .. })));
        assert!(matches!(builder().refresh_interval(3601).build(), Err(BuildError::Seconds { .. })));
        let kept = builder().introspect_as("api", "secret").keep_answers(301).build();
        assert!(matches!(kept, Err(BuildError::Seconds { name: "keep_answers", longest: 300 })));
        assert!(matches!(builder().introspect_as("", "secret").build(), Err(BuildError::Client)));
    }

    #[test]
    fn debug_output_holds_no_secret() {
        let builder = Guard::builder("https://id.example", "api").introspect_as("api", "canary");
        let text = format!("{builder:?}");
        assert!(!format!("{text}{:?}", builder.build().unwrap()).contains("canary"));
    }
}
