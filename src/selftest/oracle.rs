//! The oracle tables, compiled in.

/// One table: rows of named fields.
pub(super) struct Table {
    headers: Vec<String>,
    rows: Vec<Vec<String>>,
}

/// One row of a table.
#[derive(Clone, Copy)]
pub(super) struct Case<'a> {
    headers: &'a [String],
    fields: &'a [String],
}

impl Table {
    /// Reads a table that is part of the program.
    pub(super) fn of(text: &str) -> Self {
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let headers = reader.headers().expect("an oracle table has a header").iter().map(str::to_owned).collect();
        let rows = reader.records().map(|row| row.expect("a row").iter().map(str::to_owned).collect()).collect();
        Self { headers, rows }
    }

    /// Its rows.
    pub(super) fn cases(&self) -> impl Iterator<Item = Case<'_>> {
        self.rows.iter().map(|fields| Case { headers: &self.headers, fields })
    }
}

impl Case<'_> {
    /// The text of a column.
    pub(super) fn text(&self, column: &str) -> &str {
        let index = self.headers.iter().position(|h| h == column).expect("a column of the table");
        &self.fields[index]
    }

    /// The number in a column; `None` where the table is blank.
    pub(super) fn number(&self, column: &str) -> Option<f64> {
        let text = self.text(column);
        (!text.is_empty()).then(|| text.parse().expect("a number"))
    }

    /// The number in a column that is never blank.
    pub(super) fn get(&self, column: &str) -> f64 {
        self.number(column).expect("a number that is never blank")
    }

    /// `case_id`.
    pub(super) fn id(&self) -> &str {
        self.text("case_id")
    }
}
