//! What an instance costs and has: the shipped table, which a scenario's `instances` overrides.
//!
//! Prices on demand, mostly a public table of 2026 drawn from the AWS Price List API for us-west-2; equal to us-east-1
//! wherever two sources could be compared. Assumes: hosting costs what that table says. Specifications are those of the
//! EC2 families; memory in GB as sold (1 GiB is counted as 1 GB).

use crate::problem::nearest;

/// When the prices were valid.
pub(super) const DATED: &str = "prices dated 2026-07";

/// Facts of an instance type.
#[derive(Clone, Copy, Debug)]
pub(super) struct InstanceType {
    /// `ml.g5.xlarge`
    pub name: &'static str,
    /// On demand.
    pub micro_usd_per_hour: u64,
    /// vCPUs.
    pub vcpus: u32,
    /// GPUs (or other accelerators).
    pub gpus: u32,
    /// Memory.
    pub memory_gb: u32,
}

const fn row(name: &'static str, micro_usd_per_hour: u64, vcpus: u32, gpus: u32, memory_gb: u32) -> InstanceType {
    InstanceType { name, micro_usd_per_hour, vcpus, gpus, memory_gb }
}

const TABLE: [InstanceType; 15] = [
    row("ml.m5.large", 115_000, 2, 0, 8),
    row("ml.m5.xlarge", 230_000, 4, 0, 16),
    row("ml.m5.2xlarge", 461_000, 8, 0, 32),
    row("ml.c5.large", 102_000, 2, 0, 4),
    row("ml.c5.xlarge", 204_000, 4, 0, 8),
    row("ml.c5.2xlarge", 408_000, 8, 0, 16),
    row("ml.g4dn.xlarge", 736_400, 4, 1, 16),
    row("ml.g5.xlarge", 1_408_000, 4, 1, 16),
    row("ml.g5.2xlarge", 1_515_000, 8, 1, 32),
    row("ml.g5.12xlarge", 7_090_000, 48, 4, 192),
    row("ml.g6.xlarge", 1_127_000, 4, 1, 16),
    row("ml.g6.2xlarge", 1_222_000, 8, 1, 32),
    row("ml.g6.12xlarge", 5_752_000, 48, 4, 192),
    row("ml.p4d.24xlarge", 25_251_286, 96, 8, 1_152),
    row("ml.p5.48xlarge", 63_296_000, 192, 8, 2_048),
];

/// The facts of this type, if the table has it.
pub(super) fn find(name: &str) -> Option<&'static InstanceType> {
    TABLE.iter().find(|row| row.name == name)
}

/// The type of the table that `name` was probably meant to be: a slip in the family or in the size.
pub(super) fn near(name: &str) -> Option<&'static str> {
    let parts = |name| str::strip_prefix(name, "ml.").unwrap_or(name).split_once('.');
    let (family, size) = parts(name)?;
    let families = TABLE.iter().filter_map(|row| parts(row.name)).map(|(family, _)| family);
    let family = nearest(family, families)?;
    let of_family = TABLE.iter().filter(|row| parts(row.name).is_some_and(|(known, _)| known == family));
    let sizes = of_family.clone().filter_map(|row| parts(row.name)).map(|(_, size)| size);
    let size = nearest(size, sizes)?;
    of_family.map(|row| row.name).find(|known| known.ends_with(&format!(".{size}")))
}

/// Whether a type has GPUs or other accelerators, by the letters of its family where the table does not know it.
pub(super) fn has_gpu(name: &str) -> bool {
    find(name).map_or_else(
        || {
            let family = name.strip_prefix("ml.").unwrap_or(name);
            ["g", "p", "inf", "trn"].iter().any(|letters| {
                family.strip_prefix(letters).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
            })
        },
        |row| row.gpus > 0,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_type_is_listed_twice() {
        for (index, row) in TABLE.iter().enumerate() {
            assert!(TABLE[..index].iter().all(|other| other.name != row.name), "{}", row.name);
        }
    }

    #[test]
    fn families_with_accelerators_are_known_by_their_letters() {
        for (name, gpu) in
            [("ml.g5.48xlarge", true), ("ml.p3.2xlarge", true), ("ml.inf2.xlarge", true), ("ml.trn1.2xlarge", true)]
        {
            assert_eq!(has_gpu(name), gpu, "{name}");
        }
        for name in ["ml.m5.large", "ml.c7i.large", "ml.r5.large", "ml.m6g.large"] {
            assert!(!has_gpu(name), "{name}");
        }
    }

    #[test]
    fn a_slip_is_told_from_another_type() {
        assert_eq!(near("ml.g5.xlrage"), Some("ml.g5.xlarge"));
        assert_eq!(near("ml.g5.12xlrge"), Some("ml.g5.12xlarge"));
        assert_eq!(near("ml.gdn4.xlarge"), Some("ml.g4dn.xlarge"));
        assert_eq!(near("ml.x99.xlarge"), None);
        assert_eq!(near("ml.g5.huge"), None);
        assert_eq!(near("large"), None);
    }
}
