//! Backslashes in Markdown. A backslash is an escape only where the character after it would
//! otherwise be markup at that position. Everywhere else it is shown, so that `\\server\HR\_forms`
//! and `C:\Temp\*.tmp` are read as written.
//!
//! Method: the text is parsed once with its backslashes removed (the probe). A character that is
//! markup in the probe needs its backslash. If the character is plain text in the probe, so is the
//! backslash, and it is doubled, because CommonMark treats a backslash before any ASCII punctuation
//! as an escape (<https://spec.commonmark.org/0.31.2/#backslash-escapes>). The cost is one extra
//! parse, whatever the text.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, LinkType, Options, Parser, Tag, TagEnd};
use rustc_hash::FxHashMap;

/// Replaces a backslash that is text in the probe: a character that is punctuation, like the
/// backslash, but has no meaning in Markdown.
const STAND_IN: char = '\u{2016}';

/// A run of consecutive backslashes, and the character after it.
struct BackslashRun {
    /// Range of the backslashes in the text.
    place: Range<usize>,
    /// Offset in the probe of the character after the backslashes.
    probed: usize,
    follower: char,
    kind: RunKind,
}

/// How the backslashes of a run are interpreted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum RunKind {
    /// As escapes, in pairs and before markup.
    Escapes,
    /// As text, like the character after them.
    Text,
    /// In a context where Markdown has no escapes.
    Verbatim,
}

/// Returns the text with those backslashes doubled that Markdown would drop although no markup
/// needs them. `options` must be the ones that the text will be parsed with.
pub(super) fn preserve_literal(text: &str, options: Options) -> Cow<'_, str> {
    if !text.contains('\\') {
        return Cow::Borrowed(text);
    }
    let (probe, mut runs) = make_probe(text, options);
    classify_runs(&probe, options, &mut runs);
    let mut out = String::with_capacity(text.len() + 2 * runs.len());
    let mut copied_to = 0;
    for run in runs {
        let Range { start, end } = run.place;
        out.push_str(text.get(copied_to..start).unwrap_or_default());
        copied_to = end;
        match run.kind {
            RunKind::Escapes | RunKind::Verbatim => out.push_str(text.get(start..end).unwrap_or_default()),
            RunKind::Text => {
                out.push_str(&"\\\\".repeat(end - start));
                // After a backslash, the character could have a meaning that it does not have
                // alone.
                if run.follower.is_ascii_punctuation() {
                    out.push('\\');
                }
            }
        }
    }
    out.push_str(text.get(copied_to..).unwrap_or_default());
    Cow::Owned(out)
}

/// Returns the probe (the text without its backslashes) and the runs of backslashes that were
/// removed. Code between backquotes keeps its backslashes.
fn make_probe(text: &str, options: Options) -> (String, Vec<BackslashRun>) {
    let ticks = find_ticks(text);
    let tables = options.contains(Options::ENABLE_TABLES);
    let mut line = LineBars::default();
    let mut probe = String::with_capacity(text.len());
    let mut runs = Vec::new();
    // Where the code would end that the last escaped backquotes would have opened.
    let mut closes = None;
    let mut remaining = text;
    while let Some(next) = remaining.find(['\\', '`']) {
        let start = text.len() - remaining.len() + next;
        probe.push_str(remaining.get(..next).unwrap_or_default());
        remaining = remaining.get(next..).unwrap_or_default();
        if remaining.starts_with('`') {
            let length = remaining.len() - remaining.trim_start_matches('`').len();
            // Up to the run that closes the code; if there is none, the backquotes are text.
            let end = ticks.next_run(start, length).map_or(length, |closing| closing + length - start);
            probe.push_str(remaining.get(..end).unwrap_or_default());
            remaining = remaining.get(end..).unwrap_or_default();
            continue;
        }
        let count = remaining.len() - remaining.trim_start_matches('\\').len();
        remaining = remaining.get(count..).unwrap_or_default();
        let follower = remaining.chars().next().unwrap_or(' ');
        let end = start + count;
        let kind = match follower {
            // A backslash at the end of a line is a hard line break.
            '\n' | '\r' if count == 1 => RunKind::Escapes,
            '`' => {
                let length = remaining.len() - remaining.trim_start_matches('`').len();
                match ticks.next_run(end, length) {
                    Some(closing) => {
                        closes = Some(closing);
                        RunKind::Escapes
                    }
                    // Without the backslash before the opening backquotes, these would close their
                    // code.
                    None if closes == Some(end) => RunKind::Escapes,
                    None => RunKind::Text,
                }
            }
            _ => RunKind::Text,
        };
        // Without its backslash, the bar would separate cells and move the text after it to another
        // column.
        let kind = if follower == '|' && tables && line.line_at(text, start).has_bar { RunKind::Escapes } else { kind };
        // The stand-in replaces the star or the bar as well, so that it is not markup.
        let stands_in = is_wildcard(remaining) || follower == '|' && kind == RunKind::Escapes;
        if stands_in {
            probe.extend(std::iter::repeat_n(STAND_IN, count));
        } else if kind == RunKind::Escapes {
            probe.extend(std::iter::repeat_n(STAND_IN, count / 2));
            // An escaped backquote does not open code.
            if follower == '`' && count % 2 == 1 {
                probe.push(STAND_IN);
                remaining = remaining.get(1..).unwrap_or_default();
            }
        } else {
            let shown_count = if follower.is_ascii_punctuation() { count / 2 } else { count };
            probe.extend(std::iter::repeat_n(STAND_IN, shown_count));
        }
        runs.push(BackslashRun { place: start..end, probed: probe.len(), follower, kind });
        if stands_in {
            probe.push(STAND_IN);
            remaining = remaining.get(1..).unwrap_or_default();
        }
    }
    probe.push_str(remaining);
    (probe, runs)
}

