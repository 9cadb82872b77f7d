//! Passkeys (Web Authentication Level 3): challenges for browsers, and whether what comes back is right. The one module
//! that knows `webauthn-rs`; `off.rs` stands in for it where the program is built without the feature `passkeys`.

use serde_json::json;
use url::Url;
use uuid::Uuid;
use webauthn_rs::prelude::{
    DiscoverableAuthentication, Passkey, PasskeyRegistration, PublicKeyCredential, RegisterPublicKeyCredential,
    Webauthn, WebauthnBuilder, WebauthnError,
};

/// Whether this program can do passkeys.
pub const AVAILABLE: bool = true;

/// Length of a user handle in bytes.
pub const HANDLE_LENGTH: usize = 16;

/// Why a response was not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasskeyError {
    /// It is not what a browser sends, not for this challenge, from another origin, or not signed by the key.
    #[error("the response is not right")]
    Wrong,
    /// Its signature counter did not grow: the key may exist twice (Web Authentication Level 3 §6.1.1).
    #[error("the signature counter did not grow")]
    Cloned,
    /// Passkeys cannot be used here.
    #[error("passkeys are not available")]
    Unavailable,
}

impl From<WebauthnError> for PasskeyError {
    fn from(error: WebauthnError) -> Self {
        match error {
            WebauthnError::CredentialPossibleCompromise => Self::Cloned,
            _ => Self::Wrong,
        }
    }
}

/// What a browser is asked, and what the server must remember until it answers.
#[derive(Clone, Debug)]
pub struct Challenge {
    /// The member `publicKey` of the options for `navigator.credentials`, as JSON; binary values are base64url.
    pub options: String,
    /// The state, as JSON. Nobody else may see it.
    pub state: String,
}

/// A key that was made.
#[derive(Clone, Debug)]
pub struct NewPasskey {
    /// Its credential id.
    pub credential_id: Vec<u8>,
    /// What is stored of it, as JSON: public key, counter and flags.
    pub record: String,
}

/// Who a response says it is from, before anything of it is checked.
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
    /// Whether the authenticator verified the person, by a PIN or the like.
    pub user_verified: bool,
    /// Whether the key can leave the device on which it was made.
    pub synchronised: bool,
}

/// This server as authenticators know it.
#[derive(Clone, Debug)]
pub struct RelyingParty(Webauthn);

impl RelyingParty {
    /// The relying party `rp_id` with pages at `origin` only; `None` where `rp_id` is not the domain of `origin` or one above
    /// it, as for an origin that is an address.
    #[must_use]
    pub fn new(rp_id: &str, origin: &Url, name: &str) -> Option<Self> {
        WebauthnBuilder::new(rp_id, origin).ok()?.rp_name(name).build().ok().map(Self)
    }

    /// Asks for a new discoverable key of the person with this handle. `exclude` are the ids of those that there are.
    ///
    /// # Errors
    /// When the name is empty.
    pub fn begin_registration(
        &self,
        handle: [u8; HANDLE_LENGTH],
        username: &str,
        display_name: &str,
        exclude: Vec<Vec<u8>>,
    ) -> Result<Challenge, PasskeyError> {
        let handle = Uuid::from_bytes(handle);
        let (asked, state) = self.0.start_passkey_registration(handle, username, display_name, Some(exclude))?;
        let mut options = json!(asked.public_key);
        // The library leaves it to the authenticator whether the key can be found without a username.
        options["authenticatorSelection"]["residentKey"] = json!("required");
        options["authenticatorSelection"]["requireResidentKey"] = json!(true);
        challenge(&options, &state)
    }

    /// Checks the answer.
    ///
    /// # Errors
    /// [`PasskeyError::Wrong`].
    pub fn finish_registration(&self, state: &str, response: &str) -> Result<NewPasskey, PasskeyError> {
        let state: PasskeyRegistration = read(state)?;
        let response: RegisterPublicKeyCredential = read(response)?;
        let key = self.0.finish_passkey_registration(&response, &state)?;
        Ok(NewPasskey { credential_id: key.cred_id().as_slice().to_vec(), record: write(&key)? })
    }

    /// Asks for a proof by whatever key the person chooses.
    ///
    /// # Errors
    /// Never for a relying party that could be made.
    pub fn begin_sign_in(&self) -> Result<Challenge, PasskeyError> {
        let (asked, state) = self.0.start_discoverable_authentication()?;
        challenge(&json!(asked.public_key), &state)
    }

    /// Checks the proof against the stored record of the key that it claims.
    ///
    /// # Errors
    /// [`PasskeyError::Wrong`], [`PasskeyError::Cloned`].
    pub fn finish_sign_in(&self, state: &str, response: &str, record: &str) -> Result<Used, PasskeyError> {
        let state: DiscoverableAuthentication = read(state)?;
        let response: PublicKeyCredential = read(response)?;
        let mut key: Passkey = read(record)?;
        let proved = self.0.finish_discoverable_authentication_v2(&response, state, &key)?;
        key.update_credential(&proved).ok_or(PasskeyError::Wrong)?;
        Ok(Used { record: write(&key)?, user_verified: proved.user_verified(), synchronised: proved.backup_eligible() })
    }
}

/// The key and the person that a response names.
///
/// # Errors
/// [`PasskeyError::Wrong`] when it is not what a browser sends, or has no handle of ours.
pub fn claimed(response: &str) -> Result<Claimed, PasskeyError> {
    let response: PublicKeyCredential = read(response)?;
    let handle = response.get_user_unique_id().and_then(|handle| handle.try_into().ok());
    let handle = handle.ok_or(PasskeyError::Wrong)?;
    Ok(Claimed { credential_id: response.get_credential_id().to_vec(), handle })
}

/// The id of the key with this record.
#[must_use]
pub fn credential_id(record: &str) -> Option<Vec<u8>> {
    read::<Passkey>(record).ok().map(|key| key.cred_id().as_slice().to_vec())
}

fn challenge(options: &serde_json::Value, state: &impl serde::Serialize) -> Result<Challenge, PasskeyError> {
    Ok(Challenge { options: options.to_string(), state: write(state)? })
}

fn read<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, PasskeyError> {
    serde_json::from_str(text).map_err(|_| PasskeyError::Wrong)
}

fn write(value: &impl serde::Serialize) -> Result<String, PasskeyError> {
    serde_json::to_string(value).map_err(|_| PasskeyError::Wrong)
}
