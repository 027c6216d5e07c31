//! Leftover markup of other tools, which is shown to the learner as written.

use std::borrow::Cow;

use scn_source::Name;

use super::context::Block;
use super::{Change, Diagnosis, Line, Scan};
use crate::findings::quote;
use crate::marks::Marks;
use crate::words::{is_blank, suggest_id};

/// What `$trust` and the like are.
const OTHER_VARIABLE: &str = "another tool's variable";

/// What `TODO: ask legal` is.
const AUTHOR_NOTE: &str = "a note to an author";

/// What `-> ward` at the end of a line is.
const INK_DIVERT: &str = "an ink divert";

/// Marks of `%trust%`, `<trust>` and `｛trust｝`.
const MARKED_VARIABLE: Marks = Marks::each(b"%<").with(Marks::BEYOND_ASCII);

/// Marks of arrows.
const ARROWS: Marks = Marks::each(b">").with(Marks::BEYOND_ASCII);

/// Leftover markup in a line.
struct Leftover {
    from: usize,
    to: usize,
    /// A description that completes "is …".
    what: &'static str,
    /// Its replacement, if known.
    edit: Option<Change>,
}

/// Blanks out the contents of code spans, byte for byte.
pub(super) fn without_code(text: &str) -> Cow<'_, str> {
    if !text.contains('`') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut remaining = text;
    while let Some(open) = remaining.find('`') {
        let ticks = remaining.get(open..).unwrap_or_default().bytes().take_while(|byte| *byte == b'`').count();
        let mark = "`".repeat(ticks);
        let inside = remaining.get(open + ticks..).unwrap_or_default();
        let Some(close) = inside.find(&mark) else { break };
        let end = open + ticks + close + ticks;
        out.push_str(remaining.get(..open).unwrap_or_default());
        out.extend(std::iter::repeat_n('`', end - open));
        remaining = remaining.get(end..).unwrap_or_default();
    }
    out.push_str(remaining);
    Cow::Owned(out)
}

