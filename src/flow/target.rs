//! Which resources an access token is for (RFC 8707).

use crate::flow::Deps;
use crate::model::{Client, Grant, Resource, Scope, User};
use crate::protocol::Fault;
use crate::protocol::params::Params;
use crate::protocol::resource::{Target, TargetDefaults, narrow_resources, requested, target};
use crate::protocol::scope;

/// What of `scope` the person may be given now: the power to administer goes with the role.
///
/// # Errors
/// `invalid_scope` when nothing is left.
pub fn permitted(user: &User, scope: &Scope) -> Result<Scope, Fault> {
    scope::permitted(scope, user.admin)
}

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
    let resources = requested(&deps.snapshot.resources, &client.metadata, resources.iter().copied())?;
    aim_at(deps, client, scope, &resources)
}

/// The access token for `scope` at the resources that a request names, and their URIs, which a new grant keeps.
///
/// # Errors
/// As [`aim`].
pub fn aim_requested(
    deps: &Deps,
    client: &Client,
    scope: &Scope,
    params: &Params,
) -> Result<(Target, Vec<String>), Fault> {
    let resources = requested(&deps.snapshot.resources, &client.metadata, params.all("resource"))?;
    let target = aim_at(deps, client, scope, &resources)?;
    Ok((target, resources.into_iter().map(|resource| resource.uri.clone()).collect()))
}

/// The access token for `scope` at those of a grant's resources that a token request names, or at all of them.
///
/// # Errors
/// As [`aim`], or a resource that is not the grant's.
pub fn aim_granted(
    deps: &Deps,
    client: &Client,
    grant: &Grant,
    scope: &Scope,
    params: &Params,
) -> Result<Target, Fault> {
    let resources = narrow_resources(&grant.resources, params.all("resource").collect())?;
    aim(deps, client, scope, &resources)
}

fn aim_at(deps: &Deps, client: &Client, scope: &Scope, resources: &[&Resource]) -> Result<Target, Fault> {
    let settings = &deps.services.settings;
    let defaults = TargetDefaults {
        audience: settings.default_audience(),
        issuer: settings.issuer.as_str(),
        lifetime: deps.lifetimes(&client.metadata).access_token,
    };
    target(&client.metadata, scope, resources, defaults)
}
