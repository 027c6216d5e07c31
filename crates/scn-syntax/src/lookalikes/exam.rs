//! Questions and answers of a quiz as other tools write them: `a) …`, `[x] …`, the `=` and `~` of
//! GIFT, the `ANSWER: B` of Aiken, `Q:` and `A:`.
//!
//! The grammar reads such lines as text of the question or the quiz. GIFT and Aiken are formats of
//! Moodle: docs.moodle.org, "GIFT format" and "Aiken format".

use scn_source::{Name, Span};

use super::context::Block;
use super::{Change, Diagnosis, Line, Scan};
use crate::findings::lookalike as report;
use crate::findings::quote;
use crate::words::{Keyword, find_keyword, is_blank, keyword_at_start, suggest_id};

/// How many lines below a question are looked at.
const LINES: usize = 40;

/// A line that reads as an answer.
#[derive(Debug)]
struct AnswerLine {
    /// Where the line begins, and how long it is.
    at: usize,
    length: usize,
    /// Where its own words begin and end, from the start of the line.
    from: usize,
    to: usize,
    /// Whether it is marked as right or as wrong.
    right: Option<bool>,
    letter: Option<char>,
    /// Whether a word such as `Answer:` says that it is one.
    named: bool,
}

/// Boxes and marks in front of an answer, each with whether the answer is right.
const BOXES: &[(&str, bool)] = &[
    ("[x]", true),
    ("[X]", true),
    ("[✓]", true),
    ("[*]", true),
    ("[ ]", false),
    ("[]", false),
    ("(x)", true),
    ("(X)", true),
    ("(*)", true),
    ("( )", false),
    ("()", false),
    ("☑", true),
    ("☒", true),
    ("✅", true),
    ("✓", true),
    ("✔", true),
    ("☐", false),
    ("❌", false),
    ("✗", false),
    ("✘", false),
];

/// What a line starts with in place of `Right:` or `Wrong:`: how long that is, whether it says that
/// the answer is right, and its letter.
fn parse_answer_mark(words: &str) -> Option<(usize, Option<bool>, Option<char>)> {
    let bare = ["- ", "* "].iter().find_map(|bullet| words.strip_prefix(bullet)).unwrap_or(words);
    let box_mark = BOXES.iter().find_map(|(written, right)| Some((bare.strip_prefix(written)?, *right)));
    if let Some((rest, right)) = box_mark.filter(|(rest, _)| rest.starts_with(is_blank)) {
        return Some((words.len() - rest.len(), Some(right), None));
    }
    let mut chars = words.chars();
    match (chars.next()?, chars.next()?) {
        ('=', next) if next != '=' && next != '>' => return Some((1, Some(true), None)),
        ('~', next) if next != '~' => return Some((1, (next != '%').then_some(false), None)),
        _ => {}
    }
    if let Some(mark) = parse_named_answer(words) {
        return Some(mark);
    }
    if let Some(rest) = ["- ", "* ", "+ "].iter().find_map(|bullet| words.strip_prefix(bullet)) {
        return Some((words.len() - rest.len(), None, None));
    }
    let (starred, rest) = match words.strip_prefix('*') {
        Some(rest) => (Some(true), rest),
        None => (None, words),
    };
    let opened = rest.strip_prefix('(');
    let letter = opened.unwrap_or(rest).chars().next().filter(char::is_ascii_alphanumeric)?;
    let after_letter = opened.unwrap_or(rest).get(1..)?;
    let answer_text = after_letter.strip_prefix(')').or_else(|| {
        let end = if letter.is_ascii_uppercase() { &['.', ':'][..] } else { &['.'] };
        after_letter.strip_prefix(end).filter(|_| opened.is_none())
    })?;
    answer_text.starts_with(is_blank).then_some((
        words.len() - answer_text.len(),
        starred,
        Some(letter.to_ascii_uppercase()),
    ))
}

