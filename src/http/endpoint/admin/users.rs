//! `/admin/users`.

use super::failure::refused;
use super::question::Question;
use super::{Admin, Deed, grants, sessions};
use crate::flow::admin::AdminError;
use crate::flow::admin::user::{self, UserFilter};
use crate::http::respond::Refused;
use crate::model::{Secret, User};
use crate::protocol::Rule;
use crate::view::admin::{
    AdminListPage, AdminRecordPage, AdminShownOncePage, Cell, Fact, Filter, Link, Note, Part, Row, Section, ShownOnce,
    Table, Text,
};
use poem::web::Path;
use poem::{Response, Result, handler};

/// People on one page.
const PAGE: u32 = 50;

/// What can be done to a person after a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    SwitchOff,
    SwitchOn,
    Promote,
    Demote,
    Invite,
    ResetFactors,
    RemovePasskeys,
    Revoke,
    Remove,
}

/// Word in the address, title, consequence and button of an act, and whether it wants a fresh sign-in.
struct Said(&'static str, &'static str, &'static str, &'static str, bool);

impl Act {
    const ALL: [Self; 9] = [
        Self::SwitchOff,
        Self::SwitchOn,
        Self::Promote,
        Self::Demote,
        Self::Invite,
        Self::ResetFactors,
        Self::RemovePasskeys,
        Self::Revoke,
        Self::Remove,
    ];

    fn said(self) -> Said {
        match self {
            Self::SwitchOff => {
                Said("disable", "admin-user-off-title", "admin-user-off-consequence", "admin-switch-off", true)
            }
            Self::SwitchOn => {
                Said("enable", "admin-user-on-title", "admin-user-on-consequence", "admin-switch-on", false)
            }
            Self::Promote => Said(
                "promote",
                "admin-user-promote-title",
                "admin-user-promote-consequence",
                "admin-user-promote",
                true,
            ),
            Self::Demote => {
                Said("demote", "admin-user-demote-title", "admin-user-demote-consequence", "admin-user-demote", true)
            }
            Self::Invite => {
                Said("invite", "admin-user-invite-title", "admin-user-invite-consequence", "admin-user-invite", true)
            }
            Self::ResetFactors => Said(
                "reset-factors",
                "admin-user-factors-title",
                "admin-user-factors-consequence",
                "admin-user-factors",
                true,
            ),
            Self::RemovePasskeys => Said(
                "remove-passkeys",
                "admin-user-passkeys-title",
                "admin-user-passkeys-consequence",
                "admin-user-passkeys",
                true,
            ),
            Self::Revoke => {
                Said("revoke", "admin-user-revoke-title", "admin-user-revoke-consequence", "admin-user-revoke", true)
            }
            Self::Remove => {
                Said("remove", "admin-user-remove-title", "admin-user-remove-consequence", "admin-remove", true)
            }
        }
    }

    fn parse(word: &str) -> Result<Self, Refused> {
        Self::ALL.into_iter().find(|act| act.said().0 == word).ok_or(Refused::from(Rule::PathUnknown))
    }

    fn question(self, user: &User) -> Question {
        let Said(_, title, consequence, label, danger) = self.said();
        let title = Text::named(title, user.username.as_str());
        Question { section: Section::Users, title, consequence, label, danger, back: path(user) }
    }

    async fn done(self, admin: &Admin, user: &User) -> Result<Done, AdminError> {
        let (deps, actor, id) = (admin.deps(), &admin.actor, user.id.as_str());
        let noted = match self {
            Self::Invite => return Ok(Done::Link(user::invite(deps, actor, id).await?)),
            Self::SwitchOff => user::disable(deps, actor, id, true).await.map(|_| Note::SwitchedOff),
            Self::SwitchOn => user::disable(deps, actor, id, false).await.map(|_| Note::SwitchedOn),
            Self::Promote => user::set(deps, actor, id, |user| user.admin = true).await.map(|_| Note::Promoted),
            Self::Demote => user::set(deps, actor, id, |user| user.admin = false).await.map(|_| Note::Demoted),
            Self::ResetFactors => user::reset_factors(deps, actor, id).await.map(|_| Note::FactorsReset),
            Self::RemovePasskeys => user::remove_passkeys(deps, actor, id).await.map(|_| Note::PasskeysRemoved),
            Self::Revoke => user::revoke(deps, actor, id).await.map(|()| Note::Revoked),
            Self::Remove => user::remove(deps, actor, id).await.map(|()| Note::Removed),
        };
        noted.map(Done::Noted)
    }
}

