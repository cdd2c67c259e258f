//! One scenario of documents and a template: hosting and scaling from the documents, the rest from the template.
//!
//! A value that stems from the template has its place there: so it is known afterwards what was assumed.

use super::gather::SECTIONS;
use crate::aws::ResourceId;
use crate::aws::format::{self, Call, Document, Entry, Extract, Found, Kind, Node};
use crate::problem::{Place, Problems, Source};
use std::sync::Arc;

/// A template: a scenario as a value.
pub(super) fn template(source: &Arc<Source>) -> Result<Node, Problems> {
    let documents = format::yaml(&Extract::whole(source))?;
    match <[Node; 1]>::try_from(documents) {
        Ok([node]) if node.is_map() => Ok(node),
        _ => Err(format::refusal(source.place(0..0), "a template is one scenario: lines of `key: value`")),
    }
}

/// The scenario.
pub(super) fn compose(found: &mut Found, template: Option<&Node>) -> Node {
    let documents = std::mem::take(&mut found.documents);
    let nowhere = documents[0].node.at.clone();
    let assumed = template.map_or_else(|| nowhere.clone(), |node| node.at.source.place(0..0));
    let mut endpoint = Hosting { documents: &documents, template, assumed, found }.endpoint();
    let mut root = Node::new(Kind::Map(Vec::new()), &nowhere);
    let models = models(&mut endpoint, &documents, template, found);
    for entry in template.map(Node::entries).unwrap_or_default() {
        match entry.key.as_str() {
            "models" => root.set("models", models.clone().unwrap_or_else(|| entry.value.clone())),
            "endpoint" => root.set("endpoint", endpoint.clone()),
            "scaling" | "lock" => {}
            _ => root.set(&entry.key, entry.value.clone()),
        }
    }
    if template.is_none() {
        root.set("endpoint", endpoint);
    }
    let scaling = scaling(&documents, &nowhere);
    if !scaling.entries().is_empty() {
        insert_after(&mut root, "endpoint", "scaling", scaling);
    }
    if template.is_none() {
        missing(&root, found);
    }
    root
}

fn insert_after(root: &mut Node, before: &str, key: &str, value: Node) {
    let Kind::Map(entries) = &mut root.kind else { return };
    let at = entries.iter().position(|entry| entry.key == before).map_or(entries.len(), |at| at + 1);
    entries.insert(at, Entry { key: key.to_owned(), key_at: value.at.clone(), value });
}

fn scaling(documents: &[Document], at: &Place) -> Node {
    let mut scaling = Node::new(Kind::Map(Vec::new()), at);
    for (call, key) in SECTIONS {
        let list: Vec<Node> =
            documents.iter().filter(|document| document.call == call).map(|document| document.node.clone()).collect();
        if !list.is_empty() {
            scaling.set(key, Node::new(Kind::List(list), at));
        }
    }
    scaling
}

/// What documents never say, where there is no template that does.
fn missing(root: &Node, found: &mut Found) {
    let mut lacks = vec![
        "`traffic`: who sends requests, and how many".to_owned(),
        "`models`: `service_time` and `concurrency`, how an instance serves".to_owned(),
    ];
    let variants = root.get("endpoint").and_then(|endpoint| endpoint.get("ProductionVariants"));
    let of_type = |variant: &Node| {
        ["InstanceType", "ServerlessConfig", "InstancePools"].iter().any(|key| variant.get(key).is_some())
    };
    match variants.map(Node::elements) {
        Some(variants) if !variants.is_empty() => {
            for variant in variants.iter().filter(|variant| !of_type(variant)) {
                let name = variant.get("VariantName").and_then(Node::word).unwrap_or_default();
                lacks.push(format!("`endpoint`: the InstanceType of variant {name}"));
            }
        }
        _ => lacks.push("`endpoint`: its variant, InstanceType and InitialInstanceCount".to_owned()),
    }
    let problem = found.problems.error("", "the documents alone make no scenario: they do not say all of it");
    for lack in lacks {
        problem.hint(format!("missing {lack}"));
    }
    problem
        .hint("leave `--template none` out for the built-in values, marked `# assumed`, or name a scenario of yours");
}

struct Hosting<'a> {
    documents: &'a [Document],
    template: Option<&'a Node>,
    /// The place of what nobody wrote.
    assumed: Place,
    found: &'a mut Found,
}

