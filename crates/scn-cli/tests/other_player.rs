//! Tests a player in another language, `tests/other-player/player.py`, which knows only the
//! documented JSON. It must play what scn plays: every line of every run is the same, for the built
//! examples and for random stories.
//!
//! `SCN_STORIES=N` tests N random stories instead of 400. Without `python3`, the test prints that
//! it was skipped.
#![expect(clippy::panic, reason = "a test fails by it, with more words than an assertion has")]
#![expect(clippy::print_stderr, reason = "a test that was skipped says so")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use scn_run::{Debrief, Ended, Event, Lock, Passage, Playable, Session, ShownBlock, Text, plain_text};
use scn_story::{Alignment, Callout, CurrentValue, MediaKind, RunResult, Story};
use scn_tests::random::{self, Rng};

/// The maximum length of a run, since some stories never end.
const MOST_CHOICES: usize = 40;

fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the project is there")
}

fn has_python() -> bool {
    let found = Command::new("python3").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    found.is_ok_and(|status| status.success())
}

/// A run as both players print it, and the arguments that make the other player play it.
struct Run {
    lines: Vec<String>,
    words: Vec<String>,
    /// Whether it ended in a cycle of situations. scn shows the cycle once, the other player as
    /// often as its limit allows.
    circles: bool,
}

/// Plays randomly chosen choices, and records what happens.
fn run(story: &Story, scenario: &str, seed: u64) -> Run {
    let playable = Playable::new(story, Some(scenario)).expect("the scenario is whole");
    let mut session = Session::start(&playable, seed, None);
    let mut rng = Rng::new(seed);
    let mut lines = vec![format!("scenario\t{scenario}")];
    let mut words = Vec::new();
    scene(&session, &mut lines);
    while session.scene().ended.is_none() && words.len() < MOST_CHOICES {
        let offered: Vec<String> = session.scene().on_offer().map(|view| view.id.clone()).collect();
        let choice = rng.pick_one(&offered).expect("a run that goes on has something on offer").clone();
        session.choose(&choice, None).expect("it is on offer");
        let events = session.events();
        let made = events.iter().rposition(|event| matches!(event, Event::Chosen { .. })).expect("it was made");
        let Some(Event::Chosen { at, .. }) = events.get(made) else { unreachable!("it was just found") };
        lines.push(format!("choose\t{at}\t{choice}"));
        words.push(match events.get(made + 1) {
            // The other player is given random outcomes; it has to evaluate conditions by itself.
            Some(Event::Resolved { outcome, .. }) if by_chance(&playable, at, &choice) => format!("{choice}/{outcome}"),
            _ => choice,
        });
        scene(&session, &mut lines);
    }
    if session.scene().ended.is_none() {
        session.leave();
        lines.push(ended(&playable, session.scene().ended.as_ref().expect("it was left")));
    }
    let circles = matches!(session.scene().ended, Some(Ended::Loop { .. }));
    let debrief = Debrief::from_events(&playable, session.events(), None).expect("it happened");
    for entry in debrief.profile.iter().filter(|entry| 0 < entry.score.decisions) {
        let score = entry.score;
        lines.push(format!("score\t{}\t{}\t{}\t{}", entry.principle, score.points, score.of, score.decisions));
    }
    Run { lines, words, circles }
}

fn by_chance(playable: &Playable<'_>, at: &str, choice: &str) -> bool {
    let machine = playable.machine();
    let node = machine.node_by_id(at).expect("it is there");
    let mut choices = machine.choices_of(node);
    choices.any(|it| machine.choice_id(it) == choice && machine.is_chance(it))
}

/// Adds the lines of the current scene.
fn scene(session: &Session<'_>, lines: &mut Vec<String>) {
    let scene = session.scene();
    for passage in &scene.passages {
        match passage {
            Passage::Brief(body) => lines.extend(body.iter().map(block)),
            Passage::Outcome { number, body, feedback, links } => {
                lines.push(format!("outcome\t{number}"));
                lines.extend(body.iter().map(block));
                lines.extend(
                    links
                        .iter()
                        .map(|it| format!("link\t{}\t{}\t{}", it.principle, it.rating, plain_text(&it.because))),
                );
                lines.extend(feedback.iter().map(|text| format!("feedback\t{}", plain_text(text))));
            }
            Passage::Situation { id, title, body } | Passage::Ending { id, title, body, .. } => {
                lines.push(format!("enter\t{id}\t{title}"));
                lines.extend(body.iter().map(block));
            }
        }
    }
    if matches!(scene.ended, None | Some(Ended::Ending { .. } | Ended::DeadEnd { .. })) {
        let values = session.values().map(|(id, value)| match value {
            CurrentValue::Number(number) => format!("\t{id}={number}"),
            CurrentValue::Flag(flag) => format!("\t{id}={}", if flag { "yes" } else { "no" }),
            CurrentValue::Word(word) => format!("\t{id}={word}"),
        });
        lines.push(format!("values{}", values.collect::<String>()));
        lines.extend(scene.status.iter().map(|it| format!("status\t{}\t{}\t{}", it.id, it.title, it.value)));
    }
    for view in &scene.choices {
        let label = plain_text(&view.label);
        lines.push(match &view.lock {
            Lock::Open => {
                format!("offer\t{}\t{label}\t{}", view.id, view.after.map(|it| it.to_string()).unwrap_or_default())
            }
            Lock::Locked(why) => {
                format!("locked\t{}\t{label}\t{}", view.id, why.as_ref().map(|it| plain_text(it)).unwrap_or_default())
            }
        });
    }
    lines.extend(scene.ended.as_ref().map(|it| ended(session.playable(), it)));
    lines.extend(session.current_ask().map(|ask| format!("ask\t{}\t{}", ask.id, plain_text(&ask.text))));
}

