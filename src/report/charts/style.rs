//! The house style: every colour by its meaning, every size, every dash, in one place.

/// The width of a chart [px].
pub const WIDTH: f64 = 1_600.0;
/// The height of a chart [px]: 16 to 9.
pub const HEIGHT: f64 = 900.0;
/// White space at the edges [px].
pub const EDGE: f64 = 32.0;
/// Width of the column left of the panels that holds labels [px].
pub const LABELS: f64 = 176.0;
/// White space right of the panels: half of the last clock label [px].
pub const RIGHT: f64 = 68.0;

/// Size of the title [px].
pub const TITLE: f64 = 32.0;
/// Size of every other text [px]: legible on a slide.
pub const TEXT: f64 = 20.0;
/// Height of a line of text [px].
pub const LINE: f64 = 26.0;

/// A colour, with the meaning that its name says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ink {
    /// Red, green, blue.
    pub rgb: (u8, u8, u8),
    /// Opacity in hundredths.
    pub percent: u8,
}

const fn ink(rgb: u32) -> Ink {
    Ink { rgb: ((rgb >> 16) as u8, (rgb >> 8) as u8, rgb as u8), percent: 100 }
}

impl Ink {
    /// The same colour, lighter.
    #[must_use]
    pub const fn at(self, percent: u8) -> Self {
        Self { rgb: self.rgb, percent }
    }
}

/// The ground of the picture.
pub const PAPER: Ink = ink(0x00FF_FFFF);
/// Titles and labels.
pub const INK: Ink = ink(0x001F_2937);
/// Subtitles, ticks.
pub const QUIET: Ink = ink(0x006B_7280);
/// Grid lines.
pub const GRID: Ink = ink(0x00E5_E7EB);
/// Axes, limits that are not reached, day boundaries.
pub const AXIS: Ink = ink(0x009C_A3AF);

/// Text on a colour that is as strong on a dark ground as on a light one: dark on both.
pub const ON_COLOUR: Ink = ink(0x001F_2938);

// Okabe and Ito's palette, told apart by colour-blind eyes.

/// What is asked for: offered load.
pub const DEMAND: Ink = ink(0x0000_0000);
/// What is in service.
pub const IN_SERVICE: Ink = ink(0x0000_72B2);
/// What is launched and not yet in service.
pub const LAUNCHING: Ink = ink(0x0056_B4E9);
/// What is desired.
pub const DESIRED: Ink = ink(0x00E6_9F00);
/// What went wrong: missed targets, unmet load, ALARM.
pub const VIOLATION: Ink = ink(0x00D5_5E00);
/// What is well: OK, cost.
pub const GOOD: Ink = ink(0x0000_9E73);
/// The second policy of a comparison.
pub const SECOND: Ink = ink(0x00CC_79A7);
/// An alarm in ALARM that may only scale in: part of every calm day.
pub const ALARM_LOW: Ink = ink(0x00F0_B48A);
/// An alarm in OK.
pub const CALM: Ink = ink(0x00B9_CAD8);
/// An alarm without data.
pub const NO_DATA: Ink = ink(0x00D1_D5DB);

/// The median of latencies; the upper percentiles are drawn in [`INK`].
pub const MEDIAN: Ink = ink(0x009C_A3AF);

/// Levels of the ramp of heat maps.
const LEVELS: usize = 24;
/// From few to many: the ends and what lies between them, told apart by lightness alone as well (after viridis, turned
/// round so that little is light).
const RAMP_ANCHORS: [u32; 9] = [
    0x00FD_E725,
    0x00AD_DC30,
    0x005E_C962,
    0x0028_AE80,
    0x0021_918C,
    0x002C_728E,
    0x003B_528B,
    0x0047_2D7B,
    0x0044_0154,
];

/// The colour of a share, 0 to 1, of the greatest value of a heat map.
pub fn ramp(share: f64) -> Ink {
    level(((share.clamp(0.0, 1.0) * (LEVELS - 1) as f64).round()) as usize)
}

/// What is legible on [`ramp`] of the same share.
pub fn on_ramp(share: f64) -> Ink {
    if share < 0.55 { ON_LIGHT } else { ON_DARK }
}

const ON_LIGHT: Ink = ink(0x0011_1111);
const ON_DARK: Ink = ink(0x00FD_FDFD);

/// One channel of a colour, `part` hundredths of the way to another.
const fn mixed(from: u32, to: u32, part: u32, shift: u32) -> u32 {
    (((from >> shift) & 255) * (100 - part) + ((to >> shift) & 255) * part) / 100
}

const fn level(level: usize) -> Ink {
    // Between two anchors in whole hundredths.
    let place = level * (RAMP_ANCHORS.len() - 1) * 100 / (LEVELS - 1);
    let (first, part) = (place / 100, (place % 100) as u32);
    let (from, to) =
        (RAMP_ANCHORS[first], RAMP_ANCHORS[if first + 1 < RAMP_ANCHORS.len() { first + 1 } else { first }]);
    ink(mixed(from, to, part, 16) << 16 | mixed(from, to, part, 8) << 8 | mixed(from, to, part, 0))
}

/// The same picture on a dark ground: each colour of this file as it is written in an SVG, and what it becomes.
pub fn dark() -> Vec<(Ink, Ink)> {
    let mut all = vec![
        (PAPER, ink(0x0011_1827)),
        (INK, ink(0x00F3_F4F6)),
        (ON_COLOUR, ink(0x000B_1120)),
        (QUIET, ink(0x00A7_B0BF)),
        (GRID, ink(0x002A_3444)),
        (AXIS, ink(0x0079_8496)),
        (DEMAND, ink(0x00FA_FAFA)),
        (IN_SERVICE, ink(0x004B_A9E5)),
        (LAUNCHING, ink(0x008C_CDF3)),
        (DESIRED, ink(0x00F4_B93F)),
        (VIOLATION, ink(0x00F5_8549)),
        (GOOD, ink(0x0033_C79A)),
        (SECOND, ink(0x00E6_A3CB)),
        (ALARM_LOW, ink(0x0096_6043)),
        (CALM, ink(0x003C_4B5E)),
        (NO_DATA, ink(0x004B_5563)),
        (ON_LIGHT, ON_DARK),
        (ON_DARK, ON_LIGHT),
    ];
    all.extend((0..LEVELS).map(|number| (level(number), level(LEVELS - 1 - number))));
    all
}

/// Opacity of a band over runs.
pub const BAND: u8 = 16;
/// Opacity of the shade over a span that misses the SLO.
pub const SHADE: u8 = 12;

/// Width of the main lines [px].
pub const LINE_WIDTH: f64 = 2.2;
/// Width of limits and of the grid [px].
pub const THIN: f64 = 1.0;

/// A filling with stripes: its stripes and its ground.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hatch {
    /// Which: its number in [`HATCHES`], and in the names of the patterns of a picture.
    pub number: u8,
    /// The stripes.
    pub stripes: Ink,
    /// What lies beneath.
    pub ground: Ink,
}

/// Launching.
pub const LAUNCHING_HATCH: Hatch = Hatch { number: 0, stripes: LAUNCHING, ground: LAUNCHING.at(25) };
/// `INSUFFICIENT_DATA`.
pub const NO_DATA_HATCH: Hatch = Hatch { number: 1, stripes: AXIS, ground: NO_DATA.at(40) };
/// Every hatch.
pub const HATCHES: [Hatch; 2] = [LAUNCHING_HATCH, NO_DATA_HATCH];

/// Height of a strip that shows states over time [px].
pub const STRIP: f64 = 14.0;
