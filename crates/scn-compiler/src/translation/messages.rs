//! The messages of a file: every text that learners read, with its place.

use rustc_hash::{FxHashMap, FxHashSet};
use scn_source::{FileId, Place, SourceFile, Sources, Span};
use scn_syntax::ast::{self, Block, BlockKind, Name, Text, TextPart};

use super::lessons;
use super::text::on_one_line;
use crate::ids;
use crate::joining::{JoinedFile, join_files};
use crate::manifest::Manifest;

/// The start of a comment that is meant for translators.
const FOR_TRANSLATORS: &str = "For translators:";

/// A text of a pack that learners read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Its place: the ids of what it belongs to, separated by `/`, a space, and what it is:
    /// `busy-line/ring text`. The names of the cast and of the pack have one context in a pack.
    pub context: String,
    /// The words as written, on one line.
    pub words: String,
    /// The text in its file.
    pub place: Place,
    /// What a translator should know: who says it, what its values are, comments of the author.
    pub notes: Vec<String>,
    /// How the text is written in its file.
    pub(super) form: Form,
}

/// How a text is written in its file, which decides how another text is written in its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// After something else on its line.
    Inside,
    /// A paragraph that begins a line of a body.
    Line,
    /// A cell of a table.
    Cell,
    /// Between quotation marks.
    Quoted,
    /// A value of a state without words: they are added after it.
    Value,
    /// A value of `scn.toml`.
    Toml,
    /// A text of a lesson, where a line of Markdown begins.
    Lesson,
    /// A name of the cast.
    Name,
}

impl Form {
    /// Returns the first character of a text that cannot be where the text has to be.
    pub(super) fn refused(self, words: &str) -> Option<char> {
        let refused: &[char] = match self {
            Self::Quoted | Self::Value => &['"'],
            Self::Name => &[':', '(', ')', '[', ']', '"'],
            Self::Inside | Self::Line | Self::Cell | Self::Toml | Self::Lesson => &[],
        };
        words.chars().find(|c| refused.contains(c))
    }
}

/// What is not a message but has to change in a translated file.
#[derive(Clone, Debug, Default)]
pub(super) struct FileMessages {
    /// The messages, in no particular order.
    pub(super) messages: Vec<Message>,
    /// Where ids are inserted, so that they do not follow the translated labels.
    pub(super) ids: Vec<(u32, String)>,
    /// The tests. They are about the source, and name choices by their labels.
    pub(super) tests: Vec<Span>,
}

/// Returns the messages of a pack, in the order of its files and of their places. The manifest, if
/// there is one, comes first.
///
/// # Examples
///
/// ```
/// use scn_compiler::{PackFiles, translation::collect_messages};
/// use scn_source::{SourceFile, Sources};
///
/// let text = "Principle honest: Say how it is\n  People plan.\n";
/// let mut sources = Sources::new();
/// let file = sources.add(SourceFile::new("rules.scn", text));
/// let pack = PackFiles { files: vec![file], ..PackFiles::default() };
/// let messages = collect_messages(&sources, &pack);
/// assert_eq!(messages[0].context, "honest title");
/// assert_eq!(messages[1].words, "People plan.");
/// ```
#[must_use]
pub fn collect_messages(sources: &Sources, pack: &crate::PackFiles) -> Vec<Message> {
    let mut out = Vec::new();
    if let Some((id, file)) = pack.manifest.and_then(|id| Some((id, sources.get(id)?))) {
        let manifest = crate::read_manifest(id, file, &mut Vec::new());
        out.extend(manifest_messages(id, file, &manifest));
    }
    let of_unit = |_, unit: &Unit<'_>| {
        let parse = scn_syntax::parse_joined(unit.id, unit.text(), unit.starts());
        let mut messages = file_messages(unit.id, unit.text(), &parse.file).messages;
        for message in &mut messages {
            message.place = unit.place(message.place.span);
        }
        messages
    };
    let mut of_files: Vec<Message> =
        crate::parallel::map_items(&units_of(sources, pack), of_unit).into_iter().flatten().collect();
    of_files.sort_by_key(|message| message.place);
    out.extend(of_files);
    out
}

/// A text whose messages are read as one: a file, or a scenario with the files that continue it.
pub(super) struct Unit<'u> {
    pub(super) id: FileId,
    file: &'u str,
    joined: Option<JoinedFile>,
}

