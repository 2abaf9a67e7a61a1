//! The processes of the machine, to see what a command started and left.

/// A running process.
#[derive(Debug)]
pub(crate) struct Process {
    pub(crate) id: u32,
    pub(crate) parent: u32,
    /// The program and its arguments.
    pub(crate) line: String,
}

/// All processes that can be seen.
#[cfg(target_os = "linux")]
pub(crate) fn all() -> Vec<Process> {
    use std::fs;

    let read = |id: u32| {
        let status = fs::read_to_string(format!("/proc/{id}/status")).ok()?;
        let parent = status
            .lines()
            .find_map(|line| line.strip_prefix("PPid:")?.trim().parse().ok())?;
        let line = fs::read(format!("/proc/{id}/cmdline")).ok()?;
        let line = String::from_utf8_lossy(&line).replace('\0', " ");
        Some(Process { id, parent, line })
    };
    fs::read_dir("/proc")
        .unwrap()
        .filter_map(|entry| entry.unwrap().file_name().to_str()?.parse().ok())
        // A process may end while it is read.
        .filter_map(read)
        .collect()
}

/// All processes that can be seen.
#[cfg(all(unix, not(target_os = "linux")))]
pub(crate) fn all() -> Vec<Process> {
    let output = std::process::Command::new("ps")
        .args(["-A", "-o", "pid=,ppid=,args="])
        .output()
        .unwrap();
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .map(|line| {
            let mut words = line.split_whitespace();
            let id = words.next().unwrap().parse().unwrap();
            let parent = words.next().unwrap().parse().unwrap();
            let line = words.collect::<Vec<_>>().join(" ");
            Process { id, parent, line }
        })
        .collect()
}
