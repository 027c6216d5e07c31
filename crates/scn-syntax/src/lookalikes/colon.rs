//! Lines that start with a keyword but have no colon.

use scn_source::{Name, Span};

use super::context::Block;
use super::header::{begins_sentence, is_small_word};
use super::misspelled::starts_test_step;
use super::value::first_word;
use super::{Change, Diagnosis, Line, Scan, insertion};
use crate::findings::{quote, with_article};
use crate::words::{HeaderForm, Keyword, has_id_form, is_blank, suggest_id};

/// The words by which a question to the learner begins.
const QUESTION_WORDS: &[&str] = &[
    "Are", "Can", "Could", "Did", "Do", "Does", "Has", "Have", "How", "If", "Is", "Should", "Was", "What", "When",
    "Where", "Which", "Who", "Whom", "Whose", "Why", "Will", "Would",
];

/// The classification of the words after a keyword.
enum AfterKeyword {
    /// Not something that the keyword accepts.
    Prose,
    /// Something that the keyword accepts: an error, with the edits.
    Value(Vec<Change>),
    /// The same, with titles in place of ids: the edits, and where each title is and the id at its
    /// declaration.
    Titles(Vec<Change>, Vec<(usize, usize, Span)>),
    /// The same, with an id that lines refer to and that the header lacks: the edit, where the id
    /// belongs, and where a line refers to it.
    Missing(Change, usize, Span),
    /// The same, but the words in place of an id do not have the form of one.
    BadId(Vec<Change>),
    /// A title that is not declared in this file. It is read as a name and left to the compiler.
    Name(Vec<Change>),
    /// Text that the keyword may accept: a warning.
    Text(Vec<Change>),
}

/// Returns whether a title has all the words of an id.
fn has_words_of(title: &str, id: &str) -> bool {
    let title = title.to_lowercase();
    let has_word = |word: &str| title.split(|c: char| !c.is_alphanumeric()).any(|own| own == word);
    id.split('-').all(has_word)
}