/// Returns the length of a mark in front of an answer: `A)`, `[ ]`, `Option 2:`.
pub(super) fn answer_mark_length(words: &str) -> Option<usize> {
    parse_answer_mark(words).filter(|_| !words.starts_with(['=', '~'])).map(|(length, ..)| length)
}

/// Parses `Answer 2: …`, `Option B: …`, `A [correct]: …`.
fn parse_named_answer(words: &str) -> Option<(usize, Option<bool>, Option<char>)> {
    let after_word = ["Answer", "ANSWER", "Ans", "Option", "OPTION", "A"].iter().find_map(|word| {
        let rest = words.strip_prefix(word)?;
        rest.starts_with(|c: char| !c.is_alphabetic()).then_some(rest.trim_start_matches(is_blank))
    })?;
    let is_number = |c: char| c.is_ascii_digit() || is_blank(c);
    let (letter, rest) = match after_word.chars().next()? {
        c if c.is_ascii_alphanumeric() => (Some(c.to_ascii_uppercase()), after_word.get(1..)?),
        _ => (None, after_word),
    };
    let rest = rest.trim_start_matches(is_number);
    let (right, rest) = match rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((inner, rest)) => (is_right(inner), rest),
        None => (None, rest),
    };
    let rest = rest.strip_prefix(':')?;
    Some((words.len() - rest.len(), right, letter))
}

/// Whether the words of a mark say right or wrong.
fn is_right(words: &str) -> Option<bool> {
    match words.trim().to_ascii_lowercase().as_str() {
        "correct" | "correct answer" | "right" | "true" | "x" => Some(true),
        "incorrect" | "wrong" | "false" | "not correct" => Some(false),
        _ => None,
    }
}

/// Returns the bracket at the end of a text that says right or wrong, such as `(correct)`: where it
/// begins, and what it says.
fn judgement_at_end(words: &str) -> Option<(usize, bool)> {
    let open = words.strip_suffix([')', ']'])?.rfind(['(', '['])?;
    Some((open, is_right(words.get(open + 1..words.len() - 1)?)?))
}

/// Words for `Because:` under an answer.
const REASONS: &[&str] = &[
    "explanation",
    "feedback",
    "grund",
    "parce que",
    "porque",
    "rationale",
    "raison",
    "reason",
    "warum",
    "weil",
    "why",
];

/// Returns whether a line is only a bracket that says right or wrong.
fn bracket_of_judgement(words: &str) -> bool {
    judgement_at_end(words).is_some_and(|(open, _)| open == 0)
}

/// A line of a text as an answer in the form of another tool.
fn parse_answer_line(at: usize, words: &str) -> Option<AnswerLine> {
    let mark = parse_answer_mark(words);
    let (length, mut right, letter) = mark.unwrap_or_default();
    let answer_text = words.get(length..)?;
    let text_start = words.len() - answer_text.trim_start_matches(is_blank).len();
    let mut text_end = words.len();
    let judged = judgement_at_end(words);
    if let Some((open, is_right)) = judged.filter(|(open, _)| text_start < *open) {
        right = Some(is_right);
        text_end = words.get(..open).unwrap_or_default().trim_end_matches(is_blank).len();
    } else if let Some(rest) = [" ✓", " ✔", " *"].iter().find_map(|end| words.strip_suffix(end)) {
        right = Some(true);
        text_end = rest.trim_end_matches(is_blank).len();
    }
    let named = words.starts_with(['A', 'O']) && words.get(..length)?.ends_with(':');
    // Without a mark in front, it is an answer only by what its end says.
    (text_start < text_end && (mark.is_some() || text_end < words.len() && judged.is_some())).then_some(AnswerLine {
        at,
        length: words.len(),
        from: text_start,
        to: text_end,
        right,
        letter,
        named,
    })
}