fn ended(playable: &Playable<'_>, ended: &Ended) -> String {
    match ended {
        Ended::Ending { at } => {
            let machine = playable.machine();
            let result = match machine.node_by_id(at).and_then(|node| machine.result(node)).expect("it is an ending") {
                RunResult::Passed => "passed",
                RunResult::Failed => "failed",
                RunResult::Mixed => "mixed",
            };
            format!("ended\tending\t{at}\t{result}")
        }
        Ended::DeadEnd { at } => format!("ended\tdead-end\t{at}"),
        Ended::NoOutcome { at, choice } => format!("ended\tno-outcome\t{at}\t{choice}"),
        Ended::Loop { .. } => "ended\tloop".to_owned(),
        Ended::Nowhere { at } => format!("ended\tnowhere\t{at}"),
        Ended::Left { at } => format!("ended\tleft\t{at}"),
    }
}

fn block(block: &ShownBlock) -> String {
    let many = |word: &str, parts: Vec<String>| format!("{word}\t{}", parts.join("\t"));
    match block {
        ShownBlock::Paragraph { text } => format!("paragraph\t{}", plain_text(text)),
        ShownBlock::Speech { speaker, direction, text } => {
            format!("speech\t{speaker}\t{}\t{}", direction.clone().unwrap_or_default(), plain_text(text))
        }
        ShownBlock::Callout { callout, text } => {
            let word = match callout {
                Callout::Note => "note",
                Callout::Tip => "tip",
                Callout::Remember => "remember",
                Callout::Warning => "warning",
            };
            format!("{word}\t{}", plain_text(text))
        }
        ShownBlock::Media { media, file, alternative } => {
            let word = match media {
                MediaKind::Image => "image",
                MediaKind::Audio => "audio",
                MediaKind::Video => "video",
            };
            format!("{word}\t{file}\t{}", plain_text(alternative))
        }
        ShownBlock::List { ordered, start, level, items } => {
            let word = if *ordered { format!("numbered from {start}") } else { "bulleted".to_owned() };
            let deep = if *level == 0 { String::new() } else { format!(" at {level}") };
            many(&(word + &deep), items.iter().map(|it| plain_text(it)).collect())
        }
        ShownBlock::Quote { lines } => many("quote", lines.clone()),
        ShownBlock::Code { info, lines } => {
            many("code", std::iter::once(info.clone().unwrap_or_default()).chain(lines.iter().cloned()).collect())
        }
        ShownBlock::Table { columns, head, rows } => {
            let columns = columns.iter().map(|column| match column {
                Alignment::None => "none",
                Alignment::Left => "left",
                Alignment::Center => "center",
                Alignment::Right => "right",
            });
            let columns = many("table", columns.map(str::to_owned).collect());
            let row = |cells: &Vec<Text>| many("row", cells.iter().map(|cell| plain_text(cell)).collect());
            let rows = std::iter::once(head).chain(rows).map(row);
            std::iter::once(columns).chain(rows).collect::<Vec<_>>().join("\n")
        }
        ShownBlock::Heading { level, text } => format!("heading\t{level}\t{}", plain_text(text)),
        ShownBlock::Rule => "rule".to_owned(),
    }
}

