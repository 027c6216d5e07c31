//! Checks a pack given by the bytes of its files.

use scn_compiler::{Options, PackFiles, check};
use scn_source::{FileId, SourceFile, Sources};

use crate::harness::sound::invalid_part;

/// The separator between the files of a pack in one input: the control character with that name.
pub(super) const BETWEEN_FILES: u8 = 0x1c;

/// The maximum number of files of an input that are used.
const MOST_FILES: usize = 4;

/// The limit on states, which keeps every input fast.
pub(super) const STATES: u64 = 300;

pub(super) fn run(input: &[u8]) -> Result<(), String> {
    let mut sources = Sources::new();
    let mut files: Vec<FileId> = Vec::new();
    for (at, bytes) in input.split(|byte| *byte == BETWEEN_FILES).take(MOST_FILES).enumerate() {
        files.push(sources.add(SourceFile::from_bytes(format!("{at}.scn"), bytes.to_vec())));
    }
    let pack = PackFiles { files, fallback_name: "fuzzed".to_owned(), ..PackFiles::default() };
    let find_media = |_: FileId, path: &str| match path.contains("missing") {
        true => scn_compiler::MediaFile::Missing { near: None },
        false => scn_compiler::MediaFile::Found,
    };
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
    for finding in checked.findings.iter().chain(checked.suppressed.iter().map(|allowed| &allowed.finding)) {
        if let Some(part) = invalid_part(&sources, finding) {
            return Err(format!("{part} is not sound: {finding:?}"));
        }
    }
    let json = checked.story.to_json();
    match scn_story::Story::from_json(&json) {
        Ok(story) if story.to_json() == json => Ok(()),
        Ok(_) => Err("the story is another when it is read back".to_owned()),
        Err(error) => Err(format!("the story cannot be read back: {error}")),
    }
}
