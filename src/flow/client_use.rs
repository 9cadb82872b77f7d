//! Who may use a client, and whether one that registered itself is used by anybody.

use super::FlowResult;
use crate::model::{Client, User};
use crate::protocol::{Fault, Rule};
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

/// Whether the person may use the client at all; `rule` says it in the way of the endpoint. It is asked before consent,
/// and again whenever something is given: memberships end while codes and refresh tokens live.
///
/// # Errors
/// `rule`, with the groups of the person and those that the client admits.
pub fn admit(client: &Client, user: &User, rule: Rule) -> Result<(), Fault> {
    if client.admits(user) {
        return Ok(());
    }
    let allowed = client.metadata.access.allowed_groups.join(", ");
    Err(Fault::new(rule).received(user.groups.join(", ")).expected(allowed))
}