impl<'s> Scan<'s, '_> {
    /// Reports leftover markup in a line of text, at most once per line. `shown` is the text from
    /// an offset on, with code blanked out; the ranges in `taken` have already been reported.
    pub(super) fn markup(&mut self, line: Line<'s>, from: usize, shown: &str, marks: Marks, taken: &[(usize, usize)]) {
        let is_taken = |at: usize| taken.iter().any(|(start, end)| (*start..*end).contains(&at));
        if let Some(meant) = self.broken_link(line, from, shown).filter(|meant| !is_taken(meant.from)) {
            self.report_within_line(line, meant);
            return;
        }
        if let Some(((open, end), (start, close))) = Self::link_title(from, shown).filter(|(link, _)| !is_taken(link.0))
        {
            let place = self.src.original_span(line.start + start, line.start + close);
            let written = line.words.get(open..end).unwrap_or_default();
            self.out.findings.push(crate::findings::lookalike::link_title(self.src, place, written));
            return;
        }
        if let Some(meant) = diagnose_blanks(line, from, shown) {
            self.report_markup(line, meant);
            return;
        }
        if let Some(meant) = diagnose_stars(line, from, shown) {
            self.report_markup(line, meant);
            return;
        }
        if let Some((text_end, at)) = super::remarks::comment_at_end(shown).filter(|(end, _)| 0 < from + end) {
            let (text_end, at) = (from + text_end, from + at);
            let written = line.words.get(at..).unwrap_or_default();
            let message = format!("{} is shown to the learner: a comment has a line of its own", quote(written));
            let edit = Change { from: text_end, to: at, text: "\n".to_owned() };
            let edits = Some(edit).filter(|_| self.ends_text(line)).into_iter().collect();
            let end = line.words.len();
            self.report_markup(line, Diagnosis::part(Name::LeftoverMarkup, at, end, message, edits));
            return;
        }
        let Some(left) = self.find_leftover(line.words, from, shown, marks, &is_taken) else { return };
        let written = line.words.get(left.from..left.to).unwrap_or_default();
        let message = format!("{} is {}, and the learner would see it as written", quote(written), left.what);
        let edits = match left.edit {
            Some(edit) => vec![edit],
            None if from == 0
                && (line.words.len() <= left.to || left.what == AUTHOR_NOTE && !written.starts_with('['))
                && !left.what.starts_with("the start of")
                && !super::leftover::is_around_text(left.what)
                && self.ends_note(line)
                && self.is_note(line.words, &left)
                && !is_sentence(line.words, &left) =>
            {
                vec![Change { from: 0, to: 0, text: "// ".to_owned() }]
            }
            None => Vec::new(),
        };
        let diagnosis = Diagnosis::part(Name::LeftoverMarkup, left.from, left.to, message, edits);
        self.report_markup(line, diagnosis);
    }

    /// Returns whether no text continues a line, so that turning it into a comment leaves nothing
    /// behind.
    fn ends_note(&self, line: Line<'s>) -> bool {
        let below = self.text.get(line.next_start..).unwrap_or_default().trim_start_matches(is_blank);
        self.ends_text(line) || !below.starts_with(char::is_lowercase)
    }

    /// Returns whether the whole line is a note, so that it can become a comment.
    fn is_note(&self, words: &str, left: &Leftover) -> bool {
        left.from < 3 || words.get(..left.from).is_some_and(|before| before.trim_matches(['#', ' ', '-']).is_empty())
    }

    /// `> [!NOTE]`: the call-out of GitHub in its own form.
    pub(super) fn quoted_callout(&mut self, line: Line<'s>) {
        let inner = line.words.trim_start_matches('>').trim_start_matches(is_blank);
        let Some((length, what)) = super::leftover::block(inner).filter(|_| inner.starts_with("[!")) else { return };
        let callout_start = line.words.len() - inner.len();
        let written = quote(line.words.get(callout_start..callout_start + length).unwrap_or_default());
        let message = format!("{written} is {what}, and the learner would see it as written");
        self.report_markup(
            line,
            Diagnosis::part(Name::LeftoverMarkup, callout_start, callout_start + length, message, Vec::new()),
        );
    }

    /// Reports leftover markup in a line that is read as it is.
    pub(super) fn report_markup(&mut self, line: Line<'s>, meant: Diagnosis) {
        let map_span = |from: usize, to: usize| self.src.original_span(line.start + from, line.start + to);
        let edits: Vec<_> = meant.edits.iter().map(|edit| (map_span(edit.from, edit.to), edit.text.clone())).collect();
        let place = map_span(meant.from, meant.to);
        self.out.findings.push(crate::findings::lookalike::left_over(self.src, place, meant.message, edits));
    }

    /// Finds the first leftover markup in a text. `marks` are those of the text, or more.
    fn find_leftover(
        &self,
        words: &str,
        from: usize,
        shown: &str,
        marks: Marks,
        is_taken: &dyn Fn(usize) -> bool,
    ) -> Option<Leftover> {
        let make_leftover = |at: usize, length: usize, what: &'static str| {
            let start = from + at;
            (!is_taken(start)).then_some(Leftover { from: start, to: start + length, what, edit: None })
        };
        let find_between = |open: &str, close: &str, what: &'static str| {
            let open_start = shown.find(open)?;
            let length = shown.get(open_start + open.len()..)?.find(close)? + open.len() + close.len();
            make_leftover(open_start, length, what)
        };
        // Every mark below is one of these, or begins the text, or is a word.
        const ANY: Marks = Marks::each(b"<>{}[%*$=~\\#^(").with(Marks::BEYOND_ASCII);
        let has_mark = marks.has_any(ANY);
        let has_rare_mark = marks.has_any(const { Marks::each(b"'") }) && shown.contains("'''")
            || shown.starts_with([':', '?', '!', 'h', 'P']);
        let note = find_author_note(shown, marks);
        let spoken = find_spoken_divert(shown);
        if !has_mark && !has_rare_mark && note.is_none() && spoken.is_none() {
            return None;
        }
        let comment = || {
            find_between("<!--", "-->", "an HTML comment")
                .or_else(|| shown.find("<!--").and_then(|at| make_leftover(at, 4, "the start of an HTML comment")))
                .or_else(|| {
                    shown
                        .find("-->")
                        .filter(|_| from == 0 && shown.len() < 8)
                        .and_then(|at| make_leftover(at, 3, "the end of an HTML comment"))
                })
        };
        let foreign_comment = || {
            find_between("/*", "*/", "a comment of another language")
                .filter(|left| left.from == from || ends_with_blank(words, left.from))
                .or_else(|| {
                    shown
                        .starts_with("/*")
                        .then(|| make_leftover(0, 2, "the start of a comment of another language"))
                        .flatten()
                })
                .or_else(|| {
                    (shown.trim() == "*/")
                        .then(|| make_leftover(0, 2, "the end of a comment of another language"))
                        .flatten()
                })
        };
        let template = || {
            find_between("<<", ">>", "SugarCube or Yarn Spinner markup")
                .filter(|left| (left.from > 0 || self.context.block == Block::Lesson) && is_macro(words, left))
                .or_else(|| find_between("{{", "}}", "another tool's placeholder"))
                .or_else(|| find_between("{%", "%}", "template markup"))
                .or_else(|| find_between("<%", "%>", "template markup"))
        };
        let harlowe = || {
            let (at, length) = super::harlowe::find_macro(shown)?;
            let edit = (from == 0 && length == shown.len()).then(|| super::harlowe::translate_set(shown)).flatten();
            Some(Leftover { edit, ..make_leftover(at, length, "a Harlowe macro")? })
        };
        let block = || {
            super::leftover::block(shown)
                .filter(|(_, what)| {
                    let is_lesson = self.context.block == Block::Lesson;
                    // A lesson is Markdown, which has reference links.
                    let is_elsewhere = *what == super::leftover::WIKI_HEADING && !is_lesson
                        || *what == super::leftover::REFERENCE && is_lesson;
                    from == 0 && !is_elsewhere
                })
                .and_then(|(length, what)| make_leftover(0, length, what))
        };
        let wrong_encoding = || {
            let (at, length, what) = super::leftover::find_wrong_encoding(shown)?;
            make_leftover(at, length, what)
        };
        let make_found = |(at, length, what): (usize, usize, &'static str)| make_leftover(at, length, what);
        let when = |needed: Marks, find: &dyn Fn() -> Option<Leftover>| marks.has_any(needed).then(find).flatten();
        when(const { Marks::each(b"<>") }, &comment)
            .or_else(|| when(const { Marks::each(b"*") }, &foreign_comment))
            .or_else(|| when(const { Marks::each(b"<{") }, &template))
            .or_else(|| when(const { Marks::each(b"(") }, &harlowe))
            .or_else(block)
            .or_else(|| super::leftover::find_markup(shown, marks).and_then(make_found))
            .or_else(|| when(Marks::BEYOND_ASCII, &wrong_encoding))
            .or_else(|| when(const { Marks::each(b"$") }, &|| self.find_dollar_variable(from, shown, is_taken)))
            .or_else(|| when(MARKED_VARIABLE, &|| self.find_marked_variable(from, shown, is_taken)))
            .or_else(|| note.and_then(|(at, length)| make_leftover(at, length, AUTHOR_NOTE)))
            .or_else(|| {
                (from == 0 && shown.trim_start_matches(is_blank).starts_with('#'))
                    .then(|| measure_tag_line(shown))
                    .flatten()
                    .and_then(|length| make_leftover(0, length, "another tool's tag"))
            })
            .or_else(|| (from == 0).then(|| self.find_ink_choice(shown)).flatten().filter(|left| !is_taken(left.from)))
            .or_else(|| {
                (spoken.is_some() || marks.has_any(ARROWS))
                    .then(|| self.find_divert(words, from, shown, spoken))
                    .flatten()
            })
            .or_else(|| when(const { Marks::each(b"[") }, &|| self.link(from, shown, is_taken)))
    }

    /// Finds `$calm`, but not `$5`.
    fn find_dollar_variable(&self, from: usize, shown: &str, is_taken: &dyn Fn(usize) -> bool) -> Option<Leftover> {
        for (at, _) in shown.match_indices('$') {
            let name = shown.get(at + 1..)?;
            let end = name.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(name.len());
            let name = name.get(..end)?;
            let preceding = shown.get(..at)?;
            let fits = name.len() > 1
                && name.starts_with(|c: char| c.is_ascii_lowercase() || c == '_')
                && !preceding.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '$' | '\\' | '/'));
            let variable = self.names().variable(name, self.context.scenario);
            if is_taken(from + at) || !(fits || variable.is_some() && !preceding.ends_with(['\\', '$'])) {
                continue;
            }
            let (start, end) = (from + at, from + at + 1 + name.len());
            // In a condition, a name has no braces: `[if $logged]`.
            let is_condition = preceding.rfind('[').is_some_and(|open| {
                let inside = preceding.get(open + 1..).unwrap_or_default();
                !inside.contains([']', ':', '|']) && inside.trim_start().starts_with(|c: char| c.is_ascii_lowercase())
            });
            if let Some(id) = variable.filter(|_| is_condition) {
                let edit = Change { from: start, to: end, text: id.to_owned() };
                return Some(Leftover { from: start, to: end, what: OTHER_VARIABLE, edit: Some(edit) });
            }
            let edit = variable.filter(|_| self.context.block != Block::Lesson).map(|id| Change {
                from: start,
                to: end,
                text: format!("{{{id}}}"),
            });
            return Some(Leftover { from: start, to: end, what: OTHER_VARIABLE, edit });
        }
        None
    }

    /// Finds `%trust%`, `<trust>` and `｛trust｝`, where `trust` is a variable.
    fn find_marked_variable(&self, from: usize, shown: &str, is_taken: &dyn Fn(usize) -> bool) -> Option<Leftover> {
        shown.match_indices(['%', '<', '｛']).find_map(|(at, mark)| {
            let name = shown.get(at + mark.len()..)?;
            let close = match mark {
                "%" => '%',
                "<" => '>',
                _ => '｝',
            };
            let (length, _) = name.char_indices().take(64).find(|(_, c)| *c == close)?;
            let id = self.names().variable(name.get(..length)?, self.context.scenario)?;
            let (start, end) = (from + at, from + at + mark.len() + length + close.len_utf8());
            let is_escaped = shown.get(..at)?.ends_with('\\');
            let edit = Change { from: start, to: end, text: format!("{{{id}}}") };
            let edit = Some(edit).filter(|_| self.context.block != Block::Lesson);
            let what = OTHER_VARIABLE;
            (!is_escaped && !is_taken(start)).then_some(Leftover { from: start, to: end, what, edit })
        })
    }

    /// Reports leftover markup in a title, or in another text of one line that is the same in every
    /// run.
    pub(super) fn title_markup(&mut self, line: Line<'s>, from: usize) {
        let title = line.words.get(from..).unwrap_or_default();
        let shown = title.trim_start_matches(is_blank);
        let from = from + (title.len() - shown.len());
        let find_emphasis = || {
            let (at, length, what) = super::leftover::find_emphasis(shown)?;
            Some(Leftover { from: from + at, to: from + at + length, what, edit: None })
        };
        let found = self.find_leftover(line.words, from, shown, line.marks, &|_| false).or_else(find_emphasis);
        // `Next:` and values have no place in a title.
        let Some(left) = found.filter(|left| left.what != INK_DIVERT) else { return };
        let written = line.words.get(left.from..left.to).unwrap_or_default();
        let message = format!("{} is {}, and the learner would see it as written", quote(written), left.what);
        self.report_markup(line, Diagnosis::part(Name::LeftoverMarkup, left.from, left.to, message, Vec::new()));
    }

    /// Finds `* [Ask her]`, and a line of equals signs.
    fn find_ink_choice(&self, shown: &str) -> Option<Leftover> {
        if self.context.block == Block::Lesson {
            return None;
        }
        let make_leftover = |what| Some(Leftover { from: 0, to: shown.len(), what, edit: None });
        if shown.len() > 2 && shown.bytes().all(|byte| byte == b'=') {
            return make_leftover("a rule of another tool");
        }
        let after_bullets = shown.trim_start_matches(['*', '+', ' ']);
        let inner = after_bullets.strip_prefix('[').filter(|_| shown.starts_with(['*', '+']))?;
        let (inner, after_bracket) = inner.split_once(']')?;
        let task = matches!(inner.trim(), "" | "x" | "X") || inner.starts_with('^') || inner.len() < 3;
        let condition = ["if ", "if(", "needs "].iter().any(|word| inner.starts_with(word));
        (!task && !condition && !after_bracket.starts_with(['(', '[']))
            .then(|| make_leftover(super::leftover::INK_CHOICE))
            .flatten()
    }

    /// Finds `He leaves. -> ward`, where `ward` is a known target.
    /// `spoken` is a target in words at the end of the text.
    fn find_divert(&self, words: &str, from: usize, shown: &str, spoken: Option<(usize, usize)>) -> Option<Leftover> {
        if self.context.block == Block::Lesson {
            return None;
        }
        let arrows = ["->", "=>", "→", "⇒"];
        let found = arrows.iter().filter_map(|arrow| Some((shown.rfind(arrow)?, arrow.len()))).max();
        let (arrow, after_arrow) = found.or(spoken)?;
        let target = shown.get(arrow + after_arrow..)?.trim();
        let end = matches!(target, "END" | "DONE");
        if arrow == 0 && from == 0 || !(end || self.is_likely_target(target)) {
            return None;
        }
        let start = from + arrow;
        let text_end = words.get(..start)?.trim_end_matches(is_blank).len();
        let outcome = matches!(self.context.block, Block::Outcome | Block::Situation | Block::Late);
        let edit = (outcome && !end).then(|| Change {
            from: text_end,
            to: words.len(),
            text: format!("\n    Next: {target}"),
        });
        Some(Leftover { from: start, to: words.len(), what: INK_DIVERT, edit })
    }

    /// Finds `[[ward]]` within a line.
    fn link(&self, from: usize, shown: &str, is_taken: &dyn Fn(usize) -> bool) -> Option<Leftover> {
        let open = shown.find("[[")?;
        let length = shown.get(open..)?.find("]]")? + 2;
        let inner = shown.get(open + 2..open + length - 2)?;
        let alone = shown.trim().len() == length && from == 0;
        let reported = inner.contains("->") || inner.contains("<-") || inner.contains('|') || alone;
        let is_known_target = self.is_variable(inner.trim())
            || self.is_likely_target(inner.trim())
            || self.is_likely_target(&suggest_id(inner, 8, "situation"));
        let is_wiki = self.context.block == Block::Lesson && inner.starts_with(char::is_alphabetic);
        (!reported && is_known_target || is_wiki).then_some(())?;
        (!is_taken(from + open)).then_some(Leftover {
            from: from + open,
            to: from + open + length,
            what: if is_wiki { "a link of a wiki" } else { "a Twee link" },
            edit: None,
        })
    }
}

