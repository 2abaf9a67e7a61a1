//! The picture of the demo in the README: scenes of a real run, as SVG for light and for dark pages.
#![cfg(unix)]

use std::{
    fs,
    io::{self, Read as _},
    path::Path,
    process::{Command, Stdio},
};

use anstyle::{Color, RgbColor};
use anstyle_svg::{Palette, Term};

use crate::support::{python::python, terraform::PROGRAM};

/// The Terraform of the picture: others say the same in other words.
const TERRAFORM: &str = "1.15.5";
const TITLE: &str = "The demo: a mistake is found by plan, 1,000 mappings are read by pages, mappings move from \
                     hashicorp/aws without a change";

/// Text so faint is hard to read in small.
const DIMMED: &str = ".dimmed { opacity: 0.4; }";

/// A page on which the picture stands.
struct Theme {
    name: &'static str,
    text: u32,
    ground: u32,
    /// Red, green, yellow, blue, magenta and cyan.
    colours: [u32; 6],
    grey: u32,
}

/// With the contrast that small text needs.
const THEMES: [Theme; 2] = [
    Theme {
        name: "light",
        text: 0x001f_2328,
        ground: 0x00f6_f8fa,
        colours: [
            0x00b3_1d28,
            0x0011_6329,
            0x007d_4e00,
            0x0005_50ae,
            0x0082_50df,
            0x001b_5f73,
        ],
        grey: 0x0059_636e,
    },
    Theme {
        name: "dark",
        text: 0x00e6_edf3,
        ground: 0x000d_1117,
        colours: [
            0x00ff_7b72,
            0x0056_d364,
            0x00e3_b341,
            0x0079_c0ff,
            0x00d2_a8ff,
            0x0076_e3ea,
        ],
        grey: 0x0091_98a1,
    },
];

/// What the picture shows of each scene: its headline, and the lines from one that contains the first
/// text to one that contains the second.
const SHOWN: [(&str, &[(&str, &str)]); 3] = [
    (
        "A mistake, caught at plan",
        &[("$ terraform plan", "Set a number"), ("╵", "╵"), ("✓", "✓")],
    ),
    (
        "A thousand mappings",
        &[
            ("$ terraform plan", "No changes."),
            ("The plan read", "one request per mapping"),
            ("✓", "✓"),
        ],
    ),
    (
        "Move from hashicorp/aws",
        &[
            ("migrate", "migrate"),
            ("main.tf (changed)", "moved.tf (new)"),
            ("$ terraform plan", "$ terraform plan"),
            (OLD[0], OLD[0]),
            (OLD[1], OLD[1]),
            ("Plan:", "Plan:"),
            ("✓", "✓"),
        ],
    ),
];

/// The old addresses of the mappings that move.
const OLD: [&str; 2] = [
    "# aws_lambda_event_source_mapping.clicks",
    "# aws_lambda_event_source_mapping.orders",
];

/// All that a demo prints, in the order in which it comes.
fn run(root: &Path) -> String {
    let (mut output, input) = io::pipe().unwrap();
    let mut child = Command::new(PROGRAM)
        .args(["demo", "--color", "--download", TERRAFORM])
        .env("TMPDIR", root)
        .stdin(Stdio::null())
        .stdout(input.try_clone().unwrap())
        .stderr(input)
        .spawn()
        .unwrap();
    let mut text = String::new();
    output.read_to_string(&mut text).unwrap();
    let status = child.wait().unwrap();
    assert!(status.success(), "{status}\n{text}");
    text
}

/// The lines that are shown.
fn excerpt(text: &str) -> String {
    // Terraform says so only where the machine is slow.
    let is_of_a_slow_machine = |line: &&str| line.contains("state lock. This may take");
    let mut shown = format!("\u{1b}[2m$ {} demo\u{1b}[0m\n", env!("CARGO_PKG_NAME"));
    for (title, parts) in SHOWN {
        let is_begin = |line: &&str| line.contains(&format!("== {title}"));
        let mut lines = text.lines().skip_while(|line| !is_begin(line)).peekable();
        let headline = lines.next();
        let headline = headline.unwrap_or_else(|| panic!("no scene \"{title}\" in\n{text}"));
        shown.extend(["\n", headline, "\n"]);
        for (first, last) in parts {
            let mut found = false;
            if first.starts_with(['$', '✓']) {
                shown.push('\n');
            }
            let rest = lines.by_ref().skip_while(|line| !line.contains(first));
            for line in rest.filter(|it| !is_of_a_slow_machine(it)) {
                shown += line;
                shown.push('\n');
                found = line.contains(last);
                if found {
                    break;
                }
            }
            assert!(
                found,
                "\"{first}\" to \"{last}\" is not in \"{title}\":\n{text}"
            );
        }
    }
    shown
}