/// A line of a text, and whether it contains an unescaped bar.
#[derive(Clone, Default)]
struct LineBars {
    place: Range<usize>,
    has_bar: bool,
}

impl LineBars {
    /// Returns the line at an offset, which must be in the current line or after it.
    fn line_at(&mut self, text: &str, offset: usize) -> &Self {
        if !self.place.contains(&offset) {
            let start = text.get(..offset).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1);
            let tail = text.get(start..).unwrap_or_default();
            let words = tail.split('\n').next().unwrap_or_default();
            let mut escaped = false;
            let has_bar = words.bytes().any(|byte| {
                let bar = byte == b'|' && !escaped;
                escaped = byte == b'\\' && !escaped;
                bar
            });
            *self = Self { place: start..start + words.len() + 1, has_bar };
        }
        self
    }
}

/// Whether a backslash is followed by the wildcard of a path, as in `*.tmp` or `*\`. Two of these
/// in a sentence are not emphasis.
fn is_wildcard(rest: &str) -> bool {
    let Some(rest) = rest.strip_prefix('*') else { return false };
    let extension =
        rest.strip_prefix('.').is_some_and(|rest| rest.starts_with(|c: char| c.is_alphanumeric() || c == '*'));
    extension || rest.starts_with('\\')
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the events of another crate")]
/// Classifies each run by what the character after it is in the probe.
fn classify_runs(probe: &str, options: Options, runs: &mut [BackslashRun]) {
    let mut runs =
        runs.iter_mut().filter(|run| run.kind == RunKind::Text && run.follower.is_ascii_punctuation()).peekable();
    let mut verbatim = false;
    for (event, range) in Parser::new_ext(probe, options).into_offset_iter() {
        match &event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_) | CodeBlockKind::Indented) | Tag::HtmlBlock)
            | Event::Start(Tag::Link { link_type: LinkType::Autolink | LinkType::Email, .. }) => {
                verbatim = true;
            }
            Event::End(TagEnd::CodeBlock | TagEnd::HtmlBlock | TagEnd::Link) => verbatim = false,
            Event::Text(_) | Event::Html(_) | Event::InlineHtml(_) => {
                // A character before this text that is not part of any text is markup.
                while let Some(run) = runs.next_if(|run| run.probed < range.start) {
                    run.kind = RunKind::Escapes;
                }
                let kind = match &event {
                    _ if verbatim => RunKind::Verbatim,
                    Event::Text(text) if probe.get(range.clone()) == Some(text) => RunKind::Text,
                    // Entities such as `&amp;`.
                    Event::Text(_) => RunKind::Escapes,
                    _ => RunKind::Verbatim,
                };
                while let Some(run) = runs.next_if(|run| run.probed < range.end) {
                    run.kind = kind;
                }
            }
            _ => {}
        }
    }
    runs.for_each(|run| run.kind = RunKind::Escapes);
}

