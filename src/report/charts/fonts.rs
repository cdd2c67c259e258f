//! How wide is a text: the advance widths of the bundled fonts, and the characters they have.

use std::sync::LazyLock;

/// Inter, regular.
pub const REGULAR: &[u8] = include_bytes!("fonts/Inter_400Regular.sub.ttf");
/// Inter, semi-bold.
pub const SEMI_BOLD: &[u8] = include_bytes!("fonts/Inter_600SemiBold.sub.ttf");

/// Stands for a character that the fonts do not have.
const MISSING: char = '□';

/// How heavy a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// Regular.
    Regular,
    /// Semi-bold.
    Bold,
}

/// The width of `text` at `size` [px]. Kerning, which only narrows, is left out.
pub fn width(text: &str, size: f64, weight: Weight) -> f64 {
    let face = face(weight);
    let units: f64 = text.chars().map(|c| face.advance(c)).sum();
    units * size / face.units_per_em
}

/// `text` as the bundled fonts can show it: control characters become spaces, characters that they lack a square.
pub fn shown(text: &str) -> String {
    let face = face(Weight::Regular);
    text.chars()
        .map(|c| match c {
            c if c.is_control() => ' ',
            c if !face.has(c) => MISSING,
            c => c,
        })
        .collect()
}

/// `text`, shortened in the middle with an ellipsis until it is at most `most` wide.
pub fn fitted(text: &str, size: f64, weight: Weight, most: f64) -> String {
    if width(text, size, weight) <= most {
        return text.to_owned();
    }
    let all: Vec<char> = text.chars().collect();
    (1..all.len())
        .rev()
        .map(|kept| {
            let (head, tail) = (kept.div_ceil(2), kept / 2);
            let (head, tail) = (&all[..head], &all[all.len() - tail..]);
            format!("{}…{}", head.iter().collect::<String>().trim_end(), tail.iter().collect::<String>().trim_start())
        })
        .find(|short| width(short, size, weight) <= most)
        .unwrap_or_else(|| "…".to_owned())
}

/// `text`, shortened at its end with an ellipsis until it is at most `most` wide.
pub fn ended(text: &str, size: f64, weight: Weight, most: f64) -> String {
    if width(text, size, weight) <= most {
        return text.to_owned();
    }
    let room = most - width("…", size, weight);
    let mut taken = 0.0;
    let kept: String = text
        .chars()
        .take_while(|c| {
            taken += width(c.encode_utf8(&mut [0; 4]), size, weight);
            taken <= room
        })
        .collect();
    format!("{}…", kept.trim_end_matches([' ', '·', ',', ';', ':']))
}

/// `text` in at most `rows` lines, broken at spaces; what the last cannot hold is shortened at its end.
pub fn wrapped(text: &str, size: f64, weight: Weight, (most, rows): (f64, usize)) -> Vec<String> {
    let mut all = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() && all.len() < rows {
        if all.len() + 1 == rows || width(rest, size, weight) <= most {
            all.push(ended(rest, size, weight, most));
            break;
        }
        let breaks = rest.match_indices(' ').map(|(at, _)| at);
        let last = breaks.take_while(|at| width(&rest[..*at], size, weight) <= most).last();
        let Some(at) = last.filter(|at| *at > 0) else {
            // One word wider than the line.
            all.push(ended(rest, size, weight, most));
            break;
        };
        all.push(rest[..at].trim_end_matches([' ', '·']).to_owned());
        rest = rest[at..].trim_start_matches([' ', '·']);
    }
    all
}

fn face(weight: Weight) -> &'static Face {
    static FACES: LazyLock<[Face; 2]> = LazyLock::new(|| [Face::read(REGULAR), Face::read(SEMI_BOLD)]);
    match weight {
        Weight::Regular => &FACES[0],
        Weight::Bold => &FACES[1],
    }
}

/// The tables of a font file that widths need.
#[derive(Debug)]
struct Face {
    units_per_em: f64,
    /// Character and its advance width, ascending.
    advances: Vec<(u16, u16)>,
}

impl Face {
    /// Reads a bundled file, whose form is known: `cmap` has a subtable of format 4.
    ///
    /// Ref: OpenType specification, `cmap` format 4, `hhea`, `hmtx`, `head`.
    fn read(file: &[u8]) -> Self {
        let table = |tag: &[u8; 4]| {
            let tables = usize::from(word(file, 4));
            let entry = (0..tables).map(|n| 12 + 16 * n).find(|at| file[*at..*at + 4] == *tag);
            long(file, entry.expect("the bundled fonts have this table") + 8)
        };
        let (head, cmap) = (table(b"head"), table(b"cmap"));
        let (metrics_head, metrics) = (table(b"hhea"), table(b"hmtx"));
        let last_metric = usize::from(word(file, metrics_head + 34)) - 1;
        let advance = |glyph: u16| word(file, metrics + 4 * usize::from(glyph).min(last_metric));
        let glyphs = glyphs(file, cmap + long(file, cmap + 8));
        Self {
            units_per_em: f64::from(word(file, head + 18)),
            advances: glyphs.into_iter().map(|(code, glyph)| (code, advance(glyph))).collect(),
        }
    }

