//! `/logout`, and changing the account in the middle of a sign-in.

use super::form_page::{SWITCH_FORM, check_origin, form_for};
use crate::flow::interaction::LOGIN_PAGE;
use crate::flow::logout as flow;
use crate::http::context::{Browser, Context};
use crate::http::form::PageForm;
use crate::http::respond::redirect::{see_other, see_other_as};
use crate::http::respond::{Refused, headers, page};
use crate::model::BrowserHash;
use crate::protocol::Rule;
use crate::view::{LoggedOutPage, LogoutPage};
use http::StatusCode;
use poem::{Request, Response, Result, handler};

/// Name of the form in its proof of origin.
const FORM: &str = "logout";

/// Asks whether to sign out.
#[handler]
pub async fn get(context: Context, request: &Request) -> Result<Response> {
    let known = Browser::known(&context, request);
    let signed_in = flow::current(&context.deps, known.as_ref()).await.map_err(Refused::from)?;
    let layout = page::layout(&context);
    let unended = flow::has_unended(&context.deps, known.as_ref()).await.map_err(Refused::from)?;
    if !unended {
        return Ok(page::render(&context, StatusCode::OK, &LoggedOutPage { layout, client: None }));
    }
    let browser = Browser::known_or_new(&context, request);
    let form = form_for(&context, browser.hash(), FORM, "/logout", None);
    let confirm = LogoutPage { layout, form, username: signed_in.map(|(_, user)| user.username), client: None };
    Ok(page::render(&context, StatusCode::OK, &confirm))
}

/// Signs out. A POST that is not our form's, as relying parties may send it, is asked about by GET.
#[handler]
pub async fn post(context: Context, request: &Request, PageForm(form): PageForm) -> Result<Response> {
    if form.get("csrf").is_none() {
        return Ok(see_other(&context.path("/logout")));
    }
    let browser = check_origin(&context, request, &form, FORM, "")?;
    let next = Browser::from(flow::sign_out(&context.deps, &browser).await.map_err(Refused::from)?);
    let done = LoggedOutPage { layout: page::layout(&context), client: None };
    let mut response = page::render(&context, StatusCode::OK, &done);
    if let Some(cookie) = next.set_cookie(&context) {
        headers::set(&mut response, http::header::SET_COOKIE, &cookie);
    }
    Ok(response)
}

/// Signs out and goes back to the sign-in page of the same request.
#[handler]
pub async fn switch_account(context: Context, request: &Request, PageForm(form): PageForm) -> Result<Response> {
    let handle = form.get("request").ok_or(Refused::from(Rule::FormMalformed))?;
    let browser = check_origin(&context, request, &form, SWITCH_FORM, handle)?;
    sign_in_as_another(&context, &browser, handle).await
}

/// Signs out and goes to the sign-in page of the request.
pub(super) async fn sign_in_as_another(context: &Context, browser: &BrowserHash, handle: &str) -> Result<Response> {
    let next = Browser::from(flow::sign_out(&context.deps, browser).await.map_err(Refused::from)?);
    let location = format!("{}?request={handle}", context.path(LOGIN_PAGE));
    Ok(see_other_as(context, &next, &location))
}
