//! The files of the page.

use std::borrow::Cow;

use scn_run::phrases::page::page_phrases;

const HTML: &str = "text/html; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";
const JS: &str = "text/javascript; charset=utf-8";

/// Returns a file of the page, with its type.
pub(super) fn page_asset(path: &str) -> Option<(&'static str, Cow<'static, str>)> {
    let (kind, text) = match path {
        "" => (HTML, include_str!("../../assets/index.html")),
        "preview.css" => (CSS, include_str!("../../assets/preview.css")),
        "graph.css" => (CSS, include_str!("../../assets/graph.css")),
        "main.js" => (JS, include_str!("../../assets/main.js")),
        "dom.js" => (JS, include_str!("../../assets/dom.js")),
        "text.js" => (JS, include_str!("../../assets/text.js")),
        "scene.js" => (JS, include_str!("../../assets/scene.js")),
        "debrief.js" => (JS, include_str!("../../assets/debrief.js")),
        "findings.js" => (JS, include_str!("../../assets/findings.js")),
        "values.js" => (JS, include_str!("../../assets/values.js")),
        "lesson.js" => (JS, include_str!("../../assets/lesson.js")),
        "quiz.js" => (JS, include_str!("../../assets/quiz.js")),
        "course.js" => (JS, include_str!("../../assets/course.js")),
        "panel.js" => (JS, include_str!("../../assets/panel.js")),
        "places.js" => (JS, include_str!("../../assets/places.js")),
        "service.js" => (JS, include_str!("../../assets/service.js")),
        "graph.js" => (JS, include_str!("../../assets/graph.js")),
        "phrases.js" => return Some((JS, Cow::Owned(phrases_module()))),
        "icon.svg" => ("image/svg+xml", include_str!("../../assets/icon.svg")),
        _ => return None,
    };
    Some((kind, Cow::Borrowed(text)))
}

/// Returns the sentences that a learner reads, as a module of the page. JSON is JavaScript.
fn phrases_module() -> String {
    format!("export const PHRASES = {};\n", page_phrases())
}

/// Returns the type of a media file by its extension; `None` if a page cannot show it.
pub(super) fn media_type(path: &str) -> Option<&'static str> {
    let (_, extension) = path.rsplit_once('.')?;
    match extension.to_ascii_lowercase().as_str() {
        "png" => Some("image/png"),
        "jpg" | "jpeg" => Some("image/jpeg"),
        "gif" => Some("image/gif"),
        "webp" => Some("image/webp"),
        "avif" => Some("image/avif"),
        "svg" => Some("image/svg+xml"),
        "mp3" => Some("audio/mpeg"),
        "ogg" | "oga" => Some("audio/ogg"),
        "m4a" => Some("audio/mp4"),
        "wav" => Some("audio/wav"),
        "flac" => Some("audio/flac"),
        "mp4" => Some("video/mp4"),
        "webm" => Some("video/webm"),
        _ => None,
    }
}