impl Hosting<'_> {
    fn all(&self, call: Call) -> Vec<&Node> {
        self.documents.iter().filter(|document| document.call == call).map(|document| &document.node).collect()
    }

    /// `CreateEndpoint` and its `CreateEndpointConfig` in one, with its components.
    fn endpoint(&mut self) -> Node {
        let scaled = self.scaled();
        let mut endpoint = self.named_endpoint(&scaled);
        self.config(&mut endpoint);
        self.components(&mut endpoint, &scaled);
        self.variants(&mut endpoint, &scaled);
        endpoint
    }

    /// The resources of the scaling documents, each with the smallest capacity if it is told.
    fn scaled(&self) -> Vec<(String, Option<Node>)> {
        let mut all: Vec<(String, Option<Node>)> = Vec::new();
        for document in self.documents.iter().filter(|d| d.call.service() == "application-autoscaling") {
            let Some(id) = document.node.get("ResourceId").and_then(Node::word) else { continue };
            let min =
                document.node.get("MinCapacity").filter(|_| document.call == Call::RegisterScalableTarget).cloned();
            match all.iter_mut().find(|(known, _)| *known == id) {
                Some((_, known)) => *known = known.take().or(min),
                None => all.push((id, min)),
            }
        }
        all
    }

    /// The endpoint's own document; else its name from a resource, an alarm of its own, or the template.
    fn named_endpoint(&mut self, scaled: &[(String, Option<Node>)]) -> Node {
        let endpoints: Vec<Node> = self.all(Call::CreateEndpoint).into_iter().cloned().collect();
        if let Some((first, others)) = endpoints.split_first() {
            for other in others {
                let name = other.get("EndpointName").and_then(Node::word).unwrap_or_default();
                self.found.note(format!("endpoint `{name}` left out: a scenario has one endpoint"), &other.at);
            }
            return first.clone();
        }
        let mut endpoint = Node::new(Kind::Map(Vec::new()), &self.assumed);
        let by_resource = scaled.iter().find_map(|(id, _)| match ResourceId::parse(id) {
            Some(ResourceId::Variant { endpoint, .. }) => Some(endpoint.to_owned()),
            _ => None,
        });
        let place = self.documents[0].node.at.clone();
        let by_component =
            self.all(Call::CreateInferenceComponent).iter().find_map(|node| node.get("EndpointName")).cloned();
        let own = self.template_endpoint().and_then(|node| node.get("EndpointName")).cloned();
        let name = by_resource.map(|name| Node::text_at(name, &place)).or(by_component).or(own);
        endpoint.set("EndpointName", name.unwrap_or_else(|| Node::text_at("endpoint", &self.assumed)));
        endpoint
    }

    fn template_endpoint(&self) -> Option<&Node> {
        self.template.and_then(|template| template.get("endpoint"))
    }

    /// The members of the configuration that the endpoint names, or of the only one.
    fn config(&mut self, endpoint: &mut Node) {
        let wanted = endpoint.get("EndpointConfigName").and_then(Node::word);
        let configs: Vec<Node> = self.all(Call::CreateEndpointConfig).into_iter().cloned().collect();
        let name = |node: &Node| node.get("EndpointConfigName").and_then(Node::word);
        let chosen = configs.iter().position(|node| wanted.is_some() && name(node) == wanted).unwrap_or(0);
        for (index, config) in configs.iter().enumerate() {
            let of_another = wanted.is_some() && name(config) != wanted;
            if index != chosen || (of_another && configs.len() > 1) {
                let words = format!(
                    "endpoint configuration `{}` left out: the endpoint has another",
                    name(config).unwrap_or_default()
                );
                self.found.note(words, &config.at);
                continue;
            }
            for entry in config.entries() {
                let summary = entry.key == "ProductionVariants";
                match endpoint.get(&entry.key) {
                    Some(there) if !summary && there.to_json() != entry.value.to_json() => {
                        let words = format!("{} of the configuration left out: the endpoint has its own", entry.key);
                        self.found.note(words, &entry.key_at);
                    }
                    there => {
                        if there.is_some() && summary {
                            let words =
                                "variants of the endpoint's answer left out: its configuration says how it begins";
                            self.found.note(words, &entry.key_at);
                        }
                        endpoint.set(&entry.key, entry.value.clone());
                    }
                }
            }
        }
    }

    fn components(&mut self, endpoint: &mut Node, scaled: &[(String, Option<Node>)]) {
        let mut list: Vec<Node> = self.all(Call::CreateInferenceComponent).into_iter().cloned().collect();
        for (id, _) in scaled {
            let Some(ResourceId::Component { name }) = ResourceId::parse(id) else { continue };
            let told = |node: &Node| node.get("InferenceComponentName").and_then(Node::word).as_deref() == Some(name);
            if !list.iter().any(told) {
                let mut component = Node::new(Kind::Map(Vec::new()), &self.assumed);
                component.set("InferenceComponentName", Node::text_at(name, &self.assumed));
                list.push(component);
            }
        }
        if !list.is_empty() {
            endpoint.set("InferenceComponents", Node::new(Kind::List(list), &self.documents[0].node.at));
        }
    }

    /// Variants without a document stem from the resources that are scaled; what a variant must have, from the template.
    fn variants(&mut self, endpoint: &mut Node, scaled: &[(String, Option<Node>)]) {
        let model =
            self.template_endpoint().and_then(|node| node.get("ProductionVariants")?.elements().first()).cloned();
        let documented = endpoint.get("ProductionVariants").map(|node| node.elements().to_vec()).unwrap_or_default();
        let mut variants = documented;
        let by_resource = variants.is_empty() || self.all(Call::CreateEndpointConfig).is_empty();
        for (id, _) in scaled.iter().filter(|_| by_resource) {
            let Some(ResourceId::Variant { endpoint: of, variant }) = ResourceId::parse(id) else { continue };
            let ours = endpoint.get("EndpointName").and_then(Node::word).as_deref() == Some(of);
            let told = |node: &Node| node.get("VariantName").and_then(Node::word).as_deref() == Some(variant);
            if ours && !variants.iter().any(told) {
                let place = self.documents[0].node.at.clone();
                let mut node = Node::new(Kind::Map(Vec::new()), &place);
                node.set("VariantName", Node::text_at(variant, &place));
                variants.push(node);
            }
        }
        if variants.is_empty() {
            variants.extend(model.clone());
        }
        for variant in &mut variants {
            self.complete(variant, model.as_ref(), scaled);
        }
        endpoint.set("ProductionVariants", Node::new(Kind::List(variants), &self.documents[0].node.at));
    }

    fn complete(&self, variant: &mut Node, model: Option<&Node>, scaled: &[(String, Option<Node>)]) {
        let machine = ["InstanceType", "ServerlessConfig", "InstancePools"];
        let assumed = |node: &Node| Node::from_json(&node.to_json(), &self.assumed);
        if !machine.iter().any(|key| variant.get(key).is_some())
            && let Some(kind) = model.and_then(|node| node.get("InstanceType"))
        {
            variant.set("InstanceType", assumed(kind));
        }
        let counted = ["InitialInstanceCount", "ServerlessConfig", "ManagedInstanceScaling"];
        if counted.iter().any(|key| variant.get(key).is_some()) {
            return;
        }
        let name = variant.get("VariantName").and_then(Node::word).unwrap_or_default();
        let smallest = scaled.iter().find_map(|(id, min)| match ResourceId::parse(id) {
            Some(ResourceId::Variant { variant, .. }) if variant == name => min.clone(),
            _ => None,
        });
        let at_least_one = smallest.filter(|min| min.word().is_some_and(|word| word != "0"));
        let count = at_least_one.or_else(|| model.and_then(|node| node.get("InitialInstanceCount")).cloned());
        if let Some(count) = count.filter(|_| self.template.is_some()) {
            variant.set("InitialInstanceCount", assumed(&count));
        }
    }
}

