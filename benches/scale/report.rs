//! The table and the plots of `docs/performance.md`.

use std::{fmt, fmt::Write as _};

use terraform_provider_awslambda::emulator::Recorded;

use super::{Command, LATENCY, QUOTA, counted};

/// What one command took.
pub(crate) struct Row {
    provider: &'static str,
    command: Command,
    size: usize,
    calls: usize,
    refused: usize,
    seconds: f64,
    /// The wall time over what calls and waits take at least.
    over: f64,
}

impl Row {
    pub(crate) fn new(
        provider: &'static str,
        command: Command,
        size: usize,
        seconds: f64,
        requests: &[Recorded],
        settle: u64,
        parallelism: u64,
    ) -> Self {
        let (calls, refused) = counted(requests);
        let n = size as f64;
        // The best that anybody could do: a call for each change, and a page for a hundred reads.
        let (calls_at_least, waits) = match command {
            Command::Refresh => ((n / 100.0).ceil(), 0.0),
            _ => (
                n,
                n * (settle as f64 + LATENCY.as_secs_f64()) / parallelism as f64,
            ),
        };
        // A bucket that is full pays for the first second.
        let by_calls = (calls_at_least - f64::from(QUOTA)).max(0.0) / f64::from(QUOTA);
        let by_latency = LATENCY.as_secs_f64() * (calls_at_least / parallelism as f64).ceil();
        let bound = by_calls.max(waits).max(by_latency);
        Self {
            provider,
            command,
            size,
            calls,
            refused,
            seconds,
            over: seconds / bound,
        }
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            provider,
            size,
            calls,
            refused,
            seconds,
            over,
            ..
        } = self;
        let command = name(self.command);
        write!(
            f,
            "| {size} | {command} | {provider} | {calls} | {refused} | {seconds:.1} | {over:.2} |"
        )
    }
}

fn name(command: Command) -> &'static str {
    match command {
        Command::Create => "create",
        Command::Refresh => "plan",
        Command::Update => "update",
        Command::Destroy => "destroy",
    }
}

/// The text of the page.
pub(crate) fn table(rows: &[Row], settle: u64, parallelism: u64) -> String {
    let mut text = format!(
        "# Calls and time for many mappings\n\nMeasured by `cargo bench --bench scale`: real Terraform, the \
         emulator with a quota of {QUOTA} calls a second and 60 ms a call, changes that settle in {settle} s, \
         `-parallelism={parallelism}`. *Over the bound* is the wall time over the least that the quota and \
         the waits allow, Terraform's own time included. Compare the ratios of one run; seconds depend on \
         the machine.\n\n\
         | mappings | command | provider | calls | refused | seconds | over the bound |\n\
         | ---: | --- | --- | ---: | ---: | ---: | ---: |\n"
    );
    for row in rows {
        let _ = writeln!(text, "{row}");
    }
    text.push_str("\n![Calls of each command](performance-calls.svg)\n\n![Wall time of each command](performance-seconds.svg)\n");
    text
}

/// The plots, by the names of their files.
pub(crate) fn plots(rows: &[Row]) -> [(&'static str, String); 2] {
    [
        (
            "performance-calls.svg",
            plot(rows, "calls", |it| it.calls as f64),
        ),
        (
            "performance-seconds.svg",
            plot(rows, "seconds", |it| it.seconds),
        ),
    ]
}

/// Bars on a logarithmic scale, one for each row.
fn plot(rows: &[Row], unit: &str, figure: impl Fn(&Row) -> f64) -> String {
    const WIDTH: f64 = 420.0;
    const LINE: f64 = 18.0;
    let most = rows
        .iter()
        .map(&figure)
        .fold(1.0, f64::max)
        .log10()
        .max(1.0);
    let height = LINE * (rows.len() as f64 + 2.0);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"760\" height=\"{height}\" \
         font-family=\"sans-serif\" font-size=\"12\">\n<text x=\"10\" y=\"16\">{unit}, logarithmic</text>\n"
    );
    for (index, row) in rows.iter().enumerate() {
        let y = LINE * (index as f64 + 1.5);
        let value = figure(row);
        let width = (value.max(1.0).log10() / most * WIDTH).max(1.0);
        let colour = if row.provider == "awslambda" {
            "#2a7ab0"
        } else {
            "#b0b0b0"
        };
        let _ = writeln!(
            svg,
            "<text x=\"10\" y=\"{}\">{} {} {}</text><rect x=\"240\" y=\"{y}\" width=\"{width:.1}\" \
             height=\"12\" fill=\"{colour}\"/><text x=\"{:.1}\" y=\"{}\">{value:.1}</text>",
            y + 11.0,
            row.size,
            name(row.command),
            row.provider,
            width + 246.0,
            y + 11.0,
        );
    }
    svg.push_str("</svg>\n");
    svg
}
