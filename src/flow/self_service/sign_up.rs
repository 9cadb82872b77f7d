//! New accounts. Where addresses are verified, an account is made by the link in a mail, and what was entered waits in the
//! link, sealed. The link alone is not enough in another browser than the one that signed up: there the password is asked for,
//! so that nobody who presses a button in a mail makes an account that a stranger knows the password of.

use super::email::exists;
use super::{Unfit, check_password, mail, reserve, write_event};
use crate::flow::delivery::queue_mail;
use crate::flow::limits::{self, Bucket};
use crate::flow::sign_in::{self, Begun, Place, Proof};
use crate::flow::{Deps, FlowResult, link};
use crate::jose::SignError;
use crate::model::{
    Action, AuthorizationRequest, BrowserHash, EmailAddress, LinkPurpose, MailKind, OneTimeLink, Profile, Secret,
    Subject, User, UserId,
};
use crate::protocol::login_key::login_key;
use crate::store::user::LoginKeys;
use crate::store::{self, StoreError, Tx};
use serde::{Deserialize, Serialize};

/// Where what was entered is sealed for.
const PLACE: &str = "one_time_link/detail/sign-up";

/// What was entered.
#[derive(Clone, Debug)]
pub struct SignUp<'a> {
    /// User name, which has been checked.
    pub username: String,
    /// Address; only where none is verified there may be none.
    pub email: Option<EmailAddress>,
    /// Full name.
    pub name: Option<String>,
    /// Password.
    pub password: &'a Secret<String>,
    /// The address of the client, for the limits.
    pub network: &'a str,
    /// The browser.
    pub browser: &'a BrowserHash,
    /// The authorization request that waits, with its handle.
    pub request: Option<(&'a str, &'a AuthorizationRequest)>,
}

/// How it ended.
#[derive(Debug)]
pub enum Outcome {
    /// A mail says how it goes on; whatever there was.
    MailSent,
    /// The account is there and signed in; of a finished one, also by which request it goes on.
    Made(Begun, Option<String>),
    /// The name or the address is taken.
    Taken,
    /// The password cannot be taken.
    Unfit(Unfit),
    /// Too many attempts.
    Throttled,
}

/// What waits in a link.
#[derive(Clone, Serialize, Deserialize)]
pub struct Waiting {
    /// User name.
    pub username: String,
    /// Address.
    pub email: String,
    name: Option<String>,
    password: String,
    browser: BrowserHash,
    request: Option<String>,
}

impl Waiting {
    /// Whether it was entered in this browser.
    #[must_use]
    pub fn is_from(&self, browser: &BrowserHash) -> bool {
        self.browser == *browser
    }
}

/// Signs up.
///
/// # Errors
/// When the database or the password pool fail.
pub async fn sign_up(deps: &Deps, entered: SignUp<'_>) -> FlowResult<Outcome> {
    let settings = &deps.services.settings;
    let email = entered.email.as_ref().map(EmailAddress::as_str);
    let personal: Vec<_> =
        [Some(entered.username.as_str()), email, entered.name.as_deref()].into_iter().flatten().collect();
    if let Err(unfit) = check_password(settings, entered.password, &personal) {
        return Ok(Outcome::Unfit(unfit));
    }
    if !reserve(deps, entered.network, email.unwrap_or(&entered.username)).await? {
        return Ok(Outcome::Throttled);
    }
    let hash = deps.services.passwords.hash(&deps.services.random, entered.password).await?;
    match &entered.email {
        Some(email) if settings.accounts.verify_email => by_mail(deps, &entered, email, hash).await,
        _ => at_once(deps, &entered, &hash).await,
    }
}

async fn by_mail(deps: &Deps, entered: &SignUp<'_>, email: &EmailAddress, hash: String) -> FlowResult<Outcome> {
    let key = login_key(email.as_str());
    let owner = store::user::find_by_login(&deps.services.db, &key).await?.map(|(owner, _)| owner);
    let waiting = Waiting {
        username: entered.username.clone(),
        email: email.as_str().to_owned(),
        name: entered.name.clone(),
        password: hash,
        browser: entered.browser.clone(),
        request: entered.request.map(|(handle, _)| handle.to_owned()),
    };
    let plain = serde_json::to_vec(&waiting).map_err(SignError::from)?;
    let detail = deps.services.sealer.seal(&deps.services.random, PLACE, &plain);
    let lifetime = deps.services.settings.accounts.verification_lifetime;
    let mut tx = deps.services.db.write().await?;
    let address = link::create(deps, &mut tx, None, LinkPurpose::SignUp, detail, lifetime).await?;
    let letter = match &owner {
        None => mail(deps, Some(email.as_str()), MailKind::SignUp, None, address.expose()),
        Some(owner) => exists(deps, owner, &key),
    };
    queue_mail(deps, &mut tx, &letter).await?;
    tx.commit().await?;
    deps.services.deliveries.notify_one();
    Ok(Outcome::MailSent)
}

