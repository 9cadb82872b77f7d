//! `/admin/issuers`: other issuers whose assertions are taken (RFC 7523).

use super::failure::{Failure, failure, refused};
use super::input::{lines, seconds, text};
use super::question::Question;
use super::{Admin, Deed, seen, segment};
use crate::flow::admin::{AdminError, issuer};
use crate::http::respond::Refused;
use crate::model::{AssertionSubject, ClientId, TrustedIssuer};
use crate::protocol::Rule;
use crate::protocol::params::Params;
use crate::view::admin::{
    AdminFormPage, AdminListPage, Cell, Choice, Control, Field, Fieldset, Link, Note, Row, Section, Table, Text,
};
use poem::web::Path;
use poem::{Response, Result, handler};
use serde_json::Value;

/// An hour, until somebody says otherwise.
const LIFETIME: i64 = 3600;

/// Every trusted issuer.
#[handler]
pub async fn list(admin: Admin) -> Result<Response> {
    let issuers = issuer::list(admin.deps(), &admin.actor).await.map_err(refused)?;
    let row = |trusted: &TrustedIssuer| {
        Row::of(vec![
            Cell::Link { text: trusted.issuer.clone(), to: admin.to(&edit_path(&trusted.issuer)) },
            Cell::codes(trusted.clients.iter().map(ClientId::as_str)),
            Cell::word(subject_key(trusted.subject)),
        ])
    };
    let columns = ["admin-issuer-name", "admin-issuer-clients", "admin-issuer-subject"];
    let table = Table::new(&columns, issuers.iter().map(row).collect());
    let shown = AdminListPage {
        lead: Some(Text::of("admin-issuers-lead")),
        links: vec![Link::new("issuer-add", "admin-issuer-add", admin.to("/admin/add-issuer"))],
        ..AdminListPage::new(admin.layout(), admin.frame(Section::Issuers), Section::Issuers, table)
    };
    Ok(admin.show(&shown))
}

fn edit_path(name: &str) -> String {
    format!("/admin/issuers/{}/edit", segment(name))
}

async fn find(admin: &Admin, wanted: &str) -> Result<TrustedIssuer> {
    let issuers = issuer::list(admin.deps(), &admin.actor).await.map_err(refused)?;
    let found = issuers.into_iter().find(|trusted| segment(&trusted.issuer) == wanted);
    Ok(found.ok_or(Refused::from(Rule::PathUnknown))?)
}

const SUBJECTS: [(&str, AssertionSubject); 3] = [
    ("subject", AssertionSubject::Subject),
    ("username", AssertionSubject::Username),
    ("email", AssertionSubject::Email),
];

fn subject_key(subject: AssertionSubject) -> &'static str {
    match subject {
        AssertionSubject::Subject => "admin-issuer-by-subject",
        AssertionSubject::Username => "admin-issuer-by-username",
        AssertionSubject::Email => "admin-issuer-by-email",
    }
}

fn empty() -> TrustedIssuer {
    TrustedIssuer {
        issuer: String::new(),
        jwks: Value::Null,
        jwks_uri: None,
        clients: Vec::new(),
        subject: AssertionSubject::Subject,
        max_lifetime: LIFETIME,
    }
}

/// What was filled in, and what of it cannot be read.
fn read(form: &Params) -> (TrustedIssuer, Vec<String>) {
    let mut problems = Vec::new();
    let jwks = match text(form, "jwks").map(|jwks| serde_json::from_str(&jwks)) {
        None => Value::Null,
        Some(Ok(jwks)) => jwks,
        Some(Err(error)) => {
            problems.push(format!("jwks is no JSON: {error}"));
            Value::Null
        }
    };
    let lifetime = seconds(form, "max_lifetime").unwrap_or_else(|problem| {
        problems.push(problem);
        None
    });
    let subject = form.get("subject").and_then(|text| SUBJECTS.iter().find(|(name, _)| *name == text));
    let trusted = TrustedIssuer {
        issuer: text(form, "issuer").unwrap_or_default(),
        jwks,
        jwks_uri: text(form, "jwks_uri"),
        clients: lines(form, "clients").into_iter().map(ClientId::new).collect(),
        subject: subject.map_or(AssertionSubject::Subject, |(_, subject)| *subject),
        max_lifetime: lifetime.unwrap_or(LIFETIME),
    };
    (trusted, problems)
}

