//! Taking back what a person has given a client: the one place for administrators and for the person.

use super::{Deps, FlowResult};
use crate::model::{Action, ClientId, RevocationReason, UserId};
use crate::store;

/// Forgets the person's remembered consent and ends every grant that the client has from them, codes and tokens included:
/// nothing of it is good at the next request on any node. Gives how many grants ended. `actor` is named in the event as
/// [`store::event::Event::actor`] says.
///
/// # Errors
/// When the database fails; then nothing was taken back.
pub async fn withdraw_consent(
    deps: &Deps,
    actor: &str,
    user_id: &UserId,
    client_id: &ClientId,
    reason: RevocationReason,
) -> FlowResult<u64> {
    let mut tx = deps.services.db.write().await?;
    store::consent::delete(&mut tx, user_id, client_id).await?;
    let ended = store::grant::revoke_by_user_and_client(&mut tx, user_id, client_id, reason, deps.unix()).await?;
    let mut event = deps.event(actor, Action::ConsentWithdraw);
    event.user_id = Some(user_id);
    event.client_id = Some(client_id);
    event.detail = format!("{ended} grants");
    deps.record(&mut tx, &event).await?;
    tx.commit().await?;
    Ok(ended)
}
