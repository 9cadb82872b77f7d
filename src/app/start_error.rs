//! Why the program cannot start. Each text names the setting and the mend.

use crate::crypto::password_pool::PasswordError;
use crate::directory::DirectoryError;
use crate::flow::FlowError;
use crate::flow::admin::AdminError;
use crate::flow::keys::KeyError;
use crate::http::serve::TlsError;
use crate::jose::{KeyImportError, SignError};
use crate::outbound::OutboundError;
use crate::store::StoreError;
use crate::view::{BrandError, ViewError};
use std::net::SocketAddr;
use std::path::PathBuf;

/// A start that failed.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The database cannot be used.
    #[error("{0}\n  check DATABASE_URL, and that the database is running and reachable")]
    Store(#[from] StoreError),
    /// The database lacks migrations.
    #[error("the database lacks migrations; run `symbolon migrate`, or start without --no-migrate")]
    PendingMigrations,
    /// The database has migrations that this program does not know.
    #[error("the database was migrated by a newer symbolon; run that version, or restore a backup from before")]
    NewerDatabase,
    /// The signing key from the environment cannot be used.
    #[error(
        "OIDC_RSA_PRIVATE_KEY: {0}\n  give an RSA private key of 2048 bits or more as PEM, for example from `openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048`"
    )]
    EnvironmentKey(#[from] KeyImportError),
    /// A signing key from the environment does not sign.
    #[error("OIDC_RSA_PRIVATE_KEY or SYMBOLON_KEYS__SIGNING_KEYS: {0}")]
    SigningKey(SignError),
    /// The EC and Ed25519 keys from the environment cannot be used.
    #[error(
        "SYMBOLON_KEYS__SIGNING_KEYS: {0}\n  give EC P-256 or Ed25519 private keys as PEM, for example from `openssl genpkey -algorithm ed25519`"
    )]
    SigningKeys(KeyImportError),
    /// An RSA key where EC and Ed25519 keys belong.
    #[error("SYMBOLON_KEYS__SIGNING_KEYS: holds an RSA key\n  give RSA keys as OIDC_RSA_PRIVATE_KEY")]
    MisplacedRsa,
    /// The keys from the environment that others encrypt to cannot be used.
    #[error("SYMBOLON_KEYS__DECRYPTION_KEYS: {0}\n  give RSA or EC P-256 private keys as PEM")]
    DecryptionKeys(KeyImportError),
    /// The file of the generated secret key cannot be used.
    #[error(
        "the secret key file {path}: {why}\n  mend the file, set keys.secret_key_path, or give SYMBOLON_SECRET_KEY"
    )]
    SecretKeyFile {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// A key cannot be made or opened.
    #[error(transparent)]
    Keys(#[from] KeyError),
    /// What the secret key before this one has sealed cannot be sealed anew.
    #[error(transparent)]
    Flow(#[from] FlowError),
    /// The caches cannot be filled.
    #[error(transparent)]
    Directory(#[from] DirectoryError),
    /// The password settings cannot be used.
    #[error("passwords: {0}")]
    Passwords(#[from] PasswordError),
    /// The certificates for outgoing requests cannot be used.
    #[error("SYMBOLON_OUTBOUND__CA_FILE: {0}\n  give a file with one or more PEM certificates, or unset it")]
    Outbound(#[from] OutboundError),
    /// Mail cannot be sent as the settings say.
    #[error("SYMBOLON_MAIL__CA_FILE or SYMBOLON_MAIL__URL: {0}")]
    Mail(OutboundError),
    /// A template cannot be used.
    #[error("SYMBOLON_TEMPLATES_DIR: {0}")]
    Pages(ViewError),
    /// The logo cannot be used.
    #[error(transparent)]
    Brand(BrandError),
    /// The metrics recorder cannot be started.
    #[error("metrics: {0}")]
    Metrics(String),
    /// The first data cannot be written.
    #[error(transparent)]
    Admin(#[from] AdminError),
    /// The certificate or its key cannot be used.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {cause}\n  set SYMBOLON_LISTEN or PORT to a free address")]
    Listen {
        /// Where.
        address: SocketAddr,
        /// Why not.
        cause: std::io::Error,
    },
    /// The address of administrators cannot be listened on.
    #[error("cannot listen on {address}: {cause}\n  set SYMBOLON_ADMIN__LISTEN to a free address")]
    ListenAdmin {
        /// Where.
        address: SocketAddr,
        /// Why not.
        cause: std::io::Error,
    },
    /// The listener failed while serving.
    #[error("serving failed: {0}")]
    Serve(std::io::Error),
}

impl From<ViewError> for StartError {
    fn from(error: ViewError) -> Self {
        match error {
            ViewError::Brand(error) => Self::Brand(error),
            error => Self::Pages(error),
        }
    }
}
