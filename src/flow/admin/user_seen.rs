//! Accounts as administrators see them.

use super::{Actor, AdminError};
use crate::flow::Deps;
use crate::model::{Permission, User, UserId};
use crate::protocol::login_key::login_key;
use crate::store;

/// How many accounts there are, and how many administrators who can sign in.
///
/// # Errors
/// [`AdminError::Forbidden`].
pub async fn count(deps: &Deps, actor: &Actor) -> Result<(i64, i64), AdminError> {
    actor.require(Permission::UsersRead)?;
    let db = &deps.services.db;
    Ok((store::user::count(db).await?, store::user::count_admins(db).await?))
}

/// Which accounts to list.
#[derive(Clone, Debug)]
pub struct UserFilter {
    /// A part of the user name or the e-mail address.
    pub search: Option<String>,
    /// Row id of the account before the first one.
    pub after: Option<String>,
    /// Most accounts.
    pub limit: u32,
}

/// The accounts that fit, in the order in which they were made.
///
/// # Errors
/// [`AdminError::Forbidden`].
pub async fn list(deps: &Deps, actor: &Actor, filter: &UserFilter) -> Result<Vec<User>, AdminError> {
    actor.require(Permission::UsersRead)?;
    let search = filter.search.as_deref().map(login_key);
    let after = filter.after.as_deref().unwrap_or_default();
    let db = &deps.services.db;
    Ok(store::user::page(db, search.as_deref(), after, i64::from(filter.limit)).await?)
}

/// The account with this row id, user name or e-mail address, as administrators see it.
///
/// # Errors
/// [`AdminError::NotFound`], [`AdminError::Forbidden`].
pub async fn show(deps: &Deps, actor: &Actor, who: &str) -> Result<User, AdminError> {
    actor.require(Permission::UsersRead)?;
    find(deps, who).await
}

/// The account with this row id, user name or e-mail address, for another deed. What looks like a row id is nothing else.
///
/// # Errors
/// [`AdminError::NotFound`].
pub async fn find(deps: &Deps, who: &str) -> Result<User, AdminError> {
    let db = &deps.services.db;
    let found = if is_row_id(who) {
        store::user::find(db, &UserId::new(who)).await?
    } else {
        store::user::find_by_login(db, &login_key(who)).await?.map(|(user, _)| user)
    };
    found.ok_or_else(|| AdminError::NotFound { noun: "user", name: who.to_owned() })
}

/// Whether `text` has the form of our row ids, which are UUIDs.
fn is_row_id(text: &str) -> bool {
    let fits = |(at, byte): (usize, u8)| match at {
        8 | 13 | 18 | 23 => byte == b'-',
        _ => matches!(byte, b'0'..=b'9' | b'a'..=b'f'),
    };
    text.len() == 36 && text.bytes().enumerate().all(fits)
}
