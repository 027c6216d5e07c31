//! Formats a file twice: its meaning stays the same, and the second time nothing changes.

use scn_compiler::Checked;
use scn_syntax::format::format;

use super::pack::STATES;
use crate::harness::pack::{MediaFiles, Pack};

pub(super) fn run(input: &[u8]) -> Result<(), String> {
    let text = String::from_utf8_lossy(input);
    let formatted = format(&text);
    let formatted_again = format(&formatted);
    if formatted_again != formatted {
        return Err(format!("the second time changes something: {formatted:?} becomes {formatted_again:?}"));
    }
    let (before, now) = (check_text(&text), check_text(&formatted));
    if before.story == now.story {
        Ok(())
    } else {
        Err(format!("{text:?} and {formatted:?} are two stories: {}\n{}", before.story.to_json(), now.story.to_json()))
    }
}

fn check_text(text: &str) -> Checked {
    let files = vec![("fuzzed.scn".to_owned(), text.to_owned())];
    Pack { files, states: Some(STATES), media: MediaFiles::NotMissing, formats: Vec::new() }.check().checked
}
