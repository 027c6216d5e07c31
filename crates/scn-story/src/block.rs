//! Behaviour common to all kinds of block.

use crate::{
    Block, Change, Course, FIRST_VERSION, Question, Quiz, ShowAnswers, Situation, Span, Story, Variable, VariableKind,
    When,
};

impl Block {
    pub(crate) fn display_condition_mut(&mut self) -> &mut When {
        match self {
            Self::Paragraph { when, .. }
            | Self::Speech { when, .. }
            | Self::Callout { when, .. }
            | Self::Media { when, .. }
            | Self::List { when, .. }
            | Self::Quote { when, .. }
            | Self::Code { when, .. }
            | Self::Table { when, .. }
            | Self::Heading { when, .. }
            | Self::Rule { when } => when,
        }
    }

    /// Returns when the block is shown.
    #[must_use]
    pub fn display_condition(&self) -> &When {
        match self {
            Self::Paragraph { when, .. }
            | Self::Speech { when, .. }
            | Self::Callout { when, .. }
            | Self::Media { when, .. }
            | Self::List { when, .. }
            | Self::Quote { when, .. }
            | Self::Code { when, .. }
            | Self::Table { when, .. }
            | Self::Heading { when, .. }
            | Self::Rule { when } => when,
        }
    }

    /// Iterates over the texts of the block, in order: one text, or one per item or cell. Quoted
    /// lines and code are not included.
    pub fn texts(&self) -> impl Iterator<Item = &Vec<Span>> {
        let (one, items, rows) = match self {
            Self::Paragraph { text, .. }
            | Self::Speech { text, .. }
            | Self::Callout { text, .. }
            | Self::Heading { text, .. } => (Some(text), None, None),
            Self::Media { alternative, .. } => (Some(alternative), None, None),
            Self::List { items, .. } => (None, Some(items), None),
            Self::Table { head, rows, .. } => (None, Some(head), Some(rows)),
            Self::Quote { .. } | Self::Code { .. } | Self::Rule { .. } => (None, None, None),
        };
        one.into_iter().chain(items.into_iter().flatten()).chain(rows.into_iter().flatten().flatten())
    }

    pub(crate) fn texts_mut(&mut self) -> impl Iterator<Item = &mut Vec<Span>> {
        let (one, items, rows) = match self {
            Self::Paragraph { text, .. }
            | Self::Speech { text, .. }
            | Self::Callout { text, .. }
            | Self::Heading { text, .. } => (Some(text), None, None),
            Self::Media { alternative, .. } => (Some(alternative), None, None),
            Self::List { items, .. } => (None, Some(items), None),
            Self::Table { head, rows, .. } => (None, Some(head), Some(rows)),
            Self::Quote { .. } | Self::Code { .. } | Self::Rule { .. } => (None, None, None),
        };
        one.into_iter().chain(items.into_iter().flatten()).chain(rows.into_iter().flatten().flatten())
    }

    /// Returns the first version of the format in which the block has its current meaning.
    fn required_version(&self) -> u32 {
        if matches!(self.display_condition(), When::All(_)) {
            return 3;
        }
        match self {
            Self::Paragraph { .. }
            | Self::Speech { .. }
            | Self::Callout { .. }
            | Self::Media { .. }
            | Self::List { start: 1, level: 0, .. }
            | Self::Quote { .. } => FIRST_VERSION,
            Self::List { .. } | Self::Code { .. } | Self::Table { .. } | Self::Heading { .. } | Self::Rule { .. } => 2,
        }
    }
}

impl Situation {
    /// Returns the first version of the format in which the situation and its choices, without their
    /// texts, have their current meaning.
    fn required_version(&self) -> u32 {
        let outcomes = || self.choices.iter().flat_map(|choice| &choice.outcomes);
        let mut changes = self.set.iter().chain(outcomes().flat_map(|outcome| &outcome.set));
        let has_conditions = changes.any(|change| matches!(change, Change::When { .. }))
            || outcomes().flat_map(|outcome| &outcome.next).any(|case| case.when.is_some());
        if self.title.is_empty() || self.ask.is_some() || has_conditions { 3 } else { FIRST_VERSION }
    }
}

impl Quiz {
    /// Returns the first version of the format in which the quiz, without its text and its questions,
    /// has its current meaning.
    fn required_version(&self) -> u32 {
        if self.tries.is_some() || self.show_answers != ShowAnswers::Always { 3 } else { FIRST_VERSION }
    }
}

impl Question {
    /// Returns the first version of the format in which the question has its current meaning.
    fn required_version(&self) -> u32 {
        let is_plain = self.body.is_empty() && self.hints.is_empty() && self.accept.is_empty() && !self.any_one;
        if is_plain { FIRST_VERSION } else { 3 }
    }
}

impl Variable {
    /// Returns the first version of the format in which the variable has its current meaning.
    fn required_version(&self) -> u32 {
        match &self.kind {
            _ if self.shown => 3,
            VariableKind::State { words, .. } if !words.is_empty() => 3,
            VariableKind::State { .. } | VariableKind::Meter { .. } | VariableKind::Flag { .. } => FIRST_VERSION,
        }
    }
}

impl Story {
    /// Returns the first version of the format that can represent everything in this story. A story
    /// without any newer features is written in the old version, so that its digest does not change
    /// and older players can read it.
    #[must_use]
    pub fn least_version(&self) -> u32 {
        let principles = self.principles.iter().map(|it| &it.text);
        let intros = self.quizzes.iter().map(|it| &it.text);
        let scenarios = self.scenarios.iter().flat_map(|scenario| {
            let situations = scenario.situations.iter();
            let outcomes = situations.clone().flat_map(|it| &it.choices).flat_map(|it| &it.outcomes);
            let bodies = situations.map(|it| &it.body).chain(scenario.endings.iter().map(|it| &it.body));
            std::iter::once(&scenario.brief).chain(bodies).chain(outcomes.map(|it| &it.body))
        });
        let blocks = principles.chain(intros).chain(scenarios).flatten().map(Block::required_version);
        let situations = self.scenarios.iter().flat_map(|it| &it.situations).map(Situation::required_version);
        let variables = self.scenarios.iter().flat_map(|it| &it.variables).map(Variable::required_version);
        let questions = self.quizzes.iter().flat_map(|it| &it.questions).map(Question::required_version);
        let quizzes = self.quizzes.iter().map(Quiz::required_version);
        let course = self.course.iter().map(Course::required_version);
        let versions = blocks.chain(situations).chain(variables).chain(questions).chain(quizzes).chain(course);
        versions.max().unwrap_or(FIRST_VERSION)
    }
}
