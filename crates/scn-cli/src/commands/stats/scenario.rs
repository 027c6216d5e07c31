//! The statistics of one scenario, for people.

use scn_compiler::stats::{
    BlindStats, ChanceStats, CountKind, Covered, EndKind, EndStats, LinkStats, Outcome, PackStats, ProfileStats,
    ScenarioStats, ScoreStats, Spread, Unit,
};

use super::page::Page;
use scn_text::{counted_grouped, grouped, listed};

pub(super) fn add_scenario(page: &mut Page, pack: &PackStats, stats: &ScenarioStats) {
    page.blank_line();
    page.add_line(0, &format!("{}: {}", stats.id, stats.title));
    page.add_line(0, &format!("{}, line {}", stats.file, stats.line));
    if !stats.complete {
        let states = grouped(stats.states);
        page.add_line(
            2,
            &format!(
                "Incomplete: the limit of {states} states was reached, and there are more runs beyond it. Every minimum may be lower, every maximum and every count may be higher, and ranges may be wider. What is said to be out of reach stays out of reach. To explore more, use `--states`."
            ),
        );
    }
    add_size(page, pack, stats);
    add_runs(page, pack, stats);
    add_ends(page, stats);
    add_lost(page, stats);
    add_profiles(page, stats);
    add_blind_players(page, stats, pack.shuffled);
    if !stats.coverage.is_empty() {
        page.blank_line();
        page.add_line(2, "Coverage of each principle");
    }
    for covered in &stats.coverage {
        let title =
            pack.principles.iter().find(|known| known.id == covered.principle).map(|known| known.title.as_str());
        add_coverage(page, covered, title.unwrap_or_default());
    }
}

/// Returns the unit of the text length, at the start of a line.
fn length_unit(pack: &PackStats) -> &'static str {
    match pack.reading_rate.counts {
        Unit::Words => "Words",
        Unit::Characters => "Characters",
    }
}

fn add_size(page: &mut Page, pack: &PackStats, stats: &ScenarioStats) {
    page.blank_line();
    let size = &stats.size;
    page.add_line(
        2,
        &format!(
            "Written: {}, {}, {}, {}",
            counted_grouped(size.situations, "situation"),
            counted_grouped(size.endings, "ending"),
            counted_grouped(size.choices, "choice"),
            counted_grouped(size.outcomes, "outcome")
        ),
    );
    let words = &stats.words;
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
    let unit = length_unit(pack);
    page.add_line(2, &format!("{unit}: {}: {}", grouped(words.total), kinds.join(", ")));
    if !stats.speakers.is_empty() {
        let speakers = stats.speakers.iter().map(|it| format!("{} {}", it.name, grouped(it.words)));
        page.add_line(2, &format!("{unit} by speaker: {}", speakers.collect::<Vec<_>>().join(", ")));
    }
}

fn add_runs(page: &mut Page, pack: &PackStats, stats: &ScenarioStats) {
    let runs = &stats.runs;
    let grouped_digits = |count: &scn_compiler::stats::CountStats| grouped(count.digits.as_deref().unwrap_or_default());
    let bounded_count = |count: &scn_compiler::stats::CountStats| match count.kind {
        CountKind::Exactly => grouped_digits(count),
        CountKind::AtLeast => format!("at least {}", grouped_digits(count)),
        CountKind::Unbounded => "infinitely many, because a loop can be repeated".to_owned(),
    };
    page.add_line(2, &format!("Runs that reach an ending: {}", bounded_count(&runs.count)));
    if runs.stopped.digits.as_deref() != Some("0") {
        page.add_line(2, &format!("Runs that stop without an ending: {}", bounded_count(&runs.stopped)));
    }
    if let Some(round) = &runs.round {
        let way_in =
            if round.run.is_empty() { "at the start".to_owned() } else { format!("after {}", run_text(&round.run)) };
        page.add_line(2, &format!("The first loop: {way_in}, repeated by {}", run_text(&round.round)));
    }
    if runs.endless {
        page.add_line(2, "A run can go on forever");
    }
    let spread_text = |of: &Spread| match (of.least, of.most) {
        (Some(least), Some(most)) if least == most => Some(grouped(least)),
        (Some(least), Some(most)) => Some(format!("{} to {}", grouped(least), grouped(most))),
        (Some(least), None) if of.unbounded => Some(format!("{} or more, without a maximum", grouped(least))),
        (Some(least), None) => Some(format!("{} or more; the maximum is not known", grouped(least))),
        (None, _) => None,
    };
    if let Some(decisions) = spread_text(&runs.decisions) {
        page.add_line(2, &format!("Decisions in a run: {decisions}"));
    }
    if let Some(words) = spread_text(&runs.words) {
        let minutes = match runs.reading_minutes.map(|it| (it.least, it.most)) {
            Some((Some(least), Some(most))) if least == most => format!(", which take {least:.1} minutes to read"),
            Some((Some(least), Some(most))) => format!(", which take {least:.1} to {most:.1} minutes to read"),
            Some((Some(least), None)) => format!(", which take {least:.1} minutes to read, or longer"),
            Some((None, _)) | None => String::new(),
        };
        let says =
            stats.minutes.map(|minutes| format!("; the author says {}", counted_grouped(u64::from(minutes), "minute")));
        page.add_line(
            2,
            &format!("{} shown in a run: {words}{minutes}{}", length_unit(pack), says.unwrap_or_default()),
        );
    }
}

