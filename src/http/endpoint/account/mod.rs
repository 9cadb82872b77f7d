//! The account area: a file per page, and what they have in common.

mod applications;
pub mod data;
pub mod devices;
pub mod events;
pub(super) mod frame;
mod overview;
pub mod passkeys;
pub mod profile;

pub use applications::disconnect;
pub use overview::get;

use super::form_page::form_for;
use super::signed_in::Person;
use crate::http::context::Context;
use crate::view::Form;

/// A form of the person's that is about the thing `about`, which it sends in a field of its own; empty for none.
fn form(context: &Context, person: &Person, name: &str, path: &str, about: &str) -> Form {
    Form { request: None, ..form_for(context, &person.browser, name, path, Some(about)) }
}
