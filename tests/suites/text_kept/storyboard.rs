//! The text of storyboards.

use std::collections::BTreeMap;

use scn_export::storyboard::{Storyboard, StoryboardSource};
use scn_story::Story;
use scn_tests::document::{Changes, docx_text, html_text};

/// Returns the text of the storyboard of a story in both formats. `m` is 5, as elsewhere.
pub(crate) fn texts_of(story: &Story) -> [(&'static str, String); 2] {
    let source =
        StoryboardSource { story, graphs: Vec::new(), coverage: Vec::new(), pictures: BTreeMap::new(), since: None };
    let storyboard = Storyboard::new(source);
    let html = html_text(&storyboard.to_html(), Changes::Accepted);
    let docx = docx_text(&storyboard.to_docx(), Changes::Accepted).expect("it is a document");
    [("storyboard as HTML", html), ("storyboard for Word", docx)].map(|(way, text)| (way, text.replace("{m}", "5")))
}
