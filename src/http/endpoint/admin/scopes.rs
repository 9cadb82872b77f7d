//! `/admin/scopes`.

use super::failure::{Failure, failure, refused};
use super::input::text;
use super::question::Question;
use super::{Admin, Deed, seen, segment};
use crate::flow::admin::{AdminError, scope};
use crate::http::respond::Refused;
use crate::model::{Scope, ScopeDefinition};
use crate::protocol::Rule;
use crate::protocol::params::Params;
use crate::view::admin::{AdminFormPage, AdminListPage, Cell, Field, Fieldset, Link, Note, Row, Section, Table, Text};
use poem::web::Path;
use poem::{Response, Result, handler};

/// Every scope.
#[handler]
pub async fn list(admin: Admin) -> Result<Response> {
    let scopes = scope::list(admin.deps(), &admin.actor).await.map_err(refused)?;
    let row = |scope: &ScopeDefinition| {
        Row::of(vec![
            Cell::Link { text: scope.name.clone(), to: admin.to(&edit_path(&scope.name)) },
            Cell::text(scope.description.as_str()),
            Cell::codes(scope.includes.iter()),
        ])
    };
    let table =
        Table::new(&["admin-name", "admin-description", "admin-scope-includes"], scopes.iter().map(row).collect());
    let shown = AdminListPage {
        lead: Some(Text::of("admin-scopes-lead")),
        links: vec![Link::new("scope-add", "admin-scope-add", admin.to("/admin/add-scope"))],
        ..AdminListPage::new(admin.layout(), admin.frame(Section::Scopes), Section::Scopes, table)
    };
    Ok(admin.show(&shown))
}

fn edit_path(name: &str) -> String {
    format!("/admin/scopes/{}/edit", segment(name))
}

async fn find(admin: &Admin, wanted: &str) -> Result<ScopeDefinition> {
    let scopes = scope::list(admin.deps(), &admin.actor).await.map_err(refused)?;
    let found = scopes.into_iter().find(|scope| segment(&scope.name) == wanted);
    Ok(found.ok_or(Refused::from(Rule::PathUnknown))?)
}

fn read(form: &Params) -> ScopeDefinition {
    let given = |name| text(form, name).unwrap_or_default();
    ScopeDefinition {
        name: given("name"),
        description: given("description"),
        includes: Scope::from_text(&given("includes")),
        ..ScopeDefinition::default()
    }
}

/// The form for a new scope, or for one that is there: its name stays.
fn page(admin: &Admin, scope: &ScopeDefinition, version: Option<String>) -> AdminFormPage {
    let includes = Field::line("includes", "admin-scope-includes", scope.includes.to_string());
    let mut fields = vec![
        Field::line("description", "admin-description", scope.description.as_str())
            .required()
            .hint("admin-scope-description-hint"),
        includes.hint("admin-scope-includes-hint"),
    ];
    let title = match version {
        None => {
            let name = Field::line("name", "admin-name", scope.name.as_str()).required();
            fields.insert(0, name.hint("admin-scope-name-hint"));
            Text::of("admin-scope-add")
        }
        Some(_) => Text::named("admin-scope-title", scope.name.as_str()),
    };
    AdminFormPage {
        version,
        ..admin.form_page(Section::Scopes, "scope", title, vec![Fieldset { title: None, fields }])
    }
}

fn failed(admin: &Admin, mut page: AdminFormPage, scope: &ScopeDefinition, error: AdminError) -> Result<Response> {
    match failure(error)? {
        Failure::Problems(problems) => page.place(problems),
        Failure::Conflict => {
            let now = admin.to(&edit_path(&scope.name));
            page.conflict = Some(Link::new("conflict", "admin-conflict-reload", now));
        }
    }
    Ok(admin.show_form(&page))
}

/// Asks for a new scope.
#[handler]
pub fn add_form(admin: Admin) -> Response {
    admin.show_form(&page(&admin, &read(&Params::default()), None))
}

/// Adds it.
#[handler]
pub async fn add(deed: Deed) -> Result<Response> {
    let (admin, given) = (&deed.admin, read(&deed.form));
    let added = match scope::show(admin.deps(), &admin.actor, &given.name).await {
        Ok(known) => Err(AdminError::Exists { noun: "scope", name: known.name }),
        Err(AdminError::NotFound { .. }) => scope::put(admin.deps(), &admin.actor, given.clone()).await,
        Err(other) => Err(other),
    };
    match added {
        Ok(()) => Ok(admin.done(Section::Scopes.path(), Note::Added).await),
        Err(error) => failed(admin, page(admin, &given, None), &given, error),
    }
}

/// Shows one, to be changed or removed.
#[handler]
pub async fn edit_form(admin: Admin, Path(wanted): Path<String>) -> Result<Response> {
    let scope = find(&admin, &wanted).await?;
    let mut page = page(&admin, &scope, Some(seen(&scope)));
    page.remove =
        Some(Link::danger("scope-remove", "admin-remove", admin.to(&format!("/admin/scopes/{wanted}/remove"))));
    Ok(admin.show_form(&page))
}

/// Changes it.
#[handler]
pub async fn save(Path(wanted): Path<String>, deed: Deed) -> Result<Response> {
    let admin = &deed.admin;
    let present = find(admin, &wanted).await?;
    let given = ScopeDefinition {
        name: present.name.clone(),
        localized: present.localized.clone(),
        claims: present.claims.clone(),
        ..read(&deed.form)
    };
    let version = text(&deed.form, "version").unwrap_or_default();
    let saved = if version == seen(&present) {
        scope::put(admin.deps(), &admin.actor, given.clone()).await
    } else {
        Err(AdminError::Conflict)
    };
    match saved {
        Ok(()) => Ok(admin.done(Section::Scopes.path(), Note::Saved).await),
        Err(error) => failed(admin, page(admin, &given, Some(version)), &given, error),
    }
}

fn question(scope: &ScopeDefinition) -> Question {
    Question {
        section: Section::Scopes,
        title: Text::named("admin-scope-remove-title", scope.name.as_str()),
        consequence: "admin-scope-remove-consequence",
        label: "admin-remove",
        danger: true,
        back: edit_path(&scope.name),
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
    let scope = find(admin, &wanted).await?;
    let question = question(&scope);
    question.guard(admin).await?;
    match scope::remove(admin.deps(), &admin.actor, &scope.name).await {
        Ok(()) => Ok(admin.done(Section::Scopes.path(), Note::Removed).await),
        Err(error) => question.failed(admin, error),
    }
}
