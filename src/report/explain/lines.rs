//! Lines that fit: texts folded at blanks, what follows the first line indented.

/// A text in lines of at most `columns`; those after the first begin with `indent` blanks. A word that is longer than a
/// line has a line of its own, cut to pieces.
pub(super) fn folded(text: &str, columns: usize, indent: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for (number, word) in text.split(' ').enumerate() {
        let begins = line.trim().is_empty();
        let blank = usize::from(number > 0);
        if !begins && line.chars().count() + blank + word.chars().count() > columns {
            let full = std::mem::replace(&mut line, " ".repeat(indent));
            lines.push(full.trim_end().to_owned());
            line.push_str(word);
        } else {
            line.push_str(&" ".repeat(blank));
            line.push_str(word);
        }
    }
    lines.push(line);
    lines.into_iter().flat_map(|line| cut(line, columns)).collect()
}

fn cut(line: String, columns: usize) -> Vec<String> {
    if line.chars().count() <= columns {
        return vec![line];
    }
    let letters: Vec<char> = line.chars().collect();
    letters.chunks(columns).map(|piece| piece.iter().collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_folded_at_its_blanks() {
        assert_eq!(folded("  a bc def gh", 8, 4), ["  a bc", "    def", "    gh"]);
        assert_eq!(folded("short", 8, 4), ["short"]);
        assert_eq!(folded("", 8, 4), [""]);
        assert_eq!(folded("  a   b  cd ef", 9, 2), ["  a   b", "  cd ef"], "blanks between columns stay");
        assert_eq!(folded("a abcdefghijkl b", 8, 0), ["a", "abcdefgh", "ijkl", "b"]);
    }
}
