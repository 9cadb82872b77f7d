//! The front page and the account page.

use super::form_page::client_view;
use crate::flow::account::overview;
use crate::flow::logout::current;
use crate::http::context::{Browser, Context};
use crate::http::respond::redirect::see_other;
use crate::http::respond::{Refused, page};
use crate::model::Consent;
use crate::view::{AccountPage, ClientView, ConnectedApp, HomePage, ScopeView};
use http::StatusCode;
use poem::{Request, Response, Result, handler};

/// What this is and where things are.
#[handler]
pub async fn home(context: Context, request: &Request) -> Result<Response> {
    let known = Browser::known(&context, request);
    let signed_in = current(&context.deps, known.as_ref()).await.map_err(Refused::from)?;
    let home = HomePage {
        layout: page::layout(&context),
        issuer: context.state.settings().issuer.as_str().to_owned(),
        username: signed_in.map(|(_, user)| user.username),
    };
    Ok(page::render(&context, StatusCode::OK, &home))
}

/// Who is signed in and what they have allowed.
#[handler]
pub async fn get(context: Context, request: &Request) -> Result<Response> {
    let known = Browser::known(&context, request);
    let signed_in = current(&context.deps, known.as_ref()).await.map_err(Refused::from)?;
    let Some((_, user)) = signed_in else { return Ok(see_other(&context.path("/login"))) };
    let overview = overview(&context.deps, &user).await.map_err(Refused::from)?;
    let account = AccountPage {
        layout: page::layout(&context),
        apps: overview.consents.iter().map(|consent| connected_app(&context, consent)).collect(),
        sessions: overview.sessions,
        name: user.profile.name,
        email: user.profile.email,
        email_verified: user.profile.email_verified,
        username: user.username,
    };
    Ok(page::render(&context, StatusCode::OK, &account))
}

fn connected_app(context: &Context, consent: &Consent) -> ConnectedApp {
    let snapshot = &context.deps.snapshot;
    let client = match snapshot.client(consent.client_id.as_str()) {
        Some(registered) => client_view(&registered.client.metadata),
        None => ClientView::named(consent.client_id.as_str()),
    };
    let described = |name: &str| {
        let known = snapshot.scopes.iter().find(|scope| scope.name == name);
        ScopeView {
            name: name.to_owned(),
            description: known.map(|scope| scope.description.clone()).unwrap_or_default(),
        }
    };
    ConnectedApp { client, scopes: consent.scope.iter().map(described).collect() }
}
