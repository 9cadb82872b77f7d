//! The person's choice among the accounts that are signed in in their browser.

use super::Interaction;
use crate::flow::{Deps, FlowResult};
use crate::model::{BrowserHash, Progress, SessionId};
use crate::protocol::Rule;
use crate::store;

/// Writes that the person goes on as this one of their accounts, for this very request and in the browser from now on.
///
/// # Errors
/// [`Rule::InteractionUnknown`] when that account is not signed in any more.
pub async fn go_on_as(deps: &Deps, interaction: &Interaction, session: &SessionId) -> FlowResult<()> {
    let chosen = interaction.facts.accounts.iter().find(|(one, _)| one.id == *session);
    let Some((chosen, _)) = chosen else { return Err(Rule::InteractionUnknown.into()) };
    // A sign-in for this request that was by another does not count any more.
    let signed_in = interaction.request.progress.signed_in.clone().filter(|signed_in| *signed_in == chosen.id);
    let progress =
        Progress { chosen_by: Some(chosen.user_id.clone()), signed_in, ..interaction.request.progress.clone() };
    let mut tx = deps.services.db.write().await?;
    store::request::update_progress(&mut tx, &interaction.request.handle_hash, &progress).await?;
    store::pending_sign_in::delete(&mut tx, &chosen.browser_hash, Some(&interaction.request.handle_hash)).await?;
    store::session::make_current(&mut tx, &chosen.id, &chosen.browser_hash, deps.now.ms).await?;
    tx.commit().await?;
    Ok(())
}

/// Has the browser act as this one of its accounts; nothing when it is not signed in any more.
///
/// # Errors
/// When the database fails.
pub async fn make_current(deps: &Deps, browser: &BrowserHash, session: &SessionId) -> FlowResult<()> {
    let mut tx = deps.services.db.write().await?;
    store::session::make_current(&mut tx, session, browser, deps.now.ms).await?;
    tx.commit().await?;
    Ok(())
}
