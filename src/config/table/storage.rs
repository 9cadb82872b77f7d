//! What is kept, and the keys.

use super::{YEAR, section};
use crate::config::reader::Reader;
use crate::config::rule::{Algorithms, DatabaseAddress, FilePath, Rule, SecretText, number, one_of, seconds};
use crate::config::spec::Spec;
use crate::config::value::{DatabaseUrl, Synchronous};
use crate::model::{Seconds, Secret, SigningAlgorithm};
use std::path::PathBuf;
use std::time::Duration;

const SECRET_KEY: SecretText = SecretText { at_least: 32, allowed: "32 bytes or more of random text" };

section! {
    /// Where the data is kept.
    database: Database {
        /// A file, created when it is not there, or a server. On a server `keys.secret_key` must be given.
        url: DatabaseUrl = "sqlite://data/symbolon.db", DatabaseAddress, also "DATABASE_URL";
        /// When a commit counts as done, on a file: `full` once it is on the disk, `normal` once the system has it, so that
        /// a power failure may lose the last moments. A server has a setting of its own.
        synchronous: Synchronous = "full", one_of::<Synchronous>();
        /// Most connections at once.
        max_connections: u32 = "16", number(1, 1000, "connections");
        /// Longest wait for a connection.
        connect_timeout: Duration = "5", seconds(1, 60);
        /// Longest time that one statement may take.
        statement_timeout: Duration = "5", seconds(1, 300);
    }
}

section! {
    /// Keys that the operator holds.
    keys: Keys {
        /// RSA keys that sign RS256. The first signs; others stay published, so that what they signed still verifies.
        /// Without one a key is generated and kept in the database, sealed.
        rsa_private_key: Option<Secret<String>> = "", SecretText {
            at_least: 1,
            allowed: "PKCS#1 or PKCS#8 PEM, with real or `\\n`-escaped line breaks, or base64 of the PEM",
        }, also "OIDC_RSA_PRIVATE_KEY";
        /// EC P-256 and Ed25519 keys, which sign ES256 and Ed25519, one PEM block after the other. The first of each kind
        /// signs; others stay published. For an algorithm without one a key is kept in the database.
        signing_keys: Option<Secret<String>> = "", SecretText {
            at_least: 1,
            allowed: "SEC1 or PKCS#8 PEM, with real or `\\n`-escaped line breaks, or base64 of the PEM",
        };
        /// RSA and EC P-256 keys that others encrypt to, one PEM block after the other, published with `use: enc`. Give none
        /// that also signs. For a kind that is missing a key is kept in the database.
        decryption_keys: Option<Secret<String>> = "", SecretText {
            at_least: 1,
            allowed: "SEC1 or PKCS#8 PEM, with real or `\\n`-escaped line breaks, or base64 of the PEM",
        };
        /// Algorithms for which the database keeps a signing key, unless the environment has one. Clients choose among
        /// them. PS256 needs a second RSA key, which makes the first start slower.
        algorithms: Vec<SigningAlgorithm> = "RS256 ES256 Ed25519", Algorithms;
        /// Seconds for which a new key is published before it signs. Relying parties may keep the key set up to 2 seconds
        /// less, at most 5 minutes; the rest is how far the nodes' clocks may be apart.
        publish_ahead: Seconds = "3600", seconds(2, 604_800);
        /// A key of the database that has signed for so long is replaced by a new one. The default is 90 days; 0 means
        /// only by `symbolon keys rotate`.
        rotation_age: Seconds = "7776000", seconds(0, 10 * YEAR);
        /// Encrypts what must be stored reversibly and signs cookies. All nodes share it. Without it one is generated into
        /// `keys.secret_key_path`.
        secret_key: Option<Secret<String>> = "", SECRET_KEY, also "SYMBOLON_SECRET_KEY";
        /// The secret key before this one: still opens what that key sealed.
        secret_key_previous: Option<Secret<String>> = "", SECRET_KEY, also "SYMBOLON_SECRET_KEY_PREVIOUS";
        /// The file of the generated secret key, created with mode 0600.
        secret_key_path: PathBuf = "data/secret.key", FilePath;
    }
}

section! {
    /// Removal of what has expired.
    cleanup: Cleanup {
        /// Pause between two passes.
        interval: Duration = "30", seconds(1, 3600);
        /// Most rows that one statement removes.
        batch: u32 = "500", number(1, 10_000, "rows");
    }
}
