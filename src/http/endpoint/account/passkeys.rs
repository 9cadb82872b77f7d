//! `/account/passkeys`.

use super::frame::frame;
use crate::flow::passkey::{self, AddOutcome, Answer, MOST};
use crate::http::context::Context;
use crate::http::endpoint::signed_in::Person;
use crate::http::form::PageForm;
use crate::http::respond::redirect::see_other;
use crate::http::respond::{Refused, page};
use crate::protocol::Rule;
use crate::protocol::params::Params;
use crate::store::passkey::StoredPasskey;
use crate::view::{
    AccountTab, AddPasskey, DeviceName, Moment, PasskeyProblem, PasskeyPrompt, PasskeyView, PasskeysPage,
};
use http::StatusCode;
use poem::{Request, Response, Result, handler};

const PATH: &str = "/account/passkeys";
const ADD_FORM: &str = "passkey-add";
const RENAME_FORM: &str = "passkey-rename";
const REMOVE_FORM: &str = "passkey-remove";

/// Lists one's passkeys; who signed in just now can add one.
#[handler]
pub async fn get(context: Context, request: &Request) -> Result<Response> {
    check_served(&context)?;
    let person = Person::at(&context, request, PATH).await?;
    show(&context, &person, None).await
}

/// Adds the passkey that the browser has made.
#[handler]
pub async fn post(context: Context, request: &Request, PageForm(form): PageForm) -> Result<Response> {
    check_served(&context)?;
    let person = Person::recently_at(&context, request, PATH).await?;
    person.check_form(&context, request, &form, (ADD_FORM, ""))?;
    let answer = Answer {
        held: form.get("passkey_state").unwrap_or_default(),
        response: form.get("passkey").unwrap_or_default(),
        name: form.get("name").unwrap_or_default(),
    };
    let outcome = passkey::add(&context.deps, &person.browser, &person.user, answer).await.map_err(Refused::from)?;
    done(&context, &person, outcome == AddOutcome::Added, PasskeyProblem::NotAdded).await
}

/// Gives one of one's passkeys another name.
#[handler]
pub async fn rename(context: Context, request: &Request, PageForm(form): PageForm) -> Result<Response> {
    check_served(&context)?;
    let person = Person::at(&context, request, PATH).await?;
    let id = id_of(&form)?;
    person.check_form(&context, request, &form, (RENAME_FORM, id))?;
    let name = form.get("name").unwrap_or_default();
    let renamed = passkey::rename(&context.deps, &person.user, id, name).await.map_err(Refused::from)?;
    done(&context, &person, renamed, PasskeyProblem::NotRenamed).await
}

/// Removes one of one's passkeys.
#[handler]
pub async fn remove(context: Context, request: &Request, PageForm(form): PageForm) -> Result<Response> {
    check_served(&context)?;
    let person = Person::recently_at(&context, request, PATH).await?;
    let id = id_of(&form)?;
    person.check_form(&context, request, &form, (REMOVE_FORM, id))?;
    let removed = passkey::remove(&context.deps, &person.user, id).await.map_err(Refused::from)?;
    done(&context, &person, removed, PasskeyProblem::NotRemoved).await
}

/// The page is not there where there are no passkeys.
fn check_served(context: &Context) -> Result<(), Refused> {
    if passkey::is_served(&context.deps) { Ok(()) } else { Err(Rule::PathUnknown.into()) }
}

fn id_of(form: &Params) -> Result<&str, Refused> {
    form.get("id").ok_or(Refused::from(Rule::FormMalformed))
}

async fn done(context: &Context, person: &Person, done: bool, problem: PasskeyProblem) -> Result<Response> {
    if done { Ok(see_other(&context.path(PATH))) } else { show(context, person, Some(problem)).await }
}

async fn show(context: &Context, person: &Person, error: Option<PasskeyProblem>) -> Result<Response> {
    let present = passkey::list(&context.deps, &person.user).await.map_err(Refused::from)?;
    let fresh = person.is_fresh(context).await?;
    let layout = page::layout(context);
    let shown = PasskeysPage {
        frame: frame(context, &person.user, AccountTab::Passkeys),
        passkeys: present.iter().map(|passkey| view(context, person, passkey)).collect(),
        add: if fresh { adding(context, person, &present) } else { None },
        sign_in: (!fresh && present.len() < MOST).then(|| layout.path("/login?return=/account/passkeys&again=1")),
        layout,
        error,
    };
    let status = if error.is_some() { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    let mut response = page::render(context, status, &shown);
    page::allow_own_script(&mut response);
    Ok(response)
}

fn adding(context: &Context, person: &Person, present: &[StoredPasskey]) -> Option<AddPasskey> {
    let prompt = passkey::ask(&context.deps, &person.browser, &person.user, present)?;
    Some(AddPasskey {
        form: person.form(context, ADD_FORM, PATH, ""),
        prompt: PasskeyPrompt { options: prompt.options, state: prompt.state },
        name: DeviceName::of(context.deps.origin.agent.as_deref()).plain(),
    })
}

fn view(context: &Context, person: &Person, passkey: &StoredPasskey) -> PasskeyView {
    let form = |name: &str, path: &str| person.form(context, name, path, &passkey.id);
    PasskeyView {
        name: passkey.name.clone(),
        created: Moment::of(passkey.created_at),
        used: passkey.used_at.map(Moment::of),
        rename: form(RENAME_FORM, "/account/passkeys/rename"),
        remove: form(REMOVE_FORM, "/account/passkeys/remove"),
        id: passkey.id.clone(),
    }
}
