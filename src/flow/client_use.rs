//! Whether a client that registered itself is used by anybody.

use super::FlowResult;
use crate::model::Client;
use crate::store::change::{ChangeKind, bump};
use crate::store::{self, Tx};

/// Notes, in the transaction that gives somebody's grant to the client, that it is used: it stays then. Costs nothing for a
/// client of which that is known.
///
/// # Errors
/// When the database fails.
pub async fn note(tx: &mut Tx, client: &Client) -> FlowResult<()> {
    if client.expires_at.is_some() && store::client::mark_used(tx, &client.id).await? {
        bump(tx, ChangeKind::Client).await?;
    }
    Ok(())
}
