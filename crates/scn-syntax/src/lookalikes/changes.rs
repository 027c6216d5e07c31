//! Changes of variables without `Set:`: `calm -1`, `[calm +1, logged]`, `Meter calm: +1`,
//! `Increase calm by 1`.
//!
//! Only a change of a declared variable counts, and only one that its kind allows. What is written
//! as in a sentence, such as the name of a flag alone, counts only where a line of its own begins.

use scn_source::{Name, Span};

use super::context::Block;
use super::names::VariableKind;
use super::{Change, Diagnosis, Line, Scan};
use crate::findings::quote;
use crate::marks::Marks;
use crate::words::{find_keyword, has_id_form, is_blank, keyword_at_start};

/// The longest line that is examined, in bytes.
const LONGEST: usize = 64;

/// Words before a change that only say that it is one.
const LEADS: &[&str] =
    &["set", "sets", "change", "changes", "add", "adds", "var", "let", "variable", "meter", "flag", "state"];

/// Verbs that say in which direction a number changes, with the sign.
const VERBS: &[(&str, char)] = &[
    ("add to", '+'),
    ("decrease", '-'),
    ("decreases", '-'),
    ("increase", '+'),
    ("increases", '+'),
    ("lower", '-'),
    ("lowers", '-'),
    ("raise", '+'),
    ("raises", '+'),
    ("reduce", '-'),
    ("reduces", '-'),
];

/// Signs that assign a value, the longer ones first.
const ASSIGNS: &[&str] = &[":=", "==", "=>", "->", "=", ":", "→"];

/// Changes as `Set:` has them.
pub(super) struct Changes {
    /// The changes, separated by commas.
    text: String,
    /// Whether each has an operator or a value that no sentence has.
    is_clear: bool,
}

/// Splits a lower-case word off the start of a text, if a blank or a colon follows it.
fn after_word<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    let (head, rest) = text.split_at_checked(word.len())?;
    let value = rest.trim_start_matches(is_blank);
    let value = value.strip_prefix(':').unwrap_or(value).trim_start_matches(is_blank);
    (head.eq_ignore_ascii_case(word) && value.len() < rest.len()).then_some(value)
}