/// The longest blank to fill in that is examined, in bytes.
const LONGEST_BLANK: usize = 80;

/// Finds blanks to fill in, as in `Born on __/__/____`. In CommonMark, two of them are marks of
/// strong emphasis around what is between them, so they are not shown.
fn diagnose_blanks(line: Line<'_>, from: usize, shown: &str) -> Option<Diagnosis> {
    let runs =
        shown.match_indices("__").filter(|(at, _)| !shown.get(..*at).is_some_and(|it| it.ends_with(['_', '\\'])));
    let (start, end) = runs.into_iter().find_map(|(start, _)| {
        let rest = shown.get(start..)?;
        let is_end = |c: char| is_blank(c) || c.is_alphanumeric() || c == '\\';
        let end = rest.char_indices().take(LONGEST_BLANK).find(|(_, c)| is_end(*c)).map(|(at, _)| at);
        let word = rest.get(..end.or((rest.len() < LONGEST_BLANK).then_some(rest.len()))?)?;
        let is_whole = rest.get(word.len()..).is_some_and(|after| after.is_empty() || after.starts_with(is_blank));
        let is_form = !word.trim_matches('_').is_empty() && word.ends_with("__");
        (is_form && is_whole).then_some((start, start + word.len()))
    })?;
    let message = format!(
        "the underscores of {} are Markdown emphasis marks, so they are not shown",
        quote(line.words.get(from + start..from + end).unwrap_or_default())
    );
    let marks = shown.get(start..end)?.match_indices('_');
    let edits = marks.map(|(at, _)| super::insertion(from + start + at, "\\")).collect();
    Some(Diagnosis::part(Name::LeftoverMarkup, from + start, from + end, message, edits))
}

