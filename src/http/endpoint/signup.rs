//! `/signup`: new accounts, also for an authorization request that waits (`prompt=create`, Initiating User Registration via
//! OpenID Connect 1.0).

use super::entry::{busy, done, form_of_link, new_password, quiet, secret, show, unfit};
use super::form_page::{check_origin, client_view, form_for, waiting};
use super::purpose::{self, Purpose};
use crate::flow::interaction::{self, Interaction, SIGN_UP_PAGE};
use crate::flow::self_service::sign_up::{self, Confirmation, Confirmed, Outcome, SignUp, Waiting};
use crate::flow::sign_in::Begun;
use crate::http::context::{Browser, Context};
use crate::http::form::PageForm;
use crate::http::respond::redirect::proceed;
use crate::http::respond::{Refused, page};
use crate::model::EmailAddress;
use crate::protocol::Rule;
use crate::protocol::login_key::{check_username, login_key};
use crate::protocol::params::Params;
use crate::view::{DoneKind, EntryError, EntryProblem, SignUpLinkPage, SignUpPage};
use poem::web::Path;
use poem::{Request, Response, Result, handler};

/// Names of the forms in their proofs of origin.
const FORM: &str = "signup";
const LINK_FORM: &str = "signup-link";
/// Longest full name, in characters.
const LONGEST_NAME: usize = 200;

fn check_on(context: &Context) -> Result<(), Refused> {
    if context.state.settings().accounts.registration { Ok(()) } else { Err(Rule::PathUnknown.into()) }
}

fn form_page(
    context: &Context,
    browser: &Browser,
    waiting: Option<(&str, &Interaction)>,
    entered: &Params,
    problem: Option<EntryProblem>,
) -> Response {
    let text = |name: &str| entered.get(name).unwrap_or_default().chars().take(254).collect::<String>();
    let client = waiting.map(|(_, interaction)| client_view(context, &interaction.checked.client.client));
    let logo = client.as_ref().and_then(|client| client.logo.clone());
    let shown = SignUpPage {
        layout: page::layout(context),
        form: form_for(context, browser.hash(), FORM, SIGN_UP_PAGE, waiting.map(|(handle, _)| handle)),
        username: text("username"),
        email: text("email"),
        email_required: context.state.settings().accounts.verify_email,
        name: text("name"),
        client,
        problem: problem.clone(),
    };
    let mut response = show(context, browser, &shown, problem.as_ref());
    let redirect = waiting.map(|(_, interaction)| interaction.checked.redirect());
    page::allow_form(&mut response, redirect, logo.as_ref().map(crate::view::LogoUrl::as_str));
    response
}

/// Asks for a name, an address and a password.
#[handler]
pub async fn get(context: Context, request: &Request) -> Result<Response> {
    check_on(&context)?;
    let params = Params::parse(request.uri().query().unwrap_or_default().as_bytes()).map_err(Refused::from)?;
    let empty = Params::parse(b"").map_err(Refused::from)?;
    let Some(handle) = params.get("request") else {
        return Ok(form_page(&context, &Browser::known_or_new(&context, request), None, &empty, None));
    };
    match waiting(&context, request, handle, SIGN_UP_PAGE).await {
        Ok((browser, found)) => Ok(form_page(&context, &browser, Some((handle, &found)), &empty, None)),
        Err(elsewhere) => Ok(elsewhere),
    }
}

/// Makes the account, or sends the mail by which it is made.
#[handler]
pub async fn post(context: Context, request: &Request, PageForm(form): PageForm) -> Result<Response> {
    check_on(&context)?;
    form.check_not_repeated().map_err(Refused::from)?;
    let handle = form.get("request");
    let hash = check_origin(&context, request, &form, FORM, handle.unwrap_or_default())?;
    let browser = Browser::known_or_new(&context, request);
    let found = match handle {
        Some(handle) => match waiting(&context, request, handle, SIGN_UP_PAGE).await {
            Ok((_, found)) => Some((handle, found)),
            Err(elsewhere) => return Ok(elsewhere),
        },
        None => None,
    };
    let found = found.as_ref().map(|(handle, found)| (*handle, found));
    let problem = match entered(&context, &form) {
        Err(error) => EntryProblem::of(error),
        Ok((username, email)) => match new_password(&form) {
            Err(problem) => problem,
            Ok(password) => {
                let name = form.get("name").map(|name| name.trim().chars().take(LONGEST_NAME).collect());
                let name = name.filter(|name: &String| !name.is_empty() && !name.chars().any(char::is_control));
                let given = SignUp {
                    username,
                    email,
                    name,
                    password: &password,
                    network: &context.address_bucket(),
                    browser: &hash,
                    request: found.map(|(handle, found)| (handle, &found.request)),
                };
                match sign_up::sign_up(&context.deps, given).await {
                    Ok(Outcome::MailSent) => return Ok(done(&context, DoneKind::SignUpMail)),
                    Ok(Outcome::Made(begun, handle)) => return go_on(&context, begun, handle.as_deref()).await,
                    Ok(Outcome::Taken) => EntryProblem::of(EntryError::Taken),
                    Ok(Outcome::Throttled) => EntryProblem::of(EntryError::TooManyAttempts),
                    Ok(Outcome::Unfit(why)) => unfit(why),
                    Err(error) => busy(error)?,
                }
            }
        },
    };
    Ok(form_page(&context, &browser, found, &form, Some(problem)))
}

