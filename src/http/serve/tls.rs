//! TLS of our own: the certificate, the handshake, and the certificate's renewal while the server runs.

use super::watch::{Order, Watch};
use std::fmt;
use std::fs;
use std::future::poll_fn;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::{MissedTickBehavior, interval};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::{CryptoProvider, aws_lc_rs};
use tokio_rustls::rustls::pki_types::pem::{self, PemObject};
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::server::{ClientHello, ResolvesServerCert, ServerConfig};
use tokio_rustls::rustls::sign::CertifiedKey;
use tokio_rustls::server::TlsStream;

/// How often the files are looked at for a new certificate.
const LOOK: Duration = Duration::from_secs(1);
/// What clients may speak, the better first (RFC 7301; RFC 9113 §3.2).
const PROTOCOLS: [&[u8]; 2] = [b"h2", b"http/1.1"];

/// Where the certificate and its key are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlsFiles {
    /// The certificate and those that lead to its root, as PEM, the server's own first.
    pub certificate: PathBuf,
    /// Its private key as PEM: PKCS#8, PKCS#1 or SEC1, not encrypted.
    pub key: PathBuf,
}

/// Why the files are no certificate to serve with. The text names the setting and the mend.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// The file of the certificate cannot be used.
    #[error(
        "tls.cert_file (SYMBOLON_TLS__CERT_FILE): `{path}` {why}\n  give a file with the certificate and those between it and its root as PEM"
    )]
    Certificate {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// The file of the key cannot be used.
    #[error(
        "tls.key_file (SYMBOLON_TLS__KEY_FILE): `{path}` {why}\n  give a file with the certificate's private key as PEM, not encrypted: PKCS#8, PKCS#1 or SEC1"
    )]
    Key {
        /// The file.
        path: PathBuf,
        /// What is wrong with it; never a part of the key.
        why: String,
    },
    /// The two do not belong together.
    #[error(
        "tls.cert_file (SYMBOLON_TLS__CERT_FILE) and tls.key_file (SYMBOLON_TLS__KEY_FILE): {why}\n  give the key that the first certificate of the file was made for"
    )]
    Pair {
        /// What is wrong with them.
        why: String,
    },
    /// The TLS library refuses its own defaults.
    #[error("TLS: {0}")]
    Library(tokio_rustls::rustls::Error),
}

/// What speaks TLS with clients. Copies share the certificate.
#[derive(Clone)]
pub struct Tls {
    acceptor: TlsAcceptor,
    certificate: Arc<Certificate>,
}

impl Tls {
    /// Reads the files.
    ///
    /// # Errors
    /// [`TlsError`].
    pub fn load(files: TlsFiles) -> Result<Self, TlsError> {
        let provider = Arc::new(aws_lc_rs::default_provider());
        let certificate = Arc::new(Certificate::load(files, Arc::clone(&provider))?);
        let versions = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
        let resolver: Arc<dyn ResolvesServerCert> = Arc::<Certificate>::clone(&certificate);
        let mut config = versions.map_err(TlsError::Library)?.with_no_client_auth().with_cert_resolver(resolver);
        config.alpn_protocols = PROTOCOLS.map(<[u8]>::to_vec).into();
        Ok(Self { acceptor: TlsAcceptor::from(Arc::new(config)), certificate })
    }

    /// How many certificates the file holds: the server's own and those that lead to its root.
    #[must_use]
    pub fn chain_length(&self) -> usize {
        self.certificate.now().key.cert.len()
    }

