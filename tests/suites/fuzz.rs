//! Runs the fuzzer's stored inputs on stable Rust, and exports its seeds. `tests/fuzz/README.md`
//! describes how the fuzzer is run.

use std::fs;
use std::path::PathBuf;

use scn_tests::fuzz::{TARGETS, pack_inputs, read, seeds_of};

/// The maximum total size of all stored inputs, in bytes.
const HEAVIEST: usize = 2_000_000;

/// Returns an input as text for an error.
fn input_text(input: &[u8]) -> String {
    String::from_utf8_lossy(input).into_owned()
}

#[test]
fn kept_inputs_have_right_answers() -> Result<(), String> {
    let mut weight = 0;
    for target in TARGETS {
        let (path, inputs) = read(target.name)?;
        assert!(10 < inputs.len(), "{} holds only {} inputs", path.display(), inputs.len());
        for input in inputs {
            weight += input.len();
            (target.run)(&input)
                .map_err(|why| format!("{}: {why}, of\n---\n{}\n---", target.name, input_text(&input)))?;
        }
    }
    assert!(weight < HEAVIEST, "{weight} bytes are kept");
    Ok(())
}

#[test]
fn every_seed_has_a_right_answer() -> Result<(), String> {
    for target in TARGETS {
        let seeds = seeds_of(target.name)?;
        assert!(!seeds.is_empty(), "{} has no seed", target.name);
        for seed in seeds.iter().step_by(4) {
            (target.run)(seed).map_err(|why| format!("{}: {why}, of\n---\n{}\n---", target.name, input_text(seed)))?;
        }
    }
    Ok(())
}

/// With `SCN_FUZZ_SEEDS=FOLDER`, writes the seeds and the stored inputs of each target to a file
/// each. With `SCN_FUZZ_KEEP=FOLDER`, packs the files in such folders into the stored files.
#[test]
fn seeds_are_laid_out_and_inputs_kept() -> Result<(), String> {
    let to_message = |error: std::io::Error| error.to_string();
    if let Some(folder) = std::env::var_os("SCN_FUZZ_SEEDS").map(PathBuf::from) {
        for target in TARGETS {
            let folder = folder.join(target.name);
            fs::create_dir_all(&folder).map_err(to_message)?;
            let stored = read(target.name).map(|(_, kept)| kept).unwrap_or_default();
            for (number, input) in seeds_of(target.name)?.iter().chain(&stored).enumerate() {
                fs::write(folder.join(format!("seed-{number:05}")), input).map_err(to_message)?;
            }
        }
    }
    if let Some(folder) = std::env::var_os("SCN_FUZZ_KEEP").map(PathBuf::from) {
        for target in TARGETS {
            let mut inputs = Vec::new();
            for entry in fs::read_dir(folder.join(target.name)).map_err(to_message)? {
                inputs.push(fs::read(entry.map_err(to_message)?.path()).map_err(to_message)?);
            }
            let path = scn_tests::markdown::project_root().join("tests/fuzz/corpus").join(target.name);
            fs::write(path, pack_inputs(inputs)).map_err(to_message)?;
        }
    }
    Ok(())
}
