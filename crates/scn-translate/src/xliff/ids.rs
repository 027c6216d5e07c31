//! The ids of units.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};

use crate::po::{Message, PoFile, Source};

/// Returns the id of a message: its context and a digest of its words.
///
/// An id is an `NMTOKEN`: what is neither a letter of ASCII, a digit, `-`, `_` nor `.` in the
/// context is a dot. After it are a dot and the first 8 hexadecimal digits of the SHA-256 of the
/// words in UTF-8.
///
/// # Examples
///
/// ```
/// use scn_translate::po::Source;
/// use scn_translate::xliff::unit_id;
///
/// let context = Some("desk/ring text".to_owned());
/// let source = Source { context, text: "Hello".to_owned(), plural: None };
/// assert_eq!(unit_id(&source), "desk.ring.text.185f8db3");
/// ```
#[must_use]
pub fn unit_id(source: &Source) -> String {
    let context = source.context.as_deref().unwrap_or("message");
    let is_kept = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '-' | '_' | '.');
    let mut id: String = context.chars().map(|sign| if is_kept(sign) { sign } else { '.' }).collect();
    id.push('.');
    for byte in Sha256::digest(source.text.as_bytes()).iter().take(4) {
        id.push_str(&format!("{byte:02x}"));
    }
    id
}

/// Returns the messages that the source has, in order, with their ids in a file. Where two have the
/// same id, the later one has a number after it, from `-2`.
#[must_use]
pub fn unit_ids(file: &PoFile) -> Vec<(String, &Message)> {
    let messages: Vec<&Message> = file.current().collect();
    let first: Vec<String> = messages.iter().map(|message| unit_id(&message.source)).collect();
    let mut used = BTreeSet::new();
    let mut ids = Vec::with_capacity(first.len());
    let all: BTreeSet<&String> = first.iter().collect();
    for (own, message) in first.iter().zip(messages) {
        let mut id = own.clone();
        let mut number = 2;
        while used.contains(&id) || (id != *own && all.contains(&id)) {
            id = format!("{own}-{number}");
            number += 1;
        }
        used.insert(id.clone());
        ids.push((id, message));
    }
    ids
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by it")]
mod tests {
    use super::unit_ids;
    use crate::po::PoFile;

    #[test]
    fn ids_that_would_be_equal_are_not() {
        let text = ["a b", "a/b", "a.b", "ä"]
            .map(|context| format!("msgctxt \"{context}\"\nmsgid \"x\"\nmsgstr \"\"\n\n"))
            .concat();
        let file = PoFile::parse(text.as_bytes()).unwrap();
        let ids: Vec<String> = unit_ids(&file).into_iter().map(|it| it.0).collect();
        assert_eq!(ids, ["a.b.2d711642", "a.b.2d711642-2", "a.b.2d711642-3", "..2d711642"]);
    }
}
