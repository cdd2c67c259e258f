//! Which documents lie in these files? Files are read with limits, whatever they claim to be.

use crate::aws::format::{self, Around, Call, Document, Found, Node};
use crate::problem::{Problems, Source};
use crate::scenario::tree::{Entry, Kind, Mark, Tree};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read as _;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use super::{plant, tidy};

/// Documents are text that someone wrote or a call answered [bytes].
const LARGEST: u64 = 8_000_000;

/// Everything that the files hold.
pub(super) fn gather(files: &[PathBuf], params: &BTreeMap<String, String>) -> Found {
    let mut found = Found::default();
    for file in files {
        match source(file) {
            Ok(source) => {
                let folder = file.parent().unwrap_or(Path::new("")).to_owned();
                let named = |name: &str| beside(&folder, name);
                found.extend(format::read(&source, &Around { params, file: &named }));
            }
            Err(problems) => found.problems.extend(problems),
        }
    }
    found
}

/// A file as text.
pub(super) fn source(path: &Path) -> Result<Arc<Source>, Problems> {
    let name = path.display().to_string();
    let refused = |message: String| {
        let mut problems = Problems::new();
        problems.error("", message);
        problems
    };
    text_of(path, &name).map(|text| Source::scenario(&name, text)).map_err(refused)
}

fn text_of(path: &Path, name: &str) -> Result<String, String> {
    let cannot = |error: std::io::Error| format!("cannot read `{name}`: {}", because(&error));
    let about = std::fs::metadata(path).map_err(cannot)?;
    if about.is_dir() {
        return Err(format!("`{name}` is a folder, wanted a file of documents"));
    }
    if !about.is_file() {
        return Err(format!("`{name}` is neither a file nor a folder, wanted a file of documents"));
    }
    if about.len() > LARGEST {
        return Err(format!("`{name}` is too large for documents: {} bytes, at most {LARGEST}", about.len()));
    }
    let mut bytes = Vec::new();
    File::open(path).map_err(cannot)?.take(LARGEST + 1).read_to_end(&mut bytes).map_err(cannot)?;
    if bytes.len() as u64 > LARGEST {
        return Err(format!("`{name}` is too large for documents: more than {LARGEST} bytes"));
    }
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(format!("`{name}` is UTF-16, wanted UTF-8: save the file as UTF-8"));
    }
    if bytes.contains(&0) {
        return Err(format!("`{name}` is no text: it holds zero bytes"));
    }
    let text = String::from_utf8(bytes)
        .map_err(|error| format!("`{name}` is not UTF-8 text: byte {} is not", error.utf8_error().valid_up_to() + 1))?;
    // Pages and terminals leave blanks behind that look like others, and lines that end as elsewhere.
    let plain = text.strip_prefix('\u{feff}').unwrap_or(&text).replace("\r\n", "\n").replace('\u{a0}', " ");
    Ok(plain)
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

/// The file that a `file://` names: in the folder of the text that names it, or below, and nowhere else.
fn beside(folder: &Path, name: &str) -> Result<Arc<Source>, String> {
    let inside = Path::new(name).components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
    if !inside {
        return Err("lies outside the folder of this text, and is not read".to_owned());
    }
    let path = folder.join(name);
    let shown = path.display().to_string();
    let real = path.canonicalize().map_err(|error| because(&error).to_owned())?;
    let home = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let home = home.canonicalize().map_err(|error| because(&error).to_owned())?;
    if !real.starts_with(home) {
        return Err("is a link out of the folder of this text, and is not read".to_owned());
    }
    text_of(&path, &shown).map(|text| Source::scenario(shown, text))
}

/// Reads the files of `scaling.files` into `scaling`, so that all that follows sees documents only.
pub(in crate::scenario) fn insert_files(
    tree: &mut Tree,
    folder: &Path,
    problems: &mut Problems,
    notes: &mut Vec<String>,
) {
    let Some(files) = tree.get("scaling.files").cloned() else { return };
    let Kind::List(names) = &files.kind else { return };
    let mut found = Found::default();
    for name in names {
        let Some(text) = name.text() else { return };
        let place = tree.place(name.at);
        match beside(folder, text) {
            Ok(source) => {
                let below = folder.join(text).parent().unwrap_or(folder).to_owned();
                let named = |name: &str| beside(&below, name);
                found.extend(format::read(&source, &Around { params: &BTreeMap::new(), file: &named }));
            }
            Err(why) => {
                problems.error("", format!("`{text}` of scaling.files: {why}")).at(place);
            }
        }
    }
    tidy::tidy(&mut found);
    let of_hosting =
        [Call::CreateEndpoint, Call::CreateEndpointConfig, Call::CreateModel, Call::CreateInferenceComponent];
    let (hosting, scaling): (Vec<Document>, Vec<Document>) =
        std::mem::take(&mut found.documents).into_iter().partition(|document| of_hosting.contains(&document.call));
    for document in hosting {
        let words = format!(
            "{}: left out; `scaling.files` are for scaling, hosting stands under `endpoint`",
            document.call.name()
        );
        found.note(words, &document.node.at.clone());
    }
    problems.extend(std::mem::take(&mut found.problems));
    notes.extend(super::told(&found.repairs).into_iter().map(|words| format!("repaired: {words}")));
    notes.extend(super::told(&found.notes));
    put(tree, &scaling);
}

/// The section's key that holds the documents of a call.
pub(in crate::scenario) const SECTIONS: [(Call, &str); 4] = [
    (Call::RegisterScalableTarget, "targets"),
    (Call::PutScalingPolicy, "policies"),
    (Call::PutScheduledAction, "scheduled_actions"),
    (Call::PutMetricAlarm, "alarms"),
];

fn put(tree: &mut Tree, documents: &[Document]) {
    let mut planter = plant::Planter::beside(std::mem::take(&mut tree.sources));
    let Kind::Map(sections) = &mut tree.root.kind else { return };
    let Some(scaling) = sections.iter_mut().find(|entry| entry.key == "scaling") else { return };
    let at = scaling.value.at;
    if let Kind::Map(lists) = &mut scaling.value.kind {
        lists.retain(|entry| entry.key != "files");
        for (call, key) in SECTIONS {
            let nodes: Vec<&Node> =
                documents.iter().filter(|document| document.call == call).map(|document| &document.node).collect();
            append(lists, key, nodes.into_iter().map(|node| planter.node(node)).collect(), at);
        }
    }
    tree.sources = planter.sources;
}

fn append(lists: &mut Vec<Entry>, key: &str, nodes: Vec<crate::scenario::tree::Node>, at: Mark) {
    if nodes.is_empty() {
        return;
    }
    if let Some(Kind::List(there)) = lists.iter_mut().find(|entry| entry.key == key).map(|entry| &mut entry.value.kind)
    {
        there.extend(nodes);
        return;
    }
    let value = crate::scenario::tree::Node { kind: Kind::List(nodes), at };
    lists.push(Entry { key: key.to_owned(), key_at: at, value });
}