/// What an act gives.
enum Done {
    /// Nothing to see.
    Noted(Note),
    /// A link that is shown once.
    Link(Secret<String>),
}

/// Shows the link by which a person sets a password.
pub(super) fn show_invitation(admin: &Admin, user: &User, link: &Secret<String>) -> Response {
    let value = ShownOnce { id: "invitation", label: Text::of("admin-user-invitation"), value: link.expose().clone() };
    admin.show(&AdminShownOncePage {
        layout: admin.layout(),
        frame: admin.frame(Section::Users),
        title: Text::named("admin-user-title", user.username.as_str()),
        lead: Text::of("admin-user-invitation-lead"),
        values: vec![value],
        next: Link::new("next", "admin-on", admin.to(&path(user))),
    })
}

/// The people, in the order in which their accounts were made.
#[handler]
pub async fn list(admin: Admin) -> Result<Response> {
    let search = admin.params.get("q").unwrap_or_default().to_owned();
    let filter = UserFilter {
        search: (!search.is_empty()).then(|| search.clone()),
        after: admin.params.get("after").map(str::to_owned),
        limit: PAGE + 1,
    };
    let mut users = user::list(admin.deps(), &admin.actor, &filter).await.map_err(refused)?;
    let more = users.len() > PAGE as usize;
    users.truncate(PAGE as usize);
    let next = users.last().filter(|_| more).map(|last| {
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("q", &search)
            .append_pair("after", last.id.as_str())
            .finish();
        admin.to(&format!("/admin/users?{query}"))
    });
    let columns = ["admin-user-username", "admin-user-name", "admin-user-email", "admin-user-admin", "admin-state"];
    let rows = users.iter().map(|user| row(&admin, user)).collect();
    let table = Table::new(&[columns.as_slice(), &["admin-created"]].concat(), rows);
    let shown = AdminListPage {
        filters: vec![Filter { parameter: "q", label: Text::of("admin-user-search"), value: search }],
        links: vec![Link::new("user-add", "admin-user-add", admin.to("/admin/add-user"))],
        next,
        ..AdminListPage::new(admin.layout(), admin.frame(Section::Users), Section::Users, table)
    };
    Ok(admin.show(&shown))
}

fn row(admin: &Admin, user: &User) -> Row {
    Row::of(vec![
        Cell::Link { text: user.username.clone(), to: admin.to(&path(user)) },
        Cell::maybe(user.profile.name.as_deref()),
        Cell::maybe(user.profile.email.as_deref()),
        if user.admin { Cell::word("admin-yes") } else { Cell::Empty },
        state(user),
        Cell::time(user.created_at),
    ])
}

fn state(user: &User) -> Cell {
    if user.disabled_at.is_some() { Cell::badge("admin-off") } else { Cell::word("admin-active") }
}

/// The page of a person.
pub(super) fn path(user: &User) -> String {
    format!("/admin/users/{}", user.id)
}

/// The person behind a path. Only a row id is one: what looks like a name is nobody.
pub(super) async fn find(admin: &Admin, id: &str) -> Result<User> {
    let user = user::show(admin.deps(), &admin.actor, id).await.map_err(refused)?;
    if user.id.as_str() == id { Ok(user) } else { Err(Refused::from(Rule::PathUnknown).into()) }
}

