//! The small page by which a platform opens one part of a course.

use scn_run::phrases::speak_language_of;
use scn_run::phrases::web::NO_SCRIPT;
use scn_run::{Part, title_or_id};
use scn_story::Story;
use scn_text::escape::{percent, xml};
use scn_text::sanitize_line;

use crate::frame::{about, phrase_language};
use crate::page::part_title;
use crate::policy::launcher_policy;

/// Returns a page that opens `index.html` beside it at a part, with the address by which it was
/// itself opened. Platforms tell parts apart by their pages: not all of them pass on the parameters
/// of a part.
///
/// # Examples
///
/// ```
/// use scn_run::Part;
/// use scn_story::Story;
/// use scn_web::part_launcher;
///
/// let story = Story::from_json(&std::fs::read_to_string("../scn-story/schema/till.json")?)?;
/// let html = part_launcher(&story, &Part::Scenario("till".to_owned()));
/// assert!(html.contains("location.replace(\"index.html?scn-part=scenario/till&\" + "));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn part_launcher(story: &Story, part: &Part) -> String {
    let _speaking = speak_language_of(story);
    let language = story.pack.language.as_deref().unwrap_or("en");
    let id = percent(part.id(), "");
    let kind = part.kind();
    let script = format!("location.replace(\"index.html?scn-part={kind}/{id}&\" + location.search.slice(1));");
    let pack = title_or_id(&story.pack.title, &story.pack.name);
    format!(
        "<!doctype html>\n\
         <html lang=\"{language}\">\n\
         <head>\n\
         <meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n\
         <meta name=\"scn\" content=\"{about}\">\n\
         <title>{title}</title>\n\
         <script>{script}</script>\n\
         </head>\n\
         <body>\n<noscript><p{own}>{no_script}</p></noscript>\n</body>\n</html>\n",
        no_script = xml(NO_SCRIPT.text()),
        own = phrase_language(language),
        language = xml(language),
        policy = launcher_policy(&script),
        about = xml(&about(story)),
        title = xml(&sanitize_line(&format!("{} · {pack}", part_title(story, part)))),
    )
}
