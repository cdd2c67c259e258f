//! Literals with units as they are written: text whose format the schema names, so that a wrong unit is found in place.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

macro_rules! literal {
    ($(#[$doc:meta])* $name:ident, $format:literal) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
        #[serde(transparent)]
        #[schemars(inline, extend("format" = $format))]
        pub struct $name(pub String);

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }
    };
}

literal!(
    /// A length of time: `45ms`, `10s`, `6h30m`, `3d`.
    Duration,
    "duration"
);
literal!(
    /// A length of time, or `none`.
    DurationOrNone,
    "duration-or-none"
);
literal!(
    /// A length of time or all lengths between two: `240s`, `15s..60s`.
    Law,
    "law"
);
literal!(
    /// The same, or `none`.
    LawOrNone,
    "law-or-none"
);
literal!(
    /// Requests a time: `120/s`, `7200/min`, `5/h`.
    Rate,
    "rate"
);
literal!(
    /// A share: `15%`.
    Share,
    "share"
);
literal!(
    /// Money an hour: `$1.408/h`.
    Money,
    "money"
);
literal!(
    /// A point in time: `"12:00"` (every day), a date and time, or a span from the start.
    At,
    "at"
);
literal!(
    /// A time of day: `"20:00"`.
    ClockTime,
    "clock"
);
literal!(
    /// A date and time, or a date: `2026-11-27T00:00:00`.
    DateTime,
    "datetime"
);
literal!(
    /// Compound growth: `4%/30d`.
    Growth,
    "growth"
);
literal!(
    /// An amount of data: `16GB`.
    Size,
    "size"
);
literal!(
    /// A time zone by its IANA name: `America/New_York`.
    ZoneName,
    "zone"
);
