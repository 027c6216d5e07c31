//! What a storyboard is made from.

use std::collections::BTreeMap;

use scn_prover::Level;
use scn_story::{Story, is_right_to_left};

use super::picture::{PictureType, picture_type};
use crate::graph::Graph;

/// What a storyboard is made from.
#[derive(Clone, Debug)]
pub struct StoryboardSource<'s> {
    /// The story.
    pub story: &'s Story,
    /// The graphs of its scenarios. A scenario without one is shown without.
    pub graphs: Vec<Graph>,
    /// For each scenario by id, the level at which it covers each principle by id.
    pub coverage: Vec<(String, Vec<(String, Level)>)>,
    /// The pictures to show, by the name of their file in the story. Others are named only.
    pub pictures: BTreeMap<String, Vec<u8>>,
    /// The version to compare with.
    pub since: Option<&'s Story>,
}

impl StoryboardSource<'_> {
    /// Returns the language of the author's words, if it is not the English of the document.
    pub(super) fn foreign_language(&self) -> Option<&str> {
        let language = self.story.pack.language.as_deref()?;
        (language != "en").then_some(language)
    }

    /// Returns whether the author's words are written from right to left.
    pub(super) fn is_right_to_left(&self) -> bool {
        self.story.pack.language.as_deref().is_some_and(is_right_to_left)
    }

    /// Returns a picture and its type, if it is to be shown.
    pub(super) fn picture(&self, file: &str) -> Option<(&[u8], PictureType)> {
        let bytes = self.pictures.get(file)?;
        Some((bytes, picture_type(bytes)?))
    }

    /// Returns the story as one line of JSON that can be put into any document.
    pub(super) fn story_json(&self) -> String {
        let json = serde_json::to_string(self.story).unwrap_or_default();
        scn_text::escape_json(&json).into_owned()
    }
}
