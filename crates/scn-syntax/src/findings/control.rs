//! Characters that no text holds.

use scn_source::{Finding, Name, Span};

use crate::source::Source;

/// Reports the first control character of each line that has one: any but tab, LF, and CR before LF.
pub(crate) fn findings(src: &Source<'_>, findings: &mut Vec<Finding>) {
    let text = src.written();
    // Without an early exit the loop is done many bytes at a time; hardly any file has one.
    let odd = text.bytes().fold(false, |odd, byte| {
        odd | ((byte < 0x20) & (byte != b'\n') & (byte != b'\t')) | (byte == 0x7f) | (byte == 0xc2)
    });
    if !odd {
        return;
    }
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let words = line.strip_suffix("\r\n").or(line.strip_suffix('\n')).unwrap_or(line);
        if let Some((offset, c)) = words.char_indices().find(|(_, c)| c.is_control() && *c != '\t') {
            let span = Span::new(at + offset, at + offset + c.len_utf8());
            let message = if c == '\u{1a}' {
                "this line is not UTF-8 text".to_owned()
            } else {
                format!("this line holds a control character (U+{:04X}), which no text needs", u32::from(c))
            };
            let help =
                if c == '\u{1a}' { "save the file as UTF-8; every editor offers it" } else { "take the character out" };
            let mut finding = Finding::new(Name::MalformedLine, src.place(span), message).help(help);
            if c != '\u{1a}' {
                let rest = words.get(offset..).unwrap_or_default();
                let count =
                    rest.chars().take_while(|c| c.is_control() && *c != '\t').map(char::len_utf8).sum::<usize>();
                let span = Span::new(at + offset, at + offset + count);
                finding.fixes.push(super::replacement(src, false, "take the character out", span, ""));
            }
            findings.push(finding);
        }
        at += line.len();
    }
}
