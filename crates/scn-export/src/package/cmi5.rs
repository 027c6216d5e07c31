//! cmi5 packages: one page, `cmi5.xml` (cmi5, Quartz 1st edition, section 13), and for each part of
//! the course a small page that opens the one page at that part.
//!
//! The ids never change with the version of a pack, and they are those of the activities in xAPI
//! statements. A part that the course requires counts for the platform once it is completed, and
//! the page says so once the part is read or passed; an optional part always counts.

use std::fmt::Write;

use scn_story::{Quiz, Story};
use scn_text::escape::xml;

use super::activities::{Described, describe, in_language, principle_url, url_of_pack, url_of_part};
use super::zip::write_zip;
use super::{CoursePart, PackageError, PackageFile};

/// Returns the `cmi5.xml` of a pack. `base` is the base URL of its activities, and `parts` are
/// those of the course, in order.
#[must_use]
pub fn cmi5_structure(story: &Story, base: &str, parts: &[CoursePart]) -> String {
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let namespace = "https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd";
    let course = describe::course(story);
    let mut line = |words: std::fmt::Arguments<'_>| {
        // Writing to a string cannot fail.
        let _ = text.write_fmt(words);
        text.push('\n');
    };
    line(format_args!("<courseStructure xmlns=\"{namespace}\">"));
    line(format_args!("  <!-- {} -->", xml(&story.pack.digest)));
    line(format_args!("  <course id=\"{}\">", xml(&url_of_pack(story, base))));
    line(format_args!("{}  </course>", described(story, "    ", &course)));
    if !story.principles.is_empty() {
        line(format_args!("  <objectives>"));
        for principle in &story.principles {
            line(format_args!("    <objective id=\"{}\">", xml(&principle_url(story, base, &principle.id))));
            line(format_args!("{}    </objective>", described(story, "      ", &describe::principle(principle))));
        }
        line(format_args!("  </objectives>"));
    }
    for part in parts {
        let move_on = if part.optional { "NotApplicable" } else { "Completed" };
        let mastery = mastery_score(story, part).map(|score| format!(" masteryScore=\"{score}\"")).unwrap_or_default();
        line(format_args!(
            "  <au id=\"{}\" moveOn=\"{move_on}\"{mastery} launchMethod=\"AnyWindow\" activityType=\"{}\">",
            xml(&url_of_part(story, base, part)),
            part.activity_type()
        ));
        let description = described(story, "    ", &describe::part(story, part));
        line(format_args!("{}", description.trim_end()));
        let principles = part.principles(story);
        if !principles.is_empty() {
            line(format_args!("    <objectives>"));
            for id in principles {
                line(format_args!("      <objective idref=\"{}\"/>", xml(&principle_url(story, base, id))));
            }
            line(format_args!("    </objectives>"));
        }
        line(format_args!("    <url>{}</url>", xml(&part.page)));
        line(format_args!("    <launchParameters>{}/{}</launchParameters>", part.kind(), xml(part.id())));
        line(format_args!("  </au>"));
    }
    line(format_args!("</courseStructure>"));
    text
}

/// Returns a title and a description, which cmi5 requires.
fn described(story: &Story, indent: &str, words: &Described) -> String {
    let mut text = String::new();
    for (element, words) in [("title", &words.title), ("description", &words.description)] {
        let langstring = in_language(story, "langstring", "lang", words);
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{indent}<{element}>{langstring}</{element}>");
    }
    text
}

/// Returns the share of right answers that passes a quiz, if its author gives one: rounded down to
/// four decimals, the most that cmi5 allows, so that a score of exactly that share passes.
fn mastery_score(story: &Story, part: &CoursePart) -> Option<String> {
    let quiz: &Quiz = part.quiz_in(story)?;
    let asked = u64::from(quiz.draw.unwrap_or(u32::MAX)).min(quiz.questions.len() as u64);
    let pass = u64::from(quiz.pass?).min(asked);
    let parts = (pass * 10_000).checked_div(asked)?;
    Some(format!("{}.{:04}", parts / 10_000, parts % 10_000))
}

