//! How does a table fit a terminal: as a grid where there is room for it, else as a block of lines for each row.

use super::lines::{columns_of, cut, joined};

/// A table of plain texts.
#[derive(Debug)]
pub(super) struct Grid {
    /// Headings; may be blank.
    pub(super) head: Vec<String>,
    /// Its rows, each as long as `head`.
    pub(super) rows: Vec<Vec<String>>,
    /// Leading columns that name a row.
    pub(super) names: usize,
    /// Columns that begin at the left; all others end at the right.
    pub(super) left: &'static [usize],
}

impl Grid {
    /// Whether it is a grid in so many columns.
    pub(super) fn fits(&self, columns: usize) -> bool {
        self.lines().iter().all(|line| columns_of(line) <= columns)
    }

    /// Lines of at most `columns`, with a line end after each.
    pub(super) fn text(&self, columns: usize) -> String {
        let lines = if self.fits(columns) { self.lines() } else { self.blocks(columns) };
        lines.join("\n") + "\n"
    }

    fn lines(&self) -> Vec<String> {
        let all = || std::iter::once(&self.head).chain(&self.rows);
        let width = |at: usize| all().map(|row| columns_of(&row[at])).max().unwrap_or(0);
        let widths: Vec<usize> = (0..self.head.len()).map(width).collect();
        let padded = |(at, cell): (usize, &String)| {
            let blank = " ".repeat(widths[at] - columns_of(cell));
            if self.left.contains(&at) { format!("{cell}{blank}") } else { format!("{blank}{cell}") }
        };
        let line = |row: &Vec<String>| row.iter().enumerate().map(padded).collect::<Vec<_>>().join("  ");
        all().map(|row| line(row).trim_end().to_owned()).collect()
    }

    /// What names a row in a line, below it its other cells, each with its heading.
    fn blocks(&self, columns: usize) -> Vec<String> {
        let mut lines = Vec::new();
        for row in &self.rows {
            let headed = |(head, cell): (&String, &String)| {
                let cell = cell.split_whitespace().collect::<Vec<_>>().join(" ");
                if head.is_empty() { cell } else { format!("{head} {cell}") }
            };
            let there = |(_, cell): &(&String, &String)| !cell.trim().is_empty();
            let cells: Vec<String> = self.head.iter().zip(row).skip(self.names).filter(there).map(headed).collect();
            let names: Vec<String> = self.head.iter().zip(row).take(self.names).filter(there).map(headed).collect();
            lines.push(cut(&names.join(" "), columns));
            lines.extend(joined(&cells, columns - 2).iter().map(|line| cut(&format!("  {line}"), columns)));
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid() -> Grid {
        let row = |cells: [&str; 4]| cells.map(str::to_owned).to_vec();
        Grid {
            head: row(["", "today", "tuned", "difference"]),
            rows: vec![row(["cost a day", "$120", "$100", "−$20 (−25 to −15)"]), row(["refused", "–", "1 %", ""])],
            names: 1,
            left: &[0, 3],
        }
    }

    #[test]
    fn a_table_is_a_grid_where_it_fits_and_blocks_where_it_does_not() {
        let wide = "            today  tuned  difference\ncost a day   $120   $100  −$20 (−25 to −15)\nrefused         –    1 %\n";
        assert_eq!(grid().text(43), wide);
        let narrow =
            "cost a day\n  today $120 · tuned $100\n  difference −$20 (−25 to −15)\nrefused\n  today – · tuned 1 %\n";
        assert_eq!(grid().text(42), narrow);
        assert!(grid().text(9).lines().all(|line| columns_of(line) <= 9));
    }
}
