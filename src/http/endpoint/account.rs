//! The front page and the account page.

use super::form_page::{check_origin, client_view, form_for};
use super::signed_in::Person;
use crate::flow::account as flow;
use crate::flow::logout::current;
use crate::http::context::{Browser, Context};
use crate::http::form::PageForm;
use crate::http::respond::redirect::see_other;
use crate::http::respond::{Refused, page};
use crate::model::{BrowserHash, ClientId, Consent};
use crate::protocol::Rule;
use crate::view::{AccountPage, ClientView, ConnectedApp, Form, HomePage, ScopeView, WebUrl};
use http::StatusCode;
use poem::{Request, Response, Result, handler};

/// Name of the form that disconnects a client in its proof of origin.
const DISCONNECT_FORM: &str = "disconnect";

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
    let Person { browser, user, .. } = Person::at(&context, request, "/account").await?;
    let overview = flow::overview(&context.deps, &user).await.map_err(Refused::from)?;
    let account = AccountPage {
        layout: page::layout(&context),
        apps: overview.consents.iter().map(|consent| connected_app(&context, &browser, consent)).collect(),
        sessions: overview.sessions,
        name: user.profile.name,
        email: user.profile.email,
        email_verified: user.profile.email_verified,
        username: user.username,
    };
    Ok(page::render(&context, StatusCode::OK, &account))
}

/// Takes back what the person has given a client.
#[handler]
pub async fn disconnect(context: Context, request: &Request, PageForm(form): PageForm) -> Result<Response> {
    let client_id = form.get("client_id").ok_or(Refused::from(Rule::FormMalformed))?;
    let browser = check_origin(&context, request, &form, DISCONNECT_FORM, client_id)?;
    let signed_in = current(&context.deps, Some(&browser)).await.map_err(Refused::from)?;
    let Some((_, user)) = signed_in else { return Ok(see_other(&context.path("/login"))) };
    flow::disconnect(&context.deps, &user, &ClientId::new(client_id)).await.map_err(Refused::from)?;
    Ok(see_other(&context.path("/account")))
}

fn connected_app(context: &Context, browser: &BrowserHash, consent: &Consent) -> ConnectedApp {
    let snapshot = &context.deps.snapshot;
    let client = match snapshot.client(consent.client_id.as_str()) {
        Some(registered) => client_view(context, &registered.client),
        None => ClientView::named(consent.client_id.as_str()),
    };
    let described = |name: &str| {
        let known = snapshot.scopes.iter().find(|scope| scope.name == name);
        ScopeView {
            name: name.to_owned(),
            description: known.map(|scope| context.describe_scope(scope)).unwrap_or_default(),
        }
    };
    let client_id = consent.client_id.as_str();
    let form = form_for(context, browser, DISCONNECT_FORM, "/account/disconnect", Some(client_id));
    ConnectedApp {
        client,
        client_id: client_id.to_owned(),
        scopes: consent.scope.iter().map(described).collect(),
        claims: consent.claims.clone(),
        open: flow::initiate_login(&context.deps, &consent.client_id).as_deref().and_then(WebUrl::parse),
        disconnect: Form { request: None, ..form },
    }
}
