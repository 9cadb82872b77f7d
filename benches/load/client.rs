//! As little HTTP/1.1 as the load needs: one keep-alive connection, answers with a length.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use symbolon::crypto::digest::sha256_base64url;

/// A keep-alive connection.
pub struct Connection {
    stream: BufReader<TcpStream>,
}

/// An answer.
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub text: String,
}

impl Answer {
    /// A text member of a JSON body; empty when it is not there.
    pub fn field(&self, name: &str) -> String {
        let body: serde_json::Value = serde_json::from_str(&self.text).unwrap_or_default();
        body[name].as_str().unwrap_or_default().to_owned()
    }

    /// A header's value; empty when it is not there.
    pub fn header(&self, name: &str) -> &str {
        let matches = |line: &&str| line.split(':').next().is_some_and(|known| known.eq_ignore_ascii_case(name));
        self.head.lines().find(matches).and_then(|line| line.split_once(": ")).map_or("", |(_, value)| value)
    }
}

impl Connection {
    /// Connects.
    pub fn open(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_nodelay(true).unwrap();
        Self { stream: BufReader::new(stream) }
    }

    /// GET with extra header lines.
    pub fn get(&mut self, path: &str, headers: &str) -> Answer {
        self.exchange(&format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n"))
    }

    /// POST of a form with extra header lines.
    pub fn post(&mut self, path: &str, headers: &str, body: &str) -> Answer {
        let length = body.len();
        self.exchange(&format!(
            "POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n\
             Content-Length: {length}\r\n{headers}\r\n{body}"
        ))
    }

    fn exchange(&mut self, request: &str) -> Answer {
        self.stream.get_mut().write_all(request.as_bytes()).unwrap();
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            assert_ne!(self.stream.read_line(&mut head).unwrap(), 0, "the server closed the connection");
        }
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let mut answer = Answer { status, head, text: String::new() };
        let length = answer.header("content-length").parse().unwrap_or(0);
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body).unwrap();
        answer.text = String::from_utf8(body).unwrap();
        answer
    }
}

/// Form encoding.
pub fn form(pairs: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

/// The address of an authorization request of the client `spa`.
pub fn authorize_path(verifier: &str) -> String {
    let query = form(&[
        ("response_type", "code"),
        ("client_id", "spa"),
        ("redirect_uri", super::server::REDIRECT_URI),
        ("scope", "openid profile offline_access"),
        ("state", "s"),
        ("code_challenge", &sha256_base64url(verifier)),
        ("code_challenge_method", "S256"),
    ]);
    format!("/authorize?{query}")
}

/// A code for a browser that is signed in and has consented.
pub fn code_for(connection: &mut Connection, cookie: &str, verifier: &str) -> String {
    let answer = connection.get(&authorize_path(verifier), &format!("Cookie: {cookie}\r\n"));
    let location = url::Url::parse(answer.header("location")).unwrap();
    location.query_pairs().find(|(name, _)| name == "code").map(|(_, code)| code.into_owned()).unwrap()
}