/// Returns a cmi5 package of a pack: a zip file. `files` are the page, `index.html`, what it needs,
/// and the page of each part.
///
/// # Errors
///
/// If two files have the same path, or a path has characters that not every platform accepts.
///
/// # Examples
///
/// ```
/// use scn_export::package::{CoursePart, PackageFile, cmi5_package, read_zip};
/// use scn_story::Story;
///
/// let story = Story::from_json(&std::fs::read_to_string("../scn-story/schema/till.json")?)?;
/// let parts = [CoursePart::scenario("till", false)];
/// let page = PackageFile::new("index.html", *b"<!doctype html><title>At the till</title>");
/// let package = cmi5_package(&story, "https://training.example.org", &parts, &[page])?;
/// assert_eq!(read_zip(&package)?[0].path, "cmi5.xml");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn cmi5_package(
    story: &Story,
    base: &str,
    parts: &[CoursePart],
    files: &[PackageFile],
) -> Result<Vec<u8>, PackageError> {
    let structure = PackageFile::new("cmi5.xml", cmi5_structure(story, base, parts));
    let all: Vec<PackageFile> = [structure].into_iter().chain(files.iter().cloned()).collect();
    write_zip(&all)
}

#[cfg(test)]
mod tests {
    use scn_story::{Course, Lesson, Pack, Question, Quiz, Scenario, Story};

    use super::super::CoursePart;
    use super::cmi5_structure;

    fn story() -> Story {
        let question = |id: &str| Question { id: id.to_owned(), ..Question::default() };
        let quiz = Quiz {
            id: "check".to_owned(),
            title: "A & B".to_owned(),
            pass: Some(2),
            questions: vec![question("one"), question("two"), question("three")],
            ..Quiz::default()
        };
        Story {
            pack: Pack { name: "till".to_owned(), title: "At the <till>".to_owned(), ..Pack::default() },
            course: Some(Course::default()),
            lessons: vec![Lesson { id: "rules".to_owned(), title: "Rules".to_owned(), ..Lesson::default() }],
            quizzes: vec![quiz],
            scenarios: vec![Scenario { id: "till".to_owned(), ..Scenario::default() }],
            ..Story::default()
        }
    }

    #[test]
    fn each_part_is_a_unit_with_a_page_an_id_and_words() {
        let parts =
            [CoursePart::lesson("rules", false), CoursePart::quiz("check", false), CoursePart::scenario("till", true)];
        let xml = cmi5_structure(&story(), "https://a.example", &parts);
        assert_eq!(xml.matches("<au id=").count(), 3, "{xml}");
        for words in [
            "<course id=\"https://a.example/packs/till\">",
            "<langstring lang=\"und\">At the &lt;till&gt;</langstring>",
            "<au id=\"https://a.example/packs/till/quizzes/check\" moveOn=\"Completed\" masteryScore=\"0.6666\" ",
            "<au id=\"https://a.example/packs/till/scenarios/till\" moveOn=\"NotApplicable\" launchMethod=",
            "<url>quiz-check.html</url>",
            "<launchParameters>scenario/till</launchParameters>",
            "<langstring lang=\"und\">A &amp; B</langstring>",
        ] {
            assert!(xml.contains(words), "{words} is not in\n{xml}");
        }
    }

    #[test]
    fn a_mastery_score_is_there_only_where_the_author_says_what_passes() {
        let mut story = story();
        let structure = |story: &Story| cmi5_structure(story, "https://a.example", &[CoursePart::quiz("check", false)]);
        for (pass, draw, score) in [
            (Some(3), None, Some("1.0000")),
            (Some(1), Some(2), Some("0.5000")),
            (Some(9), None, Some("1.0000")),
            (None, None, None),
        ] {
            story.quizzes.iter_mut().for_each(|quiz| (quiz.pass, quiz.draw) = (pass, draw));
            let found = structure(&story).split("masteryScore=\"").nth(1).map(|it| it[..6].to_owned());
            assert_eq!(found.as_deref(), score);
        }
        story.quizzes.iter_mut().for_each(|quiz| quiz.questions.clear());
        assert!(!structure(&story).contains("masteryScore"));
    }
}
