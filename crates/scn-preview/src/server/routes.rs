//! The routes of the server.

use scn_web::{media_files, media_type};

use super::Shared;
use super::assets::page_asset;
use super::http::{Answer, Refusal};
use crate::graphs::answer_graph_request;
use crate::inspect::inspect;
use crate::page::ContentView;

const JSON: &str = "application/json";

impl Shared {
    /// Returns a file of the page, or a media file that the story names.
    pub(super) fn answer_get(&self, path: &str) -> Result<Answer, Refusal> {
        if let Some((kind, text)) = page_asset(path) {
            return Ok(Answer::new(kind, text));
        }
        let wanted = path.strip_prefix("media/").and_then(percent_decode).ok_or(Refusal::NotFound)?;
        let story = self.current_content().story.ok_or(Refusal::NotFound)?;
        let file = media_files(&story).into_iter().find(|file| *file == wanted).ok_or(Refusal::NotFound)?;
        let kind = media_type(&file).ok_or(Refusal::NotFound)?;
        (self.media)(&file).map(|bytes| Answer::for_author_file(kind, bytes)).ok_or(Refusal::NotFound)
    }

    /// Answers a request of the page.
    pub(super) fn answer_post(&self, path: &str, body: &[u8]) -> Result<Answer, Refusal> {
        let content = self.current_content();
        let text = match path {
            "content" => serde_json::from_slice(body)
                .ok()
                .and_then(|ask| serde_json::to_string(&ContentView::new(&content, &ask)).ok()),
            "inspect" => {
                serde_json::from_slice(body).ok().and_then(|ask| serde_json::to_string(&inspect(&content, &ask)).ok())
            }
            "graph" => serde_json::from_slice(body)
                .ok()
                .and_then(|ask| serde_json::to_string(&answer_graph_request(&content, &ask)).ok()),
            _ => return Err(Refusal::NotFound),
        };
        let text = text.map(|text| scn_text::escape_json(&text).into_owned());
        text.map(|text| Answer::new(JSON, text.into_bytes())).ok_or(Refusal::BadRequest)
    }
}

/// Decodes percent-encoding; `None` if the text is not a path.
fn percent_decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut remaining = text.as_bytes();
    while let Some((first, after)) = remaining.split_first() {
        remaining = match first {
            b'%' => {
                let digits = std::str::from_utf8(after.get(..2)?).ok()?;
                bytes.push(u8::from_str_radix(digits, 16).ok()?);
                after.get(2..)?
            }
            byte => {
                bytes.push(*byte);
                after
            }
        };
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::percent_decode;

    #[test]
    fn paths_come_back_from_addresses() {
        for path in ["a.png", "pictures/the café.png", "../a b%20c?.png", "ü#"] {
            let address = scn_text::escape::percent(path, "");
            assert_eq!(percent_decode(&address).as_deref(), Some(path));
        }
        for broken in ["%", "%4", "%zz", "%ff", "%+1"] {
            assert_eq!(percent_decode(broken).filter(|it| it != "\u{1}"), None, "{broken}");
        }
    }
}
