//! Which reader of a quantity stands behind a format of the schema.

use crate::quantity::{self, At, Refused};

/// A format: its name in the schema, what is wanted, whether a text is that.
pub(super) struct Format {
    pub(super) name: &'static str,
    pub(super) wanted: &'static str,
    pub(super) check: fn(&str) -> Result<(), Refused>,
}

/// All formats. Others, such as `uint32`, are those of numbers.
const ALL: [Format; 15] = [
    Format {
        name: "duration",
        wanted: "a length of time such as `45ms`",
        check: |text| quantity::duration(text).map(drop),
    },
    Format {
        name: "duration-or-none",
        wanted: "a length of time such as `60s`, or `none`",
        check: |text| or_none(text, |text| quantity::duration(text).map(drop)),
    },
    Format {
        name: "law",
        wanted: "a length of time such as `240s` or `15s..60s`",
        check: |text| quantity::law(text).map(drop),
    },
    Format {
        name: "law-or-none",
        wanted: "a length of time such as `240s` or `15s..60s`, or `none`",
        check: |text| or_none(text, |text| quantity::law(text).map(drop)),
    },
    Format { name: "rate", wanted: "a rate such as `120/s`", check: |text| quantity::rate(text).map(drop) },
    Format { name: "share", wanted: "a share such as `15%`", check: |text| quantity::share(text).map(drop) },
    Format { name: "growth", wanted: "a growth such as `4%/30d`", check: |text| quantity::growth(text).map(drop) },
    Format {
        name: "money",
        wanted: "a price such as `$1.408/h`",
        check: |text| quantity::money_per_hour(text).map(drop),
    },
    Format { name: "size", wanted: "a size such as `2KB`", check: |text| quantity::size(text).map(drop) },
    Format {
        name: "at",
        wanted: "a time such as \"12:00\", 2026-11-27T12:00:00 or `6h30m`",
        check: |text| quantity::at(text).map(drop),
    },
    Format { name: "clock", wanted: "a time of day such as \"20:00\"", check: clock },
    Format {
        name: "datetime",
        wanted: "a date and time such as 2026-11-27T12:00:00",
        check: |text| quantity::datetime(text).map(drop),
    },
    Format {
        name: "timestamp",
        wanted: "a moment such as 2026-11-27T12:00:00Z",
        check: |text| quantity::timestamp(text).map(drop),
    },
    Format {
        name: "zone",
        wanted: "a time zone such as `America/New_York`",
        check: |text| quantity::zone(text).map(drop),
    },
    Format {
        name: "objective",
        wanted: "an objective such as `latency_p95_ms < 900`",
        check: |text| quantity::comparison(text).map(drop),
    },
];

/// The format of this name.
pub(super) fn format(name: &str) -> Option<&'static Format> {
    ALL.iter().find(|format| format.name == name)
}

fn or_none(text: &str, check: fn(&str) -> Result<(), Refused>) -> Result<(), Refused> {
    if text == "none" { Ok(()) } else { check(text) }
}

fn clock(text: &str) -> Result<(), Refused> {
    match quantity::at(text)? {
        At::Daily(_) => Ok(()),
        _ => {
            Err(Refused { message: format!("`{text}` is not a time of day"), hint: Some("write \"20:00\"".to_owned()) })
        }
    }
}
