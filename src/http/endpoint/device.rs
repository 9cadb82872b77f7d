//! `/device`: a person enters the code of a device, is shown who asks, and answers.
//!
//! Nothing is stored between the two pages. The browser that has entered a code gets a proof of it into the address of the
//! consent page, made for its cookie and this code; whoever else opens that address enters the code first, and opening an
//! address never answers anything.

use super::form_page::{check_origin, client_view, for_person, form_for, is_for_person, resource_views, scope_views};
use super::purpose::Purpose;
use super::select_account::elsewhere;
use super::signed_in::Person;
use crate::flow::client_use;
use crate::flow::device::{self as flow, DEVICE_PAGE, Entered, Waiting};
use crate::http::context::{Browser, Context};
use crate::http::form::PageForm;
use crate::http::respond::redirect::see_other;
use crate::http::respond::{Refused, headers, page};
use crate::protocol::Rule;
use crate::protocol::params::Params;
use crate::protocol::user_code::UserCode;
use crate::view::{DeviceConsentPage, DeviceDonePage, DeviceError, DevicePage, LogoUrl};
use http::StatusCode;
use poem::{Request, Response, Result, handler};

/// Name of the form for the code in its proof of origin.
const ENTRY_FORM: &str = "device";
/// Name of the form for the answer.
const CONSENT_FORM: &str = "device-consent";
/// Name of the form that changes the account.
const SWITCH_FORM: &str = "device-switch-account";
/// Name of the proof that this browser has entered the code.
const ENTERED: &str = "device-entered";
/// More than any code has, in characters; the rest of what was typed is not shown again.
const LONGEST_SHOWN: usize = 32;

/// Where a person who has to sign in first comes back to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Return(Option<UserCode>);

impl Return {
    /// What the parameters of the sign-in page say, if they say that it is for a device.
    pub(super) fn read(params: &Params) -> Option<Self> {
        (params.get("for") == Some("device")).then(|| Self(params.get("user_code").and_then(UserCode::parse)))
    }

    /// The code, if the person came with one.
    pub(super) fn user_code(&self) -> String {
        self.0.as_ref().map(UserCode::to_string).unwrap_or_default()
    }

    /// The device page.
    pub(super) fn location(&self, context: &Context) -> String {
        let query = self.0.as_ref().map(|code| format!("?user_code={code}")).unwrap_or_default();
        format!("{}{query}", context.path(DEVICE_PAGE))
    }

    fn login(&self, context: &Context) -> String {
        let query = self.0.as_ref().map(|code| format!("&user_code={code}")).unwrap_or_default();
        format!("{}?for=device{query}", context.path(crate::flow::interaction::LOGIN_PAGE))
    }
}

/// Asks for the code, or shows what the code that was entered leads to.
#[handler]
pub async fn get(context: Context, request: &Request) -> Result<Response> {
    let params = Params::parse(request.uri().query().unwrap_or_default().as_bytes()).map_err(Refused::from)?;
    let code = params.get("user_code").and_then(UserCode::parse);
    let Some(person) = Person::find(&context, request).await? else {
        return Ok(see_other(&Return(code).login(&context)));
    };
    let proof = params.get("proof").unwrap_or_default();
    let Some(code) = code else { return Ok(ask(&context, &person, String::new(), None)) };
    if !context.deps.csrf_holds(&person.browser, ENTERED, code.letters(), proof) {
        return Ok(ask(&context, &person, code.to_string(), None));
    }
    match problem(flow::find(&context.deps, &code).await.map_err(Refused::from)?) {
        Ok(waiting) => {
            let client = &waiting.client.client;
            client_use::admit(client, &person.user, Rule::PersonNotAdmitted).map_err(Refused::from)?;
            Ok(show(&context, &person, &code, &waiting))
        }
        Err(error) => Ok(ask(&context, &person, code.to_string(), Some(error))),
    }
}

/// Takes the code, or the answer.
#[handler]
pub async fn post(context: Context, request: &Request, PageForm(form): PageForm) -> Result<Response> {
    form.check_not_repeated().map_err(Refused::from)?;
    match form.get("decision") {
        None => enter(&context, request, &form).await,
        Some("switch") => switch_account(&context, request, &form).await,
        Some("allow") => decide(&context, request, &form, true).await,
        Some("deny") => decide(&context, request, &form, false).await,
        Some(_) => Err(Refused::from(Rule::FormMalformed).into()),
    }
}

async fn enter(context: &Context, request: &Request, form: &Params) -> Result<Response> {
    check_origin(context, request, form, ENTRY_FORM, "")?;
    let typed = form.get("user_code").unwrap_or_default();
    let code = UserCode::parse(typed);
    let Some(person) = Person::find(context, request).await? else {
        return Ok(see_other(&Return(code).login(context)));
    };
    let shown = typed.chars().take(LONGEST_SHOWN).collect();
    let Some(code) = code else { return Ok(ask(context, &person, shown, Some(DeviceError::Unknown))) };
    let entered = flow::enter(&context.deps, &person.user, &context.address_bucket(), &code).await;
    match problem(entered.map_err(Refused::from)?) {
        Ok(_) => Ok(see_other(&entered_location(context, &person, &code))),
        Err(error) => Ok(ask(context, &person, shown, Some(error))),
    }
}

