//! The changes that a command would make to a file, as a unified diff.

use std::fmt::Write;

use anstyle::{AnsiColor, Style};
use similar::{ChangeTag, TextDiff};

/// The number of context lines around a change.
const CONTEXT: usize = 3;

/// Returns the unified diff between two texts of the file at `path`, in the form that `patch`
/// accepts; empty if they are equal. Bytes that are not UTF-8 become U+FFFD. With `colour`, deleted
/// lines are red and inserted lines green.
pub(crate) fn unified_diff(path: &str, old: &[u8], new: &[u8], colour: bool) -> String {
    if old == new {
        return String::new();
    }
    let (old, new) = (String::from_utf8_lossy(old), String::from_utf8_lossy(new));
    // Only a line feed ends a line, as for `patch`.
    let split_lines = |text: &'_ str| text.split_inclusive('\n').map(str::to_owned).collect::<Vec<_>>();
    let (old, new) = (split_lines(&old), split_lines(&new));
    let (old, new): (Vec<&str>, Vec<&str>) =
        (old.iter().map(String::as_str).collect(), new.iter().map(String::as_str).collect());
    let diff = TextDiff::configure().newline_terminated(true).diff_slices(&old, &new);
    let path = file_name(path);
    let mut out = String::new();
    // The tab that ends a name with spaces is not part of the name.
    let (name, end) = path.strip_suffix('\t').map_or((path.as_str(), ""), |name| (name, "\t"));
    let path = format!("{}{end}", scn_text::escape_line(name));
    write_line(&mut out, colour, Style::new().bold(), &format!("--- {path}"));
    write_line(&mut out, colour, Style::new().bold(), &format!("+++ {path}"));
    let mut unified = diff.unified_diff();
    for hunk in unified.context_radius(CONTEXT).iter_hunks() {
        write_line(&mut out, colour, AnsiColor::Cyan.on_default(), &hunk.header().to_string());
        for change in hunk.iter_changes() {
            let (sign, style) = match change.tag() {
                ChangeTag::Equal => (' ', Style::new()),
                ChangeTag::Delete => ('-', AnsiColor::Red.on_default()),
                ChangeTag::Insert => ('+', AnsiColor::Green.on_default()),
            };
            let text = change.value();
            let text = text.strip_suffix('\n').unwrap_or(text);
            write_line(&mut out, colour, style, &format!("{sign}{}", shown_text(text)));
            if change.missing_newline() {
                write_line(&mut out, colour, Style::new(), "\\ No newline at end of file");
            }
        }
    }
    out
}

/// Returns a line's text with hidden characters made visible, as in all output. A carriage return
/// at its end is kept, since `patch` needs it.
fn shown_text(text: &str) -> String {
    let (text, end) = text.strip_suffix('\r').map_or((text, ""), |text| (text, "\r"));
    format!("{}{end}", scn_text::sanitize_lines(text))
}

/// Returns a file name in the form that `patch` and `git apply` read, which is also the form that
/// Git writes: followed by a tab if it holds a space, which would otherwise end the name; quoted,
/// with C escapes, if it holds a control character, `"` or `\`, or starts or ends with whitespace.
fn file_name(path: &str) -> String {
    let needs_escape = |c: char| c.is_ascii_control() || matches!(c, '"' | '\\');
    if path.contains(needs_escape) || path.trim() != path {
        let mut name = String::from('"');
        for c in path.chars() {
            match c {
                '"' | '\\' => name.extend(['\\', c]),
                '\n' => name.push_str("\\n"),
                '\t' => name.push_str("\\t"),
                '\r' => name.push_str("\\r"),
                c if c.is_ascii_control() => name.push_str(&format!("\\{:03o}", u32::from(c))),
                c => name.push(c),
            }
        }
        name.push('"');
        name
    } else if path.contains(char::is_whitespace) {
        format!("{path}\t")
    } else {
        path.to_owned()
    }
}

fn write_line(out: &mut String, colour: bool, style: Style, text: &str) {
    // Writing to a string cannot fail.
    let _ =
        if colour && style != Style::new() { writeln!(out, "{style}{text}{style:#}") } else { writeln!(out, "{text}") };
}

#[cfg(test)]
mod tests {
    use super::{file_name, unified_diff};

    #[test]
    fn a_change_is_shown_with_the_lines_around_it() {
        let old = "a\nb\nc\nd\ne\nf\n";
        assert_eq!(
            unified_diff("x.scn", old.as_bytes(), b"a\nb\nc\nd\nE\nf", false),
            "--- x.scn\n+++ x.scn\n@@ -2,5 +2,5 @@\n b\n c\n d\n-e\n-f\n+E\n+f\n\\ No newline at end of file\n"
        );
        assert_eq!(unified_diff("x.scn", old.as_bytes(), old.as_bytes(), true), "");
    }

    #[test]
    fn a_name_is_read_as_it_is() {
        let names = ["a/b.scn", "a b.scn", "sub dir/é.scn", "a\"b.scn", "a\\b.scn", " a.scn", "a\tb\u{1b}.scn"];
        let written = [
            "a/b.scn",
            "a b.scn\t",
            "sub dir/é.scn\t",
            "\"a\\\"b.scn\"",
            "\"a\\\\b.scn\"",
            "\" a.scn\"",
            "\"a\\tb\\033.scn\"",
        ];
        assert_eq!(names.map(file_name), written);
    }

    #[test]
    fn colours_end_on_their_line() {
        let diff = unified_diff("x.scn", b"a\n", b"b\n", true);
        assert!(diff.contains("\u{1b}[31m-a\u{1b}[0m\n") && diff.contains("\u{1b}[32m+b\u{1b}[0m\n"), "{diff:?}");
    }
}
