//! Which resources an access token is for (RFC 8707).

use crate::flow::Deps;
use crate::model::{Client, Scope};
use crate::protocol::Fault;
use crate::protocol::params::Params;
use crate::protocol::resource::{Target, TargetDefaults, requested, target};

/// The URIs of the resources that a request names, all of them registered and open to the client.
///
/// # Errors
/// `invalid_target`.
pub fn requested_resources(deps: &Deps, client: &Client, params: &Params) -> Result<Vec<String>, Fault> {
    let found = requested(&deps.snapshot.resources, &client.metadata, params.all("resource"))?;
    Ok(found.into_iter().map(|resource| resource.uri.clone()).collect())
}

/// The access token for `scope` at `resources`, which must be registered and open to the client now: what was granted
/// once may have been taken back since.
///
/// # Errors
/// `invalid_target`, or `invalid_scope` when no scope means anything there.
pub fn aim(deps: &Deps, client: &Client, scope: &Scope, resources: &[&str]) -> Result<Target, Fault> {
    let settings = &deps.services.settings;
    let defaults = TargetDefaults {
        audience: settings.default_audience(),
        issuer: settings.issuer.as_str(),
        lifetime: deps.lifetimes(&client.metadata).access_token,
    };
    let resources = requested(&deps.snapshot.resources, &client.metadata, resources.iter().copied())?;
    target(&client.metadata, scope, &resources, defaults)
}
