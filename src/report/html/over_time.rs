//! How do the series of the page reach its script: as JSON in an element of its own, which nothing that a scenario says
//! can end.

use crate::report::Report;
use crate::report::charts::over_time::{INKS, Line, Panel, Rows, Unit, panels};
use crate::report::charts::style::{Ink, dark};
use crate::report::figure;
use serde_json::{Value, json};
use std::fmt::Write as _;

/// The place of the charts that answer to a pointer, and their numbers; nothing if there is nothing to draw. The place
/// stays hidden until the script fills it.
pub(super) fn markup(report: &Report<'_>) -> String {
    let panels = panels(report);
    if panels.is_empty() {
        return String::new();
    }
    format!(
        "<div id=\"over-time\" class=\"live\" hidden=\"hidden\"></div>\n<script type=\"application/json\" \
         id=\"over-time-data\">{}</script>\n",
        as_text(&numbers(report, &panels).to_string())
    )
}

fn numbers(report: &Report<'_>, panels: &[Panel]) -> Value {
    let (subject, line) = (report.subject, &report.aggregates.mean);
    let rows = Rows::of(line);
    let secs = |span: crate::engine::Span| figure::json(Some(span.secs()), "s");
    let bad: Vec<[f64; 2]> = report
        .bad_spans()
        .iter()
        .map(|span| [span.from, span.until].map(|at| at.since_or_zero(subject.start).secs()))
        .collect();
    json!({
        "zone": subject.zone.name(),
        "start": line.start.nanos() / 1_000_000_000,
        "length": secs(subject.end.since_or_zero(line.start)),
        "apart": secs(rows.apart),
        "joined": rows.joined,
        "step": secs(line.step),
        "bad": bad,
        "panels": panels.iter().map(panel).collect::<Vec<_>>(),
    })
}

fn panel(panel: &Panel) -> Value {
    let unit = match panel.unit {
        Unit::Number => "",
        Unit::Millis => "ms",
        Unit::Percent => "%",
        Unit::Dollars => "$",
    };
    let lines: Vec<Value> = panel.lines.iter().map(line).collect();
    json!({"title": panel.title, "unit": unit, "log": panel.is_log, "lines": lines})
}

fn line(line: &Line) -> Value {
    let mut value = json!({"name": line.name, "ink": line.ink, "dash": line.dash, "v": column(&line.values)});
    if let Some([low, high]) = &line.band {
        value["band"] = json!([column(low), column(high)]);
    }
    value
}

/// Four digits are more than a chart shows; a blank is null.
fn column(values: &[f64]) -> Vec<Value> {
    let rounded = |x: &f64| format!("{x:.3e}").parse().ok().filter(|x: &f64| x.is_finite());
    values.iter().map(|x| figure::json(rounded(x), "")).collect()
}

/// JSON in which no sign means anything to HTML or XML.
fn as_text(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for letter in json.chars() {
        match letter {
            '<' | '>' | '&' | '\u{FFFE}' | '\u{FFFF}' => {
                let _ = write!(out, "\\u{:04x}", u32::from(letter));
            }
            other => out.push(other),
        }
    }
    out
}

/// The colours of the charts as the script asks for them, light and dark.
pub(super) fn ink_rules() -> [String; 2] {
    let written = |ink: Ink| format!("#{:02X}{:02X}{:02X}", ink.rgb.0, ink.rgb.1, ink.rgb.2);
    let counterparts = dark();
    let in_dark = |ink: Ink| counterparts.iter().find(|(light, _)| *light == ink).map_or(ink, |(_, dark)| *dark);
    let rules = |of: &dyn Fn(Ink) -> Ink| {
        let all: Vec<String> = INKS.iter().map(|(name, ink)| format!("--ink-{name}:{}", written(of(*ink)))).collect();
        format!(":root{{{}}}\n", all.join(";"))
    };
    [rules(&|ink| ink), rules(&in_dark)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    #[test]
    fn numbers_have_four_digits_and_blanks_are_null() {
        let values = [0.0, 1.0, 1234.56, 0.000_123_456, f64::NAN, f64::INFINITY, 100.04];
        let written = Value::from(column(&values)).to_string();
        assert_eq!(written, "[0,1,1235,0.0001235,null,null,100]");
    }

    #[test]
    fn no_text_ends_the_element_and_what_is_read_is_what_was_written() {
        let text = "</script><!-- & \"]]>\u{FFFE}";
        let shown = as_text(&json!({ "name": text }).to_string());
        assert!(!shown.contains(['<', '>', '&', '\u{FFFE}']), "{shown}");
        let read: Value = serde_json::from_str(&shown).unwrap();
        assert_eq!(read["name"].as_str(), Some(text));
    }

    #[test]
    fn a_week_takes_little_room_and_its_spike_is_there() {
        let mut made = fixture::five_weeks();
        let spike = made.aggregates.mean.offered_per_s.len() / 3;
        made.aggregates.mean.offered_per_s[spike] = 98_765.0;
        let text = markup(&made.report());
        assert!(text.len() < 600_000, "{} bytes", text.len());
        assert!(text.contains(",98770,") || text.contains(",98760,"), "the spike is not in the page");
    }

    #[test]
    fn what_is_recorded_reaches_the_page_with_null_where_nothing_is_known() {
        use crate::scenario::history::{History, Level};
        let mut made = fixture::five_minutes();
        let minute = |n: u64| made.subject.start + crate::engine::Span::MINUTE * n;
        let levels = vec![
            Level { from: minute(1), instances: Some(7.0) },
            Level { from: minute(2), instances: None },
            Level { from: minute(4), instances: Some(3.0) },
        ];
        assert!(!markup(&made.report()).contains("\"recorded\""));
        made.subject.history = Some(History { levels, changes: None });
        let report = made.report();
        let told = numbers(&report, &panels(&report));
        let lines: Vec<&Value> =
            told["panels"].as_array().unwrap().iter().flat_map(|panel| panel["lines"].as_array().unwrap()).collect();
        let recorded: Vec<&&Value> = lines.iter().filter(|line| line["name"] == "recorded").collect();
        assert_eq!(recorded.len(), 1);
        assert_eq!(recorded[0]["v"], json!([null, 7, null, null, 3]));
        assert_eq!(recorded[0]["dash"], json!([18, 4]));
    }

    #[test]
    fn every_colour_has_its_dark_counterpart() {
        let [light, dark] = ink_rules();
        assert!(light.contains("--ink-demand:#000000") && dark.contains("--ink-demand:#FAFAFA"));
        assert_eq!(light.matches("--ink-").count(), dark.matches("--ink-").count());
    }
}
