//! `/select-account`: whether to go on as who is signed in (OpenID Connect Core §3.1.2.1).

use super::form_page::{authorize_refused, check_origin, client_view, form_for, waiting};
use super::logout;
use crate::flow::interaction::{self, Interaction, SELECT_ACCOUNT_PAGE, Step};
use crate::http::context::{Browser, Context};
use crate::http::form::PageForm;
use crate::http::respond::redirect::proceed;
use crate::http::respond::{Refused, page};
use crate::protocol::Rule;
use crate::protocol::params::Params;
use crate::view::{LogoUrl, SelectAccountPage};
use http::StatusCode;
use poem::{Request, Response, Result, handler};

/// Name of the form in its proof of origin.
const FORM: &str = "select-account";

/// Shows who is signed in.
#[handler]
pub async fn get(context: Context, request: &Request) -> Result<Response> {
    let params = Params::parse(request.uri().query().unwrap_or_default().as_bytes()).map_err(Refused::from)?;
    let handle = params.get("request").ok_or(Refused::from(Rule::InteractionUnknown))?;
    let (browser, interaction) = match waiting(&context, request, handle, SELECT_ACCOUNT_PAGE).await {
        Ok(found) => found,
        Err(elsewhere) => return Ok(elsewhere),
    };
    Ok(show(&context, &browser, handle, &interaction))
}

/// Takes the person's choice.
#[handler]
pub async fn post(context: Context, request: &Request, PageForm(form): PageForm) -> Result<Response> {
    form.check_not_repeated().map_err(Refused::from)?;
    let handle = form.get("request").ok_or(Refused::from(Rule::FormMalformed))?;
    let browser = check_origin(&context, request, &form, FORM, handle)?;
    let loaded = interaction::load(&context.deps, Some(&browser), handle).await;
    let mut interaction = loaded.map_err(authorize_refused)?;
    let outcome = match form.get("decision") {
        Some("continue") => {
            if interaction.step(&context.deps) == Step::Page(SELECT_ACCOUNT_PAGE) {
                interaction::go_on_as_self(&context.deps, &mut interaction).await.map_err(Refused::from)?;
            }
            interaction::proceed(&context.deps, &interaction, handle).await
        }
        Some("other") => return logout::sign_in_as_another(&context, &browser, handle).await,
        Some("cancel") => interaction::cancel(&context.deps, &interaction).await,
        _ => return Err(Refused::from(Rule::FormMalformed).into()),
    };
    Ok(proceed(&context, &Browser::known_or_new(&context, request), outcome))
}

fn show(context: &Context, browser: &Browser, handle: &str, interaction: &Interaction) -> Response {
    let checked = &interaction.checked;
    let username = interaction.facts.signed_in.as_ref().map(|(_, user)| user.username.clone());
    let choice = SelectAccountPage {
        layout: page::layout(context),
        form: form_for(context, browser.hash(), FORM, SELECT_ACCOUNT_PAGE, Some(handle)),
        client: client_view(context, &checked.client.client),
        username: username.unwrap_or_default(),
    };
    let mut response = page::render(context, StatusCode::OK, &choice);
    page::allow_form(&mut response, Some(checked.redirect()), choice.client.logo.as_ref().map(LogoUrl::as_str));
    response
}
