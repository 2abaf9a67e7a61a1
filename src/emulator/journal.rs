//! The file that lets an account survive the emulator: a line of JSON for each change, the last one
//! of a mapping counts. It is rewritten, without what is outdated, at the start and when most of
//! it is outdated.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write as _},
    path::{Path, PathBuf},
    time::Duration,
};

use serde::{Deserialize, Serialize};

use super::{
    lambda::Lambda,
    model::{mapping::Mapping, request::Place},
    orders::seed::Seed,
};

/// Outdated lines that are always borne.
const SLACK: usize = 1000;

/// An open journal.
#[derive(Debug)]
pub(super) struct Journal {
    path: PathBuf,
    file: File,
    /// Lines in the file.
    lines: usize,
    /// Lines after it was last rewritten.
    fresh: usize,
    seeds: Vec<Line>,
}

/// A change.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Line {
    Mapping {
        place: Place,
        is: Box<Mapping>,
    },
    /// The time is since 1970.
    Seed {
        at: Duration,
        seed: Box<Seed>,
    },
}

// === impl Journal ===

impl Journal {
    /// Reads the file, if there is one, into an empty service, and goes on writing to it.
    pub(super) fn open(path: &Path, lambda: &mut Lambda, now: Duration) -> io::Result<Self> {
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(error),
        };
        let mut seeds = Vec::new();
        let mut lines = text.lines().enumerate().peekable();
        while let Some((number, text)) = lines.next() {
            match serde_json::from_str(text) {
                Ok(Line::Mapping { place, is }) => lambda.restore(place, *is, now),
                Ok(Line::Seed { at, seed }) => {
                    lambda.reseed(at, &seed);
                    seeds.push(Line::Seed { at, seed });
                }
                Err(_) if lines.peek().is_none() && is_torn(text) => {}
                Err(error) => {
                    let text = format!("line {}: {error}", number + 1);
                    return Err(io::Error::new(io::ErrorKind::InvalidData, text));
                }
            }
        }
        let (file, lines) = rewrite(path, &seeds, lambda)?;
        Ok(Self {
            path: path.to_owned(),
            file,
            lines,
            fresh: lines,
            seeds,
        })
    }

    /// Writes the present state of a mapping. Rewrites the file if the mapping no longer exists.
    pub(super) fn note(&mut self, lambda: &Lambda, place: &Place, uuid: &str) -> io::Result<()> {
        let Some(mapping) = lambda.find(place, uuid) else {
            return self.renew(lambda);
        };
        let line = Line::Mapping {
            place: place.clone(),
            is: Box::new(mapping.clone()),
        };
        self.write(&line)?;
        if self.lines > 2 * self.fresh + SLACK {
            self.renew(lambda)?;
        }
        Ok(())
    }

    /// Notes a seed and the mappings that came of it.
    pub(super) fn note_seed(
        &mut self,
        lambda: &Lambda,
        now: Duration,
        seed: &Seed,
    ) -> io::Result<()> {
        self.seeds.push(Line::Seed {
            at: now,
            seed: Box::new(seed.without_mappings()),
        });
        self.renew(lambda)
    }

    /// Forgets everything.
    pub(super) fn clear(&mut self, lambda: &Lambda) -> io::Result<()> {
        self.seeds.clear();
        self.renew(lambda)
    }

    fn renew(&mut self, lambda: &Lambda) -> io::Result<()> {
        (self.file, self.lines) = rewrite(&self.path, &self.seeds, lambda)?;
        self.fresh = self.lines;
        Ok(())
    }

    fn write(&mut self, line: &Line) -> io::Result<()> {
        let mut text = serde_json::to_vec(line)?;
        text.push(b'\n');
        self.lines += 1;
        self.file.write_all(&text)
    }
}

/// Whether it may be the half of a line that a process left behind when it was killed.
fn is_torn(line: &str) -> bool {
    ["{\"mapping\":", "{\"seed\":"]
        .iter()
        .any(|start| line.starts_with(start) || start.starts_with(line))
}

/// Replaces the file by one with the present mappings, and opens it to append.
fn rewrite(path: &Path, seeds: &[Line], lambda: &Lambda) -> io::Result<(File, usize)> {
    let mut text = Vec::new();
    let mut lines = 0;
    let mut add = |line: &Line| -> io::Result<()> {
        lines += 1;
        serde_json::to_writer(&mut text, line)?;
        text.push(b'\n');
        Ok(())
    };
    for seed in seeds {
        add(seed)?;
    }
    for (place, mapping) in lambda.all() {
        add(&Line::Mapping {
            place: place.clone(),
            is: Box::new(mapping.clone()),
        })?;
    }
    let mut beside = path.as_os_str().to_owned();
    beside.push(".new");
    fs::write(&beside, text)?;
    fs::rename(&beside, path)?;
    Ok((OpenOptions::new().append(true).open(path)?, lines))
}
