//! What Application Auto Scaling can scale: resource ids and their dimensions.

use std::fmt;

/// A resource id of the `sagemaker` namespace, taken apart.
///
/// Ref: Application Auto Scaling API, `RegisterScalableTarget`, `ResourceId`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ResourceId<'a> {
    /// `endpoint/E/variant/V`
    Variant {
        /// `EndpointName`.
        endpoint: &'a str,
        /// `VariantName`.
        variant: &'a str,
    },
    /// `inference-component/C`
    Component {
        /// `InferenceComponentName`.
        name: &'a str,
    },
}

impl<'a> ResourceId<'a> {
    /// Takes a resource id apart; `None` if it has neither form.
    pub fn parse(text: &'a str) -> Option<Self> {
        let mut parts = text.split('/');
        let id = match (parts.next()?, parts.next()?, parts.next(), parts.next()) {
            ("endpoint", endpoint, Some("variant"), Some(variant)) => Self::Variant { endpoint, variant },
            ("inference-component", name, None, None) => Self::Component { name },
            _ => return None,
        };
        parts.next().is_none().then_some(id)
    }
}

impl fmt::Display for ResourceId<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Variant { endpoint, variant } => write!(out, "endpoint/{endpoint}/variant/{variant}"),
            Self::Component { name } => write!(out, "inference-component/{name}"),
        }
    }
}

/// What of a resource is scaled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dimension {
    /// `sagemaker:variant:DesiredInstanceCount`
    DesiredInstanceCount,
    /// `sagemaker:variant:DesiredProvisionedConcurrency`
    DesiredProvisionedConcurrency,
    /// `sagemaker:inference-component:DesiredCopyCount`
    DesiredCopyCount,
}

impl Dimension {
    /// Every dimension of the `sagemaker` namespace.
    pub const ALL: [Self; 3] =
        [Self::DesiredInstanceCount, Self::DesiredProvisionedConcurrency, Self::DesiredCopyCount];

    /// In AWS's words.
    pub const fn name(self) -> &'static str {
        match self {
            Self::DesiredInstanceCount => "sagemaker:variant:DesiredInstanceCount",
            Self::DesiredProvisionedConcurrency => "sagemaker:variant:DesiredProvisionedConcurrency",
            Self::DesiredCopyCount => "sagemaker:inference-component:DesiredCopyCount",
        }
    }

    /// The dimension of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|dimension| dimension.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_resource_id_survives_being_taken_apart() {
        for text in ["endpoint/shop/variant/AllTraffic", "inference-component/chat"] {
            assert_eq!(ResourceId::parse(text).unwrap().to_string(), text);
        }
        for text in
            ["", "endpoint/shop", "endpoint/shop/variants/x", "endpoint/a/variant/b/c", "inference-component/a/b"]
        {
            assert_eq!(ResourceId::parse(text), None, "{text}");
        }
    }
}
