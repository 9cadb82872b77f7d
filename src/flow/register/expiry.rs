//! Clients that registered themselves and were never used go.

use crate::flow::admin::{Actor, client};
use crate::flow::{Deps, FlowResult};
use crate::store;

/// Removes at most `limit` of them; says how many. One that is used at the same moment stays.
///
/// # Errors
/// When the database fails; those removed until then stay removed.
pub async fn remove_unused(deps: &Deps, limit: u32) -> FlowResult<u64> {
    let mut removed = 0;
    for id in store::client::list_unused(&deps.services.db, deps.unix(), limit).await? {
        let mut tx = deps.services.db.write().await?;
        if store::client::hold_unused(&mut tx, &id, deps.unix()).await? {
            client::delete(deps, &mut tx, &Actor::Server, &id).await?;
            removed += 1;
        }
        tx.commit().await?;
    }
    Ok(removed)
}
