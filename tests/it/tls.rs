//! TLS of the server's own, over real sockets.

use crate::support::TestApp;
use crate::support::program::Sandbox;
use rcgen::{CertificateParams, KeyPair};
use reqwest::{Certificate, Client, Version};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use symbolon::config::{Issuer, Settings};
use symbolon::http::serve::{ServeLimits, Tls, TlsFiles, app, listener, serve_over};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, timeout};

const RSA_KEY: &str = include_str!("../keys/rsa-1.pem");
const EC_KEY: &str = include_str!("../keys/p256-1.pem");
const PATIENCE: Duration = Duration::from_secs(20);

/// The two files, in a folder of their own.
struct Files {
    folder: TempDir,
}

impl Files {
    /// With a certificate for `localhost` and its key; gives the certificate too.
    fn new(key: &KeyPair) -> (Self, String) {
        let files = Self { folder: tempfile::tempdir().unwrap() };
        let certificate = certify(key);
        files.write(&certificate, &key.serialize_pem());
        (files, certificate)
    }

    fn write(&self, certificate: &str, key: &str) {
        let paths = self.paths();
        fs::write(paths.certificate, certificate).unwrap();
        fs::write(paths.key, key).unwrap();
    }

    fn paths(&self) -> TlsFiles {
        TlsFiles { certificate: self.folder.path().join("cert.pem"), key: self.folder.path().join("key.pem") }
    }

    fn load(&self) -> Result<Tls, String> {
        Tls::load(self.paths()).map_err(|error| error.to_string())
    }
}

/// A certificate for `localhost`, signed by its own key, as PEM.
fn certify(key: &KeyPair) -> String {
    CertificateParams::new(["localhost".to_owned()]).unwrap().self_signed(key).unwrap().pem()
}

fn new_key() -> KeyPair {
    KeyPair::generate().unwrap()
}

/// The provider behind a TLS listener of its own, wired as the program does it.
struct Server {
    port: u16,
    issuer: String,
    stop: oneshot::Sender<()>,
    done: JoinHandle<()>,
    /// The folder of its database must outlive it.
    _folder: Arc<TempDir>,
}

async fn start(files: &Files) -> Server {
    let listener = listener(SocketAddr::from(([127, 0, 0, 1], 0))).unwrap();
    let port = listener.local_addr().unwrap().port();
    let issuer = format!("https://localhost:{port}");
    let TlsFiles { certificate, key } = files.paths();
    let test = TestApp::with(|settings| {
        settings.issuer = Issuer::parse(&issuer).unwrap();
        settings.tls.cert_file = Some(certificate);
        settings.tls.key_file = Some(key);
    })
    .await;
    let (app, folder) = test.into_parts();
    let (stop, stopped) = oneshot::channel::<()>();
    let done = tokio::spawn(async move {
        app.serve(listener, async { drop(stopped.await) }).await.unwrap();
    });
    Server { port, issuer, stop, done, _folder: folder }
}

impl Server {
    /// GET by a client that trusts `certificate` only.
    async fn get(&self, certificate: &str, path: &str) -> Result<reqwest::Response, reqwest::Error> {
        client(certificate).build().unwrap().get(format!("{}{path}", self.issuer)).send().await
    }

    /// Waits until new connections get `certificate`.
    async fn presents(&self, certificate: &str) {
        let end = Instant::now() + PATIENCE;
        while self.get(certificate, "/health/live").await.is_err() {
            assert!(Instant::now() < end, "the certificate is never taken up");
            sleep(Duration::from_millis(50)).await;
        }
    }

    async fn stop(self) {
        self.stop.send(()).unwrap();
        timeout(PATIENCE, self.done).await.expect("drained").unwrap();
    }
}

fn client(certificate: &str) -> reqwest::ClientBuilder {
    Client::builder().tls_certs_only([Certificate::from_pem(certificate.as_bytes()).unwrap()])
}

