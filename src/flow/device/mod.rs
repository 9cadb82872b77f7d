//! Device authorization (RFC 8628): a device asks, and a person answers in a browser elsewhere.
//!
//! What the person is shown is always checked anew from the stored request, so that a client that was changed or switched
//! off meanwhile is seen. The device's polls are a grant of the token endpoint.

mod answer;
mod entry;
mod start;

pub use answer::{approve, deny};
pub use entry::{Entered, enter, find};
pub use start::{Started, start, start_for};

use super::Deps;
use super::authorize::{check_resources, check_scope};
use crate::directory::RegisteredClient;
use crate::model::{DeviceCode, GrantType, Scope};
use crate::protocol::params::Params;
use crate::protocol::user_code::UserCode;
use crate::protocol::{Fault, Rule};
use std::sync::Arc;

/// Marks device codes, so that another kind of token is refused before it is looked up.
pub const DEVICE_CODE_PREFIX: &str = "syd_";
/// Path of the page on which a person enters the user code.
pub const DEVICE_PAGE: &str = "/device";
/// The parameters that a stored request keeps.
const READ: [&str; 2] = ["scope", "resource"];

/// A request after every check.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// The stored request.
    pub request: DeviceCode,
    /// Who asks.
    pub client: Arc<RegisteredClient>,
    /// What is asked for, or the default.
    pub scope: Scope,
    /// Resources that the tokens are for (RFC 8707).
    pub resources: Vec<String>,
}

/// The checks of a request, made when it comes and again at each step.
fn check(deps: &Deps, client: &RegisteredClient, params: &Params) -> Result<(Scope, Vec<String>), Fault> {
    if !client.client.may_use(GrantType::DeviceCode) {
        return Err(Fault::new(Rule::GrantNotAllowed).received(GrantType::DeviceCode.as_str()));
    }
    let scope = check_scope(deps, &client.client.metadata, params)?;
    let resources = check_resources(deps, &client.client, &scope, params)?;
    Ok((scope, resources))
}

/// How a user code is found again: the code itself can be guessed from a plain digest.
fn user_code_mac(deps: &Deps, code: &UserCode) -> String {
    deps.services.derived.lookup_mac(&["user_code", code.letters()])
}
