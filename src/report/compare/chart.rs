//! The rivals over the day, one over the other.

use super::Comparison;
use crate::report::charts::experiments::Caption;
use crate::report::charts::experiments::compare::{self, Compare, Side};
use crate::report::{File, Pictures, ReportError, drawn, words};

/// Rivals that one picture takes.
const MOST: usize = 4;

/// The first rivals overlaid, as files. `compare.csv` is the table of figures; the numbers drawn stand beside it.
pub(super) fn files(of: &Comparison, pictures: Pictures) -> Result<Vec<File>, ReportError> {
    let failed = |message| ReportError::Chart { chart: "compare", message };
    let drawn = compare::picture(&overlay(of)).map_err(failed)?;
    drawn::files(drawn, ("compare", "compare.drawn.csv"), pictures)
}

fn overlay(of: &Comparison) -> Compare<'_> {
    let sides = of.rivals.iter().take(MOST).map(|rival| Side {
        name: rival.name.clone(),
        mean: &rival.aggregates.mean,
        p10: &rival.aggregates.p10,
        p90: &rival.aggregates.p90,
    });
    let runs = words::counted(u64::from(of.runs()), "paired run");
    let others = of.rivals.len().saturating_sub(MOST) as u64;
    let left_out = if others > 0 {
        format!(" · {} in compare.csv", words::counted(others, "more alternative"))
    } else {
        String::new()
    };
    Compare {
        caption: Caption {
            title: of.answers().first().map(|answer| brief(answer)).unwrap_or_default(),
            subtitle: format!(
                "{} · {runs} · seed {} · dryscale {}",
                of.base().title,
                of.seed,
                env!("CARGO_PKG_VERSION")
            ),
            footer: format!("The same days for all · mean, and 10th to 90th percentile over runs{left_out}"),
        },
        zone: &of.zone,
        window: of.window,
        slo_ms: of.slo_ms,
        sides: sides.collect(),
    }
}

/// A sentence without what stands in brackets and without its end, which the axes say: a title has one line.
fn brief(sentence: &str) -> String {
    let mut out = String::new();
    let mut depth = 0_u32;
    for letter in sentence.chars() {
        match letter {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 => out.push(letter),
            _ => {}
        }
    }
    out.trim_end_matches('.').trim_end_matches(" a day").replace(" ,", ",").replace("  ", " ").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::brief;

    #[test]
    fn a_title_has_no_brackets() {
        let sentence =
            "b costs $12.00 a day less (−44 %, CI −44 to −44 %), but raises bad minutes from 80 to 89 a day.";
        assert_eq!(brief(sentence), "b costs $12.00 a day less, but raises bad minutes from 80 to 89");
    }
}
