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
    let Person { browser, user, .. } = Person::at(&context, request, "/account").await?;
    let overview = applications::overview(&context.deps, &user).await.map_err(Refused::from)?;
    let account = AccountPage {
        layout: page::layout(&context),
        frame: frame(&context, &user, AccountTab::Overview),
        apps: overview.consents.iter().map(|consent| connected_app(&context, &browser, consent)).collect(),
        sessions: overview.sessions,
        name: user.profile.name,
        email: user.profile.email,
        email_verified: user.profile.email_verified,
    };
    Ok(page::render(&context, StatusCode::OK, &account))
}
