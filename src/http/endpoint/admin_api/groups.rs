//! `/admin/api/groups`.

use super::answer::Done;
use super::body::members;
use super::{AdminAnswer, Caller, told};
use crate::flow::admin::apply::WantedGroup;
use crate::flow::admin::group::{self, AddGroup};
use crate::flow::admin::{AdminError, document};
use crate::http::answer::Tag;
use crate::http::json_body::JsonObject;
use crate::model::Group;
use poem::Result;
use poem_openapi::param::Path;
use poem_openapi::{Object, OpenApi};
use serde_json::{Value, json};

/// A group of people.
#[derive(Debug, Object)]
pub struct GroupBody {
    /// What clients see; it stays.
    name: String,
    /// For administrators.
    description: String,
    /// Roles that every member has.
    roles: Vec<String>,
    /// How many people are in it, where groups are listed.
    members: Option<i64>,
}

/// What can be said of a group.
#[derive(Debug, Object)]
pub struct GroupDocument {
    /// For administrators.
    description: Option<String>,
    /// Roles that every member has.
    roles: Option<Vec<String>>,
}

/// Every group.
#[derive(Debug, Object)]
pub struct GroupList {
    /// By name.
    items: Vec<GroupBody>,
}

/// Who is in a group.
#[derive(Debug, Object)]
pub struct MemberList {
    /// User names, in the order in which the accounts were made.
    items: Vec<String>,
}

/// The endpoints.
#[derive(Debug)]
pub struct GroupsApi;

#[OpenApi(prefix_path = "/admin/api/groups", tag = "Tag::Administration")]
impl GroupsApi {
    /// List groups
    #[oai(path = "/", method = "get", operation_id = "listGroups")]
    async fn list(&self, caller: Caller) -> Result<AdminAnswer<GroupList>> {
        let groups = told(&caller, group::list(caller.deps(), &caller.actor).await)?;
        let items = groups.iter().map(|counted| {
            let mut shown = view(&counted.group);
            shown["members"] = json!(counted.members);
            shown
        });
        Ok(AdminAnswer::new(json!({ "items": items.collect::<Vec<_>>() })))
    }

    /// Show a group
    #[oai(path = "/:name", method = "get", operation_id = "showGroup")]
    async fn show(
        &self,
        caller: Caller,
        /// Its name.
        name: Path<String>,
    ) -> Result<AdminAnswer<GroupBody>> {
        let shown = told(&caller, group::find(caller.deps(), &caller.actor, &name).await)?;
        Ok(AdminAnswer::new(view(&shown)))
    }

    /// Make a group, or replace its description and roles; the members have the roles at once
    #[oai(path = "/:name", method = "put", operation_id = "putGroup")]
    async fn put(
        &self,
        caller: Caller,
        /// Its name.
        name: Path<String>,
        document: JsonObject<GroupDocument>,
    ) -> Result<AdminAnswer<GroupBody>> {
        let put = async {
            let base = WantedGroup { name: name.0, ..WantedGroup::default() };
            let members = super::catalog::named(members(document.members)?, "name", &base.name)?;
            let WantedGroup { name, description, roles } = document::read(&base, members)?;
            let command = AddGroup { name: name.clone(), description: description.clone(), roles: roles.clone() };
            match group::add(caller.deps(), &caller.actor, command).await {
                Err(AdminError::Exists { .. }) => {
                    let change = |group: &mut Group| (group.description, group.roles) = (description, roles);
                    group::set(caller.deps(), &caller.actor, &name, change).await
                }
                other => other,
            }
        };
        Ok(AdminAnswer::new(view(&told(&caller, put.await)?)))
    }

    /// Remove a group; its members lose it at once
    #[oai(path = "/:name", method = "delete", operation_id = "removeGroup")]
    async fn remove(
        &self,
        caller: Caller,
        /// Its name.
        name: Path<String>,
    ) -> Result<Done> {
        told(&caller, group::remove(caller.deps(), &caller.actor, &name).await)?;
        Ok(Done)
    }

    /// List who is in a group
    #[oai(path = "/:name/members", method = "get", operation_id = "listMembers")]
    async fn members(
        &self,
        caller: Caller,
        /// Its name.
        name: Path<String>,
    ) -> Result<AdminAnswer<MemberList>> {
        let members = told(&caller, group::members(caller.deps(), &caller.actor, &name).await)?;
        Ok(AdminAnswer::new(json!({ "items": members })))
    }

    /// Put a person into a group
    #[oai(path = "/:name/members/:user", method = "put", operation_id = "addMember")]
    async fn add_member(
        &self,
        caller: Caller,
        /// The group's name.
        name: Path<String>,
        /// The person's id or user name.
        user: Path<String>,
    ) -> Result<Done> {
        told(&caller, group::add_members(caller.deps(), &caller.actor, &name, &[user.0]).await)?;
        Ok(Done)
    }

    /// Take a person out of a group
    #[oai(path = "/:name/members/:user", method = "delete", operation_id = "removeMember")]
    async fn remove_member(
        &self,
        caller: Caller,
        /// The group's name.
        name: Path<String>,
        /// The person's id or user name.
        user: Path<String>,
    ) -> Result<Done> {
        told(&caller, group::remove_members(caller.deps(), &caller.actor, &name, &[user.0]).await)?;
        Ok(Done)
    }
}

fn view(group: &Group) -> Value {
    json!({ "name": group.name, "description": group.description, "roles": group.roles })
}
