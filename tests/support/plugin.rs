//! Terraform's side of a plugin: starts the real binary, shakes hands, calls.
//!
//! A failure to do so is a failure of the test, so these functions panic and say what happened.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use rustls::ClientConfig;
use rustls::pki_types::{CertificateDer, ServerName};
use terraform_provider_awslambda::plugin::handshake::{COOKIE, COOKIE_NAME};
use terraform_provider_awslambda::plugin::wire::plugin::Empty;
use tokio::io::{AsyncBufReadExt as _, AsyncRead, AsyncReadExt as _, BufReader};
use tokio::net::{TcpStream, UnixStream};
use tokio::process::{Child, ChildStdout, Command};
use tokio::task::JoinHandle;
use tokio_rustls::TlsConnector;

use super::certificate::Certificate;
use super::connection::{Connection, Duplex, PATIENCE};

/// How a plugin is started.
pub(crate) struct Settings {
    program: PathBuf,
    environment: Vec<(String, Option<String>)>,
    certificate: Option<Certificate>,
}

/// A plugin that runs and has said where. Dropped, it is killed.
pub(crate) struct Plugin {
    pub child: Child,
    /// The handshake line without its end.
    pub line: String,
    certificate: Option<Certificate>,
    stdout: BufReader<ChildStdout>,
    stderr: Arc<Mutex<String>>,
    stderr_reader: JoinHandle<()>,
    /// The only temporary directory that the plugin knows.
    pub temporary: tempfile::TempDir,
}

/// What a plugin that did not want to serve left behind.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub status: ExitStatus,
    pub stdout: String,
    pub stderr: String,
}

// === impl Settings ===

impl Settings {
    /// As Terraform starts a provider.
    pub(crate) fn new() -> Self {
        let certificate = Certificate::new();
        Self {
            program: PathBuf::from(env!("CARGO_BIN_EXE_terraform-provider-awslambda")),
            environment: Vec::new(),
            certificate: None,
        }
        .with(COOKIE_NAME, COOKIE)
        .with("PLUGIN_MIN_PORT", "10000")
        .with("PLUGIN_MAX_PORT", "25000")
        .with("PLUGIN_PROTOCOL_VERSIONS", "6,5")
        .with("PLUGIN_CLIENT_CERT", &certificate.pem)
        .with_certificate(certificate)
    }

    /// As Terraform starts a provider when `TF_DISABLE_PLUGIN_TLS` is set.
    pub(crate) fn without_tls() -> Self {
        let mut settings = Self::new().without("PLUGIN_CLIENT_CERT");
        settings.certificate = None;
        settings
    }

    fn with_certificate(mut self, certificate: Certificate) -> Self {
        self.certificate = Some(certificate);
        self
    }

