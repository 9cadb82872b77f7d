//! What a request may ask for, and how it is told (OAuth 2.0 Multiple Response Type Encoding Practices, OpenID Connect Core
//! §3.2.2.1 and §3.3.2.1).

use crate::flow::Deps;
use crate::model::{Client, ClientMetadata, GrantType, JwsAlgorithm, ResponseType, Scope};
use crate::protocol::params::Params;
use crate::protocol::response_mode::ResponseMode;
use crate::protocol::{Fault, Rule};

/// The response type: one that is switched on and that the client is registered for.
pub(super) fn check_response_type(deps: &Deps, client: &Client, params: &Params) -> Result<ResponseType, Fault> {
    let Some(asked) = params.get("response_type") else { return Err(Rule::ResponseTypeMissing.into()) };
    let enabled = &deps.services.settings.requests.response_types;
    let Some(kind) = ResponseType::parse_unordered(asked).filter(|kind| enabled.contains(kind)) else {
        let known = enabled.iter().map(|kind| kind.as_str()).collect::<Vec<_>>().join(", ");
        return Err(Fault::new(Rule::ResponseTypeUnsupported).received(asked).expected(known));
    };
    if is_registered(&client.metadata, kind) {
        return Ok(kind);
    }
    let known = client.metadata.responses.response_types.iter().map(|kind| kind.as_str()).collect::<Vec<_>>();
    Err(Fault::new(Rule::ResponseTypeNotAllowed).received(asked).expected(known.join(", ")))
}

/// Whether the client may have it, by its response types and by the grants behind them. An unsigned ID token never comes
/// from the authorization endpoint (OpenID Connect Core §2).
fn is_registered(client: &ClientMetadata, kind: ResponseType) -> bool {
    let may = |grant: GrantType| client.grant_types.contains(&grant);
    let signed = client.responses.id_token_signed_response_alg != JwsAlgorithm::None;
    client.responses.response_types.contains(&kind)
        && (!kind.gives_code() || may(GrantType::AuthorizationCode))
        && (!kind.uses_front_channel() || may(GrantType::Implicit))
        && (!kind.gives_id_token() || signed)
}

/// Whether the answer travels as the request wants; `mode` is how it does.
pub(super) fn check_response_mode(params: &Params, mode: ResponseMode) -> Result<(), Fault> {
    match params.get("response_mode") {
        Some(asked) if asked != mode.as_str() => {
            let query = asked == ResponseMode::Query.as_str();
            let rule = if query { Rule::ResponseModeUnsafe } else { Rule::ResponseModeUnsupported };
            Err(Fault::new(rule).received(asked).expected(mode.as_str()))
        }
        _ => Ok(()),
    }
}

/// What an ID token from the authorization endpoint needs: a `nonce`, because anybody could have put it into the browser
/// (OpenID Connect Core §3.2.2.1, §3.3.2.11), and the scope that asks for one.
pub(super) fn check_id_token(kind: ResponseType, scope: &Scope, params: &Params) -> Result<(), Fault> {
    if !kind.gives_id_token() {
        return Ok(());
    }
    if !scope.contains("openid") {
        return Err(Fault::new(Rule::IdTokenNeedsOpenid).received(scope.to_string()));
    }
    if params.get("nonce").is_none() { Err(Rule::NonceRequired.into()) } else { Ok(()) }
}
