//! In which order does the page say it: the answer, the figures, the pictures, what happened, what it rests on.

use super::markup::{escaped, section};
use super::{Drawn, drawing, figures, history, over_time, setting, written_in};
use crate::report::{Report, Subject, answer, clock, words};
use std::fmt::Write as _;

/// The whole page: HTML that is well-formed XML.
pub fn page(report: &Report<'_>, charts: &[Drawn]) -> String {
    let sections = sections(report, charts);
    let mut out = head(report.subject);
    out += &header(report);
    out.push_str("<nav aria-label=\"Contents\">\n<ul>\n");
    for (id, heading, _) in sections.iter().filter(|(_, _, body)| !body.is_empty()) {
        let _ = writeln!(out, "<li><a href=\"#{id}\">{heading}</a></li>");
    }
    out.push_str("</ul>\n</nav>\n<main>\n");
    for (id, heading, body) in &sections {
        out += &section(id, heading, body);
    }
    let version = escaped(&report.subject.version);
    let _ = write!(
        out,
        "</main>\n<footer>dryscale {version} · simulated, not measured</footer>\n<script>{}</script>\n</body>\n</html>\n",
        written_in::script()
    );
    out
}

/// Id, heading and content of every section, in order.
fn sections(report: &Report<'_>, charts: &[Drawn]) -> [(&'static str, &'static str, String); 8] {
    let pictures: String = charts.iter().enumerate().map(|(at, chart)| drawing::figure(chart, at + 1)).collect();
    let drawn = if pictures.is_empty() { pictures } else { over_time::markup(report) + &pictures };
    let happened = history::activities(report) + &history::decisions(report);
    let happened = if happened.is_empty() {
        "<p>Nothing was scaled, and nothing was decided.</p>\n".to_owned()
    } else {
        format!("<p>{}</p>\n{happened}", escaped(&history::which(report)))
    };
    [
        ("figures", "Figures", figures::markup(report)),
        ("remarks", "What to know", setting::remarks(report)),
        ("charts", "Charts", drawn),
        ("reaction", "Where the time of a scale-out goes", figures::reactions(report)),
        ("happened", "What happened", happened),
        ("assumptions", "What it rests on", setting::assumptions(report)),
        ("scenario", "Scenario", setting::scenario(report)),
        ("again", "Do it again", setting::again(report)),
    ]
}

fn head(subject: &Subject) -> String {
    let name = escaped(&subject.shown_name());
    let (style, policy) = (written_in::style(), written_in::policy());
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\" />\n<meta \
         http-equiv=\"Content-Security-Policy\" content=\"{policy}\" />\n<meta name=\"viewport\" \
         content=\"width=device-width, initial-scale=1\" />\n<meta name=\"color-scheme\" content=\"light dark\" \
         />\n<title>{name} · dryscale</title>\n<style>{style}</style>\n</head>\n<body>\n"
    )
}

/// The question, the answer, and whose it is.
fn header(report: &Report<'_>) -> String {
    let (subject, all) = (report.subject, report.aggregates);
    let title = match subject.title.trim() {
        "" => String::new(),
        title => format!("<p class=\"question\">{}</p>\n", escaped(title)),
    };
    let date = clock::date(&subject.zone, subject.start);
    let length = words::length_in_words(subject.duration_secs());
    let days = format!("{length} from {date}, {}", clock::clock(&subject.zone, subject.start));
    let mut setting = vec![
        format!("{} / {}", subject.endpoint, subject.variant),
        subject.instance_type.clone(),
        format!("{days} ({})", subject.zone.name()),
        words::counted(u64::from(all.runs), "run"),
        format!("seed {}", subject.seed),
        format!("dryscale {}", subject.version),
    ];
    setting.extend(subject.policies.iter().cloned());
    let setting: Vec<String> = setting.iter().map(|fact| format!("<li>{}</li>\n", escaped(fact))).collect();
    let setting = setting.concat();
    format!(
        "<header>\n<h1>{}</h1>\n{title}<p class=\"answer\">{}</p>\n<ul class=\"setting\">\n{setting}</ul>\n</header>\n",
        escaped(&subject.shown_name()),
        escaped(&answer::sentence(report))
    )
}
