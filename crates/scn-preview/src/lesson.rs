//! Lessons, page by page.

use scn_run::{LessonEvent, lesson_pages};
use scn_story::{Lesson, Story};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::shown::{principle_title, shown_json, shown_title};

/// Where an author is in a lesson.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LessonPlace {
    /// The page, from 0.
    page: usize,
    /// The heading of the page, by which it is found again after an edit.
    heading: String,
    /// The digest of the story in which the page was shown; absent if none was shown yet.
    pub(crate) digest: Option<String>,
}

/// A page of a lesson.
#[derive(Debug, Serialize)]
pub(crate) struct LessonView {
    id: String,
    title: String,
    digest: String,
    /// The page, from 0.
    page: usize,
    pages: usize,
    blocks: Value,
    /// The heading of each page; empty for one without a heading.
    headings: Vec<String>,
    /// The titles of the principles that it teaches.
    teaches: Vec<String>,
    /// How the place differs from the requested one.
    notice: Option<String>,
    /// What is recorded of a learner who has come as far.
    events: Vec<LessonEvent>,
}

impl LessonView {
    pub(crate) fn new(story: &Story, lesson: &Lesson, place: &LessonPlace) -> Self {
        let pages = lesson_pages(lesson);
        let headings: Vec<String> =
            pages.iter().map(|page| scn_text::sanitize_line(&page.heading).into_owned()).collect();
        let (page, notice) = place.find_page(&headings, &story.pack.digest);
        let opened = LessonEvent::Opened {
            pack: story.pack.name.clone(),
            digest: story.pack.digest.clone(),
            lesson: lesson.id.clone(),
        };
        let read = (page + 1 == pages.len()).then_some(LessonEvent::Read);
        Self {
            id: lesson.id.clone(),
            title: shown_title(&lesson.title, &lesson.id),
            digest: story.pack.digest.clone(),
            page,
            pages: pages.len(),
            blocks: shown_json(&pages.get(page).map(|page| page.blocks.as_slice()).unwrap_or_default()),
            headings,
            teaches: lesson.teaches.iter().map(|id| principle_title(story, id)).collect(),
            notice,
            events: [opened].into_iter().chain(read).collect(),
        }
    }
}

impl LessonPlace {
    /// Returns the page, and what to say about it if it is another one than before an edit. It is
    /// the page with the same heading, the nearest one if there are several; without one, the page
    /// with the same number.
    fn find_page(&self, headings: &[String], digest: &str) -> (usize, Option<String>) {
        let last = headings.len().saturating_sub(1);
        let same_number = self.page.min(last);
        if self.digest.as_deref().is_none_or(|was| was == digest) || headings.get(self.page) == Some(&self.heading) {
            return (same_number, None);
        }
        let same_heading = headings.iter().enumerate().filter(|(_, heading)| **heading == self.heading);
        if let Some((page, _)) = same_heading.min_by_key(|(page, _)| page.abs_diff(self.page)) {
            return (page, None);
        }
        let was = if self.heading.is_empty() { "The beginning" } else { &self.heading };
        (same_number, Some(format!("The page “{was}” is no longer there, so here is page {}.", same_number + 1)))
    }
}

#[cfg(test)]
mod tests {
    use super::LessonPlace;

    #[test]
    fn a_page_is_found_again_after_an_edit_or_its_loss_is_reported() {
        let found = |page: usize, heading: &str, headings: &[&str]| {
            let place = LessonPlace { page, heading: heading.to_owned(), digest: Some("a".to_owned()) };
            let headings: Vec<String> = headings.iter().map(|it| (*it).to_owned()).collect();
            place.find_page(&headings, "b")
        };
        assert_eq!(found(1, "B", &["A", "B"]), (1, None));
        assert_eq!(found(1, "B", &["A", "new", "B"]), (2, None), "a page was added before it");
        assert_eq!(found(3, "B", &["B", "A", "B"]), (2, None), "the nearest of several");
        let gone = "The page “B” is no longer there, so here is page 1.".to_owned();
        assert_eq!(found(1, "B", &["A"]), (0, Some(gone)));
        let same_story = LessonPlace { page: 7, heading: "B".to_owned(), digest: Some("b".to_owned()) };
        assert_eq!(same_story.find_page(&["A".to_owned()], "b"), (0, None));
    }
}