    /// Shakes hands with a client. Nothing when it speaks something else, or is ended by a limit: until the header of
    /// the first request is complete, all of it counts against one deadline.
    pub(super) async fn accept<S>(&self, stream: S, watch: &Watch) -> Option<TlsStream<S>>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        let mut handshake = pin!(self.acceptor.accept(stream));
        let shaken = poll_fn(|cx| {
            if watch.order(cx.waker()) == Order::End {
                return Poll::Ready(None);
            }
            handshake.as_mut().poll(cx).map(Some)
        });
        match shaken.await {
            Some(Ok(stream)) => return Some(stream),
            Some(Err(error)) => tracing::debug!(%error, "no TLS with a client"),
            None => tracing::debug!("handshake ended by a limit"),
        }
        None
    }

    /// Takes up new files as they come. Does not return.
    pub(super) async fn follow(self) {
        let mut looks = interval(LOOK);
        looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            looks.tick().await;
            let certificate = Arc::clone(&self.certificate);
            // It reads files. A panic in there has been logged, and the next look is due anyway.
            let _ = tokio::task::spawn_blocking(move || certificate.renew()).await;
        }
    }
}

/// The certificate in use. New connections get the newest one that could be used.
struct Certificate {
    files: TlsFiles,
    provider: Arc<CryptoProvider>,
    now: Mutex<Current>,
}

struct Current {
    key: Arc<CertifiedKey>,
    /// The files as they were when they were last read, whether or not they could be used.
    seen: Stamp,
}

/// What changes when a file is written or replaced; nothing for a file that is not there.
type Stamp = [Option<(u64, u64, i64, i64)>; 2];

impl Certificate {
    fn load(files: TlsFiles, provider: Arc<CryptoProvider>) -> Result<Self, TlsError> {
        // Looked at before they are read: what is written in between is read again at the first look.
        let seen = stamp(&files);
        let key = Arc::new(read(&files, &provider)?);
        Ok(Self { files, provider, now: Mutex::new(Current { key, seen }) })
    }

    fn now(&self) -> MutexGuard<'_, Current> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads the files again if they changed. What cannot be used is said once, and the present certificate stays.
    fn renew(&self) {
        let seen = stamp(&self.files);
        if self.now().seen == seen {
            return;
        }
        let new = read(&self.files, &self.provider);
        let mut now = self.now();
        now.seen = seen;
        match new {
            Ok(key) => {
                now.key = Arc::new(key);
                tracing::info!(file = %self.files.certificate.display(), "the TLS certificate was read again");
            }
            Err(error) => {
                tracing::warn!(%error, "the new TLS certificate cannot be used; the one before it stays");
            }
        }
    }
}

impl ResolvesServerCert for Certificate {
    fn resolve(&self, _client: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.now().key))
    }
}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Certificate").field("files", &self.files).finish_non_exhaustive()
    }
}

fn stamp(files: &TlsFiles) -> Stamp {
    [&files.certificate, &files.key].map(|path| {
        let data = fs::metadata(path).ok()?;
        Some((data.ino(), data.size(), data.mtime(), data.mtime_nsec()))
    })
}

fn read(files: &TlsFiles, provider: &CryptoProvider) -> Result<CertifiedKey, TlsError> {
    let chain =
        read_chain(&files.certificate).map_err(|why| TlsError::Certificate { path: files.certificate.clone(), why })?;
    let key = read_key(&files.key).map_err(|why| TlsError::Key { path: files.key.clone(), why })?;
    CertifiedKey::from_der(chain, key, provider).map_err(|error| TlsError::Pair { why: error.to_string() })
}

fn read_chain(path: &Path) -> Result<Vec<CertificateDer<'static>>, String> {
    let text = fs::read(path).map_err(|error| unreadable(&error))?;
    let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&text).collect();
    match chain {
        Ok(chain) if chain.is_empty() => Err("holds no certificate".to_owned()),
        Ok(chain) => Ok(chain),
        Err(_) => Err("is damaged PEM".to_owned()),
    }
}

/// The library's own texts about a key may quote lines of it; ours do not.
fn read_key(path: &Path) -> Result<PrivateKeyDer<'static>, String> {
    let text = zeroize::Zeroizing::new(fs::read(path).map_err(|error| unreadable(&error))?);
    PrivateKeyDer::from_pem_slice(&text).map_err(|error| match error {
        pem::Error::NoItemsFound => "holds no private key that can be read".to_owned(),
        _ => "is damaged PEM".to_owned(),
    })
}

fn unreadable(error: &io::Error) -> String {
    format!("cannot be read ({error})")
}
