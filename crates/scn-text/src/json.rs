//! JSON documents and JSON Schemas, as they are printed and published.

use schemars::Schema;
use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use serde::Serialize;

/// Returns plain data as pretty-printed JSON that ends in a line feed. Characters that hide or
/// reorder text are escaped.
///
/// # Examples
///
/// ```
/// assert_eq!(scn_text::json::pretty_json(&["a\u{202e}"]), "[\n  \"a\\u202e\"\n]\n");
/// ```
#[must_use]
pub fn pretty_json(value: &impl Serialize) -> String {
    // Serializing plain data cannot fail.
    let json = serde_json::to_string_pretty(value).unwrap_or_default();
    let mut text = crate::escape_json(&json).into_owned();
    text.push('\n');
    text
}

/// Returns the settings for every JSON Schema of the project: draft 2020-12, with only the formats
/// that it defines.
#[must_use]
pub fn schema_settings() -> SchemaSettings {
    SchemaSettings::draft2020_12().with_transform(RecursiveTransform(without_number_format))
}

/// Removes the format of a number, such as `uint32`. JSON Schema does not define any, and strict
/// validators reject unknown formats. The type and the bounds already convey the same information.
fn without_number_format(schema: &mut Schema) {
    let is_number = |format: &str| {
        let kind = format.trim_start_matches('u').trim_end_matches(|c: char| c.is_ascii_digit());
        matches!(kind, "int" | "float" | "double")
    };
    if schema.get("format").and_then(serde_json::Value::as_str).is_some_and(is_number) {
        schema.remove("format");
    }
}
