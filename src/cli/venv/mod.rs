//! Virtual environments of Python that pip has filled: made once, whole or not at all, and kept.

use std::{
    ffi::OsString,
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    thread::sleep,
    time::Duration,
};

use tempfile::TempDir;

/// The interpreter that makes an environment.
pub const PYTHON: &str = if cfg!(windows) { "python" } else { "python3" };

/// How often a running child is looked at.
const PAUSE: Duration = Duration::from_millis(20);

/// How many of these pauses a child that was told to end has before it is killed.
const PAUSES_TO_END: u32 = 250;

/// Why there is no environment.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The caller does not want it any more.
    #[error("stopped")]
    Stopped,
    /// Python is not there, or is no program.
    #[error("cannot run {program}: {source}")]
    Run {
        /// The program that was to be run.
        program: String,
        /// The system's error.
        source: io::Error,
    },
    /// Python or pip failed.
    #[error("`{command}` failed:\n{}", output.trim())]
    Failed {
        /// The command without the paths.
        command: String,
        /// Both outputs.
        output: String,
    },
    /// The folder cannot be written.
    #[error("cannot write to {}: {source}", folder.display())]
    Write {
        /// The folder of the environments.
        folder: PathBuf,
        /// The system's error.
        source: io::Error,
    },
}

/// The interpreter of the environment in `folder`. Another process may make the same one meanwhile.
///
/// A missing environment is made beside `folder` and then renamed, so that nobody sees half of it.
/// `fill` gets that folder, may put files into it, and returns what pip is to install: arguments of
/// `pip install`. `stopped` is asked again and again; once it says yes, nothing is left behind.
///
/// # Errors
/// When there is no environment, with what Python and pip said.
pub fn make(
    folder: &Path,
    fill: impl FnOnce(&Path) -> io::Result<Vec<OsString>>,
    stopped: &dyn Fn() -> bool,
) -> Result<PathBuf, Error> {
    let interpreter = interpreter(folder);
    if interpreter.is_file() {
        return Ok(interpreter);
    }
    let above = folder.parent().unwrap_or(folder);
    let unwritable = |source| Error::Write {
        folder: above.to_owned(),
        source,
    };
    fs::create_dir_all(above).map_err(unwritable)?;
    let half = tempfile::Builder::new().prefix(".half-").tempdir_in(above);
    let half = half.map_err(unwritable)?;
    let log = half.path().join("log.txt");
    let packages = fill(half.path()).map_err(unwritable)?;

    let venv = ["-I", "-m", "venv"].map(OsString::from);
    let venv = venv.into_iter().chain([half.path().into()]);
    run(Path::new(PYTHON), "venv", venv, &log, stopped)?;
    let pip = "-I -m pip install --quiet --no-input --disable-pip-version-check";
    let pip = pip.split(' ').map(OsString::from).chain(packages);
    let inside = self::interpreter(half.path());
    run(&inside, "pip install", pip, &log, stopped)?;

    put(half, folder).map_err(unwritable)?;
    Ok(interpreter)
}

/// Gives a whole environment its name, unless another process has made the same one meanwhile, which may be
/// in use.
fn put(whole: TempDir, folder: &Path) -> io::Result<()> {
    let is_there = || interpreter(folder).is_file();
    if is_there() {
        return Ok(());
    }
    // Its interpreter is gone, if there is one: a newer Python has taken its place.
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    let whole = whole.keep();
    let put = fs::rename(&whole, folder);
    if put.is_err() {
        // Files that cannot be removed are hidden and harmless.
        let _ = fs::remove_dir_all(&whole);
        if is_there() {
            return Ok(());
        }
    }
    put
}

/// Where the interpreter of an environment is.
pub fn interpreter(folder: &Path) -> PathBuf {
    if cfg!(windows) {
        folder.join("Scripts").join("python.exe")
    } else {
        folder.join("bin").join("python")
    }
}

fn run(
    program: &Path,
    what: &str,
    arguments: impl Iterator<Item = OsString>,
    log: &Path,
    stopped: &dyn Fn() -> bool,
) -> Result<(), Error> {
    if stopped() {
        return Err(Error::Stopped);
    }
    let cannot_run = |source| Error::Run {
        program: program.display().to_string(),
        source,
    };
    let output = File::create(log).map_err(cannot_run)?;
    let errors = output.try_clone().map_err(cannot_run)?;
    let mut command = Command::new(program);
    command
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(output)
        .stderr(errors);
    // Its own group: `venv` starts a pip of its own, which has to end with it.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let mut child = command.spawn().map_err(cannot_run)?;
    if wait(&mut child, stopped)
        .map_err(cannot_run)?
        .ok_or(Error::Stopped)?
        .success()
    {
        return Ok(());
    }
    Err(Error::Failed {
        command: format!("{PYTHON} -m {what}"),
        output: String::from_utf8_lossy(&fs::read(log).unwrap_or_default()).into_owned(),
    })
}

/// How the child has ended; nothing when it was stopped.
fn wait(child: &mut Child, stopped: &dyn Fn() -> bool) -> io::Result<Option<ExitStatus>> {
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if stopped() {
            break;
        }
        sleep(PAUSE);
    }
    tell_to_end(child);
    for _ in 0..PAUSES_TO_END {
        if child.try_wait()?.is_some() {
            return Ok(None);
        }
        sleep(PAUSE);
    }
    child.kill()?;
    child.wait().map(|_| None)
}

/// Tells a child and what it has started to end.
#[cfg(unix)]
fn tell_to_end(child: &mut Child) {
    // The shell's own `kill`: every Unix has it, and it costs no unsafe code. Where it fails, the
    // patience of the caller runs out.
    let _ = Command::new("sh")
        .args(["-c", &format!("kill -TERM -{}", child.id())])
        .status();
}

#[cfg(not(unix))]
fn tell_to_end(child: &mut Child) {
    // An error says that it has ended.
    let _ = child.kill();
}

#[cfg(test)]
mod tests;
