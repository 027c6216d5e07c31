//! The certificate as an HTML page without scripts and external resources.

use std::fmt::{self, Write as _};

use scn_story::is_right_to_left;

use crate::CertificateIds;
use crate::Logo;
use crate::bake::page_slot;
use crate::completion::{Completion, PartDone, PrincipleProfile};
use crate::print::{Layout, choose_print};
use crate::text::{decisions_text, display_day, escape_markup, iso_day, language_tag, own_language};

const STYLE: &str = include_str!("page.css");
/// A ribbon next to the heading. It carries no information, so it is hidden from screen readers.
const SEAL: &str = "<svg viewBox=\"0 0 64 64\" aria-hidden=\"true\"><path d=\"M22 36 16 62l16-9 16 9-6-26z\" fill=\"#8a6d1f\"/><circle cx=\"32\" cy=\"24\" r=\"21\" fill=\"#1f3a5f\"/><circle cx=\"32\" cy=\"24\" r=\"16\" fill=\"none\" stroke=\"#fff\" stroke-width=\"1.5\"/><path d=\"m24 24 6 6 11-12\" fill=\"none\" stroke=\"#fff\" stroke-width=\"3.5\"/></svg>";

/// Returns the page, with an empty slot for the credential.
pub(crate) fn certificate_page(completion: &Completion, logo: Option<&Logo>, marks: &CertificateIds) -> String {
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = write_page(&mut out, completion, logo, marks);
    out
}

