//! The one place where the response to an authorization request is put together (RFC 6749 §4.1.2, OpenID Connect Core
//! §3.2.2.5 and §3.3.2.5, RFC 9207). Only who has verified the redirect URI can make one.

use crate::protocol::params::Params;
use crate::protocol::redirect_uri::VerifiedRedirect;
use crate::protocol::response_mode::ResponseMode;
use std::fmt;

/// Where and how the client learns what became of its request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReturnPath {
    to: VerifiedRedirect,
    mode: ResponseMode,
    state: Option<String>,
}

impl ReturnPath {
    /// The way back of a request with these parameters. A `state` that came twice is not given back.
    #[must_use]
    pub fn new(to: VerifiedRedirect, params: &Params) -> Self {
        let state = params.get("state").filter(|_| !params.is_repeated("state")).map(str::to_owned);
        Self { mode: ResponseMode::of(params, to.is_web()), to, state }
    }

    /// The verified redirect URI.
    #[must_use]
    pub fn to(&self) -> &VerifiedRedirect {
        &self.to
    }

    /// How the response travels.
    #[must_use]
    pub fn mode(&self) -> ResponseMode {
        self.mode
    }

    /// The response with these parameters, and with what every response has.
    #[must_use]
    pub fn respond(&self, issuer: &str, mut params: Vec<(&'static str, String)>) -> AuthorizationResponse {
        params.extend(self.state.clone().map(|state| ("state", state)));
        params.push(("iss", issuer.to_owned()));
        AuthorizationResponse { to: self.to.clone(), mode: self.mode, params }
    }
}

/// A response on its way out. Its `Debug` shows no value: some are codes and tokens.
#[derive(Clone, PartialEq, Eq)]
pub struct AuthorizationResponse {
    to: VerifiedRedirect,
    mode: ResponseMode,
    params: Vec<(&'static str, String)>,
}

impl AuthorizationResponse {
    /// Where it goes.
    #[must_use]
    pub fn to(&self) -> &VerifiedRedirect {
        &self.to
    }

    /// How it travels.
    #[must_use]
    pub fn mode(&self) -> ResponseMode {
        self.mode
    }

    /// What it says.
    #[must_use]
    pub fn params(&self) -> Vec<(&str, &str)> {
        self.params.iter().map(|(name, value)| (*name, value.as_str())).collect()
    }
}

impl fmt::Debug for AuthorizationResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.params.iter().map(|(name, _)| name).collect();
        f.debug_struct("AuthorizationResponse")
            .field("to", &self.to)
            .field("mode", &self.mode)
            .field("has", &names)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ClientMetadata;
    use crate::protocol::redirect_uri::verify;

    #[test]
    fn debug_output_names_parameters_and_shows_no_value() {
        let client =
            ClientMetadata { redirect_uris: vec!["https://a.example/cb".to_owned()], ..ClientMetadata::named("x") };
        let to = verify(&client, Some("https://a.example/cb"), false).unwrap();
        let back = ReturnPath::new(to, &Params::parse(b"response_type=code&state=st").unwrap());
        let shown = format!("{:?}", back.respond("https://id.example", vec![("code", "syc_secret".to_owned())]));
        assert!(shown.contains("code") && !shown.contains("syc_secret"), "{shown}");
    }
}
