//! Every rule that a request can break: the error code it gives, where it is written, and how to mend the request.
//!
//! This closed list is the one place where a cause becomes a public answer. It feeds the answers themselves, the error
//! pages and `docs/specifications.md`. A new cause does not compile until all of it is said.

use super::error::Code;

macro_rules! rules {
    ($($name:ident => $code:ident $status:literal, $section:literal, $description:literal, $mend:literal;)*) => {
        /// A rule of a specification, or of this server, that a request can break.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Rule {$(
            #[doc = concat!($section, ": ", $description)]
            $name,
        )*}

        impl Rule {
            /// Every rule.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The rule's name in records and logs.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => stringify!($name),)* }
            }

            /// The error code that breaking it gives.
            #[must_use]
            pub fn code(self) -> Code {
                match self { $(Self::$name => Code::$code,)* }
            }

            /// The HTTP status of a direct answer; redirects do not use it.
            #[must_use]
            pub fn http_status(self) -> u16 {
                match self { $(Self::$name => if $status == 0 { Code::$code.http_status() } else { $status },)* }
            }

            /// Where the rule is written.
            #[must_use]
            pub fn section(self) -> &'static str {
                match self { $(Self::$name => $section,)* }
            }

            /// `error_description`: ASCII without quotes and backslashes (RFC 6749 §5.2), and nothing of the request.
            #[must_use]
            pub fn description(self) -> &'static str {
                match self { $(Self::$name => $description,)* }
            }

            /// What to change.
            #[must_use]
            pub fn mend(self) -> &'static str {
                match self { $(Self::$name => $mend,)* }
            }
        }
    };
}