/// The longest word in front of a star that is examined, in characters.
const LONGEST_WORD: usize = 200;

/// Finds stars in `5*3 and 4*2` or in a URL. In CommonMark they are emphasis, so they are not
/// shown.
fn diagnose_stars(line: Line<'_>, from: usize, shown: &str) -> Option<Diagnosis> {
    let has_address = shown.contains("://");
    // Stars next to each other are between the same numbers.
    let (mut end_of_stars, mut number) = (0, false);
    let is_lost = |at: &usize| {
        let (preceding, following) = shown.split_at_checked(*at).unwrap_or_default();
        if end_of_stars <= *at {
            let after = following.trim_start_matches('*');
            end_of_stars = shown.len() - after.len();
            number = preceding.ends_with(|c: char| c.is_ascii_digit() || c == '}')
                && after.starts_with(|c: char| c.is_ascii_digit() || c == '{');
        }
        if !number && !has_address {
            return false;
        }
        let start = preceding.char_indices().rev().take(LONGEST_WORD).take_while(|(_, c)| !is_blank(*c)).last();
        let word = start.and_then(|(start, _)| preceding.get(start..)).unwrap_or_default();
        let is_escaped = preceding.ends_with('\\');
        !is_escaped && (number || word.contains("://") && !word.contains(['(', '<', '[']))
    };
    let lost: Vec<usize> = shown.match_indices('*').map(|(at, _)| at).filter(is_lost).collect();
    // In `*120*5#`, the first star opens an emphasis that the second one closes.
    let is_open_star =
        |at: &usize| shown.get(at + 1..).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    let partner = lost.first().and_then(|first| {
        let mut stars = shown.match_indices('*').map(|(at, _)| at).filter(|at| at < first);
        stars.rfind(is_open_star)
    });
    let lost: Vec<usize> = partner.into_iter().chain(lost).collect();
    let (first, last) = (*lost.first()?, *lost.last()?);
    if first == last {
        return None;
    }
    let message = format!(
        "the stars of {} are Markdown emphasis marks, so they are not shown",
        quote(line.words.get(from + first.saturating_sub(1)..).unwrap_or_default())
    );
    let edits = lost.iter().map(|at| super::insertion(from + at, "\\")).collect();
    Some(Diagnosis::part(Name::LeftoverMarkup, from + first, from + last + 1, message, edits))
}

