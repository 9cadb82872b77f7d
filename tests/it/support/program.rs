//! The program itself as an operator runs it: in a folder of its own, without the settings of this process.

use super::{DECRYPTION_KEYS, RSA_KEY, database};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Write;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;
use symbolon::config::DatabaseUrl;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep, timeout};

/// Longer than anything may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);
/// The secret key of the children.
pub const SECRET_KEY: &str = "a secret key for children, 32 bytes or more";

/// A folder to run the program in, and its settings.
pub struct Sandbox {
    folder: TempDir,
    env: BTreeMap<String, String>,
    port: u16,
}

/// What a command left behind.
#[derive(Debug)]
pub struct Outcome {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Outcome {
    /// Asserts that the command did what it should; gives its output.
    pub fn done(self) -> String {
        assert_eq!(self.code, Some(0), "{self:?}");
        self.out
    }

    /// Asserts exit code 1, nothing on standard output, and an error that has all of `texts`.
    pub fn failed(&self, texts: &[&str]) {
        self.refused(1, texts);
    }

    /// The same with exit code 2.
    pub fn misused(&self, texts: &[&str]) {
        self.refused(2, texts);
    }

    fn refused(&self, code: i32, texts: &[&str]) {
        assert_eq!((self.code, self.out.as_str()), (Some(code), ""), "{self:?}");
        for text in texts {
            assert!(self.err.contains(text), "no {text:?} in {self:?}");
        }
        assert!(!self.err.contains("panicked"), "{self:?}");
    }
}

impl Sandbox {
    /// Without any setting but where to listen: what somebody has who just unpacked the program.
    pub fn bare() -> Self {
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let sandbox = Self { folder: tempfile::tempdir().unwrap(), env: BTreeMap::new(), port };
        sandbox.set("SYMBOLON_LISTEN", &format!("127.0.0.1:{port}"))
    }

    /// With an empty database of the engine under test, fixed keys and cheap hashes.
    pub async fn new() -> Self {
        let sandbox = Self::bare();
        let url = match database::empty(sandbox.folder.path()).await {
            DatabaseUrl::Sqlite(path) => format!("sqlite://{}", path.display()),
            DatabaseUrl::Postgres(url) => url.expose().clone(),
        };
        let issuer = sandbox.issuer();
        sandbox
            .set("DATABASE_URL", &url)
            .set("SYMBOLON_ISSUER", &issuer)
            .set("SYMBOLON_SECRET_KEY", SECRET_KEY)
            .set("OIDC_RSA_PRIVATE_KEY", RSA_KEY)
            .set("SYMBOLON_KEYS__DECRYPTION_KEYS", DECRYPTION_KEYS)
            .set("SYMBOLON_PASSWORDS__MEMORY_KIB", "7168")
            .set("SYMBOLON_PASSWORDS__ITERATIONS", "1")
    }

    /// With a setting more.
    pub fn set(mut self, variable: &str, value: &str) -> Self {
        self.env.insert(variable.to_owned(), value.to_owned());
        self
    }

    /// With a setting less.
    pub fn unset(mut self, variable: &str) -> Self {
        self.env.remove(variable);
        self
    }

    /// The value that the children get of a setting.
    pub fn setting(&self, variable: &str) -> &str {
        &self.env[variable]
    }

    /// The issuer that fits the port.
    pub fn issuer(&self) -> String {
        format!("http://localhost:{}", self.port)
    }

    /// The port that servers listen on.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// A file of the folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The program with arguments.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_symbolon"));
        for name in own_settings() {
            command.env_remove(name);
        }
        command.args(arguments).envs(&self.env).current_dir(self.folder.path()).stdin(Stdio::null());
        command
    }

    /// Runs the program to its end.
    pub fn run(&self, arguments: &[&str]) -> Outcome {
        self.run_with_input(arguments, "")
    }

