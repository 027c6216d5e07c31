//! The labels of choices in a form in which they can be compared.

use scn_story::ChoiceIx;
use scn_syntax::ast;

/// A label without the parts that depend on a run; a value is replaced by its name.
pub(crate) fn plain_label(label: &ast::Text<'_>) -> String {
    let mut plain = String::new();
    for part in &label.parts {
        match part {
            ast::TextPart::Words(words) | ast::TextPart::Literal(words) => plain.push_str(words.text),
            ast::TextPart::Space => plain.push(' '),
            ast::TextPart::Value(name) => plain.push_str(name.text),
            ast::TextPart::If(_) => {}
        }
    }
    plain
}

/// The labels of a scenario's choices as `Choose:` compares them, ignoring letter case and spacing.
#[derive(Debug)]
pub(crate) struct Labels(Vec<String>);

impl Labels {
    pub(crate) fn new(scenario: &ast::Scenario<'_>) -> Self {
        let choices = scenario.situations.iter().flat_map(|it| &it.choices);
        Self(choices.map(|choice| Self::of_choice(choice)).collect())
    }

    /// The label of a choice in normalized form.
    pub(crate) fn of_choice(choice: &ast::Choice<'_>) -> String {
        Self::fold_text(&plain_label(&choice.label))
    }

    pub(crate) fn label_of(&self, choice: ChoiceIx) -> Option<&str> {
        self.0.get(choice.index()).map(String::as_str)
    }

    /// Normalizes text: lower case, single spaces.
    pub(crate) fn fold_text(text: &str) -> String {
        text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
    }
}
