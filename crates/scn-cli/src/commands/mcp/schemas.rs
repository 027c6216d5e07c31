//! The arguments of each tool, as JSON Schema.

use scn_compiler::DeliveryFormat;
use serde_json::{Value, json};

use super::tools::Tool;

/// The formats of the tool `graph`.
pub(super) const GRAPH_FORMATS: [&str; 3] = ["svg", "dot", "mermaid"];

/// The formats of the tool `stats`.
pub(super) const STATS_FORMATS: [&str; 3] = ["table", "json", "csv"];

/// The formats of the tool `build`, each with the extension of its output; a folder has none.
pub(super) const BUILD_FORMATS: [(&str, Option<&str>); 8] = [
    ("json", Some("json")),
    ("html", Some("html")),
    ("site", None),
    ("cmi5", Some("zip")),
    ("xapi", Some("zip")),
    ("scorm12", Some("zip")),
    ("scorm2004", Some("zip")),
    ("storyboard", Some("html")),
];

/// Returns the schema of each argument of a tool, by its name.
pub(super) fn properties(tool: Tool) -> Value {
    match tool {
        Tool::List => json!({}),
        Tool::Read => json!({ "path": text("The file, relative to the folder") }),
        Tool::Write => json!({
            "path": text("The file, relative to the folder, such as `scn.toml` or `week-1/parcel.scn`. Folders that are missing are created"),
            "text": text("The whole new text of the file"),
        }),
        Tool::Check => json!({
            "path": path(),
            "text": source_text("check"),
            "for": {
                "type": "array",
                "items": { "type": "string", "enum": DeliveryFormat::ALL.map(DeliveryFormat::as_str) },
                "description": "Formats of delivery: also reports what they cannot take",
            },
            "states": number("The most states that the proof of a scenario may store", 1),
        }),
        Tool::Test => json!({ "path": path() }),
        Tool::Explain => json!({
            "name": text("`llms.txt`, `guide`, `language`, or the name of a finding, a keyword or a term. Default: a list of all findings"),
        }),
        Tool::Format => json!({ "path": path(), "text": source_text("format"), "write": write() }),
        Tool::Fix => json!({
            "path": path(),
            "unsafe": flag("Whether to apply fixes that need a review, too"),
            "write": write(),
        }),
        Tool::Play => play(),
        Tool::Stats => json!({
            "path": path(),
            "scenario": text("The id of a scenario. Default: all scenarios"),
            "format": one_of(&STATS_FORMATS, "The format of the result. Default: `table`"),
        }),
        Tool::Graph => json!({
            "path": pack(),
            "scenario": text("The id of a scenario. Default: all scenarios of the pack"),
            "format": one_of(&GRAPH_FORMATS, "The format of the drawing. Default: `mermaid`"),
            "principles": flag("Whether to show the principles that each choice upholds or breaks"),
        }),
        Tool::Build => json!({
            "path": pack(),
            "format": one_of(&BUILD_FORMATS.map(|(name, _)| name), "The format of the output"),
            "output": text("The file to write, or the folder for `site`, relative to the folder, such as `course.html`"),
            "replace": flag("Whether an output that is there already may be replaced"),
            "language": language(),
        }),
    }
}

/// Returns the names of the arguments that a call must have.
pub(super) fn required(tool: Tool) -> &'static [&'static str] {
    match tool {
        Tool::Read => &["path"],
        Tool::Write => &["path", "text"],
        Tool::Build => &["format", "output"],
        Tool::List
        | Tool::Check
        | Tool::Test
        | Tool::Explain
        | Tool::Format
        | Tool::Fix
        | Tool::Play
        | Tool::Stats
        | Tool::Graph => &[],
    }
}

fn play() -> Value {
    json!({
        "path": pack(),
        "scenario": text("The id of a scenario. Needed if the pack has several"),
        "choices": {
            "type": "array",
            "items": { "type": "string" },
            "description": "The ids of all choices so far, in their order. `outcome 2` after a choice decides its random outcome",
        },
        "from": text("The id of a situation or an ending to start at, after a shortest run to it. Not together with `choices`"),
        "seed": number("Decides random outcomes and the order of choices. Keep it during a run. Default: 1", 0),
        "hints": number("How many hints to show here, at most 20. Default: 0", 0),
        "language": language(),
    })
}

fn text(description: &str) -> Value {
    json!({ "type": "string", "description": description })
}

fn flag(description: &str) -> Value {
    json!({ "type": "boolean", "description": format!("{description}. Default: false") })
}

fn number(description: &str, minimum: u64) -> Value {
    json!({ "type": "integer", "minimum": minimum, "description": description })
}

fn one_of(words: &[&str], description: &str) -> Value {
    json!({ "type": "string", "enum": words, "description": description })
}

fn path() -> Value {
    text("A file or folder, relative to the folder that is served. Default: everything in it")
}

fn pack() -> Value {
    text("A file or the folder of a pack, relative to the folder that is served. Needed if there are several packs")
}

fn source_text(verb: &str) -> Value {
    text(&format!("The text of a `.scn` file to {verb}, in place of a file"))
}

fn write() -> Value {
    flag("Whether to write the changes, which needs a server that was started with `--write`")
}

fn language() -> Value {
    text("The language to show the pack in, such as `af`. Default: the pack's own")
}

#[cfg(test)]
mod tests {
    use clap::ValueEnum;

    use super::{BUILD_FORMATS, GRAPH_FORMATS, STATS_FORMATS};
    use crate::args::{BuildFormat, GraphFormat, StatsFormat};

    /// Returns the values of an option, but not those that need no pack.
    fn values<E: ValueEnum>() -> Vec<String> {
        let names = E::value_variants().iter().filter_map(|it| Some(it.to_possible_value()?.get_name().to_owned()));
        names.filter(|name| name != "schema").collect()
    }

    #[test]
    fn the_formats_are_those_of_the_commands() {
        assert_eq!(values::<GraphFormat>(), GRAPH_FORMATS);
        assert_eq!(values::<StatsFormat>(), STATS_FORMATS);
        assert_eq!(values::<BuildFormat>(), BUILD_FORMATS.map(|(name, _)| name));
    }
}
