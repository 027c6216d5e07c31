//! The debrief: decisions with their reasons, the profile, and a note on its limits.

use std::fmt::Write as _;

use scn_run::phrases::debrief::{CLOSING, DEBRIEF, HOW_YOU_HANDLED, TRADE, decisions, source};
use scn_run::phrases::run::{FEEDBACK, YOU_CHOSE};
use scn_run::{Band, Debrief, Decision, ProfileEntry, RatingLevel};

use super::text::{SpeakerColours, body_html, escape_html, inline_html};

/// Returns the debrief; empty if nothing was decided.
pub(super) fn debrief_html(debrief: &Debrief, voices: &SpeakerColours<'_>) -> String {
    if debrief.decisions.is_empty() {
        return String::new();
    }
    let made: String = debrief.decisions.iter().map(decision_html).collect();
    let mut out = format!(
        "<section class=\"debrief\" aria-labelledby=\"debrief\"><h2 class=\"title\" id=\"debrief\">{DEBRIEF}</h2>\n\
         <ol class=\"decisions\">{made}</ol>\n"
    );
    if !debrief.profile.is_empty() {
        let rows: String = debrief.profile.iter().map(|it| profile_html(it, voices)).collect();
        let _ = writeln!(out, "<h3 class=\"subtitle\">{HOW_YOU_HANDLED}</h3>\n<ul class=\"profile\">{rows}</ul>");
    }
    if !debrief.profile.is_empty() {
        let _ = writeln!(out, "<p class=\"closing\">{CLOSING}</p>");
    }
    out.push_str("</section>\n");
    out
}

fn decision_html(decision: &Decision) -> String {
    let mut out = format!(
        "<li><h3 class=\"decided\">{}</h3><p class=\"chosen\">{YOU_CHOSE} <span>{}</span></p>\n",
        escape_html(&decision.title),
        inline_html(&decision.chosen_label())
    );
    if !decision.judgements.is_empty() {
        out.push_str("<ul class=\"judgements\">");
        for judgement in &decision.judgements {
            let rating = judgement.rating_level();
            let (class, sign) = match rating {
                RatingLevel::Upholds => ("upholds", "++"),
                RatingLevel::PartlyUpholds => ("upholds", "+"),
                RatingLevel::Neither => ("neither", "="),
                RatingLevel::PartlyBreaks => ("breaks", "−"),
                RatingLevel::Breaks => ("breaks", "−−"),
            };
            let because = match judgement.because.as_slice() {
                [] => String::new(),
                because => format!(" <span class=\"because\">{}</span>", inline_html(because)),
            };
            let _ = write!(
                out,
                "<li class=\"{class}\"><span class=\"sign\" aria-hidden=\"true\">{sign}</span><span><strong>{}</strong> “{}”\
                 {because}</span></li>",
                rating.as_str(),
                escape_html(&judgement.title)
            );
        }
        out.push_str("</ul>\n");
    }
    if decision.is_trade() {
        let _ = writeln!(out, "<p class=\"trade\">{TRADE}</p>");
    }
    for feedback in &decision.feedback {
        let _ = writeln!(out, "<p class=\"feedback\"><strong>{FEEDBACK}</strong> {}</p>", inline_html(feedback));
    }
    out.push_str("</li>\n");
    out
}

/// Returns the entry of a principle: its band in words, a bar that shows the same, and the
/// principle's text if there is a reason to read it.
fn profile_html(entry: &ProfileEntry, voices: &SpeakerColours<'_>) -> String {
    let band = entry.score.band();
    let class = match band {
        Band::NotEnough => "not-enough",
        Band::NeedsAttention => "needs-attention",
        Band::Mixed => "mixed",
        Band::Consistent => "consistent",
    };
    let bar = match (band, entry.score.share()) {
        (Band::NotEnough, _) | (_, None) => String::new(),
        (Band::NeedsAttention | Band::Mixed | Band::Consistent, Some(share)) => format!(
            "<svg class=\"bar\" viewBox=\"0 0 100 8\" preserveAspectRatio=\"none\" aria-hidden=\"true\">\
             <rect class=\"whole\" width=\"100\" height=\"8\"/>\
             <rect class=\"part\" width=\"{:.1}\" height=\"8\"/></svg>",
            100.0 * share
        ),
    };
    let decisions = decisions(entry.score.decisions);
    let mut out = format!(
        "<li class=\"{class}\"><p class=\"principle\"><strong>{}</strong></p>{bar}<p class=\"band\"><span>{}</span>, \
         {decisions}</p>\n",
        escape_html(&entry.title),
        band.as_str()
    );
    if band != Band::Consistent && (!entry.text.is_empty() || entry.source.is_some()) {
        let source = entry
            .source
            .as_ref()
            .map(|it| format!("<p class=\"source\">{}</p>", source(&escape_html(it))))
            .unwrap_or_default();
        let _ = write!(out, "<div class=\"asks\">{}{source}</div>", body_html(&entry.text, voices));
    }
    out.push_str("</li>\n");
    out
}