/// Offsets of the runs of backquotes, by their length.
struct TickRuns {
    by_length: FxHashMap<usize, Vec<usize>>,
}

impl TickRuns {
    /// Returns the first run of the given length that starts after an offset.
    fn next_run(&self, at: usize, length: usize) -> Option<usize> {
        let places = self.by_length.get(&length)?;
        places.get(places.partition_point(|place| *place <= at)).copied()
    }
}

fn find_ticks(text: &str) -> TickRuns {
    let mut by_length: FxHashMap<usize, Vec<usize>> = FxHashMap::default();
    let mut position = 0;
    while let Some(next) = text.get(position..).and_then(|rest| rest.find('`')) {
        let start = position + next;
        let tail = text.get(start..).unwrap_or_default();
        let length = tail.len() - tail.trim_start_matches('`').len();
        by_length.entry(length).or_default().push(start);
        position = start + length;
    }
    TickRuns { by_length }
}

#[cfg(test)]
mod tests {
    use pulldown_cmark::{Event, Options, Parser};

    use super::preserve_literal;

    /// The text of a line after its Markdown is parsed.
    #[expect(clippy::wildcard_enum_match_arm, reason = "the events of another crate")]
    fn read(text: &str) -> String {
        let mut out = String::new();
        for event in Parser::new_ext(&preserve_literal(text, Options::ENABLE_TABLES), Options::ENABLE_TABLES) {
            match event {
                Event::Text(text) | Event::Code(text) | Event::InlineHtml(text) | Event::Html(text) => {
                    out.push_str(&text);
                }
                Event::SoftBreak => out.push('\n'),
                Event::HardBreak => out.push_str("(break)"),
                _ => {}
            }
        }
        out
    }

    #[test]
    fn a_backslash_that_nothing_needs_is_shown() {
        for text in [
            r"\\fileserver\HR\_forms",
            r"delete C:\Temp\*.tmp now",
            r"C:\Temp\*.tmp or D:\*.log",
            r"D:\*.log or C:\Temp\*.tmp",
            r"D:\*\x or C:\*\y or E:\*.*",
            r"at C:\",
            r"a\b \d+ [^\d] \(x\) \$5 100\% \~x",
            r"HR\_forms",
            r"C:\Users\[name]\!x",
            r"\",
            r"\\",
            r"\\\\server",
            r"<C:\_x and a > b",
            r"\.\,\;\:",
            r"C:\#a\-b\+c\=d",
            r"é\ü 文\件",
            r"a \` b",
        ] {
            assert_eq!(read(text), text);
        }
    }

    #[test]
    fn a_backslash_before_markup_is_an_escape() {
        for (text, said) in [
            (r"\*not so\*", "*not so*"),
            (r"\_not so\_", "_not so_"),
            (r"\[no link](x)", "[no link](x)"),
            (r"[no link\](x)", "[no link](x)"),
            (r"\&amp; \&#65;", "&amp; &#65;"),
            (r"\`no code\`", "`no code`"),
            (r"\<b>", "<b>"),
            (r"\<https://example.org>", "<https://example.org>"),
            (r"\# no heading", "# no heading"),
            (r"1\. no list", "1. no list"),
            (r"\> no quote", "> no quote"),
            (r"\- no list", "- no list"),
            (r"\\*so*", r"\so"),
            (r"*a\*b*", "a*b"),
            ("| a | b |\n|---|---|\n| a \\| b | C:\\x\\_y |", r"aba | bC:\x\_y"),
        ] {
            assert_eq!(read(text), said, "{text}");
        }
    }

    #[test]
    fn code_and_addresses_keep_theirs() {
        assert_eq!(read(r"`C:\*` and ``\_``"), r"C:\* and \_");
        assert_eq!(read("```\n\\*\n```"), "\\*\n");
        assert_eq!(read("    \\*"), "\\*");
        assert_eq!(read("~~~\ndir C:\\*.tmp \\| more\n~~~"), "dir C:\\*.tmp \\| more\n");
        assert_eq!(read(r#"<a href="C:\_x">"#), r#"<a href="C:\_x">"#);
        assert_eq!(read("<https://example.org/a\\_b>"), "https://example.org/a\\_b");
        assert_eq!(read("a\\\nb"), "a(break)b");
    }
}
