//! The table and the plots of `docs/performance.md`.

use std::{fmt, fmt::Write as _};

use terraform_provider_awslambda::emulator::Recorded;

use super::{Command, LATENCY, QUOTA, Run, counted, variable};

/// Whether times say anything: of a provider that was built without optimisation they do not. One that
/// somebody names is taken to be a release.
fn times() -> bool {
    !cfg!(debug_assertions) || variable("AWSLAMBDA_BENCH_BINARY").is_some()
}

/// What one command took.
pub(crate) struct Row {
    provider: &'static str,
    command: Command,
    run: Run,
    calls: usize,
    refused: usize,
    seconds: f64,
    /// What Terraform itself takes for as many resources, in seconds.
    own: f64,
}

impl Row {
    /// What was measured. `seconds` are those of the command, and of Terraform itself.
    pub(crate) fn new(
        provider: &'static str,
        command: Command,
        run: Run,
        (seconds, own): (f64, f64),
        requests: &[Recorded],
    ) -> Self {
        let (calls, refused) = counted(requests);
        Self {
            provider,
            command,
            run,
            calls,
            refused,
            seconds,
            own,
        }
    }

    pub(crate) fn seconds(&self) -> f64 {
        self.seconds
    }

    /// The wall time over what the calls, the waits and Terraform take: the quota grants the calls, each
    /// change occupies a worker, and Terraform plans and applies.
    fn over_the_bound(&self) -> f64 {
        let Run {
            mappings,
            settle,
            parallelism,
            ..
        } = self.run;
        let by_quota = self.calls as f64 / f64::from(QUOTA);
        let by_waits = if self.command == Command::Refresh {
            0.0
        } else {
            let each = settle as f64 + LATENCY.as_secs_f64();
            mappings as f64 * each / (parallelism as f64).min(mappings as f64)
        };
        self.seconds / (by_quota.max(by_waits) + 2.0 * self.own)
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            provider,
            run,
            calls,
            refused,
            seconds,
            own,
            ..
        } = self;
        let Run {
            mappings,
            settle,
            parallelism,
            tags,
            ..
        } = run;
        let tags = if *tags { "yes" } else { "no" };
        let each = *calls as f64 / *mappings as f64;
        let command = name(self.command);
        write!(
            f,
            "| {mappings} | {tags} | {settle} s | {parallelism} | {command} | {provider} | {calls} | {each:.2} | {refused} |"
        )?;
        if times() {
            let over = self.over_the_bound();
            write!(f, " {seconds:.1} | {own:.1} | {over:.2} |")?;
        }
        Ok(())
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

/// Puts the rows of one run beside each other.
pub(crate) fn sort(rows: &mut [Row]) {
    let key = |it: &Row| {
        let Run {
            mappings,
            settle,
            parallelism,
            tags,
            ..
        } = it.run;
        (
            mappings,
            tags,
            settle,
            parallelism,
            it.command as u8,
            it.provider,
        )
    };
    rows.sort_by_key(key);
}

/// The text of the page.
pub(crate) fn table(rows: &[Row]) -> String {
    let mut text = format!(
        "---\npage_title: \"Calls for many mappings\"\ndescription: |-\n  How many requests to Lambda's API \
         each command sends, measured.\n---\n\n# Calls for many mappings\n\nMeasured by `cargo bench --bench scale`: real Terraform, and the emulator \
         with a quota of {QUOTA} calls a second and 60 ms a call. Terraform refreshes before an update and a \
         destroy.\n\n"
    );
    text.push_str(if times() {
        "*Terraform itself* is the time of the same command for as many `terraform_data`. *Over the bound* is the \
         time over the least: the calls at the rate of the quota, or the waits of the changes if they are longer, \
         and twice the time of Terraform itself. Compare the ratios of one run; seconds depend on the machine.\n\n"
    } else {
        "The provider was built without optimisation, so no times are given.\n\n"
    });
    text.push_str(
        "| mappings | tags | a change settles in | `-parallelism` | command | provider | calls | calls a mapping | refused |",
    );
    text.push_str(if times() {
        " seconds | Terraform itself | over the bound |"
    } else {
        ""
    });
    text.push_str("\n| ---: | --- | ---: | ---: | --- | --- | ---: | ---: | ---: |");
    text.push_str(if times() {
        " ---: | ---: | ---: |\n"
    } else {
        "\n"
    });
    for row in rows {
        let _ = writeln!(text, "{row}");
    }
    for (file, _) in plots(rows) {
        let _ = write!(text, "\n![What each command took]({file})\n");
    }
    text
}

/// The plots, by the names of their files.
pub(crate) fn plots(rows: &[Row]) -> Vec<(&'static str, String)> {
    let mut plots = vec![(
        "performance-calls.svg",
        plot(rows, "calls", |it| it.calls as f64),
    )];
    if times() {
        let seconds = plot(rows, "seconds", |it| it.seconds);
        plots.push(("performance-seconds.svg", seconds));
    }
    plots
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
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"820\" height=\"{height}\" \
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
            "<text x=\"10\" y=\"{}\">{}{}, {} s, {}: {} {}</text><rect x=\"290\" y=\"{y}\" width=\"{width:.1}\" \
             height=\"12\" fill=\"{colour}\"/><text x=\"{:.1}\" y=\"{}\">{value:.1}</text>",
            y + 11.0,
            row.run.mappings,
            if row.run.tags { " with tags" } else { "" },
            row.run.settle,
            row.run.parallelism,
            name(row.command),
            row.provider,
            width + 296.0,
            y + 11.0,
        );
    }
    svg.push_str("</svg>\n");
    svg
}