#[tokio::test]
async fn discovery_is_walked_over_https_in_http1_and_http2() {
    let (files, certificate) = Files::new(&new_key());
    let server = start(&files).await;
    for (client, version) in
        [(client(&certificate), Version::HTTP_2), (client(&certificate).http1_only(), Version::HTTP_11)]
    {
        let client = client.build().unwrap();
        let found = client.get(format!("{}/.well-known/openid-configuration", server.issuer)).send().await.unwrap();
        assert_eq!((found.status().as_u16(), found.version()), (200, version));
        assert!(found.headers().contains_key("strict-transport-security"));
        let found: Value = found.json().await.unwrap();
        assert_eq!(found["issuer"], server.issuer);
        let keys = client.get(found["jwks_uri"].as_str().unwrap()).send().await.unwrap();
        assert_eq!(keys.version(), version);
        assert!(!keys.json::<Value>().await.unwrap()["keys"].as_array().unwrap().is_empty());
        let page = client.get(format!("{}/login", server.issuer)).send().await.unwrap();
        assert_eq!(page.status(), 200);
        let cookie = page.headers()["set-cookie"].to_str().unwrap();
        assert!(cookie.starts_with("__Host-") && cookie.contains("Secure"), "{cookie}");
    }
    server.stop().await;
}