/// `ANSWER: B`, or `Correct answers: A, C`: the letters. `Correct: B` has become `Right: B` where
/// this is read.
fn parse_answer_key(words: &str) -> Option<Vec<char>> {
    const KEYS: &[&str] = &[
        "answer",
        "answers",
        "correct answer",
        "correct answers",
        "right answer",
        "key",
        "solution",
        "right",
        "correct answer(s)",
        "correct option",
        "right answer(s)",
    ];
    let (word, letters) = words.split_once(':').filter(|(word, _)| word.len() < 24)?;
    let word = word.trim().to_ascii_lowercase();
    if !KEYS.contains(&word.as_str()) {
        return None;
    }
    let parts = letters.trim().trim_end_matches('.').split([',', ' ', '&']).filter(|part| !part.is_empty());
    let mut found = Vec::new();
    for part in parts.filter(|part| *part != "and") {
        let mut chars = part.chars();
        let letter = chars.next().filter(char::is_ascii_alphanumeric)?;
        if chars.next().is_some() {
            return None;
        }
        found.push(letter.to_ascii_uppercase());
    }
    (!found.is_empty()).then_some(found)
}

/// What is below a question.
#[derive(Debug, Default)]
struct Below {
    answers: Vec<AnswerLine>,
    /// The line that says which answers are right: where it begins, its length, and the letters.
    key: Option<(usize, usize, Vec<char>)>,
    /// Whether the language has other marks for something in the answers, or an answer goes on on a
    /// further line, so that nothing can be replaced line by line.
    has_more: bool,
}

/// Finds the answers below a question. Nothing where the question has answers of its own.
fn find_answer_lines(text: &str, start: usize) -> Below {
    let mut below = Below::default();
    let mut offset = start;
    let mut is_over = false;
    let mut own_keys = 0;
    for line in text.get(start..).unwrap_or_default().split_inclusive('\n').take(LINES) {
        let words = line.trim_start_matches(is_blank);
        let begins = offset + (line.len() - words.len());
        offset += line.len();
        let words = words.trim_end();
        if words.is_empty() || words.starts_with("//") {
            continue;
        }
        let key = parse_answer_key(words);
        match keyword_at_start(words) {
            Some(keyword) if matches!(keyword.word, "Right" | "Wrong") => {
                own_keys += 1;
                // `Right: B` alone is the key of answers above it.
                if key.is_none() || 1 < own_keys || below.answers.is_empty() {
                    return Below::default();
                }
            }
            Some(keyword) if (keyword.is_declaration() || keyword.word == "Question") && words.contains(':') => break,
            Some(keyword) if keyword.word == "Accept" && words.contains(':') => return Below::default(),
            // The reason of the answer above it, which may be followed by another answer.
            Some(keyword) if keyword.word == "Because" => continue,
            Some(_) | None => {}
        }
        if let Some(letters) = key {
            below.has_more |= 0 < own_keys || below.key.is_some();
            below.key = Some((begins, words.len(), letters));
        } else if is_over {
        } else if let Some(one) = parse_answer_line(begins, words) {
            let own = words.get(one.from..).unwrap_or_default();
            below.has_more |= own.contains(['#', '{', '}', '%']) || own.contains("->") || below.key.is_some();
            below.answers.push(one);
        } else if !below.answers.is_empty() {
            is_over = true;
            below.has_more = true;
        }
    }
    below
}

/// The answers of a question in GIFT.
struct GiftAnswers {
    /// Where the braces begin and end. Offsets are relative to the start of the text.
    from: usize,
    to: usize,
    /// The answers as lines of this language, if they can be written so.
    lines: Option<String>,
}

