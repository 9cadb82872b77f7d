//! `/select-account`: which of the accounts of this browser to go on as (OpenID Connect Core §3.1.2.1).

use super::form_page::{any, authorize_refused, check_origin, form_for};
use super::purpose::Purpose;
use crate::flow::interaction::{self, LOGIN_PAGE, SELECT_ACCOUNT_PAGE};
use crate::flow::logout;
use crate::http::context::{Browser, Context};
use crate::http::form::PageForm;
use crate::http::respond::redirect::{proceed, see_other};
use crate::http::respond::{Refused, page};
use crate::model::{BrowserHash, Session, SessionId, User};
use crate::protocol::Rule;
use crate::protocol::params::Params;
use crate::view::{AccountChoice, LogoUrl, SelectAccountPage};
use http::StatusCode;
use poem::{Request, Response, Result, handler};

/// Name of the form in its proof of origin.
const FORM: &str = "select-account";

/// Shows who is signed in.
#[handler]
pub async fn get(context: Context, request: &Request) -> Result<Response> {
    let params = Params::parse(request.uri().query().unwrap_or_default().as_bytes()).map_err(Refused::from)?;
    let Some(handle) = params.get("request") else {
        return without_request(&context, request, &Purpose::without_request(&params)).await;
    };
    let (browser, interaction) = match any(&context, request, handle).await {
        Ok(found) => found,
        Err(elsewhere) => return Ok(elsewhere),
    };
    if interaction.facts.accounts.is_empty() {
        let outcome = interaction::proceed(&context.deps, &interaction, handle).await;
        return Ok(proceed(&context, &browser, outcome));
    }
    let facts = interaction.facts.clone();
    let first = facts.signed_in.as_ref().map(|(session, _)| session.id.clone());
    let purpose = Purpose::Request(handle, Box::new(interaction));
    Ok(show(&context, browser.hash(), &purpose, &facts.accounts, first.as_ref()))
}

async fn without_request(context: &Context, request: &Request, purpose: &Purpose<'_>) -> Result<Response> {
    let known = Browser::known(context, request);
    let accounts = logout::accounts(&context.deps, known.as_ref()).await.map_err(Refused::from)?;
    match (known, accounts.first()) {
        (Some(browser), Some((first, _))) => Ok(show(context, &browser, purpose, &accounts, Some(&first.id))),
        _ => Ok(see_other(&purpose.at(context, LOGIN_PAGE, &[]))),
    }
}

/// Takes the person's choice.
#[handler]
pub async fn post(context: Context, request: &Request, PageForm(form): PageForm) -> Result<Response> {
    form.check_not_repeated().map_err(Refused::from)?;
    let browser = check_origin(&context, request, &form, FORM, form.get("request").unwrap_or_default())?;
    let purpose = Purpose::of_form(&context, &browser, &form).await?;
    let named = form.get("account").map(SessionId::new);
    if form.get("decision") == Some("other") {
        return Ok(see_other(&purpose.at(&context, LOGIN_PAGE, &[("another", "1")])));
    }
    let Some((handle, interaction)) = purpose.request() else {
        if let Some(session) = named.or_else(|| form.get("shown").map(SessionId::new)) {
            interaction::make_current(&context.deps, &browser, &session).await.map_err(Refused::from)?;
        }
        return Ok(see_other(&purpose.location(&context)));
    };
    let signed_in = interaction.facts.signed_in.as_ref().map(|(session, _)| session.id.clone());
    let outcome = match (form.get("decision"), named) {
        (Some("cancel"), _) => interaction::cancel(&context.deps, interaction).await,
        (Some("continue"), None) | (None, Some(_)) => {
            let shown = || form.get("shown").map(SessionId::new);
            let chosen = form.get("account").map(SessionId::new).or_else(shown).or(signed_in);
            let chosen = chosen.ok_or(Refused::from(Rule::InteractionUnknown))?;
            interaction::go_on_as(&context.deps, interaction, &chosen).await.map_err(Refused::from)?;
            let loaded = interaction::load(&context.deps, Some(&browser), handle).await;
            interaction::proceed(&context.deps, &loaded.map_err(authorize_refused)?, handle).await
        }
        _ => return Err(Refused::from(Rule::FormMalformed).into()),
    };
    Ok(proceed(&context, &Browser::known_or_new(&context, request), outcome))
}

/// The page that asks for another account: the choice where there is one, else the sign-in page.
pub(super) async fn elsewhere(context: &Context, browser: &BrowserHash, purpose: &Purpose<'_>) -> Result<Response> {
    let accounts = logout::accounts(&context.deps, Some(browser)).await.map_err(Refused::from)?;
    Ok(see_other(&if accounts.len() > 1 {
        purpose.at(context, SELECT_ACCOUNT_PAGE, &[])
    } else {
        purpose.at(context, LOGIN_PAGE, &[("another", "1")])
    }))
}

fn show(
    context: &Context,
    browser: &BrowserHash,
    purpose: &Purpose<'_>,
    accounts: &[(Session, User)],
    first: Option<&SessionId>,
) -> Response {
    let choice = |(session, user): &(Session, User)| AccountChoice {
        id: session.id.to_string(),
        username: user.username.clone(),
        email: user.profile.email.clone(),
    };
    let is_first = |(session, _): &&(Session, User)| Some(&session.id) == first;
    let shown = SelectAccountPage {
        layout: page::layout(context),
        form: form_for(context, browser, FORM, SELECT_ACCOUNT_PAGE, purpose.handle()),
        client: purpose.client(context),
        username: accounts.iter().find(is_first).map(|(_, user)| user.username.clone()).unwrap_or_default(),
        shown: first.map(SessionId::to_string).unwrap_or_default(),
        others: accounts.iter().filter(|account| !is_first(account)).map(choice).collect(),
        device: purpose.device(),
        after: purpose.after(),
    };
    let mut response = page::render(context, StatusCode::OK, &shown);
    let logo = shown.client.as_ref().and_then(|client| client.logo.as_ref()).map(LogoUrl::as_str);
    page::allow_form(&mut response, purpose.request().map(|(_, interaction)| interaction.checked.redirect()), logo);
    response
}
