//! Problems within a line of text: an instruction after the words, brackets, braces.

use scn_source::Name;

use super::context::Block;
use super::header::is_instruction;
use super::{Change, Diagnosis, Line, Scan, insertion, keyword_length};
use crate::findings::quote;
use crate::marks::Marks;
use crate::words::{HeaderForm, Keyword, has_id_form, is_blank, keyword_at_start};

/// Words that begin a bracket, including those of other tools, with the word of the language.
const CLAUSES: &[(&str, &str)] = &[
    ("if", "if"),
    ("when", "if"),
    ("needs", "needs"),
    ("once", "once"),
    ("after", "after"),
    ("otherwise", "otherwise"),
    ("else", "otherwise"),
];

/// The most brackets that are reported in a line.
const MAX_REPORTS: usize = 16;

/// A bracket that contains a clause.
struct Clause<'t> {
    /// Its length.
    to: usize,
    open: char,
    /// The word in the spelling of the language.
    word: &'static str,
    /// The word as written.
    written: &'t str,
    /// Whether a colon follows the word.
    colon: bool,
    /// The text after the word, up to the end of the bracket.
    rest: &'t str,
}

/// Returns whether a text begins like the inside of a bracket that has a meaning, here or in
/// another tool.
pub(super) fn begins_clause(inner: &str) -> bool {
    let word = inner.get(..crate::words::letters(inner)).unwrap_or_default();
    CLAUSES.iter().any(|(known, _)| known.eq_ignore_ascii_case(word)) || super::harlowe::is_macro(word)
}

/// Returns the clause in the bracket at the start of a text.
fn parse_clause(text: &str) -> Option<Clause<'_>> {
    let open = text.chars().next()?;
    let close = match open {
        '[' => ']',
        '{' => '}',
        '(' => ')',
        _ => return None,
    };
    let inner = text.get(1..)?;
    // Most brackets do not begin with a word and need no further look.
    if !inner.trim_start_matches(is_blank).starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let mut depth = 0_usize;
    let end = inner.char_indices().take(200).find(|(_, c)| {
        depth += usize::from(*c == open);
        let ends = *c == close && depth == 0;
        depth = depth.saturating_sub(usize::from(*c == close));
        ends
    });
    let (end, _) = end?;
    let inside = inner.get(..end)?;
    let body = inside.trim_matches(is_blank);
    let length = body.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(body.len());
    let (written, rest) = body.split_at_checked(length)?;
    let word = CLAUSES.iter().find(|(known, _)| known.eq_ignore_ascii_case(written))?.1;
    let after_word = rest.trim_start_matches(is_blank);
    let colon = after_word.starts_with(':');
    let content = after_word.strip_prefix(':').unwrap_or(after_word).trim_matches(is_blank);
    Some(Clause { to: end + 2, open, word, written, colon, rest: content })
}