fn run_text(run: &[String]) -> String {
    run.join(", ")
}

fn add_ends(page: &mut Page, stats: &ScenarioStats) {
    page.blank_line();
    page.add_line(2, "Where a player who chooses at random ends up");
    let end_row = |end: &EndStats| vec![end_name(end), chance_text(end, stats.complete)];
    let rows: Vec<Vec<String>> = stats.ends.iter().map(end_row).collect();
    page.add_table(4, &rows);
}

fn end_name(end: &EndStats) -> String {
    let end_id = end.at.as_deref().unwrap_or_default();
    match end.kind {
        EndKind::Ending => format!("{end_id} ({})", end.result.map(result_text).unwrap_or_default()),
        EndKind::DeadEnd => format!("stuck at {end_id}: nothing is on offer"),
        EndKind::NoOutcome => {
            format!("stuck at {end_id}: {} has no outcome", end.choice.as_deref().unwrap_or_default())
        }
        EndKind::Nowhere => format!("stuck after {end_id}: it has no `Next:`"),
        EndKind::NeverEnds => "repeats forever".to_owned(),
        EndKind::BeyondTheBound => "not known: beyond the limit".to_owned(),
    }
}

fn result_text(result: Outcome) -> &'static str {
    match result {
        Outcome::Passed => "passed",
        Outcome::Mixed => "mixed",
        Outcome::Failed => "failed",
    }
}

/// Returns the probability of an end. If not all runs were explored, it is a lower bound.
fn chance_text(end: &EndStats, complete: bool) -> String {
    let value = end.chance.value * 100.0;
    match end.kind {
        EndKind::BeyondTheBound => format!("{value:.1}%"),
        EndKind::Ending | EndKind::DeadEnd | EndKind::NoOutcome | EndKind::Nowhere | EndKind::NeverEnds => {
            if complete {
                percent_text(&end.chance)
            } else {
                format!("at least {value:.1}%")
            }
        }
    }
}

/// Formats a probability as a percentage, with its exact fraction if that is short, and with its
/// possible error if that is visible.
fn percent_text(chance: &ChanceStats) -> String {
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

fn add_lost(page: &mut Page, stats: &ScenarioStats) {
    let Some(best) = &stats.best else { return };
    page.blank_line();
    let word = result_text(best.result);
    let (ending, on): (Vec<_>, Vec<_>) = best.lost.iter().partition(|lost| lost.ends);
    if best.lost.is_empty() {
        page.add_line(2, &format!("The best result, {word}, can be reached whatever is chosen"));
        return;
    }
    let lost_name = |lost: &&scn_compiler::stats::LostStats| {
        let outcome = lost.outcome.map(|number| format!(", outcome {number}")).unwrap_or_default();
        let some = if lost.always { "" } else { " (in some runs)" };
        format!("{}/{}{outcome}{some}", lost.situation, lost.choice)
    };
    if on.is_empty() {
        page.add_line(2, &format!("The best result, {word}, can be reached up to the last decision"));
    } else {
        page.add_line(
            2,
            &format!("After these choices the run continues, but the best result, {word}, is out of reach"),
        );
        for lost in &on {
            page.add_line(4, &format!("{}, line {}: run {}", lost_name(lost), lost.line, run_text(&lost.run)));
        }
    }
    if !ending.is_empty() {
        let names: Vec<String> = ending.iter().map(lost_name).collect();
        page.add_line(2, &format!("The run ends without it after {}", listed(&names, "and")));
    }
}

fn add_profiles(page: &mut Page, stats: &ScenarioStats) {
    if stats.profiles.is_empty() {
        return;
    }
    page.blank_line();
    page.add_line(2, "Possible profile of each principle, from 0 to 1");
    let profile_row = |profile: &ProfileStats| {
        let decisions = match (profile.decisions.least, profile.decisions.most) {
            (Some(least), Some(most)) if least == most => counted_grouped(least, "decision"),
            (Some(least), Some(most)) => format!("{least} to {}", counted_grouped(most, "decision")),
            (Some(least), None) => format!("{least} or more decisions"),
            (None, _) => String::new(),
        };
        let few = if profile.decisions.least.is_some_and(|least| least < 3) { few_decisions_note(profile) } else { "" };
        vec![profile.principle.clone(), score_range(profile), format!("{decisions}{few}")]
    };
    page.add_table(4, &stats.profiles.iter().map(profile_row).collect::<Vec<_>>());
    if stats.profiles.iter().any(|profile| profile.decisions.least.is_some_and(|least| least < 3)) {
        page.add_line(4, "With fewer than 3 decisions about a principle, the debrief says: not enough to say.");
    }
}

/// Returns a remark for a principle that too few decisions may concern.
fn few_decisions_note(profile: &ProfileStats) -> &'static str {
    if profile.decisions.most.is_some_and(|most| most < 3) {
        ": never enough to say"
    } else {
        ": not always enough to say"
    }
}

