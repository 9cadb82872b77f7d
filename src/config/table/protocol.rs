//! What clients may ask for and what they receive.

use super::{YEAR, section};
use crate::config::reader::Reader;
use crate::config::rule::{Flag, ResponseTypes, Rule, ScopeText, Text, Words, maybe, number, one_of, seconds};
use crate::config::spec::Spec;
use crate::config::value::{PkceRequired, RegistrationMode, UnknownScope};
use crate::model::{ResponseType, Scope, Seconds};

section! {
    /// Proof Key for Code Exchange (RFC 7636).
    pkce: Pkce {
        /// Who must send a challenge. Public clients always must; a confidential client can be exempted by itself.
        required: PkceRequired = "all", one_of::<PkceRequired>();
    }
}

section! {
    /// What authorization requests may ask for.
    requests: Requests {
        /// Reads request objects at a `request_uri` that the client has registered.
        request_uri: bool = "false", Flag;
        /// What the authorization endpoint may answer with, for clients that are registered for it as well. All but `code`
        /// send tokens through the browser, which RFC 9700 §2.1.2 advises against.
        response_types: Vec<ResponseType> = "code", ResponseTypes;
    }
}

section! {
    /// Scopes that clients ask for.
    scopes: Scopes {
        /// What becomes of an unknown scope: the request is refused, or the scope is dropped and the answer says so.
        unknown: UnknownScope = "refuse", one_of::<UnknownScope>();
        /// The scope of a request that names none, for clients without a default of their own.
        default: Scope = "", ScopeText;
    }
}

section! {
    /// Lives and audience of what clients receive.
    tokens: Tokens {
        /// Life of an authorization code.
        code_lifetime: Seconds = "60", seconds(10, 600);
        /// Life of an access token. A resource server that verifies by itself notices a revocation only when it ends.
        access_token_lifetime: Seconds = "600", seconds(60, YEAR);
        /// Life of an `id_token`.
        id_token_lifetime: Seconds = "600", seconds(60, 86_400);
        /// A refresh token that is not used for so long dies. The default is 14 days.
        refresh_idle_lifetime: Seconds = "1209600", seconds(60, YEAR);
        /// Refresh ends so long after sign-in, however often it is used. The default is 90 days.
        refresh_absolute_lifetime: Seconds = "7776000", seconds(60, 10 * YEAR);
        /// So long after a rotation the previous refresh token gets the same successor again, for racing tabs and lost
        /// answers; later its use ends the grant.
        refresh_replay_window: Seconds = "60", seconds(0, 600);
        /// Audience of an access token for which no resource was asked. Without it: the issuer.
        default_audience: Option<String> = "", Text { allowed: "the identifier of a resource server" };
    }
}

section! {
    /// Device authorization (RFC 8628). Spent attempts and starts come back evenly over 5 minutes.
    device: Device {
        /// Life of a device code and its user code.
        code_lifetime: Seconds = "600", seconds(60, 1800);
        /// Pause that a device must make between two polls; it grows by 5 seconds whenever the device does not.
        interval: Seconds = "5", seconds(1, 60);
        /// Wrong user codes per 5 minutes from one account.
        attempts_per_account: u32 = "10", number(1, 10_000, "per 5 minutes");
        /// Wrong user codes per 5 minutes from one address.
        attempts_per_address: u32 = "30", number(1, 100_000, "per 5 minutes");
        /// Device authorizations that may be started per 5 minutes from one address.
        starts_per_address: u32 = "60", number(1, 100_000, "per 5 minutes");
        /// Device authorizations that may be started per 5 minutes by one client, whatever the address.
        starts_per_client: u32 = "3000", number(1, 1_000_000, "per 5 minutes");
    }
}

section! {
    /// Clients that register themselves (RFC 7591, OpenID Connect Dynamic Client Registration).
    registration: Registration {
        /// Who may: nobody, holders of an initial access token (`symbolon registration-token add`), or everybody.
        mode: RegistrationMode = "closed", one_of::<RegistrationMode>();
        /// Who of them must send a PKCE challenge; nothing means what `pkce.required` says. It counts for registrations
        /// from now on.
        pkce: Option<PkceRequired> = "", maybe(one_of::<PkceRequired>());
        /// Most clients that have registered themselves; more are refused until some go.
        max_clients: u32 = "1000", number(1, 1_000_000, "clients");
        /// Registrations that may be tried per 5 minutes from one address. They come back evenly.
        attempts_per_address: u32 = "60", number(1, 100_000, "per 5 minutes");
        /// A registered client that nobody has signed in to for so long is removed. The default is 7 days; 0 keeps it.
        unused_lifetime: Seconds = "604800", seconds(0, 10 * YEAR);
        /// Life of the secrets of registered clients. A change of the registration in its second half, or later, gives a new
        /// one. 0 means for good.
        secret_lifetime: Seconds = "0", seconds(0, 10 * YEAR);
        /// Scopes that they may ask for, and those of a registration that names none.
        scope: Scope = "openid profile email address phone offline_access", ScopeText;
        /// Issuers whose software statements are taken (RFC 7591 §2.3). Each is also added with its keys by
        /// `symbolon issuer add`.
        software_statement_issuers: Vec<String> = "", Words { allowed: "issuers, to the letter, separated by commas" };
    }
}
