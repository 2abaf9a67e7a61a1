//! The user's wish to stop, heard once and known everywhere.

use std::io;

use tokio::sync::watch;

/// A wish to stop that may still come. Clones share it.
#[derive(Clone, Debug)]
pub(super) struct Stop {
    asked: watch::Receiver<bool>,
}

// === impl Stop ===

impl Stop {
    /// Starts to listen: Ctrl-C, and on Unix also Ctrl-\\, a polite kill and a closed terminal.
    ///
    /// # Errors
    /// When the system does not let the process listen for signals.
    pub(super) fn listen() -> io::Result<Self> {
        let (tell, asked) = watch::channel(false);
        let heard = signals()?;
        tokio::spawn(async move {
            heard.await;
            // Nobody waits any more when this fails.
            let _ = tell.send(true);
        });
        Ok(Self { asked })
    }

    /// Returns when the user asked to stop, at once when that was before.
    pub(super) async fn asked(&self) {
        let mut asked = self.asked.clone();
        if asked.wait_for(|asked| *asked).await.is_err() {
            // The listener is gone, which happens only while the runtime ends.
            std::future::pending::<()>().await;
        }
    }
}

#[cfg(unix)]
fn signals() -> io::Result<impl Future<Output = ()> + Send> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let mut hangup = signal(SignalKind::hangup())?;
    let mut quit = signal(SignalKind::quit())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
            _ = hangup.recv() => {}
            _ = quit.recv() => {}
        }
    })
}

#[cfg(not(unix))]
fn signals() -> io::Result<impl Future<Output = ()> + Send> {
    Ok(async {
        // Without a listener the console's own Ctrl-C ends the process.
        let _ = tokio::signal::ctrl_c().await;
    })
}
