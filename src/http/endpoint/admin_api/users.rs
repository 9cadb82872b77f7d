//! `/admin/api/users`.

use super::answer::Done;
use super::body::{members, need_text, nothing_else, take_text};
use super::{AdminAnswer, Caller, limit, told};
use crate::flow::admin::AdminError;
use crate::flow::admin::user::{self, AddUser, UserFilter};
use crate::flow::admin::user_document::UserDocument;
use crate::http::answer::Tag;
use crate::http::json_body::JsonObject;
use crate::model::{Secret, User};
use poem::Result;
use poem_openapi::param::{Path, Query};
use poem_openapi::{Object, OpenApi};
use serde_json::{Value, json};

/// An account.
#[derive(Debug, Object)]
pub struct UserBody {
    /// By which it is named here, for good.
    id: String,
    /// `sub` in tokens.
    subject: String,
    /// The name that the person signs in with.
    username: String,
    /// Whether the person administers the provider.
    admin: bool,
    /// Whether the account is switched off.
    disabled: bool,
    /// Groups that the person is in.
    groups: Vec<String>,
    /// Roles of the person, beside those of the groups.
    roles: Vec<String>,
    /// Roles that come with the groups.
    group_roles: Vec<String>,
    /// What else is known of the person, by name.
    attributes: Value,
    /// The standard claims (OpenID Connect Core §5.1), each by its name.
    profile: Value,
    /// Grows with each change; the `ETag`.
    version: i64,
    /// When it was made, in Unix seconds.
    created_at: i64,
    /// When it last changed, in Unix seconds.
    updated_at: i64,
}

/// A page of accounts.
#[derive(Debug, Object)]
pub struct UserPage {
    /// In the order in which they were made.
    items: Vec<UserBody>,
    /// `after` of the page that follows; null on the last page.
    next: Option<String>,
}

/// What can be said of a new account.
#[derive(Debug, Object)]
pub struct NewUser {
    /// The name that the person signs in with; it stays.
    username: String,
    /// Without one nobody can sign in until the person is invited.
    password: Option<String>,
    /// Whether the person administers the provider; who gives this needs every scope.
    admin: Option<bool>,
    /// Groups that the person is in.
    groups: Option<Vec<String>>,
    /// Roles of the person, beside those of the groups.
    roles: Option<Vec<String>>,
    /// What else is known of the person, by name: texts, numbers, truth values and lists of them.
    attributes: Option<Value>,
    /// The standard claims (OpenID Connect Core §5.1), each by its name.
    profile: Option<Value>,
}

/// What can be changed of an account; members that are left out stay, null takes them away.
#[derive(Debug, Object)]
pub struct UserChange {
    /// Whether the person administers the provider; who changes this needs every scope.
    admin: Option<bool>,
    /// Switches the account off, which ends its sessions and tokens, or on again.
    disabled: Option<bool>,
    /// Groups that the person is in, instead of those that there are.
    groups: Option<Vec<String>>,
    /// Roles of the person, instead of those that there are.
    roles: Option<Vec<String>>,
    /// What else is known of the person, instead of what is there.
    attributes: Option<Value>,
    /// Claims to change, each by its name.
    profile: Option<Value>,
}

/// A password.
#[derive(Debug, Object)]
pub struct NewPassword {
    /// The password.
    password: String,
}

/// A link that is shown this once.
#[derive(Debug, Object)]
pub struct Invitation {
    /// The link. It is as good as a password.
    link: String,
    /// Seconds that it works.
    expires_in: i64,
}

/// The endpoints.
#[derive(Debug)]
pub struct UsersApi;

#[OpenApi(prefix_path = "/admin/api/users", tag = "Tag::Administration")]
impl UsersApi {
    /// List accounts
    #[oai(path = "/", method = "get", operation_id = "listUsers")]
    async fn list(
        &self,
        caller: Caller,
        /// A part of the user name or the e-mail address.
        search: Query<Option<String>>,
        /// `next` of the page before.
        after: Query<Option<String>>,
        /// Most items, up to 1000; 100 when left out.
        #[oai(name = "limit")]
        most: Query<Option<u32>>,
    ) -> Result<AdminAnswer<UserPage>> {
        let limit = limit(&most);
        let filter = UserFilter { search: search.0, after: after.0, limit };
        let users = told(&caller, user::list(caller.deps(), &caller.actor, &filter).await)?;
        Ok(AdminAnswer::page(users.iter().map(view).collect(), limit, "id"))
    }

    /// Make an account
    #[oai(path = "/", method = "post", operation_id = "addUser")]
    async fn add(&self, caller: Caller, document: JsonObject<NewUser>) -> Result<AdminAnswer<UserBody, 201>> {
        let added = async {
            let mut members = members(document.members)?;
            let username = need_text(&mut members, "username")?;
            let password = take_text(&mut members, "password")?.map(Secret::new);
            let document = UserDocument::default().with(members)?;
            let UserDocument { admin, disabled, groups, roles, attributes, profile } = document;
            let command = AddUser { username, profile, admin, password, groups, roles, attributes };
            let added = user::add(caller.deps(), &caller.actor, command).await?;
            if !disabled {
                return Ok(added);
            }
            user::disable(caller.deps(), &caller.actor, added.id.as_str(), true).await
        };
        Ok(AdminAnswer::new(view(&told(&caller, added.await)?)))
    }

