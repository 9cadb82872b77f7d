//! The guard, and what an endpoint asks of tokens.

use super::builder::GuardBuilder;
use super::check::Rules;
use super::denied::Challenger;
use super::introspection::Introspection;
use super::keys::Keys;
use super::{AccessToken, Denied, Reason, bearer};
use crate::clock::Clock;
use crate::model::{Scope, Seconds, UnixTime};
use http::{HeaderMap, Uri};
use std::fmt;
use std::sync::Arc;

/// Checks access tokens of one issuer for one API. Cloning shares the keys and answers that it has.
#[derive(Clone)]
pub struct Guard {
    inner: Arc<Inner>,
}

pub(super) struct Inner {
    pub rules: Rules,
    pub method: Method,
    pub challenger: Arc<Challenger>,
    pub clock: Clock,
}

/// How it is found out whether a token is good.
pub(super) enum Method {
    Keys(Keys),
    Introspection(Introspection),
}

impl Guard {
    /// A guard for tokens of `issuer`, to the letter as its discovery document has it, that were made for `audience`,
    /// this API's own name.
    pub fn builder(issuer: impl Into<String>, audience: impl Into<String>) -> GuardBuilder {
        GuardBuilder::new(issuer.into(), audience.into())
    }

    pub(super) fn new(inner: Inner) -> Self {
        Self { inner: Arc::new(inner) }
    }

    /// Asks for all of these scopes, separated by spaces; an empty text asks only for a token that is good.
    #[must_use]
    pub fn require(&self, scope: &str) -> Requirement {
        Requirement { guard: self.clone(), scope: Scope::from_text(scope), max_age: None, acr_values: Vec::new() }
    }

    /// Checks a token, whatever its scope.
    ///
    /// # Errors
    /// Why it is not good, or cannot be checked.
    pub async fn verify(&self, token: &str) -> Result<AccessToken, Denied> {
        self.check(token, self.now()).await.map_err(|reason| self.deny(reason))
    }

    async fn check(&self, token: &str, now: UnixTime) -> Result<AccessToken, Reason> {
        let rules = &self.inner.rules;
        match &self.inner.method {
            Method::Keys(keys) => rules.check_jwt(keys.verify(token, now).await?, now),
            Method::Introspection(introspection) => introspection.check(rules, token, now).await,
        }
    }

    fn now(&self) -> UnixTime {
        self.inner.clock.now().unix()
    }

    fn deny(&self, reason: Reason) -> Denied {
        Denied::new(reason, &self.inner.challenger)
    }
}

impl fmt::Debug for Guard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Guard").field("rules", &self.inner.rules).finish_non_exhaustive()
    }
}

/// A guard with what it asks for: a poem middleware with the feature `guard-poem`, a tower layer with `guard-tower`.
/// It puts the [`AccessToken`] into the extensions of the requests that it lets in.
#[derive(Clone, Debug)]
pub struct Requirement {
    guard: Guard,
    scope: Scope,
    max_age: Option<Seconds>,
    acr_values: Vec<String>,
}

impl Requirement {
    /// Also asks that the person signed in at most `seconds` ago (RFC 9470).
    #[must_use]
    pub fn max_age(mut self, seconds: Seconds) -> Self {
        self.max_age = Some(seconds);
        self
    }

    /// Also asks that the person signed in as one of these `acr` values says (RFC 9470).
    #[must_use]
    pub fn acr_values(mut self, values: &[&str]) -> Self {
        self.acr_values = values.iter().map(|value| (*value).to_owned()).collect();
        self
    }

    /// Checks a request, for frameworks that have no adapter here.
    ///
    /// # Errors
    /// Why it is not let in.
    pub async fn check(&self, headers: &HeaderMap, uri: &Uri) -> Result<AccessToken, Denied> {
        self.admit(headers, uri).await.map_err(|reason| self.guard.deny(reason))
    }

    async fn admit(&self, headers: &HeaderMap, uri: &Uri) -> Result<AccessToken, Reason> {
        let now = self.guard.now();
        let token = self.guard.check(bearer::token(headers, uri)?, now).await?;
        if !token.scope.contains_all(&self.scope) {
            return Err(Reason::Scope(self.scope.clone()));
        }
        let recent = self.max_age.is_none_or(|max_age| token.is_signed_in_within(max_age, now));
        let strong = self.acr_values.is_empty() || token.acr.as_ref().is_some_and(|acr| self.acr_values.contains(acr));
        if recent && strong {
            return Ok(token);
        }
        Err(Reason::Authentication { max_age: self.max_age, acr_values: self.acr_values.clone() })
    }
}
