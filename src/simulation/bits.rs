//! How are values kept to the bit? Eight hex digits a value, so that blanks (NaN) come back as they were.

use serde::{Deserialize, Deserializer, Serializer, de};
use std::fmt::Write as _;

/// The bits of each value in hex.
pub(crate) fn hex_of(values: &[f32]) -> String {
    let mut hex = String::with_capacity(8 * values.len());
    for value in values {
        write!(hex, "{:08x}", value.to_bits()).expect("a String takes everything");
    }
    hex
}

/// The values of such a text; `None`: it is none.
pub(crate) fn values_of(hex: &str) -> Option<Vec<f32>> {
    let (words, rest) = hex.as_bytes().as_chunks::<8>();
    let value = |word: &[u8; 8]| {
        let word = str::from_utf8(word).ok().filter(|word| word.bytes().all(|digit| digit.is_ascii_hexdigit()))?;
        u32::from_str_radix(word, 16).ok().map(f32::from_bits)
    };
    if rest.is_empty() { words.iter().map(value).collect() } else { None }
}

pub(super) fn serialize<S: Serializer>(values: &[f32], to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&hex_of(values))
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<f32>, D::Error> {
    let hex = String::deserialize(from)?;
    values_of(&hex).ok_or_else(|| de::Error::custom("a column is not eight hex digits a value"))
}
