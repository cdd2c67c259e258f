//! How do the charts' SVGs stand together in one document: ids of their own, no style that reaches beyond them, and
//! the dark ground by rules instead of second pictures.

use super::markup::escaped;
use super::{Drawn, strokes};
use crate::report::charts::style::{Ink, dark};
use std::fmt::Write as _;

/// A chart with its words; `number` makes its ids its own.
pub(super) fn figure(chart: &Drawn, number: usize) -> String {
    let stem = escaped(&chart.stem);
    format!(
        "<figure id=\"c{number}\">\n<div class=\"chart\" role=\"region\" aria-label=\"{stem}\" \
         tabindex=\"0\">\n{}</div>\n<figcaption>{} For a slide: <code>{stem}.png</code>.</figcaption>\n</figure>\n",
        inlined(&chart.svg, number),
        escaped(&chart.alt)
    )
}

/// The SVG as a part of a page.
fn inlined(svg: &str, number: usize) -> String {
    // Before the first text of a scenario there is nothing but our own head.
    let (head, body) = svg.split_once('>').unwrap_or((svg, ""));
    let head = head
        .replace(" xmlns=\"http://www.w3.org/2000/svg\"", "")
        .replace("aria-labelledby=\"title desc\"", &format!("aria-labelledby=\"c{number}-title c{number}-desc\""));
    let body = without_style(body)
        .replacen("<title id=\"title\">", &format!("<title id=\"c{number}-title\">"), 1)
        .replacen("<desc id=\"desc\">", &format!("<desc id=\"c{number}-desc\">"), 1)
        .replace("<pattern id=\"hatch", &format!("<pattern id=\"c{number}-hatch"))
        .replace("\"url(#hatch", &format!("\"url(#c{number}-hatch"));
    format!("{head}>{}", strokes::shortened(&body))
}

/// A style element would hold for the whole page; the page has the same rules for its charts.
fn without_style(body: &str) -> String {
    let Some((before, rest)) = body.split_once("<style>") else { return body.to_owned() };
    let Some((_, after)) = rest.split_once("</style>") else { return body.to_owned() };
    format!("{before}{after}")
}

/// Rules that give every colour of the house style its counterpart on a dark ground.
pub(super) fn dark_rules() -> String {
    let written = |ink: Ink| format!("#{:02X}{:02X}{:02X}", ink.rgb.0, ink.rgb.1, ink.rgb.2);
    let mut out = String::new();
    for (light, dark) in dark() {
        let (light, dark) = (written(light), written(dark));
        for property in ["fill", "stroke"] {
            let _ = writeln!(out, ".chart [{property}=\"{light}\"]{{{property}:{dark}}}");
        }
    }
    out
}
