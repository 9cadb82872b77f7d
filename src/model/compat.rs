//! Older systems whose addresses this server can answer at.

use super::named::named;

named! {
    /// A system whose clients keep the addresses that they have.
    pub enum Compat {
        /// Django OAuth Toolkit below `/o`.
        DjangoOauthToolkit = "django-oauth-toolkit",
        /// django-oauth2-provider below `/oauth2`.
        DjangoOauth2Provider = "django-oauth2-provider",
        /// djoauth2 below `/oauth2`.
        Djoauth2 = "djoauth2",
    }
}