rules! {
    // The authorization endpoint, before client and redirect URI are trusted.
    ClientIdMissing => InvalidRequest 0, "RFC 6749 §4.1.1", "The client_id parameter is missing.", "Send client_id.";
    ClientUnknown => InvalidRequest 0, "RFC 6749 §4.1.2.1", "No client is registered under this client_id.", "Compare client_id with the registration; it is case-sensitive.";
    ClientDisabled => UnauthorizedClient 0, "RFC 6749 §4.1.2.1", "This client is switched off.", "Ask the administrator to switch the client on.";
    RedirectUriMissing => InvalidRequest 0, "OpenID Connect Core 1.0 §3.1.2.1", "The redirect_uri parameter is missing.", "Send one of the registered redirect URIs.";
    RedirectUriUnregistered => InvalidRequest 0, "RFC 9700 §2.1", "The redirect_uri is not registered for this client.", "Register exactly this URI, or send one that is registered; every character counts.";
    ParameterRepeated => InvalidRequest 0, "RFC 6749 §3.1", "A parameter was sent more than once.", "Send each parameter once.";
    ParameterMalformed => InvalidRequest 0, "RFC 6749 Appendix B", "A parameter is not valid UTF-8 text or has a NUL character.", "Encode parameters as UTF-8.";
    // The authorization endpoint, after that.
    ResponseTypeMissing => InvalidRequest 0, "RFC 6749 §3.1.1", "The response_type parameter is missing.", "Send response_type=code, or another of response_types_supported in discovery.";
    ResponseTypeUnsupported => UnsupportedResponseType 0, "RFC 6749 §3.1.1", "This response_type is not supported.", "Send response_type=code, or another of response_types_supported in discovery.";
    ResponseTypeNotAllowed => UnauthorizedClient 0, "RFC 6749 §4.1.2.1", "The client is not registered for this response_type.", "Register the response type, and the grant that goes with it, for the client.";
    ResponseModeUnsupported => InvalidRequest 0, "OAuth 2.0 Multiple Response Types §2.1", "This response_mode is not supported here.", "Leave response_mode out, or send query, fragment, or, for a web address, form_post.";
    ResponseModeUnsafe => InvalidRequest 0, "OAuth 2.0 Multiple Response Types §3", "Tokens are not sent in a query.", "Leave response_mode out, or send fragment or form_post.";
    NonceRequired => InvalidRequest 0, "OpenID Connect Core 1.0 §3.2.2.1", "The nonce parameter is missing.", "Send an unguessable nonce and compare it with the ID token's.";
    IdTokenNeedsOpenid => InvalidScope 0, "OpenID Connect Core 1.0 §3.1.2.1", "An ID token was requested without the openid scope.", "Add openid to scope.";
    RequestObjectTwice => InvalidRequest 0, "RFC 9101 §5", "The request has both request and request_uri.", "Send one of them.";
    RequestObjectInvalid => InvalidRequestObject 0, "RFC 9101 §6.2", "The request object is not a JWT that the client has signed as it is registered to.", "Sign with a key of the client's jwks or jwks_uri, named by kid, or by HS256 under a secret that is kept readable.";
    RequestObjectClaims => InvalidRequestObject 0, "RFC 9101 §6.3", "The request object is not this client's, not meant for this server, not in time, or refers to another.", "Set client_id and iss to the client, aud to the issuer of this server, and exp some minutes ahead.";
    RequestUriUnregistered => InvalidRequestUri 0, "OpenID Connect Core 1.0 §6.2", "The request_uri is not registered for this client.", "Register exactly this URI in request_uris, with its fragment if it has one.";
    RequestUriUnusable => InvalidRequestUri 0, "OpenID Connect Core 1.0 §6.2", "No request object could be had at the request_uri.", "Serve it by https at a public address, with status 200 and without redirects.";
    RequestUriUnsupported => RequestUriNotSupported 0, "OpenID Connect Core 1.0 §6.2", "The request_uri parameter is not supported.", "Send the request object by value, as request.";
    RegistrationUnsupported => RegistrationNotSupported 0, "OpenID Connect Core 1.0 §7.2.1", "The registration parameter is not supported.", "Register the client beforehand.";
    StateRequired => InvalidRequest 0, "RFC 6749 §10.12", "This client is registered to always send state.", "Send an unguessable state and check it in the response.";
    ScopeMalformed => InvalidScope 0, "RFC 6749 §3.3", "The scope parameter has a character that scope tokens cannot have.", "Separate scope tokens by single spaces.";
    ScopeUnknown => InvalidScope 0, "RFC 6749 §3.3", "A requested scope does not exist here.", "Ask only for scopes that discovery or the administrator lists.";
    ScopeNotRegistered => InvalidScope 0, "RFC 6749 §3.3", "A requested scope is not registered for this client.", "Register the scope for the client, or leave it out.";
    ScopeMissing => InvalidScope 0, "RFC 6749 §3.3", "No scope was requested and the client has no default scope.", "Send scope, or register a default scope.";
    ScopeNeedsUser => InvalidScope 0, "OpenID Connect Core 1.0 §11", "openid, offline_access and the scopes of personal claims need a signed-in person.", "Leave them out of client_credentials requests.";
    ScopeWider => InvalidScope 0, "RFC 6749 §6", "The requested scope exceeds what was granted.", "Ask for a part of the granted scope, or start a new authorization.";
    ScopeNeedsAdministrator => InvalidScope 0, "RFC 6749 §3.3", "The requested scope is given to administrators only.", "Sign in as an administrator, or leave scopes that begin with admin: out.";
    ResourceMalformed => InvalidTarget 0, "RFC 8707 §2", "A resource is not an absolute URI without fragment, or there are too many.", "Send at most 10 resource parameters, each the URI of an API.";
    ResourceUnknown => InvalidTarget 0, "RFC 8707 §2", "A requested resource is not registered here.", "Register the resource with exactly this URI, or send one that is registered.";
    ResourceNotAllowed => InvalidTarget 0, "RFC 8707 §2", "The client may not ask for this resource.", "Allow the resource for the client, or leave it out.";
    ResourceNotGranted => InvalidTarget 0, "RFC 8707 §2.2", "A requested resource was not part of the authorization.", "Name the resource in the authorization request already.";
    ResourcesDiffer => InvalidTarget 0, "RFC 8707 §2", "The requested resources take different kinds of access tokens.", "Ask for a token for each resource by itself.";
    ScopeNotOfResource => InvalidScope 0, "RFC 8707 §2.1", "No requested scope means anything to the requested resource.", "Ask for a scope that is registered for the resource.";
    PkceRequired => InvalidRequest 0, "RFC 9700 §2.1.1", "The code_challenge parameter is missing; PKCE is required.", "Send code_challenge and code_challenge_method=S256.";
    PkceMethodUnsupported => InvalidRequest 0, "RFC 7636 §4.3", "The code_challenge_method must be S256.", "Send code_challenge_method=S256; plain, also by omission, is refused.";
    PkceChallengeMalformed => InvalidRequest 0, "RFC 7636 §4.2", "The code_challenge is not the base64url form of a SHA-256 digest.", "Send 43 base64url characters without padding.";
    PkceMethodWithoutChallenge => InvalidRequest 0, "RFC 7636 §4.3", "A code_challenge_method came without a code_challenge.", "Send both or neither.";
    PromptUnknown => InvalidRequest 0, "OpenID Connect Core 1.0 §3.1.2.1", "The prompt parameter has an unknown value.", "Use none, login, consent or select_account.";
    PromptNoneCombined => InvalidRequest 0, "OpenID Connect Core 1.0 §3.1.2.1", "prompt=none cannot be combined with other values.", "Send none alone.";
    MaxAgeMalformed => InvalidRequest 0, "OpenID Connect Core 1.0 §3.1.2.1", "max_age is not a whole number of seconds.", "Send a number of seconds, 0 or more.";
    ClaimsMalformed => InvalidRequest 0, "OpenID Connect Core 1.0 §5.5", "The claims parameter is not a claims request.", "Send a JSON object with userinfo or id_token, in which each claim is null or an object.";
    AcrUnreachable => UnmetAuthenticationRequirements 0, "OpenID Connect Core 1.0 §5.5.1.1", "No sign-in here reaches an acr that the request calls essential.", "Ask for values of acr_values_supported in discovery, or do not make acr essential.";
    ParameterTooLong => InvalidRequest 0, "RFC 6749 §4.1.1", "A parameter is too long.", "Keep state and nonce under 2048 bytes, scope and claims under 4096.";
    LoginRequired => LoginRequired 0, "OpenID Connect Core 1.0 §3.1.2.6", "No person is signed in, and prompt=none forbids asking.", "Start again without prompt=none.";
    ConsentRequired => ConsentRequired 0, "OpenID Connect Core 1.0 §3.1.2.6", "Consent is needed, and prompt=none forbids asking.", "Start again without prompt=none.";
    ConsentDenied => AccessDenied 0, "RFC 6749 §4.1.2.1", "The person refused the request.", "Nothing to mend; the person may start again.";
    IdTokenHintInvalid => InvalidRequest 0, "OpenID Connect Core 1.0 §3.1.2.1", "The id_token_hint is not an ID token that this server has signed.", "Send an ID token exactly as it was received; an expired one will do.";
    IdTokenHintEncrypted => InvalidRequest 0, "OpenID Connect Core 1.0 §3.1.2.1", "The id_token_hint is encrypted.", "Decrypt the ID token and send the signed token that is inside.";
    LogoutClientMismatch => InvalidRequest 0, "OpenID Connect RP-Initiated Logout 1.0 §2", "The client_id is not the client that the id_token_hint was issued to.", "Send the client_id of the ID token, or leave it out.";
    PostLogoutRedirectUriUnregistered => InvalidRequest 0, "OpenID Connect RP-Initiated Logout 1.0 §3", "The post_logout_redirect_uri is not registered for this client.", "Register exactly this URI, or send one that is registered; every character counts.";
    // The pages between.
    InteractionUnknown => InvalidRequest 0, "RFC 9700 §4.7", "This sign-in has ended, expired, or was started in another browser.", "Send a new authorization request; never store or share the address of a sign-in page.";
    FormForged => InvalidRequest 403, "RFC 6749 §10.12", "The form did not come from this browser's own page.", "Open the page again and send its form; cookies must be allowed.";
    FormMalformed => InvalidRequest 0, "RFC 6749 §3.1", "The form lacks a field or has a wrong value.", "Open the page again and send its form.";
    NotAdministrator => AccessDenied 403, "Administration", "Only an administrator may see this page.", "Sign in as an administrator, or let one make this account an administrator.";
    TooManyAttempts => TemporarilyUnavailable 429, "RFC 9700 §4.17", "Too many attempts; try again later.", "Wait a few minutes.";
    // Client authentication.
    ClientAuthMissing => InvalidClient 0, "RFC 6749 §2.3", "The client did not authenticate.", "Send HTTP Basic, client_id and client_secret in the body, or an assertion; a public client sends client_id.";
    ClientAuthMixed => InvalidRequest 0, "RFC 6749 §2.3", "More than one client authentication method was used.", "Use HTTP Basic, the body or an assertion, and only one of them.";
    ClientAuthMethodNotAllowed => InvalidClient 0, "OpenID Connect Core 1.0 §9", "The client is registered for another authentication method.", "Use the registered token_endpoint_auth_method.";
    ClientKeysMissing => InvalidClient 0, "OpenID Connect Core 1.0 §10.1", "The keys of the client could not be had.", "Register jwks, or serve the key set at jwks_uri by https at a public address.";
    ClientAssertionType => InvalidRequest 0, "RFC 7523 §2.2", "client_assertion and client_assertion_type do not come together, or the type is unknown.", "Send client_assertion, and client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer.";
    ClientAssertionClaims => InvalidClient 0, "RFC 7523 §3", "The client assertion lacks a claim, or iss or sub are not the client.", "Set iss and sub to the client_id, and jti to a fresh random text.";
    ClientAssertionAudience => InvalidClient 0, "RFC 7523 §3", "The client assertion is meant for another server.", "Set aud to the issuer of this server, or to its token endpoint.";
    ClientAssertionExpired => InvalidClient 0, "RFC 7523 §3", "The client assertion has expired, is not valid yet, or is valid for too long.", "Make a fresh assertion that expires within minutes.";
    ClientAssertionReplayed => InvalidClient 0, "RFC 7523 §3", "The client assertion was used before.", "Make a fresh assertion with its own jti for each request.";
    ClientAuthFailed => InvalidClient 0, "RFC 6749 §5.2", "Client authentication failed.", "Check client_id and client_secret; Basic wants both form-encoded before base64.";
    BasicMalformed => InvalidClient 0, "RFC 6749 §2.3.1", "The Authorization header is not well-formed HTTP Basic.", "Send Basic and base64 of the form-encoded client_id, a colon, and the form-encoded secret.";
    CredentialsInQuery => InvalidRequest 0, "RFC 6749 §2.3.1", "Parameters of this endpoint must not be in the URI.", "Send them in the request body.";
    // The token endpoint.
    GrantTypeMissing => InvalidRequest 0, "RFC 6749 §5.2", "The grant_type parameter is missing.", "Send grant_type.";
    GrantTypeUnsupported => UnsupportedGrantType 0, "RFC 6749 §5.2", "This grant_type is not supported.", "Use one of grant_types_supported in discovery.";
    GrantNotAllowed => UnauthorizedClient 0, "RFC 6749 §5.2", "The client is not registered for this grant.", "Register the grant for the client.";
    CodeMissing => InvalidRequest 0, "RFC 6749 §4.1.3", "The code parameter is missing.", "Send the code of the authorization response.";
    CodeUnknown => InvalidGrant 0, "RFC 6749 §5.2", "The authorization code is unknown.", "Send the code exactly as it was received, to the server that issued it.";
    CodeExpired => InvalidGrant 0, "RFC 6749 §4.1.2", "The authorization code has expired.", "Redeem the code at once; start a new authorization.";
    CodeReplayed => InvalidGrant 0, "RFC 6749 §4.1.2", "The authorization code was already used; what it gave is revoked.", "Redeem each code once; start a new authorization.";
    CodeForeign => InvalidGrant 0, "RFC 6749 §4.1.3", "The authorization code was issued to another client.", "Redeem the code as the client that asked for it.";
    RedirectUriMismatch => InvalidGrant 0, "RFC 6749 §4.1.3", "The redirect_uri differs from that of the authorization request.", "Send the same redirect_uri as at the authorization endpoint.";
    VerifierMissing => InvalidGrant 0, "RFC 7636 §4.6", "The code_verifier parameter is missing.", "Send the verifier whose challenge was sent at the authorization endpoint.";
    VerifierUnexpected => InvalidGrant 0, "RFC 9700 §4.8.2", "A code_verifier came though no code_challenge was sent.", "Send code_challenge at the authorization endpoint.";
    VerifierMalformed => InvalidGrant 0, "RFC 7636 §4.1", "The code_verifier is not 43 to 128 unreserved characters.", "Make the verifier of letters, digits, hyphen, period, underscore and tilde.";
    VerifierMismatch => InvalidGrant 0, "RFC 7636 §4.6", "The code_verifier does not belong to the code_challenge.", "Send the verifier of this very authorization request.";
    RefreshTokenMissing => InvalidRequest 0, "RFC 6749 §6", "The refresh_token parameter is missing.", "Send refresh_token.";
    RefreshTokenUnknown => InvalidGrant 0, "RFC 6749 §5.2", "The refresh token is not valid.", "Send the latest refresh token that was received.";
    RefreshTokenForeign => InvalidGrant 0, "RFC 6749 §6", "The refresh token was issued to another client.", "Refresh as the client that received it.";
    RefreshTokenExpired => InvalidGrant 0, "RFC 6749 §6", "The refresh token has expired.", "Start a new authorization.";
    RefreshTokenReplayed => InvalidGrant 0, "RFC 9700 §4.14.2", "An old refresh token was used; all tokens of the grant are revoked.", "Keep only the latest refresh token; start a new authorization.";
    OfflineAccessWithdrawn => InvalidGrant 0, "OpenID Connect Core 1.0 §11", "The client may no longer act in the person's absence.", "Register offline_access for the client, or start a new authorization.";
    GrantEnded => InvalidGrant 0, "RFC 6749 §5.2", "The grant was revoked, or its person or session has ended.", "Start a new authorization.";
    PasswordMissing => InvalidRequest 0, "RFC 6749 §4.3.2", "The username or the password parameter is missing.", "Send username and password.";
    PasswordWrong => InvalidGrant 0, "RFC 6749 §4.3.3", "The username or the password is wrong.", "Check both.";
    SecondFactorMissing => InvalidGrant 0, "RFC 6749 §4.3.3", "The person has a second factor, which this grant cannot ask for.", "Use the authorization code or the device grant.";
    TokenTypeUnsupported => InvalidRequest 0, "RFC 8693 §2.1", "A token type is missing or not supported.", "Send subject_token_type=urn:ietf:params:oauth:token-type:access_token; ask for that or a JWT.";
    SubjectTokenMissing => InvalidRequest 0, "RFC 8693 §2.1", "The subject_token or the subject_token_type parameter is missing.", "Send both.";
    SubjectTokenInvalid => InvalidRequest 0, "RFC 8693 §2.2.2", "The subject_token is not a good access token of a person.", "Send an access token of this server that a person has granted and that has not expired.";
    ActorTokenInvalid => InvalidRequest 0, "RFC 8693 §2.2.2", "The actor_token is not a good access token of this client, or its type is missing.", "Send an access token that was issued to this client, and actor_token_type.";
    ActorChainTooLong => InvalidRequest 0, "RFC 8693 §4.1", "The subject_token names too many actors.", "Exchange a token nearer to the person.";
    ExchangeNotAllowed => InvalidRequest 0, "RFC 8693 §2.2.2", "The client may not exchange tokens of that client in this way.", "Allow delegation or impersonation of that client's tokens for the client.";
    AssertionMissing => InvalidRequest 0, "RFC 7521 §4.1", "The assertion parameter is missing.", "Send assertion.";
    AssertionInvalid => InvalidGrant 0, "RFC 7523 §3", "The assertion is not a JWT that one of its issuer's keys has signed.", "Sign with a key that is registered for the issuer, and name it by kid.";
    AssertionIssuerUnknown => InvalidGrant 0, "RFC 7523 §3", "The issuer of the assertion is not trusted with this client.", "Register the issuer with its keys and this client.";
    AssertionAudience => InvalidGrant 0, "RFC 7523 §3", "The assertion is meant for another server.", "Set aud to the issuer of this server.";
    AssertionExpired => InvalidGrant 0, "RFC 7523 §3", "The assertion has expired, is not valid yet, or is valid for too long.", "Make a fresh assertion that expires within minutes.";
    AssertionReplayed => InvalidGrant 0, "RFC 7523 §3", "The assertion was used before.", "Make a fresh assertion for each request.";
    AssertionSubjectUnknown => InvalidGrant 0, "RFC 7523 §3", "The assertion does not name a person of this server.", "Name a person as the registration of the issuer says.";
    DeviceCodeMissing => InvalidRequest 0, "RFC 8628 §3.4", "The device_code parameter is missing.", "Send the device_code of the device authorization response.";
    DeviceCodeUnknown => InvalidGrant 0, "RFC 8628 §3.4", "The device code is unknown.", "Send the device_code exactly as it was received, to the server that issued it.";
    DeviceCodeForeign => InvalidGrant 0, "RFC 8628 §3.4", "The device code was issued to another client.", "Poll as the client that asked for it.";
    DeviceCodeUsed => InvalidGrant 0, "RFC 8628 §3.5", "The device code was already used.", "Stop polling after the tokens have come; start a new device authorization.";
    DeviceCodeExpired => ExpiredToken 0, "RFC 8628 §3.5", "The device code has expired.", "Start a new device authorization when the person asks for it.";
    DevicePending => AuthorizationPending 0, "RFC 8628 §3.5", "The person has not answered yet.", "Poll again after the interval.";
    DevicePollTooFast => SlowDown 0, "RFC 8628 §3.5", "The device polls too often.", "Add 5 seconds to the interval and go on.";
    DeviceDenied => AccessDenied 400, "RFC 8628 §3.5", "The person refused the request.", "Stop polling; the person may start again.";
    // Bearer tokens.
    TokenMissing => InvalidToken 0, "RFC 6750 §3", "The request has no access token.", "Send Authorization: Bearer and the token.";
    TokenInvalid => InvalidToken 0, "RFC 6750 §3.1", "The access token is not one of this server.", "Send the access token as it was received.";
    TokenExpired => InvalidToken 0, "RFC 6750 §3.1", "The access token has expired.", "Refresh it.";
    TokenRevoked => InvalidToken 0, "RFC 6750 §3.1", "The access token was revoked.", "Start a new authorization.";
    AdminScopeMissing => InsufficientScope 0, "RFC 6750 §3.1", "The access token lacks the scope that this needs, or its person administers no more.", "Ask for the scope of the answer, with a client that is registered for it and as an administrator.";
    AdminInvalid => InvalidRequest 0, "docs/admin-api.md", "What was sent is not valid.", "Mend what the problems of the answer name.";
    AdminNotFound => InvalidRequest 404, "RFC 9110 §15.5.5", "There is no such thing.", "List what there is.";
    AdminExists => InvalidRequest 409, "RFC 9110 §15.5.10", "Something of that name exists already.", "Choose another name, or change what is there.";
    AdminConflict => InvalidRequest 409, "RFC 9110 §15.5.10", "It was changed by somebody else at the same time.", "Read it again and repeat the change.";
    AdminPreconditionFailed => InvalidRequest 412, "RFC 9110 §13.1.1", "It is not the version that If-Match names.", "Read it again, repeat the change, and send its ETag.";
    AdminBodyMalformed => InvalidRequest 0, "RFC 8259 §2", "The body is not a JSON object whose members are each there once.", "Send one JSON object in UTF-8.";
    TokenAudience => InvalidToken 0, "RFC 9068 §4", "The access token is meant for another audience.", "Ask for a token with the openid scope.";
    TokenInQuery => InvalidRequest 0, "RFC 9700 §4.3.2", "Access tokens must not be in the URI.", "Send the token in the Authorization header.";
    TokenTwice => InvalidRequest 0, "RFC 6750 §2", "The access token was sent in more than one way.", "Send the token once, in the Authorization header.";
    OpenidScopeMissing => InsufficientScope 0, "OpenID Connect Core 1.0 §5.3", "The access token lacks the openid scope.", "Ask for the openid scope.";
    // Introspection and revocation.
    TokenParameterMissing => InvalidRequest 0, "RFC 7662 §2.1", "The token parameter is missing.", "Send token.";
    IntrospectionNotAllowed => UnauthorizedClient 403, "RFC 7662 §4", "The client is not registered for introspection.", "Allow introspection for the client.";
    IntrospectionPublic => InvalidClient 0, "RFC 7662 §2.1", "Introspection needs an authenticated client.", "Use a confidential client.";
    // Registration.
    RegistrationClosed => AccessDenied 0, "RFC 7591 §3", "Clients cannot register themselves on this server.", "Ask the administrator to register the client, or to set registration.mode (SYMBOLON_REGISTRATION__MODE) to token or open.";
    InitialTokenInvalid => InvalidToken 0, "RFC 7591 §3", "The initial access token is unknown, used up or expired.", "Ask the administrator for a new one; symbolon registration-token list shows what is left of them.";
    RegistrationTokenInvalid => InvalidToken 0, "RFC 7592 §2", "The registration access token is not the present one of this client.", "Send the token of the latest answer to a registration or change; a removed client has none.";
    RegistrationDisabled => AccessDenied 0, "RFC 7592 §2", "This client is switched off by the administrator.", "Ask the administrator to switch the client on.";
    RegistrationFull => TemporarilyUnavailable 0, "RFC 7591 §5", "Too many clients have registered themselves.", "Ask the administrator to remove unused ones or to raise registration.max_clients.";
    RegistrationContentType => InvalidRequest 0, "RFC 7591 §3.1", "The body must be application/json.", "Send Content-Type: application/json.";
    RegistrationMalformed => InvalidRequest 0, "RFC 7591 §3.1", "The body is not one JSON object whose members are each given once.", "Send a JSON object of client metadata, nested no deeper than it needs.";
    RegistrationReserved => InvalidRequest 0, "RFC 7592 §2.2", "The document has a member that only this server sets.", "Leave registration_access_token, registration_client_uri, client_secret_expires_at and client_id_issued_at out.";
    RegistrationIdentity => InvalidRequest 0, "RFC 7592 §2.2", "client_id is missing or, as client_secret, not that of the registration.", "Send the client_id of the registration, and the present client_secret or none.";
    ClientMemberMalformed => InvalidClientMetadata 0, "RFC 7591 §2", "A member has the wrong type or a value that is not known here.", "Compare the document with what discovery lists as supported.";
    ClientRedirectUriRefused => InvalidRedirectUri 0, "OpenID Connect Dynamic Client Registration 1.0 §2", "A redirect URI is missing or may not be registered.", "Register complete https URIs without fragment; native applications also loopback http or a reversed domain as the scheme.";
    ClientDescriptionRefused => InvalidClientMetadata 0, "RFC 7591 §2", "A name, contact or page of the client is too long, has control characters or is not https.", "Keep names under 200 bytes and send https addresses.";
    ClientGrantsRefused => InvalidClientMetadata 0, "RFC 7591 §2.1", "grant_types, response_types and token_endpoint_auth_method do not fit together or are not offered to registered clients.", "Register authorization_code for code, implicit for id_token and token; ask the administrator for other grants.";
    ClientKeysRefused => InvalidClientMetadata 0, "RFC 7591 §2", "jwks or jwks_uri cannot be used.", "Send one of the two: a JWK set of public keys, or an https address of one.";
    ClientResponsesRefused => InvalidClientMetadata 0, "OpenID Connect Dynamic Client Registration 1.0 §2", "The algorithms or the subject type of ID tokens and userinfo cannot be used together, or no key is kept for them.", "Compare with discovery; encryption needs keys of the client, and pairwise subjects of several hosts a sector_identifier_uri.";
    ClientRequestsRefused => InvalidClientMetadata 0, "OpenID Connect Dynamic Client Registration 1.0 §2", "A default of requests, a request_uri or the initiate_login_uri cannot be used.", "Send https addresses, and a default_max_age of 0 or more.";
    ClientLogoutRefused => InvalidClientMetadata 0, "OpenID Connect RP-Initiated Logout 1.0 §3.1", "A logout URI cannot be used.", "Send complete https URIs without fragment.";
    ClientScopeRefused => InvalidClientMetadata 0, "RFC 7591 §2", "A scope is not offered to clients that register themselves.", "Leave scope out, or ask the administrator to allow it by registration.scope.";
    ClientSectorRefused => InvalidClientMetadata 0, "OpenID Connect Dynamic Client Registration 1.0 §5", "The sector_identifier_uri cannot be read, or its document does not list every redirect URI.", "Serve a JSON array with every redirect URI at that https address.";
    SoftwareStatementInvalid => InvalidSoftwareStatement 0, "RFC 7591 §2.3", "The software statement is not a JWT that one of its issuer's keys has signed, or it has expired.", "Ask the issuer for a new statement; its keys are those that the administrator has added.";
    SoftwareStatementUnapproved => UnapprovedSoftwareStatement 0, "RFC 7591 §2.3", "Software statements of this issuer are not taken.", "Ask the administrator to name the issuer in registration.software_statement_issuers.";
    // HTTP.
    PathUnknown => InvalidRequest 404, "RFC 9110 §15.5.5", "There is nothing at this address.", "See /.well-known/openid-configuration for the endpoints.";
    MethodNotAllowed => InvalidRequest 405, "RFC 9110 §15.5.6", "This method is not allowed here.", "Use a method of the Allow header.";
    ContentTypeUnsupported => InvalidRequest 0, "RFC 6749 Appendix B", "The body must be application/x-www-form-urlencoded.", "Send Content-Type: application/x-www-form-urlencoded.";
    BodyTooLarge => InvalidRequest 413, "RFC 9110 §15.5.14", "The request body is too large.", "Send less.";
    BodyMalformed => InvalidRequest 0, "RFC 6749 Appendix B", "The request body could not be read.", "Send the whole body at once.";
    TooManyParameters => InvalidRequest 0, "RFC 6749 §3.1", "The request has too many parameters.", "Send fewer than 200.";
    PlainHttpRefused => InvalidRequest 0, "RFC 6749 §3.1", "Plain http is refused here.", "Use https.";
    DeadlinePassed => TemporarilyUnavailable 0, "RFC 9110 §15.6.4", "The request took too long.", "Try again.";
    StoreUnavailable => TemporarilyUnavailable 0, "RFC 6749 §4.1.2.1", "The database cannot be reached.", "Try again in a moment.";
    Overloaded => TemporarilyUnavailable 0, "RFC 6749 §4.1.2.1", "The server has too much to do.", "Try again in a moment.";
    Internal => ServerError 0, "RFC 6749 §4.1.2.1", "The server met an unexpected condition.", "Tell the administrator the id of this error.";
}

