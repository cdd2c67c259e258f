//! How long an instance takes to come where nobody has measured it: dated start-up presets.
//!
//! Ref: AWS Machine Learning Blog, 2026-06-16, "Introducing container caching in Amazon SageMaker AI for faster model
//! scaling" (medians of three customers), and a stage-by-stage measurement of one ml.g5.xlarge, 2026-08-04. The medians
//! add up to 350, 200, 213 and 165 s. Assumes: the spread of provisioning.

use super::file::models::PresetName;

/// When the figures were measured.
pub(super) const DATED: &str = "dated 2026-06";

/// Stages as a scenario would write them; pull and download as measured alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Preset {
    /// `gpu-large-image`
    pub word: &'static str,
    /// Median and 99th percentile of provisioning; `None`: no time.
    pub provision: Option<(&'static str, &'static str)>,
    /// Container image.
    pub pull: &'static str,
    /// Model artifacts.
    pub download: &'static str,
    /// Container start.
    pub start: &'static str,
    /// Health checks.
    pub health: &'static str,
    /// Warm-up.
    pub warm: &'static str,
}

impl Preset {
    /// The preset of this name.
    pub(super) const fn named(name: PresetName) -> Self {
        let usual = Some(("110s", "260s"));
        let (word, provision, [pull, download, start, health]) = match name {
            PresetName::GpuLargeImage => ("gpu-large-image", usual, ["150s", "60s", "10s", "20s"]),
            PresetName::GpuCachedImage => ("gpu-cached-image", usual, ["0s", "60s", "10s", "20s"]),
            PresetName::GpuSmallImage => ("gpu-small-image", Some(("150s", "300s")), ["31s", "7s", "4s", "21s"]),
            PresetName::CpuSmallImage => ("cpu-small-image", usual, ["20s", "5s", "10s", "20s"]),
            PresetName::None => ("none", None, ["0s", "0s", "0s", "0s"]),
        };
        Self { word, provision, pull, download, start, health, warm: "0s" }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantity::duration;

    #[test]
    fn the_medians_add_up_to_the_published_start_up_times() {
        for (name, secs) in [
            (PresetName::GpuLargeImage, 350),
            (PresetName::GpuCachedImage, 200),
            (PresetName::GpuSmallImage, 213),
            (PresetName::CpuSmallImage, 165),
            (PresetName::None, 0),
        ] {
            let preset = Preset::named(name);
            let median = preset.provision.map_or("0s", |(p50, _)| p50);
            let stages = [median, preset.pull, preset.download, preset.start, preset.health, preset.warm];
            let total: u64 = stages.into_iter().map(|stage| duration(stage).unwrap().nanos()).sum();
            assert_eq!(total, secs * 1_000_000_000, "{}", preset.word);
        }
    }
}
