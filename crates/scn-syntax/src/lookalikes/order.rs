//! Lines that show that a line above them is missing or was meant to be something else.

use scn_source::Name;

use super::context::Block;
use super::header::begins_sentence;
use super::value::first_word;
use super::{Change, Diagnosis, Line, Scan, insertion};
use crate::findings::quote;
use crate::words::{HeaderForm, Keyword, has_id_form, is_blank, suggest_id};

/// Titles that begin the name of a person.
const TITLES: &[&str] = &["Dr. ", "Mr. ", "Mrs. ", "Ms. ", "Prof. ", "Sr. "];

/// Handles `Cast: Mrs Abel, a patient of 81`: the name after the colon, before its description.
fn cast_after_colon(words: &str, colon: usize, keyword: &'static Keyword) -> Option<Diagnosis> {
    let value = words.get(colon + 1..)?;
    let name_start = colon + 1 + (value.len() - value.trim_start_matches(is_blank).len());
    let value = words.get(name_start..)?;
    let signs = [", ", " - ", " – ", " — ", ": ", " ("];
    let (end, sign) = signs.iter().filter_map(|sign| Some((value.find(sign)?, *sign))).min()?;
    let (name, description) = (value.get(..end)?.trim_matches(is_blank), value.get(end + sign.len()..)?);
    let is_name = |part: &str| part.starts_with(char::is_uppercase) || matches!(part, "van" | "von" | "de" | "der");
    if name.split(is_blank).count() > 4 || !name.split(is_blank).all(is_name) || description.trim().is_empty() {
        return None;
    }
    // `Cast: Manager, Guard` is a list of names.
    let is_list = sign == ", " && begins_sentence(first_word(description).0);
    if is_list && !matches!(first_word(description).0, "A" | "An" | "The" | "Your") {
        return None;
    }
    let message = format!("{} has its name after the colon", quote(words));
    let mut edits = vec![
        Change { from: colon, to: name_start, text: " ".to_owned() },
        Change { from: name_start + end, to: name_start + end + sign.len(), text: ": ".to_owned() },
    ];
    if sign == " (" && words.ends_with(')') {
        edits.push(Change { from: words.len() - 1, to: words.len(), text: String::new() });
    }
    Some(Diagnosis { name: Name::BadCast, ..Diagnosis::read_so(words, message, edits, keyword) })
}

