//! The person's answer on the consent page.

use super::Interaction;
use crate::flow::{Deps, FlowResult};
use crate::model::{Action, Consent, Progress};
use crate::protocol::Rule;
use crate::store;

/// What the person pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Allow.
    Allow,
    /// Deny.
    Deny,
}

/// Writes that the person allowed the request: for good, and for this very request.
///
/// # Errors
/// [`Rule::InteractionUnknown`] when nobody is signed in any more.
pub async fn decide(deps: &Deps, interaction: &mut Interaction) -> FlowResult<()> {
    let Some((session, _)) = &interaction.facts.signed_in else { return Err(Rule::InteractionUnknown.into()) };
    let client_id = &interaction.checked.client.client.id;
    let given = Consent {
        user_id: session.user_id.clone(),
        client_id: client_id.clone(),
        scope: interaction.checked.scope.clone(),
        resources: interaction.checked.resources.clone(),
        claims: interaction.checked.claims_beyond_scope(),
        granted_at: deps.unix(),
    };
    let consent = given.beside(interaction.facts.consent.as_ref());
    let progress = Progress { consented_by: Some(session.user_id.clone()), ..interaction.request.progress.clone() };
    let mut tx = deps.services.db.write().await?;
    store::consent::upsert(&mut tx, &consent).await?;
    store::request::update_progress(&mut tx, &interaction.request.handle_hash, &progress).await?;
    let mut event = deps.event(format!("user:{}", session.user_id), Action::ConsentGive);
    event.user_id = Some(&session.user_id);
    event.client_id = Some(client_id);
    let allowed = consent.scope.iter().chain(consent.claims.iter().map(String::as_str));
    event.detail = allowed.collect::<Vec<_>>().join(" ");
    deps.record(&mut tx, &event).await?;
    tx.commit().await?;
    interaction.facts.consent = Some(consent);
    interaction.facts.progress = progress;
    Ok(())
}
