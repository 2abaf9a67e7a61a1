//! The scenes of the demo: the list at the start, a line for each, and the table at the end.

use std::{fmt::Write as _, time::Duration};

/// One scene.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scene {
    /// Its headline.
    pub(super) title: &'static str,
    /// What it has shown once it is done.
    shows: &'static str,
}

/// A scene that did what it says.
#[derive(Debug, Clone, Copy)]
pub(super) struct Played {
    pub(super) scene: Scene,
    /// The calls of Lambda that it took.
    pub(super) calls: usize,
    pub(super) took: Duration,
}

/// In the order in which they are played.
pub(super) const SCENES: [Scene; 9] = [
    Scene {
        title: "Getting ready",
        shows: "installs offline, from a folder",
    },
    Scene {
        title: "Create: one mapping for an SQS queue, one for a Kinesis stream",
        shows: "two mappings, both enabled",
    },
    Scene {
        title: "Plan again: nothing to do",
        shows: "no change, with and without refresh",
    },
    Scene {
        title: "Change in place: a smaller batch",
        shows: "the same mapping, changed",
    },
    Scene {
        title: "Replace: a stream's starting position is fixed for life",
        shows: "the reason, and what happens to the position",
    },
    Scene {
        title: "Drift: changed behind Terraform's back, and repaired",
        shows: "found by refresh, put back by apply",
    },
    Scene {
        title: "A mistake, caught at plan",
        shows: "an error with the line, and no call that changes anything",
    },
    Scene {
        title: "Import: forgotten, and found again",
        shows: "an empty plan after the import",
    },
    Scene {
        title: "Destroy",
        shows: "nothing is left",
    },
];

/// The list at the start.
pub(super) fn listed() -> String {
    let mut text = format!("\n{} scenes:", SCENES.len());
    for (index, scene) in SCENES.iter().enumerate() {
        // Writing to a string does not fail.
        let _ = write!(text, "\n  {}. {}", index + 1, scene.title);
    }
    text
}

/// The table at the end.
pub(super) fn table(played: &[Played]) -> String {
    let width = played.iter().map(|it| short(it.scene.title).len()).max();
    let width = width.unwrap_or_default().max("scene".len());
    let mut text = format!("{:width$}  calls  what it showed", "scene");
    for it in played {
        let title = short(it.scene.title);
        let _ = write!(
            text,
            "\n{title:width$}  {:>5}  {}",
            it.calls, it.scene.shows
        );
    }
    let calls: usize = played.iter().map(|it| it.calls).sum();
    let took: Duration = played.iter().map(|it| it.took).sum();
    let _ = write!(
        text,
        "\n{:width$}  {calls:>5}  in {:.1} s",
        "all",
        took.as_secs_f64()
    );
    text
}

/// A title up to its colon or comma.
fn short(title: &str) -> &str {
    title.split([':', ',']).next().unwrap_or(title)
}

// === impl Played ===

impl Played {
    /// The line at the end of the scene.
    pub(super) fn line(&self) -> String {
        let calls = match self.calls {
            1 => "1 call".to_owned(),
            calls => format!("{calls} calls"),
        };
        let seconds = self.took.as_secs_f64();
        format!("\n✓ {} ({calls}, {seconds:.1} s)", self.scene.title)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn played() -> Vec<Played> {
        SCENES
            .map(|scene| Played {
                scene,
                calls: 1,
                took: Duration::from_millis(100),
            })
            .into()
    }

    #[test]
    fn every_scene_is_in_the_list_and_in_the_table() {
        let (list, table) = (listed(), table(&played()));
        for scene in SCENES {
            assert!(list.contains(scene.title), "{list}");
            assert!(table.contains(short(scene.title)), "{table}");
            assert!(table.contains(scene.shows), "{table}");
        }
        assert!(table.ends_with("    9  in 0.9 s"), "{table}");
    }

    #[test]
    fn list_and_table_fit_a_terminal() {
        for line in listed().lines().chain(table(&played()).lines()) {
            assert!(line.len() <= 100, "{line}");
        }
    }

    #[test]
    fn a_call_is_counted_in_words_that_agree() {
        let mut played = played();
        assert!(played[0].line().contains("(1 call, 0.1 s)"));
        played[0].calls = 2;
        assert!(played[0].line().contains("(2 calls, 0.1 s)"));
    }
}