/// Returns whether a blank precedes an offset: `/usr/*/bin` has no comment.
fn ends_with_blank(words: &str, at: usize) -> bool {
    words.get(..at).is_some_and(|before| before.ends_with(is_blank))
}

/// Returns whether a line that starts with the mark of a note may be a sentence about it: `TODO
/// lists cover the wall.`
fn is_sentence(words: &str, left: &Leftover) -> bool {
    let is_word = matches!(words.get(left.from..left.to), Some("TODO" | "FIXME"));
    is_word && words.ends_with('.') && words.get(left.to..).is_some_and(|rest| rest.starts_with(is_blank))
}

/// Returns whether `<<…>>` contains a macro name. Some languages use it as quotation marks.
fn is_macro(words: &str, left: &Leftover) -> bool {
    let inner = words.get(left.from + 2..left.to - 2).unwrap_or_default().trim_start_matches('/');
    let end = inner.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(inner.len());
    let word = inner.get(..end).unwrap_or_default();
    let after_word = inner.get(end..).unwrap_or_default();
    word.starts_with(|c: char| c.is_ascii_lowercase())
        && (after_word.is_empty() || after_word.starts_with([' ', '=', '-']))
        && (after_word.contains(['$', '=', '"', '(']) || !after_word.trim().contains(' '))
}

