//! Links that work once and for a short time: in mails, or handed over by an administrator. Only the hash of the token is
//! stored. The address is built from the issuer of the settings and from nothing that a request says.

use super::{Deps, FlowResult};
use crate::crypto::digest::sha256_base64url;
use crate::model::{LinkPurpose, OneTimeLink, Seconds, Secret, TokenHash, UserId};
use crate::store::{self, Tx};

/// Path of the page that a link of this purpose leads to; the token is its last segment.
#[must_use]
pub fn page(purpose: LinkPurpose) -> &'static str {
    match purpose {
        LinkPurpose::SignUp => "/signup",
        LinkPurpose::VerifyEmail => "/account/email/verify",
        LinkPurpose::ResetPassword => "/reset",
        LinkPurpose::ChangeEmail => "/account/email/change",
        LinkPurpose::Invite => "/invite",
    }
}

/// Makes a link; gives its address, which is as good as a password. The transaction must be committed before it is told.
///
/// # Errors
/// When the database fails.
pub async fn create(
    deps: &Deps,
    tx: &mut Tx,
    user_id: Option<&UserId>,
    purpose: LinkPurpose,
    detail: String,
    lifetime: Seconds,
) -> FlowResult<Secret<String>> {
    let token = deps.services.random.token();
    let expires_at = deps.unix().plus(lifetime);
    let link = OneTimeLink { user_id: user_id.cloned(), detail, expires_at };
    store::link::insert(tx, &hash(&token), purpose, &link, deps.unix()).await?;
    Ok(Secret::new(format!("{}{}/{token}", deps.services.settings.issuer.as_str(), page(purpose))))
}

/// The link behind `token`, if it would work now. It is not used up: programs that look into mail for harm follow links too.
///
/// # Errors
/// When the database fails.
pub async fn find(deps: &Deps, purpose: LinkPurpose, token: &str) -> FlowResult<Option<OneTimeLink>> {
    Ok(store::link::find(&deps.services.db, &hash(token), purpose, deps.unix()).await?)
}

/// Uses the link up, in the transaction of what it is for; nothing if it was used, has expired, or never was.
///
/// # Errors
/// When the database fails.
pub async fn redeem(deps: &Deps, tx: &mut Tx, purpose: LinkPurpose, token: &str) -> FlowResult<Option<OneTimeLink>> {
    Ok(store::link::redeem(tx, &hash(token), purpose, deps.unix()).await?)
}

fn hash(token: &str) -> TokenHash {
    TokenHash::new(sha256_base64url(token))
}
