//! `/admin/registration-tokens`: what lets clients register themselves.

use super::failure::{Failure, failure, refused};
use super::input::text;
use super::{Admin, Deed};
use crate::flow::admin::{AdminError, registration_token};
use crate::http::respond::Refused;
use crate::model::InitialToken;
use crate::protocol::Rule;
use crate::view::admin::{
    AdminFormPage, AdminListPage, AdminShownOncePage, Cell, Field, Fieldset, Link, Note, Row, RowDeed, Section,
    ShownOnce, Table, Text,
};
use poem::{Response, Result, handler};

const SECTION: Section = Section::RegistrationTokens;
const DAY: i64 = 86_400;

/// Every token; the tokens themselves were shown once.
#[handler]
pub async fn list(admin: Admin) -> Result<Response> {
    let tokens = registration_token::list(admin.deps(), &admin.actor).await.map_err(refused)?;
    let columns = ["admin-id", "admin-token-remaining", "admin-created", "admin-expires"];
    let rows = tokens.iter().map(|token| row(&admin, token)).collect();
    let add_link = Link::new("token-add", "admin-token-add", admin.to("/admin/add-registration-token"));
    let shown = AdminListPage {
        lead: Some(Text::of("admin-tokens-lead")),
        links: vec![add_link],
        ..AdminListPage::new(admin.layout(), admin.frame(SECTION), SECTION, Table::new(&columns, rows))
    };
    Ok(admin.show(&shown))
}

fn row(admin: &Admin, token: &InitialToken) -> Row {
    let cells = vec![
        Cell::code(token.id.as_str()),
        Cell::text(token.remaining.to_string()),
        Cell::time(token.created_at),
        Cell::time(token.expires_at),
    ];
    let deed = RowDeed { form: admin.form(SECTION.path()), id: token.id.clone(), label: Text::of("admin-remove") };
    Row { cells, deed: Some(deed) }
}

fn page(admin: &Admin, uses: &str, days: &str) -> AdminFormPage {
    let fields = vec![
        Field::line("uses", "admin-token-uses", uses).required().input("number", "off"),
        Field::line("lifetime", "admin-token-days", days).hint("admin-token-days-hint").input("number", "off"),
    ];
    AdminFormPage {
        lead: Some(Text::of("admin-tokens-lead")),
        submit: Text::of("admin-add"),
        ..admin.form_page(SECTION, "token-add", Text::of("admin-token-add"), vec![Fieldset { title: None, fields }])
    }
}

/// Asks for how many registrations and how long.
#[handler]
pub async fn new_form(admin: Admin) -> Result<Response> {
    admin.require_fresh(false).await?;
    Ok(admin.show_form(&page(&admin, "1", "7")))
}

/// Makes it and shows it this once.
#[handler]
pub async fn add(deed: Deed) -> Result<Response> {
    let admin = &deed.admin;
    admin.require_fresh(true).await?;
    let (uses, days) = (text(&deed.form, "uses").unwrap_or_default(), text(&deed.form, "lifetime"));
    let seconds = days.as_deref().map(|days| days.parse::<i64>().ok().and_then(|days| days.checked_mul(DAY)));
    let made = match (uses.parse(), seconds) {
        (Err(_), _) => Err(AdminError::Invalid(vec!["uses is a whole number".to_owned()])),
        (_, Some(None)) => Err(AdminError::Invalid(vec!["lifetime is a whole number of days".to_owned()])),
        (Ok(uses), seconds) => registration_token::add(admin.deps(), &admin.actor, uses, seconds.flatten()).await,
    };
    let (token, secret) = match made {
        Ok(made) => made,
        Err(error) => {
            let mut page = page(admin, &uses, days.as_deref().unwrap_or_default());
            match failure(error)? {
                Failure::Problems(problems) => page.place(problems),
                Failure::Conflict => page.problems.push(Text::of("admin-conflict-again")),
            }
            return Ok(admin.show_form(&page));
        }
    };
    let value = ShownOnce { id: "registration-token", label: Text::of("admin-token"), value: secret };
    Ok(admin.show(&AdminShownOncePage {
        layout: admin.layout(),
        frame: admin.frame(SECTION),
        title: Text::named("admin-token-added-title", token.id),
        lead: Text::of("admin-shown-once"),
        values: vec![value],
        next: Link::new("next", SECTION.key(), admin.to(SECTION.path())),
    }))
}

/// Ends one.
#[handler]
pub async fn revoke(deed: Deed) -> Result<Response> {
    let admin = &deed.admin;
    let id = deed.form.get("id").ok_or(Refused::from(Rule::FormMalformed))?;
    match registration_token::revoke(admin.deps(), &admin.actor, id).await {
        Ok(()) | Err(AdminError::NotFound { .. }) => Ok(admin.done(SECTION.path(), Note::Removed).await),
        Err(error) => Err(refused(error).into()),
    }
}
