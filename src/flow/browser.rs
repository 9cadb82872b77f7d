//! The cookie by which a browser is told from others, and what hangs on it.

use super::{Deps, FlowResult};
use crate::crypto::digest::sha256_base64url;
use crate::model::{BrowserHash, Secret};
use crate::store::{self, Tx};

/// The browser's new cookie; the old one is worthless (session fixation).
#[derive(Clone, Debug)]
pub struct NewBrowser {
    /// The cookie's value.
    pub cookie: Secret<String>,
    /// Its stored form.
    pub hash: BrowserHash,
    /// The new value of the cookie by which the browser is known over many sign-ins, where one has finished.
    pub device: Option<Secret<String>>,
}

impl NewBrowser {
    /// A fresh one.
    #[must_use]
    pub fn generate(deps: &Deps) -> Self {
        let cookie = deps.services.random.token();
        Self { hash: BrowserHash::new(sha256_base64url(&cookie)), cookie: Secret::new(cookie), device: None }
    }
}

/// Hands all that hangs on a browser's cookie to its successor.
///
/// # Errors
/// When the database fails.
pub async fn hand_over(tx: &mut Tx, from: &BrowserHash, to: &BrowserHash) -> FlowResult<()> {
    store::session::rebind(tx, from, to).await?;
    store::pending_sign_in::rebind(tx, from, to).await?;
    store::request::rebind(tx, from, to).await?;
    Ok(())
}
