//! What is in every page: its style, its script with the library that draws, and the rule by which a browser runs these
//! and nothing else.

use super::{drawing, over_time};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest as _, Sha256};

const STYLE: &str = include_str!("style.css");
const LIVE: &str = include_str!("live.js");
const SCRIPT: &str = include_str!("script.js");

/// uPlot 1.6.32 by Leon Sorokin, under the MIT licence.
mod uplot {
    pub(super) const SCRIPT: &str = include_str!("vendor/uplot-1.6.32/uPlot.iife.min.js");
    pub(super) const STYLE: &str = include_str!("vendor/uplot-1.6.32/uPlot.min.css");
    pub(super) const LICENCE: &str = include_str!("vendor/uplot-1.6.32/LICENSE");
}

/// All rules.
pub(super) fn style() -> String {
    let [light, dark] = over_time::ink_rules();
    let charts = drawing::dark_rules();
    format!("\n{}\n{STYLE}{light}@media screen and (prefers-color-scheme: dark) {{\n{dark}{charts}}}\n", uplot::STYLE)
}

/// All that runs. The frame lets XML read it too.
pub(super) fn script() -> String {
    // Its first line is an address; the licence says more.
    let library = uplot::SCRIPT.split_once('\n').map_or(uplot::SCRIPT, |(_, code)| code).trim_end();
    let licence = uplot::LICENCE.trim();
    format!("\n//<![CDATA[\n/* uPlot 1.6.32\n{licence}\n*/\n{library}\n{LIVE}{SCRIPT}//]]>\n")
}

/// The Content-Security-Policy: nothing is loaded, and no script runs but ours, whatever a scenario says.
pub(super) fn policy() -> String {
    let hash = |text: &str| format!("'sha256-{}'", BASE64_STANDARD.encode(Sha256::digest(text.as_bytes())));
    let (script, style) = (hash(&script()), hash(&style()));
    format!("default-src 'none'; script-src {script}; style-src {style}; base-uri 'none'; form-action 'none'")
}
