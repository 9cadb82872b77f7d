//! `/admin/groups`.

use super::failure::{Failure, failure, refused};
use super::input::{lines, text};
use super::question::Question;
use super::{Admin, Deed, segment};
use crate::flow::admin::AdminError;
use crate::flow::admin::group::{self, AddGroup};
use crate::http::respond::Refused;
use crate::model::Group;
use crate::protocol::Rule;
use crate::protocol::params::Params;
use crate::store::group::CountedGroup;
use crate::view::admin::{AdminFormPage, AdminListPage, Cell, Field, Fieldset, Link, Note, Row, Section, Table, Text};
use poem::web::Path;
use poem::{Response, Result, handler};

/// Every group.
#[handler]
pub async fn list(admin: Admin) -> Result<Response> {
    let groups = group::list(admin.deps(), &admin.actor).await.map_err(refused)?;
    let row = |counted: &CountedGroup| {
        let group = &counted.group;
        Row::of(vec![
            Cell::Link { text: group.name.clone(), to: admin.to(&edit_path(&group.name)) },
            Cell::text(group.description.as_str()),
            Cell::codes(group.roles.iter().map(String::as_str)),
            Cell::text(counted.members.to_string()),
        ])
    };
    let columns = ["admin-name", "admin-description", "admin-roles", "admin-group-members"];
    let table = Table::new(&columns, groups.iter().map(row).collect());
    let shown = AdminListPage {
        lead: Some(Text::of("admin-groups-lead")),
        links: vec![Link::new("group-add", "admin-group-add", admin.to("/admin/add-group"))],
        ..AdminListPage::new(admin.layout(), admin.frame(Section::Groups), Section::Groups, table)
    };
    Ok(admin.show(&shown))
}

fn edit_path(name: &str) -> String {
    format!("/admin/groups/{}/edit", segment(name))
}

async fn find(admin: &Admin, wanted: &str) -> Result<Group> {
    let groups = group::list(admin.deps(), &admin.actor).await.map_err(refused)?;
    let found = groups.into_iter().map(|counted| counted.group).find(|group| segment(&group.name) == wanted);
    Ok(found.ok_or(Refused::from(Rule::PathUnknown))?)
}

fn read(form: &Params) -> AddGroup {
    let given = |name| text(form, name).unwrap_or_default();
    AddGroup { name: given("name"), description: given("description"), roles: lines(form, "roles") }
}

/// The form for a new group, or for one that is there: its name stays.
fn page(admin: &Admin, given: &AddGroup, version: Option<String>) -> AdminFormPage {
    let mut fields = vec![
        Field::line("description", "admin-description", given.description.as_str()),
        Field::area("roles", "admin-roles", 3, given.roles.join("\n")).hint("admin-one-per-line"),
    ];
    let title = match version {
        None => {
            let name = Field::line("name", "admin-name", given.name.as_str()).required();
            fields.insert(0, name.hint("admin-group-name-hint"));
            Text::of("admin-group-add")
        }
        Some(_) => Text::named("admin-group-title", given.name.as_str()),
    };
    AdminFormPage {
        version,
        ..admin.form_page(Section::Groups, "group", title, vec![Fieldset { title: None, fields }])
    }
}

fn failed(admin: &Admin, mut page: AdminFormPage, name: &str, error: AdminError) -> Result<Response> {
    match failure(error)? {
        Failure::Problems(problems) => page.place(problems),
        Failure::Conflict => {
            page.conflict = Some(Link::new("conflict", "admin-conflict-reload", admin.to(&edit_path(name))));
        }
    }
    Ok(admin.show_form(&page))
}

/// Asks for a new group.
#[handler]
pub fn add_form(admin: Admin) -> Response {
    admin.show_form(&page(&admin, &AddGroup::default(), None))
}

/// Makes it.
#[handler]
pub async fn add(deed: Deed) -> Result<Response> {
    let (admin, given) = (&deed.admin, read(&deed.form));
    match group::add(admin.deps(), &admin.actor, given.clone()).await {
        Ok(_) => Ok(admin.done(Section::Groups.path(), Note::Added).await),
        Err(error) => failed(admin, page(admin, &given, None), &given.name, error),
    }
}

/// Shows one, to be changed or removed.
#[handler]
pub async fn edit_form(admin: Admin, Path(wanted): Path<String>) -> Result<Response> {
    let group = find(&admin, &wanted).await?;
    let given = AddGroup { name: group.name, description: group.description, roles: group.roles };
    let mut page = page(&admin, &given, Some(group.version.to_string()));
    let removal = admin.to(&format!("/admin/groups/{wanted}/remove"));
    page.remove = Some(Link::danger("group-remove", "admin-remove", removal));
    Ok(admin.show_form(&page))
}

/// Changes it, unless somebody else has since the form was opened.
#[handler]
pub async fn save(Path(wanted): Path<String>, deed: Deed) -> Result<Response> {
    let admin = &deed.admin;
    let name = find(admin, &wanted).await?.name;
    let given = AddGroup { name: name.clone(), ..read(&deed.form) };
    let version = text(&deed.form, "version").unwrap_or_default();
    let expected = version.parse().unwrap_or(-1);
    let saved = group::set(admin.deps(), &admin.actor, &name, |group| {
        group.version = expected;
        group.description.clone_from(&given.description);
        group.roles.clone_from(&given.roles);
    });
    match saved.await {
        Ok(_) => Ok(admin.done(Section::Groups.path(), Note::Saved).await),
        Err(error) => failed(admin, page(admin, &given, Some(version)), &name, error),
    }
}

fn question(group: &Group) -> Question {
    Question {
        section: Section::Groups,
        title: Text::named("admin-group-remove-title", group.name.as_str()),
        consequence: "admin-group-remove-consequence",
        label: "admin-remove",
        danger: true,
        back: edit_path(&group.name),
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
    let group = find(admin, &wanted).await?;
    let question = question(&group);
    question.guard(admin).await?;
    match group::remove(admin.deps(), &admin.actor, &group.name).await {
        Ok(()) => Ok(admin.done(Section::Groups.path(), Note::Removed).await),
        Err(error) => question.failed(admin, error),
    }
}