impl<'s> Scan<'s, '_> {
    /// Classifies a line that starts with a keyword of the given length in its exact spelling and
    /// does not have the form of an instruction.
    pub(super) fn diagnose_missing_colon(
        &self,
        line: Line<'_>,
        keyword: &'static Keyword,
        length: usize,
    ) -> Option<Diagnosis> {
        let words = line.words;
        let after_keyword = words.get(length..)?;
        if after_keyword.starts_with(|c: char| !is_blank(c)) {
            return None;
        }
        let value = after_keyword.trim_start_matches(is_blank);
        let value_start = words.len() - value.len();
        if value.is_empty() {
            return None;
        }
        let property = keyword.word == "Teaches" && self.context.properties;
        if self.context.block == Block::Lesson
            && !keyword.is_declaration()
            && keyword.head != HeaderForm::File
            && !property
        {
            return None;
        }
        let classification = match keyword.head {
            HeaderForm::Id | HeaderForm::Choice => self.header(line, keyword, value, length, value_start),
            HeaderForm::Cast => self.classify_cast(line, value, value_start),
            HeaderForm::Brackets => self.classify_unbracketed(line, keyword, value, length),
            HeaderForm::Principles => self.classify_principles(line, keyword, value, value_start),
            HeaderForm::File => classify_file(value, value_start),
            HeaderForm::Nothing => self.classify_value(line, keyword, value, length),
        };
        let word = keyword.word;
        let line = quote(words);
        match classification {
            AfterKeyword::Prose => None,
            AfterKeyword::Titles(edits, aliases) => {
                let message = format!("{line} has a title in place of an id");
                let name = if edits.len() > 1 { Name::MissingColon } else { super::titles::name_of(keyword) };
                Some(Diagnosis { name, aliases, ..Diagnosis::read_so(words, message, edits, keyword) })
            }
            AfterKeyword::Name(edits) => {
                let diagnosis = Diagnosis::read_so(words, String::new(), edits, keyword);
                Some(Diagnosis { silent: true, ..diagnosis })
            }
            AfterKeyword::Value(edits) => {
                let message = format!("{line} starts with `{word}` and has no colon, so it would be shown as text");
                Some(Diagnosis::read_so(words, message, edits, keyword))
            }
            AfterKeyword::Missing(edit, at, place) => {
                let message = format!("{line} starts with `{word}` and has no colon, so it would be shown as text");
                let mends =
                    vec![insertion(at, &format!(" {}", edit.text.trim_matches([' ', ':']))), insertion(at, ":")];
                let diagnosis = Diagnosis::read_so(words, message, vec![edit], keyword);
                Some(Diagnosis { mends, aliases: vec![(at, at, place)], ..diagnosis })
            }
            AfterKeyword::BadId(edits) => {
                let kind = word.to_lowercase();
                let message = format!("the words before the colon of {line} are not an id for {}", with_article(&kind));
                Some(Diagnosis { name: Name::BadId, ..Diagnosis::read_so(words, message, edits, keyword) })
            }
            AfterKeyword::Text(edits) => {
                let message = format!("{line} starts with `{word}` and has no colon, so it is shown as text");
                let diagnosis = Diagnosis::read_so(words, message, edits, keyword);
                Some(Diagnosis { name: Name::LikelyInstruction, mends: Vec::new(), ..diagnosis })
            }
        }
    }

    /// Handles `Situation ward The ward calls`, `Choice Ask for his name`, and similar headers.
    fn header(&self, line: Line<'_>, keyword: &Keyword, rest: &str, length: usize, from: usize) -> AfterKeyword {
        let context = self.context;
        let (first, after_first) = first_word(rest);
        let choice = keyword.word == "Choice";
        let answer = matches!(keyword.word, "Right" | "Wrong");
        let question = keyword.word == "Question";
        if keyword.word == "Ask" {
            return self.ask_without_colon(rest, length, from);
        }
        let in_quiz = matches!(context.block, Block::Quiz | Block::Question | Block::Answer);
        if (answer || question) && !in_quiz {
            return AfterKeyword::Prose;
        }
        let followed = match keyword.word {
            "Choice" => {
                let mut choice_lines = self.below(line).take(6).take_while(|line| !line.starts_with("Choice"));
                choice_lines.any(|line| line.starts_with("Outcome"))
            }
            "Meter" => self.below(line).next().is_some_and(|line| line.starts_with("Range")),
            "State" => self.below(line).next().is_some_and(|line| line.starts_with("Values")),
            "Ending" => self.below(line).next().is_some_and(|line| line.starts_with("Result")),
            "Situation" => self.below(line).any(|line| line.starts_with("Choice")),
            _ => false,
        };
        if let Some(colon) = colon_in(rest) {
            return self.late_colon(keyword, rest, colon, from, followed);
        }
        let sentence = rest.ends_with(['.', '?', '!', ';', ',']);
        let followed = followed && (choice || !sentence);
        // `Lesson more More to read`: no sentence continues like this.
        let repeated = !first.is_empty() && first.eq_ignore_ascii_case(first_word(after_first).0);
        let is_counted = repeated || question;
        let has_id = has_id_form(first) && (!is_small_word(first) || is_counted && begins_sentence(after_first));
        let has_known_name = self.is_likely_target(first) || self.is_variable(first);
        if has_id
            && (begins_sentence(after_first)
                || (after_first.is_empty() && !sentence)
                || followed
                || has_known_name && !context.running)
        {
            let sure = after_first.is_empty() && context.running && !has_known_name && !followed;
            let lesson = context.block == Block::Lesson && context.running;
            if !sure && !lesson {
                return AfterKeyword::Value(vec![insertion(from + first.len(), ":")]);
            }
        }
        if choice || answer || question {
            let fits = begins_sentence(first) || followed || first.starts_with(|c: char| c.is_ascii_digit());
            let place = match context.block {
                Block::Situation | Block::Choice | Block::Outcome | Block::Late | Block::Scenario => choice,
                Block::Question | Block::Answer | Block::Quiz => !choice,
                Block::File | Block::Principle | Block::Lesson | Block::Variable | Block::Ending | Block::Test => false,
            };
            return if place && fits && (!context.running || begins_sentence(first) || followed) {
                // `Question 2. Who may know?`
                let number =
                    first.strip_suffix(['.', ')']).is_some_and(|it| it.bytes().all(|byte| byte.is_ascii_digit()));
                let label_start = from + rest.len() - after_first.len();
                AfterKeyword::Value(vec![if number && !after_first.is_empty() {
                    Change { from: length, to: label_start, text: ": ".to_owned() }
                } else {
                    insertion(length, ":")
                }])
            } else {
                AfterKeyword::Prose
            };
        }
        if !begins_sentence(first) || context.block == Block::Lesson {
            return AfterKeyword::Prose;
        }
        let suggested = suggest_id(rest, 4, &keyword.word.to_lowercase());
        // `Situation The ward calls`, where other lines lead to `ward` and nothing has that name.
        let missing = self.names().missing_target(context.scenario);
        let is_target = matches!(keyword.word, "Situation" | "Ending");
        let missing = missing.filter(|(id, _)| is_target && has_words_of(rest, id));
        let edits = vec![insertion(length, &format!(" {suggested}:"))];
        let value = |edits| match missing {
            Some((id, place)) => AfterKeyword::Missing(insertion(length, &format!(" {id}:")), length, place),
            None => AfterKeyword::Value(edits),
        };
        if followed || (!context.running && !sentence && self.ends_text(line)) {
            return value(edits);
        }
        if sentence && !context.running { AfterKeyword::Prose } else { AfterKeyword::Text(edits) }
    }

    /// Handles `Ask note What would you have said?`. `Ask Peter for help.` is a sentence.
    fn ask_without_colon(&self, rest: &str, length: usize, from: usize) -> AfterKeyword {
        let (first, after_first) = first_word(rest);
        let asks = |words: &str| {
            let word = first_word(words).0.trim_end_matches(|sign: char| !sign.is_alphanumeric());
            words.ends_with('?') && QUESTION_WORDS.contains(&word)
        };
        if self.context.block != Block::Situation {
            return AfterKeyword::Prose;
        }
        if has_id_form(first)
            && !super::header::is_asked_person(first)
            && begins_sentence(after_first)
            && after_first.ends_with('?')
        {
            let edits = vec![insertion(from + first.len(), ":")];
            return if asks(after_first) { AfterKeyword::Value(edits) } else { AfterKeyword::Text(edits) };
        }
        // `Ask What would you have said?`
        if asks(rest) { AfterKeyword::Text(vec![insertion(length, " note:")]) } else { AfterKeyword::Prose }
    }

    /// Handles a header whose colon follows more words than an id has.
    fn late_colon(&self, keyword: &Keyword, rest: &str, colon: usize, from: usize, followed: bool) -> AfterKeyword {
        let head = rest.get(..colon).unwrap_or_default().trim_end_matches(is_blank);
        let (first, after_first) = first_word(head);
        let sentence = is_small_word(first) || head.contains([',', '.', '?', '!', ';', '"']);
        let count = head.split(is_blank).count();
        if self.context.running && !followed || count > 12 || sentence && !followed {
            return AfterKeyword::Prose;
        }
        if matches!(keyword.word, "Right" | "Wrong" | "Question") || self.context.block == Block::Lesson {
            return AfterKeyword::Prose;
        }
        let id = suggest_id(head, 6, &keyword.word.to_lowercase());
        // `Situation ward The ward calls: day two`.
        if has_id_form(first) && begins_sentence(after_first) {
            return AfterKeyword::Value(vec![insertion(from + first.len(), ":")]);
        }
        AfterKeyword::BadId(vec![Change { from, to: from + head.len(), text: id }])
    }

    /// Handles `Cast Nurse` and `Cast Visitor A man with flowers`.
    fn classify_cast(&self, line: Line<'_>, rest: &str, from: usize) -> AfterKeyword {
        let names: Vec<&str> = rest.split(is_blank).filter(|word| !word.is_empty()).collect();
        let is_name = |word: &&str| {
            word.starts_with(char::is_uppercase)
                && word.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '\'' | '’'))
        };
        let starts_description =
            |word: &&str| matches!(*word, "A" | "An" | "The" | "Your" | "Our" | "His" | "Her" | "Their" | "One");
        let count = names.iter().take_while(|word| is_name(word) && !starts_description(word)).count();
        if count == 0 || rest.contains(':') {
            return AfterKeyword::Prose;
        }
        let end = names.get(count - 1).map_or(0, |last| {
            let start = last.as_ptr() as usize - rest.as_ptr() as usize;
            start + last.len()
        });
        let alone = self.ends_text(line);
        if count == names.len() && count < 5 && alone && !rest.ends_with('.') {
            return AfterKeyword::Value(vec![insertion(from + rest.len(), &format!(": {rest}"))]);
        }
        if names.get(count).is_some_and(starts_description) && count < 5 {
            return AfterKeyword::Value(vec![insertion(from + end, ":")]);
        }
        AfterKeyword::Text(vec![insertion(from + end, ":")])
    }

    /// Handles `Outcome He nods.`, `Next ward` and `Set calm -2`.
    fn classify_unbracketed(&self, line: Line<'_>, keyword: &Keyword, rest: &str, length: usize) -> AfterKeyword {
        let colon = vec![insertion(length, ":")];
        if keyword.is_plain() {
            return self.classify_value(line, keyword, rest, length);
        }
        let place = matches!(self.context.block, Block::Choice | Block::Outcome | Block::Late | Block::Situation);
        let (first, _) = first_word(rest);
        let sure = self.context.block == Block::Choice && !is_small_word(first);
        if !place || rest.starts_with('[') || !(begins_sentence(first) || sure) {
            return AfterKeyword::Prose;
        }
        if self.context.block == Block::Situation { AfterKeyword::Text(colon) } else { AfterKeyword::Value(colon) }
    }

    /// Handles `Upholds ask-first Good.`
    fn classify_principles(&self, line: Line<'_>, keyword: &Keyword, rest: &str, from: usize) -> AfterKeyword {
        let names = self.names();
        let context = self.context;
        let colon = colon_in(rest);
        let head = colon.and_then(|colon| rest.get(..colon)).map(|head| head.trim_end_matches(is_blank));
        if let Some((edits, places)) = head.and_then(|head| self.title_value(keyword, head, from)) {
            let aliases = edits.iter().zip(places).map(|(edit, id)| (edit.from, edit.to, id)).collect();
            return AfterKeyword::Titles(edits, aliases);
        }
        if let Some((principle, end)) = names.principle_at(rest).filter(|_| colon.is_none()) {
            let edits =
                vec![Change { from, to: from + end, text: principle.id.to_owned() }, insertion(from + end, ":")];
            return AfterKeyword::Titles(edits, vec![(from, from + end, principle.place)]);
        }
        let mut end = 0;
        let mut sure = true;
        loop {
            let text = rest.get(end..).unwrap_or_default();
            let skipped = text.len() - text.trim_start_matches(is_blank).len();
            let text = text.trim_start_matches(is_blank);
            let word = text.split([' ', '\t', '\u{a0}', ',']).next().unwrap_or_default();
            if !has_id_form(word) {
                sure = false;
                break;
            }
            sure &= names.is_principle(word) || word.contains('-');
            end += skipped + word.len();
            match rest.get(end..).unwrap_or_default().strip_prefix(',') {
                Some(_) => end += 1,
                None => break,
            }
        }
        let reason = rest.get(end..).unwrap_or_default().trim_start_matches(is_blank);
        let outcome = matches!(context.block, Block::Outcome | Block::Late | Block::Choice | Block::Situation);
        if sure && (reason.is_empty() || begins_sentence(reason)) {
            return AfterKeyword::Value(vec![insertion(from + end, ":")]);
        }
        // `Upholds own-up because you said so.`, `Upholds own-up, you said so.`
        let id_length = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).unwrap_or(rest.len());
        let is_rated = rest.get(..id_length).is_some_and(|id| names.is_principle(id));
        let is_place = matches!(context.block, Block::Outcome | Block::Late) && self.may_begin(line);
        if is_rated && colon.is_none() && is_place {
            let after_id = rest.get(id_length..).unwrap_or_default();
            let reason = after_id.trim_start_matches(|c: char| is_blank(c) || matches!(c, ',' | '.' | ';'));
            let reason_start = rest.len() - reason.len();
            return AfterKeyword::Value(vec![Change {
                from: from + id_length,
                to: from + reason_start,
                text: ": ".to_owned(),
            }]);
        }
        // A title that is not declared in this file, with its colon.
        let capital = begins_sentence(rest) && outcome;
        if let Some(head) = head.filter(|head| capital && head.split(is_blank).count() < 16) {
            let id = suggest_id(head, 6, "principle");
            return AfterKeyword::Name(vec![Change { from, to: from + head.len(), text: id }]);
        }
        AfterKeyword::Prose
    }

    /// Handles a keyword that must directly precede its colon.
    fn classify_value(&self, line: Line<'_>, keyword: &Keyword, rest: &str, length: usize) -> AfterKeyword {
        let context = self.context;
        let colon = vec![insertion(length, ":")];
        if self.is_value(keyword, rest) {
            let mut edits = colon;
            let value_start = line.words.len() - rest.len();
            if let Some(text) = super::value::as_written_here(keyword, rest) {
                edits.push(Change { from: value_start, to: line.words.len(), text });
            }
            return AfterKeyword::Value(edits);
        }
        if let Some((mut edits, places)) = self.title_value(keyword, rest, line.words.len() - rest.len()) {
            let aliases = edits.iter().zip(places).map(|(edit, id)| (edit.from, edit.to, id)).collect();
            edits.splice(0..0, colon);
            return AfterKeyword::Titles(edits, aliases);
        }
        let (first, after_first) = first_word(rest);
        let capital = begins_sentence(first);
        let sentence = rest.ends_with(['.', '?', '!']);
        let body = !matches!(context.block, Block::File | Block::Variable | Block::Lesson);
        match keyword.word {
            "Audience" | "Author" | "Source" | "Tags" => {
                let listed = capital || (keyword.word == "Tags" && rest.contains(','));
                let ends = self.ends_text(line) || (listed && self.below(line).next().is_some_and(begins_sentence));
                if context.properties && !sentence && ends && !is_small_word(first) {
                    return AfterKeyword::Value(colon);
                }
                if capital && !sentence && self.ends_text(line) {
                    AfterKeyword::Text(colon)
                } else {
                    AfterKeyword::Prose
                }
            }
            "Hint" | "Feedback" | "Locked" => {
                let bare = first.trim_end_matches(|c: char| c.is_ascii_punctuation());
                // `Hint taken.`, `Feedback forms lie there.`
                let goes_on = is_small_word(bare)
                    || bare.ends_with(['s', 'n', 'd', 'g']) && !bare.ends_with("ind")
                    || keyword.word == "Locked";
                if body && (capital || (!context.running && !goes_on)) {
                    AfterKeyword::Text(colon)
                } else {
                    AfterKeyword::Prose
                }
            }
            "Because" if context.block == Block::Answer => AfterKeyword::Value(colon),
            "Accept" if context.block == Block::Question && !self.has_answers_below(line) => AfterKeyword::Value(colon),
            // `Tries three`.
            "Tries" if context.accepts_property(keyword) && after_first.is_empty() => AfterKeyword::Text(colon),
            // `Show knock`, where no passage is called so.
            "Show" if self.can_show_passages() && has_id_form(rest) && !is_small_word(rest) && !context.running => {
                if rest.contains('-') {
                    AfterKeyword::Value(colon)
                } else {
                    AfterKeyword::Text(colon)
                }
            }
            "Note" | "Tip" | "Remember" | "Warning" => {
                let opens = capital && is_small_word(&first.to_lowercase());
                if body && opens && !after_first.is_empty() { AfterKeyword::Text(colon) } else { AfterKeyword::Prose }
            }
            "Test" if capital && self.below(line).next().is_some_and(starts_test_step) => AfterKeyword::Value(colon),
            "Covers" | "Detour" | "Minutes" | "Range" | "Result" | "Teaches" | "Checks" | "Tries" | "Values"
            | "Weight" | "Expect" | "Choose" | "Promise"
                if body && capital && !context.running =>
            {
                AfterKeyword::Text(colon)
            }
            _ => AfterKeyword::Prose,
        }
    }
}

