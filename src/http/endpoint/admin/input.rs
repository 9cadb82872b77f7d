//! What was filled into a form.

use crate::protocol::params::Params;

/// The text of a field; `None` where it was left empty.
pub(super) fn text(form: &Params, name: &str) -> Option<String> {
    form.get(name).map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}

/// The lines of a field that are not empty.
pub(super) fn lines(form: &Params, name: &str) -> Vec<String> {
    let lines = form.get(name).unwrap_or_default().lines().map(str::trim);
    lines.filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// Whether a box is ticked.
pub(super) fn ticked(form: &Params, name: &str) -> bool {
    form.get(name) == Some("yes")
}

/// A number of seconds.
///
/// # Errors
/// What is wrong with it.
pub(super) fn seconds(form: &Params, name: &str) -> Result<Option<i64>, String> {
    let Some(text) = text(form, name) else { return Ok(None) };
    text.parse().map(Some).map_err(|_| format!("{name} is a whole number of seconds"))
}