/// Returns whether the last word of a line may be a target, by the word before it.
pub(super) fn may_end_with_target(words: &str) -> bool {
    let mut last = words.rsplit([' ', '\t']);
    let target = last.next().unwrap_or_default();
    let before = last.next().unwrap_or_default().trim_end_matches(':');
    !target.is_empty() && ["next", "goto", "to", "jump", "divert"].iter().any(|word| word.eq_ignore_ascii_case(before))
}

/// Finds `He leaves. go to ward`, `He leaves. NEXT: ward`: words for a target after a sentence.
/// Returns where they begin, and their length.
fn find_spoken_divert(shown: &str) -> Option<(usize, usize)> {
    let (head, target) = shown.trim_end().rsplit_once([' ', ':'])?;
    if target.is_empty() || head.len() < 4 {
        return None;
    }
    let words = ["next:", "next", "goto:", "goto", "go to:", "jump to:", "jump", "divert"];
    let after_head = shown.get(head.len()..)?;
    let blanks = after_head.len() - after_head.trim_start_matches([' ', ':']).len();
    let head = shown.get(..head.len() + blanks)?;
    let bare = head.trim_end_matches(is_blank);
    // Most lines have another word before the last one.
    if !bare.ends_with(['t', 'T', 'o', 'O', 'p', 'P', ':']) {
        return None;
    }
    words.iter().find_map(|word| {
        let start = bare.len().checked_sub(word.len())?;
        let written = bare.get(start..)?;
        let before = bare.get(..start)?;
        let ended =
            before.ends_with(is_blank) && before.trim_end_matches(is_blank).ends_with(['.', '!', '?', '"', '”']);
        // `He leaves. Next: ward` has its own message.
        let is_meant = written.eq_ignore_ascii_case(word) && written != "Next:";
        (ended && is_meant).then_some((start, head.len() - start))
    })
}

