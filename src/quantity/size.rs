//! Sizes: `2KB`, 1,000 bytes to the kilobyte.

use super::Refused;
use super::number::{Decimal, not_a_number, short};

/// The largest size that a scenario may name: 1,000 TB.
const LARGEST: u64 = 1_000_000_000_000_000;

/// Units from large to small: name, power of ten.
const UNITS: [(&str, usize); 5] = [("TB", 12), ("GB", 9), ("MB", 6), ("KB", 3), ("B", 0)];

/// Reads a size, in bytes.
pub fn size(text: &str) -> Result<u64, Refused> {
    let (number, unit) = Decimal::split(text).ok_or_else(|| not_a_number(text, "a size", "2KB"))?;
    if unit.is_empty() {
        let number = short(text);
        return Err(Refused::new(format!("`{number}` has no unit: write {number}B or {number}KB")));
    }
    let Some((_, places)) = UNITS.iter().find(|(name, _)| *name == unit) else {
        return Err(unknown(unit, text));
    };
    match number.scaled(*places) {
        Some(bytes) if bytes <= LARGEST => Ok(bytes),
        None if number.whole.len() <= 6 => {
            Err(Refused::new(format!("`{}` is not a whole number of bytes", short(text))))
        }
        _ => Err(Refused::new(format!("`{}` is too large: at most 1000TB", short(text)))),
    }
}

fn unknown(unit: &str, text: &str) -> Refused {
    let refused = Refused::new(format!("`{}` is not a unit of size: those are B KB MB GB TB", short(unit)));
    let number = &text[..text.len() - unit.len()];
    let word = unit.trim().to_ascii_uppercase();
    let binary = matches!(word.as_str(), "KIB" | "MIB" | "GIB" | "TIB");
    if binary {
        return refused.hint("1KB is 1,000 bytes; there are no binary units");
    }
    let meant = UNITS.iter().find(|(name, _)| *name == word || name.strip_suffix('B') == Some(&word));
    match meant {
        Some((name, _)) => refused.hint(format!("write {number}{name}")),
        None => refused,
    }
}

/// Writes a size, given in bytes.
pub fn print_size(bytes: u64) -> String {
    let mut best = format!("{bytes}B");
    let mut bytes_in_unit: u64 = 1;
    for (unit, _) in UNITS.iter().rev().skip(1) {
        bytes_in_unit *= 1_000;
        if bytes > 0 && bytes.is_multiple_of(bytes_in_unit) {
            best = format!("{}{unit}", bytes / bytes_in_unit);
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn sizes_are_exact() {
        for (text, bytes) in
            [("2KB", 2_000), ("1.5MB", 1_500_000), ("0B", 0), ("16GB", 16_000_000_000), ("1000TB", LARGEST)]
        {
            assert_eq!(size(text), Ok(bytes), "{text}");
            assert_eq!(size(&print_size(bytes)), Ok(bytes));
        }
        assert_eq!(print_size(16_000_000_000), "16GB");
    }

    #[test]
    fn refusals_teach() {
        for (text, message) in [
            ("2", "`2` has no unit: write 2B or 2KB"),
            ("2k", "`k` is not a unit of size: those are B KB MB GB TB | write 2KB"),
            ("2 kb", "` kb` is not a unit of size: those are B KB MB GB TB | write 2KB"),
            (
                "2KiB",
                "`KiB` is not a unit of size: those are B KB MB GB TB | 1KB is 1,000 bytes; there are no binary units",
            ),
            ("0.5B", "`0.5B` is not a whole number of bytes"),
            ("1001TB", "`1001TB` is too large: at most 1000TB"),
            ("-1KB", "`-1KB` is negative; a size is not"),
        ] {
            let refused = size(text).expect_err(text);
            assert_eq!(
                refused.hint.map_or(refused.message.clone(), |hint| format!("{} | {hint}", refused.message)),
                message
            );
        }
    }

    proptest! {
        #[test]
        fn what_is_printed_reads_back(bytes in 0..=LARGEST, round in 0..=1_000_u64) {
            prop_assert_eq!(size(&print_size(bytes)), Ok(bytes));
            prop_assert_eq!(size(&print_size(round * 1_000_000)), Ok(round * 1_000_000));
        }

        #[test]
        fn no_text_is_a_panic(text in ".*", digits in "[0-9.KMGTB]{0,8}") {
            let _ = (size(&text), size(&digits));
        }
    }
}
