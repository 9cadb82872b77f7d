//! `/consent`.

use super::form_page::{
    SWITCH_FORM, authorize_refused, check_origin, client_view, for_person, form_for, is_for_person, resource_views,
    scope_views, waiting,
};
use super::purpose::Purpose;
use crate::flow::interaction::{self, CONSENT_PAGE, Interaction, SELECT_ACCOUNT_PAGE, Step};
use crate::http::context::{Browser, Context};
use crate::http::form::PageForm;
use crate::http::respond::redirect::{proceed, see_other};
use crate::http::respond::{Refused, page};
use crate::model::BrowserHash;
use crate::protocol::Rule;
use crate::protocol::params::Params;
use crate::view::{ConsentPage, Destination, LogoUrl};
use http::StatusCode;
use poem::{Request, Response, Result, handler};

/// Name of the form in its proof of origin.
const FORM: &str = "consent";

/// Shows what the client asks for.
#[handler]
pub async fn get(context: Context, request: &Request) -> Result<Response> {
    let params = Params::parse(request.uri().query().unwrap_or_default().as_bytes()).map_err(Refused::from)?;
    let handle = params.get("request").ok_or(Refused::from(Rule::InteractionUnknown))?;
    let (browser, interaction) = match waiting(&context, request, handle, CONSENT_PAGE).await {
        Ok(found) => found,
        Err(elsewhere) => return Ok(elsewhere),
    };
    Ok(show(&context, &browser, handle, &interaction))
}

/// Takes the person's answer.
#[handler]
pub async fn post(context: Context, request: &Request, PageForm(form): PageForm) -> Result<Response> {
    form.check_not_repeated().map_err(Refused::from)?;
    let handle = form.get("request").ok_or(Refused::from(Rule::FormMalformed))?;
    let browser = check_origin(&context, request, &form, FORM, handle)?;
    let loaded = interaction::load(&context.deps, Some(&browser), handle).await;
    let mut interaction = loaded.map_err(authorize_refused)?;
    let browser = Browser::known_or_new(&context, request);
    let outcome = match form.get("decision") {
        Some("deny") => interaction::cancel(&context.deps, &interaction).await,
        Some("allow") if is_of_another(&context, browser.hash(), &interaction, &form) => {
            let purpose = Purpose::Request(handle, Box::new(interaction));
            return Ok(see_other(&purpose.at(&context, SELECT_ACCOUNT_PAGE, &[])));
        }
        Some("allow") => {
            if interaction.step(&context.deps) == Step::Page(CONSENT_PAGE) {
                interaction::decide(&context.deps, &mut interaction).await.map_err(Refused::from)?;
            }
            interaction::proceed(&context.deps, &interaction, handle).await
        }
        _ => return Err(Refused::from(Rule::FormMalformed).into()),
    };
    Ok(proceed(&context, &browser, outcome))
}

/// Whether the page was shown to another of the browser's accounts than the one that would answer now.
fn is_of_another(context: &Context, browser: &BrowserHash, interaction: &Interaction, form: &Params) -> bool {
    let signed_in = interaction.facts.signed_in.as_ref();
    signed_in.is_some_and(|(_, user)| !is_for_person(context, browser, &user.id, form))
}

fn show(context: &Context, browser: &Browser, handle: &str, interaction: &Interaction) -> Response {
    let checked = &interaction.checked;
    let username = interaction.facts.signed_in.as_ref().map(|(_, user)| user.username.clone());
    let mut form = form_for(context, browser.hash(), FORM, CONSENT_PAGE, Some(handle));
    if let Some((_, user)) = &interaction.facts.signed_in {
        form = for_person(context, browser.hash(), &user.id, form);
    }
    let consent = ConsentPage {
        layout: page::layout(context),
        form,
        switch_account: form_for(context, browser.hash(), SWITCH_FORM, "/switch-account", Some(handle)),
        client: client_view(context, &checked.client.client),
        username: username.unwrap_or_default(),
        scopes: scope_views(context, &checked.scope),
        claims: checked.claims_beyond_scope(),
        resources: resource_views(context, &checked.resources),
        destination: Destination::of(checked.redirect().as_str()),
    };
    let mut response = page::render(context, StatusCode::OK, &consent);
    page::allow_form(&mut response, Some(checked.redirect()), consent.client.logo.as_ref().map(LogoUrl::as_str));
    response
}
