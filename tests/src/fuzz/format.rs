//! Formats a file twice: its meaning stays the same, and the second time nothing changes.

use scn_compiler::Checked;
use scn_syntax::format::format;

use super::pack::STATES;
use crate::harness::pack::{Media, Pack};

pub(super) fn run(input: &[u8]) -> Result<(), String> {
    let text = String::from_utf8_lossy(input);
    let after = format(&text);
    let again = format(&after);
    if again != after {
        return Err(format!("the second time changes something: {after:?} becomes {again:?}"));
    }
    let (before, now) = (checked(&text), checked(&after));
    if before.story == now.story {
        Ok(())
    } else {
        Err(format!("{text:?} and {after:?} are two stories: {}\n{}", before.story.to_json(), now.story.to_json()))
    }
}

fn checked(text: &str) -> Checked {
    let files = vec![("fuzzed.scn".to_owned(), text.to_owned())];
    Pack { files, states: Some(STATES), media: Media::NotMissing }.check().checked
}
