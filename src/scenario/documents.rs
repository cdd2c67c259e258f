//! A scenario's AWS documents, complete as a call takes them: what a scenario may leave out is filled in.

use super::question::Scenario;
use super::tree::Tree;
use super::{import, schema, shape};
use crate::aws::format::{Call, Plain};
use crate::aws::{Dimension, ResourceId};
use crate::problem::{Problems, Severity};
use serde_json::{Map, Value};
use std::path::Path;

/// The documents of a scenario file, in the order in which the calls can be made.
#[derive(Clone, Debug, PartialEq)]
pub struct Documents {
    /// Call and document.
    pub all: Vec<Plain>,
    /// What was filled in.
    pub remarks: Vec<String>,
}

/// Reads a scenario file and takes its documents out. Whether it can run does not matter, only its form.
///
/// # Errors
/// Every problem of its form at once.
pub fn documents(path: &Path) -> Result<Documents, Problems> {
    let folder = path.parent().unwrap_or(Path::new("."));
    of_tree(Tree::read(path)?, folder)
}

/// The same of a scenario that was read, with its edits.
///
/// # Errors
/// Every problem of its form at once.
pub fn of_scenario(scenario: &Scenario) -> Result<Documents, Problems> {
    of_tree(scenario.tree().clone(), scenario.folder())
}

/// The same of a tree.
pub(super) fn of_tree(mut tree: Tree, folder: &Path) -> Result<Documents, Problems> {
    let mut problems = Problems::new();
    import::insert_files(&mut tree, folder, &mut problems, &mut Vec::new());
    shape::check(&tree, schema::root(), &mut problems);
    let mut problems = problems
        .without(|problem| problem.severity == Severity::Warning || problem.message.ends_with("is not modelled yet"));
    tree.locate(&mut problems);
    if !problems.is_empty_of_errors() {
        return Err(problems);
    }
    Ok(of_value(&shape::to_value(&tree, schema::root())))
}

fn of_value(scenario: &Value) -> Documents {
    let mut documents = Documents { all: Vec::new(), remarks: Vec::new() };
    let none = Map::new();
    let endpoint = scenario["endpoint"].as_object().unwrap_or(&none);
    documents.hosting(scenario, endpoint);
    let resource = only_resource(endpoint, &scenario["scaling"]["targets"]);
    for (call, key) in import::SECTIONS {
        for document in scenario["scaling"][key].as_array().into_iter().flatten() {
            let document = complete(call, document, resource.as_deref());
            documents.all.push((call, document));
        }
    }
    documents
}

impl Documents {
    /// The endpoint's one document as the calls that make it.
    fn hosting(&mut self, scenario: &Value, endpoint: &Map<String, Value>) {
        let name = endpoint.get("EndpointName").and_then(Value::as_str).unwrap_or_default();
        let config = endpoint.get("EndpointConfigName").and_then(Value::as_str).map_or_else(
            || {
                self.remarks.push(format!("EndpointConfigName: the scenario has none, `{name}-config` is written"));
                format!("{name}-config")
            },
            str::to_owned,
        );
        let mut of_config = Map::new();
        of_config.insert("EndpointConfigName".to_owned(), config.clone().into());
        let mut of_endpoint = Map::new();
        of_endpoint.insert("EndpointName".to_owned(), name.into());
        of_endpoint.insert("EndpointConfigName".to_owned(), config.into());
        for (key, value) in endpoint {
            let target =
                if Call::CreateEndpoint.input().member(key).is_some() { &mut of_endpoint } else { &mut of_config };
            if key == "ProductionVariants" {
                target.insert(key.clone(), self.variants(scenario, endpoint, value));
            } else if key != "InferenceComponents" {
                target.insert(key.clone(), value.clone());
            }
        }
        self.all.push((Call::CreateEndpointConfig, Value::Object(of_config)));
        self.all.push((Call::CreateEndpoint, Value::Object(of_endpoint)));
        for component in endpoint.get("InferenceComponents").and_then(Value::as_array).into_iter().flatten() {
            let mut document = component.as_object().cloned().unwrap_or_default();
            document.entry("EndpointName").or_insert_with(|| name.into());
            self.all.push((Call::CreateInferenceComponent, Value::Object(document)));
        }
    }

    /// A variant without components names its model.
    fn variants(&mut self, scenario: &Value, endpoint: &Map<String, Value>, variants: &Value) -> Value {
        let models: Vec<&String> = scenario["models"].as_object().into_iter().flat_map(Map::keys).collect();
        let mut variants = variants.clone();
        for variant in variants.as_array_mut().into_iter().flatten().filter_map(Value::as_object_mut) {
            if variant.contains_key("ModelName") || endpoint.contains_key("InferenceComponents") {
                continue;
            }
            let own = variant.get("VariantName").and_then(Value::as_str).unwrap_or_default();
            let model = models.iter().find(|model| model.as_str() == own).or(models.first());
            if let Some(model) = model {
                self.remarks.push(format!("ModelName of variant {own}: the scenario has none, `{model}` is written"));
                variant.insert("ModelName".to_owned(), model.as_str().into());
            }
        }
        variants
    }
}

/// The resource that a document without `ResourceId` means: the only variant, else the only target.
fn only_resource(endpoint: &Map<String, Value>, targets: &Value) -> Option<String> {
    let variants = endpoint.get("ProductionVariants")?.as_array()?;
    if let ([_, _, ..], Some([only])) = (variants.as_slice(), targets.as_array().map(Vec::as_slice)) {
        return only.get("ResourceId")?.as_str().map(str::to_owned);
    }
    let variant = variants.first()?.get("VariantName")?.as_str()?;
    Some(ResourceId::Variant { endpoint: endpoint.get("EndpointName")?.as_str()?, variant }.to_string())
}

/// With what every call of Application Auto Scaling wants.
fn complete(call: Call, document: &Value, resource: Option<&str>) -> Value {
    let mut given = document.as_object().cloned().unwrap_or_default();
    if call.service() == "application-autoscaling" {
        given.entry("ServiceNamespace").or_insert_with(|| "sagemaker".into());
        if let Some(resource) = resource {
            given.entry("ResourceId").or_insert_with(|| resource.into());
        }
        let id = given.get("ResourceId").and_then(Value::as_str).and_then(ResourceId::parse);
        let dimension = match id {
            Some(ResourceId::Component { .. }) => Dimension::DesiredCopyCount,
            _ => Dimension::DesiredInstanceCount,
        };
        given.entry("ScalableDimension").or_insert_with(|| dimension.name().into());
    }
    if call == Call::PutScalingPolicy {
        let steps = given.contains_key("StepScalingPolicyConfiguration");
        given.entry("PolicyType").or_insert_with(|| if steps { "StepScaling" } else { "TargetTrackingScaling" }.into());
    }
    // In the order of the model, so that one set-up has one text.
    let mut ordered = Map::new();
    for (name, _) in call.input().members() {
        if let Some(value) = given.shift_remove(name) {
            ordered.insert(name.to_owned(), value);
        }
    }
    ordered.extend(given);
    Value::Object(ordered)
}