/// A broken rule with what an administrator needs to see: what came and what was expected, without secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The rule.
    pub rule: Rule,
    /// What was received, redacted and shortened.
    pub received: Option<String>,
    /// What is registered or expected.
    pub expected: Option<String>,
}

impl Fault {
    /// Longest text kept of what was received or expected, in characters.
    const FACT_LENGTH: usize = 500;

    /// A fault without facts.
    #[must_use]
    pub fn new(rule: Rule) -> Self {
        Self { rule, received: None, expected: None }
    }

    /// Adds what was received. Never hand it a secret, a code or a token.
    #[must_use]
    pub fn received(mut self, text: impl AsRef<str>) -> Self {
        self.received = Some(without_tokens(text.as_ref()).chars().take(Self::FACT_LENGTH).collect());
        self
    }

    /// Adds what was expected.
    #[must_use]
    pub fn expected(mut self, text: impl AsRef<str>) -> Self {
        self.expected = Some(text.as_ref().chars().take(Self::FACT_LENGTH).collect());
        self
    }
}

/// Codes and tokens that were sent in a wrong place are no facts to keep.
fn without_tokens(text: &str) -> String {
    let secret = |piece: &str| {
        ["syc_", "syd_", "syi_", "syr_", "sys_", "syt_", "eyJ"].iter().any(|prefix| piece.starts_with(prefix))
    };
    let ends = |c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'));
    let shown = |piece: &str| {
        let word = piece.trim_end_matches(ends);
        if secret(word) { format!("[...]{}", &piece[word.len()..]) } else { piece.to_owned() }
    };
    text.split_inclusive(ends).map(shown).collect()
}

impl From<Rule> for Fault {
    fn from(rule: Rule) -> Self {
        Self::new(rule)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descriptions_have_only_the_characters_of_rfc_6749() {
        for rule in Rule::ALL {
            let allowed = |c: char| matches!(c, '\x20'..='\x21' | '\x23'..='\x5b' | '\x5d'..='\x7e');
            assert!(rule.description().chars().all(allowed), "{}", rule.name());
            assert!(!rule.mend().is_empty() && !rule.section().is_empty(), "{}", rule.name());
        }
    }

    #[test]
    fn facts_keep_no_code_and_no_token() {
        let fault =
            Fault::new(Rule::RedirectUriMismatch).received("https://a.example/cb?code=syc_abc-_1&state=eyJx.y.z");
        assert_eq!(fault.received.as_deref(), Some("https://a.example/cb?code=[...]&state=[...]"));
    }

    #[test]
    fn every_rule_answers_with_a_client_or_server_error() {
        for rule in Rule::ALL {
            assert!((400..=503).contains(&rule.http_status()), "{}", rule.name());
        }
    }
}
