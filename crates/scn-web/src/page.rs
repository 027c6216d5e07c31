//! One page that holds a story and plays it.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use scn_run::phrases::speak_language_of;
use scn_run::{Part, lesson_pages, title_or_id};
use scn_story::{Block, Span, Story};
use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::bundle::script;
use crate::embed::push_json;
use crate::frame::{Frame, SETTINGS, STORY, push_block};
use crate::home::Home;
use crate::media::media_type;

/// The most bytes of media inside a page, unless the caller says otherwise: 2 MiB.
pub const DEFAULT_INLINE: u64 = 2 * 1024 * 1024;

/// How a page is made.
#[derive(Clone, Debug)]
pub struct PageOptions<'o> {
    /// Where what a learner does is kept.
    pub home: Home,
    /// The media that the story names, by the name in the story. One that is missing is described
    /// by its words alone.
    pub media: &'o BTreeMap<String, Vec<u8>>,
    /// The most bytes of media inside the page. If there are more in all, all of them are files
    /// beside it.
    pub inline: u64,
    /// The part that the page shows, for a page with one part; `None` for the whole course.
    pub part: Option<&'o Part>,
    /// The pages of other parts, by kind and id, such as `scenario call`. Empty if this page has
    /// all parts.
    pub pages: BTreeMap<String, String>,
    /// What the home needs to know, which the script reads as `context.settings`.
    pub settings: Value,
}

/// A page, and the files beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The document.
    pub html: String,
    /// The files beside it, with their names relative to it, made of `a`–`z`, `0`–`9`, `/`, `.`,
    /// `_` and `-`.
    pub files: Vec<(String, Vec<u8>)>,
}

/// What the player needs of a story that is not in its JSON.
///
/// # Examples
///
/// ```
/// use scn_story::Story;
/// use scn_web::StorySettings;
///
/// let story = Story::from_json(&std::fs::read_to_string("../scn-story/schema/till.json")?)?;
/// let settings = serde_json::to_value(StorySettings::new(&story))?;
/// assert_eq!(settings, serde_json::json!({"lessons": {}, "written": []}));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Serialize)]
pub struct StorySettings<'s> {
    /// The pages of each lesson, by its id.
    lessons: BTreeMap<&'s str, Vec<Value>>,
    /// The choices whose ids the author wrote, as scenario, situation and choice, by which a run is
    /// continued after an edit.
    written: Vec<[&'s str; 3]>,
}

impl<'s> StorySettings<'s> {
    /// Returns what the player needs of a story.
    #[must_use]
    pub fn new(story: &'s Story) -> Self {
        Self { lessons: lesson_blocks(story), written: written_ids(story) }
    }
}

/// What the page knows besides the story.
#[derive(Serialize)]
struct Settings<'s> {
    scn: &'static str,
    #[serde(flatten)]
    story: StorySettings<'s>,
    /// The address of each media file, by its name in the story.
    media: Addresses<'s>,
    #[serde(skip_serializing_if = "Option::is_none")]
    part: Option<&'s Part>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pages: &'s BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Value::is_null")]
    home: &'s Value,
}

/// Returns a page that plays a story, with its phrases in the language of the pack, or else in
/// English. Equal input gives equal bytes.
///
/// # Examples
///
/// ```
/// use std::collections::BTreeMap;
///
/// use scn_story::Story;
/// use scn_web::{DEFAULT_INLINE, Home, PageOptions, page};
///
/// let story = Story::from_json(&std::fs::read_to_string("../scn-story/schema/till.json")?)?;
/// let options = PageOptions {
///     home: Home::Device,
///     media: &BTreeMap::new(),
///     inline: DEFAULT_INLINE,
///     part: None,
///     pages: BTreeMap::new(),
///     settings: serde_json::Value::Null,
/// };
/// let page = page(&story, &options);
/// assert!(page.html.contains("<title>At the till</title>"));
/// assert!(page.files.is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn page(story: &Story, options: &PageOptions<'_>) -> Page {
    let _speaking = speak_language_of(story);
    let (media, files) = place_media(options);
    let script = script(options.home);
    let style = style();
    let pack_title = title_or_id(&story.pack.title, &story.pack.name);
    let title =
        options.part.map_or_else(|| pack_title.clone(), |part| format!("{} · {pack_title}", part_title(story, part)));
    let frame = Frame {
        story,
        title: &title,
        first_words: &first_words(story),
        script: &script,
        style: &style,
        connections: options.home.connections(),
    };
    let mut html = frame.head();
    push_block(&mut html, STORY, |html| push_json(html, story));
    let settings = Settings {
        scn: env!("CARGO_PKG_VERSION"),
        story: StorySettings::new(story),
        media,
        part: options.part,
        pages: &options.pages,
        home: &options.settings,
    };
    push_block(&mut html, SETTINGS, |html| push_json(html, &settings));
    html.push_str("<script>");
    html.push_str(&script);
    html.push_str("</script>\n</body>\n</html>\n");
    Page { html, files }
}

