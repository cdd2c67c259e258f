//! Which part of the work is this machine's: `--shard 2/8`, or told by the job array it runs in.

use std::fmt;

/// Part `part` (from 1) of `of`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shard {
    pub(super) part: usize,
    pub(super) of: usize,
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {}", self.part, self.of)
    }
}

/// A job array: its index, the first index, its size.
const ARRAYS: [(&str, &str, &str); 3] = [
    ("SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_MIN", "SLURM_ARRAY_TASK_COUNT"),
    ("AWS_BATCH_JOB_ARRAY_INDEX", "", "AWS_BATCH_JOB_ARRAY_SIZE"),
    ("JOB_COMPLETION_INDEX", "", ""),
];

impl Shard {
    /// Reads `2/8`, `auto`, `auto/8`.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        Self::told(text, |name| std::env::var(name).ok())
    }

    fn told(text: &str, told: impl Fn(&str) -> Option<String>) -> Result<Self, String> {
        let number = |text: &str| text.trim().parse::<usize>().ok();
        let shard = if let Some(rest) = text.strip_prefix("auto") {
            let of = match rest.strip_prefix('/') {
                Some(of) => Some(number(of).ok_or_else(|| format!("`{text}`: write auto/8"))?),
                None if rest.is_empty() => None,
                None => return Err(format!("`{text}`: write 2/8, auto or auto/8")),
            };
            let read = |name: &str| told(name).and_then(|value| number(&value));
            let array = ARRAYS.iter().find_map(|array| Some((array, read(array.0)?)));
            let Some(((name, first, size), index)) = array else {
                return Err(
                    "auto: neither SLURM_ARRAY_TASK_ID, AWS_BATCH_JOB_ARRAY_INDEX nor JOB_COMPLETION_INDEX is set"
                        .to_owned(),
                );
            };
            let Some(of) = of.or_else(|| read(size)) else {
                return Err(format!("auto: {name} is {index}, but of how many is not told; write auto/8"));
            };
            let part = (index + 1).saturating_sub(read(first).unwrap_or(0));
            Self { part, of }
        } else {
            let both = text.split_once('/').and_then(|(part, of)| Some((number(part)?, number(of)?)));
            let (part, of) = both.ok_or_else(|| format!("`{text}` is no part: write 2/8, auto or auto/8"))?;
            Self { part, of }
        };
        if shard.part == 0 || shard.part > shard.of {
            return Err(format!("{shard}: parts are counted from 1 to {}", shard.of));
        }
        Ok(shard)
    }

    /// Whether the job at this place is this machine's. Neighbours go to different machines: points that take long are
    /// spread.
    pub(super) fn has(self, place: usize) -> bool {
        place % self.of == self.part - 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, set: &[(&str, &str)]) -> Result<Shard, String> {
        Shard::told(text, |name| set.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn parts_are_written_or_told_by_the_job_array() {
        let shard = |part, of| Ok(Shard { part, of });
        assert_eq!(read("2/8", &[]), shard(2, 8));
        let slurm = [("SLURM_ARRAY_TASK_ID", "11"), ("SLURM_ARRAY_TASK_MIN", "10"), ("SLURM_ARRAY_TASK_COUNT", "4")];
        assert_eq!(read("auto", &slurm), shard(2, 4));
        let batch = [("AWS_BATCH_JOB_ARRAY_INDEX", "0"), ("AWS_BATCH_JOB_ARRAY_SIZE", "5")];
        assert_eq!(read("auto", &batch), shard(1, 5));
        assert_eq!(read("auto/3", &[("JOB_COMPLETION_INDEX", "2")]), shard(3, 3));
        for (text, set) in [
            ("0/3", &[][..]),
            ("4/3", &[]),
            ("3", &[]),
            ("a/b", &[]),
            ("auto", &[]),
            ("automatic", &[]),
            ("auto", &[("JOB_COMPLETION_INDEX", "2")]),
            ("auto/2", &[("JOB_COMPLETION_INDEX", "2")]),
        ] {
            assert!(read(text, set).is_err(), "{text}");
        }
    }

    #[test]
    fn every_job_is_one_machines() {
        for place in 0..20 {
            let owners = (1..=3).filter(|part| Shard { part: *part, of: 3 }.has(place)).count();
            assert_eq!(owners, 1, "{place}");
        }
    }
}
