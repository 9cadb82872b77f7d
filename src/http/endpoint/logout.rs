//! `/logout` (OpenID Connect RP-Initiated Logout 1.0 §2), and changing the account in the middle of a sign-in.

use super::form_page::{SWITCH_FORM, check_origin, client_view, form_for};
use super::purpose::Purpose;
use super::select_account::elsewhere;
use crate::flow::logout::{self as flow, Asked, Party, Step};
use crate::http::context::{Browser, Context};
use crate::http::form::PageForm;
use crate::http::respond::redirect::see_other;
use crate::http::respond::{Refused, headers, page};
use crate::model::{BrowserHash, Seconds, Session, SessionId, User};
use crate::protocol::Rule;
use crate::protocol::params::Params;
use crate::view::{AccountChoice, LoggedOutPage, LogoutFrame, LogoutPage, Onward};
use http::StatusCode;
use poem::{Request, Response, Result, handler};

/// Name of the form in its proof of origin.
const FORM: &str = "logout";
/// Seconds that a request which came by POST waits for the browser's own GET.
const HELD: Seconds = 60;

/// Signs out whom the client's hint means, or asks whether to sign out.
#[handler]
pub async fn get(context: Context, request: &Request) -> Result<Response> {
    let params = Params::parse(request.uri().query().unwrap_or_default().as_bytes()).map_err(Refused::from)?;
    let asked = match params.get("request") {
        Some(held) => flow::resume(&context.deps, held),
        None => flow::check(&context.deps, &params),
    };
    let asked = asked.map_err(Refused::from)?;
    let known = Browser::known(&context, request);
    let step = flow::step(&context.deps, known.as_ref(), &asked).await.map_err(Refused::from)?;
    match (step, known) {
        (Step::SignOut(meant), Some(browser)) => leave(&context, &browser, &asked, Some(&meant)).await,
        (Step::Ask, _) => ask(&context, request, &asked).await,
        (Step::Done | Step::SignOut(_), _) => Ok(done(&context, &asked, &[], asked.is_hinted())),
    }
}

/// Signs out. A POST that is not our form's, as relying parties may send it, comes without our cookie from another site: it
/// is gone on with by GET.
#[handler]
pub async fn post(context: Context, request: &Request, PageForm(form): PageForm) -> Result<Response> {
    if form.get("csrf").is_none() {
        let query = Params::parse(request.uri().query().unwrap_or_default().as_bytes()).map_err(Refused::from)?;
        let asked = flow::check(&context.deps, &query.followed_by(form)).map_err(Refused::from)?;
        return Ok(see_other(&location(&context, &asked)));
    }
    let held = form.get("request").unwrap_or_default();
    let browser = check_origin(&context, request, &form, FORM, held)?;
    let asked = if held.is_empty() { Ok(Asked::default()) } else { flow::resume(&context.deps, held) };
    let one = form.get("account").map(|session| vec![SessionId::new(session)]);
    leave(&context, &browser, &asked.map_err(Refused::from)?, one.as_deref()).await
}

/// Lets the person be somebody else in the same request; who is signed in stays so.
#[handler]
pub async fn switch_account(context: Context, request: &Request, PageForm(form): PageForm) -> Result<Response> {
    let handle = form.get("request").ok_or(Refused::from(Rule::FormMalformed))?;
    let browser = check_origin(&context, request, &form, SWITCH_FORM, handle)?;
    let purpose = Purpose::of_form(&context, &browser, &form).await?;
    elsewhere(&context, &browser, &purpose).await
}

/// Our own address for a request.
fn location(context: &Context, asked: &Asked) -> String {
    let path = context.path("/logout");
    if asked.is_plain() { path } else { format!("{path}?request={}", flow::hold(&context.deps, asked, HELD)) }
}

async fn ask(context: &Context, request: &Request, asked: &Asked) -> Result<Response> {
    let browser = Browser::known_or_new(context, request);
    let accounts = flow::accounts(&context.deps, Some(browser.hash())).await.map_err(Refused::from)?;
    let lifetime = context.state.settings().sessions.request_lifetime;
    let held = (!asked.is_plain()).then(|| flow::hold(&context.deps, asked, lifetime));
    let confirm = LogoutPage {
        layout: page::layout(context),
        form: form_for(context, browser.hash(), FORM, "/logout", held.as_deref()),
        username: accounts.first().map(|(_, user)| user.username.clone()),
        accounts: if accounts.len() > 1 { accounts.iter().map(choice).collect() } else { Vec::new() },
        client: asked.client.as_ref().map(|client| client_view(context, &client.client)),
    };
    let mut response = page::render(context, StatusCode::OK, &confirm);
    let logo = confirm.client.as_ref().and_then(|client| client.logo.as_ref()).map(crate::view::LogoUrl::as_str);
    page::allow_form(&mut response, asked.redirect(), logo);
    Ok(response)
}

async fn leave(
    context: &Context,
    browser: &BrowserHash,
    asked: &Asked,
    only: Option<&[SessionId]>,
) -> Result<Response> {
    let (next, ended) = flow::sign_out(&context.deps, browser, only).await.map_err(Refused::from)?;
    let mut response = done(context, asked, &ended.parties, true);
    headers::add_cookies(&mut response, &Browser::from(next).set_cookies(context));
    Ok(response)
}

fn choice((session, user): &(Session, User)) -> AccountChoice {
    AccountChoice { id: session.id.to_string(), username: user.username.clone(), email: user.profile.email.clone() }
}

/// What follows a sign-out: the client's address at once, or by way of a page whose frames tell other clients (OpenID
/// Connect Front-Channel Logout 1.0 §2). Where nobody has asked the person, `go_on` says whether the browser may leave by
/// itself.
fn done(context: &Context, asked: &Asked, parties: &[Party], go_on: bool) -> Response {
    let issuer = context.state.settings().issuer.as_str();
    let frames: Vec<_> = parties.iter().filter_map(|party| frame(issuer, party)).collect();
    let target = asked.target();
    if let (true, true, Some(target)) = (go_on, frames.is_empty(), &target) {
        return see_other(target);
    }
    let done = LoggedOutPage {
        layout: page::layout(context),
        client: asked.client.as_ref().map(|client| client_view(context, &client.client)),
        onward: target.map(|target| Onward::new(target, go_on)),
        frames,
    };
    let mut response = page::render(context, StatusCode::OK, &done);
    page::allow_frames(&mut response, done.frames.iter().map(LogoutFrame::origin));
    response
}

/// The frame by which a client is told, if it wants one.
fn frame(issuer: &str, party: &Party) -> Option<LogoutFrame> {
    let wanted = &party.client.client.metadata.logout;
    let uri = wanted.frontchannel_logout_uri.as_deref()?;
    let session = wanted.frontchannel_logout_session_required.then(|| (issuer, party.sid.as_str()));
    LogoutFrame::new(uri, session)
}
