//! What a client's page knows the state of the sign-in by (OpenID Connect Session Management 1.0).

use super::Deps;
use super::authorize::CheckedRequest;
use crate::crypto::digest::sha256_base64url;
use crate::model::BrowserHash;
use crate::protocol::redirect_uri;

/// The OP browser state (§3.3): another for each browser cookie, and so after every sign-in and sign-out. It tells nothing
/// of that cookie, because scripts can read it.
#[must_use]
pub fn browser_state(deps: &Deps, browser: &BrowserHash) -> String {
    deps.services.derived.browser_state_mac(&[browser.as_str()])
}

/// `session_state` of a successful response (§2), `hash.salt` with the hash that `/check_session` computes
/// again. None where sessions are not checked, for a plain OAuth request, and for a private-use redirect URI, which has no
/// origin.
#[must_use]
pub fn session_state(deps: &Deps, checked: &CheckedRequest, browser: &BrowserHash) -> Option<String> {
    if !deps.services.settings.sessions.check_session || !checked.scope.contains("openid") {
        return None;
    }
    let origin = redirect_uri::origin(checked.redirect().as_str())?;
    let salt = deps.services.random.token();
    Some(of(checked.client.client.id.as_str(), &origin, &browser_state(deps, browser), &salt))
}

fn of(client_id: &str, origin: &str, state: &str, salt: &str) -> String {
    format!("{}.{salt}", sha256_base64url(format!("{client_id} {origin} {state} {salt}")))
}

#[cfg(test)]
mod tests {
    // Computed with `openssl dgst`.
    #[test]
    fn hash_is_over_client_origin_state_and_salt() {
        let state = super::of("client", "https://rp.example", "state", "salt");
        assert_eq!(state, "N9t5dIx3dgBKs84sy-CVQaJEXPXs6HafXSf5DCU-28U.salt");
    }
}
