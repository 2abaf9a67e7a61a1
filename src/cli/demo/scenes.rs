//! The scenes of the demo: the list at the start, a line for each, and the table at the end.

use std::{fmt::Write as _, time::Duration};

use super::version::{MOVES_SINCE, Version};

/// One scene.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scene {
    /// Its headline.
    pub(super) title: &'static str,
    /// The result that the scene has shown.
    shows: &'static str,
    /// The act of the scene.
    pub(super) act: Act,
}

/// The act of a scene.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Act {
    Prepare,
    Create,
    PlanAgain,
    Change,
    Replace,
    Drift,
    Mistake,
    Import,
    Many,
    Move,
    Destroy,
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
pub(super) const SCENES: [Scene; 11] = [
    Scene {
        title: "Getting ready",
        shows: "installs offline, from a folder",
        act: Act::Prepare,
    },
    Scene {
        title: "Create: one mapping for an SQS queue, one for a Kinesis stream",
        shows: "two mappings, both enabled",
        act: Act::Create,
    },
    Scene {
        title: "Plan again: nothing to do",
        shows: "no change, with and without refresh",
        act: Act::PlanAgain,
    },
    Scene {
        title: "Change in place: a smaller batch",
        shows: "the same mapping, changed",
        act: Act::Change,
    },
    Scene {
        title: "Replace: a stream's starting position is fixed for life",
        shows: "the reason, and what happens to the position",
        act: Act::Replace,
    },
    Scene {
        title: "Drift: changed behind Terraform's back, and repaired",
        shows: "found by refresh, put back by apply",
        act: Act::Drift,
    },
    Scene {
        title: "A mistake, caught at plan",
        shows: "an error with the line, and no call that changes anything",
        act: Act::Mistake,
    },
    Scene {
        title: "Import: forgotten, and found again",
        shows: "an empty plan after the import",
        act: Act::Import,
    },
    Scene {
        title: "A thousand mappings: read by pages, not one by one",
        shows: "100 mappings a request",
        act: Act::Many,
    },
    Scene {
        title: "Move from hashicorp/aws: its state and configuration",
        shows: "moved without a change, and without a write",
        act: Act::Move,
    },
    Scene {
        title: "Destroy",
        shows: "nothing is left",
        act: Act::Destroy,
    },
];

/// The scenes that a version of the CLI can play.
pub(super) fn playable(version: Version) -> impl Iterator<Item = Scene> {
    let able = move |scene: &Scene| scene.act != Act::Move || version.moves_between_types();
    SCENES.into_iter().filter(able)
}

/// The list at the start, with what is left out.
pub(super) fn listed(version: Version) -> String {
    let mut text = format!("\n{} scenes:", playable(version).count());
    for (index, scene) in playable(version).enumerate() {
        // Writing to a string does not fail.
        let _ = write!(text, "\n  {}. {}", index + 1, scene.title);
    }
    if !version.moves_between_types() {
        let _ = write!(
            text,
            "\nLeft out: the move from hashicorp/aws. It needs {MOVES_SINCE}."
        );
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

    fn newest() -> Version {
        Version::read("Terraform v1.15.5")
    }

    fn played() -> Vec<Played> {
        let played = playable(newest()).map(|scene| Played {
            scene,
            calls: 1,
            took: Duration::from_millis(100),
        });
        played.collect()
    }

    #[test]
    fn every_scene_is_in_the_list_and_in_the_table() {
        let (list, table) = (listed(newest()), table(&played()));
        for scene in SCENES {
            assert!(list.contains(scene.title), "{list}");
            assert!(table.contains(short(scene.title)), "{table}");
            assert!(table.contains(scene.shows), "{table}");
        }
        assert!(table.ends_with("   11  in 1.1 s"), "{table}");
    }

    #[test]
    fn a_scene_that_the_cli_cannot_play_is_left_out_with_the_reason() {
        let old = Version::read("Terraform v1.6.6");
        let acts: Vec<Act> = playable(old).map(|scene| scene.act).collect();
        assert_eq!(acts.len(), SCENES.len() - 1);
        assert!(!acts.contains(&Act::Move));
        let list = listed(old);
        assert!(list.contains("10 scenes:"), "{list}");
        assert!(
            list.ends_with("needs Terraform 1.8 or OpenTofu 1.10."),
            "{list}"
        );
        assert!(!listed(newest()).contains("Left out"));
    }

    #[test]
    fn list_and_table_fit_a_terminal() {
        for line in listed(newest()).lines().chain(table(&played()).lines()) {
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
