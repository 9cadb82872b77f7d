//! What a document registers, whether it is the first or a change.

use super::{sector, statement};
use crate::config::PkceRequired;
use crate::flow::{Deps, FlowResult};
use crate::model::{ClientMetadata, ClientType};
use crate::protocol::client_metadata::problems;
use crate::protocol::registration::{self, Offer};
use crate::protocol::{Fault, Rule};
use serde_json::{Map, Value};

/// Reads and checks everything that needs no database. `before` keeps what is not the client's to say.
///
/// # Errors
/// The first rule that the document breaks.
pub(super) async fn read(
    deps: &Deps,
    document: &Map<String, Value>,
    before: &ClientMetadata,
) -> FlowResult<ClientMetadata> {
    let merged = match document.get("software_statement").filter(|value| !value.is_null()) {
        None => None,
        Some(Value::String(jwt)) => Some(statement::merge(deps, document, jwt)?),
        Some(_) => return Err(Fault::new(Rule::SoftwareStatementInvalid).received("no text").into()),
    };
    let offer = Offer {
        scope: &deps.services.settings.registration.scope,
        scopes: &deps.snapshot.scopes,
        response_types: &deps.services.settings.requests.response_types,
    };
    let mut metadata = registration::read(merged.as_ref().unwrap_or(document), before, &offer)?;
    set_pkce(deps, &mut metadata);
    let found = problems(&metadata, &deps.snapshot.scopes);
    if let Some((subject, _)) = found.first() {
        let said: Vec<_> = found.iter().filter(|(of, _)| of == subject).map(|(_, text)| text.as_str()).collect();
        return Err(Fault::new(subject.rule()).received(said.join("; ")).into());
    }
    sector::check(deps, &metadata).await?;
    Ok(metadata)
}

/// A public client always needs PKCE; of a confidential one the setting says it, unless an operator has.
fn set_pkce(deps: &Deps, metadata: &mut ClientMetadata) {
    let by_setting = deps.services.settings.registration.pkce.map(|required| required == PkceRequired::All);
    metadata.pkce_required = match metadata.client_type {
        ClientType::Public => None,
        ClientType::Confidential => metadata.pkce_required.or(by_setting),
    };
}