fn page(admin: &Admin, trusted: &TrustedIssuer, version: Option<String>) -> AdminFormPage {
    let jwks = if trusted.jwks.is_null() { String::new() } else { format!("{:#}", trusted.jwks) };
    let clients: Vec<_> = trusted.clients.iter().map(ClientId::as_str).collect();
    let subject = |(name, subject): (&str, AssertionSubject)| Choice {
        value: name.to_owned(),
        label: Some(Text::of(subject_key(subject))),
        hint: None,
        chosen: trusted.subject == subject,
    };
    let subjects = Control::Select { options: SUBJECTS.into_iter().map(subject).collect() };
    let jwks_uri = trusted.jwks_uri.as_deref().unwrap_or_default();
    let mut fields = vec![
        Field::line("jwks_uri", "admin-issuer-jwks-uri", jwks_uri).input("url", "off"),
        Field::area("jwks", "admin-issuer-jwks", 6, jwks).hint("admin-issuer-jwks-hint"),
        Field::area("clients", "admin-issuer-clients", 3, clients.join("\n")).hint("admin-issuer-clients-hint"),
        Field::of("subject", "admin-issuer-subject", subjects),
        Field::line("max_lifetime", "admin-issuer-lifetime", trusted.max_lifetime.to_string()).input("number", "off"),
    ];
    let title = match version {
        None => {
            let name = Field::line("issuer", "admin-issuer-name", trusted.issuer.as_str()).required();
            fields.insert(0, name.input("url", "off"));
            Text::of("admin-issuer-add")
        }
        Some(_) => Text::named("admin-issuer-title", trusted.issuer.as_str()),
    };
    AdminFormPage {
        version,
        ..admin.form_page(Section::Issuers, "issuer", title, vec![Fieldset { title: None, fields }])
    }
}

/// The form as it was sent, with what is wrong.
fn failed(admin: &Admin, deed: &Deed, shown: (&TrustedIssuer, Option<String>), error: AdminError) -> Result<Response> {
    let (trusted, version) = shown;
    let mut page = page(admin, trusted, version);
    let jwks = page.fieldsets.iter_mut().flat_map(|set| &mut set.fields).find(|field| field.name == "jwks");
    if let (Some(field), Some(sent)) = (jwks, text(&deed.form, "jwks")) {
        field.control = Control::Area { value: sent, rows: 6 };
    }
    match failure(error)? {
        Failure::Problems(problems) => page.place(problems),
        Failure::Conflict => {
            let now = admin.to(&edit_path(&trusted.issuer));
            page.conflict = Some(Link::new("conflict", "admin-conflict-reload", now));
        }
    }
    Ok(admin.show_form(&page))
}

/// Asks for a new one.
#[handler]
pub fn add_form(admin: Admin) -> Response {
    admin.show_form(&page(&admin, &empty(), None))
}

/// Trusts it.
#[handler]
pub async fn add(deed: Deed) -> Result<Response> {
    let admin = &deed.admin;
    let (given, problems) = read(&deed.form);
    let added = match issuer::show(admin.deps(), &admin.actor, &given.issuer).await {
        _ if !problems.is_empty() => Err(AdminError::Invalid(problems)),
        Ok(known) => Err(AdminError::Exists { noun: "issuer", name: known.issuer }),
        Err(AdminError::NotFound { .. }) => issuer::put(admin.deps(), &admin.actor, given.clone()).await,
        Err(other) => Err(other),
    };
    match added {
        Ok(()) => Ok(admin.done(Section::Issuers.path(), Note::Added).await),
        Err(error) => failed(admin, &deed, (&given, None), error),
    }
}

/// Shows one, to be changed or removed.
#[handler]
pub async fn edit_form(admin: Admin, Path(wanted): Path<String>) -> Result<Response> {
    let trusted = find(&admin, &wanted).await?;
    let mut page = page(&admin, &trusted, Some(seen(&trusted)));
    let removal = admin.to(&format!("/admin/issuers/{wanted}/remove"));
    page.remove = Some(Link::danger("issuer-remove", "admin-remove", removal));
    Ok(admin.show_form(&page))
}

/// Changes what it is trusted with.
#[handler]
pub async fn save(Path(wanted): Path<String>, deed: Deed) -> Result<Response> {
    let admin = &deed.admin;
    let present = find(admin, &wanted).await?;
    let (given, problems) = read(&deed.form);
    let given = TrustedIssuer { issuer: present.issuer.clone(), ..given };
    let version = text(&deed.form, "version").unwrap_or_default();
    let saved = match problems {
        problems if !problems.is_empty() => Err(AdminError::Invalid(problems)),
        _ if version != seen(&present) => Err(AdminError::Conflict),
        _ => issuer::put(admin.deps(), &admin.actor, given.clone()).await,
    };
    match saved {
        Ok(()) => Ok(admin.done(Section::Issuers.path(), Note::Saved).await),
        Err(error) => failed(admin, &deed, (&given, Some(version)), error),
    }
}

fn question(trusted: &TrustedIssuer) -> Question {
    Question {
        section: Section::Issuers,
        title: Text::named("admin-issuer-remove-title", trusted.issuer.as_str()),
        consequence: "admin-issuer-remove-consequence",
        label: "admin-remove",
        danger: true,
        back: edit_path(&trusted.issuer),
    }
}

/// Asks whether it is really to be trusted no longer.
#[handler]
pub async fn ask(admin: Admin, Path(wanted): Path<String>) -> Result<Response> {
    question(&find(&admin, &wanted).await?).ask(&admin).await
}

/// Trusts it no longer.
#[handler]
pub async fn remove(Path(wanted): Path<String>, deed: Deed) -> Result<Response> {
    let admin = &deed.admin;
    let trusted = find(admin, &wanted).await?;
    let question = question(&trusted);
    question.guard(admin).await?;
    match issuer::remove(admin.deps(), &admin.actor, &trusted.issuer).await {
        Ok(()) => Ok(admin.done(Section::Issuers.path(), Note::Removed).await),
        Err(error) => question.failed(admin, error),
    }
}