/// User name and address of a form. A name with an `@` is the same as the address: nobody is called like somebody else's.
fn entered(context: &Context, form: &Params) -> Result<(String, Option<EmailAddress>), EntryError> {
    let accounts = &context.state.settings().accounts;
    let username = form.get("username").unwrap_or_default().trim();
    let text = form.get("email").unwrap_or_default().trim();
    let email = match EmailAddress::parse(text) {
        Some(email) => Some(email),
        None if text.is_empty() && !accounts.verify_email => None,
        None => return Err(EntryError::BadEmail),
    };
    if let Some(email) = &email {
        let allowed = &accounts.registration_domains;
        let domain = email.domain();
        if !allowed.is_empty() && !allowed.iter().any(|one| one.to_lowercase() == domain) {
            return Err(EntryError::DomainNotAllowed);
        }
    }
    check_name(username, email.as_ref().map(EmailAddress::as_str))?;
    Ok((username.to_owned(), email))
}

fn check_name(username: &str, email: Option<&str>) -> Result<(), EntryError> {
    let own = email.is_some_and(|email| login_key(email) == login_key(username));
    let key = login_key(username);
    if check_username(username).is_err() || key.is_empty() || (key.contains('@') && !own) {
        return Err(EntryError::BadUsername);
    }
    Ok(())
}

async fn go_on(context: &Context, begun: Begun, handle: Option<&str>) -> Result<Response> {
    let browser = Browser::from(begun.browser);
    let Some(handle) = handle else {
        return purpose::go_on(context, &browser, &Purpose::Account, begun.finished).await;
    };
    let outcome = match interaction::load(&context.deps, Some(browser.hash()), handle).await {
        Ok(found) => interaction::proceed(&context.deps, &found, handle).await,
        Err(error) => Err(error),
    };
    Ok(proceed(context, &browser, outcome))
}

fn link_page(
    context: &Context,
    browser: &Browser,
    token: &str,
    found: &Waiting,
    problem: Option<EntryProblem>,
) -> Response {
    let error = problem.as_ref().map(|problem| problem.error);
    let shown = SignUpLinkPage {
        layout: page::layout(context),
        form: form_of_link(context, browser.hash(), LINK_FORM, SIGN_UP_PAGE, token),
        username: found.username.clone(),
        email: found.email.clone(),
        elsewhere: !found.is_from(browser.hash()),
        rename: matches!(error, Some(EntryError::Taken | EntryError::BadUsername)),
        problem: problem.clone(),
    };
    quiet(show(context, browser, &shown, problem.as_ref()))
}

/// Asks whether to make the account.
#[handler]
pub async fn get_link(context: Context, request: &Request, Path(token): Path<String>) -> Result<Response> {
    check_on(&context)?;
    let browser = Browser::known_or_new(&context, request);
    match sign_up::find(&context.deps, &token).await.map_err(Refused::from)? {
        Some(found) => Ok(link_page(&context, &browser, &token, &found, None)),
        None => Ok(done(&context, DoneKind::DeadLink)),
    }
}

/// Makes it.
#[handler]
pub async fn post_link(
    context: Context,
    request: &Request,
    Path(token): Path<String>,
    PageForm(form): PageForm,
) -> Result<Response> {
    check_on(&context)?;
    form.check_not_repeated().map_err(Refused::from)?;
    let hash = check_origin(&context, request, &form, LINK_FORM, &token)?;
    let Some(found) = sign_up::find(&context.deps, &token).await.map_err(Refused::from)? else {
        return Ok(done(&context, DoneKind::DeadLink));
    };
    let browser = Browser::known_or_new(&context, request);
    let username = form.get("username").map(str::trim);
    if let Some(error) = username.and_then(|name| check_name(name, Some(&found.email)).err()) {
        return Ok(link_page(&context, &browser, &token, &found, Some(EntryProblem::of(error))));
    }
    let (password, network) = (secret(&form, "password"), context.address_bucket());
    let given = Confirmation { token: &token, password: &password, username, network: &network, browser: &hash };
    let problem = match sign_up::confirm(&context.deps, given).await {
        Ok(Confirmed::Made(begun, handle)) => return go_on(&context, begun, handle.as_deref()).await,
        Ok(Confirmed::Dead) => return Ok(done(&context, DoneKind::DeadLink)),
        Ok(Confirmed::Wrong) => EntryProblem::of(EntryError::WrongPassword),
        Ok(Confirmed::Taken) => EntryProblem::of(EntryError::Taken),
        Ok(Confirmed::Throttled) => EntryProblem::of(EntryError::TooManyAttempts),
        Err(error) => busy(error)?,
    };
    Ok(link_page(&context, &browser, &token, &found, Some(problem)))
}
