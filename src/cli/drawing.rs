//! Which pictures are written beside the light ones: what every command that draws is asked for.

use crate::report::Pictures;
use clap::{Args, ValueEnum};

/// What is drawn.
#[derive(Clone, Debug, Args)]
pub(super) struct Drawing {
    /// Draw every chart on a dark ground too (NAME.dark.png, NAME.dark.svg), or twice as large (NAME@2x.png).
    #[arg(long, value_enum, value_delimiter = ',', value_name = "KIND")]
    draw: Vec<Draw>,
}

/// What is drawn beside the light charts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Draw {
    /// On a dark ground.
    Dark,
    /// PNGs of twice the size.
    #[value(name = "2x")]
    Twice,
}

impl Drawing {
    /// The same for the report.
    pub(super) fn pictures(&self) -> Pictures {
        let has = |kind| self.draw.contains(&kind);
        Pictures { dark: has(Draw::Dark), twice: has(Draw::Twice) }
    }
}
