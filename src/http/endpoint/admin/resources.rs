//! `/admin/resources`: APIs that access tokens can be meant for.

use super::failure::{Failure, failure, refused};
use super::input::{seconds, text};
use super::question::Question;
use super::{Admin, Deed, seen, segment};
use crate::flow::admin::{AdminError, resource};
use crate::http::respond::Refused;
use crate::model::{AccessTokenFormat, Resource, Scope, SigningAlgorithm};
use crate::protocol::Rule;
use crate::protocol::params::Params;
use crate::view::admin::{
    AdminFormPage, AdminListPage, Cell, Choice, Control, Field, Fieldset, Link, Note, Row, Section, Table, Text,
};
use poem::web::Path;
use poem::{Response, Result, handler};

/// Every resource.
#[handler]
pub async fn list(admin: Admin) -> Result<Response> {
    let resources = resource::list(admin.deps(), &admin.actor).await.map_err(refused)?;
    let row = |resource: &Resource| {
        Row::of(vec![
            Cell::Link { text: resource.name.clone(), to: admin.to(&edit_path(&resource.uri)) },
            Cell::code(resource.uri.as_str()),
            Cell::codes(resource.scope.iter()),
        ])
    };
    let table = Table::new(&["admin-name", "admin-resource-uri", "admin-scope"], resources.iter().map(row).collect());
    let shown = AdminListPage {
        lead: Some(Text::of("admin-resources-lead")),
        links: vec![Link::new("resource-add", "admin-resource-add", admin.to("/admin/add-resource"))],
        ..AdminListPage::new(admin.layout(), admin.frame(Section::Resources), Section::Resources, table)
    };
    Ok(admin.show(&shown))
}

fn edit_path(uri: &str) -> String {
    format!("/admin/resources/{}/edit", segment(uri))
}

async fn find(admin: &Admin, wanted: &str) -> Result<Resource> {
    let resources = resource::list(admin.deps(), &admin.actor).await.map_err(refused)?;
    let found = resources.into_iter().find(|resource| segment(&resource.uri) == wanted);
    Ok(found.ok_or(Refused::from(Rule::PathUnknown))?)
}

/// What was filled in, and what of it cannot be read.
fn read(form: &Params) -> (Resource, Vec<String>) {
    let given = |name| text(form, name).unwrap_or_default();
    let lifetime = seconds(form, "access_token_lifetime");
    let problems = lifetime.clone().err().into_iter().collect();
    let resource = Resource {
        uri: given("uri"),
        name: given("name"),
        scope: Scope::from_text(&given("scope")),
        access_token_lifetime: lifetime.unwrap_or_default(),
        access_token_format: AccessTokenFormat::parse(&given("access_token_format")),
        access_token_signed_response_alg: SigningAlgorithm::parse(&given("access_token_signed_response_alg")),
    };
    (resource, problems)
}

fn page(admin: &Admin, resource: &Resource, version: Option<String>) -> AdminFormPage {
    let lifetime = resource.access_token_lifetime.map(|seconds| seconds.to_string()).unwrap_or_default();
    let chosen = resource.access_token_format;
    let format = |value: &str, key, format| Choice {
        value: value.to_owned(),
        label: Some(Text::of(key)),
        hint: None,
        chosen: chosen == format,
    };
    let formats = vec![
        format("", "admin-as-client", None),
        format("jwt", "admin-format-jwt", Some(AccessTokenFormat::Jwt)),
        format("opaque", "admin-format-opaque", Some(AccessTokenFormat::Opaque)),
    ];
    let alg = resource.access_token_signed_response_alg;
    let none =
        Choice { value: String::new(), label: Some(Text::of("admin-as-client")), hint: None, chosen: alg.is_none() };
    let kept = admin.deps().snapshot.keys.algorithms().into_iter();
    let algorithm = |one: SigningAlgorithm| Choice {
        value: one.as_str().to_owned(),
        label: None,
        hint: None,
        chosen: alg == Some(one),
    };
    let algorithms = std::iter::once(none).chain(kept.map(algorithm)).collect();
    let mut fields = vec![
        Field::line("name", "admin-name", resource.name.as_str()).required().hint("admin-resource-name-hint"),
        Field::line("scope", "admin-scope", resource.scope.to_string()).hint("admin-resource-scope-hint"),
        Field::line("access_token_lifetime", "admin-access-token-lifetime", lifetime)
            .hint("admin-lifetime-hint")
            .input("number", "off"),
        Field::of("access_token_format", "admin-access-token-format", Control::Select { options: formats }),
        Field::of("access_token_signed_response_alg", "admin-key-alg", Control::Select { options: algorithms }),
    ];
    let title = match version {
        None => {
            let uri = Field::line("uri", "admin-resource-uri", resource.uri.as_str()).required();
            fields.insert(0, uri.hint("admin-resource-uri-hint").input("url", "off"));
            Text::of("admin-resource-add")
        }
        Some(_) => Text::named("admin-resource-title", resource.uri.as_str()),
    };
    AdminFormPage {
        version,
        ..admin.form_page(Section::Resources, "resource", title, vec![Fieldset { title: None, fields }])
    }
}

