//! `/admin/api/keys`.

use super::body::{members, nothing_else, take_text};
use super::{AdminAnswer, Caller, told};
use crate::flow::admin::AdminError;
use crate::flow::admin::key::{self, SeenKey};
use crate::http::answer::Tag;
use crate::http::json_body::JsonObject;
use crate::model::SigningAlgorithm;
use poem::Result;
use poem_openapi::param::Path;
use poem_openapi::{Object, OpenApi};
use serde_json::{Value, json};

/// A signing key, without its private half.
#[derive(Debug, Object)]
pub struct KeyBody {
    /// Its id in the JWK set.
    kid: String,
    /// The one algorithm that it is for.
    alg: String,
    /// `database` or `environment`.
    source: String,
    /// `published`, `signing`, `verifying` or `retired`.
    state: String,
    /// From when it signs, in Unix seconds.
    activate_at: i64,
    /// From when it is neither used nor published.
    retire_at: Option<i64>,
}

/// Every key.
#[derive(Debug, Object)]
pub struct KeyList {
    /// The keys.
    items: Vec<KeyBody>,
}

/// What to rotate.
#[derive(Debug, Object)]
pub struct Rotation {
    /// `RS256`, `PS256`, `ES256` or `Ed25519`; all that the database keeps when left out.
    alg: Option<String>,
}

/// A key that was made.
#[derive(Debug, Object)]
pub struct NewKey {
    /// Its id in the JWK set.
    kid: String,
    /// The one algorithm that it is for.
    alg: String,
}

/// Keys that were made.
#[derive(Debug, Object)]
pub struct NewKeys {
    /// One for each algorithm.
    items: Vec<NewKey>,
}

/// What takes the place of a key.
#[derive(Debug, Object)]
pub struct Retired {
    /// The key that was made because there was no other; null where another took over.
    made: Option<String>,
}

/// The endpoints.
#[derive(Debug)]
pub struct KeysApi;

#[OpenApi(prefix_path = "/admin/api/keys", tag = "Tag::Administration")]
impl KeysApi {
    /// List signing keys
    #[oai(path = "/", method = "get", operation_id = "listKeys")]
    async fn list(&self, caller: Caller) -> Result<AdminAnswer<KeyList>> {
        let keys = told(&caller, key::list(caller.deps(), &caller.actor).await)?;
        Ok(AdminAnswer::new(json!({ "items": keys.iter().map(view).collect::<Vec<_>>() })))
    }

    /// Publish new keys now and sign with them once every cache has them
    #[oai(path = "/rotate", method = "post", operation_id = "rotateKeys")]
    async fn rotate(&self, caller: Caller, document: JsonObject<Rotation>) -> Result<AdminAnswer<NewKeys>> {
        let rotated = async {
            let mut members = members(document.members)?;
            let alg = take_text(&mut members, "alg")?.map(|text| algorithm(&text)).transpose()?;
            nothing_else(&members)?;
            key::rotate(caller.deps(), &caller.actor, alg).await
        };
        let rotated = told(&caller, rotated.await)?;
        caller.published().await;
        let items: Vec<_> = rotated.iter().map(|(alg, kid)| json!({ "kid": kid, "alg": alg })).collect();
        Ok(AdminAnswer::new(json!({ "items": items })))
    }

    /// Withdraw a key at once: what it signed is refused from now on, and another key signs
    #[oai(path = "/:kid/retire", method = "post", operation_id = "retireKey")]
    async fn retire(
        &self,
        caller: Caller,
        /// The key's id.
        kid: Path<String>,
    ) -> Result<AdminAnswer<Retired>> {
        let made = told(&caller, key::retire(caller.deps(), &caller.actor, &kid).await)?;
        caller.published().await;
        Ok(AdminAnswer::new(json!({ "made": made })))
    }
}

fn algorithm(text: &str) -> Result<SigningAlgorithm, AdminError> {
    let known = SigningAlgorithm::ALL.map(SigningAlgorithm::as_str).join(", ");
    SigningAlgorithm::parse(text).ok_or_else(|| AdminError::Invalid(vec![format!("alg: must be one of {known}")]))
}

fn view(seen: &SeenKey) -> Value {
    let key = &seen.row;
    json!({ "kid": key.kid, "alg": key.alg, "source": key.source, "state": seen.state.as_str(),
        "activate_at": key.activate_at, "retire_at": key.retire_at })
}
