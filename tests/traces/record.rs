//! What does a record hold? Read here without the simulator: plain text, whole numbers, no crate.

use dryscale::engine::{Span, Time};
use std::path::{Path, PathBuf};

/// An interval of a record of counts.
#[derive(Clone, Debug)]
pub(crate) struct Interval {
    /// Its begin.
    pub(crate) at: Time,
    /// Events in it.
    pub(crate) count: u64,
    /// As written.
    pub(crate) stamp: String,
}

/// Where the records lie; `None` (and a message) where they do not.
pub(crate) fn folder() -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let folder = std::env::var_os("DRYSCALE_SHARED").map_or_else(beside, PathBuf::from).join("traces");
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: no folder {}", folder.display());
    None
}

fn rows(file: &Path) -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(file).expect("a record of the folder");
    text.lines().skip(1).map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

/// The intervals of `timestamp,count`.
pub(crate) fn intervals(file: &Path) -> Vec<Interval> {
    rows(file)
        .into_iter()
        .map(|row| Interval { at: moment(&row[0]), count: row[1].parse().expect("a count"), stamp: row[0].clone() })
        .collect()
}

/// The stamps of `arrival_s,…`, which have six decimals.
pub(crate) fn stamps(file: &Path) -> Vec<Span> {
    let micros = |text: &str| {
        let (whole, part) = text.split_once('.').expect("decimals");
        assert_eq!(part.len(), 6, "{text}");
        whole.parse::<u64>().expect("seconds") * 1_000_000 + part.parse::<u64>().expect("decimals")
    };
    rows(file).iter().map(|row| Span::from_nanos(micros(&row[0]) * 1_000)).collect()
}

/// `1995-07-01T00:00:00-04:00` or `…Z`, by counting days.
fn moment(text: &str) -> Time {
    let number = |range: std::ops::Range<usize>| text[range].parse::<i64>().expect("digits");
    let (year, month, day) = (number(0..4), number(5..7), number(8..10));
    // Days since 1970, the year taken to begin in March so that the leap day is its last.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days = 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 719_469;
    let clock = number(11..13) * 3_600 + number(14..16) * 60 + number(17..19);
    let offset = match &text[19..] {
        "Z" => 0,
        offset => {
            let secs = offset[1..3].parse::<i64>().expect("hours") * 3_600
                + offset[4..6].parse::<i64>().expect("minutes") * 60;
            if offset.starts_with('-') { -secs } else { secs }
        }
    };
    Time::from_secs(u64::try_from(days * 86_400 + clock - offset).expect("after 1970"))
}

#[test]
fn days_are_counted_right() {
    assert_eq!(moment("1970-01-01T00:00:00Z"), Time::from_secs(0));
    assert_eq!(moment("2000-02-29T12:00:00Z"), Time::from_secs(951_825_600));
    assert_eq!(moment("1995-07-01T00:00:00-04:00"), Time::from_secs(804_571_200));
}