/// One person, with sessions and grants.
#[handler]
pub async fn show(admin: Admin, Path(id): Path<String>) -> Result<Response> {
    let user = find(&admin, &id).await?;
    let table = |key, table| Part::Table { title: Text::of(key), table };
    let sessions = sessions::of_person(&admin, &id).await?;
    let grants = grants::of(&admin, Some(&id), None).await?;
    let shown = AdminRecordPage {
        layout: admin.layout(),
        frame: admin.frame(Section::Users),
        title: Text::named("admin-user-title", user.username.as_str()),
        up: admin.up(Section::Users),
        facts: facts(&user),
        links: links(&admin, &user),
        parts: vec![table(Section::Sessions.key(), sessions), table(Section::Grants.key(), grants)],
    };
    Ok(admin.show(&shown))
}

fn facts(user: &User) -> Vec<Fact> {
    let verified = if user.profile.email_verified { "admin-yes" } else { "admin-no" };
    vec![
        Fact::of("admin-user-username", Cell::text(user.username.as_str())),
        Fact::of("admin-user-name", Cell::maybe(user.profile.name.as_deref())),
        Fact::of("admin-user-email", Cell::maybe(user.profile.email.as_deref())),
        Fact::of(
            "admin-user-email-verified",
            if user.profile.email.is_some() { Cell::word(verified) } else { Cell::Empty },
        ),
        Fact::of("admin-user-admin", Cell::yes_or_no(user.admin)),
        Fact::of("admin-nav-groups", codes(&mut user.groups.iter().map(String::as_str))),
        Fact::of("admin-roles", codes(&mut user.all_roles().into_iter())),
        Fact::of("admin-state", state(user)),
        Fact::of("admin-user-subject", Cell::code(user.subject.as_str())),
        Fact::of("admin-id", Cell::code(user.id.as_str())),
        Fact::of("admin-created", Cell::time(user.created_at)),
        Fact::of("admin-changed", Cell::time(user.updated_at)),
    ]
}

fn codes(texts: &mut dyn Iterator<Item = &str>) -> Cell {
    let texts: Vec<_> = texts.collect();
    if texts.is_empty() { Cell::Empty } else { Cell::codes(texts) }
}

fn links(admin: &Admin, user: &User) -> Vec<Link> {
    let base = path(user);
    let to = |word: &str| admin.to(&format!("{base}/{word}"));
    let mut links = vec![
        Link::new("user-edit", "admin-edit", to("edit")),
        Link::new("user-password", "admin-user-password", to("password")),
    ];
    links.push(if user.disabled_at.is_some() {
        Link::new("user-enable", "admin-switch-on", to("enable"))
    } else {
        Link::new("user-disable", "admin-switch-off", to("disable"))
    });
    links.push(if user.admin {
        Link::new("user-demote", "admin-user-demote", to("demote"))
    } else {
        Link::new("user-promote", "admin-user-promote", to("promote"))
    });
    if user.disabled_at.is_none() {
        links.push(Link::new("user-invite", "admin-user-invite", to("invite")));
    }
    links.push(Link::danger("user-reset-factors", "admin-user-factors", to("reset-factors")));
    links.push(Link::danger("user-remove-passkeys", "admin-user-passkeys", to("remove-passkeys")));
    links.push(Link::danger("user-revoke", "admin-user-revoke", to("revoke")));
    links.push(Link::danger("user-remove", "admin-remove", to("remove")));
    links
}

/// Asks before an act.
#[handler]
pub async fn ask(admin: Admin, Path((id, word)): Path<(String, String)>) -> Result<Response> {
    let act = Act::parse(&word)?;
    act.question(&find(&admin, &id).await?).ask(&admin).await
}

/// Does it.
#[handler]
pub async fn perform(Path((id, word)): Path<(String, String)>, deed: Deed) -> Result<Response> {
    let (admin, act) = (&deed.admin, Act::parse(&word)?);
    let user = find(admin, &id).await?;
    let question = act.question(&user);
    question.guard(admin).await?;
    let note = match act.done(admin, &user).await {
        Ok(Done::Noted(note)) => note,
        Ok(Done::Link(link)) => return Ok(show_invitation(admin, &user, &link)),
        Err(error) => return question.failed(admin, error),
    };
    let next = if act == Act::Remove { Section::Users.path().to_owned() } else { path(&user) };
    Ok(admin.done(&next, note).await)
}
