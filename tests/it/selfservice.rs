//! What people do with accounts by themselves, with mail read back from its folder.

mod email;
mod notices;
mod password;
mod signup;

use crate::support::{Reply, TestApp, page};
use symbolon::config::Settings;
use symbolon::flow::delivery::send_due;
use symbolon::model::{DeliveryKind, Receiver};
use tempfile::TempDir;

/// A password that is hard to guess.
pub const GOOD: &str = "marmalade kettle orbits quietly";

/// A provider whose mails are files of a folder.
pub struct Post {
    pub app: TestApp,
    folder: TempDir,
    read: std::cell::RefCell<Vec<String>>,
}

/// A mail that was sent.
#[derive(Debug)]
pub struct Letter {
    pub to: String,
    pub subject: String,
    pub text: String,
}

impl Post {
    pub async fn new() -> Self {
        Self::with(|_| {}).await
    }

    pub async fn with(change: impl FnOnce(&mut Settings)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("mail");
        let app = TestApp::with(|settings| {
            settings.mail.folder = Some(path);
            settings.accounts.registration = true;
            change(settings);
        });
        Self { app: app.await, folder, read: std::cell::RefCell::default() }
    }

    /// Sends what is queued; gives what was not given yet, by address.
    pub async fn letters(&self) -> Vec<Letter> {
        let server = Receiver { kind: DeliveryKind::Mail, name: "server".to_owned() };
        while send_due(&self.app.deps(), &server).await.unwrap() > 0 {}
        let Ok(folder) = std::fs::read_dir(self.folder.path().join("mail")) else { return Vec::new() };
        let mut names: Vec<_> = folder.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        let fresh: Vec<_> = names.into_iter().filter(|name| !self.read.borrow().contains(name)).collect();
        self.read.borrow_mut().extend(fresh.clone());
        let read = |name: &String| Letter::read(&self.folder.path().join("mail").join(name));
        let mut letters: Vec<_> = fresh.iter().map(read).collect();
        // What was queued in one millisecond has no order.
        letters.sort_by(|one, other| one.to.cmp(&other.to));
        letters
    }

    /// The one mail that was not given yet.
    pub async fn letter(&self) -> Letter {
        let mut letters = self.letters().await;
        assert_eq!(letters.len(), 1, "{letters:?}");
        letters.remove(0)
    }
}

impl Letter {
    fn read(path: &std::path::Path) -> Self {
        let raw = std::fs::read_to_string(path).unwrap();
        let (head, body) = raw.split_once("\r\n\r\n").unwrap();
        let header = |name: &str| {
            let line = head.lines().find_map(|line| line.strip_prefix(&format!("{name}: ")));
            line.unwrap_or_else(|| panic!("no {name} in {head}")).to_owned()
        };
        Self { to: header("To"), subject: header("Subject"), text: decode(body) }
    }

    /// The path of the link below the issuer.
    pub fn link(&self) -> String {
        let at = self.text.find("http://localhost:8000/").unwrap_or_else(|| panic!("no link in {self:?}"));
        let link = self.text[at..].split_whitespace().next().unwrap();
        link.strip_prefix("http://localhost:8000").unwrap().to_owned()
    }
}

/// Quoted-printable (RFC 2045 §6.7) of the plain half.
fn decode(body: &str) -> String {
    let plain = body.split("Content-Type: text/html").next().unwrap();
    let joined = plain.replace("=\r\n", "");
    let mut bytes = Vec::new();
    let mut rest = joined.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'=' {
            let pair: Vec<u8> = rest.by_ref().take(2).collect();
            match u8::from_str_radix(std::str::from_utf8(&pair).unwrap(), 16) {
                Ok(decoded) => bytes.push(decoded),
                Err(_) => bytes.extend([b'='].into_iter().chain(pair)),
            }
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).unwrap()
}

/// Asserts that a page says that a link does not work.
pub fn assert_dead(reply: &Reply) {
    assert_eq!(reply.status, 410, "{reply:?}");
    assert!(reply.text.contains("done-dead-link"), "{reply:?}");
}

/// A page without what differs between any two browsers.
pub fn without_proofs(reply: &Reply) -> String {
    let mut text = reply.text.clone();
    while let Some(proof) = page::input(&text, "csrf").filter(|proof| !proof.is_empty()) {
        text = text.replace(&proof, "");
    }
    text
}
