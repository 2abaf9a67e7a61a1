//! When the process ends: told so by the host, by a signal, or because the host is gone.

use std::{io, time::Duration};

use tokio::sync::watch;

/// How often we look whether the host is still there.
#[cfg(unix)]
const PARENT_CHECK: Duration = Duration::from_secs(1);

/// Why the process ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// The host asked for it.
    Shutdown,
    /// The system, or a person, asked for it.
    Terminated,
    /// The process that started us is no more.
    Abandoned,
}

/// A switch that is thrown once, shared by all who have to know.
#[derive(Debug, Clone)]
pub(super) struct Stop(watch::Sender<bool>);

/// The signals that concern a plugin, caught from the moment this exists.
#[derive(Debug)]
pub(super) struct Signals {
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    #[cfg(unix)]
    hangup: tokio::signal::unix::Signal,
    #[cfg(unix)]
    quit: tokio::signal::unix::Signal,
}

/// The process that started us.
#[derive(Debug)]
pub(super) struct Parent {
    #[cfg(unix)]
    id: u32,
}

// === impl End ===

impl End {
    /// The exit status, as a shell has it.
    pub(super) fn status(self) -> u8 {
        match self {
            Self::Shutdown => 0,
            Self::Terminated => 128 + 15,
            Self::Abandoned => 1,
        }
    }
}

// === impl Stop ===

impl Stop {
    pub(super) fn new() -> Self {
        Self(watch::Sender::new(false))
    }

    /// Throws the switch.
    pub(super) fn now(&self) {
        self.0.send_replace(true);
    }

    /// Waits for the switch.
    pub(super) async fn stopped(&self) {
        // Fails only without a sender, and `self` holds one.
        drop(self.0.subscribe().wait_for(|stopped| *stopped).await);
    }
}

// === impl Signals ===

impl Signals {
    /// Catches the signals, and drops those that a terminal sends to every process in it.
    ///
    /// At Ctrl-C, Terraform tells its providers to hurry and waits for their answers; a provider that ended at once would
    /// take the results of its work with it. A terminal that is closed, or Ctrl-\\, ends Terraform, unless it was
    /// started with `nohup`: we follow when it is gone, and clear up.
    #[cfg(unix)]
    pub(super) fn install() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};

        // Once caught, a signal stays so, whether or not somebody listens.
        drop(signal(SignalKind::interrupt())?);
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            hangup: signal(SignalKind::hangup())?,
            quit: signal(SignalKind::quit())?,
        })
    }

    /// Catches the signals, and drops interrupts, as on other systems.
    #[cfg(windows)]
    pub(super) fn install() -> io::Result<Self> {
        let mut interrupts = tokio::signal::windows::ctrl_c()?;
        tokio::spawn(async move { while interrupts.recv().await.is_some() {} });
        Ok(Self {})
    }

    /// Waits for a request to terminate; for ever where there is none.
    pub(super) async fn terminated(&mut self) {
        #[cfg(unix)]
        if self.terminate.recv().await.is_some() {
            return;
        }
        std::future::pending::<()>().await;
    }

    /// Waits for any signal that ends a program which a person started, except Ctrl-C. Waits for ever if the
    /// system has none.
    pub(super) async fn ended(&mut self) {
        #[cfg(unix)]
        tokio::select! {
            Some(()) = self.terminate.recv() => {}
            Some(()) = self.hangup.recv() => {}
            Some(()) = self.quit.recv() => {}
            else => std::future::pending().await,
        }
        #[cfg(not(unix))]
        std::future::pending::<()>().await;
    }
}

// === impl Parent ===

impl Parent {
    pub(super) fn new() -> Self {
        Self {
            #[cfg(unix)]
            id: std::os::unix::process::parent_id(),
        }
    }

    /// Waits until the process that started us has ended; for ever on Windows, where only a handle could tell.
    pub(super) async fn gone(&self) {
        #[cfg(unix)]
        loop {
            tokio::time::sleep(PARENT_CHECK).await;
            if std::os::unix::process::parent_id() != self.id {
                return;
            }
        }
        #[cfg(not(unix))]
        std::future::pending::<()>().await;
    }
}