/// Returns the output of the other player, a list of lines for each run.
fn other(requests: &[Vec<String>], folder: &Path) -> Vec<Vec<String>> {
    let lines = requests.iter().map(|words| serde_json::to_string(words).expect("words are JSON") + "\n");
    let path = folder.join("requests");
    fs::write(&path, lines.collect::<String>()).expect("a file can be written");
    let output = Command::new("python3")
        .arg(project().join("tests/other-player/player.py"))
        .stdin(fs::File::open(&path).expect("a file can be read"))
        .output()
        .expect("python3 runs");
    let text = String::from_utf8(output.stdout).expect("lines are UTF-8");
    assert!(
        output.status.success(),
        "{}\n{}",
        text.lines().last().unwrap_or_default(),
        String::from_utf8_lossy(&output.stderr)
    );
    let mut runs = vec![Vec::new()];
    for line in text.lines() {
        match line {
            "over" => runs.push(Vec::new()),
            line => runs.last_mut().expect("there is one").push(line.to_owned()),
        }
    }
    runs.pop();
    runs
}

/// Plays every run in both players and compares them line by line.
fn compare(runs: &[(String, PathBuf, String, Run)], folder: &Path) {
    let request = |(_, path, scenario, run): &(String, PathBuf, String, Run)| {
        let mut words = vec![path.to_str().expect("a path is text").to_owned(), scenario.clone()];
        words.extend(run.words.iter().cloned());
        words
    };
    let others = other(&runs.iter().map(request).collect::<Vec<_>>(), folder);
    assert_eq!(others.len(), runs.len());
    for ((name, _, scenario, run), mut theirs) in runs.iter().zip(others) {
        // A table has one line for each of its rows.
        let mut ours: Vec<String> = run.lines.iter().flat_map(|line| line.split('\n')).map(str::to_owned).collect();
        if run.circles {
            let end = |lines: &[String]| lines.iter().position(|line| line == "ended\tloop").expect("it went round");
            let tail = ours.split_off(end(&ours));
            let their_tail = theirs.split_off(end(&theirs));
            assert_eq!(tail, their_tail, "{name}, {scenario}: {:?}", run.words);
            theirs.truncate(ours.len());
        }
        if ours != theirs {
            let at = ours.iter().zip(&theirs).take_while(|(ours, theirs)| ours == theirs).count();
            panic!(
                "{name}, {scenario}: {:?}\nline {}\n  scn:   {:?}\n  other: {:?}",
                run.words,
                at + 1,
                ours.get(at),
                theirs.get(at)
            );
        }
    }
}

#[test]
fn another_player_plays_the_examples_as_scn_does() {
    if !has_python() {
        eprintln!("SKIPPED: no python3");
        return;
    }
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let mut runs = Vec::new();
    for pack in ["first-steps", "customer-privacy", "nachtdienst"] {
        let path = folder.path().join(format!("{pack}.json"));
        let built = Command::new(env!("CARGO_BIN_EXE_scn"))
            .args(["build", "--to", "json", "-o"])
            .arg(&path)
            .arg(project().join("examples").join(pack))
            .status();
        assert!(built.expect("the command runs").success());
        let story = Story::from_json(&fs::read_to_string(&path).expect("it was built")).expect("it is a story");
        for scenario in &story.scenarios {
            for seed in 0..60 {
                runs.push((pack.to_owned(), path.clone(), scenario.id.clone(), run(&story, &scenario.id, seed)));
            }
        }
    }
    assert!(runs.iter().all(|(.., run)| run.lines.iter().any(|line| line.starts_with("ended\tending"))));
    compare(&runs, folder.path());
}

#[test]
fn another_player_plays_random_stories_as_scn_does() {
    if !has_python() {
        eprintln!("SKIPPED: no python3");
        return;
    }
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let stories = std::env::var("SCN_STORIES").ok().and_then(|it| it.parse().ok()).unwrap_or(400_u64);
    let mut runs = Vec::new();
    for seed in 0..stories {
        let mut story = random::random_story(seed);
        story.seal();
        let text = story.to_json();
        let path = folder.path().join(format!("{seed}.json"));
        fs::write(&path, &text).expect("a file can be written");
        let story = Story::from_json(&text).expect("it is a story");
        for scenario in &story.scenarios {
            for number in 0..3 {
                let run = run(&story, &scenario.id, seed * 3 + number);
                runs.push((format!("story {seed}"), path.clone(), scenario.id.clone(), run));
            }
        }
    }
    // The cases that the stories should cover did occur.
    for what in [
        "ended\tending",
        "ended\tleft",
        "ended\tdead-end",
        "ended\tno-outcome",
        "ended\tnowhere",
        "ended\tloop",
        "locked",
        "score",
    ] {
        let times = runs.iter().filter(|(.., run)| run.lines.iter().any(|line| line.starts_with(what))).count();
        assert!(0 < times || stories < 400, "no run has a line `{what}`");
    }
    assert!(runs.iter().any(|(.., run)| run.words.iter().any(|word| word.contains('/'))), "chance decided nothing");
    compare(&runs, folder.path());
}
