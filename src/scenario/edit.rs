//! One change to a scenario by path.

/// `PATH=VALUE`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// Dotted; may be shortened where it stays unique.
    pub path: String,
    /// YAML flow text.
    pub value: String,
}
