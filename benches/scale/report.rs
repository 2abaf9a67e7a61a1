//! The table and the plots of `docs/performance.md`.

use std::{fmt, fmt::Write as _};

use terraform_provider_awslambda::emulator::Recorded;

use super::{Calls, Command, LATENCY, QUOTA, Run, counted, variable};

/// How the table was measured.
pub(crate) struct Setup {
    /// The version of Terraform.
    pub(crate) terraform: String,
    /// `AWSLAMBDA_BENCH_RUNS`, or its default.
    pub(crate) runs: String,
    /// The version of `hashicorp/aws`, and `AWSLAMBDA_BENCH_PEER_RUNS` or its default.
    pub(crate) peer: Option<(String, String)>,
}

/// A plot of `docs/performance.md`.
pub(crate) struct Plot {
    /// The name of its file.
    pub(crate) file: &'static str,
    /// Its text for those who do not see it.
    alt: &'static str,
    pub(crate) svg: String,
}

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
    calls: Calls,
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
        Self {
            provider,
            command,
            run,
            calls: counted(requests),
            seconds,
            own,
        }
    }

    pub(crate) fn seconds(&self) -> f64 {
        self.seconds
    }

    /// The wall time over what the calls, the waits and Terraform take: the quota grants the calls after
    /// those that it grants at once, each change occupies a worker, and Terraform plans and applies.
    fn over_the_bound(&self) -> f64 {
        let Run {
            mappings,
            settle,
            parallelism,
            ..
        } = self.run;
        let quota = f64::from(QUOTA);
        // The bucket is full at the start: it grants the calls of a second at once.
        let by_quota = (self.calls.granted as f64 - quota).max(0.0) / quota;
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
            calls: Calls { all, refused, .. },
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
        let each = *all as f64 / *mappings as f64;
        let command = name(self.command);
        write!(
            f,
            "| {mappings} | {tags} | {settle} s | {parallelism} | {command} | {provider} | {all} | {each:.2} | {refused} |"
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
pub(crate) fn table(rows: &[Row], setup: &Setup) -> String {
    let Setup {
        terraform,
        runs,
        peer,
    } = setup;
    let latency = LATENCY.as_millis();
    let (mut variables, mut versions) = (
        format!("AWSLAMBDA_BENCH_RUNS='{runs}' \\\n"),
        format!("Terraform {terraform}"),
    );
    if let Some((version, runs)) = peer {
        let _ = write!(
            variables,
            "AWSLAMBDA_BENCH_PEER=terraform-provider-aws_v{version} \\\nAWSLAMBDA_BENCH_PEER_RUNS='{runs}' \\\n"
        );
        let _ = write!(versions, " and hashicorp/aws {version}");
    }
    let mut text = format!(
        "---\npage_title: \"Calls for many mappings\"\ndescription: |-\n  How many requests to Lambda's API \
         each command sends, measured.\n---\n\n# Calls for many mappings\n\nMeasured with {versions}, and the \
         emulator with a quota of {QUOTA} calls a second and {latency} ms a call. Terraform refreshes before an \
         update and a destroy. The command:\n\n```sh\n{variables}cargo bench --bench scale\n```\n\n"
    );
    text.push_str(if times() {
        "*Terraform itself* is the time of the same command for as many `terraform_data`. *Over the bound* is the \
         time divided by the least time: the calls at the rate of the quota, or the waits of the changes if they \
         are longer, and twice the time of Terraform itself. Refused calls, calls of other quotas and the calls \
         that the quota grants at once at the start do not count. Compare the ratios of one run; seconds depend on \
         the machine.\n\n"
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
    for Plot { file, alt, .. } in plots(rows) {
        let _ = write!(text, "\n![{alt}]({file})\n");
    }
    text
}

/// The plots of these rows.
pub(crate) fn plots(rows: &[Row]) -> Vec<Plot> {
    let mut plots = vec![Plot {
        file: "performance-calls.svg",
        alt: "Calls per command",
        svg: plot(rows, "calls", |it| it.calls.all as f64),
    }];
    if times() {
        plots.push(Plot {
            file: "performance-seconds.svg",
            alt: "Seconds per command",
            svg: plot(rows, "seconds", |it| it.seconds),
        });
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
