//! `/account/profile`: the standard claims.

use super::frame::frame;
use crate::flow::account::profile::{self, Value};
use crate::flow::admin::AdminError;
use crate::http::context::Context;
use crate::http::endpoint::signed_in::Person;
use crate::http::form::PageForm;
use crate::http::respond::redirect::see_other;
use crate::http::respond::{Refused, page};
use crate::model::Language;
use crate::view::{AccountTab, LocaleView, ProfileField, ProfilePage};
use http::StatusCode;
use poem::{Request, Response, Result, handler};

const PATH: &str = "/account/profile";
const FORM: &str = "profile";

/// Shows them.
#[handler]
pub async fn get(context: Context, request: &Request) -> Result<Response> {
    let person = Person::at(&context, request, PATH).await?;
    let fields = profile::values(&person.user.profile);
    Ok(show(&context, &person, fields, false))
}

/// Writes them.
#[handler]
pub async fn post(context: Context, request: &Request, PageForm(form): PageForm) -> Result<Response> {
    form.check_not_repeated().map_err(Refused::from)?;
    let person = Person::at(&context, request, PATH).await?;
    person.check_form(&context, request, &form, (FORM, ""))?;
    match profile::write(&context.deps, &person.user, &form).await {
        Ok(Ok(())) => Ok(see_other(&context.path(PATH))),
        Ok(Err(entered)) => Ok(show(&context, &person, entered, false)),
        Err(AdminError::Conflict) => {
            let person = Person::at(&context, request, PATH).await?;
            let fields = profile::values(&person.user.profile);
            Ok(show(&context, &person, fields, true))
        }
        Err(error) => Err(Refused::from(error).into()),
    }
}

fn show(context: &Context, person: &Person, fields: Vec<Value>, conflict: bool) -> Response {
    let error = fields.iter().any(|field| field.wrong);
    let shown = ProfilePage {
        layout: page::layout(context),
        frame: frame(context, &person.user, AccountTab::Profile),
        form: person.form(context, FORM, PATH, ""),
        fields: fields.into_iter().map(field).collect(),
        locales: Language::ALL.iter().map(|language| locale(*language)).collect(),
        error,
        conflict,
    };
    let status = if error || conflict { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    page::render(context, status, &shown)
}

fn locale(language: Language) -> LocaleView {
    LocaleView { tag: language.to_string(), name: language.own_name().to_owned() }
}

fn field(value: Value) -> ProfileField {
    let (in_address, autocomplete) = match value.name {
        "name" => (false, "name"),
        "given_name" => (false, "given-name"),
        "family_name" => (false, "family-name"),
        "middle_name" => (false, "additional-name"),
        "nickname" => (false, "nickname"),
        "locale" => (false, "language"),
        "birthdate" => (false, "bday"),
        "gender" => (false, "sex"),
        "phone_number" => (false, "tel"),
        "website" => (false, "url"),
        "street_address" => (true, "street-address"),
        "postal_code" => (true, "postal-code"),
        "locality" => (true, "address-level2"),
        "region" => (true, "address-level1"),
        "country" => (true, "country-name"),
        _ => (false, "off"),
    };
    ProfileField { kind: value.name, in_address, autocomplete, value: value.text, wrong: value.wrong }
}
