//! Results on stdout, everything else on stderr, a progress bar on a terminal only.

use crate::report::Look;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;

/// A write that goes beyond the limit on file sizes shall fail like one to a full disk: the signal that comes with it
/// would end the program in the middle of a file.
pub(super) fn bear_full_disks() {
    #[cfg(unix)]
    {
        use nix::sys::signal::{SigSet, Signal};
        // Threads that begin later inherit it. A system that refuses leaves things as they are.
        let _ = SigSet::from(Signal::SIGXFSZ).thread_block();
    }
}

/// Prints a result. A reader that has gone away is no error.
///
/// # Errors
/// If the result cannot be written, for instance into a file on a full disk.
pub(super) fn out(text: &str) -> Result<(), String> {
    let mut stdout = io::stdout().lock();
    let end = if text.ends_with('\n') { "" } else { "\n" };
    let written =
        stdout.write_all(text.as_bytes()).and_then(|()| stdout.write_all(end.as_bytes())).and_then(|()| stdout.flush());
    match written {
        Err(cause) if cause.kind() != io::ErrorKind::BrokenPipe => {
            Err(format!("cannot write the standard output: {cause}"))
        }
        _ => Ok(()),
    }
}

/// Prints a message that is not a result.
pub(super) fn say(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{}", text.trim_end_matches('\n'));
}

/// What clap has to say: help and version are results, the rest is a wrong command.
pub(super) fn usage(error: &clap::Error) -> ExitCode {
    let _ = error.print();
    if error.use_stderr() { ExitCode::from(super::WRONG) } else { ExitCode::SUCCESS }
}

/// Whether results may be coloured.
pub(super) fn colour_out() -> bool {
    io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty())
}

/// Whether messages may be coloured.
pub(super) fn colour_err() -> bool {
    io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty())
}

/// Columns of the terminal that results go to; 100 where it is none.
pub(super) fn columns() -> usize {
    terminal_size::terminal_size_of(io::stdout()).map_or(100, |(width, _)| usize::from(width.0))
}

/// How a result shall look: on a terminal in its columns, elsewhere in as many as it takes, or as COLUMNS says.
pub(super) fn look(folder: &Path) -> Look {
    let told = || std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let seen = terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| usize::from(width.0));
    let columns = seen.or_else(told).unwrap_or(usize::MAX);
    Look { columns, colour: colour_out(), folder: folder.display().to_string() }
}

/// A bar over runs, on a terminal only.
pub(super) fn progress(name: &str, runs: u32, quiet: bool) -> ProgressBar {
    let target =
        if quiet || !io::stderr().is_terminal() { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
    let bar = ProgressBar::with_draw_target(Some(u64::from(runs)), target);
    let style =
        ProgressStyle::with_template("{prefix} {wide_bar} {pos}/{len} runs, {eta} left").expect("a fixed template");
    bar.set_style(style);
    bar.set_prefix(name.to_owned());
    bar
}
