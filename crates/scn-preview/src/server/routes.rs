//! The routes of the server.

use super::Shared;
use super::assets::{media_type, page_asset};
use super::http::{Answer, Refusal};
use crate::content::media_files;
use crate::page::percent_decode;
use crate::play;

const JSON: &str = "application/json";

impl Shared {
    /// Returns a file of the page, or a media file that the story names.
    pub(super) fn answer_get(&self, path: &str) -> Result<Answer, Refusal> {
        if let Some((kind, text)) = page_asset(path) {
            return Ok(Answer::new(kind, text));
        }
        let wanted = path.strip_prefix("media/").and_then(percent_decode).ok_or(Refusal::NotFound)?;
        let story = self.current_content().story.ok_or(Refusal::NotFound)?;
        let named = media_files(&story).contains(wanted.as_str());
        let kind = media_type(&wanted).filter(|_| named).ok_or(Refusal::NotFound)?;
        (self.media)(&wanted).map(|bytes| Answer::for_author_file(kind, bytes)).ok_or(Refusal::NotFound)
    }

    /// Answers a request of the page.
    pub(super) fn answer_post(&self, path: &str, body: &[u8]) -> Result<Answer, Refusal> {
        let content = self.current_content();
        let text = match path {
            "play" => serde_json::from_slice(body)
                .ok()
                .and_then(|ask| serde_json::to_string(&play::answer_run_request(&content, &ask)).ok()),
            "graph" => serde_json::from_slice(body)
                .ok()
                .and_then(|ask| serde_json::to_string(&play::answer_graph_request(&content, &ask)).ok()),
            _ => return Err(Refusal::NotFound),
        };
        let text = text.map(|text| scn_text::escape_json(&text).into_owned());
        text.map(|text| Answer::new(JSON, text.into_bytes())).ok_or(Refusal::BadRequest)
    }
}
