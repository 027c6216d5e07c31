//! Plain text of texts in the syntax tree.

use scn_syntax::ast;

use crate::lower::markdown;

/// Returns a text as it is read, without Markdown and without the parts that depend on a condition.
///
/// A value is replaced by `0`, a word of some length. At most `most` bytes of the source text are
/// read.
pub(crate) fn plain_text(text: &ast::Text<'_>, most: usize) -> String {
    let mut budget = most;
    let mut pieces = Vec::with_capacity(text.parts.len());
    for part in &text.parts {
        match part {
            ast::TextPart::Words(words) => {
                let mut end = budget.min(words.text.len());
                while !words.text.is_char_boundary(end) {
                    end -= 1;
                }
                let words = words.text.get(..end).unwrap_or_default();
                budget -= words.len();
                pieces.push(markdown::TextPiece::Words(words));
            }
            ast::TextPart::Literal(literal) => pieces.push(markdown::literal_piece(literal.text)),
            ast::TextPart::Space => pieces.push(markdown::TextPiece::Space),
            ast::TextPart::Value(_) => pieces.push(markdown::TextPiece::Words("0")),
            ast::TextPart::If(_) => {}
        }
    }
    // Most labels are one line of plain words.
    if let [markdown::TextPiece::Words(words)] = pieces.as_slice()
        && is_one_plain_line(words)
    {
        return words.trim_matches(' ').to_owned();
    }
    scn_story::Span::words(&markdown::parse_spans(pieces), |_| "")
}

/// Returns whether a text has no Markdown, is one line, and has no two spaces in a row.
fn is_one_plain_line(text: &str) -> bool {
    let mut last = b'x';
    text.bytes().all(|byte| {
        let is_sign = IS_SIGN.get(usize::from(byte)).copied().unwrap_or_default();
        let is_second_space = byte == b' ' && last == b' ';
        last = byte;
        !is_sign && !is_second_space
    })
}

/// Whether each byte begins Markdown, ends a line, or is a tab. All signs are ASCII.
static IS_SIGN: [bool; 256] = {
    let mut table = [false; 256];
    #[expect(clippy::indexing_slicing, reason = "it fails while it is compiled")]
    {
        let mut index = 0;
        while index < markdown::SIGNS.len() {
            table[markdown::SIGNS[index] as usize] = true;
            index += 1;
        }
        table[b'\n' as usize] = true;
        table[b'\r' as usize] = true;
        table[b'\t' as usize] = true;
    }
    table
};
