//! The statistics of one scenario, for people.

use scn_compiler::stats::{
    BlindStats, ChanceStats, CountKind, Covered, EndKind, EndStats, LinkStats, Outcome, PackStats, ProfileStats,
    ScenarioStats, ScoreStats, Spread, Unit,
};

use super::page::Page;
use scn_text::{counted_grouped, grouped, listed};

pub(super) fn tell(page: &mut Page, pack: &PackStats, it: &ScenarioStats) {
    page.gap();
    page.line(0, &format!("{}: {}", it.id, it.title));
    page.line(0, &format!("{}, line {}", it.file, it.line));
    if !it.complete {
        let states = grouped(it.states);
        page.line(
            2,
            &format!(
                "Unfinished: the bound of {states} states was reached, and more runs lie beyond. So every least may be less, every most and \
                 count may be more, ranges may be wider, and what is said to be out of reach is so all the same. \
                 Go further with `--states`."
            ),
        );
    }
    size(page, pack, it);
    runs(page, pack, it);
    ends(page, it);
    lost(page, it);
    profiles(page, it);
    blind(page, it, pack.shuffled);
    if !it.coverage.is_empty() {
        page.gap();
        page.line(2, "Where it stands for each principle");
    }
    for covered in &it.coverage {
        let title =
            pack.principles.iter().find(|known| known.id == covered.principle).map(|known| known.title.as_str());
        coverage(page, covered, title.unwrap_or_default());
    }
}

/// Returns the unit of the text length, at the start of a line.
fn unit(pack: &PackStats) -> &'static str {
    match pack.reading_rate.counts {
        Unit::Words => "Words",
        Unit::Characters => "Characters",
    }
}

fn size(page: &mut Page, pack: &PackStats, it: &ScenarioStats) {
    page.gap();
    let size = &it.size;
    page.line(
        2,
        &format!(
            "Written: {}, {}, {}, {}",
            counted_grouped(size.situations, "situation"),
            counted_grouped(size.endings, "ending"),
            counted_grouped(size.choices, "choice"),
            counted_grouped(size.outcomes, "outcome")
        ),
    );
    let words = &it.words;
    let kinds = [
        ("narration", words.narration),
        ("speech", words.speech),
        ("call-outs", words.callouts),
        ("choices", words.choices),
        ("feedback", words.feedback),
        ("reasons in the debrief", words.reasons),
        ("hints", words.hints),
        ("titles", words.titles),
    ];
    let kinds = kinds.iter().filter(|(_, count)| 0 < *count);
    let kinds: Vec<String> = kinds.map(|(kind, count)| format!("{kind} {}", grouped(count))).collect();
    let unit = unit(pack);
    page.line(2, &format!("{unit}: {}: {}", grouped(words.total), kinds.join(", ")));
    if !it.speakers.is_empty() {
        let speakers = it.speakers.iter().map(|it| format!("{} {}", it.name, grouped(it.words)));
        page.line(2, &format!("{unit} by speaker: {}", speakers.collect::<Vec<_>>().join(", ")));
    }
}

fn runs(page: &mut Page, pack: &PackStats, it: &ScenarioStats) {
    let runs = &it.runs;
    let digits = |count: &scn_compiler::stats::CountStats| grouped(count.digits.as_deref().unwrap_or_default());
    let count = |count: &scn_compiler::stats::CountStats| match count.kind {
        CountKind::Exactly => digits(count),
        CountKind::AtLeast => format!("at least {}", digits(count)),
        CountKind::Unbounded => "without number, as a loop can be gone round again and again".to_owned(),
    };
    page.line(2, &format!("Runs that come to an ending: {}", count(&runs.count)));
    if runs.stopped.digits.as_deref() != Some("0") {
        page.line(2, &format!("Runs that stop without an ending: {}", count(&runs.stopped)));
    }
    if let Some(round) = &runs.round {
        let way_in =
            if round.run.is_empty() { "at the start".to_owned() } else { format!("after {}", way(&round.run)) };
        page.line(2, &format!("The first loop: {way_in}, round by {}", way(&round.round)));
    }
    if runs.endless {
        page.line(2, "A run can go on for ever");
    }
    let spread = |of: &Spread| match (of.least, of.most) {
        (Some(least), Some(most)) if least == most => Some(grouped(least)),
        (Some(least), Some(most)) => Some(format!("{} to {}", grouped(least), grouped(most))),
        (Some(least), None) if of.unbounded => Some(format!("{} or more, without a most", grouped(least))),
        (Some(least), None) => Some(format!("{} or more; the most was not found out", grouped(least))),
        (None, _) => None,
    };
    if let Some(decisions) = spread(&runs.decisions) {
        page.line(2, &format!("Decisions in a run: {decisions}"));
    }
    if let Some(words) = spread(&runs.words) {
        let minutes = match runs.reading_minutes.map(|it| (it.least, it.most)) {
            Some((Some(least), Some(most))) if least == most => format!(", which take {least:.1} minutes to read"),
            Some((Some(least), Some(most))) => format!(", which take {least:.1} to {most:.1} minutes to read"),
            Some((Some(least), None)) => format!(", which take {least:.1} minutes to read, or longer"),
            Some((None, _)) | None => String::new(),
        };
        let says =
            it.minutes.map(|minutes| format!("; the author says {}", counted_grouped(u64::from(minutes), "minute")));
        page.line(2, &format!("{} shown in a run: {words}{minutes}{}", unit(pack), says.unwrap_or_default()));
    }
}