fn score_range(profile: &ProfileStats) -> String {
    let score_text = |score: &ScoreStats| {
        let text = format!("{:.2}", score.value);
        if score.reached { text } else { format!("nearly {text}") }
    };
    match (&profile.lowest, &profile.highest) {
        (Some(lowest), Some(highest)) if lowest == highest => score_text(lowest),
        (Some(lowest), Some(highest)) => format!("{} to {}", score_text(lowest), score_text(highest)),
        (None, _) | (_, None) if profile.decisions.most == Some(0) => "nothing to decide".to_owned(),
        (None, _) | (_, None) => "not known".to_owned(),
    }
}

fn add_blind_players(page: &mut Page, stats: &ScenarioStats, shuffled: bool) {
    page.blank_line();
    page.add_line(2, "Where players who choose without reading end up");
    for player in &stats.blind {
        page.add_line(4, &format!("always the {}: {}", player.takes.word(), player_result(player, stats.complete)));
    }
    if shuffled {
        page.add_line(
            4,
            "The pack shuffles choices: these players follow the order in the source, which a learner sees only by chance.",
        );
    }
}

fn player_result(player: &BlindStats, complete: bool) -> String {
    let ends: Vec<String> = match player.ends.as_slice() {
        [only] => vec![end_name(only)],
        several => several.iter().map(|end| format!("{} {}", end_name(end), chance_text(end, complete))).collect(),
    };
    let scores = player.profiles.iter().filter(|profile| profile.lowest.is_some());
    let scores: Vec<String> = scores.map(|profile| format!("{} {}", profile.principle, score_range(profile))).collect();
    let scores = if scores.is_empty() { String::new() } else { format!("; {}", scores.join(", ")) };
    format!("{}{scores}", ends.join(", "))
}

fn add_coverage(page: &mut Page, it: &Covered, title: &str) {
    page.add_line(4, &format!("{}: {title}", it.principle));
    let level = if it.at_least { format!("at least {}", it.level.word()) } else { it.level.word().to_owned() };
    page.add_line(6, &level);
    for (does, links) in [("upheld by", &it.upheld_at), ("broken by", &it.broken_at)] {
        if !links.is_empty() {
            let names: Vec<String> = links.iter().map(link_text).collect();
            page.add_line(6, &format!("{does} {}", listed(&names, "and")));
        }
    }
    if !it.tested_at.is_empty() {
        let names: Vec<String> = it.tested_at.iter().map(|at| format!("{} (line {})", at.id, at.line)).collect();
        page.add_line(6, &format!("tested at {}", listed(&names, "and")));
    }
    if let Some(missing) = &it.missing {
        let run = missing
            .run
            .as_ref()
            .map(|run| if run.is_empty() { ": at the start".to_owned() } else { format!(": {}", run_text(run)) });
        page.add_line(6, &format!("not {}, because {}{}", missing.level.word(), missing.text, run.unwrap_or_default()));
    }
}

fn link_text(link: &LinkStats) -> String {
    let outcome = link.outcome.map(|number| format!(" outcome {number}")).unwrap_or_default();
    let partly = if link.rating.abs() == 1 { ", in part" } else { "" };
    let never = if link.reached { "" } else { ", never reached" };
    format!("{}/{}{outcome} (line {}{partly}{never})", link.situation, link.choice, link.line)
}