fn write_page(out: &mut String, it: &Completion, logo: Option<&Logo>, marks: &CertificateIds) -> fmt::Result {
    let page_language = own_language(it.language.as_deref());
    // The pack's texts declare their language if it differs from the page's.
    let lang = match language_tag(it.language.as_deref()) {
        Some(tag) if tag != page_language => format!(" lang=\"{tag}\""),
        Some(_) | None => String::new(),
    };
    // The page's own texts are English, and declared as such in a right-to-left page.
    let right_to_left = it.language.as_deref().is_some_and(is_right_to_left);
    let direction = if right_to_left { " dir=\"rtl\"" } else { "" };
    let (learner, course) = (escape_markup(&it.learner), escape_markup(&it.course));
    let print = choose_print(it, logo.is_some());
    writeln!(out, "<!DOCTYPE html>\n<html lang=\"{page_language}\"{direction}>\n<head>\n<meta charset=\"utf-8\">")?;
    writeln!(out, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n{}", page_slot())?;
    writeln!(
        out,
        "<title>Certificate of completion: {course}, {learner}</title>\n<style>\n:root {{ --print: {}pt; }}\n{STYLE}</style>\n</head>",
        print.size
    )?;
    let main = if print.layout == Layout::Wide { "<main>" } else { "<main class=\"dense\">" };
    // The issuer is named below, so a screen reader needs no text for the logo.
    let seal = logo
        .map_or_else(|| SEAL.to_owned(), |logo| format!("<img class=\"logo\" src=\"{}\" alt=\"\">", logo.data_uri()));
    writeln!(out, "<body>\n{main}\n<header>\n{seal}\n<h1>Certificate of completion</h1>\n<p>This certifies that</p>")?;
    writeln!(out, "<p class=\"learner\" dir=\"auto\">{learner}</p>\n<p>completed the course</p>")?;
    writeln!(out, "<p class=\"course\" dir=\"auto\"{lang}>{course}</p>")?;
    write_terms(out, it)?;
    if !it.parts.is_empty() {
        write_completed(out, it, print.layout, &lang)?;
    }
    if !it.profile.is_empty() {
        writeln!(
            out,
            "<section>\n<h2>How each principle was handled</h2>\n<table>\n<thead><tr><th scope=\"col\">Principle</th><th scope=\"col\">Profile</th><th scope=\"col\">Out of</th></tr></thead>\n<tbody>"
        )?;
        it.profile.iter().try_for_each(|handled| write_principle(out, handled, &lang))?;
        writeln!(out, "</tbody>\n</table>\n<p class=\"closing\">{}</p>\n</section>", escape_markup(&it.closing))?;
    }
    write_facts(out, it, marks)
}

/// Writes when the course was completed, how long it takes, who issues the certificate, and until
/// when it is valid.
fn write_terms(out: &mut String, it: &Completion) -> fmt::Result {
    let write_day = |out: &mut String, before: &str, day| {
        writeln!(out, "<p>{before} <time datetime=\"{}\">{}</time></p>", iso_day(day), display_day(day))
    };
    write_day(out, "on", it.completed)?;
    if let Some(duration) = &it.duration {
        writeln!(out, "<p>Duration: {}</p>", escape_markup(duration))?;
    }
    if let Some(until) = it.valid_until {
        write_day(out, "Valid until", until)?;
    }
    writeln!(out, "<p>Issued by <bdi>{}</bdi></p>", escape_markup(&it.issuer))?;
    if let Some(signatory) = &it.signatory {
        writeln!(out, "<p class=\"signatory\"><bdi>{}</bdi></p>", escape_markup(signatory))?;
    }
    writeln!(out, "</header>")
}

/// Writes the parts that were completed, and what was necessary to pass.
fn write_completed(out: &mut String, it: &Completion, layout: Layout, lang: &str) -> fmt::Result {
    writeln!(out, "<section>\n<h2>What was completed</h2>")?;
    if layout == Layout::Columns {
        let (left, right) = it.parts.split_at(it.parts.len().div_ceil(2));
        writeln!(out, "<div class=\"columns\">")?;
        [left, right].into_iter().try_for_each(|parts| write_parts(out, parts, lang))?;
        writeln!(out, "</div>")?;
    } else {
        write_parts(out, &it.parts, lang)?;
    }
    if let Some(mark) = &it.pass_mark {
        writeln!(out, "<p>To pass: <bdi>{}</bdi></p>", escape_markup(mark))?;
    }
    writeln!(out, "</section>")
}

/// Writes what identifies the certificate, and the end of the page.
fn write_facts(out: &mut String, it: &Completion, marks: &CertificateIds) -> fmt::Result {
    writeln!(out, "<section class=\"facts\">\n<h2>About this certificate</h2>\n<dl>")?;
    let mut add_fact =
        |name: &str, value: &str| writeln!(out, "<dt>{name}</dt><dd><bdi>{}</bdi></dd>", escape_markup(value));
    add_fact("Pack", &it.pack)?;
    if let Some(version) = &it.version {
        add_fact("Version", version)?;
    }
    add_fact("Digest", &it.digest)?;
    add_fact("Certificate", &marks.id)?;
    add_fact("Signed by the key", &marks.key)?;
    writeln!(
        out,
        "</dl>\n<p class=\"check\">This file holds a signed Open Badges 3.0 credential. The command <code>scn certificate verify</code> shows what was certified, and rejects a file that was changed. Dates are in UTC.</p>\n</section>\n</main>\n</body>\n</html>"
    )
}

fn write_parts(out: &mut String, parts: &[PartDone], lang: &str) -> fmt::Result {
    if parts.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "<table>\n<thead><tr><th scope=\"col\">Part</th><th scope=\"col\">Result</th><th scope=\"col\">Date</th></tr></thead>\n<tbody>"
    )?;
    parts.iter().try_for_each(|done| write_part(out, done, lang))?;
    writeln!(out, "</tbody>\n</table>")
}

fn write_part(out: &mut String, it: &PartDone, lang: &str) -> fmt::Result {
    let (title, kind, result) = (escape_markup(&it.title), it.kind.word(), escape_markup(&it.result));
    let (iso, day) = (iso_day(it.on), display_day(it.on));
    writeln!(
        out,
        "<tr><th scope=\"row\"><span dir=\"auto\"{lang}>{title}</span> <span class=\"kind\">{kind}</span></th><td>{result}</td><td><time datetime=\"{iso}\">{day}</time></td></tr>"
    )
}

fn write_principle(out: &mut String, it: &PrincipleProfile, lang: &str) -> fmt::Result {
    let (title, band, count) = (escape_markup(&it.title), escape_markup(&it.band), decisions_text(it.decisions));
    let bar = it.percent_reached().map(|share| format!("<svg class=\"bar\" viewBox=\"0 0 100 8\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect width=\"100\" height=\"8\" fill=\"#dbe1e9\"/><rect width=\"{share}\" height=\"8\" fill=\"#1f3a5f\"/></svg>"));
    writeln!(
        out,
        "<tr><th scope=\"row\" dir=\"auto\"{lang}>{title}</th><td>{band}{}</td><td>{count}</td></tr>",
        bar.unwrap_or_default()
    )
}