fn way(run: &[String]) -> String {
    run.join(", ")
}

fn ends(page: &mut Page, it: &ScenarioStats) {
    page.gap();
    page.line(2, "Where a player ends who chooses at random");
    let row = |end: &EndStats| vec![end_name(end), chance(end, it.complete)];
    let rows: Vec<Vec<String>> = it.ends.iter().map(row).collect();
    page.table(4, &rows);
}

fn end_name(end: &EndStats) -> String {
    let at = end.at.as_deref().unwrap_or_default();
    match end.kind {
        EndKind::Ending => format!("{at} ({})", end.result.map(result).unwrap_or_default()),
        EndKind::DeadEnd => format!("stuck at {at}: nothing is on offer"),
        EndKind::NoOutcome => format!("stuck at {at}: {} has no outcome", end.choice.as_deref().unwrap_or_default()),
        EndKind::Nowhere => format!("stuck after {at}: nothing says where it goes on"),
        EndKind::NeverEnds => "goes round for ever".to_owned(),
        EndKind::BeyondTheBound => "not known: beyond the bound".to_owned(),
    }
}

fn result(result: Outcome) -> &'static str {
    match result {
        Outcome::Passed => "passed",
        Outcome::Mixed => "mixed",
        Outcome::Failed => "failed",
    }
}

/// Returns the probability of an end. If not all runs were explored, it is a lower bound.
fn chance(end: &EndStats, complete: bool) -> String {
    let value = end.chance.value * 100.0;
    match end.kind {
        EndKind::BeyondTheBound => format!("{value:.1}%"),
        EndKind::Ending | EndKind::DeadEnd | EndKind::NoOutcome | EndKind::Nowhere | EndKind::NeverEnds => {
            if complete {
                percent(&end.chance)
            } else {
                format!("at least {value:.1}%")
            }
        }
    }
}

/// Formats a probability as a percentage, with its exact fraction if that is short, and with its
/// possible error if that is visible.
fn percent(chance: &ChanceStats) -> String {
    const SHOWN: f64 = 0.000_5;
    let value = chance.value * 100.0;
    let fraction = chance.exact.as_deref().filter(|exact| exact.contains('/') && exact.len() <= 9);
    let mut text = if chance.exact.as_deref() == Some("0") {
        "never".to_owned()
    } else if chance.exact.as_deref() == Some("1") {
        "always".to_owned()
    } else if value < 0.05 {
        "less than 0.1%".to_owned()
    } else if 99.95 <= value {
        "more than 99.9%".to_owned()
    } else {
        format!("{value:.1}%")
    };
    if let Some(fraction) = fraction {
        text.push_str(&format!(" ({})", fraction.replace('/', " in ")));
    }
    if SHOWN < chance.error {
        text.push_str(&format!(", give or take {:.1}", chance.error * 100.0));
    }
    text
}

fn lost(page: &mut Page, it: &ScenarioStats) {
    let Some(best) = &it.best else { return };
    page.gap();
    let word = result(best.result);
    let (ending, on): (Vec<_>, Vec<_>) = best.lost.iter().partition(|lost| lost.ends);
    if best.lost.is_empty() {
        page.line(2, &format!("The best result, {word}, stays in reach whatever is chosen"));
        return;
    }
    let name = |lost: &&scn_compiler::stats::LostStats| {
        let outcome = lost.outcome.map(|number| format!(", outcome {number}")).unwrap_or_default();
        let some = if lost.always { "" } else { " (in some runs)" };
        format!("{}/{}{outcome}{some}", lost.situation, lost.choice)
    };
    if on.is_empty() {
        page.line(2, &format!("The best result, {word}, stays in reach up to the last decision"));
    } else {
        page.line(2, &format!("After these choices the run goes on, and the best result, {word}, is out of reach"));
        for lost in &on {
            page.line(4, &format!("{}, line {}: run {}", name(lost), lost.line, way(&lost.run)));
        }
    }
    if !ending.is_empty() {
        let names: Vec<String> = ending.iter().map(name).collect();
        page.line(2, &format!("The run is over without it after {}", listed(&names, "and")));
    }
}