/// Returns the answers of a question in GIFT: `{=The guard ~The owner}`, `{TRUE}`, or an open brace
/// with the first of several lines of answers.
fn gift_answers(text: &str) -> Option<GiftAnswers> {
    let from = text.rfind('{')?;
    let inner = text.get(from + 1..)?;
    let (inner, to) = match inner.find('}') {
        Some(close) => (inner.get(..close)?, from + close + 2),
        None => (inner, text.len()),
    };
    let is_closed = text.get(..to)?.ends_with('}');
    let make_lines = |answers: &[(bool, &str)]| {
        // Without a wrong answer it is a short answer.
        if answers.iter().all(|(right, answer)| *right && !answer.contains([',', '"'])) {
            let accepted: Vec<&str> = answers.iter().map(|(_, answer)| *answer).collect();
            return format!("\n  Accept: {}", accepted.join(", "));
        }
        let make_line = |(right, answer): &(bool, &str)| {
            let keyword = if *right { "Right" } else { "Wrong" };
            format!("\n  {keyword}: {answer}")
        };
        answers.iter().map(make_line).collect::<String>()
    };
    let bare = inner.trim();
    let lines = match bare.to_ascii_uppercase().as_str() {
        "T" | "TRUE" => Some(make_lines(&[(true, "True"), (false, "False")])),
        "F" | "FALSE" => Some(make_lines(&[(false, "True"), (true, "False")])),
        _ if bare.starts_with(['=', '~']) => {
            let starts: Vec<usize> = bare.match_indices(['=', '~']).map(|(at, _)| at).chain([bare.len()]).collect();
            let answers: Vec<(bool, &str)> = starts
                .windows(2)
                .filter_map(|pair| {
                    let [start, end] = pair else { return None };
                    Some((bare.get(*start..=*start)? == "=", bare.get(start + 1..*end)?.trim()))
                })
                .collect();
            let is_plain = is_closed && !bare.contains(['#', '%', '\\', '{']) && !bare.contains("->");
            let is_whole = is_plain && answers.iter().all(|(_, answer)| !answer.is_empty());
            let is_whole = is_whole && (1 < answers.len() || answers.iter().all(|(right, _)| *right));
            is_whole.then(|| make_lines(&answers))
        }
        _ => return None,
    };
    Some(GiftAnswers { from, to, lines })
}