    fn has(&self, c: char) -> bool {
        u16::try_from(u32::from(c)).is_ok_and(|code| self.advances.binary_search_by_key(&code, |entry| entry.0).is_ok())
    }

    /// The advance width; that of an em for a character that the font lacks.
    fn advance(&self, c: char) -> f64 {
        let code = u16::try_from(u32::from(c)).ok();
        let found = code.and_then(|code| self.advances.binary_search_by_key(&code, |entry| entry.0).ok());
        found.map_or(self.units_per_em, |place| f64::from(self.advances[place].1))
    }
}

/// Every character of a `cmap` subtable of format 4 with its glyph, ascending.
fn glyphs(file: &[u8], at: usize) -> Vec<(u16, u16)> {
    let segments = usize::from(word(file, at + 6)) / 2;
    let field = |number: usize, segment: usize| {
        let pad = if number > 0 { 2 } else { 0 };
        at + 14 + pad + 2 * (number * segments + segment)
    };
    let mut all = Vec::new();
    for segment in 0..segments {
        let (last, first) = (word(file, field(0, segment)), word(file, field(1, segment)));
        let (shift, offset_at) = (word(file, field(2, segment)), field(3, segment));
        for code in first..=last {
            let listed = match usize::from(word(file, offset_at)) {
                0 => code,
                offset => word(file, offset_at + offset + 2 * usize::from(code - first)),
            };
            if listed != 0 && code != u16::MAX {
                all.push((code, listed.wrapping_add(shift)));
            }
        }
    }
    all.sort_unstable();
    all
}

fn word(file: &[u8], at: usize) -> u16 {
    u16::from_be_bytes([file[at], file[at + 1]])
}

fn long(file: &[u8], at: usize) -> usize {
    u32::from_be_bytes([file[at], file[at + 1], file[at + 2], file[at + 3]]) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_are_those_of_the_font() {
        // Inter's zero is 1,266 units of 2,048 in the regular face; the fonts know their own numbers, so compare ratios.
        let zero = width("0", 20.0, Weight::Regular);
        assert!((10.0..14.0).contains(&zero), "{zero}");
        assert!((width("000", 20.0, Weight::Regular) / zero - 3.0).abs() < 1e-9);
        assert!(width("iii", 20.0, Weight::Regular) < width("WWW", 20.0, Weight::Regular) / 2.0);
        assert!(width("latency", 20.0, Weight::Bold) > width("latency", 20.0, Weight::Regular));
    }

    #[test]
    fn what_the_fonts_lack_becomes_a_square() {
        assert_eq!(shown("Füllstand – 95 % ≥ 1 s"), "Füllstand – 95 % ≥ 1 s");
        assert_eq!(shown("日本\tsale"), "□□ sale");
        assert_eq!(width("日", 20.0, Weight::Regular), 20.0);
    }

    #[test]
    fn a_long_text_is_shortened_in_the_middle() {
        let text = "TargetTracking-endpoint/shop/variant/AllTraffic-AlarmHigh";
        let short = fitted(text, 20.0, Weight::Regular, 160.0);
        assert!(width(&short, 20.0, Weight::Regular) <= 160.0);
        assert!(short.starts_with("Target") && short.contains('…') && short.ends_with("High"), "{short}");
        assert_eq!(fitted("short", 20.0, Weight::Regular, 160.0), "short");
        assert_eq!(fitted("WW", 20.0, Weight::Regular, 1.0), "…");
    }

    #[test]
    fn a_sentence_is_shortened_at_its_end_and_wrapped_at_spaces() {
        let text = "Scale-out takes 7 m 51 s · seed 7 · 30 runs";
        let short = ended(text, 20.0, Weight::Regular, 250.0);
        assert_eq!(short, "Scale-out takes 7 m 51 s…");
        assert!(width(&short, 20.0, Weight::Regular) <= 250.0);
        let rows = wrapped(text, 20.0, Weight::Regular, (250.0, 2));
        assert_eq!(rows, ["Scale-out takes 7 m 51 s", "seed 7 · 30 runs"]);
        let rows = wrapped(text, 20.0, Weight::Regular, (100.0, 2));
        assert!(rows.len() == 2 && rows[1].ends_with('…'), "{rows:?}");
        assert!(rows.iter().all(|row| width(row, 20.0, Weight::Regular) <= 100.0));
        assert_eq!(wrapped(&"W".repeat(90), 20.0, Weight::Regular, (100.0, 3)).len(), 1);
        assert_eq!(wrapped("", 20.0, Weight::Regular, (100.0, 3)), [""; 0]);
    }
}
