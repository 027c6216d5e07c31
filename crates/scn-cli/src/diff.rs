//! What a command would change in a file, as a unified diff.

use std::fmt::Write;

use anstyle::{AnsiColor, Style};
use similar::{ChangeTag, TextDiff};

/// How many lines around a change are shown.
const CONTEXT: usize = 3;

/// The unified diff from one text of the file at `path` to another, as `patch` takes it; empty where they are the same. Bytes that are no
/// UTF-8 are shown as U+FFFD. With colours: lines taken out in red, lines put in in green.
pub(crate) fn unified(path: &str, old: &[u8], new: &[u8], colour: bool) -> String {
    if old == new {
        return String::new();
    }
    let (old, new) = (String::from_utf8_lossy(old), String::from_utf8_lossy(new));
    let diff = TextDiff::from_lines(old.as_ref(), new.as_ref());
    let mut out = String::new();
    // A path may be quoted by now, a quoted one has nothing hidden.
    let path = scn_text::named(path);
    line(&mut out, colour, Style::new().bold(), &format!("--- {path}"));
    line(&mut out, colour, Style::new().bold(), &format!("+++ {path}"));
    let mut unified = diff.unified_diff();
    for hunk in unified.context_radius(CONTEXT).iter_hunks() {
        line(&mut out, colour, AnsiColor::Cyan.on_default(), &hunk.header().to_string());
        for change in hunk.iter_changes() {
            let (sign, style) = match change.tag() {
                ChangeTag::Equal => (' ', Style::new()),
                ChangeTag::Delete => ('-', AnsiColor::Red.on_default()),
                ChangeTag::Insert => ('+', AnsiColor::Green.on_default()),
            };
            let text = change.value();
            let text = text.strip_suffix('\n').unwrap_or(text);
            line(&mut out, colour, style, &format!("{sign}{}", shown(text)));
            if change.missing_newline() {
                line(&mut out, colour, Style::new(), "\\ No newline at end of file");
            }
        }
    }
    out
}

/// A line's text as the rule for all output has it. A carriage return at its end stays, as `patch` needs it.
fn shown(text: &str) -> String {
    let (text, end) = text.strip_suffix('\r').map_or((text, ""), |text| (text, "\r"));
    format!("{}{end}", scn_text::shown_lines(text))
}

fn line(out: &mut String, colour: bool, style: Style, text: &str) {
    // Writing to a string cannot fail.
    let _ =
        if colour && style != Style::new() { writeln!(out, "{style}{text}{style:#}") } else { writeln!(out, "{text}") };
}

#[cfg(test)]
mod tests {
    use super::unified;

    #[test]
    fn a_change_is_shown_with_what_stands_around_it() {
        let old = "a\nb\nc\nd\ne\nf\n";
        assert_eq!(
            unified("x.scn", old.as_bytes(), b"a\nb\nc\nd\nE\nf", false),
            "--- x.scn\n+++ x.scn\n@@ -2,5 +2,5 @@\n b\n c\n d\n-e\n-f\n+E\n+f\n\\ No newline at end of file\n"
        );
        assert_eq!(unified("x.scn", old.as_bytes(), old.as_bytes(), true), "");
    }

    #[test]
    fn colours_end_on_their_line() {
        let diff = unified("x.scn", b"a\n", b"b\n", true);
        assert!(diff.contains("\u{1b}[31m-a\u{1b}[0m\n") && diff.contains("\u{1b}[32m+b\u{1b}[0m\n"), "{diff:?}");
    }
}
