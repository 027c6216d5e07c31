//! Writes the pack of the benchmarks into a folder, to measure the command with it: `large_pack
//! FOLDER SCENARIOS`. A scenario has 66 kB.

#![expect(clippy::disallowed_methods, reason = "a tool of the benchmarks that writes files")]

#[path = "../benches/generate.rs"]
mod generate;

use std::error::Error;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn Error>> {
    let mut words = std::env::args_os().skip(1);
    let (Some(folder), Some(scenarios)) = (words.next().map(PathBuf::from), words.next()) else {
        return Err("usage: large_pack FOLDER SCENARIOS".into());
    };
    let scenarios = scenarios.to_string_lossy().parse()?;
    std::fs::create_dir_all(&folder)?;
    std::fs::write(folder.join("scn.toml"), "[pack]\nname = \"large\"\n")?;
    for (name, text) in generate::files(scenarios) {
        std::fs::write(folder.join(name), text)?;
    }
    Ok(())
}
