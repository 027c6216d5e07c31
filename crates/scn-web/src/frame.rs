//! The HTML around the story and the script.

use scn_run::phrases::Language;
use scn_run::phrases::web::{NO_SCRIPT, SKIP};
use scn_story::{Story, is_right_to_left};
use scn_text::escape::xml;
use scn_text::sanitize_line;

use crate::policy::content_policy;

/// What a page is before its script starts.
pub(crate) struct Frame<'f> {
    pub(crate) story: &'f Story,
    /// The title of the document.
    pub(crate) title: &'f str,
    /// What is seen until the script starts, and without it.
    pub(crate) first_words: &'f str,
    pub(crate) script: &'f str,
    pub(crate) style: &'f str,
    pub(crate) connections: Option<&'static str>,
}

/// The id of the block with the story.
pub(crate) const STORY: &str = "story";

/// The id of the block with what the story needs in this page.
pub(crate) const SETTINGS: &str = "settings";

impl Frame<'_> {
    /// Returns the page up to its blocks of data.
    pub(crate) fn head(&self) -> String {
        let pack = &self.story.pack;
        let language = pack.language.as_deref().unwrap_or("en");
        let direction = if is_right_to_left(language) { "rtl" } else { "ltr" };
        let title = sanitize_line(self.title);
        format!(
            "<!doctype html>\n\
             <html lang=\"{language}\" dir=\"{direction}\">\n\
             <head>\n\
             <meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n\
             <meta name=\"referrer\" content=\"no-referrer\">\n\
             <meta name=\"scn\" content=\"{about}\">\n\
             <title>{title}</title>\n\
             <link rel=\"icon\" href=\"data:,\">\n\
             <style>{style}</style>\n\
             </head>\n\
             <body>\n\
             <a class=\"skip\" href=\"#main\"{own}>{skip}</a>\n\
             <main id=\"main\" tabindex=\"-1\">\n<h1>{title}</h1>\n{first_words}<noscript><p{own}>{no_script}</p></noscript>\n</main>\n",
            language = xml(language),
            skip = xml(SKIP.text()),
            own = phrase_language(language),
            no_script = xml(NO_SCRIPT.text()),
            policy = content_policy(self.script, self.style, self.connections),
            about = xml(&about(self.story)),
            title = xml(&title),
            style = self.style,
            first_words = match sanitize_line(self.first_words) {
                words if words.trim().is_empty() => String::new(),
                words => format!("<p>{}</p>\n", xml(&words)),
            },
        )
    }
}

/// Returns the attributes of an element with a phrase: those of its language, if it is not that of
/// the page (WCAG 2.2, success criterion 3.1.2).
pub(crate) fn phrase_language(page: &str) -> String {
    let spoken = Language::current();
    if Language::from_tag(page) == Some(spoken) {
        String::new()
    } else {
        format!(" lang=\"{}\" dir=\"ltr\"", spoken.tag())
    }
}

/// Returns what made the page, and from what: the version of scn, and the name, version and digest
/// of the pack. A version without one is `-`.
pub(crate) fn about(story: &Story) -> String {
    let pack = &story.pack;
    let version = pack.version.as_deref().unwrap_or("-");
    format!("scn {}; {} {version}; {}", env!("CARGO_PKG_VERSION"), pack.name, pack.digest)
}

/// Appends a block of data, whose content `push` appends.
pub(crate) fn push_block(html: &mut String, id: &str, push: impl FnOnce(&mut String)) {
    html.push_str(&format!("<script type=\"application/json\" id=\"{id}\">"));
    push(html);
    html.push_str("</script>\n");
}