fn rgb(colour: u32) -> RgbColor {
    let [_, red, green, blue] = colour.to_be_bytes();
    RgbColor(red, green, blue)
}

fn picture(text: &str, theme: &Theme) -> String {
    let mut palette = [rgb(theme.text); 16];
    for (index, colour) in theme.colours.into_iter().enumerate() {
        palette[index + 1] = rgb(colour);
        palette[index + 9] = rgb(colour);
    }
    palette[8] = rgb(theme.grey);
    let svg = Term::new()
        .palette(Palette(palette))
        .fg_color(Color::Rgb(rgb(theme.text)))
        .bg_color(Color::Rgb(rgb(theme.ground)))
        .render_svg(text.trim_end());
    // A browser makes an image smaller only if it knows what is in it.
    let size = |name: &str| {
        let (_, rest) = svg.split_once(&format!(" {name}=\"")).unwrap();
        rest.split_once("px").unwrap().0.to_owned()
    };
    let (width, height) = (size("width"), size("height"));
    let head = format!("<svg role=\"img\" viewBox=\"0 0 {width} {height}\"");
    let svg = svg.replacen("<svg", &head, 1);
    let grey = format!(".dimmed {{ fill: #{:06x} }}", theme.grey);
    let svg = svg.replacen(DIMMED, &grey, 1);
    assert!(svg.contains(&grey), "{svg}");
    svg.replacen(">\n", &format!(">\n  <title>{TITLE}</title>\n"), 1)
}

/// Whether two pictures differ only in what differs from run to run: requests and seconds.
fn same_but_for_the_clock(one: &str, other: &str) -> bool {
    let number = |word: &str| word.trim_matches(['(', ',']).parse::<f64>().is_ok();
    one.lines().count() == other.lines().count()
        && one.lines().zip(other.lines()).all(|(one, other)| {
            let varies = one.contains('✓') || one.contains("mappings with");
            let (words, others) = (one.split([' ', '>']), other.split([' ', '>']));
            let mut words = words.filter(|it| !it.is_empty());
            let mut others = others.filter(|it| !it.is_empty());
            one == other
                || varies
                    && words
                        .by_ref()
                        .zip(others.by_ref())
                        .all(|(word, other)| word == other || (number(word) && number(other)))
                    && words.next().is_none()
                    && others.next().is_none()
        })
}

#[test]
fn the_pictures_in_the_readme_show_what_the_demo_prints() {
    // The Terraform of the picture comes by pip.
    if python().is_none() {
        return;
    }
    let root = tempfile::tempdir().unwrap();
    let text = excerpt(&run(root.path()));
    let mut stale = Vec::new();
    for theme in &THEMES {
        let file = format!(".github/images/demo-{}.svg", theme.name);
        let made = picture(&text, theme);
        for part in ["href", "url(", "<script", "/tmp", "127.0.0.1"] {
            assert!(!made.contains(part), "{part} in {made}");
        }
        assert!(made.len() < 60_000, "{} bytes", made.len());
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(&file);
        let committed = fs::read_to_string(&path).unwrap_or_default();
        if !same_but_for_the_clock(&committed, &made) {
            fs::write(path, made).unwrap();
            stale.push(file);
        }
    }
    assert!(
        stale.is_empty(),
        "{stale:?} were out of date, and were rewritten. Look at them, and commit them"
    );
}

#[test]
fn only_requests_and_seconds_may_differ_between_two_pictures() {
    let one = "<tspan>at most 10</tspan>\n<tspan>read 1000 mappings with 13 requests</tspan>\n<tspan>✓ Done (2 calls, 1.5 s)</tspan>";
    let other = one
        .replace("13", "9")
        .replace("(2", "(12")
        .replace("1.5", "0.4");
    assert!(same_but_for_the_clock(one, one));
    assert!(same_but_for_the_clock(one, &other));
    for (from, to) in [
        ("10<", "20<"),
        ("Done", "Gone"),
        ("\n<tspan>✓", "<tspan>✓"),
        ("2 calls", "2 more calls"),
    ] {
        assert!(
            !same_but_for_the_clock(one, &one.replacen(from, to, 1)),
            "{to}"
        );
    }
}
