//! Writes PO files.

use super::{Message, PoFile, Source};

/// Returns the text of a file: its messages with an empty line between them.
pub(super) fn write(file: &PoFile) -> String {
    let mut out = String::new();
    for message in &file.messages {
        if !out.is_empty() {
            out.push('\n');
        }
        push_message(&mut out, message);
    }
    if !file.trailing.is_empty() && !out.is_empty() {
        out.push('\n');
    }
    for comment in &file.trailing {
        out.push('#');
        out.push_str(comment);
        out.push('\n');
    }
    out
}

fn push_message(out: &mut String, message: &Message) {
    push_comments(out, "#", &message.comments);
    push_comments(out, "#.", &message.extracted);
    for reference in &message.references {
        out.push_str("#: ");
        out.push_str(reference);
        out.push('\n');
    }
    if !message.flags.is_empty() {
        out.push_str("#, ");
        out.push_str(&message.flags.join(", "));
        out.push('\n');
    }
    let (start, previous) = if message.is_obsolete { ("#~ ", "#~| ") } else { ("", "#| ") };
    if let Some(source) = &message.previous {
        push_source(out, previous, source);
    }
    push_source(out, start, &message.source);
    if message.source.plural.is_some() {
        for (index, text) in message.translations.iter().enumerate() {
            push_text(out, start, &format!("msgstr[{index}]"), text);
        }
    } else {
        push_text(out, start, "msgstr", message.translations.first().map_or("", String::as_str));
    }
}

fn push_comments(out: &mut String, mark: &str, comments: &[String]) {
    for comment in comments.iter().flat_map(|comment| comment.split('\n')) {
        out.push_str(mark);
        if !comment.is_empty() {
            out.push(' ');
            out.push_str(comment);
        }
        out.push('\n');
    }
}

fn push_source(out: &mut String, start: &str, source: &Source) {
    if let Some(context) = &source.context {
        push_text(out, start, "msgctxt", context);
    }
    push_text(out, start, "msgid", &source.text);
    if let Some(plural) = &source.plural {
        push_text(out, start, "msgid_plural", plural);
    }
}

/// Appends a text: on one line, or, if it has several lines, each on its own below an empty one.
fn push_text(out: &mut String, start: &str, keyword: &str, text: &str) {
    let is_long = text.find('\n').is_some_and(|end| end + 1 < text.len());
    out.push_str(start);
    out.push_str(keyword);
    out.push(' ');
    if is_long {
        out.push_str("\"\"\n");
        for line in text.split_inclusive('\n') {
            out.push_str(start);
            push_quoted(out, line);
        }
    } else {
        push_quoted(out, text);
    }
}

/// Appends a text in quotes, and a line end. Control characters without a letter are octal numbers
/// with three digits.
fn push_quoted(out: &mut String, text: &str) {
    out.push('"');
    for sign in text.chars() {
        match sign {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            '\u{7}' => out.push_str("\\a"),
            '\u{8}' => out.push_str("\\b"),
            '\u{b}' => out.push_str("\\v"),
            '\u{c}' => out.push_str("\\f"),
            sign if u32::from(sign) < 0x20 || sign == '\u{7f}' => out.push_str(&format!("\\{:03o}", u32::from(sign))),
            sign => out.push(sign),
        }
    }
    out.push_str("\"\n");
}