#[tokio::test]
async fn plain_http_is_not_answered_on_a_tls_listener() {
    let (files, _) = Files::new(&new_key());
    let server = start(&files).await;
    let mut stream = TcpStream::connect(("127.0.0.1", server.port)).await.unwrap();
    stream.write_all(b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n").await.unwrap();
    let mut answer = Vec::new();
    let _ = timeout(PATIENCE, stream.read_to_end(&mut answer)).await.expect("closed by the server");
    assert!(!String::from_utf8_lossy(&answer).contains("HTTP"), "{answer:?}");
    server.stop().await;
}

#[tokio::test]
async fn new_certificate_is_taken_up_and_a_broken_one_is_not() {
    let (files, first) = Files::new(&new_key());
    let server = start(&files).await;
    let before = client(&first).build().unwrap();
    let address = format!("{}/health/live", server.issuer);
    assert_eq!(before.get(&address).send().await.unwrap().status(), 200);

    let key = new_key();
    let second = certify(&key);
    // As renewal tools leave them for a moment: a certificate whose key is still the old one.
    fs::write(files.paths().certificate, &second).unwrap();
    sleep(Duration::from_millis(1500)).await;
    server.presents(&first).await;
    fs::write(files.paths().key, key.serialize_pem()).unwrap();
    server.presents(&second).await;
    assert!(server.get(&first, "/health/live").await.is_err(), "new connections get the new certificate");
    assert_eq!(before.get(&address).send().await.unwrap().status(), 200, "an open connection stays");

    for broken in ["", "-----BEGIN CERTIFICATE-----\nAAAA\n"] {
        fs::write(files.paths().certificate, broken).unwrap();
        sleep(Duration::from_millis(1500)).await;
        server.presents(&second).await;
    }
    fs::remove_file(files.paths().key).unwrap();
    sleep(Duration::from_millis(1500)).await;
    server.presents(&second).await;
    server.stop().await;
}

#[test]
fn keys_are_read_in_each_of_their_three_forms() {
    let rsa = KeyPair::from_pem(RSA_KEY).unwrap();
    let (files, certificate) = Files::new(&rsa);
    assert_eq!(files.load().map(|tls| tls.chain_length()), Ok(1));
    let pkcs1 = {
        use rsa::pkcs1::EncodeRsaPrivateKey;
        use rsa::pkcs8::DecodePrivateKey;
        rsa::RsaPrivateKey::from_pkcs8_pem(RSA_KEY).unwrap().to_pkcs1_pem(rsa::pkcs8::LineEnding::LF).unwrap()
    };
    files.write(&format!("{certificate}{certificate}"), &pkcs1);
    assert_eq!(files.load().map(|tls| tls.chain_length()), Ok(2));

    let (files, certificate) = Files::new(&KeyPair::from_pem(EC_KEY).unwrap());
    let pkcs8 = pem::parse(EC_KEY).unwrap();
    // RFC 5208 wraps RFC 5915's structure into an octet string of 109 bytes.
    let (head, sec1) = pkcs8.contents().split_at(29);
    assert_eq!(head[27..], [0x04, 0x6d]);
    files.write(&certificate, &pem::encode(&pem::Pem::new("EC PRIVATE KEY", sec1)));
    assert_eq!(files.load().map(|tls| tls.chain_length()), Ok(1));
}

/// Asserts that the files are refused in words that have all of `texts`.
fn assert_refused(files: &Files, texts: &[&str]) {
    let error = files.load().err().expect("refused");
    for text in texts {
        assert!(error.contains(text), "no {text:?} in {error}");
    }
    assert!(!error.contains("MIIE"), "a part of a key in {error}");
}

#[test]
fn files_that_are_no_certificate_and_key_are_refused_with_setting_and_mend() {
    const CERTIFICATE: &[&str] = &["tls.cert_file", "SYMBOLON_TLS__CERT_FILE", "cert.pem", "as PEM"];
    const KEY: &[&str] = &["tls.key_file", "SYMBOLON_TLS__KEY_FILE", "key.pem", "PKCS#8, PKCS#1 or SEC1"];
    let key = KeyPair::from_pem(RSA_KEY).unwrap();
    let (files, certificate) = Files::new(&key);
    for (text, why) in
        [("", "holds no certificate"), (RSA_KEY, "holds no certificate"), (&certificate[..99], "damaged")]
    {
        files.write(text, RSA_KEY);
        assert_refused(&files, &[CERTIFICATE, &[why]].concat());
    }
    let encrypted = RSA_KEY.replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY");
    for (text, why) in [("", "no private key"), (&encrypted, "no private key"), (&RSA_KEY[..99], "damaged")] {
        files.write(&certificate, text);
        assert_refused(&files, &[KEY, &[why]].concat());
    }
    files.write(&certificate, &new_key().serialize_pem());
    assert_refused(&files, &["tls.cert_file", "tls.key_file", "give the key"]);
    fs::remove_file(files.paths().key).unwrap();
    assert_refused(&files, &[KEY, &["cannot be read"]].concat());
    fs::remove_file(files.paths().certificate).unwrap();
    assert_refused(&files, &[CERTIFICATE, &["cannot be read"]].concat());
}

#[test]
fn one_file_without_the_other_and_a_plain_issuer_stop_the_start() {
    let load = |settings: &[(&str, &str)]| {
        let env: BTreeMap<_, _> =
            settings.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Settings::load(None, &env).map_err(|error| error.to_string())
    };
    let (cert, key) = (("SYMBOLON_TLS__CERT_FILE", "c.pem"), ("SYMBOLON_TLS__KEY_FILE", "k.pem"));
    let issuer = ("SYMBOLON_ISSUER", "https://id.example.com");
    let settings = load(&[cert, key, issuer]).unwrap();
    assert_eq!(settings.tls.cert_file, Some(PathBuf::from("c.pem")));
    assert_eq!(settings.tls.key_file, Some(PathBuf::from("k.pem")));
    let error = load(&[cert, issuer]).unwrap_err();
    assert!(error.contains("tls.key_file (SYMBOLON_TLS__KEY_FILE): is missing"), "{error}");
    let error = load(&[key, issuer]).unwrap_err();
    assert!(error.contains("tls.cert_file (SYMBOLON_TLS__CERT_FILE): is missing"), "{error}");
    let error = load(&[cert, key]).unwrap_err();
    assert!(error.contains("issuer (SYMBOLON_ISSUER): is plain http"), "{error}");
}

#[tokio::test]
async fn check_tells_of_the_certificate_and_serve_refuses_a_bad_one() {
    let (files, certificate) = Files::new(&new_key());
    let paths = files.paths();
    let sandbox = Sandbox::new()
        .await
        .set("SYMBOLON_ISSUER", "https://localhost")
        .set("SYMBOLON_TLS__CERT_FILE", paths.certificate.to_str().unwrap())
        .set("SYMBOLON_TLS__KEY_FILE", paths.key.to_str().unwrap());
    sandbox.run(&["migrate"]).done();
    let report = sandbox.json(&["check", "--json"]);
    let of = |about: &str| report.as_array().unwrap().iter().find(|row| row["check"] == about).unwrap();
    assert_eq!(of("tls")["verdict"], "ok", "{report}");
    assert_eq!(of("proxy")["verdict"], "ok", "{report}");
    files.write(&certificate, &new_key().serialize_pem());
    let refused = sandbox.run(&["check"]);
    assert_eq!(refused.code, Some(1), "{refused:?}");
    assert!(refused.out.contains("SYMBOLON_TLS__KEY_FILE"), "{refused:?}");
    sandbox.run(&["serve"]).failed(&["SYMBOLON_TLS__KEY_FILE", "give the key"]);
}

/// A listener with these limits behind which everything is "hello".
fn serve_hello(files: &Files, limits: ServeLimits) -> (SocketAddr, JoinHandle<()>) {
    let listener = listener(SocketAddr::from(([127, 0, 0, 1], 0))).unwrap();
    let address = listener.local_addr().unwrap();
    let hello = app(poem::endpoint::make_sync(|_| "hello"));
    let tls = files.load().unwrap();
    let task = tokio::spawn(async move {
        serve_over(listener, Some(tls), hello, limits, std::future::pending()).await.unwrap();
    });
    (address, task)
}

/// The head of a TLS record that announces more than ever comes (RFC 8446 §5.1).
const HALF_A_HELLO: &[u8] = &[0x16, 0x03, 0x01, 0x02, 0x00, 0x01];

#[tokio::test]
async fn slow_handshake_is_ended_at_the_deadline_of_a_header() {
    let (files, certificate) = Files::new(&new_key());
    let limits = ServeLimits { header_read: Duration::from_millis(300), ..ServeLimits::default() };
    let (address, task) = serve_hello(&files, limits);
    let mut silent = TcpStream::connect(address).await.unwrap();
    let mut dripping = TcpStream::connect(address).await.unwrap();
    dripping.write_all(HALF_A_HELLO).await.unwrap();
    let begun = Instant::now();
    for stream in [&mut silent, &mut dripping] {
        let mut rest = Vec::new();
        let _ = timeout(PATIENCE, stream.read_to_end(&mut rest)).await.expect("ended by the server");
    }
    assert!(begun.elapsed() < Duration::from_secs(3), "{:?}", begun.elapsed());
    let address = format!("https://localhost:{}", address.port());
    let served = client(&certificate).build().unwrap().get(address).send().await.unwrap();
    assert_eq!(served.text().await.unwrap(), "hello", "others are served");
    task.abort();
}

#[tokio::test]
async fn handshakes_count_among_the_connections_of_an_address() {
    let (files, certificate) = Files::new(&new_key());
    let limits = ServeLimits { max_connections_per_address: 2, exempt: Arc::new(|_| false), ..ServeLimits::default() };
    let (address, task) = serve_hello(&files, limits);
    let mut held = Vec::new();
    for _ in 0..2 {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(HALF_A_HELLO).await.unwrap();
        held.push(stream);
    }
    sleep(Duration::from_millis(200)).await;
    let address = format!("https://localhost:{}", address.port());
    let client = client(&certificate).build().unwrap();
    assert!(client.get(&address).send().await.is_err(), "a third connection is closed at once");
    held.clear();
    let end = Instant::now() + PATIENCE;
    while client.get(&address).send().await.is_err() {
        assert!(Instant::now() < end, "the places come back when their holders leave");
        sleep(Duration::from_millis(50)).await;
    }
    task.abort();
}
