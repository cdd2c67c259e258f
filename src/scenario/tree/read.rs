//! From a file to the tree: what cannot be a scenario is refused before anything is parsed.

use super::{Tree, build};
use crate::problem::{Problems, Source};
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// A scenario is text that someone wrote; data belong into files of their own [bytes].
const LARGEST: u64 = 8_000_000;

impl Tree {
    /// Reads a scenario file; its problems carry the path as it was given.
    pub fn read(path: &Path) -> Result<Self, Problems> {
        let name = path.display().to_string();
        let refused = |message: String| {
            let mut problems = Problems::new();
            problems.error("", message);
            problems
        };
        let unreadable = |error: std::io::Error| refused(format!("cannot read `{name}`: {}", because(&error)));
        let file = File::open(path).map_err(unreadable)?;
        let about = file.metadata().map_err(unreadable)?;
        if about.is_dir() {
            let mut problems = refused(format!("`{name}` is a folder, wanted a scenario file"));
            problems.hint_last(format!("name a file in it: {name}/scenario.yaml"));
            return Err(problems);
        }
        let too_large =
            |bytes: u64| refused(format!("`{name}` is too large for a scenario: {bytes} bytes, at most {LARGEST}"));
        if about.len() > LARGEST {
            return Err(too_large(about.len()));
        }
        let mut bytes = Vec::new();
        file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(unreadable)?;
        if bytes.len() as u64 > LARGEST {
            return Err(too_large(bytes.len() as u64));
        }
        Self::parse_bytes(&name, bytes)
    }

    /// Reads a scenario from bytes that should be UTF-8.
    pub fn parse_bytes(name: &str, bytes: Vec<u8>) -> Result<Self, Problems> {
        String::from_utf8(bytes).map_err(|error| not_utf8(name, &error)).and_then(|text| Self::parse(name, &text))
    }

    /// Reads a scenario from text.
    pub fn parse(name: &str, text: &str) -> Result<Self, Problems> {
        // Some editors begin a file with a byte order mark, which is no part of the text.
        let source = Source::scenario(name, text.strip_prefix('\u{feff}').unwrap_or(text));
        if text.len() as u64 > LARGEST {
            let mut problems = Problems::new();
            problems
                .error("", format!("`{name}` is too large for a scenario: {} bytes, at most {LARGEST}", text.len()));
            return Err(problems);
        }
        let root = build::scenario(&source)?;
        Ok(Self { root, sources: vec![source] })
    }
}

fn because(error: &std::io::Error) -> &'static str {
    use std::io::ErrorKind;
    match error.kind() {
        ErrorKind::NotFound => "there is no such file",
        ErrorKind::PermissionDenied => "permission denied",
        ErrorKind::NotADirectory => "a part of the path is a file, not a folder",
        ErrorKind::InvalidInput | ErrorKind::InvalidFilename => "this cannot be a path",
        _ => "the system refused it",
    }
}

fn not_utf8(name: &str, error: &std::string::FromUtf8Error) -> Problems {
    let bytes = error.as_bytes();
    let at = error.utf8_error().valid_up_to();
    let start = bytes[..at].iter().rposition(|&byte| byte == b'\n').map_or(0, |newline| newline + 1);
    let end = bytes[at..].iter().position(|&byte| byte == b'\n').map_or(bytes.len(), |newline| at + newline);
    let number = bytes[..at].split(|&byte| byte == b'\n').count();
    let line = Source::line(name, String::from_utf8_lossy(&bytes[start..end]), number);
    let mut problems = Problems::new();
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        let beginning = Source::scenario(name, "").whole();
        problems.error("", "the file is UTF-16, wanted UTF-8").at(beginning).hint("save the file as UTF-8");
        return problems;
    }
    let message = format!("the byte {:#04x} is not UTF-8 text", bytes[at]);
    problems.error("", message).at(line.place(at - start..at - start + 3)).hint("save the file as UTF-8");
    problems
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn refusal(path: &Path) -> String {
        Tree::read(path).unwrap_err().render(false)
    }

    #[test]
    fn what_is_no_scenario_is_refused_by_name() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        assert!(refusal(&path("none.yaml")).contains("none.yaml`: there is no such file"));
        assert!(refusal(folder.path()).contains("is a folder, wanted a scenario file"));
        std::fs::write(path("latin1.yaml"), b"title: a\nstart: caf\xe9\nseed: 1\n").unwrap();
        let latin1 = refusal(&path("latin1.yaml"));
        assert!(latin1.contains("the byte 0xe9 is not UTF-8 text") && latin1.contains("latin1.yaml:2:11"), "{latin1}");
        std::fs::write(path("utf16.yaml"), b"\xff\xfea\x00:\x00").unwrap();
        assert!(refusal(&path("utf16.yaml")).contains("the file is UTF-16, wanted UTF-8"));
        assert!(refusal(&path("latin1.yaml").join("below")).contains("a part of the path is a file"));
    }

    #[test]
    fn a_huge_file_is_refused_from_its_length() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(b"a: 1\n").unwrap();
        file.as_file().set_len(1 << 40).unwrap();
        assert!(refusal(file.path()).contains("is too large for a scenario: 1099511627776 bytes, at most 8000000"));
    }

    #[test]
    fn an_endless_file_is_refused() {
        let zeros = Path::new("/dev/zero");
        if zeros.exists() {
            assert!(refusal(zeros).contains("`/dev/zero` is too large for a scenario: 8000001 bytes"));
        }
    }
}
