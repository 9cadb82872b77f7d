//! Checking tokens by the issuer's published keys (RFC 9068 §4).

use super::cached::{Cached, Load, Pace};
use super::fetch::{Document, Fetch, FetchError};
use super::{Reason, discovery, fetch};
use crate::jose::{JwtError, KeySet, VerifyingKey};
use crate::model::{SigningAlgorithm, UnixTime};
use crate::protocol::access_token::ACCESS_TOKEN_TYPE;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::sync::Arc;

/// More keys than this are ignored.
const MOST_KEYS: usize = 64;

#[derive(Deserialize)]
struct JwkSet {
    keys: Vec<Value>,
}

/// The issuer's key set.
pub(super) struct Keys {
    cached: Arc<Cached<KeySet>>,
}

impl Keys {
    /// `algorithms` that are taken; all that are supported if there are none.
    pub fn new(fetch: Arc<dyn Fetch>, issuer: String, algorithms: Vec<SigningAlgorithm>, pace: Pace) -> Self {
        let algorithms: Arc<[_]> = algorithms.into();
        let load: Load<KeySet> = Box::new(move || {
            let (fetch, issuer, algorithms) = (Arc::clone(&fetch), issuer.clone(), Arc::clone(&algorithms));
            Box::pin(async move { load(&*fetch, &issuer, &algorithms).await })
        });
        Self { cached: Cached::new(load, pace) }
    }

    /// The claims of a token that one of the keys signed as an access token.
    pub async fn verify(&self, token: &str, now: UnixTime) -> Result<Map<String, Value>, Reason> {
        let known = self.cached.get(now).await.ok_or(Reason::Unavailable)?;
        let first = known.value.verify(token, &[ACCESS_TOKEN_TYPE]);
        if first != Err(JwtError::UnknownKid) {
            return Ok(first?);
        }
        let known = self.cached.newer_than(&known.value, now).await.ok_or(Reason::Unavailable)?;
        match known.value.verify(token, &[ACCESS_TOKEN_TYPE]) {
            Err(JwtError::UnknownKid) if known.may_be_behind => Err(Reason::Unavailable),
            verified => Ok(verified?),
        }
    }
}

/// Keys that are for something else, of another kind or too weak are left out: they concern others.
async fn load(
    fetch: &dyn Fetch,
    issuer: &str,
    algorithms: &[SigningAlgorithm],
) -> Result<Document<KeySet>, FetchError> {
    let metadata = discovery::fetch(fetch, issuer).await?.value;
    let url = metadata.jwks_uri.ok_or(FetchError::Malformed)?;
    let Document { value: set, max_age } = fetch::get::<JwkSet>(fetch, &url).await?;
    let keys = set.keys.iter().take(MOST_KEYS).filter_map(|jwk| VerifyingKey::from_jwk(jwk).ok());
    let keys = keys.filter(|key| algorithms.is_empty() || algorithms.contains(&key.algorithm()));
    Ok(Document { value: keys.collect(), max_age })
}