    /// Show an account
    #[oai(path = "/:user", method = "get", operation_id = "showUser")]
    async fn show(
        &self,
        caller: Caller,
        /// Its id.
        user: Path<String>,
    ) -> Result<AdminAnswer<UserBody>> {
        let shown = told(&caller, user::show(caller.deps(), &caller.actor, &user).await)?;
        Ok(AdminAnswer::new(view(&shown)))
    }

    /// Change an account
    #[oai(path = "/:user", method = "patch", operation_id = "changeUser")]
    async fn change(
        &self,
        caller: Caller,
        /// Its id.
        user: Path<String>,
        document: JsonObject<UserChange>,
    ) -> Result<AdminAnswer<UserBody>> {
        let changed = async {
            let members = members(document.members)?;
            let now = caller.deps().unix();
            let change = |user: &mut User| {
                UserDocument::of(user).with(members)?.apply(user, now);
                Ok(())
            };
            user::change(caller.deps(), &caller.actor, (&user, caller.expected), change).await
        };
        Ok(AdminAnswer::new(view(&told(&caller, changed.await)?)))
    }

    /// Remove an account; its sessions and tokens end
    #[oai(path = "/:user", method = "delete", operation_id = "removeUser")]
    async fn remove(
        &self,
        caller: Caller,
        /// Its id.
        user: Path<String>,
    ) -> Result<Done> {
        told(&caller, user::remove(caller.deps(), &caller.actor, &user).await)?;
        Ok(Done)
    }

    /// Switch an account off; its sessions and tokens end
    #[oai(path = "/:user/disable", method = "post", operation_id = "disableUser")]
    async fn disable(
        &self,
        caller: Caller,
        /// Its id.
        user: Path<String>,
    ) -> Result<AdminAnswer<UserBody>> {
        let changed = user::disable(caller.deps(), &caller.actor, &user, true).await;
        Ok(AdminAnswer::new(view(&told(&caller, changed)?)))
    }

    /// Switch an account on again
    #[oai(path = "/:user/enable", method = "post", operation_id = "enableUser")]
    async fn enable(
        &self,
        caller: Caller,
        /// Its id.
        user: Path<String>,
    ) -> Result<AdminAnswer<UserBody>> {
        let changed = user::disable(caller.deps(), &caller.actor, &user, false).await;
        Ok(AdminAnswer::new(view(&told(&caller, changed)?)))
    }

    /// Set a password; the account's sessions and tokens end
    #[oai(path = "/:user/password", method = "post", operation_id = "setPassword")]
    async fn password(
        &self,
        caller: Caller,
        /// Its id.
        user: Path<String>,
        document: JsonObject<NewPassword>,
    ) -> Result<Done> {
        let set = async {
            let mut members = members(document.members)?;
            let password = Secret::new(need_text(&mut members, "password")?);
            nothing_else(&members)?;
            user::set_password(caller.deps(), &caller.actor, &user, &password).await
        };
        told(&caller, set.await)?;
        Ok(Done)
    }

    /// Make a link by which the person sets a password; it works once, and is in no later answer
    #[oai(path = "/:user/invitation", method = "post", operation_id = "inviteUser")]
    async fn invite(
        &self,
        caller: Caller,
        /// Its id.
        user: Path<String>,
    ) -> Result<AdminAnswer<Invitation>> {
        let link = told(&caller, user::invite(caller.deps(), &caller.actor, &user).await)?;
        let lifetime = caller.context.state.settings().accounts.invitation_lifetime;
        Ok(AdminAnswer::new(json!({ "link": link.expose(), "expires_in": lifetime })))
    }

    /// Remove an account's authenticator app and recovery codes; passkeys stay
    #[oai(path = "/:user/reset-factors", method = "post", operation_id = "resetFactors")]
    async fn reset_factors(
        &self,
        caller: Caller,
        /// Its id.
        user: Path<String>,
    ) -> Result<Done> {
        told(&caller, user::reset_factors(caller.deps(), &caller.actor, &user).await)?;
        Ok(Done)
    }

    /// Remove an account's passkeys; sessions stay
    #[oai(path = "/:user/remove-passkeys", method = "post", operation_id = "removePasskeys")]
    async fn remove_passkeys(
        &self,
        caller: Caller,
        /// Its id.
        user: Path<String>,
    ) -> Result<Done> {
        told(&caller, user::remove_passkeys(caller.deps(), &caller.actor, &user).await)?;
        Ok(Done)
    }

    /// End an account's sessions and tokens, or what one client was given
    #[oai(path = "/:user/revoke", method = "post", operation_id = "revokeUser")]
    async fn revoke(
        &self,
        caller: Caller,
        /// Its id.
        user: Path<String>,
        /// Only what this client was given, remembered consent included.
        client: Query<Option<String>>,
    ) -> Result<Done> {
        let (deps, actor) = (caller.deps(), &caller.actor);
        let revoked: Result<(), AdminError> = match &client.0 {
            Some(client) => user::revoke_client(deps, actor, &user, client).await.map(|_| ()),
            None => user::revoke(deps, actor, &user).await,
        };
        told(&caller, revoked)?;
        Ok(Done)
    }
}

fn view(user: &User) -> Value {
    json!({
        "id": user.id,
        "subject": user.subject,
        "username": user.username,
        "admin": user.admin,
        "disabled": user.disabled_at.is_some(),
        "groups": user.groups,
        "roles": user.roles,
        "group_roles": user.group_roles,
        "attributes": user.attributes,
        "profile": user.profile,
        "version": user.version,
        "created_at": user.created_at,
        "updated_at": user.updated_at,
    })
}
