//! Connected applications.

use crate::flow::account::applications;
use crate::http::context::Context;
use crate::http::endpoint::form_page::{check_origin, client_view, scope_views};
use crate::http::endpoint::signed_in::Person;
use crate::http::form::PageForm;
use crate::http::respond::Refused;
use crate::http::respond::redirect::see_other;
use crate::model::{ClientId, Consent};
use crate::protocol::Rule;
use crate::view::{ClientView, ConnectedApp, WebUrl};
use poem::{Request, Response, Result, handler};

/// Name of the form that disconnects a client in its proof of origin.
const DISCONNECT_FORM: &str = "disconnect";

/// Takes back what the person has given a client.
#[handler]
pub async fn disconnect(context: Context, request: &Request, PageForm(form): PageForm) -> Result<Response> {
    let client_id = form.get("client_id").ok_or(Refused::from(Rule::FormMalformed))?;
    check_origin(&context, request, &form, DISCONNECT_FORM, client_id)?;
    let person = Person::at(&context, request, "/account").await?;
    person.check_form(&context, request, &form, (DISCONNECT_FORM, client_id))?;
    applications::disconnect(&context.deps, &person.user, &ClientId::new(client_id)).await.map_err(Refused::from)?;
    Ok(see_other(&context.path("/account")))
}

/// A client as the pages show it to who has allowed it something.
pub(super) fn connected_app(context: &Context, person: &Person, consent: &Consent) -> ConnectedApp {
    let snapshot = &context.deps.snapshot;
    let client = match snapshot.client(consent.client_id.as_str()) {
        Some(registered) => client_view(context, &registered.client),
        None => ClientView::named(consent.client_id.as_str()),
    };
    let client_id = consent.client_id.as_str();
    ConnectedApp {
        client,
        client_id: client_id.to_owned(),
        scopes: scope_views(context, &consent.scope),
        claims: consent.claims.clone(),
        open: applications::initiate_login(&context.deps, &consent.client_id).as_deref().and_then(WebUrl::parse),
        disconnect: person.form(context, DISCONNECT_FORM, "/account/disconnect", client_id),
    }
}