fn profiles(page: &mut Page, it: &ScenarioStats) {
    if it.profiles.is_empty() {
        return;
    }
    page.gap();
    page.line(2, "What the profile of each principle can come to, from 0 to 1");
    let row = |profile: &ProfileStats| {
        let decisions = match (profile.decisions.least, profile.decisions.most) {
            (Some(least), Some(most)) if least == most => counted_grouped(least, "decision"),
            (Some(least), Some(most)) => format!("{least} to {}", counted_grouped(most, "decision")),
            (Some(least), None) => format!("{least} or more decisions"),
            (None, _) => String::new(),
        };
        let few = if profile.decisions.least.is_some_and(|least| least < 3) { few(profile) } else { "" };
        vec![profile.principle.clone(), range(profile), format!("{decisions}{few}")]
    };
    page.table(4, &it.profiles.iter().map(row).collect::<Vec<_>>());
    if it.profiles.iter().any(|profile| profile.decisions.least.is_some_and(|least| least < 3)) {
        page.line(4, "With fewer than 3 decisions the debrief says of a principle: not enough to say.");
    }
}

/// Returns a remark for a principle that too few decisions may concern.
fn few(profile: &ProfileStats) -> &'static str {
    if profile.decisions.most.is_some_and(|most| most < 3) {
        ": never enough to say"
    } else {
        ": not always enough to say"
    }
}

fn range(profile: &ProfileStats) -> String {
    let end = |score: &ScoreStats| {
        let text = format!("{:.2}", score.value);
        if score.reached { text } else { format!("nearly {text}") }
    };
    match (&profile.lowest, &profile.highest) {
        (Some(lowest), Some(highest)) if lowest == highest => end(lowest),
        (Some(lowest), Some(highest)) => format!("{} to {}", end(lowest), end(highest)),
        (None, _) | (_, None) if profile.decisions.most == Some(0) => "nothing to decide".to_owned(),
        (None, _) | (_, None) => "not found out".to_owned(),
    }
}

fn blind(page: &mut Page, it: &ScenarioStats, shuffled: bool) {
    page.gap();
    page.line(2, "Where players end who choose without reading");
    for player in &it.blind {
        page.line(4, &format!("always the {}: {}", player.takes.word(), comes_to(player, it.complete)));
    }
    if shuffled {
        page.line(
            4,
            "The pack shuffles choices: these players go by the order in the source, which a learner sees only by chance.",
        );
    }
}

fn comes_to(player: &BlindStats, complete: bool) -> String {
    let ends: Vec<String> = match player.ends.as_slice() {
        [only] => vec![end_name(only)],
        several => several.iter().map(|end| format!("{} {}", end_name(end), chance(end, complete))).collect(),
    };
    let scores = player.profiles.iter().filter(|profile| profile.lowest.is_some());
    let scores: Vec<String> = scores.map(|profile| format!("{} {}", profile.principle, range(profile))).collect();
    let scores = if scores.is_empty() { String::new() } else { format!("; {}", scores.join(", ")) };
    format!("{}{scores}", ends.join(", "))
}

fn coverage(page: &mut Page, it: &Covered, title: &str) {
    page.line(4, &format!("{}: {title}", it.principle));
    let level = if it.at_least { format!("at least {}", it.level.word()) } else { it.level.word().to_owned() };
    page.line(6, &level);
    for (does, links) in [("upheld by", &it.upheld_at), ("broken by", &it.broken_at)] {
        if !links.is_empty() {
            let names: Vec<String> = links.iter().map(link).collect();
            page.line(6, &format!("{does} {}", listed(&names, "and")));
        }
    }
    if !it.tested_at.is_empty() {
        let names: Vec<String> = it.tested_at.iter().map(|at| format!("{} (line {})", at.id, at.line)).collect();
        page.line(6, &format!("put to the test at {}", listed(&names, "and")));
    }
    if let Some(missing) = &it.missing {
        let run = missing
            .run
            .as_ref()
            .map(|run| if run.is_empty() { ": at once".to_owned() } else { format!(": {}", way(run)) });
        page.line(6, &format!("not {}, as {}{}", missing.level.word(), missing.text, run.unwrap_or_default()));
    }
}

fn link(link: &LinkStats) -> String {
    let outcome = link.outcome.map(|number| format!(" outcome {number}")).unwrap_or_default();
    let partly = if link.rating.abs() == 1 { ", in part" } else { "" };
    let never = if link.reached { "" } else { ", never reached" };
    format!("{}/{}{outcome} (line {}{partly}{never})", link.situation, link.choice, link.line)
}
