//! `dryscale completions`: how does a shell come to know the commands, their options and the names of templates?

use super::{Arguments, FAILED, terminal};
use clap::{Args, CommandFactory};
use clap_complete::Shell;
use std::process::ExitCode;

/// Arguments of `dryscale completions`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  dryscale completions bash > ~/.local/share/bash-completion/completions/dryscale
  dryscale completions zsh > ~/.zfunc/_dryscale             with ~/.zfunc in fpath
  dryscale completions fish > ~/.config/fish/completions/dryscale.fish")]
pub(super) struct CompletionsArguments {
    /// The shell.
    #[arg(value_enum, value_name = "SHELL")]
    shell: Shell,
}

/// Prints the script that the shell reads.
pub(super) fn completions(arguments: &CompletionsArguments) -> ExitCode {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Arguments::command(), "dryscale", &mut script);
    match terminal::out(&String::from_utf8_lossy(&script)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(cause) => {
            terminal::say(&format!("error: {cause}"));
            ExitCode::from(FAILED)
        }
    }
}
