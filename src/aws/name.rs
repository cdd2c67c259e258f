//! Which names AWS accepts: patterns and lengths of the service models.

use crate::problem::Problems;

/// `[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}`: endpoints, variants, models, components.
///
/// Ref: botocore 1.43, sagemaker, `EndpointName` and `VariantName`.
pub fn check_sagemaker_name(name: &str, path: &str, problems: &mut Problems) {
    let word = |c: char| c.is_ascii_alphanumeric();
    if name.is_empty() || name.len() > 63 {
        problems.error(path, format!("has {} characters; AWS accepts 1 to 63", name.chars().count()));
    } else if let Some(bad) = name.chars().find(|&c| !word(c) && c != '-') {
        problems.error(path, format!("`{name}` holds {}; AWS accepts letters, digits and hyphens", quoted(bad)));
    } else if !name.starts_with(word) || !name.ends_with(word) {
        problems.error(path, format!("`{name}` begins or ends with a hyphen; AWS accepts a letter or a digit there"));
    }
}

/// 1 to 256 printable characters: policies.
///
/// Ref: botocore 1.43, application-autoscaling, `PolicyName` (`\p{Print}+`).
pub fn check_policy_name(name: &str, path: &str, problems: &mut Problems) {
    check_length(name, 256, path, problems);
    if let Some(bad) = name.chars().find(|c| c.is_control()) {
        problems.error(path, format!("holds {}; AWS accepts printable characters", quoted(bad)));
    }
}

/// 1 to 256 characters, no control characters, no `:`, `/` or `|`, no blank at either end: scheduled actions.
///
/// Ref: botocore 1.43, application-autoscaling, `ScheduledActionName`.
pub fn check_action_name(name: &str, path: &str, problems: &mut Problems) {
    check_length(name, 256, path, problems);
    if let Some(bad) = name.chars().find(|&c| c.is_control() || matches!(c, ':' | '/' | '|')) {
        problems
            .error(path, format!("`{name}` holds {}; AWS accepts no `:`, `/`, `|` or control characters", quoted(bad)));
    }
    if name.trim() != name {
        problems.error(path, format!("`{name}` begins or ends with a blank, which AWS does not accept"));
    }
}

/// 1 to `most` characters.
pub fn check_length(text: &str, most: usize, path: &str, problems: &mut Problems) {
    let length = text.chars().count();
    if length == 0 || length > most {
        problems.error(path, format!("has {length} characters; AWS accepts 1 to {most}"));
    }
}

fn quoted(character: char) -> String {
    if character.is_control() {
        format!("the control character U+{:04X}", u32::from(character))
    } else if character == ' ' {
        "a blank".to_owned()
    } else {
        format!("`{character}`")
    }
}
