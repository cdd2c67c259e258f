//! How does text become markup: everything that a scenario says is escaped here, and every element is closed, so that
//! the page is well-formed XML too.

pub(super) use crate::report::xml::escaped;
use std::fmt::Write as _;

/// Most rows of a table; the CSV of the same name has all.
pub(super) const MOST_ROWS: usize = 300;

/// A section with its heading; nothing where there is nothing in it.
pub(super) fn section(id: &str, heading: &str, body: &str) -> String {
    if body.is_empty() {
        return String::new();
    }
    format!("<section id=\"{id}\" aria-labelledby=\"{id}-h\">\n<h2 id=\"{id}-h\">{heading}</h2>\n{body}</section>\n")
}

/// Parts with their headings: one after the other, which the script turns into tabs named `label`. A part without
/// content is left out, and a part alone needs no heading.
pub(super) fn tabs(label: &str, parts: &[(&str, &str, String)]) -> String {
    let there: Vec<&(&str, &str, String)> = parts.iter().filter(|(_, _, body)| !body.is_empty()).collect();
    if let [(_, _, only)] = there[..] {
        return only.clone();
    }
    let part = |(id, heading, body): &&(&str, &str, String)| {
        format!("<div id=\"{id}\" class=\"tab\">\n<h3>{heading}</h3>\n{body}</div>\n")
    };
    let parts: String = there.iter().map(part).collect();
    if parts.is_empty() { parts } else { format!("<div data-tabs=\"{label}\">\n{parts}</div>\n") }
}

/// Texts of a scenario or a run as a list; nothing if there are none.
pub(super) fn list(items: &[String]) -> String {
    if items.is_empty() {
        return String::new();
    }
    let items: Vec<String> = items.iter().map(|item| format!("<li>{}</li>\n", escaped(item))).collect();
    format!("<ul>\n{}</ul>\n", items.concat())
}

/// A table, made from plain texts.
#[derive(Debug, Default)]
pub(super) struct Table<'a> {
    /// Names the table within the page.
    pub(super) id: &'a str,
    /// What it holds.
    pub(super) caption: &'a str,
    /// Headings of its columns; those with `#` before them hold numbers.
    pub(super) columns: &'a [&'a str],
    /// Its rows, each as long as `columns`; the first cell is the row's heading.
    pub(super) rows: Vec<Vec<String>>,
    /// The file that has all rows.
    pub(super) file: &'a str,
    /// Whether a box filters its rows.
    pub(super) is_filtered: bool,
}

impl Table<'_> {
    /// Its markup; nothing if it has no rows.
    pub(super) fn markup(&self) -> String {
        if self.rows.is_empty() {
            return String::new();
        }
        let (id, caption) = (self.id, escaped(self.caption));
        let mut out = String::new();
        if self.is_filtered {
            let _ = writeln!(
                out,
                "<p class=\"filter\" hidden=\"hidden\"><label for=\"{id}-filter\">{caption} with</label> <input \
                 id=\"{id}-filter\" type=\"search\" data-rows=\"{id}\" autocomplete=\"off\" /> <output \
                 for=\"{id}-filter\"></output></p>"
            );
        }
        // A box that scrolls is reached by the keyboard too.
        let _ = writeln!(
            out,
            "<div class=\"box\" role=\"region\" aria-label=\"{caption}\" tabindex=\"0\">\n<table \
             id=\"{id}\">\n<caption>{caption}{}</caption>\n<thead><tr>{}</tr></thead>\n<tbody>",
            self.cut(),
            self.columns.iter().map(|column| heading(column)).collect::<String>()
        );
        for row in self.rows.iter().take(MOST_ROWS) {
            let _ = writeln!(out, "<tr>{}</tr>", self.cells(row));
        }
        out.push_str("</tbody>\n</table>\n</div>\n");
        out
    }

    /// Says what is not shown.
    fn cut(&self) -> String {
        let all = self.rows.len();
        if all <= MOST_ROWS {
            return String::new();
        }
        format!(": the first {MOST_ROWS} of {all} rows, all of them are in <code>{}</code>", escaped(self.file))
    }

    fn cells(&self, row: &[String]) -> String {
        let cell = |(place, (column, text)): (usize, (&&str, &String))| {
            let class = if column.starts_with('#') { " class=\"n\"" } else { "" };
            match place {
                0 => format!("<th scope=\"row\"{class}>{}</th>", escaped(text)),
                _ => format!("<td{class}>{}</td>", escaped(text)),
            }
        };
        self.columns.iter().zip(row).enumerate().map(cell).collect()
    }
}

fn heading(column: &str) -> String {
    match column.strip_prefix('#') {
        Some(name) => format!("<th scope=\"col\" class=\"n\">{}</th>", escaped(name)),
        None => format!("<th scope=\"col\">{}</th>", escaped(column)),
    }
}
