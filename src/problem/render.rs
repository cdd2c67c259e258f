//! How problems look on a terminal: message, file, line with a caret, hints.

use super::Problems;

impl Problems {
    /// All problems as text for the terminal, in the order of their places, at most 50 of them.
    pub fn render(&self, _colour: bool) -> String {
        todo!()
    }
}
