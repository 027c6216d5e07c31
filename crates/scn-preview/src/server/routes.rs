//! The routes of the server.

use super::Shared;
use super::assets::{asset, media_type};
use super::http::{Answer, Refusal};
use crate::content::media;
use crate::page::decoded;
use crate::play;

const JSON: &str = "application/json";

impl Shared {
    /// Returns a file of the page, or a media file that the story names.
    pub(super) fn get(&self, path: &str) -> Result<Answer, Refusal> {
        if let Some((kind, text)) = asset(path) {
            return Ok(Answer::new(kind, text));
        }
        let wanted = path.strip_prefix("media/").and_then(decoded).ok_or(Refusal::NotFound)?;
        let story = self.now().story.ok_or(Refusal::NotFound)?;
        let named = media(&story).contains(wanted.as_str());
        let kind = media_type(&wanted).filter(|_| named).ok_or(Refusal::NotFound)?;
        (self.media)(&wanted).map(|bytes| Answer::sealed(kind, bytes)).ok_or(Refusal::NotFound)
    }

    /// Answers a request of the page.
    pub(super) fn post(&self, path: &str, body: &[u8]) -> Result<Answer, Refusal> {
        let content = self.now();
        let text = match path {
            "play" => serde_json::from_slice(body)
                .ok()
                .and_then(|ask| serde_json::to_string(&play::play(&content, &ask)).ok()),
            "graph" => serde_json::from_slice(body)
                .ok()
                .and_then(|ask| serde_json::to_string(&play::graph(&content, &ask)).ok()),
            _ => return Err(Refusal::NotFound),
        };
        let text = text.map(|text| scn_text::escaped_json(&text).into_owned());
        text.map(|text| Answer::new(JSON, text.into_bytes())).ok_or(Refusal::BadRequest)
    }
}
