//! The files of the page.

const HTML: &str = "text/html; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";
const JS: &str = "text/javascript; charset=utf-8";

/// Returns a file of the page, with its type.
pub(super) fn page_asset(path: &str) -> Option<(&'static str, &'static str)> {
    match path {
        "" => Some((HTML, include_str!("../../assets/index.html"))),
        "preview.css" => Some((CSS, include_str!("../../assets/preview.css"))),
        "graph.css" => Some((CSS, include_str!("../../assets/graph.css"))),
        "main.js" => Some((JS, include_str!("../../assets/main.js"))),
        "service.js" => Some((JS, include_str!("../../assets/service.js"))),
        "graph.js" => Some((JS, include_str!("../../assets/graph.js"))),
        "icon.svg" => Some(("image/svg+xml", include_str!("../../assets/icon.svg"))),
        _ => None,
    }
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
