//! How two versions of a file differ, as a unified diff.

use std::{fmt::Write as _, ops::Range};

/// Lines of context around a change.
const CONTEXT: usize = 3;

/// Lines that are replaced, and those that replace them.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Change {
    old: Range<usize>,
    new: Range<usize>,
}

/// The diff between two versions of a file; nothing stands for a file that is not there.
pub fn unified(name: &str, before: Option<&str>, after: Option<&str>) -> String {
    if before == after {
        return String::new();
    }
    let side = |mark: &str, text: Option<&str>| {
        text.map_or_else(|| "/dev/null".to_owned(), |_| format!("{mark}/{name}"))
    };
    let mut out = format!("--- {}\n+++ {}\n", side("a", before), side("b", after));
    let lines = |text: Option<&'_ str>| -> Vec<String> {
        let text = text.unwrap_or_default().split_inclusive('\n');
        text.map(str::to_owned).collect()
    };
    let (old, new) = (lines(before), lines(after));
    let changes = changes(&old, &new);
    let mut rest = changes.as_slice();
    while let Some(first) = rest.first() {
        let near = |pair: &[Change]| pair[1].old.start <= pair[0].old.end + 2 * CONTEXT;
        let count = 1 + rest.windows(2).take_while(|it| near(it)).count();
        let (hunk, others) = rest.split_at(count);
        rest = others;
        let lead = first.old.start.min(CONTEXT);
        let last = &hunk[hunk.len() - 1];
        let trail = (old.len() - last.old.end).min(CONTEXT);
        let of = first.old.start - lead..last.old.end + trail;
        let to = first.new.start - lead..last.new.end + trail;
        let _ = writeln!(out, "@@ -{} +{} @@", span(&of), span(&to));
        let mut at = of.start;
        for change in hunk {
            write(&mut out, ' ', &old[at..change.old.start]);
            write(&mut out, '-', &old[change.old.clone()]);
            write(&mut out, '+', &new[change.new.clone()]);
            at = change.old.end;
        }
        write(&mut out, ' ', &old[at..of.end]);
    }
    out
}

/// Lines as a hunk's head counts them: from 1, and an empty span by the line before it.
fn span(lines: &Range<usize>) -> String {
    let first = if lines.is_empty() {
        lines.start
    } else {
        lines.start + 1
    };
    format!("{first},{}", lines.len())
}

fn write(out: &mut String, mark: char, lines: &[String]) {
    for line in lines {
        out.push(mark);
        out.push_str(line);
        if !line.ends_with('\n') {
            out.push_str("\n\\ No newline at end of file\n");
        }
    }
}

/// The difference between two lists of lines, by Myers' algorithm: as few lines as possible.
fn changes(old: &[String], new: &[String]) -> Vec<Change> {
    let mut changes: Vec<Change> = Vec::new();
    let (mut x, mut y) = (0, 0);
    for (same_x, same_y) in common(old, new).into_iter().chain([(old.len(), new.len())]) {
        if same_x > x || same_y > y {
            changes.push(Change {
                old: x..same_x,
                new: y..same_y,
            });
        }
        (x, y) = (same_x + 1, same_y + 1);
    }
    changes
}

/// The pairs of lines that stay.
fn common(old: &[String], new: &[String]) -> Vec<(usize, usize)> {
    let total = old.len() + new.len();
    // `reach[k]` is how far in `old` one comes on the diagonal `k`, shifted by `total` + 1.
    let middle = total + 1;
    let mut reach = vec![0_usize; 2 * total + 3];
    let mut steps = Vec::new();
    'search: for distance in 0..=total {
        steps.push(reach[middle - distance..=middle + distance].to_vec());
        for k in (middle - distance..=middle + distance).step_by(2) {
            let down =
                k == middle - distance || (k != middle + distance && reach[k - 1] < reach[k + 1]);
            let mut x = if down { reach[k + 1] } else { reach[k - 1] + 1 };
            while let (Some(a), Some(b)) = (
                old.get(x),
                (x + middle).checked_sub(k).and_then(|y| new.get(y)),
            ) && a == b
            {
                x += 1;
            }
            reach[k] = x;
            if x >= old.len() && x + middle >= new.len() + k {
                break 'search;
            }
        }
    }
    back(&steps, old.len(), new.len())
}

