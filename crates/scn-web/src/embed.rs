//! Data inside a page.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{CharEscape, CompactFormatter, Formatter};

/// Appends a value as JSON that no text inside it can end: `<` is written as `\u003c`. So are the
/// line ends that JavaScript once refused in texts, and all other characters that are hidden or
/// reorder others where the page is read as text.
pub(crate) fn push_json(html: &mut String, value: &impl Serialize) {
    let mut bytes = std::mem::take(html).into_bytes();
    let mut serializer = serde_json::Serializer::with_formatter(&mut bytes, Embedded(CompactFormatter));
    // Plain data can be written, and bytes from it are UTF-8.
    let _ = value.serialize(&mut serializer);
    *html = String::from_utf8(bytes).unwrap_or_default();
}

struct Embedded(CompactFormatter);

impl Formatter for Embedded {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        let mut rest = fragment;
        while let Some(place) = rest.find(|c| c == '<' || scn_text::is_restricted(c)) {
            let (before, from) = rest.split_at(place);
            writer.write_all(before.as_bytes())?;
            let mut chars = from.chars();
            if let Some(c) = chars.next() {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    write!(writer, "\\u{unit:04x}")?;
                }
            }
            rest = chars.as_str();
        }
        writer.write_all(rest.as_bytes())
    }

    fn write_char_escape<W: ?Sized + Write>(&mut self, writer: &mut W, char_escape: CharEscape) -> io::Result<()> {
        self.0.write_char_escape(writer, char_escape)
    }
}

#[cfg(test)]
mod tests {
    use super::push_json;

    #[test]
    fn no_text_ends_the_block_and_all_texts_are_read_back() {
        let texts = ["</script><!--", "a\u{2028}b\u{2029}", "\"\\\n\u{1}", "é<ü<\u{202e}\u{e0041}", ""];
        let mut html = String::from("before");
        push_json(&mut html, &texts);
        let json = html.strip_prefix("before").unwrap_or_default();
        assert!(!json.contains(['<', '\u{2028}', '\u{2029}', '\u{202e}', '\u{e0041}']), "{json}");
        assert_eq!(serde_json::from_str::<Vec<String>>(json).ok(), Some(texts.map(str::to_owned).to_vec()));
    }
}
