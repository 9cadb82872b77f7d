//! The front page.

use super::signed_in::Person;
use crate::http::context::Context;
use crate::http::respond::page;
use crate::view::HomePage;
use http::StatusCode;
use poem::{Request, Response, Result, handler};

/// What this is and where things are.
#[handler]
pub async fn get(context: Context, request: &Request) -> Result<Response> {
    let person = Person::find(&context, request).await?;
    let home = HomePage {
        layout: page::layout(&context),
        issuer: context.state.settings().issuer.as_str().to_owned(),
        username: person.map(|person| person.user.username),
    };
    Ok(page::render(&context, StatusCode::OK, &home))
}
