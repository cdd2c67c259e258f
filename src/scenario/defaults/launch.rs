//! How long an instance takes to come where the scenario does not say: the preset of its kind.

use super::text_law;
use crate::quantity;
use crate::scenario::file::laws::{LawFile, LawForm};
use crate::scenario::file::models::PresetName;
use crate::scenario::file::written::Duration;
use crate::scenario::file::{LaunchFile, ScenarioFile, StartUpFile};
use crate::scenario::instance_types;
use crate::scenario::presets::{self, Preset};
use crate::scenario::reading::Reading;

/// What an instance type costs, and how an instance of each variant comes into being.
pub(super) fn fill_launch(file: &mut ScenarioFile, reading: &mut Reading) {
    let named: Vec<(String, Option<String>)> = file
        .endpoint
        .production_variants
        .iter()
        .filter_map(|variant| Some((variant.instance_type.clone()?, variant.model_name.clone())))
        .collect();
    let Some((first, _)) = named.first().cloned() else { return };
    let gpus: Vec<bool> = named.iter().map(|(kind, _)| fill_instance(file, kind, reading)).collect();
    let preset = |gpu: bool| if gpu { PresetName::GpuLargeImage } else { PresetName::CpuSmallImage };
    let written = file.launch.as_ref().and_then(|launch| launch.preset);
    if written.is_none() && gpus.contains(&!gpus[0]) {
        // One preset would be wrong for some: every model has the figures of what it runs on.
        for ((kind, model), gpu) in named.iter().zip(gpus) {
            fill_model_start_up(file, (kind, model.as_deref()), Preset::named(preset(gpu)), reading);
        }
        return;
    }
    let launch = file.launch.get_or_insert_with(LaunchFile::default);
    let preset = written.unwrap_or(preset(gpus[0]));
    let figures = Preset::named(preset);
    if launch.preset.is_none() {
        let why = format!("start-up by whether {first} has a GPU; {}", presets::DATED);
        reading.assume("launch.preset", figures.word, why);
        launch.preset = Some(preset);
    }
    fill_start_up(launch.start_up.get_or_insert_with(StartUpFile::default), None, &figures);
    for (kind, _) in &named {
        fill_provision(file, kind, &figures);
    }
}

/// Where variants on instances with and without a GPU share no preset.
fn fill_model_start_up(
    file: &mut ScenarioFile,
    (kind, model): (&str, Option<&str>),
    figures: Preset,
    reading: &mut Reading,
) {
    fill_provision(file, kind, &figures);
    let common = file.launch.as_ref().and_then(|launch| launch.start_up.clone());
    let Some((name, model)) = model.and_then(|name| file.models.get_mut(name).map(|model| (name, model))) else {
        return;
    };
    let was = model.start_up.clone();
    fill_start_up(model.start_up.get_or_insert_with(StartUpFile::default), common.as_ref(), &figures);
    if model.start_up != was {
        let why = format!("start-up by whether {kind} has a GPU; {}", presets::DATED);
        reading.assume(format!("models.{name}.start_up"), figures.word, why);
    }
}

/// What is known of an instance type; gives whether it has a GPU.
fn fill_instance(file: &mut ScenarioFile, kind: &str, reading: &mut Reading) -> bool {
    let name = kind.to_owned();
    let facts = file.instances.entry(name.clone()).or_default();
    if let Some(row) = instance_types::find(&name) {
        if facts.price.is_none() {
            let price = quantity::print_money_per_hour(row.micro_usd_per_hour);
            reading.assume(format!("instances.{name}.price"), &price, instance_types::DATED);
            facts.price = Some(price.as_str().into());
        }
        facts.vcpus.get_or_insert(row.vcpus);
        facts.gpus.get_or_insert(row.gpus);
        facts.memory.get_or_insert_with(|| format!("{}GB", row.memory_gb).as_str().into());
    }
    facts.gpus.map_or_else(|| instance_types::has_gpu(&name), |gpus| gpus > 0)
}

/// The stages that neither these nor the `common` ones have.
fn fill_start_up(stages: &mut StartUpFile, common: Option<&StartUpFile>, figures: &Preset) {
    let given = common.cloned().unwrap_or_default();
    for (stage, given, figure) in [
        (&mut stages.pull, given.pull, figures.pull),
        (&mut stages.download, given.download, figures.download),
        (&mut stages.start, given.start, figures.start),
        (&mut stages.health, given.health, figures.health),
        (&mut stages.warm, given.warm, figures.warm),
    ] {
        if given.is_none() {
            stage.get_or_insert_with(|| text_law(figure));
        }
    }
}

fn fill_provision(file: &mut ScenarioFile, kind: &str, figures: &Preset) {
    let facts = file.instances.entry(kind.to_owned()).or_default();
    facts.provision.get_or_insert_with(|| match figures.provision {
        Some((p50, p99)) => {
            let form = LawForm { p50: Some(Duration::from(p50)), p99: Some(Duration::from(p99)), ..LawForm::default() };
            LawFile::Form(Box::new(form))
        }
        None => text_law("0s"),
    });
}
