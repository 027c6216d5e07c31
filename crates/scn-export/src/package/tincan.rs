//! Packages for a Tin Can launch: one page, and `tincan.xml`, as many platforms with a learning
//! record store import it. Only the course has a `launch`: a package may have one.

use std::fmt::Write;

use scn_story::Story;
use scn_text::escape::xml;

use super::activities::{Described, describe, in_language, url_of_pack, url_of_part};
use super::zip::write_zip;
use super::{CoursePart, PackageError, PackageFile};

/// The page that a platform opens.
const PAGE: &str = "index.html";

/// Returns the `tincan.xml` of a pack. `base` is the base URL of its activities, and `parts` are
/// those of the course, in order.
#[must_use]
pub fn tincan_xml(story: &Story, base: &str, parts: &[CoursePart]) -> String {
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    text.push_str("<tincan xmlns=\"http://projecttincan.com/tincan.xsd\">\n");
    // Writing to a string cannot fail.
    let _ = writeln!(text, "  <!-- {} -->\n  <activities>", xml(&story.pack.digest));
    let course = "http://adlnet.gov/expapi/activities/course";
    push_activity(&mut text, story, &url_of_pack(story, base), course, &describe::course(story), Some(PAGE));
    for part in parts {
        let url = url_of_part(story, base, part);
        push_activity(&mut text, story, &url, part.activity_type(), &describe::part(story, part), None);
    }
    text.push_str("  </activities>\n</tincan>\n");
    text
}

fn push_activity(text: &mut String, story: &Story, id: &str, kind: &str, words: &Described, launch: Option<&str>) {
    let name = in_language(story, "name", "lang", &words.title);
    let description = in_language(story, "description", "lang", &words.description);
    let launch =
        launch.map(|page| format!("      {}\n", in_language(story, "launch", "lang", page))).unwrap_or_default();
    // Writing to a string cannot fail.
    let _ = writeln!(
        text,
        "    <activity id=\"{}\" type=\"{kind}\">\n      {name}\n      {description}\n{launch}    </activity>",
        xml(id)
    );
}

/// Returns a package of a pack for a Tin Can launch: a zip file. `files` are the page,
/// `index.html`, and what it needs.
///
/// # Errors
///
/// If two files have the same path, or a path has characters that not every platform accepts.
///
/// # Examples
///
/// ```
/// use scn_export::package::{CoursePart, PackageFile, read_zip, tincan_package};
/// use scn_story::Story;
///
/// let story = Story::from_json(&std::fs::read_to_string("../scn-story/schema/till.json")?)?;
/// let page = PackageFile::new("index.html", *b"<!doctype html><title>At the till</title>");
/// let parts = [CoursePart::scenario("till", false)];
/// let package = tincan_package(&story, "https://training.example.org", &parts, &[page])?;
/// assert_eq!(read_zip(&package)?[0].path, "tincan.xml");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn tincan_package(
    story: &Story,
    base: &str,
    parts: &[CoursePart],
    files: &[PackageFile],
) -> Result<Vec<u8>, PackageError> {
    let description = PackageFile::new("tincan.xml", tincan_xml(story, base, parts));
    let all: Vec<PackageFile> = [description].into_iter().chain(files.iter().cloned()).collect();
    write_zip(&all)
}

#[cfg(test)]
mod tests {
    use scn_story::{Pack, Scenario, Story};

    use super::super::CoursePart;
    use super::tincan_xml;

    #[test]
    fn only_the_course_is_launched() {
        let scenario = |id: &str| Scenario { id: id.to_owned(), title: format!("<{id}>"), ..Scenario::default() };
        let story = Story {
            pack: Pack { name: "till".to_owned(), language: Some("de".to_owned()), ..Pack::default() },
            scenarios: vec![scenario("one"), scenario("two")],
            ..Story::default()
        };
        let parts = [CoursePart::scenario("one", false), CoursePart::scenario("two", false)];
        let xml = tincan_xml(&story, "https://a.example", &parts);
        assert_eq!((xml.matches("<activity id=").count(), xml.matches("<launch").count()), (3, 1), "{xml}");
        for words in [
            "<launch lang=\"de\">index.html</launch>",
            "<name lang=\"de\">&lt;two&gt;</name>",
            "<activity id=\"https://a.example/packs/till/scenarios/two\" type=\"http://adlnet.gov/expapi/activities/simulation\">",
        ] {
            assert!(xml.contains(words), "{words} is not in\n{xml}");
        }
    }
}
