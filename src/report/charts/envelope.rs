//! How is a long series drawn: by the least and the greatest of each pixel's values, so that no spike is averaged away.

/// A series in columns: each covers `[from, to)` of the steps.
#[derive(Clone, Debug, PartialEq)]
pub struct Envelope {
    /// How many steps a column joins; 1: nothing was joined.
    pub joined: usize,
    /// (first step, step after the last, least, greatest) of the values that are not blank; blank columns have NaN.
    pub columns: Vec<Column>,
}

/// One column.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Column {
    /// First step.
    pub from: usize,
    /// Step after the last.
    pub to: usize,
    /// Least value.
    pub least: f64,
    /// Greatest value.
    pub greatest: f64,
}

impl Column {
    /// Whether it holds a value.
    pub fn is_blank(&self) -> bool {
        self.least.is_nan()
    }
}

/// Joins the values of `steps` steps so that at most `most` columns are left.
pub fn envelope(value: impl Fn(usize) -> f64, steps: usize, most: usize) -> Envelope {
    let joined = steps.div_ceil(most.max(1)).max(1);
    let columns = (0..steps.div_ceil(joined))
        .map(|column| {
            let (from, to) = (column * joined, (column * joined + joined).min(steps));
            let values = (from..to).map(&value).filter(|x| x.is_finite());
            let (least, greatest) =
                values.fold((f64::NAN, f64::NAN), |(least, greatest), x| (least.min(x), greatest.max(x)));
            Column { from, to, least, greatest }
        })
        .collect();
    Envelope { joined, columns }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_spike_is_lost(values in prop::collection::vec(-1e6_f64..1e6, 1..3_000), most in 1_usize..900) {
            let all = envelope(|step| values[step], values.len(), most);
            prop_assert!(all.columns.len() <= most);
            let greatest = all.columns.iter().map(|column| column.greatest).fold(f64::MIN, f64::max);
            let least = all.columns.iter().map(|column| column.least).fold(f64::MAX, f64::min);
            prop_assert_eq!(greatest, values.iter().copied().fold(f64::MIN, f64::max));
            prop_assert_eq!(least, values.iter().copied().fold(f64::MAX, f64::min));
            let covered: usize = all.columns.iter().map(|column| column.to - column.from).sum();
            prop_assert_eq!(covered, values.len());
        }
    }

    #[test]
    fn blanks_do_not_hide_values_and_all_blank_is_blank() {
        let values = [f64::NAN, 3.0, f64::NAN, f64::NAN];
        let all = envelope(|step| values[step], 4, 2);
        assert_eq!((all.columns[0].least, all.columns[0].greatest, all.joined), (3.0, 3.0, 2));
        assert!(all.columns[1].is_blank());
    }
}