/// Returns whether a text is the name of a media file.
pub(super) fn is_file(text: &str) -> bool {
    matches!(classify_file(text, 0), AfterKeyword::Value(edits) if edits.iter().all(|edit| edit.from == text.len()))
}

/// Handles `Image desk.jpg`, with or without its text.
fn classify_file(rest: &str, from: usize) -> AfterKeyword {
    let (name, end) = match rest.strip_prefix('"').and_then(|inner| inner.split_once('"')) {
        Some((name, _)) => (name, name.len() + 2),
        None => {
            let (name, _) = first_word(rest);
            (name, name.len())
        }
    };
    let Some((stem, extension)) = name.rsplit_once('.') else { return AfterKeyword::Prose };
    let has_extension =
        (2..=4).contains(&extension.len()) && extension.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if stem.is_empty() || !has_extension {
        return AfterKeyword::Prose;
    }
    AfterKeyword::Value(vec![insertion(from + end, ":")])
}

/// Returns the offset of the first colon in a text that is followed by a blank or the end.
pub(super) fn colon_in(text: &str) -> Option<usize> {
    text.match_indices(':').map(|(at, _)| at).find(|at| {
        let after_colon = text.get(at + 1..).unwrap_or_default();
        after_colon.is_empty() || after_colon.starts_with(is_blank)
    })
}