    /// Sets a variable of the environment.
    #[must_use]
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.environment
            .push((name.to_owned(), Some(value.to_owned())));
        self
    }

    /// Leaves a variable out of the environment.
    #[must_use]
    pub(crate) fn without(mut self, name: &str) -> Self {
        self.environment.push((name.to_owned(), None));
        self
    }

    /// The command that starts the plugin, with `temporary` for its files and without settings of the test's own host.
    pub(crate) fn command(&self, program: &OsStr, temporary: &Path) -> Command {
        let mut command = Command::new(program);
        for (name, _) in std::env::vars_os() {
            let name = name.to_string_lossy();
            if ["TF_", "PLUGIN_", "AWS_"]
                .iter()
                .any(|prefix| name.starts_with(prefix))
            {
                command.env_remove(name.as_ref());
            }
        }
        command
            .env("TMPDIR", temporary)
            .env_remove("RUST_BACKTRACE");
        for (name, value) in &self.environment {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        command
    }

    /// Starts the plugin and waits for its line.
    pub(crate) async fn start(self) -> Plugin {
        let temporary = tempfile::tempdir().unwrap();
        let child = self
            .command(self.program.as_os_str(), temporary.path())
            .spawn()
            .unwrap();
        Plugin::over(child, self.certificate, temporary).await
    }

    /// Starts the plugin and waits for its end.
    pub(crate) async fn refused(self) -> Refusal {
        let temporary = tempfile::tempdir().unwrap();
        let mut command = self.command(self.program.as_os_str(), temporary.path());
        let output = tokio::time::timeout(PATIENCE, command.output())
            .await
            .expect("the plugin goes on")
            .unwrap();
        Refusal {
            status: output.status,
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

// === impl Plugin ===

impl Plugin {
    /// The plugin whose output `child` has, once it has said where it is.
    pub(crate) async fn over(
        mut child: Child,
        certificate: Option<Certificate>,
        temporary: tempfile::TempDir,
    ) -> Self {
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let stderr = Arc::new(Mutex::new(String::new()));
        let stderr_reader =
            tokio::spawn(collect(child.stderr.take().unwrap(), Arc::clone(&stderr)));
        let mut line = String::new();
        tokio::time::timeout(PATIENCE, stdout.read_line(&mut line))
            .await
            .expect("no handshake line")
            .unwrap();
        assert!(
            line.ends_with('\n'),
            "no handshake line but {line:?} and {:?}",
            stderr.lock().unwrap()
        );
        line.pop();
        Self {
            child,
            line,
            certificate,
            stdout,
            stderr,
            stderr_reader,
            temporary,
        }
    }

    /// A part of the handshake line, from 0.
    pub(crate) fn part(&self, index: usize) -> &str {
        self.line.split('|').nth(index).unwrap()
    }

    /// The certificate in the handshake line.
    pub(crate) fn server_certificate(&self) -> CertificateDer<'static> {
        CertificateDer::from(STANDARD_NO_PAD.decode(self.part(5)).unwrap())
    }

    /// The certificate that the plugin was told of.
    pub(crate) fn certificate(&self) -> &Certificate {
        self.certificate.as_ref().expect("a plugin with TLS")
    }

    /// The bare stream to the address in the line.
    pub(crate) async fn stream(&self) -> Box<dyn Duplex> {
        match self.part(2) {
            "unix" => Box::new(UnixStream::connect(self.part(3)).await.unwrap()),
            "tcp" => Box::new(TcpStream::connect(self.part(3)).await.unwrap()),
            other => panic!("no such network: {other}"),
        }
    }

    /// Connects as Terraform does.
    pub(crate) async fn connect(&self) -> Connection {
        match &self.certificate {
            None => Connection::over(self.stream().await).await.unwrap(),
            Some(certificate) => {
                let config = certificate.client(&self.server_certificate());
                self.connect_with(config, &[b"h2"]).await.unwrap()
            }
        }
    }

    /// Connects by TLS as `config` and `alpn` say. With TLS 1.3 a client learns that it was refused only when it makes
    /// its first call.
    pub(crate) async fn connect_with(
        &self,
        mut config: ClientConfig,
        alpn: &[&[u8]],
    ) -> Result<Connection, String> {
        config.alpn_protocols = alpn.iter().map(|protocol| protocol.to_vec()).collect();
        let name = ServerName::try_from("localhost").unwrap();
        let handshake = TlsConnector::from(Arc::new(config)).connect(name, self.stream().await);
        let stream = tokio::time::timeout(PATIENCE, handshake)
            .await
            .expect("the TLS handshake does not end")
            .map_err(|error| error.to_string())?;
        Connection::over(stream).await
    }

    /// Ends the plugin as Terraform does.
    pub(crate) async fn shutdown(&mut self) -> ExitStatus {
        let connection = self.connect().await;
        let _: Empty = connection
            .call("/plugin.GRPCController/Shutdown", Empty {})
            .await
            .unwrap();
        self.wait().await
    }

    /// Waits for the end of the plugin.
    pub(crate) async fn wait(&mut self) -> ExitStatus {
        tokio::time::timeout(PATIENCE, self.child.wait())
            .await
            .expect("the plugin goes on")
            .unwrap()
    }

    /// Sends a signal by its name, such as `INT`.
    pub(crate) fn signal(&self, name: &str) {
        signal(self.child.id().unwrap(), name);
    }

    /// What was written to standard error so far.
    pub(crate) fn stderr(&self) -> String {
        self.stderr.lock().unwrap().clone()
    }

    /// All that came on standard output after the line. Waits for the end of the plugin.
    pub(crate) async fn rest_of_stdout(&mut self) -> String {
        let mut rest = String::new();
        tokio::time::timeout(PATIENCE, self.stdout.read_to_string(&mut rest))
            .await
            .expect("stdout is open")
            .unwrap();
        rest
    }

    /// All of standard error. Waits for the end of the plugin.
    pub(crate) async fn all_of_stderr(&mut self) -> String {
        tokio::time::timeout(PATIENCE, &mut self.stderr_reader)
            .await
            .expect("stderr is open")
            .unwrap();
        self.stderr()
    }

    /// The most memory that the plugin has held at once, in MiB. Only Linux tells.
    #[cfg(target_os = "linux")]
    pub(crate) fn peak_memory(&self) -> u64 {
        let path = format!("/proc/{}/status", self.child.id().unwrap());
        let status = std::fs::read_to_string(path).unwrap();
        let peak = status
            .lines()
            .find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB"));
        peak.unwrap().parse::<u64>().unwrap() >> 10
    }

    /// What is left in the temporary directory.
    pub(crate) fn left_behind(&self) -> Vec<PathBuf> {
        std::fs::read_dir(self.temporary.path())
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect()
    }
}

/// Sends a signal to a process that the test started.
pub(crate) fn signal(pid: u32, name: &str) {
    let status = std::process::Command::new("kill")
        .arg(format!("-{name}"))
        .arg(pid.to_string())
        .status()
        .unwrap();
    assert!(status.success(), "kill -{name} {pid}: {status}");
}

async fn collect(mut from: impl AsyncRead + Unpin, to: Arc<Mutex<String>>) {
    let mut buffer = vec![0; 64 << 10];
    while let Ok(read @ 1..) = from.read(&mut buffer).await {
        to.lock()
            .unwrap()
            .push_str(&String::from_utf8_lossy(&buffer[..read]));
    }
}