/// Returns whether a word may lead to a change.
pub(super) fn is_lead(word: &str) -> bool {
    let verbs = VERBS.iter().map(|(verb, _)| verb.split(' ').next().unwrap_or(verb));
    LEADS.iter().copied().chain(["not"]).chain(verbs).any(|lead| lead.eq_ignore_ascii_case(word))
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Parses `+1`, `- 1`, `+= 1`, `++`: a signed number in the spelling of the language.
fn parse_step(text: &str) -> Option<String> {
    let mut chars = text.chars();
    let sign = match chars.next()? {
        '+' => '+',
        '-' | '\u{2212}' | '\u{2013}' => '-',
        _ => return None,
    };
    let rest = chars.as_str();
    let amount = match rest {
        "+" | "-" if text.starts_with(rest) => "1",
        _ => rest.strip_prefix('=').unwrap_or(rest).trim_matches(is_blank),
    };
    is_number(amount).then(|| format!("{sign}{amount}"))
}

/// Returns the replacements that turn a line into another text but keep the words that both have,
/// in the same order, where they are: names are read at their place in the source. A word in
/// another letter case is a replacement of its own. Words that the line does not have replace what
/// is there.
fn replace_around_words(line: &str, text: &str) -> Vec<Change> {
    let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let (mut changes, mut line_end, mut text_end) = (Vec::new(), 0, 0);
    let mut text_at = 0;
    for word in text.split_inclusive(|c: char| !is_word(c)) {
        let start = text_at;
        text_at += word.len();
        let word = word.trim_end_matches(|c: char| !is_word(c));
        let rest = line.get(line_end..).unwrap_or_default();
        let is_whole = |at: &usize| {
            let before = rest.get(..*at).unwrap_or_default();
            let after = rest.get(at + word.len()..).unwrap_or_default();
            !before.ends_with(is_word) && !after.starts_with(is_word)
        };
        // Both have only ASCII letters in their words, so the positions are the same.
        let folded = rest.to_ascii_lowercase();
        let found = folded.match_indices(word).map(|(at, _)| at).find(is_whole);
        let Some(at) = found.filter(|_| !word.is_empty()) else { continue };
        let (from, to) = (line_end, line_end + at);
        changes.push(Change { from, to, text: text.get(text_end..start).unwrap_or_default().to_owned() });
        changes.push(Change { from: to, to: to + word.len(), text: word.to_owned() });
        (line_end, text_end) = (to + word.len(), start + word.len());
    }
    let text = text.get(text_end..).unwrap_or_default().to_owned();
    changes.push(Change { from: line_end, to: line.len(), text });
    changes.retain(|change| line.get(change.from..change.to) != Some(change.text.as_str()));
    changes
}

impl<'s> Scan<'s, '_> {
    /// Parses a text that consists only of changes of declared variables.
    pub(super) fn parse_changes(&self, text: &str) -> Option<Changes> {
        let text = text.trim_matches(is_blank).trim_end_matches(['.', ';', ',']).trim_end_matches(is_blank);
        let pairs = [('[', ']'), ('(', ')'), ('{', '}')];
        let inner = pairs.iter().find_map(|(open, close)| text.strip_prefix(*open)?.strip_suffix(*close));
        let is_bracketed = inner.is_some();
        let inner = inner.unwrap_or(text).trim_matches(is_blank);
        let led = LEADS.iter().find_map(|word| after_word(inner, word));
        self.parse_list(led.unwrap_or(inner), led.is_some() && !is_bracketed).or_else(|| {
            // `Score: calm +1`, `Effect: logged = yes`.
            let (word, list) = inner.split_once(':')?;
            let is_word = word.starts_with(char::is_uppercase) && word.chars().all(char::is_alphabetic);
            is_word.then(|| self.parse_list(list, false)).flatten().filter(|changes| changes.is_clear)
        })
    }

    /// Returns whether a line may consist of changes: it begins with a sign, with a variable, or with
    /// a word that leads to one, or has a colon.
    fn may_be_changes(&self, line: Line<'_>) -> bool {
        let is_around = |c: char| is_blank(c) || matches!(c, '[' | '(' | '{' | '"' | '$');
        let text = line.words.trim_start_matches(is_around);
        let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        let word = text.get(..text.bytes().take_while(is_name).count()).unwrap_or_default();
        line.marks.has_any(const { Marks::each(b":") })
            || text.starts_with(['+', '-', '!', '\u{2212}'])
            || word.contains('-')
            || is_lead(word)
            || self.names().variable(word, self.context.scenario).is_some()
    }

    /// Parses a list of changes. `is_led` holds if a word such as `set` is in front of it.
    fn parse_list(&self, list: &str, is_led: bool) -> Option<Changes> {
        let parts = list.split([',', ';']).map(|part| self.parse_change(part.trim_matches(is_blank)));
        let mut out = Changes { text: String::new(), is_clear: true };
        for part in parts {
            let (change, is_clear) = part?;
            out.is_clear &= is_clear;
            if !out.text.is_empty() {
                out.text.push_str(", ");
            }
            out.text.push_str(&change);
        }
        // `[calm]` may be a word in brackets, and `set logged` a change.
        out.is_clear |= is_led && !out.text.is_empty();
        Some(out)
    }

    /// Parses one change, and returns it with whether no sentence has it.
    fn parse_change(&self, text: &str) -> Option<(String, bool)> {
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        let scenario = self.context.scenario;
        if let Some(name) = text.strip_prefix("not ").or_else(|| text.strip_prefix('!')) {
            let (id, kind) = self.names().variable_kind(name.trim_matches(is_blank), scenario)?;
            return (*kind == VariableKind::Flag).then(|| (format!("not {id}"), text.starts_with('!')));
        }
        // `+1 calm`, `Increase calm by 1`.
        if text.starts_with(['+', '-', '\u{2212}']) {
            let (step, name) = text.rsplit_once(is_blank)?;
            let (id, kind) = self.names().variable_kind(name, scenario)?;
            let step = parse_step(step.trim_matches(is_blank)).filter(|_| *kind == VariableKind::Meter)?;
            return Some((format!("{id} {step}"), true));
        }
        let verb = VERBS.iter().find_map(|(verb, sign)| Some((after_word(text, verb)?, sign)));
        if let Some((rest, sign)) = verb {
            let (name, amount) = rest.split_once(" by ")?;
            let (id, kind) = self.names().variable_kind(name.trim_matches(is_blank), scenario)?;
            let amount = amount.trim_matches(is_blank);
            let is_step = is_number(amount) && *kind == VariableKind::Meter;
            return is_step.then(|| (format!("{id} {sign}{amount}"), true));
        }
        let unquoted = text.strip_prefix(['"', '$']).unwrap_or(text);
        let mut end = unquoted.find(|c: char| !is_name(c)).unwrap_or(unquoted.len());
        // `calm-1` and `calm--` have the form of a name.
        if self.names().variable_kind(unquoted.get(..end)?, scenario).is_none() {
            end = unquoted.find('-').filter(|at| *at < end)?;
        }
        let (id, kind) = self.names().variable_kind(unquoted.get(..end)?, scenario)?;
        let rest = unquoted.get(end..)?;
        let rest = if text.starts_with('"') { rest.strip_prefix('"')? } else { rest };
        self.parse_value(id, kind, rest.trim_matches(is_blank))
    }

    /// Parses what follows the name of a variable in a change.
    fn parse_value(&self, id: &str, kind: &VariableKind<'_>, rest: &str) -> Option<(String, bool)> {
        if rest.is_empty() {
            return (*kind == VariableKind::Flag).then(|| (id.to_owned(), false));
        }
        let assigned = ASSIGNS.iter().find_map(|sign| rest.strip_prefix(sign));
        let value = assigned.unwrap_or(rest).trim_matches(is_blank).trim_matches('"');
        let low = value.to_ascii_lowercase();
        match kind {
            VariableKind::Meter => {
                // `calm = calm + 1`
                let own = assigned.and_then(|_| low.strip_prefix(id)).map_or(value, |own| own.trim_matches(is_blank));
                let change = match parse_step(own) {
                    Some(step) => format!("{id} {step}"),
                    None => format!("{id} = {}", Some(value).filter(|value| assigned.is_some() && is_number(value))?),
                };
                Some((change, true))
            }
            VariableKind::Flag => match low.as_str() {
                _ if assigned.is_none() => None,
                "yes" | "true" | "on" | "1" => Some((id.to_owned(), true)),
                "no" | "false" | "off" | "0" => Some((format!("not {id}"), true)),
                _ => None,
            },
            VariableKind::State(values) => {
                let is_value = assigned.is_some() && has_id_form(&low);
                let is_known = values.is_empty() || values.contains(&low.as_str());
                // An unknown value is left to the compiler.
                (is_value && (is_known || rest.starts_with('='))).then(|| (format!("{id} = {low}"), true))
            }
        }
    }

    /// Handles a line that is only a change of variables and has no `Set:`.
    pub(super) fn bare_change(&self, line: Line<'s>) -> Option<Diagnosis> {
        let words = line.words;
        let block = self.context.block;
        if LONGEST < words.len() || !self.may_be_changes(line) {
            return None;
        }
        // A choice can have the lines of an outcome without an `Outcome:`.
        let is_wordless = block == Block::Choice
            && !self.below(line).take_while(|it| !it.starts_with("Choice")).any(|it| it.starts_with("Outcome"));
        let is_outcome = matches!(block, Block::Outcome | Block::Late) || is_wordless;
        let body = is_outcome || matches!(block, Block::Situation | Block::Choice | Block::Ending);
        if !body {
            return None;
        }
        let head = words.get(..words.find(':').unwrap_or_default())?;
        let keyword = keyword_at_start(words);
        let is_declaration = keyword.is_some_and(|keyword| matches!(keyword.word, "Meter" | "Flag" | "State"));
        // A list of changes continues on the next line.
        let is_list = self.text.get(..line.start).is_some_and(|above| above.trim_end().ends_with(','));
        if keyword.is_some() && !is_declaration || is_list || !head.is_empty() && self.names().is_cast(head) {
            return None;
        }
        if words.starts_with('[') && self.is_condition_here(words.trim_matches(['[', ']'])) {
            return None;
        }
        let changes = self.parse_changes(words)?;
        if is_declaration && self.is_only_declaration(line) {
            return None;
        }
        let is_plain = !words.ends_with('.') && words.starts_with(|c: char| !c.is_uppercase());
        if !(changes.is_clear || is_outcome && is_plain && self.may_begin(line)) {
            return None;
        }
        let set = find_keyword("Set")?;
        if !is_outcome {
            let message = format!("{} looks like a change, and a change is a `Set:` in an outcome", quote(words));
            return Some(Diagnosis::part(Name::LikelyInstruction, 0, words.len(), message, Vec::new()));
        }
        let message = format!("{} is a change, and a change starts with `Set:`", quote(words));
        let text = format!("Set: {}", changes.text);
        let mends = replace_around_words(words, &text);
        let edits = vec![Change { from: 0, to: words.len(), text }];
        let aliases = mends.iter().filter_map(|mend| Some((mend.from, mend.to, self.declared_as(&mend.text)?)));
        let aliases = aliases.collect();
        Some(Diagnosis { mends, aliases, ..Diagnosis::read_so(words, message, edits, set) })
    }

    /// Returns where a word is declared as a variable, or as a value of a state.
    fn declared_as(&self, word: &str) -> Option<Span> {
        let scenario = self.context.scenario;
        let variable = self.names().variable_kind(word, scenario).map(|(id, _)| id);
        let declared = variable.or_else(|| Some(self.names().state_with(word, scenario)?.1))?;
        let start = declared.as_ptr() as usize - self.text.as_ptr() as usize;
        (declared == word).then(|| Span::new(start, start + declared.len()))
    }

    /// Returns whether the variable of a header is declared nowhere else.
    fn is_only_declaration(&self, line: Line<'s>) -> bool {
        let mut names = line.words.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).skip(1);
        let id = names.find_map(|name| self.names().variable(name, self.context.scenario));
        id.is_none_or(|id| line.words.as_bytes().as_ptr_range().contains(&id.as_ptr()))
    }

    /// Handles `He nods. calm -1` and `He nods. [calm -1]`: changes after the words of a line.
    pub(super) fn trailing_change(&self, line: Line<'s>, from: usize) -> Option<Diagnosis> {
        let words = line.words;
        let text = words.get(from..)?;
        let bare = text.trim_end_matches(['.', ' ']);
        // Changes come after the end of a sentence, or in brackets.
        let ends = |text: &str| memchr::memchr3(b'.', b'!', b'?', text.as_bytes()).is_some();
        let start = match bare.chars().next_back()? {
            ']' => bare.rfind('[')?,
            ')' => bare.rfind('(')?,
            c if (c.is_ascii_alphanumeric() || matches!(c, '+' | '-')) && ends(bare) => {
                let is_end = |(at, _): &(usize, &str)| text.get(..*at).is_some_and(|it| it.ends_with(['.', '!', '?']));
                bare.rmatch_indices(' ').filter(is_end).map(|(at, _)| at + 1).next()?
            }
            _ => return None,
        };
        let written = text.get(start..)?;
        let is_condition =
            written.starts_with('[') && self.is_condition_here(bare.get(start..)?.trim_matches(['[', ']']));
        if is_condition || LONGEST < written.len() || text.get(..start)?.trim_matches(is_blank).is_empty() {
            return None;
        }
        let changes = self.parse_changes(written).filter(|changes| changes.is_clear)?;
        let set = format!("Set: {}", changes.text);
        let text_end = from + text.get(..start)?.trim_end_matches(is_blank).len();
        let is_outcome = matches!(self.context.block, Block::Outcome | Block::Late);
        let message = format!("{} is shown as text, and changes nothing", quote(written));
        let edit = Change { from: text_end, to: words.len(), text: format!("\n    {set}") };
        let edits = if is_outcome { vec![edit] } else { Vec::new() };
        Some(Diagnosis::part(Name::MisplacedInstruction, from + start, words.len(), message, edits))
    }
}

#[cfg(test)]
mod tests {
    use super::replace_around_words;

    #[test]
    fn the_words_of_a_change_stay_where_they_are() {
        for (line, text, kept) in [
            ("logged = yes", "Set: logged", "logged"),
            ("Flag logged: no", "Set: not logged", "logged"),
            ("Increase calm by 1", "Set: calm +1", "calm 1"),
            ("[set calm +1, logged]", "Set: calm +1, logged", "calm 1 logged"),
            ("Mood: Busy", "Set: mood = busy", ""),
            ("Trust +2", "Set: trust +2", "2"),
            ("+1 calm", "Set: calm +1", "calm"),
        ] {
            let changes = replace_around_words(line, text);
            let mut mended = line.to_owned();
            for change in changes.iter().rev() {
                mended.replace_range(change.from..change.to, &change.text);
            }
            assert_eq!(mended, text, "{line}");
            for word in kept.split_whitespace() {
                let at = line.find(word).expect("the line has the word");
                let is_kept = changes.iter().all(|change| change.to <= at || at + word.len() <= change.from);
                assert!(is_kept, "{line}: {word}");
            }
        }
    }
}
