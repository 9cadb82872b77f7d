//! What stands in for passkeys where the program is built without them: there is no relying party.

use url::Url;

/// Whether this program can do passkeys.
pub const AVAILABLE: bool = false;

/// Length of a user handle in bytes.
pub const HANDLE_LENGTH: usize = 16;

/// Why a response was not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasskeyError {
    /// It is not right.
    #[error("the response is not right")]
    Wrong,
    /// The key may exist twice.
    #[error("the signature counter did not grow")]
    Cloned,
    /// Passkeys cannot be used here.
    #[error("passkeys are not available")]
    Unavailable,
}

/// What a browser is asked, and what the server must remember until it answers.
#[derive(Clone, Debug)]
pub struct Challenge {
    /// Options, as JSON.
    pub options: String,
    /// State, as JSON.
    pub state: String,
}

/// A key that was made.
#[derive(Clone, Debug)]
pub struct NewPasskey {
    /// Its credential id.
    pub credential_id: Vec<u8>,
    /// What is stored of it.
    pub record: String,
}

/// Who a response says it is from.
#[derive(Clone, Debug)]
pub struct Claimed {
    /// Credential id.
    pub credential_id: Vec<u8>,
    /// User handle.
    pub handle: [u8; HANDLE_LENGTH],
}

/// A sign-in that was right.
#[derive(Clone, Debug)]
pub struct Used {
    /// What is stored of the key from now on.
    pub record: String,
    /// Whether the authenticator verified the person.
    pub user_verified: bool,
    /// Whether the key can leave its device.
    pub synchronised: bool,
}

/// Nobody: it cannot be made.
#[derive(Clone, Debug)]
pub enum RelyingParty {}

impl RelyingParty {
    /// Never one.
    #[must_use]
    pub fn new(_rp_id: &str, _origin: &Url, _name: &str) -> Option<Self> {
        None
    }

    /// Cannot be called.
    ///
    /// # Errors
    /// None.
    pub fn begin_registration(
        &self,
        _handle: [u8; HANDLE_LENGTH],
        _username: &str,
        _display_name: &str,
        _exclude: Vec<Vec<u8>>,
    ) -> Result<Challenge, PasskeyError> {
        match *self {}
    }

    /// Cannot be called.
    ///
    /// # Errors
    /// None.
    pub fn finish_registration(&self, _state: &str, _response: &str) -> Result<NewPasskey, PasskeyError> {
        match *self {}
    }

    /// Cannot be called.
    ///
    /// # Errors
    /// None.
    pub fn begin_sign_in(&self) -> Result<Challenge, PasskeyError> {
        match *self {}
    }

    /// Cannot be called.
    ///
    /// # Errors
    /// None.
    pub fn finish_sign_in(&self, _state: &str, _response: &str, _record: &str) -> Result<Used, PasskeyError> {
        match *self {}
    }
}

/// Nothing names a key.
///
/// # Errors
/// Always.
pub fn claimed(_response: &str) -> Result<Claimed, PasskeyError> {
    Err(PasskeyError::Unavailable)
}

/// No record is of a key.
#[must_use]
pub fn credential_id(_record: &str) -> Option<Vec<u8>> {
    None
}
