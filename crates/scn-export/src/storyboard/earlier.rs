//! Reads the story that a storyboard was made from.
//!
//! A storyboard contains its story: compressed (RFC 1950) and in base64, in a `<meta>` element of a
//! page, or in a part of a Word document that office programs keep when they save it.

use std::io::{Cursor, Read as _, Write as _};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use scn_story::{LoadError, Story};
use thiserror::Error;
use zip::ZipArchive;

/// The name of the `<meta>` element that contains the story.
pub(super) const STORY_META: &str = "scn-story";

/// The namespace of the XML element that contains the story.
pub(super) const STORY_NAMESPACE: &str = "urn:scn:story";

/// The maximum number of bytes that a story, or a part of a document, may have.
const LARGEST: u64 = 1 << 28;

/// The maximum number of files in a document that are searched.
const MOST_FILES: usize = 1000;

/// Why no story can be read from a file.
#[derive(Debug, Error)]
pub enum ReadStoryError {
    /// The file is neither a story nor a storyboard.
    #[error("it is neither a storyboard nor a story built with `scn build --to json`")]
    Unknown,
    /// The story in the storyboard is damaged.
    #[error("the story in the storyboard is damaged")]
    Damaged,
    /// The story cannot be read.
    #[error(transparent)]
    Story(#[from] LoadError),
}

/// Returns the story in a file: a storyboard as HTML or for Word, or a story as JSON.
///
/// # Errors
///
/// Returns an error if the file contains no story, or a damaged one.
pub fn read_story(bytes: &[u8]) -> Result<Story, ReadStoryError> {
    let json = if bytes.starts_with(b"PK\x03\x04") {
        unpack(&packed_in_docx(bytes).ok_or(ReadStoryError::Unknown)?)?
    } else {
        let text = std::str::from_utf8(bytes).map_err(|_| ReadStoryError::Unknown)?;
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
        match (text.trim_start().starts_with('{'), packed_in_html(text)) {
            (true, _) => text.to_owned(),
            (false, Some(packed)) => unpack(packed)?,
            (false, None) => return Err(ReadStoryError::Unknown),
        }
    };
    Ok(Story::from_json(&json)?)
}

/// Returns a story in the form in which a storyboard contains it.
pub(super) fn pack(json: &str) -> String {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    // Writing into memory cannot fail.
    let compressed = encoder.write_all(json.as_bytes()).and_then(|()| encoder.finish()).unwrap_or_default();
    STANDARD.encode(compressed)
}

fn unpack(packed: &str) -> Result<String, ReadStoryError> {
    // A program that saves the document may have broken the text into lines.
    let packed: String = packed.split_whitespace().collect();
    let compressed = STANDARD.decode(packed).map_err(|_| ReadStoryError::Damaged)?;
    let mut json = String::new();
    let mut decoder = ZlibDecoder::new(compressed.as_slice()).take(LARGEST);
    decoder.read_to_string(&mut json).map_err(|_| ReadStoryError::Damaged)?;
    Ok(json)
}

fn packed_in_html(html: &str) -> Option<&str> {
    let (_, after) = html.split_once(&format!("<meta name=\"{STORY_META}\" content=\""))?;
    Some(after.split_once('"')?.0)
}

fn packed_in_docx(bytes: &[u8]) -> Option<String> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    for index in 0..archive.len().min(MOST_FILES) {
        let Ok(file) = archive.by_index(index) else { continue };
        if !file.name().is_ok_and(|name| name.starts_with("customXml/item")) {
            continue;
        }
        let mut xml = Vec::new();
        if file.take(LARGEST).read_to_end(&mut xml).is_err() {
            continue;
        }
        let xml = String::from_utf8_lossy(&xml);
        let Some((_, after)) = xml.split_once(STORY_NAMESPACE) else { continue };
        let packed = after.split_once('>').and_then(|(_, text)| text.split_once('<')).map(|(packed, _)| packed);
        if let Some(packed) = packed.filter(|packed| !packed.trim().is_empty()) {
            return Some(packed.to_owned());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{pack, read_story, unpack};

    #[test]
    fn a_packed_story_survives_new_line_breaks() {
        let packed = pack("{\"scn\": \"ü\"}");
        assert_eq!(unpack(&packed).ok().as_deref(), Some("{\"scn\": \"ü\"}"));
        let broken: String = packed.chars().flat_map(|c| [c, '\n']).collect();
        assert_eq!(unpack(&broken).ok().as_deref(), Some("{\"scn\": \"ü\"}"));
    }

    #[test]
    fn what_is_no_story_is_refused_in_words() {
        let message = |bytes: &[u8]| read_story(bytes).map_err(|error| error.to_string()).err().unwrap_or_default();
        assert!(message(b"<p>Hello").starts_with("it is neither"));
        assert!(message(b"PK\x03\x04 not a zip").starts_with("it is neither"));
        assert!(message(&[0xFF, 0xFE, 0]).starts_with("it is neither"));
        let damaged = "<meta name=\"scn-story\" content=\"eJ//\">";
        assert_eq!(message(damaged.as_bytes()), "the story in the storyboard is damaged");
        assert!(!message(b"{\"scn\": 99}").is_empty());
    }
}
