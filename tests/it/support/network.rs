//! The service behind a real socket, for what depends on who connects.

use super::{Reply, TestApp};
use http::HeaderMap;
use poem::Request;
use std::fmt::Write;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};
use symbolon::http::serve::{ServeLimits, app, listener, serve};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket};
use tokio::task::JoinHandle;

/// A listening service; it ends when it is dropped.
pub struct Network {
    port: u16,
    task: JoinHandle<()>,
}

/// An address of this machine that is not loopback, if it has one. Nothing is sent.
pub fn own_address() -> Option<IpAddr> {
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).ok()?;
    socket.connect((Ipv4Addr::new(192, 0, 2, 1), 9)).ok()?;
    Some(socket.local_addr().ok()?.ip()).filter(|address| !address.is_loopback())
}

impl TestApp {
    /// Serves on a free port of every address.
    pub fn listen(&self) -> Network {
        self.listen_on(listener(SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0))).unwrap())
    }

    /// Serves on a listener that is there already, so that its port could go into the issuer.
    pub fn listen_on(&self, listener: TcpListener) -> Network {
        let port = listener.local_addr().unwrap().port();
        let (gate, _) = self.app.gate().unwrap_or_else(|error| panic!("{error}"));
        let task = tokio::spawn(async move {
            serve(listener, app(gate), ServeLimits::default(), std::future::pending()).await.unwrap();
        });
        Network { port, task }
    }
}

impl Network {
    /// Sends a request from one of this machine's addresses to the same address.
    pub async fn send(&self, from: IpAddr, request: Request) -> Reply {
        let socket = if from.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }.unwrap();
        socket.bind(SocketAddr::new(from, 0)).unwrap();
        let mut stream = socket.connect(SocketAddr::new(from, self.port)).await.unwrap();
        stream.write_all(&wire(request).await).await.unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).await.unwrap();
        read(&String::from_utf8(bytes).unwrap())
    }
}

impl Drop for Network {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn wire(request: Request) -> Vec<u8> {
    let mut text =
        format!("{} {} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n", request.method(), request.uri());
    for (name, value) in request.headers() {
        write!(text, "{name}: {}\r\n", value.to_str().unwrap()).unwrap();
    }
    let body = request.into_body().into_vec().await.unwrap();
    write!(text, "content-length: {}\r\n\r\n", body.len()).unwrap();
    [text.into_bytes(), body].concat()
}

fn read(answer: &str) -> Reply {
    let (head, text) = answer.split_once("\r\n\r\n").unwrap();
    let mut lines = head.lines();
    let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    let mut headers = HeaderMap::new();
    for (name, value) in lines.filter_map(|line| line.split_once(": ")) {
        headers.append(name.parse::<http::HeaderName>().unwrap(), value.parse().unwrap());
    }
    Reply { status, headers, text: text.to_owned() }
}
