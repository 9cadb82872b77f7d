//! The emergency switch: everything that was ever issued.

use super::{Actor, AdminError};
use crate::flow::Deps;
use crate::model::Action;
use crate::store;

/// Kills everything that was issued until now, whosever it is: access and refresh tokens, codes, sessions, clients' own
/// tokens. It is one row, so it takes as long with ten grants as with ten million, and holds at the next request on every
/// node. Who signs in again may do so in the same second. Remembered consent stays.
///
/// # Errors
/// [`AdminError::Forbidden`], or when the database fails; then nothing was killed.
pub async fn revoke(deps: &Deps, actor: &Actor) -> Result<(), AdminError> {
    actor.require_everything()?;
    let mut tx = deps.services.db.write().await?;
    store::not_before::raise(&mut tx, deps.unix()).await?;
    deps.record(&mut tx, &deps.event(actor.name(), Action::EverythingRevoke)).await?;
    tx.commit().await?;
    Ok(())
}
