//! The course, the principles and how they are covered.

use scn_prover::Level;
use scn_story::{Certificate, Course, Story};
use scn_text::{counted, listed};

use super::chapter;
use crate::storyboard::model::{Figure, Kind, Line, Part, Run, Runs};
use crate::storyboard::text::{block_lines, plain};
use crate::storyboard::wording::Names;

fn note(text: impl Into<String>) -> Line {
    Line::note(vec![Run::label(text)])
}

/// Returns a remark with a label and words of the author.
pub(super) fn labelled(label: &str, text: Runs) -> Line {
    let mut runs = vec![Run::label(format!("{label} ")).strong()];
    runs.extend(text);
    Line::note(runs)
}

/// Returns the rules of the course and of its certificate, if there are any.
pub(super) fn course(story: &Story) -> Option<Part> {
    let mut lines = Vec::new();
    if let Some(course) = &story.course {
        add_course(course, &mut lines);
    }
    if story.pack.shuffle {
        lines.push(note("Choices are shown in an order that is drawn for each run."));
    }
    if let Some(certificate) = &story.certificate {
        add_certificate(certificate, &mut lines);
    }
    (!lines.is_empty()).then(|| Part { lines, ..chapter("course", "The course") })
}

fn add_course(course: &Course, lines: &mut Vec<Line>) {
    if !course.order.is_empty() {
        lines.push(labelled("Order:", plain(&course.order.join(", "))));
    }
    if let Some(required) = &course.require {
        lines.push(labelled("Required parts:", plain(&required.join(", "))));
    }
    if let Some(pass) = course.pass {
        lines.push(note(format!("To finish the course, {} must be passed.", counted(pass, "scenario"))));
    }
    for (principle, band) in &course.principles {
        let mut text = plain(principle);
        text.push(Run::label(format!(": handled at least as “{}”", band.as_str())));
        lines.push(labelled("Required of the principle", text));
    }
}

fn add_certificate(certificate: &Certificate, lines: &mut Vec<Line>) {
    let mut add = |label: &str, text: &Option<String>| {
        lines.extend(text.as_deref().map(|text| labelled(label, plain(text))));
    };
    add("Certificates are issued by:", &certificate.issuer);
    add("Certificates are signed by:", &certificate.signatory);
    add("Logo on certificates:", &certificate.logo);
    add("Certificates are valid for:", &certificate.valid);
    if let Some(minutes) = certificate.minutes {
        lines.push(note(format!("The course takes {}.", counted(minutes, "minute"))));
    }
    if certificate.profile {
        lines.push(note("Certificates show how each principle was handled."));
    }
}

/// Returns the principles, if there are any.
pub(super) fn principles(story: &Story, names: &Names<'_>) -> Option<Part> {
    let part = |it: &scn_story::Principle| {
        let mut lines = block_lines(&it.text, names);
        lines.extend(it.source.as_deref().map(|source| labelled("Source:", plain(source))));
        if it.weight != 1 {
            lines.push(note(format!("Weight: {}", it.weight)));
        }
        lines.extend(it.from.as_deref().map(|from| labelled("From the pack:", plain(from))));
        Part { margin: it.id.clone(), name: plain(&it.title), lines, ..Part::new(Kind::Principle, it.id.clone()) }
    };
    let parts: Vec<Part> = story.principles.iter().map(part).collect();
    (!parts.is_empty()).then(|| Part { parts, ..chapter("principles", "Principles") })
}

/// Returns the matrix of principles and scenarios, if both exist.
pub(super) fn coverage(story: &Story, levels: &[(String, Vec<(String, Level)>)]) -> Option<Part> {
    if levels.is_empty() || story.principles.is_empty() || story.scenarios.is_empty() {
        return None;
    }
    let mut head = vec![vec![Run::label("Principle")]];
    head.extend(story.scenarios.iter().map(|scenario| plain(&scenario.title)));
    let row = |principle: &scn_story::Principle| -> Vec<Runs> {
        let level_in = |scenario: &scn_story::Scenario| {
            let levels = levels.iter().find(|(id, _)| *id == scenario.id).map(|(_, levels)| levels);
            let level = levels.and_then(|all| all.iter().find(|(id, _)| *id == principle.id)).map(|(_, level)| *level);
            let covers = if scenario.covers.contains(&principle.id) { " (listed)" } else { "" };
            vec![Run::label(format!("{}{covers}", level_word(level.unwrap_or_default())))]
        };
        std::iter::once(plain(&principle.title)).chain(story.scenarios.iter().map(level_in)).collect()
    };
    let rows = story.principles.iter().map(row).collect();
    let explanation = [
        ("linked", "an outcome upholds or breaks the principle"),
        ("reachable", "a run reaches such an outcome"),
        ("tested", "some choice is between upholding and breaking it"),
        ("guaranteed", "every run that ends has faced it"),
        ("listed", "the scenario says that it covers the principle"),
    ];
    let explanation: Vec<String> = explanation.iter().map(|(word, means)| format!("{word}: {means}")).collect();
    let lines = vec![note(format!("{}.", listed(&explanation, "and")))];
    Some(Part {
        lines,
        figure: Some(Figure::Matrix { head, rows }),
        ..chapter("coverage", "How scenarios cover the principles")
    })
}

fn level_word(level: Level) -> &'static str {
    match level {
        Level::None => "–",
        Level::Linked => "linked",
        Level::Reachable => "reachable",
        Level::Tested => "tested",
        Level::Guaranteed => "guaranteed",
    }
}
