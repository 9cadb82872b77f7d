//! What a client is, and which grants and proofs it uses.

use crate::model::named::named;

named! {
    /// Whether the client can keep a secret (RFC 6749 §2.1).
    pub enum ClientType {
        /// Runs where its user cannot read its credentials.
        Confidential = "confidential",
        /// A browser or native application.
        Public = "public",
    }
}

named! {
    /// `application_type` of OpenID Connect Dynamic Client Registration §2.
    #[derive(Default)]
    pub enum ApplicationType {
        /// Redirects to https, or to http on loopback with its exact port.
        #[default]
        Web = "web",
        /// May use loopback redirects with any port and private-use schemes (RFC 8252).
        Native = "native",
    }
}

named! {
    /// Grants that a client may be registered for.
    pub enum GrantType {
        /// RFC 6749 §4.1.
        AuthorizationCode = "authorization_code",
        /// RFC 6749 §6.
        RefreshToken = "refresh_token",
        /// RFC 6749 §4.4.
        ClientCredentials = "client_credentials",
        /// RFC 6749 §4.3, legacy.
        Password = "password",
        /// Tokens from the authorization endpoint (OpenID Connect Core §3.2 and §3.3).
        Implicit = "implicit",
        /// RFC 8693.
        TokenExchange = "urn:ietf:params:oauth:grant-type:token-exchange",
        /// RFC 7523 §2.1.
        JwtBearer = "urn:ietf:params:oauth:grant-type:jwt-bearer",
        /// RFC 8628 §3.4.
        DeviceCode = "urn:ietf:params:oauth:grant-type:device_code",
    }
}

named! {
    /// How a client proves who it is at the token endpoint (OpenID Connect Core §9).
    pub enum AuthMethod {
        /// HTTP Basic (RFC 6749 §2.3.1).
        ClientSecretBasic = "client_secret_basic",
        /// Credentials in the request body.
        ClientSecretPost = "client_secret_post",
        /// An assertion under a MAC keyed with the secret (RFC 7523 §2.2).
        ClientSecretJwt = "client_secret_jwt",
        /// An assertion signed by a key of the client (RFC 7523 §2.2).
        PrivateKeyJwt = "private_key_jwt",
        /// A public client names itself and proves nothing.
        None = "none",
    }
}

named! {
    /// Whether each use of a refresh token gives a successor.
    #[derive(Default)]
    pub enum RefreshRotation {
        /// Each use gives a successor (RFC 9700 §4.14.2).
        #[default]
        Always = "always",
        /// The token stays; who holds it must authenticate as the client at each use (FAPI 2.0 Security Profile §5.3.2.1).
        Never = "never",
    }
}

named! {
    /// What a client is; gives the members that it is registered with at first.
    #[derive(Default)]
    pub enum ClientKind {
        /// A web application that keeps a secret on its server.
        #[default]
        Web = "web",
        /// A single-page application, which runs in the browser.
        Spa = "spa",
        /// An app of a phone or a desktop.
        Native = "native",
        /// A program for the shell, which listens on a loopback address while its person signs in.
        Cli = "cli",
        /// A service without users.
        Service = "service",
        /// A device without a browser.
        Device = "device",
    }
}