/// Returns the style without comments, blank lines and indentation.
pub(crate) fn style() -> String {
    let lines = include_str!("../player/page.css").lines().map(str::trim);
    lines.filter(|line| !line.is_empty() && !line.starts_with("/*")).collect::<Vec<_>>().join("\n")
}

fn written_ids(story: &Story) -> Vec<[&str; 3]> {
    let mut ids = Vec::new();
    for scenario in &story.scenarios {
        for situation in &scenario.situations {
            let written = situation.choices.iter().filter(|choice| choice.written);
            ids.extend(written.map(|choice| [scenario.id.as_str(), situation.id.as_str(), choice.id.as_str()]));
        }
    }
    ids
}

/// Returns the pages of each lesson, by its id.
pub(crate) fn lesson_blocks(story: &Story) -> BTreeMap<&str, Vec<Value>> {
    let pages = |lesson| lesson_pages(lesson).iter().map(|page| json!(page)).collect();
    story.lessons.iter().map(|lesson| (lesson.id.as_str(), pages(lesson))).collect()
}

pub(crate) fn part_title(story: &Story, part: &Part) -> String {
    let id = part.id();
    let title = match part {
        Part::Lesson(_) => story.lessons.iter().find(|it| it.id == id).map(|it| it.title.as_str()),
        Part::Quiz(_) => story.quizzes.iter().find(|it| it.id == id).map(|it| it.title.as_str()),
        Part::Scenario(_) => story.scenarios.iter().find(|it| it.id == id).map(|it| it.title.as_str()),
    };
    title_or_id(title.unwrap_or_default(), id)
}

/// Returns the first paragraph of a brief that is plain text.
fn first_words(story: &Story) -> String {
    let briefs = story.scenarios.iter().flat_map(|scenario| &scenario.brief);
    briefs.filter_map(plain_paragraph).next().unwrap_or_default()
}

/// Returns the words of a paragraph; `None` for other blocks, and if words depend on the run.
fn plain_paragraph(block: &Block) -> Option<String> {
    let Block::Paragraph { text, .. } = block else { return None };
    let words = |span: &Span| if let Span::Text { text, .. } = span { Some(text.clone()) } else { None };
    text.iter().map(words).collect()
}

/// The address of each media file, by its name in the story.
type Addresses<'o> = BTreeMap<&'o str, String>;

/// Returns the address of each media file in the page, and the files beside the page.
fn place_media<'o>(options: &PageOptions<'o>) -> (Addresses<'o>, Vec<(String, Vec<u8>)>) {
    let shown = options.media.iter().filter_map(|(name, bytes)| Some((name.as_str(), media_type(name)?, bytes)));
    let size: u64 = options.media.values().map(|bytes| bytes.len() as u64).sum();
    if size <= options.inline {
        let data = |kind: &str, bytes: &[u8]| format!("data:{kind};base64,{}", BASE64_STANDARD.encode(bytes));
        return (shown.map(|(name, kind, bytes)| (name, data(kind, bytes))).collect(), Vec::new());
    }
    let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let mut addresses = BTreeMap::new();
    for (name, _, bytes) in shown {
        let file = beside_name(name, bytes);
        addresses.insert(name, file.clone());
        files.entry(file).or_insert_with(|| bytes.clone());
    }
    (addresses, files.into_iter().collect())
}

/// Returns the name of a media file beside a page: its own name as far as every host takes it, and
/// the start of its digest, by which two files never share a name.
fn beside_name(name: &str, bytes: &[u8]) -> String {
    let digest: String = Sha256::digest(bytes).iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    let last = name.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    let (stem, extension) = last.rsplit_once('.').unwrap_or((&last, ""));
    let plain: String = stem.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).take(40).collect();
    format!("media/{}-{digest}.{extension}", plain.trim_matches('-')).replace("/-", "/")
}