/// Walks back from the ends by what was reached with each number of steps.
fn back(steps: &[Vec<usize>], old: usize, new: usize) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    let (mut x, mut y) = (old, new);
    for (distance, reach) in steps.iter().enumerate().rev() {
        // The diagonal from the lowest of this number of steps on.
        let at = |x: usize, y: usize| x + distance - y;
        let k = at(x, y);
        let reached = |k: usize| reach.get(k).copied().unwrap_or_default();
        let (start_x, start_y) = if distance == 0 {
            (0, 0)
        } else {
            let down = k == 0 || (k != 2 * distance && reached(k - 1) < reached(k + 1));
            let before = if down { k + 1 } else { k - 1 };
            let x = reached(before);
            (x, x + distance - before)
        };
        // The step itself is no pair; what follows on the diagonal are pairs.
        while x > start_x && y > start_y {
            (x, y) = (x - 1, y - 1);
            pairs.push((x, y));
        }
        (x, y) = (start_x, start_y);
    }
    pairs.reverse();
    pairs
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Makes the new text of the old one and a diff.
    fn patched(before: &str, diff: &str) -> String {
        let old: Vec<&str> = before.split_inclusive('\n').collect();
        let (mut out, mut at) = (String::new(), 0);
        let mut lines = diff.lines().skip(2).peekable();
        while let Some(line) = lines.next() {
            let (mark, text) = line.split_at(1);
            if mark == "@" {
                let start: usize = text[3..].split(',').next().unwrap().parse().unwrap();
                let count: usize = text.split([',', ' ']).nth(2).unwrap().parse().unwrap();
                let start = if count == 0 { start } else { start - 1 };
                out.extend(old[at..start].iter().copied());
                at = start;
                continue;
            }
            let end = if lines.next_if(|it| it.starts_with('\\')).is_some() {
                ""
            } else {
                "\n"
            };
            let text = format!("{text}{end}");
            if mark != "+" {
                assert_eq!(old[at], text, "{diff}");
                at += 1;
            }
            if mark != "-" {
                out.push_str(&text);
            }
        }
        out.extend(old[at..].iter().copied());
        out
    }

    proptest! {
        #[test]
        fn a_diff_makes_the_new_text_of_the_old_one(
            before in "([abc]\n){0,24}[ab]?", after in "([abc]\n){0,24}[ab]?"
        ) {
            let diff = unified("f", Some(&before), Some(&after));
            if before == after {
                prop_assert_eq!(diff, "");
            } else {
                prop_assert_eq!(patched(&before, &diff), after, "{}", diff);
            }
        }
    }

    #[test]
    fn a_diff_shows_three_lines_around_a_change() {
        let lines: Vec<String> = (1..=20).map(|it| format!("{it}\n")).collect();
        let before = lines.concat();
        let after = before.replace("\n5\n", "\nfive\n").replace("\n18\n", "\n");
        let expected = "--- a/f\n+++ b/f\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n\
            @@ -15,6 +15,5 @@\n 15\n 16\n 17\n-18\n 19\n 20\n";
        assert_eq!(unified("f", Some(&before), Some(&after)), expected);
    }

    #[test]
    fn a_file_that_comes_or_goes_is_told_as_such() {
        let made = unified("f", None, Some("a\n"));
        assert_eq!(made, "--- /dev/null\n+++ b/f\n@@ -0,0 +1,1 @@\n+a\n");
        let gone = unified("f", Some("a"), None);
        let expected =
            "--- a/f\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-a\n\\ No newline at end of file\n";
        assert_eq!(gone, expected);
    }
}