impl<'s> Scan<'s, '_> {
    /// Examines the text of a line, from an offset on.
    pub(super) fn scan_prose(&mut self, line: Line<'s>, from: usize) {
        let words = line.words.get(from..).unwrap_or_default();
        if self.context.block != Block::Lesson
            && let Some(meant) = self.trailing_change(line, from)
        {
            self.report_within_line(line, meant);
            return;
        }
        let marks = if from == 0 { line.marks } else { Marks::of(words) };
        let has_common_mark = marks.has_any(const { Marks::each(b":[{($<*#=>%TF~!^") });
        // `XXX`, `\newpage` and formulas are rare, and their characters are not.
        let has_rare_mark = words.starts_with("Lorem ")
            || marks.has_any(const { Marks::each(b"X") }) && words.contains("XXX")
            || marks.has_any(const { Marks::each(b"\\") }) && (words.starts_with('\\') || words.contains("\\("));
        // `Ã©` and the like: text that was opened in the wrong encoding.
        let is_beyond_ascii = marks.has_any(Marks::BEYOND_ASCII);
        let has_wrong_encoding = is_beyond_ascii && words.contains(['Ã', 'Â', 'â', '«', '\u{fffd}', '｛']);
        // `__/__/____`: blanks to fill in, which Markdown takes for emphasis.
        let has_rare_mark = has_rare_mark || marks.has_any(const { Marks::each(b"_") }) && words.contains("__");
        // A comment after the text, and bold text of a wiki.
        let has_rare_mark = has_rare_mark
            || marks.has_any(const { Marks::each(b"/") }) && words.contains("// ")
            || marks.has_any(const { Marks::each(b"'") }) && words.contains("'''");
        let has_rare_mark = has_rare_mark || is_beyond_ascii && words.contains(['→', '⇒']);
        let has_rare_mark = has_rare_mark
            || words.starts_with("Page ")
            || words.starts_with('h') && words.get(2..4) == Some(". ")
            || super::markup::may_end_with_target(words);
        if !has_common_mark && !has_rare_mark && !has_wrong_encoding && !words.starts_with('?') {
            return;
        }
        let lesson = self.context.block == Block::Lesson;
        if marks.has_any(const { Marks::each(b":") }) && !lesson {
            self.scan_trailing_instruction(line, from);
        }
        let visible_text = super::markup::without_code(words);
        let bracket_ranges = if marks.has_any(const { Marks::each(b"[{(") }) && !lesson {
            self.scan_brackets(line, from, &visible_text)
        } else {
            Vec::new()
        };
        let has_mark = marks.has_any(const { Marks::each(b"[{($<*#=>%TF~!^") });
        if has_mark || has_rare_mark || has_wrong_encoding || words.starts_with([':', '?']) {
            self.markup(line, from, &visible_text, marks, &bracket_ranges);
        }
    }

    /// Handles `He leaves. Next: ward`: an instruction after the text of a line.
    fn scan_trailing_instruction(&mut self, line: Line<'s>, from: usize) {
        let words = line.words;
        let body = matches!(
            self.context.block,
            Block::Situation
                | Block::Choice
                | Block::Outcome
                | Block::Late
                | Block::Ending
                | Block::Scenario
                | Block::Answer
        );
        let mut offset = from;
        while body && let Some(colon) = words.get(offset..).and_then(|rest| rest.find(':')).map(|found| offset + found)
        {
            let first = offset;
            offset = colon + 1;
            let head = words.get(first..colon).unwrap_or_default();
            let starts = head.char_indices().filter(|(start, c)| {
                let preceding = head.get(..*start).unwrap_or_default();
                c.is_ascii_uppercase()
                    && (preceding.ends_with(|c: char| is_blank(c) || matches!(c, '(' | '['))
                        || (preceding.is_empty() && first > from))
            });
            let starts: Vec<usize> = starts.map(|(start, _)| first + start).collect();
            if let Some((start, name)) = self.speech_within(words, colon).filter(|(start, _)| from < *start) {
                self.report_speech_within(line, start, name);
                return;
            }
            // The keyword is at most a few words before its colon.
            for start in starts.into_iter().rev().take(4).filter(|start| *start > 0) {
                let inner = words.get(start..).unwrap_or_default();
                let Some(keyword) = keyword_at_start(inner) else { continue };
                let length = keyword_length(inner, keyword);
                if is_instruction(inner, length) && self.is_trailing(words, start, keyword, length) {
                    self.report_trailing_instruction(line, start, keyword);
                    return;
                }
            }
        }
    }

    /// Returns whether an instruction within a line is certainly one.
    fn is_trailing(&self, words: &str, start: usize, keyword: &Keyword, length: usize) -> bool {
        let preceding = words.get(..start).unwrap_or_default().trim_end_matches(is_blank);
        let ended =
            preceding.ends_with(['.', '!', '?', '…', '"', '”', '’', '\'', ')', ']', ';', ',', '—', '–', '-', '/']);
        let after_keyword = words.get(start + length..).unwrap_or_default();
        let (head, text) = after_keyword.split_once(':').unwrap_or((after_keyword, ""));
        let (head, text) = (head.trim(), text.trim());
        if 400 < after_keyword.len() {
            return false;
        }
        match keyword.word {
            "Next" | "Detour" => self.is_likely_target(text.trim_end_matches(['.', ')', ']'])),
            "Show" => head.is_empty() && self.is_value(keyword, text.trim_end_matches(['.', ')', ']'])),
            "Set" => ended && self.is_value(keyword, text.trim_end_matches('.')),
            "Outcome" => {
                let label = matches!(self.context.block, Block::Choice | Block::Situation);
                let is_label = label && words.starts_with("Choice");
                ended && !text.is_empty() && (is_label || words.starts_with("Outcome") && head.is_empty())
            }
            "Right" | "Wrong" if head.is_empty() => {
                let is_answer = words.starts_with("Right") || words.starts_with("Wrong");
                is_answer && ended && super::header::begins_sentence(text)
            }
            _ if keyword.head == HeaderForm::File => ended && !preceding.ends_with(']') && super::colon::is_file(head),
            "Result" => ended && self.context.block == Block::Ending && self.is_value(keyword, text),
            // `Outcome: He spells it. Feedback: Good.`
            "Feedback" | "Hint" | "Locked" | "Because" if head.is_empty() => {
                let is_instruction_line = keyword_at_start(words).is_some();
                is_instruction_line && preceding.ends_with(['.', '!', '?']) && super::header::begins_sentence(text)
            }
            _ if keyword.head == HeaderForm::Principles => {
                let is_known_principle = |name: &str| self.names().is_principle(name.trim()) || name.contains('-');
                ended && !head.is_empty() && head.split(',').all(is_known_principle)
            }
            _ => false,
        }
    }

    /// Reports `He nods. Visitor: Thanks.`, which the learner reads as one text.
    fn report_speech_within(&mut self, line: Line<'s>, start: usize, name: &str) {
        let words = line.words;
        let text_end = words.get(..start).unwrap_or_default().trim_end_matches(is_blank).len();
        let written = quote(words.get(start..).unwrap_or_default());
        let message = format!("{written} is within a line of text, so {name} does not speak here");
        // A paragraph of its own is speech.
        let edits = vec![Change { from: text_end, to: start, text: "\n\n  ".to_owned() }];
        let name = Name::MisplacedInstruction;
        self.report_within_line(line, Diagnosis::part(name, start, words.len(), message, edits));
    }

    fn report_trailing_instruction(&mut self, line: Line<'s>, start: usize, keyword: &'static Keyword) {
        let words = line.words;
        // `He leaves. (Next: ward)`
        let close = match words.get(..start).and_then(|before| before.chars().next_back()) {
            Some('(') => Some(')'),
            Some('[') => Some(']'),
            _ => None,
        };
        let closed = close.and_then(|close| words.trim_end_matches('.').strip_suffix(close));
        let text_end = words.get(..start - usize::from(closed.is_some())).unwrap_or_default();
        let text_end = text_end.trim_end_matches(is_blank).len();
        let message = format!(
            "{} is within a line of text, so it is shown as text and not applied",
            quote(words.get(start..).unwrap_or_default())
        );
        let mut edits = vec![Change { from: text_end, to: start, text: "\n    ".to_owned() }];
        edits.extend(closed.map(|rest| Change { from: rest.len(), to: words.len(), text: String::new() }));
        let whole = Diagnosis::read_so(words, message, edits, keyword);
        let mut diagnosis = Diagnosis { name: Name::MisplacedInstruction, from: start, ..whole };
        let is_place = match keyword.word {
            "Hint" => matches!(self.context.block, Block::Choice | Block::Question),
            "Locked" => self.context.block == Block::Choice,
            "Feedback" => self.context.block == Block::Outcome,
            "Because" | "Right" | "Wrong" => self.context.block == Block::Answer,
            // The outcome above has its `Next:` below.
            "Outcome" => matches!(self.context.block, Block::Choice | Block::Situation),
            _ => true,
        };
        if !is_place {
            diagnosis.edits = Vec::new();
            diagnosis.mends = Vec::new();
            diagnosis.keyword = None;
        }
        // If the outcome continues below, this is not its end.
        let target = words.rsplit(':').next().unwrap_or_default().trim().trim_end_matches(['.', ')', ']']);
        let below: Vec<&str> = self.rest_of_outcome(line).collect();
        if keyword.word == "Next" && !below.is_empty() {
            let later_next = below.iter().find_map(|line| line.strip_prefix("Next"));
            let has_same_target =
                later_next.and_then(|rest| rest.split_once(':')).map(|(_, other)| other.trim() == target);
            diagnosis.edits = match has_same_target {
                Some(true) => vec![Change { from: text_end, to: words.len(), text: String::new() }],
                _ => Vec::new(),
            };
            diagnosis.mends = Vec::new();
            diagnosis.keyword = None;
        }
        self.report_within_line(line, diagnosis);
    }

    /// Finds a bracket directly after the colon of an instruction that belongs before it.
    pub(super) fn late_bracket(&self, line: Line<'s>, keyword: &'static Keyword, length: usize) -> Option<Diagnosis> {
        let words = line.words;
        let (colon, _) = words.match_indices(':').find(|(at, _)| *at >= length)?;
        let text = words.get(colon + 1..)?;
        let bracket_start = colon + 1 + (text.len() - text.trim_start_matches(is_blank).len());
        let text = text.trim_start_matches(is_blank);
        if self.context.block == Block::Lesson || text.starts_with('(') {
            return None;
        }
        let chance = chance(text);
        let (to, bracket) = match parse_clause(text) {
            // Conditional text: `[if trust > 40: yes | no]`.
            Some(found) if found.rest.contains(':') || found.open == '{' => return None,
            Some(found) if found.written == "when" || found.written == "else" => return None,
            Some(found) => {
                let bare = matches!(found.word, "once" | "otherwise");
                if bare != found.rest.is_empty() {
                    return None;
                }
                let bracket = format!("[{} {}", found.word, found.rest);
                (bracket_start + found.to, format!("{}]", bracket.trim_end()))
            }
            None => {
                let order = any_bracket(text, "order").filter(|_| matches!(keyword.word, "Quiz" | "Question"));
                let order = order.or_else(|| any_bracket(text, "one").filter(|_| keyword.word == "Question"));
                (bracket_start + order.or(chance.filter(|_| keyword.word == "Outcome"))?, String::new())
            }
        };
        let bracket = if bracket.is_empty() { words.get(bracket_start..to)?.to_owned() } else { bracket };
        // With two colons, `Next: [otherwise]: ward`, the one before the bracket goes.
        let text_after = words.get(to..)?.trim_start_matches(|c| is_blank(c) || c == ':');
        let effect = if keyword.is_plain() { "and belongs before it" } else { "so it is shown as text" };
        let message = format!("{} is after the colon of `{}`, {effect}", quote(&bracket), keyword.word);
        let removal = Change { from: bracket_start, to: words.len() - text_after.len(), text: String::new() };
        let header_end = words.get(..colon)?.trim_end_matches(is_blank).len();
        let mut edits = vec![insertion(header_end, &format!(" {bracket}")), removal.clone()];
        match keyword.word {
            "Choice" | "Next" | "Quiz" | "Question" => {}
            "Set" if bracket.starts_with("[if ") => {}
            "Outcome" if self.is_one_of_several(line) => {}
            // A single outcome with a condition would leave the other case open, so a conditional
            // paragraph is meant. A chance cannot be the condition of a paragraph.
            "Outcome" if chance.is_some() => edits.clear(),
            "Outcome" => edits = vec![Change { from: bracket_start, to: bracket_start, text: "\n      ".to_owned() }],
            _ if keyword.is_shown() => {
                edits = vec![insertion(0, &format!("{bracket} ")), removal.clone()];
            }
            "Hint" | "Feedback" | "Locked" | "Set" => edits.clear(),
            _ => return None,
        }
        if text_after.is_empty() {
            return None;
        }
        let whole = Diagnosis::read_so(words, message, edits, keyword);
        Some(Diagnosis { name: Name::BadBracket, from: bracket_start, to, mends: vec![removal], ..whole })
    }

    /// Returns the instructions below a line that belong to the same outcome.
    fn rest_of_outcome(&self, line: Line<'s>) -> impl Iterator<Item = &'s str> + use<'s> {
        let outcome_keywords = ["Next", "Set", "Show", "Upholds", "Breaks", "Partly", "Feedback", "Detour"];
        let ends = ["Choice", "Outcome", "Situation", "Ending", "Scenario"];
        self.below(line)
            .take_while(move |line| !ends.iter().any(|word| line.starts_with(word)))
            .filter(move |line| outcome_keywords.iter().any(|word| line.starts_with(word)))
    }

    /// Returns whether there is another outcome between the line and the next choice.
    pub(super) fn is_one_of_several(&self, line: Line<'s>) -> bool {
        let below = self.below(line).take_while(|line| !line.starts_with("Choice") && !line.starts_with("Situation"));
        self.context.block == Block::Late || self.context.block == Block::Outcome || {
            below.into_iter().any(|line| line.starts_with("Outcome"))
        }
    }

    /// Reports conditions in the brackets of other tools, and braces that contain a variable.
    /// Returns their ranges.
    fn scan_brackets(&mut self, line: Line<'s>, from: usize, shown: &str) -> Vec<(usize, usize)> {
        let mut reported_ranges = Vec::new();
        let opens: Vec<usize> = shown.match_indices(['[', '{', '(']).map(|(at, _)| at).collect();
        let mut done = 0;
        for at in opens {
            // All of a long line would be too much to read, and to build.
            if MAX_REPORTS <= reported_ranges.len() {
                break;
            }
            if at < done || shown.get(..at).is_some_and(|before| before.ends_with(['\\', '$', '@'])) {
                continue;
            }
            let Some(text) = shown.get(at..) else { continue };
            let starts = from + at == 0;
            if text.starts_with('[')
                && let Some((meant, length)) = self.find_misplaced_bracket(line, from + at, text, from)
            {
                done = at + length;
                reported_ranges.push((from + at, from + done));
                self.report_within_line(line, meant);
                continue;
            }
            let diagnosis = match parse_clause(text) {
                Some(found) => self
                    .condition_of(line.words, from + at, starts, &found)
                    .map(|meant| (meant, found.to))
                    .or_else(|| self.bare_variants(line.words, from + at, text)),
                None if text.starts_with('{') => self.diagnose_braces(line.words, from + at, text),
                None if text.starts_with('[') => self.bare_variants(line.words, from + at, text),
                None => None,
            };
            if let Some((meant, length)) = diagnosis {
                done = at + length;
                reported_ranges.push((from + at, from + done));
                self.report_within_line(line, meant);
            }
        }
        reported_ranges
    }

    /// Handles a clause in brackets that does not have the form of the language.
    fn condition_of(&self, words: &str, at: usize, starts: bool, found: &Clause<'_>) -> Option<Diagnosis> {
        let Clause { open, word, written, colon, rest, to, .. } = *found;
        let bare = matches!(word, "otherwise" | "once");
        let right = open == '[' && written == word && !colon;
        if right || (bare && !(starts && rest.is_empty() && open != '(')) || word == "after" || word == "needs" {
            return None;
        }
        if bare && (open == '[' || word == "once") {
            return None;
        }
        // Words inside: `{if trust > 40: yes}`.
        let (condition, inside) = match rest.split_once(':') {
            Some((condition, inside)) => (condition, Some(inside)),
            None => (rest, None),
        };
        let plain = condition.replace('$', "");
        if word == "if" && !self.is_condition_here(&plain) {
            return None;
        }
        // `(if logged)` within a sentence may be English.
        let signs = plain.contains(['=', '<', '>', '$']) || condition.contains('$');
        let is_variant = inside.is_some_and(|inside| inside.contains('|'));
        if open == '(' && !(colon || signs || starts || is_variant) {
            return None;
        }
        // `[If trust >= 40]` and `[else]` at the start of a line have their own message.
        if open == '[' && !colon && starts && inside.is_none() && (bare || signs) && written != "when" {
            return None;
        }
        let head = if bare { "otherwise".to_owned() } else { format!("if {}", plain.trim()) };
        let text = match inside {
            Some(inside) => format!("[{head}:{inside}]"),
            None => format!("[{head}]"),
        };
        let message = format!(
            "{} is not written as a condition, so it is shown as text",
            quote(words.get(at..at + to).unwrap_or_default())
        );
        let fits = starts || inside.is_some();
        let edit = Change { from: at, to: at + to, text };
        // If only the bracket and the word are wrong, read it as a condition.
        let mends = if starts && inside.is_none() && plain == condition {
            let start = at + words.get(at..)?.find(condition).filter(|_| !bare)?;
            vec![
                Change { from: at, to: start, text: "[if ".to_owned() },
                Change { from: start + condition.len(), to: at + to, text: "]".to_owned() },
            ]
        } else {
            Vec::new()
        };
        // `{if logged}He waits.{/if}`
        let is_closed_later = words.contains("{/if") || words.contains("{else") || words.contains("{end");
        let edits = if fits && !is_closed_later { vec![edit] } else { Vec::new() };
        let part = Diagnosis::part(Name::BadCondition, at, at + to, message, edits);
        Some(Diagnosis { mends, ..part })
    }

    /// Handles `{calm points`: a variable with an opening brace only.
    fn open_brace(&self, words: &str, at: usize, text: &str) -> Option<(Diagnosis, usize)> {
        let name = text.get(1..)?.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))).next()?;
        if !self.is_variable(name) || text.get(1..)?.contains('}') {
            return None;
        }
        let length = name.len() + 1;
        let written = quote(words.get(at..at + length).unwrap_or_default());
        let message = format!("{written} has no closing brace, so it is shown as text");
        let edits = vec![insertion(at + length, "}")];
        Some((Diagnosis::part(Name::ForeignSyntax, at, at + length, message, edits), length))
    }

    /// Handles braces that contain a variable but do not have the form of a value.
    fn diagnose_braces(&self, words: &str, at: usize, text: &str) -> Option<(Diagnosis, usize)> {
        let Some(close) = text.bytes().take(80).position(|byte| byte == b'}') else {
            return self.open_brace(words, at, text);
        };
        let doubled = text.starts_with("{{");
        let inner = text.get(1..close)?.trim_start_matches('{').trim();
        let length = close + 1 + usize::from(doubled && text.get(close + 1..)?.starts_with('}'));
        // A brace before another one is handled separately.
        if inner.contains('{') || (has_id_form(inner) && text.get(1..close) == Some(inner)) {
            return None;
        }
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        let scenario = self.context.scenario;
        let mut names = inner.split(|c: char| !is_name(c)).filter(|word| !word.is_empty());
        let find_variable = |word: &str| {
            let low = word.to_ascii_lowercase();
            let is_learner = low == "learner" || low.starts_with("learner_") || low.starts_with("learner-");
            let whole = self.names().variable(word, scenario).or(is_learner.then_some("learner"));
            whole.or_else(|| word.split('-').find_map(|part| self.names().variable(part, scenario)))
        };
        let variable = names.find_map(find_variable)?;
        let bare = inner.trim_start_matches('$').trim();
        let is_learner = variable == "learner" && !bare.contains(is_blank);
        let is_whole = bare.eq_ignore_ascii_case(variable) || is_learner;
        let message = format!(
            "{} is not written as a value, so it is shown as text",
            quote(words.get(at..at + length).unwrap_or_default())
        );
        let edits = if is_whole {
            vec![Change { from: at, to: at + length, text: format!("{{{variable}}}") }]
        } else {
            Vec::new()
        };
        Some((Diagnosis::part(Name::ForeignSyntax, at, at + length, message, edits), length))
    }

    /// Reports a problem within a line without changing how the line itself is classified.
    pub(super) fn report_within_line(&mut self, line: Line<'s>, meant: Diagnosis) {
        let context = self.context;
        let keyword = meant.keyword;
        self.report_line(line, meant);
        self.context = context;
        if let Some(keyword) = keyword {
            self.context.record_instruction(keyword);
        }
    }
}

/// Returns the length of an `[any order]` or `[any one]` at the start of a text.
fn any_bracket(text: &str, word: &str) -> Option<usize> {
    let (inner, _) = text.strip_prefix('[')?.split_once(']')?;
    inner.split_whitespace().eq(["any", word]).then_some(inner.len() + 2)
}

/// Returns the length of a chance such as `[1 in 4]` at the start of a text.
fn chance(text: &str) -> Option<usize> {
    let (inner, _) = text.strip_prefix('[')?.split_once(']')?;
    let (one, many) = inner.split_once(" in ")?;
    let is_number = |text: &str| !text.trim().is_empty() && text.trim().bytes().all(|byte| byte.is_ascii_digit());
    (is_number(one) && is_number(many)).then_some(inner.len() + 2)
}