impl<'s> Scan<'s, '_> {
    /// Reports the answers below a question that are written as in another tool. Where they say
    /// which is right, they are read so.
    pub(super) fn answers_of_other_tools(&mut self, question: Line<'s>) {
        if let Some(braces) = gift_answers(question.words) {
            self.report_gift_answers(question, &braces);
            self.out.questions.insert(self.src.line_span_from(self.src.original_offset(question.start)).start);
            return;
        }
        // `{TRUE}` on the line below.
        let below = self.text.get(question.next_start..).unwrap_or_default();
        let skipped = below.len() - below.trim_start_matches(|c: char| is_blank(c) || c == '\n').len();
        let start = question.next_start + skipped;
        let words = below.get(skipped..).and_then(|rest| rest.split('\n').next()).unwrap_or_default().trim_end();
        if let Some(braces) = gift_answers(words).filter(|braces| braces.from == 0) {
            let answers = question.with_words(start, words, start + words.len());
            self.report_gift_answers(answers, &braces);
            self.out.questions.insert(self.src.line_span_from(self.src.original_offset(question.start)).start);
            return;
        }
        let Below { mut answers, key, has_more } = find_answer_lines(self.text, question.next_start);
        let (Some(first), Some(last)) = (answers.first(), answers.last()) else { return };
        if answers.len() < 2 {
            return;
        }
        let (start, end) = (first.at, last.at + last.length);
        if let Some((_, _, letters)) = &key {
            for one in &mut answers {
                one.right = one.letter.map(|letter| letters.contains(&letter));
            }
        }
        let has_right_answer = answers.iter().any(|one| one.right == Some(true));
        // A list may be part of the question; one in bullets is reported where the question is read.
        let is_list =
            |one: &AnswerLine| one.right.is_none() && one.letter.is_none_or(|c| c.is_ascii_digit()) && !one.named;
        if !has_right_answer && answers.iter().all(is_list) {
            return;
        }
        let is_clear = has_right_answer && !has_more && !question.words.ends_with('{');
        let mut edits = Vec::new();
        for one in answers.iter().filter(|_| is_clear) {
            let word = if one.right == Some(true) { "Right: " } else { "Wrong: " };
            edits.push((one.at, one.at + one.from, word));
            if one.to < one.length {
                edits.push((one.at + one.to, one.at + one.length, ""));
            }
        }
        if let Some((at, length, _)) = key.as_ref().filter(|(at, ..)| is_clear && end <= *at) {
            edits.push((*at, at + length, ""));
        }
        let edits: Vec<(Span, String)> =
            edits.into_iter().map(|(from, to, text)| (self.src.original_span(from, to), text.to_owned())).collect();
        let first_line = self.text.get(start..end).unwrap_or_default().split('\n').next().unwrap_or_default();
        // All the lines are one mistake, and the formatter leaves them as they are.
        let place = self.src.original_span(start, key.map_or(end, |(at, length, _)| end.max(at + length)));
        self.out.findings.push(report::other_answers(self.src, place, first_line.trim_end(), &edits));
        self.out.questions.insert(self.src.line_span_from(self.src.original_offset(question.start)).start);
        for one in &answers {
            self.out.lines.insert(self.src.line_span_from(self.src.original_offset(one.at)).start);
        }
    }

    /// Returns whether the question around a line has answers below it.
    pub(super) fn has_answers_below(&self, line: Line<'_>) -> bool {
        let below = self.text.get(line.next_start..).unwrap_or_default();
        let keywords = below.split('\n').take(LINES).filter_map(|line| {
            let words = line.trim_start_matches(is_blank);
            keyword_at_start(words).filter(|_| words.contains(':'))
        });
        let mut own = keywords.take_while(|keyword| !keyword.is_declaration() && keyword.word != "Question");
        own.any(|keyword| matches!(keyword.word, "Right" | "Wrong" | "Accept"))
            || !find_answer_lines(self.text, line.next_start).answers.is_empty()
    }

    /// Reports the answers in GIFT at the end of a question: `{=The guard ~The owner}`. They are
    /// rewritten if they have neither weights nor feedback.
    fn report_gift_answers(&mut self, line: Line<'s>, braces: &GiftAnswers) {
        let map_span = |from: usize, to: usize| self.src.original_span(line.start + from, line.start + to);
        let written = line.words.get(braces.from..braces.to).unwrap_or_default();
        let stem_end = line.words.get(..braces.from).map_or(0, |stem| stem.trim_end_matches(is_blank).len());
        let lines = braces.lines.as_ref().filter(|_| braces.to == line.words.len());
        let edits: Vec<_> = lines.map(|lines| (map_span(stem_end, braces.to), lines.clone())).into_iter().collect();
        let place = map_span(braces.from, braces.to);
        self.out.findings.push(report::other_answers(self.src, place, written, &edits));
    }

    /// Handles `Right: Ask first. (correct)`: a mark at the end of an answer, which the learner would
    /// see. It can be removed if it says the same as the keyword.
    pub(super) fn mark_of_answer(&mut self, line: Line<'s>, keyword: &Keyword, from: usize) {
        let words = line.words;
        let sign = [("✓", true), ("✔", true), ("✅", true), ("✗", false), ("✘", false), ("❌", false)];
        let signed = || {
            let (mark, right) = sign.iter().find(|(mark, _)| words.ends_with(mark))?;
            Some((words.len() - mark.len(), *right))
        };
        let Some((open, is_right)) = judgement_at_end(words).or_else(signed).filter(|(open, _)| from < *open) else {
            self.mark_after_label(line, from);
            return;
        };
        let written = quote(words.get(open..).unwrap_or_default());
        let agrees = keyword.word == "Choice" || is_right == (keyword.word == "Right");
        let message = if agrees {
            let thing = if keyword.word == "Choice" { "choice" } else { "answer" };
            format!("{written} is shown to the learner together with the {thing}, and gives it away")
        } else {
            format!("{written} is shown to the learner, and says the opposite of `{}:`", keyword.word)
        };
        let text_end = words.get(..open).unwrap_or_default().trim_end_matches(is_blank).len();
        let edit = Change { from: text_end, to: words.len(), text: String::new() };
        let edits = Some(edit).filter(|_| agrees && from < text_end).into_iter().collect();
        self.report_markup(line, Diagnosis::part(Name::LeftoverMarkup, open, words.len(), message, edits));
    }

    /// Handles `Why: It is hers.` and `Explanation: It is hers.` under an answer: its reason, which
    /// the learner would otherwise read together with the answer.
    pub(super) fn reason_in_other_words(&self, line: Line<'s>) -> Option<Diagnosis> {
        if self.context.block != Block::Answer {
            return None;
        }
        let words = line.words;
        let (head, text) = words.split_once(':')?;
        let is_reason = REASONS.contains(&head.trim_matches(is_blank).to_lowercase().as_str());
        if !is_reason || !text.starts_with(is_blank) || text.trim().is_empty() {
            return None;
        }
        let because = find_keyword("Because")?;
        let message = format!("there is no instruction {}; this line is read as `Because`", quote(head));
        let edits = vec![Change { from: 0, to: head.len(), text: because.word.to_owned() }];
        let diagnosis = Diagnosis::read_so(words, message, edits, because);
        Some(Diagnosis { name: Name::UnknownInstruction, ..diagnosis })
    }

    /// Handles `(best)`, `(+10)`, `[id: ask]` and `*` at the end of an answer or a choice.
    fn mark_after_label(&mut self, line: Line<'s>, from: usize) {
        let words = line.words;
        let Some(open) = super::remarks::mark_at_end(words).filter(|open| from < *open) else { return };
        let written = quote(words.get(open..).unwrap_or_default());
        let text_end = words.get(..open).unwrap_or_default().trim_end_matches(is_blank).len();
        if text_end <= from || !self.ends_text(line) {
            return;
        }
        let message = format!("{written} is shown to the learner as a part of the text");
        let edit = Change { from: text_end, to: words.len(), text: String::new() };
        self.report_markup(line, Diagnosis::part(Name::LeftoverMarkup, open, words.len(), message, vec![edit]));
    }

    /// Handles `Points: 2`, `Score +10` and `Shuffle: yes` in a question: a property that questions
    /// have in other tools. The learner would see it.
    pub(super) fn question_property_of_other_tools(&self, line: Line<'s>) -> Option<Diagnosis> {
        if !matches!(self.context.block, Block::Question | Block::Answer) {
            return None;
        }
        let words = line.words;
        let word_end = words.find(|c: char| !(c.is_ascii_alphabetic() || c == ' ')).unwrap_or(words.len());
        let (word, rest) = words.split_at_checked(word_end)?;
        let value = rest.trim_start_matches([':', '=']).trim_matches(is_blank);
        let is_number = |text: &str| {
            let digits = text.trim_start_matches(['+', '-', '\u{2212}']);
            !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'%'))
        };
        let has_sign = rest.starts_with([':', '=']);
        let word = word.trim_end_matches(' ').to_ascii_lowercase();
        let is_setting = match word.as_str() {
            "points" | "point" | "score" | "marks" | "mark" | "default mark" | "penalty" | "attempts" | "tries" => {
                is_number(value)
            }
            "time limit" | "timer" | "difficulty" | "shuffle" | "randomize" | "randomise" | "type"
            | "question type" | "category" => has_sign && !value.is_empty() && value.split_whitespace().count() <= 3,
            "correct" | "right" => has_sign && matches!(value, "true" | "false" | "yes" | "no" | "0" | "1"),
            _ => false,
        };
        let low = words.to_ascii_lowercase();
        let is_score = low.strip_suffix(" points").or_else(|| low.strip_suffix(" point")).is_some_and(is_number);
        let is_judgement = bracket_of_judgement(words);
        if !(is_setting || is_score || is_judgement) {
            return None;
        }
        let message = format!("{} is shown to the learner: a question has no setting of this kind", quote(words));
        let edits = vec![super::insertion(0, "// ")];
        Some(Diagnosis::part(Name::LeftoverMarkup, 0, words.len(), message, edits))
    }

    /// Handles `::Q1:: Who may know? {=The owner ~The neighbour}`: a question in GIFT. It is read as
    /// text, and not as a passage of Twee.
    pub(super) fn gift_question(&self, line: Line<'s>) -> Option<Diagnosis> {
        if !matches!(self.context.block, Block::Quiz | Block::Question | Block::Answer) {
            return None;
        }
        let words = line.words;
        let (name, after_name) = words.strip_prefix("::")?.split_once("::")?;
        let question = after_name.trim_matches(is_blank);
        let message = format!("{} is a question of GIFT, and is not read as a question of the quiz", quote(words));
        let id = suggest_id(name, 3, "question");
        let edits = match gift_answers(question) {
            Some(braces) if braces.to == question.len() => braces.lines.map(|lines| {
                let stem = question.get(..braces.from).unwrap_or_default().trim_end_matches(is_blank);
                vec![Change { from: 0, to: words.len(), text: format!("Question {id}: {stem}{lines}") }]
            }),
            Some(_) | None => None,
        };
        let mends = vec![super::insertion(0, "\\")];
        let part = Diagnosis::part(Name::ForeignSyntax, 0, words.len(), message, edits.unwrap_or_default());
        Some(Diagnosis { mends, ..part })
    }

    /// A line of a quiz that reads as a question of another tool: `Q: …`, or a numbered line with
    /// answers below it.
    pub(super) fn question_of_other_tools(&self, line: Line<'s>) -> Option<Diagnosis> {
        if !matches!(self.context.block, Block::Quiz | Block::Question | Block::Answer) {
            return None;
        }
        let words = line.words;
        let prefixes = ["Q", "Frage ", "Question "];
        let after_prefix = prefixes.iter().find_map(|prefix| words.strip_prefix(prefix));
        let measure_unnumbered = |text: &str| text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (from, is_named) = match after_prefix {
            Some(rest) => {
                let after_number = rest.trim_start_matches(|c: char| is_blank(c) || c.is_ascii_digit());
                let question_text = after_number.strip_prefix([':', '.', ')'])?;
                (words.len() - question_text.len(), true)
            }
            None => {
                let after_number = words.get(words.len() - measure_unnumbered(words)..)?;
                let question_text = after_number.strip_prefix([')', '.']).filter(|_| after_number.len() < words.len());
                (words.len() - question_text.unwrap_or(words).len(), false)
            }
        };
        let question = words.get(from..)?.trim_start_matches(is_blank);
        let below = find_answer_lines(self.text, line.next_start);
        let has_answers =
            below.answers.iter().any(|one| one.letter.is_none_or(|c| c.is_ascii_alphabetic())) || below.key.is_some();
        let prefix_length = words.len() - question.len();
        let is_question = is_named || question.ends_with(['?', ':', '.']);
        // Aiken has neither a word nor a number in front of a question, and GIFT needs none: the
        // key of the answers, or an opening brace, tells.
        let first_below = self.below(line).next().unwrap_or_default();
        let is_lettered = |line: &str| {
            parse_answer_line(0, line).is_some_and(|one| one.letter.is_some_and(|c| c.is_ascii_alphabetic()))
        };
        let starts_answers = is_lettered(first_below);
        let is_bare = prefix_length == 0 && self.context.block == Block::Quiz && !is_lettered(words);
        let is_aiken = is_bare && below.key.is_some() && starts_answers;
        let is_gift = is_bare && (gift_answers(words).is_some() || words.ends_with('{')) && below.answers.len() != 1;
        let fits = if is_bare { is_aiken || is_gift } else { 0 < prefix_length && has_answers && is_question };
        if question.is_empty() || !fits {
            return None;
        }
        let text = format!("Question {}: ", suggest_id(question, 3, "question"));
        let message =
            format!("{} looks like a question of another tool, but is not yet a question of this quiz", quote(words));
        let edit = Change { from: 0, to: prefix_length, text };
        Some(Diagnosis::part(Name::ForeignSyntax, 0, words.len(), message, vec![edit]))
    }
}
