//! The findings, and the reason why the files cannot be played.

use std::fmt::Write as _;

use scn_source::Severity;
use scn_story::Story;

use super::text::{escaped, message};
use crate::content::{Content, Located};
use scn_text::counted;

/// The maximum number of findings shown: nobody reads more, and each slows the page down.
const SHOWN: usize = 200;

/// Returns the list of findings, most severe first.
pub(crate) fn findings(content: &Content) -> String {
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
        finding(&mut out, found, story);
    }
    out.push_str("</ul>\n");
    if SHOWN < findings.len() {
        let _ = writeln!(out, "<p>and {} more; <code>scn check</code> shows them all</p>", findings.len() - SHOWN);
    }
    out
}

fn finding(out: &mut String, found: &Located, story: Option<&Story>) {
    let sign = match found.severity {
        Severity::Error => "✗",
        Severity::Warning => "!",
        Severity::Hint => "i",
    };
    let word = found.severity.word();
    let _ = write!(
        out,
        "<li class=\"finding {word}\"><p class=\"what\"><span class=\"sign\" aria-hidden=\"true\">{sign}</span>\
         <strong>{word}:</strong> {}</p>\n<p class=\"where\"><span class=\"place\">{}:{}:{}</span> \
         <span class=\"name\">{}</span></p>\n",
        message(&found.message),
        escaped(&found.file),
        found.line,
        found.column,
        found.name,
    );
    if !found.text.is_empty() {
        let _ = writeln!(out, "<pre tabindex=\"0\" aria-label=\"line {}\">{}</pre>", found.line, escaped(&found.text));
    }
    if let Some(help) = &found.help {
        let _ = writeln!(out, "<p class=\"help\"><strong>Help:</strong> {}</p>", message(help));
    }
    let playable = |id: &str| story.is_some_and(|story| story.scenarios.iter().any(|it| it.id == id));
    if let Some((scenario, run)) = found.run.as_ref().filter(|(scenario, _)| playable(scenario)) {
        let label = if run.is_empty() { "Play from the start" } else { "Play the run that shows it" };
        let _ = writeln!(
            out,
            "<p><button type=\"button\" class=\"small\" data-scenario=\"{}\" data-run=\"{}\">{label}</button></p>",
            escaped(scenario),
            escaped(&run.join(","))
        );
    }
    out.push_str("</li>\n");
}

/// Explains why the page does not play the current files.
pub(crate) fn trouble(content: &Content) -> Option<String> {
    if let Some(trouble) = &content.trouble {
        return Some(message(trouble));
    }
    if content.story.as_ref().is_some_and(|story| story.scenarios.is_empty()) {
        return Some(message("This pack has no scenario to play. Its lessons and quizzes are taken with `scn learn`."));
    }
    let errors = match content.count(Severity::Error) {
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
