//! Words with the style that their author gave them.

use schemars::JsonSchema;
use serde::Serialize;

/// Words in one style.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Words {
    /// The words.
    pub text: String,
    /// Emphasised.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub emphasis: bool,
    /// Strong.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub strong: bool,
    /// Code.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub code: bool,
    /// Where they link to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
}

/// A text: words after words. Nothing in it has been made harmless for a terminal; a front
/// end does that.
pub type Text = Vec<Words>;

/// The words of a text without their style.
#[must_use]
pub fn plain(text: &[Words]) -> String {
    text.iter().map(|words| words.text.as_str()).collect()
}