impl Unit<'_> {
    pub(super) fn text(&self) -> &str {
        self.joined.as_ref().map_or(self.file, |it| it.joined.text())
    }

    /// The offsets at which files begin that may continue a scenario.
    pub(super) fn starts(&self) -> &[u32] {
        self.joined.as_ref().map_or(&[0], |it| it.starts.as_slice())
    }

    /// Returns where a span of its text is.
    pub(super) fn place(&self, span: Span) -> Place {
        match &self.joined {
            Some(it) => it.joined.place(span),
            None => Place { file: self.id, span },
        }
    }
}

/// Returns the units of a pack.
pub(super) fn units_of<'u>(sources: &'u Sources, pack: &crate::PackFiles) -> Vec<Unit<'u>> {
    let text = |id: FileId| sources.get(id).map(SourceFile::text).unwrap_or_default();
    let continues = pack.files.iter().any(|id| scn_syntax::continued_scenario(text(*id)).is_some());
    let joined = if continues { join_files(sources, pack, &crate::Cache::new()) } else { Vec::new() };
    let is_part = |id: &FileId| {
        let mut parts = joined.iter().flat_map(|(_, it)| it.joined.parts());
        parts.any(|part| part.origin.file == *id)
    };
    let alone: Vec<FileId> = pack.files.iter().copied().filter(|id| !is_part(id)).collect();
    let mut units: Vec<Unit<'u>> = alone.into_iter().map(|id| Unit { id, file: text(id), joined: None }).collect();
    units.extend(joined.into_iter().map(|(id, it)| Unit { id, file: text(id), joined: Some(it) }));
    units
}

/// Returns the messages of a manifest.
pub(super) fn manifest_messages(id: FileId, file: &SourceFile, manifest: &Manifest) -> Option<Message> {
    let (title, span) = (manifest.title.as_ref()?, manifest.title_span?);
    let (is_plain, place) = (file.slice(span).starts_with('"'), Place { file: id, span });
    (is_plain && has_letters(title)).then(|| Message {
        context: "pack title".to_owned(),
        words: on_one_line(title),
        place,
        notes: Vec::new(),
        form: Form::Toml,
    })
}

/// Returns the messages of a file of a pack, in the order of their places.
pub(super) fn file_messages(id: FileId, text: &str, file: &ast::File<'_>) -> FileMessages {
    let mut walk = Walk {
        file: id,
        text,
        has_notes: text.contains(FOR_TRANSLATORS),
        headers: passage_headers(file),
        values: FxHashMap::default(),
        read: FxHashSet::default(),
        out: FileMessages::default(),
    };
    walk.file(file);
    let mut out = walk.out;
    out.messages.sort_by_key(|message| message.place.span.start);
    out.ids.sort_unstable();
    out
}

/// Returns whether a text has anything to translate.
pub(super) fn has_letters(text: &str) -> bool {
    text.chars().any(char::is_alphabetic)
}

/// The headers of a file that has passages, sorted, each with whether it is that of a passage.
/// Empty for other files.
fn passage_headers(file: &ast::File<'_>) -> Vec<(u32, bool)> {
    let own = file.scenarios.iter().flat_map(|it| &it.passages);
    let mut headers: Vec<(u32, bool)> =
        file.passages.iter().chain(own).map(|passage| (passage.header.start, true)).collect();
    if headers.is_empty() {
        return headers;
    }
    for scenario in &file.scenarios {
        let situations = scenario.situations.iter();
        let choices = situations.clone().flat_map(|it| &it.choices).map(|it| it.header.start);
        let outcomes = situations.clone().flat_map(|it| &it.choices).flat_map(|it| &it.outcomes);
        headers.push((scenario.header.start, false));
        headers.extend(situations.map(|it| (it.header.start, false)));
        headers.extend(choices.chain(outcomes.map(|it| it.header.start)).map(|start| (start, false)));
        headers.extend(scenario.endings.iter().map(|it| (it.header.start, false)));
    }
    headers.sort_unstable();
    headers
}

struct Walk<'w> {
    file: FileId,
    text: &'w str,
    has_notes: bool,
    headers: Vec<(u32, bool)>,
    /// What translators should know of the values of variables, by id.
    values: FxHashMap<String, String>,
    /// The variables whose values are shown in some text.
    read: FxHashSet<String>,
    out: FileMessages,
}

