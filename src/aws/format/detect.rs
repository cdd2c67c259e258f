//! Of which format is this text? Its name tells, else its words.

/// A format of documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// What `--cli-input-json` takes and describe-calls answer; ACK, CloudFormation and Terraform's JSON look alike
    /// from outside, so this also stands for YAML and JSON of any kind while reading.
    CliJson,
    /// `aws …` commands.
    Shell,
    /// A Python script.
    Boto3,
    /// Kubernetes manifests of AWS Controllers for Kubernetes.
    Ack,
    /// A CloudFormation template.
    CloudFormation,
    /// Terraform's language.
    Terraform,
    /// Fenced blocks of the others.
    Markdown,
}

impl Format {
    /// Those that are written, with the names that they are asked for by.
    pub const WRITTEN: [(Self, &str); 6] = [
        (Self::CliJson, "cli-json"),
        (Self::Shell, "shell"),
        (Self::Boto3, "boto3"),
        (Self::Ack, "ack"),
        (Self::CloudFormation, "cloudformation"),
        (Self::Terraform, "terraform"),
    ];
}

/// Why a text is none of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// What it is.
    pub message: String,
    /// What to do.
    pub hint: Option<String>,
}

/// The format of a text.
pub fn detect(name: &str, text: &str) -> Result<Format, Refused> {
    if let Some(described) = kubectl_describe(text) {
        let kind = described.to_lowercase();
        return Err(Refused {
            message: "this is what `kubectl describe` prints for people; it cannot be read back".to_owned(),
            hint: Some(format!("kubectl get {kind} NAME -o yaml > {kind}.yaml")),
        });
    }
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension).to_lowercase();
    let by_name = match extension.as_str() {
        "json" | "yaml" | "yml" => Some(Format::CliJson),
        "md" | "markdown" => Some(Format::Markdown),
        "py" => Some(Format::Boto3),
        "sh" | "bash" | "zsh" => Some(Format::Shell),
        "tf" => Some(Format::Terraform),
        _ => None,
    };
    // A file named `.yaml` or `.json` that holds a shell command is a file of pasted text.
    match by_name {
        Some(Format::CliJson) if !commands(text) => Ok(Format::CliJson),
        Some(format) if format != Format::CliJson => Ok(format),
        _ => by_words(text),
    }
}

fn by_words(text: &str) -> Result<Format, Refused> {
    let line = |test: &dyn Fn(&str) -> bool| text.lines().any(|line| test(line.trim_start()));
    if line(&|line| line.starts_with("```") || line.starts_with("~~~")) {
        return Ok(Format::Markdown);
    }
    if text.contains("import boto3") || text.contains("boto3.client(") {
        return Ok(Format::Boto3);
    }
    if commands(text) {
        return Ok(Format::Shell);
    }
    if line(&|line| line.starts_with("resource \"aws_")) {
        return Ok(Format::Terraform);
    }
    if text.trim_start().starts_with(['{', '[']) || line(&|line| is_key(line)) {
        return Ok(Format::CliJson);
    }
    Err(Refused {
        message: "no AWS document, command, manifest, template or script was recognised here".to_owned(),
        hint: Some(
            "read are: CLI JSON, aws commands, boto3 scripts, ACK, CloudFormation, Terraform, Markdown".to_owned(),
        ),
    })
}

fn commands(text: &str) -> bool {
    text.lines().any(|line| {
        let line = line.trim_start().trim_start_matches(['$', '%', '>']).trim_start();
        ["aws ", "printf ", "export ", "cat <<", "cat >"].iter().any(|begin| line.starts_with(begin))
            || line.contains("=$(aws ")
    })
}

fn is_key(line: &str) -> bool {
    line.split_once(':').is_some_and(|(key, rest)| {
        !key.is_empty()
            && key.chars().all(|c| c.is_alphanumeric() || "_-\"'".contains(c))
            && (rest.is_empty() || rest.starts_with(' '))
    })
}

/// `Name: … API Version: … Kind: …` in columns.
fn kubectl_describe(text: &str) -> Option<&str> {
    let value = |key: &str| text.lines().find_map(|line| line.strip_prefix(key)).map(str::trim);
    value("API Version:").and_then(|_| value("Kind:"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_tells_what_it_is() {
        for (name, text, format) in [
            ("a.json", "{}", Format::CliJson),
            ("a.yaml", "apiVersion: x", Format::CliJson),
            ("a.txt", "{\"ResourceId\": 1}", Format::CliJson),
            ("a", "aws application-autoscaling put-scaling-policy", Format::Shell),
            ("a.txt", "$ aws sagemaker create-endpoint", Format::Shell),
            ("notes.md", "```sh\naws x\n```", Format::Markdown),
            ("guide", "Do:\n```sh\naws x\n```", Format::Markdown),
            ("a.py", "", Format::Boto3),
            ("a", "import boto3\n", Format::Boto3),
            ("main.tf", "", Format::Terraform),
            ("main", "resource \"aws_appautoscaling_target\" \"x\" {", Format::Terraform),
        ] {
            assert_eq!(detect(name, text), Ok(format), "{name}");
        }
        assert!(detect("a", "hello there").is_err());
        let described = "Name:         x\nAPI Version:  applicationautoscaling.services.k8s.aws/v1alpha1\nKind:         ScalableTarget\n";
        assert!(detect("a.yaml", described).unwrap_err().hint.unwrap().starts_with("kubectl get scalabletarget"));
    }
}
