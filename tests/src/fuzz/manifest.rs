//! The bytes of `scn.toml`, next to a small pack.

use scn_compiler::{Options, PackFiles, check, read_manifest};
use scn_source::{FileId, SourceFile, Sources};

use super::pack::STATES;
use crate::harness::sound::invalid_part;

const PACK: &str = "\
Principle care: Take care
  It helps.

Lesson a: A lesson
  Teaches: care

  Read.

Quiz b: A quiz
  Two.

Question one: One?
  Right: Yes.
    Because: So.
  Wrong: No.
    Because: Not so.

Scenario c: A scenario

Situation s: Here
  Choice go: Go.
    Outcome: Gone.
    Upholds care: So.
    Next: e

  Choice stay: Stay.
    Outcome: Here.
    Breaks care: Not so.
    Next: e

Ending e: Over
  Result: passed

  Over.
";

pub(super) fn run(input: &[u8]) -> Result<(), String> {
    let mut sources = Sources::new();
    let manifest = sources.add(SourceFile::from_bytes("scn.toml", input.to_vec()));
    let file = sources.add(SourceFile::from_bytes("pack.scn", PACK.as_bytes().to_vec()));
    let mut findings = Vec::new();
    if let Some(file) = sources.get(manifest) {
        drop(read_manifest(manifest, file, &mut findings));
    }
    let pack = PackFiles {
        manifest: Some(manifest),
        files: vec![file],
        fallback_name: "fuzzed".to_owned(),
        ..PackFiles::default()
    };
    let find_media = |_: FileId, _: &str| scn_compiler::MediaFile::Found;
    let checked = check(
        &sources,
        &pack,
        &Options {
            formats: &scn_compiler::DeliveryFormat::ALL,
            states: Some(STATES),
            text: true,
            watch: None,
            media: &find_media,
        },
    );
    for finding in findings.iter().chain(&checked.findings) {
        if let Some(part) = invalid_part(&sources, finding) {
            return Err(format!("{part} is not sound: {finding:?}"));
        }
    }
    Ok(())
}