impl Walk<'_> {
    fn file(&mut self, file: &ast::File<'_>) {
        let own = file.scenarios.iter().flat_map(|it| &it.variables);
        for variable in file.variables.iter().chain(own) {
            self.values.insert(variable.id.text.to_owned(), describe_values(variable));
        }
        for principle in &file.principles {
            let id = principle.id.text;
            self.name(id, "title", &principle.title);
            self.body(id, "text", &principle.body, principle.header.start);
            if let Some(source) = &principle.source {
                self.name(id, "source", source);
            }
        }
        for lesson in &file.lessons {
            self.name(lesson.id.text, "title", &lesson.title);
            lessons::collect(self.file, self.text, lesson, &mut self.out.messages);
        }
        for quiz in &file.quizzes {
            self.quiz(quiz);
        }
        self.passages("", &file.passages);
        for scenario in &file.scenarios {
            // A file that continues a scenario does not repeat its id.
            let id = match &file.continues {
                Some(continues) if scenario.id.text.is_empty() => continues.scenario.text,
                Some(_) | None => scenario.id.text,
            };
            self.scenario(id, scenario);
        }
        self.cast(&file.cast);
        for variable in &file.variables {
            self.variable("", variable);
        }
    }

    fn scenario(&mut self, id: &str, scenario: &ast::Scenario<'_>) {
        self.name(id, "title", &scenario.title);
        if let Some(audience) = &scenario.audience {
            self.name(id, "audience", audience);
        }
        self.body(id, "text", &scenario.body, scenario.header.start);
        self.passages(&format!("{id}/"), &scenario.passages);
        for situation in &scenario.situations {
            self.situation(id, situation);
        }
        for ending in &scenario.endings {
            let element = format!("{id}/{}", ending.id.text);
            self.name(&element, "title", &ending.title);
            self.body(&element, "text", &ending.body, ending.header.start);
        }
        self.cast(&scenario.cast);
        for variable in &scenario.variables {
            self.variable(&format!("{id}/"), variable);
        }
        for test in &scenario.tests {
            let ends = test.steps.iter().map(|step| match step {
                ast::TestStep::Choose { choice, outcome } => outcome.map_or(choice.span.end, |it| it.span.end),
                ast::TestStep::Expect(condition) => condition.span.end,
            });
            let end = ends.max().unwrap_or(test.header.end).max(test.header.end) as usize;
            let rest = self.text.get(end..).unwrap_or_default();
            let end = end + rest.find('\n').unwrap_or(rest.len());
            self.out.tests.push(Span::new(test.header.start as usize, end));
        }
    }

    fn situation(&mut self, scenario: &str, situation: &ast::Situation<'_>) {
        let element = format!("{scenario}/{}", situation.id.text);
        self.name(&element, "title", &situation.title);
        self.body(&element, "text", &situation.body, situation.header.start);
        for hint in &situation.hints {
            self.text(&element, "hint", hint);
        }
        if let Some(ask) = &situation.ask {
            self.text(&format!("{element}/{}", ask.id.text), "question", &ask.text);
        }
        for (choice, id) in situation.choices.iter().zip(ids::of_choices(situation)) {
            let element = format!("{element}/{}", id.text);
            if choice.id.is_none() {
                self.out.ids.push((choice.id_place.end, format!(" {}", id.text)));
            }
            self.text(&element, "label", &choice.label);
            for hint in &choice.hints {
                self.text(&element, "hint", hint);
            }
            if let Some(locked) = &choice.locked {
                self.text(&element, "locked", locked);
            }
            for outcome in &choice.outcomes {
                self.body(&element, "outcome", &outcome.body, outcome.header.start);
                for link in &outcome.links {
                    self.text(&element, "because", &link.because);
                }
                for feedback in &outcome.feedback {
                    self.text(&element, "feedback", feedback);
                }
            }
        }
    }

    fn quiz(&mut self, quiz: &ast::Quiz<'_>) {
        self.name(quiz.id.text, "title", &quiz.title);
        self.body(quiz.id.text, "text", &quiz.body, quiz.header.start);
        for question in &quiz.questions {
            let element = format!("{}/{}", quiz.id.text, question.id.text);
            self.text(&element, "question", &question.stem);
            self.body(&element, "text", &question.body, question.header.start);
            for hint in &question.hints {
                self.text(&element, "hint", hint);
            }
            if let Some(accept) = &question.accept {
                self.accept(&element, accept);
            }
            for (answer, id) in question.answers.iter().zip(ids::of_answers(question)) {
                let element = format!("{element}/{}", id.text);
                if answer.id.is_none() {
                    self.out.ids.push((answer.id_place.end, format!(" {}", id.text)));
                }
                self.text(&element, "answer", &answer.text);
                if let Some(because) = &answer.because {
                    self.text(&element, "because", because);
                }
            }
        }
    }

    /// The short answers that are right, as one list: other languages have other ways of writing
    /// one.
    fn accept(&mut self, element: &str, accept: &ast::Accept<'_>) {
        let written = self.text.get(accept.line.start as usize..).unwrap_or_default();
        let (Some(colon), Some(last)) = (written.find(':'), accept.answers.last()) else { return };
        let start = accept.line.start as usize + colon + 1;
        // The spans of answers are without their quotation marks.
        let end = last.span.end as usize;
        let quoted = self.text.get(end..).is_some_and(|rest| rest.starts_with(['"', '”']));
        let end = end
            + if quoted { self.text.get(end..).and_then(|it| it.chars().next()).map_or(0, char::len_utf8) } else { 0 };
        let list = self.text.get(start..end).unwrap_or_default();
        let start = start + (list.len() - list.trim_start().len());
        let note = "right answers, with commas between".to_owned();
        self.push(element, "accept", list, Span::new(start, end), Form::Inside, vec![note]);
        if let Some(because) = &accept.because {
            self.text(element, "because", because);
        }
    }

    fn passages(&mut self, prefix: &str, passages: &[ast::Passage<'_>]) {
        for passage in passages {
            let element = format!("{prefix}{}", passage.id.text);
            self.body(&element, "text", &passage.body, passage.header.start);
        }
    }

    fn cast(&mut self, cast: &[ast::Cast<'_>]) {
        for person in cast {
            let who = on_one_line(person.who.text);
            self.push("cast", "name", person.name.text, person.name.span, Form::Name, vec![who]);
            self.name(&format!("cast/{}", person.name.text), "who", &person.who);
        }
    }

    fn variable(&mut self, prefix: &str, variable: &ast::Variable<'_>) {
        let element = format!("{prefix}{}", variable.id.text);
        self.name(&element, "title", &variable.title);
        let is_shown = self.read.contains(variable.id.text)
            || variable.shown.is_some_and(|shown| shown.text.eq_ignore_ascii_case("yes"));
        let ast::VariableKind::State { values, words, .. } = &variable.kind else { return };
        for (index, value) in values.iter().enumerate() {
            match words.get(index).copied().flatten() {
                Some(words) => self.push(&element, "value", words.text, words.span, Form::Quoted, Vec::new()),
                None if is_shown => self.push(&element, "value", value.text, value.span, Form::Value, Vec::new()),
                None => {}
            }
        }
    }

    /// Adds the texts of a body. `header` is the start of the header that it belongs to.
    fn body(&mut self, element: &str, kind: &str, blocks: &[Block<'_>], header: u32) {
        for block in blocks {
            if self.is_own(block.span.start, header) {
                self.block(element, kind, block);
            }
        }
    }

    /// Returns whether a block is below a header, and is not shown there from a passage.
    fn is_own(&self, block: u32, header: u32) -> bool {
        let before = self.headers.partition_point(|(start, _)| *start <= block);
        match before.checked_sub(1).and_then(|at| self.headers.get(at)) {
            Some((start, is_passage)) => !is_passage || *start == header,
            None => true,
        }
    }

    fn block(&mut self, element: &str, kind: &str, block: &Block<'_>) {
        let verbatim = |walk: &mut Self, lines: &[Name<'_>], kind: &str| {
            for line in lines {
                walk.push(element, kind, line.text, line.span, Form::Inside, Vec::new());
            }
        };
        match &block.kind {
            BlockKind::Speech { speaker, direction, text } => {
                let direction_words = direction.map(|it| format!(", {}", it.text)).unwrap_or_default();
                self.push("cast", "name", speaker.text, speaker.span, Form::Name, Vec::new());
                if let Some(direction) = direction {
                    self.push(element, "direction", direction.text, direction.span, Form::Inside, Vec::new());
                }
                self.noted(element, "speech", text, vec![format!("said by {}{direction_words}", speaker.text)]);
            }
            BlockKind::Callout { text, .. } => self.text(element, "note", text),
            BlockKind::Media { text, .. } => self.text(element, "alternative", text),
            BlockKind::Paragraph(text) | BlockKind::Heading { text, .. } => self.text(element, kind, text),
            BlockKind::Item(item) => self.text(element, kind, &item.text),
            BlockKind::Quote(lines) => verbatim(self, lines, "quote"),
            BlockKind::Code { lines, .. } => verbatim(self, lines, "code"),
            BlockKind::Table { head, rows, .. } => {
                for cell in head.iter().chain(rows.iter().flatten()) {
                    self.read_values(cell);
                    let words = self.text.get(cell.span.range()).unwrap_or_default();
                    self.push(element, kind, words, cell.span, Form::Cell, Vec::new());
                }
            }
            BlockKind::Rule => {}
        }
    }

    fn name(&mut self, element: &str, kind: &str, name: &Name<'_>) {
        self.push(element, kind, name.text, name.span, Form::Inside, Vec::new());
    }

    fn text(&mut self, element: &str, kind: &str, text: &Text<'_>) {
        self.noted(element, kind, text, Vec::new());
    }

    fn noted(&mut self, element: &str, kind: &str, text: &Text<'_>, mut notes: Vec<String>) {
        let words = self.text.get(text.span.range()).unwrap_or_default();
        let shown = self.read_values(text);
        notes.extend(shown.iter().filter_map(|id| Some(format!("{{{id}}}: {}", self.values.get(id)?))));
        let form = if self.starts_line(text.span.start) { Form::Line } else { Form::Inside };
        self.push(element, kind, words, text.span, form, notes);
    }

    /// Notes the values that a text shows, and returns them.
    fn read_values(&mut self, text: &Text<'_>) -> Vec<String> {
        let mut shown = Vec::new();
        let mut texts = vec![text];
        while let Some(text) = texts.pop() {
            for part in &text.parts {
                match part {
                    TextPart::Value(name) => {
                        if !shown.iter().any(|it| it == name.text) {
                            shown.push(name.text.to_owned());
                        }
                    }
                    TextPart::If(inner) => texts.extend(std::iter::once(&inner.then).chain(&inner.otherwise)),
                    TextPart::Words(_) | TextPart::Literal(_) | TextPart::Space => {}
                }
            }
        }
        for id in &shown {
            if !self.read.contains(id) {
                self.read.insert(id.clone());
            }
        }
        shown
    }

    /// Returns whether only blanks precede an offset on its line.
    fn starts_line(&self, offset: u32) -> bool {
        let before = self.text.get(..offset as usize).unwrap_or_default();
        let before = before.trim_end_matches(scn_syntax::words::is_blank);
        before.is_empty() || before.ends_with(['\n', '\u{feff}'])
    }

    fn push(&mut self, element: &str, kind: &str, text: &str, span: Span, form: Form, notes: Vec<String>) {
        if !has_letters(text) || self.text.get(span.range()).is_none_or(str::is_empty) {
            return;
        }
        let mut context = String::with_capacity(element.len() + kind.len() + 1);
        context.push_str(element);
        context.push(' ');
        context.push_str(kind);
        let mut message =
            Message { context, words: on_one_line(text), place: Place { file: self.file, span }, notes, form };
        if self.has_notes {
            message.notes.extend(self.comments_above(span.start));
        }
        self.out.messages.push(message);
    }

    /// Returns the comments for translators right above a line.
    fn comments_above(&self, offset: u32) -> Vec<String> {
        let before = self.text.get(..offset as usize).unwrap_or_default();
        let mut lines = before.rsplit('\n').skip(1).map(str::trim);
        let mut out = Vec::new();
        while let Some(comment) = lines.next().and_then(|line| line.strip_prefix("//")) {
            if let Some(words) = comment.trim_start().strip_prefix(FOR_TRANSLATORS) {
                out.push(format!("Author: {}", words.trim()));
            }
        }
        out.reverse();
        out
    }
}

/// Returns what a translator should know of the values of a variable.
fn describe_values(variable: &ast::Variable<'_>) -> String {
    match &variable.kind {
        ast::VariableKind::Meter { range: Some((low, high)), .. } => {
            format!("a number from {} to {}", low.value, high.value)
        }
        ast::VariableKind::Meter { range: None, .. } => "a number".to_owned(),
        ast::VariableKind::Flag { .. } => "yes or no".to_owned(),
        ast::VariableKind::State { values, .. } => {
            let values: Vec<&str> = values.iter().map(|value| value.text).collect();
            format!("one of {}", values.join(", "))
        }
    }
}
