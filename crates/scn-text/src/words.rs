//! Words with the styles that their author gave them.

use schemars::JsonSchema;
use serde::Serialize;

/// Text in one style.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Words {
    /// The text.
    pub text: String,
    /// Whether it is emphasised.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub emphasis: bool,
    /// Whether it is strong.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub strong: bool,
    /// Whether it is code.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub code: bool,
    /// The link target, if it is a link.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
}

impl Words {
    /// Creates words without styles.
    #[must_use]
    pub fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }
}

/// A text: a sequence of styled pieces. It has not been sanitised for a terminal; a front end does
/// that.
pub type Text = Vec<Words>;

/// Returns a text without its styles.
#[must_use]
pub fn plain_text(text: &[Words]) -> String {
    text.iter().map(|words| words.text.as_str()).collect()
}
