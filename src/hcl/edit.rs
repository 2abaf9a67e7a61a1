//! Editing: parts of a text are replaced, and all other bytes stay as they are.

use super::read::Place;

/// Replacements in one text. They do not overlap.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Edits(Vec<Edit>);

/// One replacement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The replaced place; empty for an insertion.
    pub place: Place,
    /// The new text.
    pub text: String,
}

// === impl Edits ===

impl Edits {
    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Replaces a part. A part that overlaps an earlier edit is left to that one.
    pub fn replace(&mut self, place: Place, text: impl Into<String>) {
        let text = text.into();
        let overlaps = |it: &Edit| place.start < it.place.end && it.place.start < place.end;
        if !self.0.iter().any(overlaps) {
            let after = self
                .0
                .partition_point(|it| (it.place.start, it.place.end) <= (place.start, place.end));
            self.0.insert(after, Edit { place, text });
        }
    }

    /// Inserts a text. Several at one place stand in the order in which they came.
    pub fn insert(&mut self, at: usize, text: impl Into<String>) {
        self.replace(at..at, text);
    }

    /// Removes a part.
    pub fn remove(&mut self, place: Place) {
        self.replace(place, "");
    }

    /// The edits in the order of their places.
    pub fn iter(&self) -> impl Iterator<Item = &Edit> {
        self.0.iter()
    }

    /// The text with the edits made.
    pub fn apply(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut done = 0;
        for Edit { place, text: new } in &self.0 {
            out.push_str(text.get(done..place.start).unwrap_or_default());
            out.push_str(new);
            done = place.end;
        }
        out.push_str(text.get(done..).unwrap_or_default());
        out
    }
}

/// The whole lines in which a part stands, with the last one's end of line.
pub fn lines(text: &str, place: &Place) -> Place {
    let start = text[..place.start].rfind('\n').map_or(0, |it| it + 1);
    let rest = &text[place.end..];
    let end = rest.find('\n').map_or(text.len(), |it| place.end + it + 1);
    start..end
}

/// The white space at the start of the line in which a place stands.
pub fn indentation(text: &str, at: usize) -> &str {
    let start = text[..at].rfind('\n').map_or(0, |it| it + 1);
    let line = &text[start..];
    let width = line.len() - line.trim_start_matches([' ', '\t']).len();
    &line[..width]
}

/// The end of line that a text uses.
pub fn line_end(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_are_made_in_the_order_of_their_places() {
        let mut edits = Edits::default();
        edits.replace(6..11, "moon");
        edits.insert(0, "> ");
        edits.insert(11, "!");
        edits.insert(11, "?");
        edits.remove(1..5);
        assert_eq!(edits.apply("hello world"), "> h moon!?");
        assert!(!edits.is_empty());
    }

    #[test]
    fn an_edit_inside_of_another_is_left_to_that_one() {
        let mut edits = Edits::default();
        edits.replace(0..5, "x");
        edits.replace(2..3, "y");
        assert_eq!(edits.apply("hello"), "x");
    }

    #[test]
    fn lines_and_indentation_are_those_of_the_place() {
        let text = "a\n  bc\nd";
        assert_eq!(&text[lines(text, &(4..5))], "  bc\n");
        assert_eq!(&text[lines(text, &(7..8))], "d");
        assert_eq!(indentation(text, 5), "  ");
        assert_eq!(line_end("a\r\n"), "\r\n");
    }
}
