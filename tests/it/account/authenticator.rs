//! An authenticator in software (Web Authentication Level 3 §6): one P-256 key, made and used as a browser would.

use crate::support::ISSUER;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
const SYNCHRONISED: u8 = 0x18;
const ATTESTED: u8 = 0x40;

pub struct Authenticator {
    key: SigningKey,
    pub credential_id: Vec<u8>,
    pub handle: Vec<u8>,
    /// The signature counter; 0 for a key that has none.
    pub counter: u32,
    /// Whether the key can leave its device.
    pub synchronised: bool,
    pub origin: String,
    pub rp_id: String,
    /// Whether it asks for the PIN.
    pub verifies: bool,
}

impl Authenticator {
    pub fn new(seed: u8) -> Self {
        Self {
            key: SigningKey::from_slice(&[seed; 32]).unwrap(),
            credential_id: vec![seed; 24],
            handle: Vec::new(),
            counter: 0,
            synchronised: false,
            origin: ISSUER.to_owned(),
            rp_id: "localhost".to_owned(),
            verifies: true,
        }
    }

    /// The answer of `navigator.credentials.create` to these options.
    pub fn create(&mut self, options: &Value) -> String {
        self.handle = URL_SAFE_NO_PAD.decode(options["user"]["id"].as_str().unwrap()).unwrap();
        let client_data = self.client_data("webauthn.create", options);
        let mut attestation = vec![0xa3];
        attestation.extend([0x63, b'f', b'm', b't', 0x64, b'n', b'o', b'n', b'e']);
        attestation.push(0x67);
        attestation.extend(b"attStmt");
        attestation.push(0xa0);
        attestation.push(0x68);
        attestation.extend(b"authData");
        let data = self.registration_data();
        attestation.extend([0x58, u8::try_from(data.len()).unwrap()]);
        attestation.extend(data);
        self.answer(&json!({ "clientDataJSON": client_data, "attestationObject": encode(&attestation) }))
    }

    /// The answer of `navigator.credentials.get` to these options.
    pub fn get(&mut self, options: &Value) -> String {
        let client_data = self.client_data("webauthn.get", options);
        if self.counter > 0 {
            self.counter += 1;
        }
        let data = self.data(0);
        let mut signed = data.clone();
        signed.extend(Sha256::digest(URL_SAFE_NO_PAD.decode(&client_data).unwrap()));
        let signature: Signature = self.key.sign(&signed);
        self.answer(&json!({
            "clientDataJSON": client_data,
            "authenticatorData": encode(&data),
            "signature": encode(signature.to_der().as_bytes()),
            "userHandle": encode(&self.handle),
        }))
    }

    fn client_data(&self, kind: &str, options: &Value) -> String {
        let data = json!({
            "type": kind, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": false,
        });
        encode(data.to_string().as_bytes())
    }

    fn data(&self, more: u8) -> Vec<u8> {
        let verified = if self.verifies { VERIFIED } else { 0 };
        let synchronised = if self.synchronised { SYNCHRONISED } else { 0 };
        let mut data = Sha256::digest(self.rp_id.as_bytes()).to_vec();
        data.push(PRESENT | verified | synchronised | more);
        data.extend(self.counter.to_be_bytes());
        data
    }

    fn registration_data(&self) -> Vec<u8> {
        let mut data = self.data(ATTESTED);
        data.extend([0; 16]);
        data.extend(u16::try_from(self.credential_id.len()).unwrap().to_be_bytes());
        data.extend(&self.credential_id);
        let point = self.key.verifying_key().to_sec1_point(false);
        data.extend([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20]);
        data.extend(&point.as_bytes()[1..33]);
        data.extend([0x22, 0x58, 0x20]);
        data.extend(&point.as_bytes()[33..65]);
        data
    }

    fn answer(&self, response: &Value) -> String {
        let id = encode(&self.credential_id);
        json!({ "id": id, "rawId": id, "type": "public-key", "response": response }).to_string()
    }
}

fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}