/// A model for each name that variants and components have; how it serves comes from the template.
fn models(endpoint: &mut Node, documents: &[Document], template: Option<&Node>, found: &mut Found) -> Option<Node> {
    let theirs = template?.get("models")?;
    let first = theirs.entries().first()?;
    for document in documents.iter().filter(|document| document.call == Call::CreateModel) {
        let keys: Vec<&str> =
            document.node.entries().iter().map(|e| e.key.as_str()).filter(|key| *key != "ModelName").collect();
        if !keys.is_empty() {
            let name = document.node.get("ModelName").and_then(Node::word).unwrap_or_default();
            let words = format!("model `{name}`: {} left out; `models.{name}` says how it serves", keys.join(", "));
            found.note(words, &document.node.at);
        }
    }
    let mut names: Vec<Node> = Vec::new();
    let variants = endpoint.get("ProductionVariants").map(Node::elements).unwrap_or_default();
    names.extend(variants.iter().filter_map(|variant| variant.get("ModelName")).cloned());
    let components = endpoint.get("InferenceComponents").map(Node::elements).unwrap_or_default();
    names.extend(components.iter().filter_map(|node| node.get("Specification")?.get("ModelName")).cloned());
    let only: Vec<&Document> = documents.iter().filter(|document| document.call == Call::CreateModel).collect();
    if names.is_empty()
        && let [document] = only.as_slice()
    {
        names.extend(document.node.get("ModelName").cloned());
    }
    if names.is_empty() {
        return Some(theirs.clone());
    }
    let mut models = Node::new(Kind::Map(Vec::new()), &names[0].at);
    for name in names.iter().filter_map(Node::word) {
        let value = theirs.get(&name).unwrap_or(&first.value);
        models.set(&name, value.clone());
    }
    // A model that nobody serves by name is served by its only variant.
    Some(models)
}
