//! The arguments of a tool call.

use rmcp::model::JsonObject;
use scn_source::nearest_name;
use serde_json::Value;

/// The arguments of a call, which are taken one by one.
#[derive(Debug)]
pub(super) struct Arguments {
    fields: JsonObject,
}

impl Arguments {
    /// Accepts the arguments of a call, if the tool knows all of their names.
    pub(super) fn new(fields: JsonObject, known: &[&str]) -> Result<Self, String> {
        for name in fields.keys() {
            if known.contains(&name.as_str()) {
                continue;
            }
            let all: Vec<String> = known.iter().map(|it| format!("`{it}`")).collect();
            let near = nearest_name(name, known.iter().copied()).map(|near| format!("; did you mean `{near}`?"));
            let there = if all.is_empty() { "it has none".to_owned() } else { format!("it has {}", all.join(", ")) };
            return Err(format!("this tool has no argument `{name}`{}; {there}", near.unwrap_or_default()));
        }
        Ok(Self { fields })
    }

    /// Takes an argument; `None` if it is absent or null.
    fn take(&mut self, name: &str) -> Option<Value> {
        self.fields.remove(name).filter(|value| !value.is_null())
    }

    pub(super) fn text(&mut self, name: &str) -> Result<Option<String>, String> {
        let Some(value) = self.take(name) else { return Ok(None) };
        value.as_str().map(|text| Some(text.to_owned())).ok_or_else(|| format!("`{name}` must be a text"))
    }

    pub(super) fn required_text(&mut self, name: &str) -> Result<String, String> {
        self.text(name)?.ok_or_else(|| format!("`{name}` is missing"))
    }

    /// Takes one of several words.
    pub(super) fn word(&mut self, name: &str, words: &[&str]) -> Result<Option<String>, String> {
        let Some(word) = self.text(name)? else { return Ok(None) };
        if words.contains(&word.as_str()) {
            return Ok(Some(word));
        }
        let all: Vec<String> = words.iter().map(|it| format!("`{it}`")).collect();
        Err(format!("`{name}` is `{word}`, but must be one of {}", all.join(", ")))
    }

    /// Takes a list of texts; empty if it is absent.
    pub(super) fn texts(&mut self, name: &str) -> Result<Vec<String>, String> {
        let Some(value) = self.take(name) else { return Ok(Vec::new()) };
        let trouble = || format!("`{name}` must be a list of texts, such as [\"first\", \"second\"]");
        let items = value.as_array().ok_or_else(trouble)?;
        items.iter().map(|item| item.as_str().map(str::to_owned).ok_or_else(trouble)).collect()
    }

    pub(super) fn flag(&mut self, name: &str) -> Result<bool, String> {
        let Some(value) = self.take(name) else { return Ok(false) };
        value.as_bool().ok_or_else(|| format!("`{name}` must be true or false"))
    }

    pub(super) fn number(&mut self, name: &str) -> Result<Option<u64>, String> {
        let Some(value) = self.take(name) else { return Ok(None) };
        value.as_u64().map(Some).ok_or_else(|| format!("`{name}` must be a whole number from 0"))
    }
}
