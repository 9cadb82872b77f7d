//! Groups, roles and attributes of people, and what clients see of them.

mod access;
mod deeds;

use crate::support::TestApp;
use symbolon::flow::admin::Actor;
use symbolon::flow::admin::group::{self, AddGroup};
use symbolon::model::User;

/// Makes a group with roles.
pub async fn add(app: &TestApp, name: &str, roles: &[&str]) {
    let roles = roles.iter().map(|&role| role.to_owned()).collect();
    let command = AddGroup { name: name.to_owned(), roles, ..AddGroup::default() };
    group::add(&app.deps(), &Actor::Cli, command).await.unwrap();
}

/// Puts a person into a group.
pub async fn join(app: &TestApp, name: &str, username: &str) {
    assert_eq!(group::add_members(&app.deps(), &Actor::Cli, name, &[username.to_owned()]).await.unwrap(), 1);
}

/// Takes a person out of a group.
async fn leave(app: &TestApp, name: &str, username: &str) {
    assert_eq!(group::remove_members(&app.deps(), &Actor::Cli, name, &[username.to_owned()]).await.unwrap(), 1);
}

/// What the account says.
async fn person(app: &TestApp, username: &str) -> User {
    symbolon::flow::admin::user::find(&app.deps(), username).await.unwrap()
}