/// Finds a note to an author in a text with the given marks, or some of them: `TODO` or `FIXME` as
/// a separate word, `TBC` and the like alone in brackets or at the start of the text, or filler
/// text. Returns its offset and length.
fn find_author_note(shown: &str, marks: Marks) -> Option<(usize, usize)> {
    // All these words but the last begin with one of these letters.
    if !marks.has_any(const { Marks::each(b"TFX") }) && !shown.starts_with("Lorem") {
        return None;
    }
    let is_possible = |word: &&&str| marks.has_all(Marks::each(word.as_bytes()));
    ["TODO", "FIXME"]
        .iter()
        .filter(is_possible)
        .find_map(|word| find_capital_word(shown, word, |_, _| true))
        .or_else(|| {
            let is_apart = |before: &str, after: &str| {
                let is_bracketed =
                    before.ends_with('[') && after.starts_with(']') || before.ends_with('(') && after.starts_with(')');
                let starts = before.trim().is_empty() && after.starts_with(':');
                let is_alone = before.trim().is_empty() && after.trim_matches(['.', ' ']).is_empty();
                is_bracketed || starts || is_alone
            };
            // `XXX is what he signs with.` is a sentence, and `Chapter XXX` has a number.
            let is_open = |before: &str, after: &str| {
                let next = after.trim_start().split(is_blank).next().unwrap_or_default();
                let last = before.trim_end().rsplit(is_blank).next().unwrap_or_default();
                let is_number = last.starts_with(char::is_uppercase) && last.ends_with(char::is_lowercase);
                let is_amount = before.ends_with(['$', '€', '£']);
                !is_number && !is_amount && (!before.trim().is_empty() || !super::header::is_small_word(next))
            };
            let placeholders = ["TBC", "TBD", "XXX", "TK"];
            let found =
                placeholders.iter().filter(is_possible).find_map(|word| find_capital_word(shown, word, is_apart));
            found
                .or_else(|| ["XXX"].iter().filter(is_possible).find_map(|word| find_capital_word(shown, word, is_open)))
        })
        .or_else(|| shown.starts_with("Lorem ipsum").then_some((0, "Lorem ipsum".len())))
}

/// Finds a word in capitals that is not part of a text in capitals. `is_note` takes the text before
/// and after it.
fn find_capital_word(shown: &str, word: &str, is_note: impl Fn(&str, &str) -> bool) -> Option<(usize, usize)> {
    shown.match_indices(word).find_map(|(at, _)| {
        let preceding = shown.get(..at)?;
        let following = shown.get(at + word.len()..)?;
        let next = following.trim_start().split(is_blank).next().unwrap_or_default();
        // If the neighbouring words are all capitals too, it is a word of Spanish or
        // Portuguese.
        let shouted = next.len() > 1 && next.chars().all(char::is_uppercase);
        let shouted_before = preceding
            .trim_end()
            .rsplit(is_blank)
            .next()
            .is_some_and(|word| word.chars().count() > 1 && word.chars().all(char::is_uppercase));
        let whole = !preceding.ends_with(|c: char| c.is_alphanumeric() || c == '_')
            && !following.starts_with(|c: char| c.is_alphanumeric() || c == '_' || c == '-');
        (whole && !shouted && !shouted_before && is_note(preceding, following)).then_some((at, word.len()))
    })
}

/// Returns the length of a line that consists only of tags: `#speaker:nurse #mood`.
fn measure_tag_line(shown: &str) -> Option<usize> {
    let is_tag = |word: &str| {
        let name = word.strip_prefix('#').filter(|name| name.starts_with(|c: char| c.is_ascii_alphabetic()));
        name.is_some_and(|name| name.ends_with(char::is_alphanumeric))
    };
    let mut words = shown.split(is_blank).filter(|word| !word.is_empty());
    let first = words.next().filter(|word| is_tag(word))?;
    (words.all(is_tag) || first.contains(':')).then_some(shown.len())
}
