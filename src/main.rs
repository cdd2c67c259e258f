//! The command line of dryscale.

fn main() -> std::process::ExitCode {
    dryscale::cli::main()
}
