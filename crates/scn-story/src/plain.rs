//! Texts, titles and labels as plain words, where they are the same in every run.

use crate::{RunResult, Scenario, Span};

impl Span {
    /// Returns the words of a text without their style. `other` provides the replacement for a span
    /// that depends on the run: a value, or words with a condition.
    pub fn words<'s>(text: &'s [Self], other: impl Fn(&'s Self) -> &'s str) -> String {
        let words = text.iter().map(|span| match span {
            Self::Text { text, .. } => text.as_str(),
            Self::Value { .. } | Self::If { .. } => other(span),
        });
        words.collect()
    }

    /// Returns the words of a text, with `…` for everything that depends on the run.
    #[must_use]
    pub fn fixed_words(text: &[Self]) -> String {
        Self::words(text, |_| "…")
    }
}

impl Scenario {
    /// Returns the title of the situation or ending with this id, or `None` if there is none or it
    /// is empty.
    #[must_use]
    pub fn title_of(&self, id: &str) -> Option<&str> {
        let situation = self.situations.iter().find(|it| it.id == id).map(|it| it.title.as_str());
        let ending = || self.endings.iter().find(|it| it.id == id).map(|it| it.title.as_str());
        situation.or_else(ending).filter(|title| !title.is_empty())
    }
}

impl RunResult {
    /// Returns the result as written in the language and in the JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::Mixed => "mixed",
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{RunResult, Span};

    #[test]
    fn what_depends_on_the_run_is_replaced() {
        let text =
            |text: &str| Span::Text { text: text.to_owned(), emphasis: false, strong: true, code: false, link: None };
        let spans = [text("Ask "), Span::Value { value: "learner".to_owned() }, text(" now")];
        assert_eq!(Span::fixed_words(&spans), "Ask … now");
        assert_eq!(Span::words(&spans, |_| ""), "Ask  now");
    }

    #[test]
    fn a_result_is_named_as_json_names_it() {
        for result in [RunResult::Passed, RunResult::Failed, RunResult::Mixed] {
            assert_eq!(serde_json::to_value(result).ok(), Some(result.as_str().into()));
        }
    }
}
