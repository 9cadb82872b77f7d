//! Mail: handed over to a server (RFC 6409), or written into a folder. The server is the operator's own choice, not a
//! stranger's wish, so the guard of the other requests does not apply. Errors name nothing that a mail says.

use super::OutboundError;
use crate::config::{Mail, MailServer};
use crate::model::{EmailAddress, UnixTime};
use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// What mail comes from where no server wants to know.
const NO_SENDER: &str = "symbolon@localhost";

/// Why a mail was not handed over.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    /// The mail will never be taken: its address is none, or the server said so.
    #[error("{0}")]
    Refused(String),
    /// It may be taken later.
    #[error("{0}")]
    Failed(String),
}

/// A mail as it is sent.
#[derive(Clone, Copy)]
pub struct Letter<'a> {
    /// The same at each attempt; names the message.
    pub id: &'a str,
    /// The address.
    pub to: &'a str,
    /// Subject, in one line.
    pub subject: &'a str,
    /// The text.
    pub plain: &'a str,
    /// The same as HTML.
    pub html: &'a str,
    /// When it was written.
    pub at: UnixTime,
}

/// The way by which mail leaves.
#[derive(Debug)]
pub struct Post {
    from: Mailbox,
    way: Way,
}

#[derive(Debug)]
enum Way {
    Server(Box<AsyncSmtpTransport<Tokio1Executor>>),
    Folder(PathBuf),
}

impl Post {
    /// The way that the settings say; none where there is no mail.
    ///
    /// # Errors
    /// [`OutboundError::Certificates`], also for a server that cannot be spoken to by TLS.
    pub fn new(settings: &Mail, product: &str) -> Result<Option<Self>, OutboundError> {
        let way = match (&settings.url, &settings.folder) {
            (Some(server), _) => Way::Server(Box::new(transport(server, settings)?)),
            (None, Some(folder)) => Way::Folder(folder.clone()),
            (None, None) => return Ok(None),
        };
        let from = settings.from.as_deref().unwrap_or(NO_SENDER);
        let address = address(from).map_err(|error| OutboundError::Certificates(error.to_string()))?;
        Ok(Some(Self { from: Mailbox::new(Some(product.to_owned()), address), way }))
    }

    /// Hands a mail over.
    ///
    /// # Errors
    /// [`MailError`].
    pub async fn send(&self, letter: Letter<'_>) -> Result<(), MailError> {
        let message = self.message(letter)?;
        match &self.way {
            Way::Server(transport) => match transport.send(message).await {
                Ok(_) => Ok(()),
                Err(error) => Err(explain(&error)),
            },
            Way::Folder(folder) => write(folder, letter.id, &message.formatted()).await,
        }
    }

    fn message(&self, letter: Letter<'_>) -> Result<Message, MailError> {
        let to = Mailbox::new(None, address(letter.to)?);
        let since = Duration::from_secs(u64::try_from(letter.at.get()).unwrap_or_default());
        let built = Message::builder()
            .from(self.from.clone())
            .to(to)
            // Encoded where it is not plain, so that no line break of a name begins another header.
            .subject(letter.subject)
            .message_id(Some(format!("<{}@{}>", letter.id, self.from.email.domain())))
            .date(SystemTime::UNIX_EPOCH + since)
            // RFC 3834 §5: no machine should answer.
            .header(AutoSubmitted)
            .multipart(MultiPart::alternative_plain_html(letter.plain.to_owned(), letter.html.to_owned()));
        built.map_err(|_| MailError::Refused("the mail cannot be written".to_owned()))
    }
}

/// `Auto-Submitted: auto-generated` (RFC 3834 §5).
#[derive(Clone, Copy)]
struct AutoSubmitted;

impl lettre::message::header::Header for AutoSubmitted {
    fn name() -> lettre::message::header::HeaderName {
        lettre::message::header::HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> lettre::message::header::HeaderValue {
        lettre::message::header::HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

fn address(text: &str) -> Result<Address, MailError> {
    let plain = EmailAddress::parse(text).and_then(|plain| plain.as_str().parse().ok());
    plain.ok_or_else(|| MailError::Refused("the address is none".to_owned()))
}

fn transport(server: &MailServer, settings: &Mail) -> Result<AsyncSmtpTransport<Tokio1Executor>, OutboundError> {
    let tls = || tls(server, settings.ca_file.as_deref());
    let tls = match (server.tls_first, server.is_loopback) {
        (true, _) => Tls::Wrapper(tls()?),
        (false, true) => Tls::Opportunistic(tls()?),
        (false, false) => Tls::Required(tls()?),
    };
    let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&server.host)
        .port(server.port)
        .tls(tls)
        .timeout(Some(settings.timeout));
    if let Some((user, password)) = &server.login {
        builder = builder.credentials(Credentials::new(user.clone(), password.expose().clone()));
    }
    Ok(builder.build())
}

fn tls(server: &MailServer, ca_file: Option<&Path>) -> Result<TlsParameters, OutboundError> {
    let mut builder = TlsParameters::builder(server.host.clone());
    if let Some(path) = ca_file {
        let wrong = |why: String| OutboundError::Certificates(format!("{}: {why}", path.display()));
        let pem = std::fs::read(path).map_err(|error| wrong(error.to_string()))?;
        let none = || wrong("holds no PEM certificate".to_owned());
        if !String::from_utf8_lossy(&pem).contains("BEGIN CERTIFICATE") {
            return Err(none());
        }
        builder = builder.add_root_certificate(Certificate::from_pem(&pem).map_err(|_| none())?);
    }
    builder.build().map_err(|error| OutboundError::Certificates(error.to_string()))
}

/// What the server said in words may repeat the address, so only its code is told.
fn explain(error: &lettre::transport::smtp::Error) -> MailError {
    match error.status() {
        // A mailbox that is not there, or content that is not taken (RFC 5321 §4.2.3).
        Some(code) if error.is_permanent() && (550..560).contains(&u16::from(code)) => {
            MailError::Refused(format!("the mail server refused it with {code}"))
        }
        Some(code) => MailError::Failed(format!("the mail server answered {code}")),
        None if error.is_timeout() => MailError::Failed("the mail server did not answer in time".to_owned()),
        None => MailError::Failed(format!("the mail server cannot be used: {error}")),
    }
}

/// Nobody sees half a mail: it is written beside its place and then put there.
async fn write(folder: &Path, id: &str, text: &[u8]) -> Result<(), MailError> {
    let failed = |error: std::io::Error| MailError::Failed(format!("{}: {error}", folder.display()));
    tokio::fs::create_dir_all(folder).await.map_err(failed)?;
    let (beside, place) = (folder.join(format!("{id}.part")), folder.join(format!("{id}.eml")));
    tokio::fs::write(&beside, text).await.map_err(failed)?;
    tokio::fs::rename(&beside, &place).await.map_err(failed)
}
