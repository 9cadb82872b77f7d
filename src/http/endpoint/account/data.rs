//! `/account/data`: taking one's data along, and deleting the account.

use super::frame::frame;
use crate::flow::account::data::{self, Deletion};
use crate::http::context::Context;
use crate::http::endpoint::signed_in::Person;
use crate::http::form::PageForm;
use crate::http::respond::redirect::see_other;
use crate::http::respond::{Refused, headers, page};
use crate::protocol::Rule;
use crate::view::{AccountTab, DataPage, DataProblem};
use http::StatusCode;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use poem::{IntoResponse, Request, Response, Result, handler};

const PATH: &str = "/account/data";
const EXPORT_FORM: &str = "data-export";
const DELETE_FORM: &str = "data-delete";

/// Offers both.
#[handler]
pub async fn get(context: Context, request: &Request) -> Result<Response> {
    let person = Person::at(&context, request, PATH).await?;
    Ok(show(&context, &person, None))
}

/// The file, for who signed in just now.
#[handler]
pub async fn export(context: Context, request: &Request, PageForm(form): PageForm) -> Result<Response> {
    let person = Person::recently_at(&context, request, PATH).await?;
    person.check_form(&context, request, &form, (EXPORT_FORM, ""))?;
    let exported = data::export(&context.deps, &person.user).await.map_err(Refused::from)?;
    let mut response = format!("{exported:#}\n").into_response();
    headers::set(&mut response, CONTENT_TYPE, "application/json");
    headers::set(&mut response, CONTENT_DISPOSITION, "attachment; filename=\"account.json\"");
    Ok(response)
}

/// Deletes the account of who signed in just now and typed its name.
#[handler]
pub async fn delete(context: Context, request: &Request, PageForm(form): PageForm) -> Result<Response> {
    if !is_deletable(&context) {
        return Err(Refused::from(Rule::PathUnknown).into());
    }
    let person = Person::recently_at(&context, request, PATH).await?;
    person.check_form(&context, request, &form, (DELETE_FORM, ""))?;
    let typed = form.get("username").unwrap_or_default();
    let deletion = data::delete(&context.deps, &person.user, typed).await.map_err(Refused::from)?;
    let problem = match deletion {
        Deletion::Deleted => return Ok(see_other(&context.path("/"))),
        Deletion::NameDiffers => DataProblem::NameDiffers,
        Deletion::LastAdministrator => DataProblem::LastAdministrator,
    };
    Ok(show(&context, &person, Some(problem)))
}

fn is_deletable(context: &Context) -> bool {
    context.state.settings().accounts.deletion
}

fn show(context: &Context, person: &Person, error: Option<DataProblem>) -> Response {
    let shown = DataPage {
        layout: page::layout(context),
        frame: frame(context, &person.user, AccountTab::Data),
        export: person.form(context, EXPORT_FORM, "/account/data/export", ""),
        delete: is_deletable(context).then(|| person.form(context, DELETE_FORM, "/account/data/delete", "")),
        error,
    };
    let status = if error.is_some() { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    page::render(context, status, &shown)
}