    /// Runs the program to its end with something on standard input.
    pub fn run_with_input(&self, arguments: &[&str], input: &str) -> Outcome {
        let mut command = self.command(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // A command that needs no input may have ended already.
        drop(child.stdin.take().unwrap().write_all(input.as_bytes()));
        let output = child.wait_with_output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Outcome { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }

    /// Runs a command that prints JSON.
    pub fn json(&self, arguments: &[&str]) -> Value {
        let out = self.run(arguments).done();
        serde_json::from_str(&out).unwrap_or_else(|_| panic!("not JSON: {out}"))
    }

    /// Starts `demo` or `serve` and waits until it is ready.
    pub async fn start(&self, arguments: &[&str]) -> Server {
        let file = |name| File::create(self.path(name)).unwrap();
        let mut command = self.command(arguments);
        let child = command.stdout(file("stdout")).stderr(file("stderr")).spawn().unwrap();
        let mut server = Server { child, port: self.port, folder: self.folder.path().to_owned() };
        let end = Instant::now() + PATIENCE;
        while server.try_get("/health/ready").await.is_none_or(|answer| answer.status != 200) {
            let ended = server.child.try_wait().unwrap();
            assert!(ended.is_none() && Instant::now() < end, "{ended:?} {} {}", server.stdout(), server.stderr());
            sleep(Duration::from_millis(10)).await;
        }
        server
    }
}

/// Variables of this process that the program would obey.
#[expect(clippy::disallowed_methods, reason = "so that children do not inherit them")]
fn own_settings() -> Vec<std::ffi::OsString> {
    let platform = ["PORT", "DATABASE_URL"];
    let obeyed = |name: &str| name.starts_with("SYMBOLON_") || name.starts_with("OIDC_") || platform.contains(&name);
    std::env::vars_os().map(|(name, _)| name).filter(|name| name.to_str().is_some_and(obeyed)).collect()
}

/// A running server; killed when it is dropped.
pub struct Server {
    child: Child,
    port: u16,
    folder: PathBuf,
}

/// An HTTP answer.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub body: String,
}

impl Answer {
    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("not JSON: {self:?}"))
    }

    /// A text member of a JSON body.
    pub fn field(&self, name: &str) -> String {
        self.json()[name].as_str().unwrap_or_else(|| panic!("no {name} in {self:?}")).to_owned()
    }
}

impl Server {
    /// GET.
    pub async fn get(&self, path: &str, headers: &str) -> Answer {
        self.send(&format!("GET {path} HTTP/1.1\r\n{headers}"), "").await.unwrap()
    }

    /// A token request; `None` when the server went away before it answered.
    pub async fn try_token(&self, form: &[(&str, &str)]) -> Option<Answer> {
        let head = "POST /token HTTP/1.1\r\ncontent-type: application/x-www-form-urlencoded\r\n";
        self.send(head, &super::encode(form)).await
    }

    /// A token request.
    pub async fn token(&self, form: &[(&str, &str)]) -> Answer {
        self.try_token(form).await.unwrap()
    }

    /// The password grant of the demo's client `cli`.
    pub async fn sign_in(&self, username: &str, password: &str) -> Answer {
        let form = [("grant_type", "password"), ("client_id", "cli"), ("username", username), ("password", password)];
        self.token(&form).await
    }

    async fn try_get(&self, path: &str) -> Option<Answer> {
        self.send(&format!("GET {path} HTTP/1.1\r\n"), "").await
    }

    async fn send(&self, head: &str, body: &str) -> Option<Answer> {
        let mut stream = self.connect().await?;
        let length = body.len();
        let request = format!("{head}host: localhost\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{body}");
        stream.write_all(request.as_bytes()).await.ok()?;
        read_answer(&mut stream).await
    }

    /// A connection; `None` when nobody listens.
    pub async fn connect(&self) -> Option<TcpStream> {
        TcpStream::connect(("127.0.0.1", self.port)).await.ok()
    }

    /// What it wrote to standard output.
    pub fn stdout(&self) -> String {
        fs::read_to_string(self.folder.join("stdout")).unwrap()
    }

    /// What it wrote to standard error.
    pub fn stderr(&self) -> String {
        fs::read_to_string(self.folder.join("stderr")).unwrap()
    }

    /// Sends SIGTERM.
    pub fn terminate(&self) {
        self.signal("TERM");
    }

    /// Waits for its end.
    pub async fn ended(&mut self) -> ExitStatus {
        let end = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(Instant::now() < end, "it does not end: {}", self.stderr());
            sleep(Duration::from_millis(10)).await;
        }
    }

    /// Stops it as platforms do.
    pub async fn stop(mut self) {
        self.terminate();
        assert_eq!(self.ended().await.code(), Some(0), "{}", self.stderr());
    }

    /// `kill -9`: nothing more is written.
    pub fn kill(&self) {
        self.signal("KILL");
    }

    fn signal(&self, name: &str) {
        let kill = format!("kill -{name} {}", self.child.id());
        assert!(Command::new("sh").args(["-c", &kill]).status().unwrap().success());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Reads an answer to its end; `None` when it is not whole.
pub async fn read_answer(stream: &mut TcpStream) -> Option<Answer> {
    let mut bytes = Vec::new();
    timeout(PATIENCE, stream.read_to_end(&mut bytes)).await.expect("an answer in time").ok()?;
    let text = String::from_utf8(bytes).ok()?;
    let (head, body) = text.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok());
    length.is_none_or(|length| length == body.len()).then(|| Answer { status, body: body.to_owned() })
}
