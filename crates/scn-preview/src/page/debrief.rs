//! The debrief: decisions with their reasons, the profile, and a note on its limits.

use std::fmt::Write as _;

use scn_run::phrases::debrief::{CLOSING, DEBRIEF, HOW_YOU_HANDLED, TRADE, decisions, source};
use scn_run::phrases::run::{FEEDBACK, YOU_CHOSE};
use scn_run::{Band, Debrief, Decision, Given, Profile};

use super::text::{Voices, body, escaped, inline};

/// Returns the debrief; empty if nothing was decided.
pub(super) fn debrief(debrief: &Debrief, voices: &Voices<'_>) -> String {
    if debrief.decisions.is_empty() {
        return String::new();
    }
    let made: String = debrief.decisions.iter().map(decision).collect();
    let mut out = format!(
        "<section class=\"debrief\" aria-labelledby=\"debrief\"><h2 class=\"title\" id=\"debrief\">{DEBRIEF}</h2>\n\
         <ol class=\"decisions\">{made}</ol>\n"
    );
    if !debrief.profile.is_empty() {
        let rows: String = debrief.profile.iter().map(|it| profile(it, voices)).collect();
        let _ = writeln!(out, "<h3 class=\"subtitle\">{HOW_YOU_HANDLED}</h3>\n<ul class=\"profile\">{rows}</ul>");
    }
    if !debrief.profile.is_empty() {
        let _ = writeln!(out, "<p class=\"closing\">{CLOSING}</p>");
    }
    out.push_str("</section>\n");
    out
}

fn decision(decision: &Decision) -> String {
    let mut out = format!(
        "<li><h3 class=\"decided\">{}</h3><p class=\"chosen\">{YOU_CHOSE} <span>{}</span></p>\n",
        escaped(&decision.title),
        inline(&decision.words())
    );
    if !decision.judgements.is_empty() {
        out.push_str("<ul class=\"judgements\">");
        for judgement in &decision.judgements {
            let given = judgement.given();
            let (class, sign) = match given {
                Given::Upholds => ("upholds", "++"),
                Given::PartlyUpholds => ("upholds", "+"),
                Given::Neither => ("neither", "="),
                Given::PartlyBreaks => ("breaks", "−"),
                Given::Breaks => ("breaks", "−−"),
            };
            let because = match judgement.because.as_slice() {
                [] => String::new(),
                because => format!(" <span class=\"because\">{}</span>", inline(because)),
            };
            let _ = write!(
                out,
                "<li class=\"{class}\"><span class=\"sign\" aria-hidden=\"true\">{sign}</span><span><strong>{}</strong> “{}”\
                 {because}</span></li>",
                given.word(),
                escaped(&judgement.title)
            );
        }
        out.push_str("</ul>\n");
    }
    if decision.is_trade() {
        let _ = writeln!(out, "<p class=\"trade\">{TRADE}</p>");
    }
    for feedback in &decision.feedback {
        let _ = writeln!(out, "<p class=\"feedback\"><strong>{FEEDBACK}</strong> {}</p>", inline(feedback));
    }
    out.push_str("</li>\n");
    out
}

/// Returns the entry of a principle: its band in words, a bar that shows the same, and the
/// principle's text if there is a reason to read it.
fn profile(entry: &Profile, voices: &Voices<'_>) -> String {
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
        escaped(&entry.title),
        band.word()
    );
    if band != Band::Consistent && (!entry.text.is_empty() || entry.source.is_some()) {
        let source = entry
            .source
            .as_ref()
            .map(|it| format!("<p class=\"source\">{}</p>", source(&escaped(it))))
            .unwrap_or_default();
        let _ = write!(out, "<div class=\"asks\">{}{source}</div>", body(&entry.text, voices));
    }
    out.push_str("</li>\n");
    out
}
