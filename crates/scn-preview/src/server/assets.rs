//! The files of the page.

const HTML: &str = "text/html; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";
const JS: &str = "text/javascript; charset=utf-8";

/// Returns a file of the page, with its type.
pub(super) fn page_asset(path: &str) -> Option<(&'static str, &'static str)> {
    let (kind, text) = match path {
        "" => (HTML, include_str!("../../assets/index.html")),
        "preview.css" => (CSS, include_str!("../../assets/preview.css")),
        "graph.css" => (CSS, include_str!("../../assets/graph.css")),
        "main.js" => (JS, include_str!("../../assets/main.js")),
        "findings.js" => (JS, include_str!("../../assets/findings.js")),
        "values.js" => (JS, include_str!("../../assets/values.js")),
        "panel.js" => (JS, include_str!("../../assets/panel.js")),
        "author.js" => (JS, include_str!("../../assets/author.js")),
        "beside.js" => (JS, include_str!("../../assets/beside.js")),
        "changes.js" => (JS, include_str!("../../assets/changes.js")),
        "service.js" => (JS, include_str!("../../assets/service.js")),
        "graph.js" => (JS, include_str!("../../assets/graph.js")),
        "icon.svg" => ("image/svg+xml", include_str!("../../assets/icon.svg")),
        // A pack is played and shown by the modules of the player.
        _ => (JS, scn_web::learner_file(path)?),
    };
    Some((kind, text))
}
