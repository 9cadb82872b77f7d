//! `/admin/keys`: the keys that sign.

use super::failure::{Failure, failure, refused};
use super::question::Question;
use super::{Admin, Deed};
use crate::flow::admin::key::{self, KeyState, SeenKey};
use crate::model::SigningAlgorithm;
use crate::view::admin::{
    AdminFormPage, AdminListPage, Cell, Choice, Control, Field, Fieldset, Link, Note, Row, Section, Table, Text,
};
use poem::web::Path;
use poem::{Response, Result, handler};

/// Every key and what it does.
#[handler]
pub async fn list(admin: Admin) -> Result<Response> {
    let keys = key::list(admin.deps(), &admin.actor).await.map_err(refused)?;
    let columns = ["admin-key-id", "admin-key-alg", "admin-state", "admin-key-source", "admin-key-begins"];
    let columns = [columns.as_slice(), &["admin-key-ends"]].concat();
    let rows = keys.iter().map(|key| row(&admin, key)).collect();
    let shown = AdminListPage {
        lead: Some(Text::of("admin-keys-lead")),
        links: vec![Link::new("keys-rotate", "admin-keys-rotate", admin.to("/admin/rotate-keys"))],
        ..AdminListPage::new(admin.layout(), admin.frame(Section::Keys), Section::Keys, Table::new(&columns, rows))
    };
    Ok(admin.show(&shown))
}

fn row(admin: &Admin, key: &SeenKey) -> Row {
    let kid = key.row.kid.as_str();
    let state = match key.state {
        KeyState::Published => Cell::word("admin-key-published"),
        KeyState::Signing => Cell::word("admin-key-signing"),
        KeyState::Verifying => Cell::word("admin-key-verifying"),
        KeyState::Retired => Cell::badge("admin-key-retired"),
    };
    let name = match key.state {
        KeyState::Retired => Cell::code(kid),
        _ => Cell::Link { text: kid.to_owned(), to: admin.to(&format!("/admin/keys/{kid}/retire")) },
    };
    Row::of(vec![
        name,
        Cell::code(key.row.alg.as_str()),
        state,
        Cell::code(key.row.source.as_str()),
        Cell::time(key.row.activate_at),
        Cell::time(key.row.withdrawn_at.or(key.row.retire_at)),
    ])
}

/// Asks which keys get successors.
#[handler]
pub async fn rotate_form(admin: Admin) -> Result<Response> {
    admin.require_fresh(false).await?;
    Ok(admin.show_form(&rotate_page(&admin, None)))
}

fn rotate_page(admin: &Admin, chosen: Option<SigningAlgorithm>) -> AdminFormPage {
    let every = Choice {
        value: "every".to_owned(),
        label: Some(Text::of("admin-keys-every")),
        hint: None,
        chosen: chosen.is_none(),
    };
    let of = |alg: SigningAlgorithm| Choice {
        value: alg.as_str().to_owned(),
        label: None,
        hint: None,
        chosen: chosen == Some(alg),
    };
    let options = std::iter::once(every).chain(admin.deps().snapshot.keys.algorithms().into_iter().map(of));
    let field = Field::of("alg", "admin-key-alg", Control::Select { options: options.collect() });
    let fields = vec![Fieldset { title: None, fields: vec![field] }];
    AdminFormPage {
        lead: Some(Text::of("admin-keys-rotate-lead")),
        submit: Text::of("admin-keys-rotate"),
        ..admin.form_page(Section::Keys, "keys-rotate", Text::of("admin-keys-rotate"), fields)
    }
}

/// Publishes successors.
#[handler]
pub async fn rotate(deed: Deed) -> Result<Response> {
    let admin = &deed.admin;
    admin.require_fresh(false).await?;
    let alg = deed.form.get("alg").and_then(SigningAlgorithm::parse);
    let Err(error) = key::rotate(admin.deps(), &admin.actor, alg).await else {
        return Ok(admin.done(Section::Keys.path(), Note::Rotated).await);
    };
    let mut page = rotate_page(admin, alg);
    page.problems = match failure(error)? {
        Failure::Problems(problems) => problems,
        Failure::Conflict => vec![Text::of("admin-conflict-again")],
    };
    Ok(admin.show_form(&page))
}

fn question(kid: &str) -> Question {
    Question {
        section: Section::Keys,
        title: Text::named("admin-key-retire-title", kid),
        consequence: "admin-key-retire-consequence",
        label: "admin-key-retire",
        danger: true,
        back: Section::Keys.path().to_owned(),
    }
}

async fn known(admin: &Admin, kid: &str) -> Result<()> {
    let keys = key::list(admin.deps(), &admin.actor).await.map_err(refused)?;
    let known = keys.iter().any(|key| key.row.kid.as_str() == kid && key.state != KeyState::Retired);
    if known { Ok(()) } else { Err(crate::http::respond::Refused::from(crate::protocol::Rule::PathUnknown).into()) }
}

/// Asks whether a key is really to be withdrawn.
#[handler]
pub async fn ask(admin: Admin, Path(kid): Path<String>) -> Result<Response> {
    known(&admin, &kid).await?;
    question(&kid).ask(&admin).await
}

/// Withdraws it.
#[handler]
pub async fn retire(Path(kid): Path<String>, deed: Deed) -> Result<Response> {
    let (admin, question) = (&deed.admin, question(&kid));
    question.guard(admin).await?;
    match key::retire(admin.deps(), &admin.actor, &kid).await {
        Ok(_) => Ok(admin.done(Section::Keys.path(), Note::Retired).await),
        Err(error) => question.failed(admin, error),
    }
}