async fn at_once(deps: &Deps, entered: &SignUp<'_>, hash: &str) -> FlowResult<Outcome> {
    let email = entered.email.as_ref().map(|email| email.as_str().to_owned());
    let profile = Profile { name: entered.name.clone(), email, email_verified: false, ..Profile::default() };
    if is_taken(deps, &entered.username, profile.email.as_deref()).await? {
        return Ok(Outcome::Taken);
    }
    let mut tx = deps.services.db.write().await?;
    let Some(user) = insert(deps, &mut tx, &entered.username, profile, hash).await? else { return Ok(Outcome::Taken) };
    let place = Place { browser: entered.browser, request: entered.request.map(|(_, request)| request), again: false };
    let begun = sign_in::begin(deps, &mut tx, &user, Proof::password(), place).await?;
    tx.commit().await?;
    deps.services.deliveries.notify_one();
    Ok(Outcome::Made(begun, entered.request.map(|(handle, _)| handle.to_owned())))
}

/// What waits in the link, if it works.
///
/// # Errors
/// When the database fails.
pub async fn find(deps: &Deps, token: &str) -> FlowResult<Option<Waiting>> {
    Ok(link::find(deps, LinkPurpose::SignUp, token).await?.and_then(|link| open(deps, &link)))
}

fn open(deps: &Deps, link: &OneTimeLink) -> Option<Waiting> {
    let plain = deps.services.sealer.open(PLACE, &link.detail).ok()?;
    serde_json::from_slice(plain.expose()).ok()
}

/// What was entered behind the link.
#[derive(Clone, Copy, Debug)]
pub struct Confirmation<'a> {
    /// The link's token.
    pub token: &'a str,
    /// The password; not looked at in the browser that signed up.
    pub password: &'a Secret<String>,
    /// Another user name, if the first is taken.
    pub username: Option<&'a str>,
    /// The address of the client, for the limit.
    pub network: &'a str,
    /// The browser.
    pub browser: &'a BrowserHash,
}

/// How the link ended.
#[derive(Debug)]
pub enum Confirmed {
    /// The account is there and signed in; the handle of the request that waited, if there was one in this browser.
    Made(Begun, Option<String>),
    /// The link does not work, or the address has an account by now.
    Dead,
    /// The password is another.
    Wrong,
    /// The user name is taken; the link still works.
    Taken,
    /// Too many attempts.
    Throttled,
}

/// Makes the account.
///
/// # Errors
/// When the database or the password pool fail.
pub async fn confirm(deps: &Deps, given: Confirmation<'_>) -> FlowResult<Confirmed> {
    let attempts = deps.services.settings.accounts.attempts_per_address;
    let bucket = Bucket::of(deps, "self-service", &[given.network], attempts);
    if !limits::reserve(deps, &[bucket]).await? {
        return Ok(Confirmed::Throttled);
    }
    let Some(waiting) = find(deps, given.token).await? else { return Ok(Confirmed::Dead) };
    let same = waiting.is_from(given.browser);
    if !same && !deps.services.passwords.verify(given.password, Some(&waiting.password)).await? {
        return Ok(Confirmed::Wrong);
    }
    let username = given.username.unwrap_or(&waiting.username);
    if is_taken(deps, username, None).await? {
        return Ok(Confirmed::Taken);
    }
    let handle = waiting.request.clone().filter(|_| same);
    let request = match &handle {
        Some(handle) => crate::flow::interaction::load(deps, Some(given.browser), handle).await.ok(),
        None => None,
    };
    let profile = Profile {
        name: waiting.name.clone(),
        email: Some(waiting.email.clone()),
        email_verified: true,
        ..Profile::default()
    };
    let mut tx = deps.services.db.write().await?;
    if link::redeem(deps, &mut tx, LinkPurpose::SignUp, given.token).await?.is_none() {
        return Ok(Confirmed::Dead);
    }
    let Some(user) = insert(deps, &mut tx, username, profile, &waiting.password).await? else {
        return Ok(Confirmed::Dead);
    };
    let place = Place { browser: given.browser, request: request.as_ref().map(|found| &found.request), again: false };
    let begun = sign_in::begin(deps, &mut tx, &user, Proof::password(), place).await?;
    tx.commit().await?;
    deps.services.deliveries.notify_one();
    Ok(Confirmed::Made(begun, handle.filter(|_| request.is_some())))
}

async fn is_taken(deps: &Deps, username: &str, email: Option<&str>) -> FlowResult<bool> {
    for entered in [Some(username), email].into_iter().flatten() {
        if store::user::find_by_login(&deps.services.db, &login_key(entered)).await?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The new account; nothing when name or address are taken.
async fn insert(deps: &Deps, tx: &mut Tx, username: &str, profile: Profile, hash: &str) -> FlowResult<Option<User>> {
    let now = deps.unix();
    let user = User {
        id: UserId::new(deps.row_id()),
        subject: Subject::new(&deps.services.random.token()[..22]),
        username: username.to_owned(),
        profile,
        admin: false,
        groups: Vec::new(),
        roles: Vec::new(),
        group_roles: Vec::new(),
        attributes: serde_json::Map::new(),
        tokens_valid_from: now,
        version: 1,
        disabled_at: None,
        created_at: now,
        updated_at: now,
    };
    let (login, email) = (login_key(username), user.profile.email.as_deref().map(login_key));
    let keys = LoginKeys { login: &login, email: email.as_deref() };
    match store::user::insert(tx, &user, keys, "self").await {
        Ok(()) => {}
        Err(StoreError::Duplicate) => return Ok(None),
        Err(error) => return Err(error.into()),
    }
    store::user::set_password(tx, &user.id, &deps.row_id(), hash, now).await?;
    write_event(deps, tx, &user, Action::UserSignUp).await?;
    Ok(Some(user))
}
