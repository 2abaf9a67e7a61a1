//! The process, and a call to it.

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::thread;
use std::time::Duration;

use crate::support::python::python;

/// Longer than moto takes for any call, also on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);

/// A running moto. Its standard input is closed with this program, and ends it.
#[derive(Debug)]
pub(super) struct Server {
    address: SocketAddr,
    _process: Child,
}

/// What is asked of moto.
#[derive(Debug, Clone)]
pub(super) struct Call {
    pub(super) method: String,
    /// Path and query, encoded.
    pub(super) target: String,
    /// Without the length, which follows from the body.
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: String,
}

/// What it answers.
#[derive(Debug, Clone)]
pub(super) struct Answer {
    pub(super) status: u16,
    /// By name in small letters, without those of the connection.
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: String,
}

/// The one moto of this program; none when what needs Python is to be left out.
pub(super) fn server() -> Option<&'static Server> {
    static SERVER: OnceLock<Option<Server>> = OnceLock::new();
    SERVER.get_or_init(Server::start).as_ref()
}

// === impl Server ===

impl Server {
    fn start() -> Option<Self> {
        let mut process = Command::new(python()?)
            .arg(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/tests/support/moto/server.py"
            ))
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut complaints = process.stderr.take().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let Ok(address) = line.trim().parse() else {
            let mut why = String::new();
            let _ = complaints.read_to_string(&mut why);
            panic!("moto did not start: {line:?} {why}");
        };
        // It says a line for each request: somebody has to read them.
        thread::spawn(move || io::copy(&mut complaints, &mut io::sink()));
        Some(Self {
            address,
            _process: process,
        })
    }

    /// Asks and waits for the answer.
    pub(super) fn ask(&self, call: &Call) -> io::Result<Answer> {
        let mut stream = TcpStream::connect(self.address)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        let mut text = format!("{} {} HTTP/1.1\r\n", call.method, call.target);
        for (name, value) in &call.headers {
            text.extend([name, ": ", value, "\r\n"]);
        }
        let (address, length) = (self.address.to_string(), call.body.len().to_string());
        text.extend(["host: ", &address, "\r\ncontent-length: ", &length]);
        text.extend(["\r\nconnection: close\r\n\r\n", &call.body]);
        stream.write_all(text.as_bytes())?;
        let mut all = String::new();
        stream.read_to_string(&mut all)?;
        Answer::read(&all).ok_or_else(|| io::Error::other(format!("no answer: {all}")))
    }
}

// === impl Answer ===

impl Answer {
    fn read(text: &str) -> Option<Self> {
        let (head, body) = text.split_once("\r\n\r\n")?;
        let mut lines = head.lines();
        let headers = lines.clone().skip(1);
        let kept = |name: &str| !["content-length", "connection", "server", "date"].contains(&name);
        Some(Self {
            status: lines.next()?.split(' ').nth(1)?.parse().ok()?,
            headers: headers
                .filter_map(|it| it.split_once(':'))
                .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
                .filter(|(name, _)| kept(name))
                .collect(),
            body: body.to_owned(),
        })
    }
}
