//! `/account`: everything at a glance.

use super::applications::connected_app;
use super::frame::frame;
use crate::flow::account::applications;
use crate::http::context::Context;
use crate::http::endpoint::signed_in::Person;
use crate::http::respond::{Refused, page};
use crate::view::{AccountPage, AccountTab};
use http::StatusCode;
use poem::{Request, Response, Result, handler};

/// Who is signed in and what they have allowed.
#[handler]
pub async fn get(context: Context, request: &Request) -> Result<Response> {
    let person = Person::at(&context, request, "/account").await?;
    let overview = applications::overview(&context.deps, &person.user).await.map_err(Refused::from)?;
    let account = AccountPage {
        layout: page::layout(&context),
        frame: frame(&context, &person.user, AccountTab::Overview),
        apps: overview.consents.iter().map(|consent| connected_app(&context, &person, consent)).collect(),
        sessions: overview.sessions,
        email_verified: person.user.profile.email_verified,
        name: person.user.profile.name,
        email: person.user.profile.email,
    };
    Ok(page::render(&context, StatusCode::OK, &account))
}