fn failed(admin: &Admin, mut page: AdminFormPage, resource: &Resource, error: AdminError) -> Result<Response> {
    match failure(error)? {
        Failure::Problems(problems) => page.place(problems),
        Failure::Conflict => {
            let now = admin.to(&edit_path(&resource.uri));
            page.conflict = Some(Link::new("conflict", "admin-conflict-reload", now));
        }
    }
    Ok(admin.show_form(&page))
}

/// Asks for a new resource.
#[handler]
pub fn add_form(admin: Admin) -> Response {
    let (empty, _) = read(&Params::default());
    admin.show_form(&page(&admin, &empty, None))
}

/// Adds it.
#[handler]
pub async fn add(deed: Deed) -> Result<Response> {
    let admin = &deed.admin;
    let (given, problems) = read(&deed.form);
    let added = match resource::show(admin.deps(), &admin.actor, &given.uri).await {
        _ if !problems.is_empty() => Err(AdminError::Invalid(problems)),
        Ok(known) => Err(AdminError::Exists { noun: "resource", name: known.uri }),
        Err(AdminError::NotFound { .. }) => resource::put(admin.deps(), &admin.actor, given.clone()).await,
        Err(other) => Err(other),
    };
    match added {
        Ok(()) => Ok(admin.done(Section::Resources.path(), Note::Added).await),
        Err(error) => failed(admin, page(admin, &given, None), &given, error),
    }
}

/// Shows one, to be changed or removed.
#[handler]
pub async fn edit_form(admin: Admin, Path(wanted): Path<String>) -> Result<Response> {
    let resource = find(&admin, &wanted).await?;
    let mut page = page(&admin, &resource, Some(seen(&resource)));
    let removal = admin.to(&format!("/admin/resources/{wanted}/remove"));
    page.remove = Some(Link::danger("resource-remove", "admin-remove", removal));
    Ok(admin.show_form(&page))
}

/// Changes it.
#[handler]
pub async fn save(Path(wanted): Path<String>, deed: Deed) -> Result<Response> {
    let admin = &deed.admin;
    let present = find(admin, &wanted).await?;
    let (given, problems) = read(&deed.form);
    let given = Resource { uri: present.uri.clone(), ..given };
    let version = text(&deed.form, "version").unwrap_or_default();
    let saved = match problems {
        problems if !problems.is_empty() => Err(AdminError::Invalid(problems)),
        _ if version != seen(&present) => Err(AdminError::Conflict),
        _ => resource::put(admin.deps(), &admin.actor, given.clone()).await,
    };
    match saved {
        Ok(()) => Ok(admin.done(Section::Resources.path(), Note::Saved).await),
        Err(error) => failed(admin, page(admin, &given, Some(version)), &given, error),
    }
}

fn question(resource: &Resource) -> Question {
    Question {
        section: Section::Resources,
        title: Text::named("admin-resource-remove-title", resource.uri.as_str()),
        consequence: "admin-resource-remove-consequence",
        label: "admin-remove",
        danger: true,
        back: edit_path(&resource.uri),
    }
}

/// Asks whether it is really to be removed.
#[handler]
pub async fn ask(admin: Admin, Path(wanted): Path<String>) -> Result<Response> {
    question(&find(&admin, &wanted).await?).ask(&admin).await
}

/// Removes it.
#[handler]
pub async fn remove(Path(wanted): Path<String>, deed: Deed) -> Result<Response> {
    let admin = &deed.admin;
    let resource = find(admin, &wanted).await?;
    let question = question(&resource);
    question.guard(admin).await?;
    match resource::remove(admin.deps(), &admin.actor, &resource.uri).await {
        Ok(()) => Ok(admin.done(Section::Resources.path(), Note::Removed).await),
        Err(error) => question.failed(admin, error),
    }
}
