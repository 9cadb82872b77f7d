//! HTTP and nothing else: what arrives is parsed and handed to a flow, what the flow gives is answered.

pub mod alias;
pub mod answer;
pub mod context;
pub mod cookie;
#[expect(clippy::needless_pass_by_value, reason = "poem hands handlers their parts by value")]
pub mod docs;
#[expect(clippy::needless_pass_by_value, reason = "poem hands handlers their parts by value")]
pub mod endpoint;
pub mod form;
pub mod gate;
pub mod json_body;
pub mod openapi;
pub mod respond;
pub mod routes;
pub mod serve;

use context::State;
use gate::Gate;
use std::sync::Arc;

/// The whole service behind one endpoint.
#[must_use]
pub fn service(state: Arc<State>) -> Gate {
    Gate::new(state)
}
