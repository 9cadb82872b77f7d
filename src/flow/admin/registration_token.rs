//! Initial access tokens (RFC 7591 §3): what the operator hands to whoever may register a client.

use super::{Actor, AdminError};
use crate::crypto::digest::sha256_base64url;
use crate::flow::Deps;
use crate::model::{Action, InitialToken, Permission, Seconds, TokenHash};
use crate::store;

/// Marks initial access tokens, so that another kind of token is refused before it is looked up.
pub const PREFIX: &str = "syi_";
/// Most registrations by one token.
const MOST_USES: i64 = 1_000_000;
/// Longest life of one, in seconds: 10 years.
const LONGEST: Seconds = 315_360_000;

/// Makes a token for `uses` registrations within `lifetime` seconds; gives it this once.
///
/// # Errors
/// [`AdminError::Invalid`].
pub async fn add(
    deps: &Deps,
    actor: &Actor,
    uses: i64,
    lifetime: Option<Seconds>,
) -> Result<(InitialToken, String), AdminError> {
    actor.require(Permission::ClientsWrite)?;
    if !(1..=MOST_USES).contains(&uses) {
        return Err(AdminError::invalid(format!("uses must be 1 to {MOST_USES}")));
    }
    if lifetime.is_some_and(|seconds| !(1..=LONGEST).contains(&seconds)) {
        return Err(AdminError::invalid(format!("lifetime must be 1 to {LONGEST} seconds")));
    }
    let secret = format!("{PREFIX}{}", deps.services.random.token());
    let now = deps.unix();
    let token = InitialToken {
        id: deps.row_id(),
        remaining: uses,
        created_at: now,
        expires_at: lifetime.map(|seconds| now.plus(seconds)),
    };
    let mut tx = deps.services.db.write().await?;
    store::registration_token::insert_initial(&mut tx, &hash(&secret), &token).await?;
    let mut event = deps.event(actor.name(), Action::RegistrationTokenAdd);
    event.detail = format!("{}, {uses} uses", token.id);
    deps.record(&mut tx, &event).await?;
    tx.commit().await?;
    Ok((token, secret))
}

/// Every token, the oldest first.
///
/// # Errors
/// [`AdminError::Forbidden`].
pub async fn list(deps: &Deps, actor: &Actor) -> Result<Vec<InitialToken>, AdminError> {
    actor.require(Permission::ClientsRead)?;
    Ok(store::registration_token::list_initial(&deps.services.db).await?)
}

/// Ends a token; clients that it registered stay.
///
/// # Errors
/// [`AdminError::NotFound`].
pub async fn revoke(deps: &Deps, actor: &Actor, id: &str) -> Result<(), AdminError> {
    actor.require(Permission::ClientsWrite)?;
    let mut tx = deps.services.db.write().await?;
    if !store::registration_token::delete_initial(&mut tx, id).await? {
        return Err(AdminError::NotFound { noun: "registration token", name: id.to_owned() });
    }
    let mut event = deps.event(actor.name(), Action::RegistrationTokenRevoke);
    id.clone_into(&mut event.detail);
    deps.record(&mut tx, &event).await?;
    tx.commit().await?;
    Ok(())
}

/// The stored form of a token of 256 random bits.
#[must_use]
pub fn hash(token: &str) -> TokenHash {
    TokenHash::new(sha256_base64url(token))
}
