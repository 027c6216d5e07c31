//! Brackets whose words show a condition or clause that the language writes in another form or
//! another place: `[elseif calm > 3]`, `[logged]`, `[needs logged]` on a line of text, `[endif]`.
//!
//! Only brackets that can hardly be English count: those whose whole content is a bracket keyword,
//! or a condition over known names.

use scn_source::Name;

use super::context::Block;
use super::{Change, Diagnosis, Line, Scan, insertion};
use crate::findings::quote;
use crate::parser::{self, Rule};
use crate::words::{Keyword, is_blank};

/// The longest bracket that is examined, in bytes.
const LONGEST: usize = 200;

/// The meaning of the words of a bracket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum BracketKind<'t> {
    /// `if` with a condition.
    If(&'t str),
    /// Other words for `if`, or no such word: `show if logged`, `logged`, `needs logged`.
    Shown(&'t str),
    /// `elseif` and similar words.
    ElseIf(&'t str),
    Unless(&'t str),
    /// `otherwise` or `else`; holds whether it has the exact form of the language.
    Otherwise(bool),
    /// `endif` and similar words.
    End,
    /// A bracket of choices, outcomes or quizzes; holds where it belongs.
    Elsewhere(&'static str),
}

/// Builds a [`BracketKind`] from the condition of a bracket.
type KindConstructor = for<'t> fn(&'t str) -> BracketKind<'t>;

/// Words that begin a bracket with a condition, each with the resulting kind.
const WORDS: &[(&str, KindConstructor)] = &[
    ("else if", |condition| BracketKind::ElseIf(condition)),
    ("elseif", |condition| BracketKind::ElseIf(condition)),
    ("elsif", |condition| BracketKind::ElseIf(condition)),
    ("elif", |condition| BracketKind::ElseIf(condition)),
    ("otherwise if", |condition| BracketKind::ElseIf(condition)),
    ("unless", |condition| BracketKind::Unless(condition)),
    ("except if", |condition| BracketKind::Unless(condition)),
    ("only if", |condition| BracketKind::Shown(condition)),
    ("only when", |condition| BracketKind::Shown(condition)),
    ("show if", |condition| BracketKind::Shown(condition)),
    ("show when", |condition| BracketKind::Shown(condition)),
    ("shown if", |condition| BracketKind::Shown(condition)),
    ("visible if", |condition| BracketKind::Shown(condition)),
    ("display if", |condition| BracketKind::Shown(condition)),
    ("requires", |condition| BracketKind::Shown(condition)),
    ("needs", |condition| BracketKind::Shown(condition)),
    ("als", |condition| BracketKind::Shown(condition)),
    ("falls", |condition| BracketKind::Shown(condition)),
    ("fi", |condition| BracketKind::Shown(condition)),
    ("i", |condition| BracketKind::Shown(condition)),
    ("iff", |condition| BracketKind::Shown(condition)),
    ("se", |condition| BracketKind::Shown(condition)),
    ("si", |condition| BracketKind::Shown(condition)),
    ("wenn", |condition| BracketKind::Shown(condition)),
    ("if", |condition| BracketKind::If(condition)),
];

/// A bracket in a line. Offsets are relative to the start of the line's text.
struct Bracket<'t> {
    from: usize,
    to: usize,
    written: &'t str,
    kind: BracketKind<'t>,
    /// Whether its word has the exact form of the language.
    exact: bool,
}

/// Returns whether a rule of the grammar matches the whole text.
pub(super) fn is_rule(rule: Rule, words: &str) -> bool {
    let nodes = parser::parse(rule, words);
    nodes.as_ref().and_then(parser::Nodes::root).is_some_and(|read| read.as_str().len() == words.len())
}

impl<'s> Scan<'s, '_> {
    /// Returns whether the whole text is a condition over known names.
    fn is_known_condition(&self, text: &str) -> bool {
        let text = text.trim();
        let nodes = parser::parse(Rule::condition, text);
        let read = nodes.as_ref().and_then(parser::Nodes::root).filter(|read| read.as_str().len() == text.len());
        let Some(read) = read else { return false };
        let mut some = false;
        for part in read.into_inner() {
            let mut names = part.descendants().filter(|one| one.as_rule() == Rule::reference);
            let fits = if part.as_rule() == Rule::fact {
                names.all(|one| {
                    let name = one.as_str();
                    self.is_likely_target(name) || self.names().is_principle(name) || self.names().is_choice(name)
                })
            } else if part.as_rule() == Rule::comparison {
                // If two names are compared, one of them can be a value of a state.
                names.any(|one| self.is_condition_name(one.as_str()))
            } else {
                continue;
            };
            if !fits {
                return false;
            }
            some = true;
        }
        some
    }

    /// Returns the kind of a bracket and whether its word is exact, or `None` for any other words.
    fn kind_of<'t>(&self, inside: &'t str) -> Option<(BracketKind<'t>, bool)> {
        let low = inside.to_ascii_lowercase();
        match low.as_str() {
            "otherwise" | "else" => {
                return Some((BracketKind::Otherwise(inside == "otherwise"), inside == "otherwise"));
            }
            "endif" | "end if" | "end-if" | "/if" | "fi" | "end" => return Some((BracketKind::End, inside == "end")),
            "once" => return Some((BracketKind::Elsewhere("before the colon of a `Choice`"), true)),
            _ if is_rule(Rule::after, &low) => {
                return Some((BracketKind::Elsewhere("before the colon of a `Choice`"), true));
            }
            _ if is_rule(Rule::chance, &low) => {
                return Some((BracketKind::Elsewhere("before the colon of an `Outcome`"), true));
            }
            _ if is_rule(Rule::any_order, &low) => {
                return Some((BracketKind::Elsewhere("before the colon of a `Quiz` or `Question`"), true));
            }
            _ if is_rule(Rule::any_one, &low) => {
                return Some((BracketKind::Elsewhere("before the colon of a `Question`"), true));
            }
            _ => {}
        }
        let keyword_match = WORDS.iter().find_map(|(word, made)| {
            let (head, rest) = inside.split_at_checked(word.len())?;
            let after_colon = rest.strip_prefix(':').unwrap_or(rest);
            let condition = after_colon.trim_start_matches(is_blank);
            let parted = condition.len() < after_colon.len() || condition.starts_with('(');
            (head.eq_ignore_ascii_case(word) && parted)
                .then(|| (made(condition), matches!(head, "if" | "otherwise if")))
        });
        match keyword_match {
            Some((kind, exact)) => {
                let (BracketKind::If(condition)
                | BracketKind::Shown(condition)
                | BracketKind::ElseIf(condition)
                | BracketKind::Unless(condition)) = kind
                else {
                    return None;
                };
                self.is_known_condition(condition).then_some((kind, exact))
            }
            None => self.is_known_condition(inside).then_some((BracketKind::Shown(inside), false)),
        }
    }

    /// Returns the bracket at the start of a text, which is at offset `from` of the line.
    fn bracket_at<'t>(&self, text: &'t str, from: usize) -> Option<Bracket<'t>> {
        let inner = text.strip_prefix('[')?;
        let end = inner.bytes().take(LONGEST).position(|byte| matches!(byte, b']' | b'['))?;
        let after_bracket = inner.get(end..)?.strip_prefix(']')?;
        if after_bracket.starts_with(['(', '[']) {
            return None;
        }
        let written = text.get(..end + 2)?;
        let inside = inner.get(..end)?.trim_matches(is_blank);
        let bare = inside.trim_end_matches(':').trim_end_matches(is_blank);
        if bare.is_empty() {
            return None;
        }
        let (kind, exact) = self.kind_of(bare)?;
        Some(Bracket { from, to: from + end + 2, written, kind, exact: exact && bare == inside })
    }

    /// Finds a bracket in a line of text whose form or place is wrong, and returns it with its
    /// length. `text` begins at the bracket and has its code blanked out; `at` is its offset in the
    /// line; `label` is the length of the start of the instruction that precedes the text.
    pub(super) fn find_misplaced_bracket(
        &self,
        line: Line<'s>,
        at: usize,
        text: &str,
        label: usize,
    ) -> Option<(Diagnosis, usize)> {
        let words = line.words;
        if words.get(..at)?.ends_with(['!', '\\']) || self.context.block == Block::Lesson {
            return None;
        }
        let bracket = self.bracket_at(text, at)?;
        let length = bracket.to - bracket.from;
        let text_before = words.get(label..at)?.trim_matches(is_blank);
        let text_after = words.get(bracket.to..)?.trim_matches(is_blank);
        let lead = text_before.trim_matches(['*', '_']);
        let bullet = matches!(text_before, "-" | "*" | "•" | "+") && label == 0 && words.get(..at)?.ends_with(is_blank);
        let starts = label == 0 && lead.is_empty() && !bullet;
        let ended = text_before.ends_with(['.', '!', '?', '…', '"', '”', ')', ']', ':', '—', '–']);
        let ends = text_after.trim_matches(['.', '!', '?', '*', '_']).is_empty();
        let edges = starts || bullet || ends || ended || text_before.is_empty();
        let diagnosis = match bracket.kind {
            BracketKind::Shown(condition) if self.is_number_or_state(condition) => {
                let id = condition.trim();
                let message = format!("{} is shown as text; a value is in braces", quote(bracket.written));
                let edits = vec![Change { from: bracket.from, to: bracket.to, text: format!("{{{id}}}") }];
                Diagnosis::part(Name::ForeignSyntax, bracket.from, bracket.to, message, edits)
            }
            // The grammar reads it.
            BracketKind::End if bracket.exact && starts && text_after.is_empty() => return None,
            BracketKind::End if edges => self.end_of_condition(line, &bracket, text_after),
            BracketKind::Otherwise(_) if !starts && !bullet && bracket.exact => return None,
            BracketKind::Otherwise(_) if starts || bullet => {
                self.at_start(line, &bracket, text_before, text_after, bullet)?
            }
            BracketKind::Otherwise(_) if ended || words.contains("[if") => belongs_at_start(&bracket),
            BracketKind::Elsewhere(place) if edges => {
                let message =
                    format!("`{}` belongs {place}; here it is shown as text", quote(bracket.written).trim_matches('`'));
                Diagnosis::part(Name::BadBracket, bracket.from, bracket.to, message, Vec::new())
            }
            BracketKind::If(_) | BracketKind::Shown(_) | BracketKind::ElseIf(_) | BracketKind::Unless(_)
                if starts || bullet =>
            {
                self.at_start(line, &bracket, text_before, text_after, bullet)?
            }
            // A name in brackets within a sentence may be English.
            BracketKind::Shown(condition) if !edges && condition == bracket.written.trim_matches(['[', ']']) => {
                return None;
            }
            BracketKind::If(_) | BracketKind::Shown(_) | BracketKind::ElseIf(_) | BracketKind::Unless(_) => {
                self.diagnose_bracket_after_words(line, &bracket, label, ends)
            }
            BracketKind::End | BracketKind::Otherwise(_) | BracketKind::Elsewhere(_) => return None,
        };
        Some((diagnosis, length))
    }

    /// Returns whether a text is the id of a meter or of a state, which are no condition by
    /// themselves.
    fn is_number_or_state(&self, text: &str) -> bool {
        let kind = self.names().variable_kind(text.trim(), self.context.scenario);
        kind.is_some_and(|(id, kind)| id == text.trim() && *kind != super::names::VariableKind::Flag)
    }

    /// Handles a bracket at the start of a line, possibly after emphasis or a list marker, or with
    /// a colon.
    fn at_start(
        &self,
        line: Line<'s>,
        bracket: &Bracket<'_>,
        before: &str,
        behind: &str,
        bullet: bool,
    ) -> Option<Diagnosis> {
        let words = line.words;
        let colon = behind.starts_with(':') || bracket.written.trim_end_matches(']').trim_end().ends_with(':');
        let plain = before.is_empty() && !colon && !bullet;
        let (before_it, condition, behind_it) = match bracket.kind {
            // `[if logged]] You look.`
            BracketKind::If(_) if plain && behind.starts_with(']') => {
                let message = format!("the `]` after {} is shown as text", quote(bracket.written));
                let edits = vec![Change { from: bracket.to, to: bracket.to + 1, text: String::new() }];
                return Some(Diagnosis::part(Name::BadBracket, bracket.from, bracket.to + 1, message, edits));
            }
            // The grammar reads these, or they are reported with their words.
            BracketKind::If(_) if plain => return None,
            BracketKind::ElseIf(_) if plain && bracket.exact => return None,
            BracketKind::Otherwise(_) if plain || bullet && bracket.exact => return None,
            BracketKind::If(condition) | BracketKind::Shown(condition) => ("[if ", condition.trim(), "]"),
            BracketKind::Unless(condition) if is_single_name(condition) => ("[if not ", condition.trim(), "]"),
            BracketKind::Unless(condition) => ("[if not (", condition.trim(), ")]"),
            BracketKind::ElseIf(condition) => {
                let message = format!(
                    "{} is not a bracket of scn, so it is shown as text; it is written `[otherwise if …]`",
                    quote(bracket.written)
                );
                let is_alone = behind.is_empty();
                if self.follows_condition(line) || is_alone && self.is_in_block(line, bracket) {
                    let text = format!("[otherwise if {}]", condition.trim());
                    let edits = vec![Change { from: bracket.from, to: bracket.to, text }];
                    return Some(Diagnosis::part(Name::BadBracket, bracket.from, bracket.to, message, edits));
                }
                // Read it as `[if …]`, so that the text is shown if its own condition holds.
                let start = bracket.from + bracket.written.find(condition)?;
                let mends = vec![
                    Change { from: bracket.from, to: start, text: "[if ".to_owned() },
                    Change { from: start + condition.trim().len(), to: bracket.to, text: "]".to_owned() },
                ];
                let part = Diagnosis::part(Name::BadBracket, bracket.from, bracket.to, message, Vec::new());
                return Some(Diagnosis { mends, ..part });
            }
            BracketKind::Otherwise(_) => ("[otherwise", "", "]"),
            BracketKind::End | BracketKind::Elsewhere(_) => return None,
        };
        let after_bracket = words.get(bracket.to..)?;
        let emphasis = before.trim_matches(is_blank);
        let after_emphasis = if bullet || emphasis.is_empty() {
            after_bracket
        } else {
            after_bracket.strip_prefix(emphasis).unwrap_or(after_bracket)
        };
        let text = after_emphasis.trim_start_matches(is_blank);
        let text = if colon { text.strip_prefix(':').unwrap_or(text).trim_start_matches(is_blank) } else { text };
        let prefix_end = words.len() - text.len();
        let mark = if bullet { format!(" {before} ") } else { " ".to_owned() };
        let mark = if text.is_empty() { "" } else { &mark };
        let message = format!(
            "{} is not written as a condition, so it is shown as text",
            quote(words.get(..prefix_end.max(bracket.to)).unwrap_or_default())
        );
        let right = format!("{before_it}{condition}{behind_it}{mark}");
        let edits = vec![Change { from: 0, to: prefix_end, text: right }];
        // The condition itself is kept as written.
        let start = bracket.from + bracket.written.find(condition)?;
        let mends = if condition.is_empty() {
            edits.clone()
        } else {
            vec![
                Change { from: 0, to: start, text: before_it.to_owned() },
                Change { from: start + condition.len(), to: prefix_end, text: format!("{behind_it}{mark}") },
            ]
        };
        let part = Diagnosis::part(Name::BadBracket, bracket.from, bracket.to, message, edits);
        Some(Diagnosis { mends, ..part })
    }

    /// Handles `[endif]`, which ends a block of conditions or has no effect.
    fn end_of_condition(&self, line: Line<'s>, bracket: &Bracket<'_>, behind: &str) -> Diagnosis {
        let words = line.words;
        if bracket.from == 0 && behind.is_empty() && self.is_in_block(line, bracket) {
            let message = format!("{} is not a bracket of scn; it is written `[end]`", quote(bracket.written));
            let edit = Change { from: 0, to: bracket.to, text: "[end]".to_owned() };
            return Diagnosis::part(Name::BadBracket, bracket.from, bracket.to, message, vec![edit]);
        }
        let message =
            format!("{} has no effect: a condition covers only its own line or paragraph", quote(bracket.written));
        let text_before = words.get(..bracket.from).unwrap_or_default();
        let start = if behind.is_empty() { text_before.trim_end_matches(is_blank).len() } else { bracket.from };
        let after_bracket = words.get(bracket.to..).unwrap_or_default();
        let end = if start == 0 { words.len() - after_bracket.trim_start_matches(is_blank).len() } else { bracket.to };
        let edit = Change { from: start, to: end, text: String::new() };
        Diagnosis::part(Name::BadBracket, bracket.from, bracket.to, message, vec![edit])
    }

    /// Handles a condition in brackets after the words that it applies to.
    fn diagnose_bracket_after_words(
        &self,
        line: Line<'s>,
        bracket: &Bracket<'_>,
        label: usize,
        ends: bool,
    ) -> Diagnosis {
        let words = line.words;
        let first = words.get(label..bracket.from).unwrap_or_default().trim().is_empty();
        let message = if first {
            format!(
                "{} does not control whether this text is shown, and is shown as text itself",
                quote(bracket.written)
            )
        } else {
            format!("{} is after the words that depend on it, so it is shown as text", quote(bracket.written))
        };
        let right = match bracket.kind {
            BracketKind::If(condition) | BracketKind::Shown(condition) => Some(format!("[if {}]", condition.trim())),
            BracketKind::Unless(condition) => Some(negated_bracket(condition)),
            BracketKind::ElseIf(_) | BracketKind::Otherwise(_) | BracketKind::End | BracketKind::Elsewhere(_) => None,
        };
        // It applies to the whole paragraph if the paragraph is this line.
        let whole = label == 0 && ends && !self.context.running && self.ends_text(line) && !words.starts_with('[');
        let edits = right.filter(|_| whole).map(|right| {
            let text_end = words.get(..bracket.from).unwrap_or_default().trim_end_matches(is_blank).len();
            vec![insertion(0, &format!("{right} ")), Change { from: text_end, to: bracket.to, text: String::new() }]
        });
        Diagnosis::part(Name::BadBracket, bracket.from, bracket.to, message, edits.unwrap_or_default())
    }

    /// Returns whether the line above a line begins with a condition that another can follow.
    fn follows_condition(&self, line: Line<'s>) -> bool {
        let above = self.text.get(..line.start).unwrap_or_default().trim_end().rsplit('\n').next().unwrap_or_default();
        let above = above.trim().to_ascii_lowercase();
        let inner = above.strip_prefix('[').map(|inner| inner.trim_start_matches(is_blank)).unwrap_or_default();
        ["if ", "otherwise if ", "else if ", "elseif ", "elsif ", "elif "].iter().any(|word| inner.starts_with(word))
    }

    /// Returns whether an `[if …]` alone on its line above is not ended yet, and something ends it.
    fn is_in_block(&self, line: Line<'s>, bracket: &Bracket<'_>) -> bool {
        let above = self.text.get(..line.start).unwrap_or_default();
        let below = self.text.get(line.start..).unwrap_or_default();
        crate::branches::is_open_above(above)
            && (bracket.kind == BracketKind::End || crate::branches::has_end_below(below))
    }

    /// Finds a bracket at the end of a label or of an outcome's text that belongs before the colon.
    pub(super) fn diagnose_bracket_at_end(
        &self,
        line: Line<'s>,
        keyword: &'static Keyword,
        length: usize,
    ) -> Option<Diagnosis> {
        let words = line.words;
        if !matches!(keyword.word, "Choice" | "Outcome" | "Next" | "Set" | "Quiz" | "Question")
            || !words.ends_with([']', ')', '}', '.'])
        {
            return None;
        }
        let text = words.trim_end_matches('.');
        let pairs = [('[', ']'), ('(', ')'), ('{', '}')];
        let open = pairs.iter().find_map(|(open, close)| text.strip_suffix(*close)?.rfind(*open))?;
        let written = text.get(open..)?;
        let (colon, _) = words.match_indices(':').find(|(at, _)| *at >= length)?;
        let inside = written.get(1..written.len() - 1)?.trim_matches(is_blank);
        let right = if written.starts_with('[') { written.to_owned() } else { format!("[{inside}]") };
        let condition = ["if", "needs"].iter().find_map(|word| inside.strip_prefix(word)?.strip_prefix(is_blank));
        let is_known = condition.is_some_and(|condition| self.is_known_condition(condition));
        let is_square = written.starts_with('[');
        // `Ring again (once).` may be meant so.
        let is_apart = !written.starts_with('(')
            || words.get(..open)?.trim_end_matches(is_blank).ends_with(['.', '!', '?', '"', '”']);
        let fits = match keyword.word {
            "Choice" => is_known || is_apart && (inside == "once" || is_rule(Rule::after, inside)),
            "Outcome" => {
                is_known && inside.starts_with("if")
                    || is_square && (is_rule(Rule::chance, inside) || inside == "otherwise")
            }
            "Next" => is_known && inside.starts_with("if") || is_square && inside == "otherwise",
            "Set" => is_known && inside.starts_with("if"),
            _ => is_square && (is_rule(Rule::any_order, inside) || is_rule(Rule::any_one, inside)),
        };
        if !fits || open <= colon || words.get(colon + 1..open)?.trim().is_empty() {
            return None;
        }
        if words.get(..open)?.ends_with(['\\', '!']) {
            return None;
        }
        let text_end = words.get(..open)?.trim_end_matches(is_blank).len();
        // A full stop after the bracket belongs to the text, if there is a text and it has none.
        let stop =
            text.len() < words.len() && !keyword.is_plain() && !words.get(..text_end)?.ends_with(['.', '!', '?']);
        let removal_end = if stop { text.len() } else { words.len() };
        let removal = Change { from: text_end, to: removal_end, text: String::new() };
        let header_end = words.get(..colon)?.trim_end_matches(is_blank).len();
        let alone = keyword.word == "Outcome" && !self.is_one_of_several(line);
        let without = vec![removal.clone()];
        let edits = if alone { Vec::new() } else { vec![insertion(header_end, &format!(" {right}")), removal] };
        let effect = if keyword.is_plain() { "and belongs before its colon" } else { "so it is shown as text" };
        let message = format!("{} is at the end of `{}`, {effect}", quote(written), keyword.word);
        let mends = if keyword.is_plain() { without } else { edits.clone() };
        let diagnosis = Diagnosis::read_so(words, message, edits, keyword);
        Some(Diagnosis { name: Name::BadBracket, from: open, to: open + written.len(), mends, ..diagnosis })
    }
}

/// Handles an `[else]` within a line.
fn belongs_at_start(bracket: &Bracket<'_>) -> Diagnosis {
    let message =
        format!("{} belongs at the start of a line as `[otherwise]`; here it is shown as text", quote(bracket.written));
    Diagnosis::part(Name::BadBracket, bracket.from, bracket.to, message, Vec::new())
}

/// Returns whether a condition is a single name, which needs no parentheses after `not`.
fn is_single_name(condition: &str) -> bool {
    !condition.trim().contains(is_blank) && !condition.contains(['(', '=', '<', '>'])
}

/// Returns the bracket for the negation of a condition.
fn negated_bracket(condition: &str) -> String {
    let condition = condition.trim();
    if is_single_name(condition) { format!("[if not {condition}]") } else { format!("[if not ({condition})]") }
}
