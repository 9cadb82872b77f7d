//! Somebody else's web server on this machine.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use symbolon::config::HostPort;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What is answered at a path.
#[derive(Clone, Debug)]
pub struct Page {
    pub status: u16,
    pub headers: String,
    pub body: String,
    /// Before the answer.
    pub pause: Duration,
}

impl Page {
    /// A 200 answer.
    pub fn ok(body: impl Into<String>) -> Self {
        Self { status: 200, headers: String::new(), body: body.into(), pause: Duration::ZERO }
    }

    /// A redirect.
    pub fn redirect(to: &str) -> Self {
        Self { status: 302, headers: format!("Location: {to}\r\n"), ..Self::ok("") }
    }
}

/// A plain http server that answers what a test puts at its paths, and keeps what it was asked.
#[derive(Clone)]
pub struct Web {
    address: SocketAddr,
    pages: Arc<Mutex<HashMap<String, Page>>>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Web {
    /// Listens on a free port of this machine.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let web = Self { address: listener.local_addr().unwrap(), pages: Arc::default(), asked: Arc::default() };
        let serving = web.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serving.clone().answer(stream));
            }
        });
        web
    }

    /// The URL of a path.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// What exempts the server from the rule of public addresses.
    pub fn place(&self) -> HostPort {
        HostPort::parse(&self.address.to_string()).unwrap()
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// Puts a page in place.
    pub fn put(&self, path: &str, page: Page) {
        self.pages.lock().unwrap().insert(path.to_owned(), page);
    }

    /// The requests since the last call, each as it came.
    pub fn take_asked(&self) -> Vec<String> {
        std::mem::take(&mut self.asked.lock().unwrap())
    }

    async fn answer(self, mut stream: TcpStream) {
        let Some(request) = read(&mut stream).await else { return };
        let path = request.split(' ').nth(1).unwrap_or_default().to_owned();
        self.asked.lock().unwrap().push(request);
        let missing = Page { status: 404, ..Page::ok("nothing here") };
        let page = self.pages.lock().unwrap().get(&path).cloned().unwrap_or(missing);
        tokio::time::sleep(page.pause).await;
        let Page { status, headers, body, .. } = page;
        let length = body.len();
        let head = format!("HTTP/1.1 {status} X\r\nContent-Length: {length}\r\nConnection: close\r\n{headers}\r\n");
        let _ = stream.write_all(format!("{head}{body}").as_bytes()).await;
    }
}

/// Head and body of one request.
async fn read(stream: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    loop {
        let mut chunk = [0; 4096];
        let count = stream.read(&mut chunk).await.ok()?;
        bytes.extend_from_slice(&chunk[..count]);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().filter_map(|line| line.split_once(": "));
            let length = length.filter(|(name, _)| name.eq_ignore_ascii_case("content-length"));
            let length: usize = length.map(|(_, value)| value.parse().unwrap()).next().unwrap_or(0);
            if body.len() >= length {
                return Some(text);
            }
        }
        if count == 0 {
            return None;
        }
    }
}
