//! A scenario in several files means exactly what it means in one: random stories are split at
//! random places, also with damaged lines, and give the same story and the same findings at the
//! same words. No place outside of the files leaves the compiler.

use std::collections::BTreeMap;

use scn_compiler::Cache;
use scn_source::{Finding, Place, Sources};
use scn_syntax::continued_scenario;
use scn_tests::harness::pack::{CheckResult, MediaFiles, Pack};
use scn_tests::random::{Rng, random_story, to_scn};
use scn_tests::survey;

/// The number of random stories.
const STORIES: u64 = 60;

const MANIFEST: &str = "[pack]\nname = \"split\"\nversion = \"1.0.0\"\n";

/// Returns the texts of the pack: a single file, or several.
fn pack_of(files: Vec<(String, String)>) -> Pack {
    let manifest = ("scn.toml".to_owned(), MANIFEST.to_owned());
    Pack {
        files: std::iter::once(manifest).chain(files).collect(),
        states: None,
        media: MediaFiles::NotMissing,
        formats: Vec::new(),
    }
}

/// Returns the offsets of a text at which an element of its scenario begins.
fn element_starts(text: &str) -> Vec<usize> {
    let parse = scn_syntax::parse(scn_source::FileId(0), text);
    let Some(scenario) = parse.file.scenarios.first() else { return Vec::new() };
    let situations = scenario.situations.iter().map(|it| it.header);
    let endings = scenario.endings.iter().map(|it| it.header);
    let declared = scenario.variables.iter().map(|it| it.header).chain(scenario.cast.iter().map(|it| it.header));
    let tests = scenario.tests.iter().map(|it| it.header);
    let promises = scenario.promises.iter().map(|it| it.line);
    let spans = situations.chain(endings).chain(declared).chain(tests).chain(promises);
    let line_start = |at: usize| text[..at].rfind('\n').map_or(0, |end| end + 1);
    let mut starts: Vec<usize> = spans.map(|span| line_start(span.start as usize)).collect();
    starts.sort_unstable();
    starts.dedup();
    starts
}

/// Splits a text with one scenario, at up to four places.
fn split_text(rng: &mut Rng, text: &str) -> Vec<(String, String)> {
    let starts = element_starts(text);
    let mut cuts: Vec<usize> = (0..=rng.number_below(4)).filter_map(|_| rng.pick_one(&starts).copied()).collect();
    cuts.sort_unstable();
    cuts.dedup();
    cuts.push(text.len());
    let mut files = Vec::new();
    // The first file can have a path before, between or after those of the others.
    let main = ["a.scn", "chapters/2/m.scn", "z.scn"][rng.number_below(3)].to_owned();
    let first = cuts[0];
    files.push((main, text[..first].to_owned()));
    for (number, range) in cuts.windows(2).enumerate() {
        let head = ["Continues: story\n\n", "// A part\n\n  Continues: story\n", "\u{feff}Continues : story\r\n"];
        let head = head[rng.number_below(head.len())];
        files.push((format!("chapters/{number}.scn"), format!("{head}{}", &text[range[0]..range[1]])));
    }
    files
}

/// Damages a line of a text below its first scenario header.
fn damage(rng: &mut Rng, text: &str) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let head = lines.iter().position(|line| line.starts_with("Scenario")).unwrap_or(0) + 2;
    for _ in 0..=rng.number_below(3) {
        let at = head + rng.number_below(lines.len().saturating_sub(head).max(1));
        let other = lines.get(head + rng.number_below(lines.len() - head)).cloned().unwrap_or_default();
        let Some(line) = lines.get_mut(at) else { continue };
        match rng.number_below(6) {
            0 => line.clear(),
            1 => *line = line.replacen(':', "", 1),
            2 => line.push('x'),
            3 => *line = other,
            4 => *line = line.replacen(']', "", 1),
            _ => *line = line.replacen("Next", "Nxet", 1),
        }
    }
    lines.join("\n") + "\n"
}

/// A finding without its places, and the words at each of them.
fn describe(sources: &Sources, finding: &Finding) -> String {
    let words = |place: Place| sources.slice(place).replace("\r\n", "\n");
    let run = finding.run.as_ref().map(|run| run.join(","));
    let mut out = format!(
        "{} {:?} {:?} {:?} {:?} {run:?} {:?}",
        finding.name,
        finding.severity,
        finding.message,
        finding.help,
        finding.label,
        words(finding.place)
    );
    for related in &finding.related {
        out.push_str(&format!("\n  related {:?} {:?}", related.message, words(related.place)));
    }
    for fix in &finding.fixes {
        let edits = fix.edits.iter().map(|edit| (words(edit.place), &edit.text)).collect::<Vec<_>>();
        out.push_str(&format!("\n  fix {:?} {} {} {edits:?}", fix.title, fix.safe, fix.escape));
    }
    out
}

