//! How does a text fit into the columns of a terminal?

/// Units that follow their number after a space.
const UNITS: [&str; 6] = ["%", "ms", "s", "m", "h", "d"];
/// Between parts of a line that may stand on lines of their own.
pub(super) const BETWEEN: &str = " · ";

/// Text of a scenario may hold line ends and escapes; a terminal gets neither.
pub(super) fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// Columns that a character takes: two for the wide scripts of East Asia.
pub(super) fn cells(c: char) -> usize {
    let wide = matches!(u32::from(c), 0x1100..=0x115F | 0x2E80..=0xA4CF | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF | 0xFF00..=0xFF60 | 0x1F300..=0x1FAFF | 0x20000..=0x3FFFD);
    1 + usize::from(wide)
}

/// How many columns a text takes; colour takes none.
pub(super) fn columns_of(text: &str) -> usize {
    let mut escaped = false;
    text.chars()
        .map(|c| {
            let counts = !escaped && c != '\u{1b}';
            escaped = c == '\u{1b}' || (escaped && c != 'm');
            if counts { cells(c) } else { 0 }
        })
        .sum()
}

/// A line that fits: its end is replaced by an ellipsis.
pub(super) fn cut(line: &str, columns: usize) -> String {
    let line = line.trim_end();
    if columns_of(line) <= columns {
        return line.to_owned();
    }
    let (mut taken, mut out) = (0, String::new());
    for c in line.chars().filter(|c| *c != '\u{1b}') {
        if taken + cells(c) > columns - 1 {
            break;
        }
        taken += cells(c);
        out.push(c);
    }
    out + "…"
}

/// Words in lines; what does not fit into `most` lines is cut.
pub(super) fn wrapped(text: &str, columns: usize, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = vec![String::new()];
    let all: Vec<&str> = text.split_whitespace().collect();
    for (index, word) in all.iter().enumerate() {
        let last = lines.len() - 1;
        // A number stays with its unit.
        let unit = all.get(index + 1).filter(|next| UNITS.contains(&next.trim_end_matches([',', ';', '.'])));
        let room = columns_of(word) + unit.map_or(0, |unit| 1 + columns_of(unit));
        let full = columns_of(&lines[last]) + 1 + room > columns;
        if full && !lines[last].is_empty() && lines.len() < most {
            lines.push((*word).to_owned());
        } else {
            if !lines[last].is_empty() {
                lines[last].push(' ');
            }
            lines[last].push_str(word);
        }
    }
    lines
}

/// Parts joined by [`BETWEEN`], in lines of at most `columns`; a part that is longer than a line is broken at its words.
pub(super) fn joined(parts: &[String], columns: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for part in parts {
        let fits = |line: &String| columns_of(line) + columns_of(BETWEEN) + columns_of(part) <= columns;
        match lines.last_mut().filter(|line| fits(line)) {
            Some(line) => {
                line.push_str(BETWEEN);
                line.push_str(part);
            }
            None => lines.extend(wrapped(part, columns, usize::MAX)),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_share_a_line_while_they_fit() {
        let parts = |text: &str| text.split('|').map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(joined(&parts("p50 1 ms|p95 2 ms|p99 3 ms"), 20), ["p50 1 ms · p95 2 ms", "p99 3 ms"]);
        assert_eq!(joined(&parts("one long part of words|b"), 10), ["one long", "part of", "words · b"]);
        assert_eq!(joined(&[], 10), Vec::<String>::new());
        assert!(joined(&parts("aaaa 100 %|日本語日本語|c"), 12).iter().all(|line| columns_of(line) <= 12));
    }

    #[test]
    fn a_number_stays_with_its_unit_and_colour_takes_no_columns() {
        assert_eq!(wrapped("it took 12 ms then", 11, 9), ["it took", "12 ms then"]);
        assert_eq!(wrapped("a b c", 3, 1), ["a b c"], "what does not fit into the last line is cut by who prints it");
        assert_eq!((columns_of("\u{1b}[1mab\u{1b}[0m"), columns_of("日本")), (2, 4));
        assert_eq!(
            (cut("abcdef", 4), cut("abcd", 4), cut("日本語", 5)),
            ("abc…".into(), "abcd".into(), "日本…".into())
        );
    }
}
