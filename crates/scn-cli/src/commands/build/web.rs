//! A pack as a page or a site.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use scn_run::Part;
use scn_story::Story;
use scn_web::{Home, Page, PageOptions, media_files, media_type, page};
use serde_json::Value;

use super::{Built, output_path, write_text};
use crate::args::BuildArgs;
use crate::failure::Failure;
use crate::media::read_media;
use crate::save::{ensure_folder_writable, ensure_output_writable, save_folder};
use crate::screen::print_note;

/// The name of the first page of a folder.
const INDEX: &str = "index.html";

/// Checks, before any work is done, that the page could be written.
pub(super) fn ensure_page_writable(args: &BuildArgs) -> Result<(), Failure> {
    output_path(args).map_or(Ok(()), ensure_output_writable)
}

/// Writes one page that plays the pack, or, if it has more media than a page may contain, a folder
/// with the page and its media.
pub(super) fn write_page(args: &BuildArgs, built: &Built) -> Result<u8, Failure> {
    let media = read_all_media(built);
    let page = page(&built.story, &options(&media, args.inline));
    if page.files.is_empty() {
        return write_text(args, &page.html);
    }
    let size = scn_text::grouped(media.values().map(Vec::len).sum::<usize>());
    let Some(path) = output_path(args) else {
        return Err(Failure::new(format!(
            "the media of the pack have {size} bytes, too many for one page on standard output"
        ))
        .with_help("give a folder with `-o`, or raise the limit with `--inline`"));
    };
    let folder = folder_for(path);
    ensure_folder_writable(&folder, &is_own)?;
    save_folder(&folder, &folder_files(page))?;
    print_note(&format!(
        "the media of the pack have {size} bytes, so the page was written to `{}`, with its media beside it",
        folder.join(INDEX).display()
    ));
    Ok(0)
}

/// Checks, before any work is done, that the site could be written.
pub(super) fn ensure_site_writable(args: &BuildArgs) -> Result<(), Failure> {
    let path = output_path(args).ok_or_else(|| {
        Failure::new("a site is a folder, so it cannot be written to standard output")
            .with_help("give the path of the folder with `-o`")
    })?;
    ensure_folder_writable(path, &is_own)
}

/// Writes a folder with a page for the course and one for each part.
pub(super) fn write_site(args: &BuildArgs, built: &Built) -> Result<u8, Failure> {
    let Some(path) = output_path(args) else { return Ok(2) };
    let media = read_all_media(built);
    let parts = list_parts(&built.story);
    let part_pages: BTreeMap<String, String> =
        parts.iter().map(|part| (format!("{} {}", part.kind(), part.id()), page_name(part))).collect();
    let start = page(&built.story, &PageOptions { pages: part_pages.clone(), ..options(&media, 0) });
    let mut files = folder_files(start);
    for part in &parts {
        let mut pages = part_pages.clone();
        pages.insert("course".to_owned(), INDEX.to_owned());
        let page = page(&built.story, &PageOptions { part: Some(part), pages, ..options(&media, 0) });
        files.push((page_name(part), page.html.into_bytes()));
    }
    save_folder(path, &files)?;
    Ok(0)
}

fn options(media: &BTreeMap<String, Vec<u8>>, inline: u64) -> PageOptions<'_> {
    PageOptions { home: Home::Device, media, inline, part: None, pages: BTreeMap::new(), settings: Value::Null }
}

/// Reads the media that the story names, as far as they are there and a page can show them.
pub(super) fn read_all_media(built: &Built) -> BTreeMap<String, Vec<u8>> {
    let shown = media_files(&built.story).into_iter().filter(|file| media_type(file).is_some());
    shown
        .filter_map(|file| Some((read_media(&built.folder, &file)?, file)))
        .map(|(bytes, file)| (file, bytes))
        .collect()
}

fn list_parts(story: &Story) -> Vec<Part> {
    let lessons = story.lessons.iter().map(|it| Part::Lesson(it.id.clone()));
    let quizzes = story.quizzes.iter().map(|it| Part::Quiz(it.id.clone()));
    let scenarios = story.scenarios.iter().map(|it| Part::Scenario(it.id.clone()));
    lessons.chain(quizzes).chain(scenarios).collect()
}

fn page_name(part: &Part) -> String {
    format!("{}-{}.html", part.kind(), part.id())
}

fn folder_files(page: Page) -> Vec<(String, Vec<u8>)> {
    let mut files = vec![(INDEX.to_owned(), page.html.into_bytes())];
    files.extend(page.files);
    files
}

/// Returns the folder that replaces a file that was asked for: `course.html` becomes `course`.
fn folder_for(path: &Path) -> PathBuf {
    match path.extension() {
        Some(_) => path.with_extension(""),
        None => path.to_owned(),
    }
}

/// Returns whether a file in a folder is one that an earlier output left there.
fn is_own(name: &str, path: &Path) -> bool {
    let is_page = || fs::read_to_string(path).is_ok_and(|html| html.contains("<meta name=\"scn\" content=\"scn "));
    let is_medium =
        || name.strip_prefix("media/").is_some_and(|file| !file.contains('/') && media_type(file).is_some());
    let is_html = Path::new(name).extension().is_some_and(|it| it == "html") && !name.contains('/');
    if is_html { is_page() } else { is_medium() }
}