/// The address of the consent page, with the proof that this browser has entered the code.
fn entered_location(context: &Context, person: &Person, code: &UserCode) -> String {
    let proof = context.deps.csrf(&person.browser, ENTERED, code.letters());
    format!("{}?user_code={code}&proof={proof}", context.path(DEVICE_PAGE))
}

/// The request that a form of the consent page is about: the browser for which the page was made knows its code.
fn answered_code(context: &Context, request: &Request, form: &Params, name: &str) -> Result<UserCode, Refused> {
    let code = form.get("request").and_then(UserCode::parse).ok_or(Refused::from(Rule::FormMalformed))?;
    check_origin(context, request, form, name, &code.to_string())?;
    Ok(code)
}

async fn decide(context: &Context, request: &Request, form: &Params, allow: bool) -> Result<Response> {
    let code = answered_code(context, request, form, CONSENT_FORM)?;
    let Some(person) = Person::find(context, request).await? else {
        return Ok(see_other(&Return(Some(code)).login(context)));
    };
    let waiting = match problem(flow::find(&context.deps, &code).await.map_err(Refused::from)?) {
        Ok(waiting) => waiting,
        Err(error) => return Ok(ask(context, &person, code.to_string(), Some(error))),
    };
    if !is_for_person(context, &person.browser, &person.user.id, form) {
        // Shown to another account of this browser: who answers now sees their own name first.
        return Ok(see_other(&entered_location(context, &person, &code)));
    }
    let answered = if allow {
        let client = &waiting.client.client;
        client_use::admit(client, &person.user, Rule::PersonNotAdmitted).map_err(Refused::from)?;
        flow::approve(&context.deps, &person.session, &waiting).await
    } else {
        flow::deny(&context.deps, &person.session, &waiting).await
    };
    if !answered.map_err(Refused::from)? {
        return Ok(ask(context, &person, code.to_string(), Some(DeviceError::Answered)));
    }
    let client = client_view(context, &waiting.client.client);
    let done = DeviceDonePage { layout: page::layout(context), client, allowed: allow };
    let mut response = page::render(context, StatusCode::OK, &done);
    page::allow_form(&mut response, None, done.client.logo.as_ref().map(LogoUrl::as_str));
    Ok(response)
}

/// Lets the person be somebody else and come back with the same code; who is signed in stays so.
async fn switch_account(context: &Context, request: &Request, form: &Params) -> Result<Response> {
    let code = answered_code(context, request, form, SWITCH_FORM)?;
    let Some(browser) = Browser::known(context, request) else { return Err(Refused::from(Rule::FormForged).into()) };
    elsewhere(context, &browser, &Purpose::Device(Return(Some(code)))).await
}

fn problem(entered: Entered) -> Result<Box<Waiting>, DeviceError> {
    match entered {
        Entered::Waiting(waiting) => Ok(waiting),
        Entered::Unknown => Err(DeviceError::Unknown),
        Entered::Expired => Err(DeviceError::Expired),
        Entered::Answered => Err(DeviceError::Answered),
        Entered::Throttled => Err(DeviceError::TooManyAttempts),
    }
}

fn ask(context: &Context, person: &Person, user_code: String, error: Option<DeviceError>) -> Response {
    let shown = DevicePage {
        layout: page::layout(context),
        form: form_for(context, &person.browser, ENTRY_FORM, DEVICE_PAGE, None),
        user_code,
        username: person.user.username.clone(),
        error,
    };
    let throttled = error == Some(DeviceError::TooManyAttempts);
    let status = if throttled { StatusCode::TOO_MANY_REQUESTS } else { StatusCode::OK };
    let mut response = page::render(context, status, &shown);
    if throttled {
        headers::set(&mut response, http::header::RETRY_AFTER, "30");
    }
    response
}

fn show(context: &Context, person: &Person, code: &UserCode, waiting: &Waiting) -> Response {
    let handle = code.to_string();
    let form = |name| form_for(context, &person.browser, name, DEVICE_PAGE, Some(&handle));
    let consent = DeviceConsentPage {
        layout: page::layout(context),
        form: for_person(context, &person.browser, &person.user.id, form(CONSENT_FORM)),
        switch_account: form(SWITCH_FORM),
        client: client_view(context, &waiting.client.client),
        username: person.user.username.clone(),
        scopes: scope_views(context, &waiting.scope),
        resources: resource_views(context, &waiting.resources),
        user_code: handle.clone(),
        minutes: (context.deps.unix().since(waiting.request.created_at) / 60).max(0),
        address: waiting.request.address.clone(),
    };
    let mut response = page::render(context, StatusCode::OK, &consent);
    page::allow_form(&mut response, None, consent.client.logo.as_ref().map(LogoUrl::as_str));
    response
}
