//! Writes the benchmark's large pack to a folder, for trying out the command: `write-pack DIR
//! SCENARIOS`.

#![expect(clippy::disallowed_methods, reason = "it is there to write files")]

#[path = "../benches/generate.rs"]
mod generate;

use std::{env, fs, io, path::Path};

fn main() -> io::Result<()> {
    let mut args = env::args().skip(1);
    let (Some(dir), Some(Ok(scenarios))) = (args.next(), args.next().map(|count| count.parse())) else {
        return Err(io::Error::other("usage: write-pack DIR SCENARIOS"));
    };
    let dir = Path::new(&dir);
    fs::create_dir_all(dir)?;
    fs::write(dir.join("scn.toml"), "[pack]\nname = \"large\"\n")?;
    for (name, text) in generate::files(scenarios) {
        fs::write(dir.join(name), text)?;
    }
    Ok(())
}
