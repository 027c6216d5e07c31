//! The files that a story names.

use std::collections::BTreeSet;

use scn_run::lesson_pictures;
use scn_story::{Block, Scenario, Story};

/// Returns the media files that a story names, with forward slashes, relative to its pack. No other
/// file is ever part of a page or served beside one.
#[must_use]
pub fn media_files(story: &Story) -> BTreeSet<String> {
    let principles = story.principles.iter().map(|it| &it.text);
    let questions = story.quizzes.iter().flat_map(|it| &it.questions).map(|it| &it.body);
    let quizzes = story.quizzes.iter().map(|it| &it.text).chain(questions);
    let bodies = story.scenarios.iter().flat_map(all_bodies).chain(principles).chain(quizzes);
    let media_file = |block: &Block| match block {
        Block::Media { file, .. } => Some(file.clone()),
        Block::Paragraph { .. }
        | Block::Speech { .. }
        | Block::Callout { .. }
        | Block::List { .. }
        | Block::Quote { .. }
        | Block::Code { .. }
        | Block::Table { .. }
        | Block::Heading { .. }
        | Block::Rule { .. } => None,
    };
    bodies.flatten().filter_map(media_file).chain(story.lessons.iter().flat_map(lesson_pictures)).collect()
}

fn all_bodies(scenario: &Scenario) -> impl Iterator<Item = &Vec<Block>> {
    let outcomes = scenario.situations.iter().flat_map(|it| &it.choices).flat_map(|it| &it.outcomes);
    let situations = scenario.situations.iter().map(|it| &it.body);
    let endings = scenario.endings.iter().map(|it| &it.body);
    std::iter::once(&scenario.brief).chain(situations).chain(endings).chain(outcomes.map(|it| &it.body))
}

/// Returns the type of a media file by its extension; `None` if a page cannot show it.
///
/// # Examples
///
/// ```
/// assert_eq!(scn_web::media_type("desk/Phone.PNG"), Some("image/png"));
/// assert_eq!(scn_web::media_type("desk/phone.exe"), None);
/// ```
#[must_use]
pub fn media_type(path: &str) -> Option<&'static str> {
    let (_, extension) = path.rsplit_once('.')?;
    match extension.to_ascii_lowercase().as_str() {
        "png" => Some("image/png"),
        "apng" => Some("image/apng"),
        "jpg" | "jpeg" | "jfif" => Some("image/jpeg"),
        "bmp" => Some("image/bmp"),
        "gif" => Some("image/gif"),
        "webp" => Some("image/webp"),
        "avif" => Some("image/avif"),
        "svg" => Some("image/svg+xml"),
        "mp3" => Some("audio/mpeg"),
        "aac" => Some("audio/aac"),
        "ogg" | "oga" | "opus" => Some("audio/ogg"),
        "m4a" => Some("audio/mp4"),
        "wav" => Some("audio/wav"),
        "flac" => Some("audio/flac"),
        "mp4" => Some("video/mp4"),
        "webm" => Some("video/webm"),
        _ => None,
    }
}