impl<'s> Scan<'s, '_> {
    /// Handles the first effect line in a choice that has no outcome, if there is text above it that
    /// is not part of the label, or that probably is not because there is no `Next:` below.
    pub(super) fn outcome_above(&mut self, line: Line<'s>, keyword: &'static Keyword) {
        let effect = matches!(keyword.word, "Set" | "Next" | "Detour" | "Feedback" | "Show")
            || keyword.head == HeaderForm::Principles;
        if self.context.block != Block::Choice || !effect {
            return;
        }
        let outcome = crate::words::find_keyword("Outcome");
        let is_outcome = |line: &&str| line.starts_with("Outcome");
        let later = self.below(line).take_while(|line| !line.starts_with("Choice")).any(|line| is_outcome(&line));
        if later || outcome.is_none() {
            return;
        }
        let leads_on = || {
            let mut lines = self.below(line).take_while(|line| {
                let declaration = crate::words::keyword_at_start(line).is_some_and(Keyword::is_declaration);
                !line.starts_with("Choice") && !declaration
            });
            keyword.word == "Next" || lines.any(|line| line.starts_with("Next"))
        };
        let Some(start) = self.context.label.filter(|start| !leads_on() || self.begins_new_text(*start)) else {
            return;
        };
        let from_label = self.text.get(start..).unwrap_or_default();
        let words = from_label.split('\n').next().unwrap_or_default().trim_end();
        let text = line.with_words(start, words, start + words.len());
        let message = format!(
            "{} continues the choice above it, which has no `Outcome:` before its {}",
            quote(words),
            quote(&format!("{}:", keyword.word))
        );
        let diagnosis = Diagnosis {
            edits: vec![insertion(0, "Outcome: ")],
            mends: vec![insertion(0, "Outcome: ")],
            keyword: outcome,
            ..Diagnosis::part(Name::MissingLine, 0, words.len(), message, Vec::new())
        };
        self.report_line(text, diagnosis);
    }

    /// Returns whether the text at an offset is separate from the label above it: after a blank
    /// line, or in a sentence of its own whose first word would have fitted in the line above.
    fn begins_new_text(&self, start: usize) -> bool {
        const LINE: usize = 60;
        let (above, text) = self.text.split_at_checked(start).unwrap_or((self.text, ""));
        let Some(above) = above.trim_end_matches(is_blank).strip_suffix('\n') else { return true };
        let above = above.rsplit('\n').next().unwrap_or_default().trim();
        let ended = above.ends_with(['.', '?', '!', '"', '”', '…', '»', ')']);
        let first_word = text.split_whitespace().next().unwrap_or_default();
        let begins = first_word.starts_with(|c: char| !c.is_lowercase());
        above.is_empty() || ended && begins && above.chars().count() + first_word.chars().count() < LINE
    }

    /// Handles a header without an id, or with a bracket that it cannot have. It is read with the
    /// intended id, so that lines that refer to it are not reported.
    pub(super) fn bare_header(&self, line: Line<'s>, keyword: &'static Keyword, length: usize) -> Option<Diagnosis> {
        let words = line.words;
        let colon = words.find(':')?;
        if keyword.word == "Cast" && length == colon {
            return cast_after_colon(words, colon, keyword);
        }
        if !matches!(keyword.word, "Situation" | "Ending") {
            return None;
        }
        let head = words.get(length..colon)?;
        let text = head.trim_matches(is_blank);
        let id_start = length + (head.len() - head.trim_start_matches(is_blank).len());
        if text.is_empty() {
            let title = words.get(colon + 1..)?.trim();
            let id = self.names().only_missing(self.context.scenario)?;
            let message = format!("{} has no id, but other lines lead to `{}`", quote(words), id.0);
            let edit = insertion(length, &format!(" {}", id.0));
            let mend = insertion(length, &format!(" {}", suggest_id(title, 4, "situation")));
            let diagnosis = Diagnosis::read_so(words, message, vec![edit], keyword);
            let aliases = vec![(length, length, id.1)];
            return Some(Diagnosis { name: Name::BadId, mends: vec![mend], aliases, ..diagnosis });
        }
        let (id, bracket) = text.split_once('[')?;
        let id = id.trim_end_matches(is_blank);
        if !has_id_form(id) || !bracket.ends_with(']') {
            return None;
        }
        let kind = keyword.word.to_lowercase();
        let message =
            format!("{} is before the colon, where a {kind} can only have its id", quote(&format!("[{bracket}")));
        let removal = Change { from: id_start + id.len(), to: colon, text: String::new() };
        let mends = vec![removal.clone()];
        // What the bracket says must not be lost.
        let result = bracket.trim_end_matches(']').trim_matches(is_blank);
        let has_result = self.below(line).next().is_some_and(|below| below.starts_with("Result"));
        let is_result = matches!(result, "passed" | "failed" | "mixed") && keyword.word == "Ending" && !has_result;
        let edits = if is_result {
            vec![removal, insertion(words.len(), &format!("\n  Result: {result}"))]
        } else if ["if", "needs", "once", "after", "otherwise"].contains(&first_word(result).0) {
            Vec::new()
        } else {
            vec![removal]
        };
        let diagnosis = Diagnosis::read_so(words, message, edits, keyword);
        Some(Diagnosis { name: Name::BadHeader, mends, ..diagnosis })
    }

    /// Handles `Go to ward`, `Go to: ward` and `→ ward`: other ways to write `Next:`.
    pub(super) fn diagnose_informal_next(&self, line: Line<'s>) -> Option<Diagnosis> {
        let words = line.words;
        let body = matches!(self.context.block, Block::Outcome | Block::Choice | Block::Situation);
        if !body || words.len() > 80 {
            return None;
        }
        // The phrases have at most three words, and the target is one.
        if 4 < words.split(is_blank).filter(|word| !word.is_empty()).take(5).count() {
            return None;
        }
        if let Some(meant) = self.bare_target(line) {
            return Some(meant);
        }
        let lower = words.to_ascii_lowercase();
        let phrases = [
            "go to",
            "goto",
            "go on to",
            "goes to",
            "jump to",
            "jump",
            "continue to",
            "continue with",
            "continue",
            "then",
            "next",
            "leads to",
            "link",
            "link to",
            "target",
            "move to",
            "proceed to",
            "→",
            "=>",
            "==>",
            "-->",
            "--->",
            "➜",
            "➔",
            ">>",
        ];
        let target = phrases.iter().find_map(|way| {
            let after_phrase = lower.strip_prefix(way)?;
            let value = after_phrase.trim_start_matches(|c: char| is_blank(c) || c == ':');
            (value.len() < after_phrase.len() || !way.is_ascii()).then_some(value)
        })?;
        let (word, rest) = first_word(target.trim_end_matches('.'));
        let is_arrow = !words.starts_with(char::is_alphabetic);
        let is_marked = words.contains(':') || is_arrow || word.contains('-');
        let is_known_target = self.names().is_target(word, self.context.scenario);
        if !rest.is_empty() || !is_known_target || !is_marked && self.context.running {
            return None;
        }
        let next = crate::words::find_keyword("Next")?;
        let message = format!("{} is shown as text and leads nowhere", quote(words));
        let start = lower.len() - target.len();
        let word_start = start + target.find(word)?;
        let mends = vec![Change { from: 0, to: word_start, text: "Next: ".to_owned() }];
        let mut edits = mends.clone();
        if words.ends_with('.') {
            edits.push(Change { from: words.len() - 1, to: words.len(), text: String::new() });
        }
        let diagnosis = Diagnosis::read_so(words, message, edits.clone(), next);
        Some(Diagnosis { name: Name::ForeignSyntax, mends: edits, ..diagnosis })
    }

    /// Handles `ward` and `[ward]`: the id of a situation or an ending as the last line of an
    /// outcome that leads nowhere.
    fn bare_target(&self, line: Line<'s>) -> Option<Diagnosis> {
        let words = line.words;
        let id = words.trim_matches(['[', ']', '(', ')', '{', '}', '"']);
        let is_id = has_id_form(id) && self.names().is_target(id, self.context.scenario);
        let is_last = self.below(line).next().is_none_or(|below| {
            ["Choice", "Outcome", "Situation", "Ending"].iter().any(|word| below.starts_with(word))
        });
        if self.context.block != Block::Outcome || !is_id || !is_last || !self.may_begin(line) {
            return None;
        }
        let next = crate::words::find_keyword("Next")?;
        let message = format!("{} is shown as text and leads nowhere", quote(words));
        let edits = vec![Change { from: 0, to: words.len(), text: format!("Next: {id}") }];
        Some(Diagnosis { name: Name::ForeignSyntax, ..Diagnosis::read_so(words, message, edits, next) })
    }

    /// Handles speech by a name that has signs or a number (`Dr. Naidoo: Hello.`),
    /// and by a name in bold. Other names are found where speech is read.
    pub(super) fn marked_speaker(&self, line: Line<'s>) -> Option<Diagnosis> {
        let body = matches!(
            self.context.block,
            Block::Situation | Block::Outcome | Block::Late | Block::Ending | Block::Scenario
        );
        let words = line.words;
        let head = words.get(..words.find(':')?).filter(|head| body && head.len() < 48)?;
        if let Some(name) = words.strip_prefix('[').and_then(|rest| rest.split_once("]:")).map(|(name, _)| name) {
            let message = format!("the name of a speaker has no brackets, so `{name}` does not speak here");
            let removal = |from: usize| Change { from, to: from + 1, text: String::new() };
            let edits = vec![removal(0), removal(name.len() + 1)];
            let part = Diagnosis::part(Name::UnknownSpeaker, 0, name.len() + 2, message, edits);
            return self.names().is_cast(name.trim()).then_some(part);
        }
        // `Visitor (if logged): Hello.`
        if let Some((name, clause)) = head.strip_suffix(')').and_then(|head| head.split_once('(')) {
            let condition = clause.trim_matches(is_blank).strip_prefix("if ")?;
            if !self.names().is_cast(name.trim()) || !self.is_condition_here(condition) {
                return None;
            }
            let message = format!("`({clause})` is read as a direction to the speaker, and not as a condition");
            let end = name.trim_end_matches(is_blank).len();
            let edits = vec![
                insertion(0, &format!("[{}] ", clause.trim_matches(is_blank))),
                Change { from: end, to: head.len(), text: String::new() },
            ];
            return Some(Diagnosis::part(Name::LikelyInstruction, end, head.len(), message, edits));
        }
        let bold = ["**", "__"].into_iter().find(|mark| words.starts_with(mark));
        if let Some(mark) = bold {
            let name = head.strip_prefix(mark)?;
            let (name, close) = match name.strip_suffix(mark) {
                Some(name) => (name, mark.len() + name.len()),
                None => (name, head.len() + 1),
            };
            let is_closed = words.get(close..).is_some_and(|rest| rest.starts_with(mark));
            if !is_closed || !self.names().is_cast(name.trim()) {
                return None;
            }
            let message = format!("the name of a speaker has no emphasis, so `{name}` does not speak here");
            let edits = vec![
                Change { from: 0, to: mark.len(), text: String::new() },
                Change { from: close, to: close + mark.len(), text: String::new() },
            ];
            return Some(Diagnosis::part(Name::UnknownSpeaker, 0, head.len(), message, edits));
        }
        let is_part = |part: &str| {
            part.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
                && part.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '\'' | '’' | '-'))
        };
        let value = words.get(head.len() + 1..)?;
        let is_said = value.starts_with(is_blank)
            && value
                .trim_start_matches(is_blank)
                .starts_with(|c: char| c.is_uppercase() || matches!(c, '"' | '“' | '«'));
        let has_sign = head.contains(['.', '\'', '’', '-']) || head.ends_with(|c: char| c.is_ascii_digit());
        let is_name = head.starts_with(char::is_uppercase)
            && head.contains(char::is_lowercase)
            && head.split(is_blank).count() <= 3
            && head.split(is_blank).all(is_part);
        if !is_said || !has_sign || !is_name || self.context.running || self.names().is_cast(head) {
            return None;
        }
        let (message, edits) = match self.names().similar_cast(head) {
            Some(known) => (
                format!("nobody in the cast is called `{head}`; there is `{known}`"),
                vec![Change { from: 0, to: head.len(), text: known.to_owned() }],
            ),
            // `Table B-1: Operators` has the form of a name too.
            None if TITLES.iter().any(|title| head.starts_with(title)) => {
                (format!("nobody in the cast is called `{head}`, so the line is shown as text"), Vec::new())
            }
            None => return None,
        };
        let name = if edits.is_empty() { Name::LikelyInstruction } else { Name::UnknownSpeaker };
        Some(Diagnosis::part(name, 0, head.len(), message, edits))
    }

    /// Handles `>= 39 for children` and `>38: call`: Markdown reads the sign at the start of a line
    /// as the mark of a quotation, and does not show it.
    pub(super) fn quote_mark(&mut self, line: Line<'s>) {
        let words = line.words;
        let after_sign = words.strip_prefix('>').unwrap_or_default();
        if !after_sign.starts_with(|c: char| c == '=' || c.is_ascii_digit()) {
            return;
        }
        let message = format!("the `>` of {} makes a quotation at the start of a line, and is not shown", quote(words));
        let edits = vec![insertion(0, "\\")];
        self.report_markup(line, Diagnosis::part(Name::LeftoverMarkup, 0, 1, message, edits));
    }

    /// Handles `Correct: You found out.` after the end of a sentence, by someone who is not in the
    /// cast.
    pub(super) fn said(&self, line: Line<'s>) -> Option<Diagnosis> {
        if self.context.block != Block::Outcome || !self.context.running {
            return None;
        }
        let words = line.words;
        let (name, text) = words.split_once(':')?;
        let one_word = name.len() > 2
            && name.len() < 16
            && name.starts_with(char::is_uppercase)
            && name.chars().all(char::is_alphanumeric);
        let opens = text.trim_start_matches(is_blank);
        let value = text.len() > opens.len()
            && opens.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit() || matches!(c, '"' | '“'));
        let above = self.text.get(..line.start)?.trim_end();
        let ended = above.ends_with(['.', '?', '!', '"', '”', '…']);
        if !one_word || !value || !ended || self.names().is_cast(name) {
            return None;
        }
        let message = format!(
            "`{name}:` is not an instruction, and nobody in the cast is called `{name}`, so it is shown as text"
        );
        Some(Diagnosis::part(Name::LikelyInstruction, 0, name.len(), message, Vec::new()))
    }
}
