//! The command `presscheck`: reads what it was asked, lets the library judge, prints, and says by its exit code whether
//! all is well.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::main()
}
