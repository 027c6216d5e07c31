//! The findings, and the reason why the files cannot be played.

use std::fmt::Write as _;

use scn_source::Severity;
use scn_story::Story;

use super::text::{escape_html, message_html};
use crate::content::{Content, LocatedFinding};
use scn_text::counted;

/// The maximum number of findings shown: nobody reads more, and each slows the page down.
const SHOWN: usize = 200;

/// Returns the list of findings, most severe first.
pub(crate) fn findings_html(content: &Content) -> String {
    let (findings, story) = (&content.findings, content.story.as_deref());
    if content.version == 0 {
        return "<p>The pack is being read.</p>".to_owned();
    }
    if findings.is_empty() {
        return "<p class=\"nothing\">Nothing found: everything that can be proved about this pack is as it should be.</p>"
            .to_owned();
    }
    let mut out = String::from("<ul class=\"finding-list\">\n");
    for found in findings.iter().take(SHOWN) {
        add_finding(&mut out, found, story);
    }
    out.push_str("</ul>\n");
    if SHOWN < findings.len() {
        let _ = writeln!(out, "<p>and {} more; <code>scn check</code> shows them all</p>", findings.len() - SHOWN);
    }
    out
}

fn add_finding(out: &mut String, found: &LocatedFinding, story: Option<&Story>) {
    let sign = match found.severity {
        Severity::Error => "✗",
        Severity::Warning => "!",
        Severity::Hint => "i",
    };
    let word = found.severity.as_str();
    let _ = write!(
        out,
        "<li class=\"finding {word}\"><p class=\"what\"><span class=\"sign\" aria-hidden=\"true\">{sign}</span>\
         <strong>{word}:</strong> {}</p>\n<p class=\"where\"><span class=\"place\">{}:{}:{}</span> \
         <span class=\"name\">{}</span></p>\n",
        message_html(&found.message),
        escape_html(&found.file),
        found.line,
        found.column,
        found.name,
    );
    if !found.text.is_empty() {
        let _ =
            writeln!(out, "<pre tabindex=\"0\" aria-label=\"line {}\">{}</pre>", found.line, escape_html(&found.text));
    }
    if let Some(help) = &found.help {
        let _ = writeln!(out, "<p class=\"help\"><strong>Help:</strong> {}</p>", message_html(help));
    }
    let is_playable = |id: &str| story.is_some_and(|story| story.scenarios.iter().any(|it| it.id == id));
    if let Some((scenario, run)) = found.run.as_ref().filter(|(scenario, _)| is_playable(scenario)) {
        let label = if run.is_empty() { "Play from the start" } else { "Play the run that shows it" };
        let _ = writeln!(
            out,
            "<p><button type=\"button\" class=\"small\" data-scenario=\"{}\" data-run=\"{}\">{label}</button></p>",
            escape_html(scenario),
            escape_html(&run.join(","))
        );
    }
    out.push_str("</li>\n");
}

/// Explains why the page does not play the current files.
pub(crate) fn trouble_message(content: &Content) -> Option<String> {
    if let Some(trouble) = &content.trouble {
        return Some(message_html(trouble));
    }
    if content.story.as_ref().is_some_and(|story| story.scenarios.is_empty()) {
        return Some(message_html(
            "This pack has no scenario to play. Its lessons and quizzes are taken with `scn learn`.",
        ));
    }
    let errors = match content.count_findings(Severity::Error) {
        0 => return None,
        1 => "an error".to_owned(),
        many => counted(many, "error"),
    };
    match (content.stale, &content.story) {
        (true, Some(_)) => Some(format!(
            "The files have {errors} and cannot be played as they are. This is the story before that; the findings are of now."
        )),
        (true, None) => {
            Some(format!("The files have {errors} and cannot be played. Mend them, and this page goes on by itself."))
        }
        (false, _) => None,
    }
}