fn described(result: &CheckResult) -> Vec<String> {
    let checked = &result.checked;
    let sources = &result.sources;
    let mut all: Vec<String> = checked.findings.iter().map(|it| describe(sources, it)).collect();
    let suppressed = checked.suppressed.iter();
    all.extend(
        suppressed.map(|it| format!("suppressed {} {}", describe(sources, &it.finding), sources.slice(it.comment))),
    );
    all.sort();
    let properties = checked.properties.iter();
    all.extend(properties.map(|it| {
        let words = sources.slice(it.place).trim_end().replace("\r\n", "\n");
        format!("{:?} {} {:?} {words:?}", it.kind, it.title, it.result)
    }));
    for proof in &checked.scenarios {
        let (parts, words) = (&proof.parts, |place: &Place| sources.slice(*place).to_owned());
        let nodes: Vec<String> = parts.nodes.iter().chain(&parts.choices).map(words).collect();
        let links: Vec<String> = parts.links.iter().map(|link| words(&link.place)).collect();
        all.push(format!("{} {} {} {} {nodes:?} {links:?}", proof.id, proof.states, proof.complete, proof.endings));
    }
    all
}

/// Asserts that every place is in a file.
fn assert_in_files(result: &CheckResult, what: &str) {
    let checked = &result.checked;
    let mut places: Vec<Place> = Vec::new();
    for finding in checked.findings.iter().chain(checked.suppressed.iter().map(|it| &it.finding)) {
        places.push(finding.place);
        places.extend(finding.related.iter().map(|it| it.place));
        places.extend(finding.fixes.iter().flat_map(|fix| &fix.edits).map(|edit| edit.place));
    }
    places.extend(checked.suppressed.iter().map(|it| it.comment));
    places.extend(checked.properties.iter().map(|it| it.place));
    for proof in &checked.scenarios {
        places.push(proof.place);
        places.extend(&proof.extent);
        let parts = &proof.parts;
        places.extend(parts.nodes.iter().chain(&parts.choices).copied());
        places.extend(parts.links.iter().map(|link| link.place));
    }
    for place in places {
        let end = result.sources.get(place.file).map_or(0, |file| file.text().len());
        assert!(place.span.end as usize <= end, "{what}: {place:?} is in no file");
    }
}

/// Returns what differs between a text and its parts, if anything.
fn difference(rng: &mut Rng, text: &str) -> Result<usize, String> {
    let whole = pack_of(vec![("story.scn".to_owned(), text.to_owned())]).check();
    let files = split_text(rng, text);
    let parts = files.len();
    let pack = pack_of(files);
    let split = pack.check();
    assert_in_files(&split, text);
    let shown = || pack.files.iter().map(|(path, text)| format!("--- {path}\n{text}")).collect::<Vec<_>>().join("\n");
    let (expected, found) = (described(&whole), described(&split));
    if expected != found {
        let only =
            |a: &[String], b: &[String]| a.iter().filter(|it| !b.contains(it)).cloned().collect::<Vec<_>>().join("\n");
        return Err(format!("whole:\n{}\nsplit:\n{}\n{}", only(&expected, &found), only(&found, &expected), shown()));
    }
    let (one, several) = (whole.checked.story.to_json(), split.checked.story.to_json());
    if one != several {
        return Err(format!("the stories differ\n{}", shown()));
    }
    Ok(parts)
}

#[test]
#[expect(clippy::print_stderr, reason = "how often the stories were split is worth reading in a failing run")]
fn a_scenario_means_the_same_in_one_file_and_in_several() {
    let shares = survey::in_parts(STORIES, |seeds| {
        let (mut differ, mut files, mut damaged) = (BTreeMap::new(), 0, 0);
        for seed in seeds {
            let mut rng = Rng::new(seed ^ 0x5317_f11e);
            let mut text = to_scn(&random_story(seed));
            if rng.with_percent(50) {
                text = damage(&mut rng, &text);
                damaged += 1;
            }
            match difference(&mut rng, &text) {
                Ok(parts) => files += parts,
                Err(failure) => drop(differ.insert(seed, failure)),
            }
        }
        (differ, files, damaged)
    });
    let (files, damaged) = shares.iter().fold((0, 0), |sum, (_, files, damaged)| (sum.0 + files, sum.1 + damaged));
    eprintln!("{files} files, {damaged} damaged stories");
    survey::none_differs(&shares.into_iter().flat_map(|(differ, ..)| differ).collect());
}

#[test]
fn an_edit_of_any_file_checks_the_scenario_again() {
    for seed in 0..8 {
        let mut rng = Rng::new(seed);
        let text = to_scn(&random_story(seed));
        let mut pack = pack_of(split_text(&mut rng, &text));
        let cache = Cache::new();
        let _ = pack.check_with(&cache);
        let proved = cache.work().proved;
        let parsed = cache.work().parsed;
        let _ = pack.check_with(&cache);
        assert_eq!((cache.work().parsed, cache.work().proved), (parsed, proved), "nothing has changed");
        for at in 1..pack.files.len() {
            let file = &mut pack.files[at].1;
            *file = file.replacen("  Next: ", "  Next: x", 1);
            let (with, without) = (pack.check_with(&cache), pack.check());
            assert_eq!(with.checked.findings, without.checked.findings);
            assert_eq!(with.checked.story, without.checked.story);
        }
        let continuing = pack.files.iter().filter(|(_, text)| continued_scenario(text).is_some()).count();
        assert_eq!(continuing + 2, pack.files.len());
    }
}
