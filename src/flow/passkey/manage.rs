//! One's own passkeys.

use super::ceremony::{Prompt, Record, hold, relying_party, resume, use_up};
use super::sign_in::write_event;
use crate::crypto::digest::sha256_base64url;
use crate::flow::notice::{self, Notice};
use crate::flow::{Deps, FlowResult};
use crate::model::{Action, BrowserHash, User};
use crate::passkey::{HANDLE_LENGTH, credential_id};
use crate::store::passkey::StoredPasskey;
use crate::store::{self, StoreError};

/// How many passkeys a person may have.
pub const MOST: usize = 20;
/// Longest name, in characters.
const LONGEST_NAME: usize = 60;
/// Name of a passkey without one.
const UNNAMED: &str = "Passkey";

/// How adding one ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddOutcome {
    /// It is there.
    Added,
    /// The answer was wrong, too old, of another browser, or given before; or there are too many.
    Refused,
}

/// What a browser sends for a new passkey.
#[derive(Clone, Copy, Debug)]
pub struct Answer<'a> {
    /// The ceremony as the page had it.
    pub held: &'a str,
    /// The response of `navigator.credentials.create`, as JSON.
    pub response: &'a str,
    /// What the person wants to call it.
    pub name: &'a str,
}

/// A person's passkeys.
///
/// # Errors
/// When the database fails.
pub async fn list(deps: &Deps, user: &User) -> FlowResult<Vec<StoredPasskey>> {
    Ok(store::passkey::list_by_user(&deps.services.db, &user.id).await?)
}

/// What the page asks of this browser for a new passkey beside `present`; `None` where there are none or enough. All of a
/// person have one handle, which is random: an authenticator keeps one for each.
#[must_use]
pub fn ask(deps: &Deps, browser: &BrowserHash, user: &User, present: &[StoredPasskey]) -> Option<Prompt> {
    let party = relying_party(deps).filter(|_| present.len() < MOST)?;
    let records: Vec<_> = present.iter().filter_map(|passkey| Record::read(&passkey.record)).collect();
    let handle = records.first().map_or_else(|| deps.services.random.bytes::<HANDLE_LENGTH>(), |record| record.handle);
    let display = user.profile.name.as_deref().filter(|name| !name.is_empty()).unwrap_or(&user.username);
    let exclude = records.iter().filter_map(|record| credential_id(&record.key)).collect();
    let challenge = party.begin_registration(handle, &user.username, display, exclude).ok()?;
    Some(hold(deps, challenge, browser, Some((&user.id, handle))))
}

/// Adds the passkey that a browser has made.
///
/// # Errors
/// When the database fails.
pub async fn add(deps: &Deps, browser: &BrowserHash, user: &User, answer: Answer<'_>) -> FlowResult<AddOutcome> {
    let ceremony = resume(deps, answer.held, browser, Some(&user.id));
    let (Some(ceremony), Some(party)) = (ceremony, relying_party(deps)) else { return Ok(AddOutcome::Refused) };
    let (Some(handle), Ok(made)) = (ceremony.handle, party.finish_registration(&ceremony.state, answer.response))
    else {
        return Ok(AddOutcome::Refused);
    };
    if list(deps, user).await?.len() >= MOST {
        return Ok(AddOutcome::Refused);
    }
    let passkey = StoredPasskey {
        id: deps.row_id(),
        name: clean(answer.name).unwrap_or_else(|| UNNAMED.to_owned()),
        record: Record { handle, key: made.record }.write(),
        created_at: deps.unix(),
        used_at: None,
    };
    let mut tx = deps.services.db.write().await?;
    if !use_up(&mut tx, &ceremony).await? {
        return Ok(AddOutcome::Refused);
    }
    match store::passkey::insert(&mut tx, &user.id, &passkey, &sha256_base64url(&made.credential_id)).await {
        Err(StoreError::Duplicate) => return Ok(AddOutcome::Refused),
        inserted => inserted?,
    }
    write_event(deps, &mut tx, Action::PasskeyAdd, user, &passkey.id).await?;
    notice::queue(deps, &mut tx, user, Notice::PasskeyAdded(&passkey.name)).await?;
    tx.commit().await?;
    deps.services.deliveries.notify_one();
    Ok(AddOutcome::Added)
}

/// Gives one of the person's passkeys another name; says whether there was such a one and the name is one.
///
/// # Errors
/// When the database fails.
pub async fn rename(deps: &Deps, user: &User, id: &str, name: &str) -> FlowResult<bool> {
    let Some(name) = clean(name) else { return Ok(false) };
    let mut tx = deps.services.db.write().await?;
    if !store::passkey::rename(&mut tx, id, &user.id, &name).await? {
        return Ok(false);
    }
    write_event(deps, &mut tx, Action::PasskeyRename, user, id).await?;
    tx.commit().await?;
    Ok(true)
}

/// Removes one of the person's passkeys; says whether there was such a one that is not their only way to sign in.
///
/// # Errors
/// When the database fails.
pub async fn remove(deps: &Deps, user: &User, id: &str) -> FlowResult<bool> {
    let name = list(deps, user).await?.into_iter().find(|passkey| passkey.id == id).map(|passkey| passkey.name);
    let mut tx = deps.services.db.write().await?;
    if !store::passkey::delete(&mut tx, id, &user.id).await? {
        return Ok(false);
    }
    write_event(deps, &mut tx, Action::PasskeyRemove, user, id).await?;
    notice::queue(deps, &mut tx, user, Notice::PasskeyRemoved(&name.unwrap_or_default())).await?;
    tx.commit().await?;
    deps.services.deliveries.notify_one();
    Ok(true)
}

fn clean(name: &str) -> Option<String> {
    let name: String = name.trim().chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect();
    (!name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[test]
    fn name_is_trimmed_cut_and_without_control_characters() {
        assert_eq!(clean("  My\u{7} key "), Some("My key".to_owned()));
        assert_eq!(clean(" \n "), None);
        assert_eq!(clean(&"x".repeat(100)).unwrap().len(), 60);
    }
}
