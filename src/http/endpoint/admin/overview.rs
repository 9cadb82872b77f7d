//! `/admin`.

use super::{Admin, refused};
use crate::flow::admin::{posture, user};
use crate::view::admin::{AdminOverviewPage, Cell, Count, Fact, Section, Text, Warning};
use poem::{Response, Result, handler};

/// How many there are, and what an operator should know.
#[handler]
pub async fn get(admin: Admin) -> Result<Response> {
    let shown = AdminOverviewPage {
        layout: admin.layout(),
        frame: admin.frame(Section::Overview),
        counts: counts(&admin).await?,
        warnings: warnings(&admin),
        facts: facts(&admin),
    };
    Ok(admin.show(&shown))
}

async fn counts(admin: &Admin) -> Result<Vec<Count>> {
    let deps = &admin.context.deps;
    let (users, administrators) = user::count(deps, &admin.actor).await.map_err(refused)?;
    let size = |length: usize| i64::try_from(length).unwrap_or(i64::MAX);
    let numbers = [
        (Section::Users.key(), Section::Users, users),
        ("admin-administrators", Section::Users, administrators),
        (Section::Clients.key(), Section::Clients, size(deps.snapshot.clients().count())),
        (Section::Scopes.key(), Section::Scopes, size(deps.snapshot.scopes.len())),
        (Section::Resources.key(), Section::Resources, size(deps.snapshot.resources.len())),
    ];
    let count = |(key, section, number): (&'static str, Section, i64)| Count {
        label: Text::of(key),
        number,
        to: admin.to(section.path()),
    };
    Ok(numbers.into_iter().map(count).collect())
}

/// What `symbolon check` warns of, as far as it can be told from here.
fn warnings(admin: &Admin) -> Vec<Warning> {
    let warning = |about: &str, text: &str| Warning { about: about.to_owned(), text: text.to_owned() };
    let address = posture::of_address(admin.context.state.settings());
    let mut found: Vec<_> = address.into_iter().map(|(about, text)| warning(about, text)).collect();
    let mut clients: Vec<_> = admin.context.deps.snapshot.clients().map(|registered| &registered.client).collect();
    clients.sort_by(|one, other| one.id.as_str().cmp(other.id.as_str()));
    for client in clients {
        found.extend(posture::of_client(&client.metadata).into_iter().map(|text| warning(client.id.as_str(), text)));
    }
    found
}

fn facts(admin: &Admin) -> Vec<Fact> {
    let issuer = &admin.context.state.settings().issuer;
    vec![
        Fact::of("admin-version", Cell::code(env!("CARGO_PKG_VERSION"))),
        Fact::of("admin-issuer", Cell::code(issuer.as_str())),
        Fact::of("admin-database", Cell::text(admin.context.deps.services.db.engine())),
        Fact::of(
            "admin-discovery",
            Cell::Link {
                text: "/.well-known/openid-configuration".to_owned(),
                to: admin.to("/.well-known/openid-configuration"),
            },
        ),
    ]
}
