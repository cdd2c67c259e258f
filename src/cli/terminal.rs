//! Results on stdout, everything else on stderr, a progress bar on a terminal only.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

/// Prints a result. A reader that has gone away is no error.
pub(super) fn out(text: &str) {
    let mut stdout = io::stdout().lock();
    let _ = stdout
        .write_all(text.as_bytes())
        .and_then(|()| if text.ends_with('\n') { Ok(()) } else { stdout.write_all(b"\n") });
    let _ = stdout.flush();
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
