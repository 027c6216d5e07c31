//! Checks that a page is as it was built.

use std::fmt;

use scn_story::{LoadError, Story};
use serde_json::{Value, json};

use crate::frame::{SETTINGS, STORY, about};
use crate::page::lesson_blocks;
use crate::policy::hash_source;

/// A page that is as it was built.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedPage {
    /// The name of the pack.
    pub name: String,
    /// Its version, if it has one.
    pub version: Option<String>,
    /// The digest of its story, which was computed again.
    pub digest: String,
    /// The version of scn that built the page, as the page gives it.
    pub scn: String,
}

/// Why a page is not as it was built.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VerifyError {
    /// It was not built by scn, or something of it is missing.
    NotAPage(&'static str),
    /// Its story cannot be read.
    Story(LoadError),
    /// Its story has another digest than it says.
    Digest {
        /// The digest that the page gives.
        given: String,
        /// That of its story.
        found: String,
    },
    /// A script or style is not the one that its policy allows.
    Changed(&'static str),
    /// Something else was changed.
    Frame,
}

impl fmt::Display for VerifyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAPage(missing) => write!(f, "this is not a page that scn has built: {missing}"),
            Self::Story(error) => write!(f, "its story cannot be read: {error}"),
            Self::Digest { given, found } => {
                write!(f, "its story has been changed: its digest is {found}, and the page says {given}")
            }
            Self::Changed(what) => write!(f, "its {what} has been changed: it is not the one that its policy allows"),
            Self::Frame => write!(f, "it has been changed outside its story, its script and its style"),
        }
    }
}

impl std::error::Error for VerifyError {}

/// Checks a page: that its story has the digest that it says, that its policy names the script and
/// the style that it has, and that nothing else in it can run. Whoever changes a page and writes new
/// hashes into it makes another sound page: what this shows is whether the page was damaged or edited,
/// and the digest of the story that it holds.
///
/// # Errors
/// Returns the first thing that is not as it was built.
///
/// # Examples
///
/// ```
/// assert!(scn_web::verify_page("<!doctype html><p>Hello").is_err());
/// ```
pub fn verify_page(html: &str) -> Result<VerifiedPage, VerifyError> {
    let page = PageParts::split(html)?;
    let story = Story::from_json(page.story).map_err(VerifyError::Story)?;
    let given = story.pack.digest.clone();
    let mut sealed = story.clone();
    sealed.seal();
    if sealed.pack.digest != given {
        return Err(VerifyError::Digest { given, found: sealed.pack.digest });
    }
    for (what, text, directive) in [("script", page.script, "script-src"), ("style", page.style, "style-src")] {
        if !page.policy.contains(&format!("; {directive} '{}'; ", hash_source(text))) {
            return Err(VerifyError::Changed(what));
        }
    }
    // The text of lessons is also in the page as the script reads it.
    let settings: Value = serde_json::from_str(page.settings).map_err(|_| VerifyError::Frame)?;
    if settings.get("lessons") != Some(&json!(lesson_blocks(&story))) {
        return Err(VerifyError::Frame);
    }
    // What the frame says of the pack is that of the story, whatever version of scn built it.
    let said = page.about.split_once("; ").map(|(_, pack)| pack);
    let known = about(&story);
    if said != known.split_once("; ").map(|(_, pack)| pack) || !page.policy.starts_with("default-src 'none'; ") {
        return Err(VerifyError::Frame);
    }
    // Two blocks of data and one script; one style; no other tag that could run or load something.
    let count = |mark: &str| page.frame.matches(mark).count();
    if count("<script") != 3 || count("<style") != 1 || count("http-equiv") != 1 {
        return Err(VerifyError::Frame);
    }
    Ok(VerifiedPage {
        name: story.pack.name,
        version: story.pack.version,
        digest: given,
        scn: page.about.split(';').next().unwrap_or_default().trim_start_matches("scn ").to_owned(),
    })
}

struct PageParts<'p> {
    policy: String,
    about: String,
    style: &'p str,
    story: &'p str,
    settings: &'p str,
    script: &'p str,
    /// The page without the story, the style and the script.
    frame: String,
}

impl<'p> PageParts<'p> {
    fn split(html: &'p str) -> Result<Self, VerifyError> {
        let missing = VerifyError::NotAPage;
        let policy = between(html, "http-equiv=\"Content-Security-Policy\" content=\"", "\"")
            .ok_or(missing("it has no policy"))?;
        let about = between(html, "<meta name=\"scn\" content=\"", "\"")
            .ok_or(missing("it does not say what it was built from"))?;
        let style = between(html, "<style>", "</style>").ok_or(missing("it has no style"))?;
        let block = |id: &str| between(html, &format!("<script type=\"application/json\" id=\"{id}\">"), "</script>");
        let story = block(STORY).ok_or(missing("it has no story"))?;
        let settings = block(SETTINGS).ok_or(missing("it has no settings"))?;
        let script = between(html, "<script>", "</script>").ok_or(missing("it has no script"))?;
        let frame =
            [style, story, settings, script].iter().fold(html.to_owned(), |frame, part| frame.replacen(part, "", 1));
        Ok(Self { policy: unescape(policy), about: unescape(about), style, story, settings, script, frame })
    }
}

fn between<'h>(html: &'h str, start: &str, end: &str) -> Option<&'h str> {
    let (_, after) = html.split_once(start)?;
    Some(after.split_once(end)?.0)
}

fn unescape(text: &str) -> String {
    let pairs = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&#39;", "'"), ("&amp;", "&")];
    pairs.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}
