//! The fenced blocks of a Markdown page.

use super::node::Extract;
use super::{Around, Found, read_text};

/// Reads every block that holds documents, commands or a script; the others are told.
pub(super) fn read(text: &Extract, around: &Around<'_>, found: &mut Found) {
    let mut script = Vec::new();
    for (language, range) in blocks(text.text()) {
        let block = text.part(range);
        match name(&language) {
            // Commands of one page know each other's variables and files.
            Some("a.sh") => script.push(block),
            Some(name) => read_text(&block, name, around, found),
            None => match super::detect("", block.text()) {
                Ok(super::Format::Shell) => script.push(block),
                Ok(_) => read_text(&block, "block", around, found),
                Err(_) => found.note(format!("a block of `{language}` not read"), &block.beginning()),
            },
        }
    }
    if !script.is_empty() {
        let (mut whole, mut from) = (String::new(), Vec::new());
        for block in script {
            let start = block.place(0..0).range.start;
            whole.push_str(block.text());
            from.extend((0..block.text().len()).map(|at| (start + at) as u32));
            if !whole.ends_with('\n') {
                whole.push('\n');
                from.push((start + block.text().len()) as u32);
            }
        }
        super::shell::read(&text.made(whole, &from), around, found);
    }
}

fn name(language: &str) -> Option<&'static str> {
    match language.to_lowercase().as_str() {
        "sh" | "bash" | "shell" | "console" | "zsh" | "shell-session" => Some("a.sh"),
        "json" => Some("block.json"),
        "yaml" | "yml" => Some("block.yaml"),
        "python" | "py" => Some("block.py"),
        "hcl" | "terraform" | "tf" => Some("block.tf"),
        _ => None,
    }
}

/// Language and range of every fenced block.
fn blocks(text: &str) -> Vec<(String, std::ops::Range<usize>)> {
    let mut all = Vec::new();
    let mut open: Option<(String, String, usize)> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let bare = line.trim();
        let fence: String = bare.chars().take_while(|letter| *letter == '`' || *letter == '~').collect();
        match &open {
            None if fence.len() >= 3 => {
                open = Some((fence.clone(), bare[fence.len()..].trim().to_owned(), at + line.len()));
            }
            Some((mark, language, start)) if fence.starts_with(mark.as_str()) && bare == fence => {
                all.push((language.split([' ', '{', ',']).next().unwrap_or_default().to_owned(), *start..at));
                open = None;
            }
            _ => {}
        }
        at += line.len();
    }
    if let Some((_, language, start)) = open {
        all.push((language, start..text.len()));
    }
    all
}
