//! What the user may have meant: the known word nearest to an unknown one.

/// Words longer than this are never compared: a slip of the pen is in a short word.
const LONGEST: usize = 100;

/// The candidate nearest to `word` by edit distance without regard to case, if it is near enough to be a slip: one
/// edit in three letters. Of equally near ones the first.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let letters = folded(word)?;
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let Some(other) = folded(candidate) else { continue };
        let allowed = letters.len().max(other.len()).div_ceil(3);
        if letters.len().abs_diff(other.len()) > allowed {
            continue;
        }
        let edits = distance(&letters, &other);
        let nearer = best.is_none_or(|(least, _)| edits < least);
        if nearer && edits <= allowed && edits < letters.len().max(other.len()) {
            best = Some((edits, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Lower case, and `_`, `-` and spaces alike; `None` for what is too long to be a word.
fn folded(word: &str) -> Option<Vec<char>> {
    let letters: Vec<char> = word.chars().take(LONGEST + 1).flat_map(char::to_lowercase).collect();
    let alike = |letter| if matches!(letter, '-' | ' ') { '_' } else { letter };
    (letters.len() <= LONGEST).then(|| letters.into_iter().map(alike).collect())
}

/// Insertions, deletions, replacements and swaps of neighbours that turn one word into the other.
fn distance(from: &[char], to: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=to.len()).collect();
    for (row, &letter) in from.iter().enumerate() {
        let mut next = vec![row + 1];
        for (column, &other) in to.iter().enumerate() {
            let replaced = last[column] + usize::from(letter != other);
            let mut fewest = replaced.min(last[column + 1] + 1).min(next[column] + 1);
            let swapped = row > 0 && column > 0 && letter == to[column - 1] && from[row - 1] == other;
            if swapped {
                fewest = fewest.min(before[column - 1] + 1);
            }
            next.push(fewest);
        }
        before = std::mem::replace(&mut last, next);
    }
    last[to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_are_counted() {
        let count = |a: &str, b: &str| distance(&a.chars().collect::<Vec<_>>(), &b.chars().collect::<Vec<_>>());
        for (a, b, edits) in [
            ("", "", 0),
            ("", "ab", 2),
            ("abc", "abc", 0),
            ("abc", "acb", 1),
            ("kitten", "sitting", 3),
            ("ca", "abc", 3),
        ] {
            assert_eq!((count(a, b), count(b, a)), (edits, edits), "{a} {b}");
        }
    }

    #[test]
    fn only_slips_are_suggested() {
        let keys = ["ScaleInCooldown", "ScaleOutCooldown", "TargetValue"];
        assert_eq!(nearest("ScaleinCooldown", keys), Some("ScaleInCooldown"));
        assert_eq!(nearest("scale_in_cooldown", keys), Some("ScaleInCooldown"));
        assert_eq!(nearest("TargetVaule", keys), Some("TargetValue"));
        assert_eq!(nearest("TARGETVALUE", keys), Some("TargetValue"));
        assert_eq!(nearest("Cooldown", keys), None);
        assert_eq!(nearest("x", ["y"]), None);
        assert_eq!(nearest("", ["a"]), None);
        assert_eq!(nearest(&"a".repeat(1_000_000), ["a"]), None);
    }
}
