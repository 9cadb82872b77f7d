//! The person's choice of an account (`prompt=select_account`).

use super::Interaction;
use crate::flow::{Deps, FlowResult};
use crate::model::Progress;
use crate::protocol::Rule;
use crate::store;

/// Writes that the person goes on as who they are, for this very request.
///
/// # Errors
/// [`Rule::InteractionUnknown`] when nobody is signed in any more.
pub async fn go_on_as_self(deps: &Deps, interaction: &mut Interaction) -> FlowResult<()> {
    let Some((session, _)) = &interaction.facts.signed_in else { return Err(Rule::InteractionUnknown.into()) };
    let progress = Progress { chosen_by: Some(session.user_id.clone()), ..interaction.request.progress.clone() };
    let mut tx = deps.services.db.write().await?;
    store::request::update_progress(&mut tx, &interaction.request.handle_hash, &progress).await?;
    tx.commit().await?;
    interaction.facts.progress = progress;
    Ok(())
}
