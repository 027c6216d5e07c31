//! Tests the graph of a story: its content, and that its picture is readable.
//!
//! The pictures of `exports/graph/marks.scn` are next to it; `SCN_WRITE=1` draws them again.
//! `SCN_STORIES=N` tests N random stories instead of 200.
#![expect(clippy::panic, reason = "a test fails by it, with more words than an assertion has")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use scn_export::graph::{Edge, EdgeKind, EdgeOutcome, Graph, GraphSheet, Node, NodeKind, Reach};
use scn_prover::{Limits, Proof, prove};
use scn_story::{Keep, Machine, NodeIx, OutcomeIx, RunResult, Scenario, Story, Target};
use scn_tests::harness::pack::Pack;
use scn_tests::picture::Picture;
use scn_tests::random::{self, Rng};

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn story_of(text: &str) -> Story {
    Pack::single_file(text).check().checked.story
}

fn prove_scenario(scenario: &Scenario, states: u64) -> (Machine, Proof) {
    let machine = Machine::new(scenario, Keep::Read).expect("the scenario is whole");
    let proof = prove(&machine, &Limits::of_states(states));
    (machine, proof)
}

fn sheet_within(story: &Story, states: u64, principles: bool) -> GraphSheet {
    let graph_of = |scenario: &Scenario| {
        let (machine, proof) = prove_scenario(scenario, states);
        Graph::new(scenario, &machine, &proof, &story.principles)
    };
    GraphSheet {
        title: story.scenarios.first().expect("there is a scenario").title.clone(),
        language: None,
        graphs: story.scenarios.iter().map(graph_of).collect(),
        principles,
    }
}

fn sheet_of(story: &Story, principles: bool) -> GraphSheet {
    sheet_within(story, Limits::default().states, principles)
}

/// Returns a graph as lines: nodes with their marks, then arrows with their labels.
fn outline_of(graph: &Graph) -> String {
    let mut lines = Vec::new();
    for node in &graph.nodes {
        let mut line = node.id.clone();
        for (word, holds) in [("start", node.start), ("dead end", node.dead_end), ("trap", !node.traps.is_empty())] {
            if holds {
                line.push_str(&format!(", {word}"));
            }
        }
        lines.push(format!("{line}: {:?}", node.reach));
    }
    for edge in &graph.edges {
        let node_id = |at: usize| &graph.nodes[at].id;
        let kind = if edge.kind == EdgeKind::Detour { " (detour)" } else { "" };
        let outcome_texts: Vec<String> = edge
            .ways
            .iter()
            .map(|way| {
                let mut words = vec![way.label.clone()];
                words.extend(way.conditions.iter().cloned());
                words.extend(way.detour.iter().map(|it| format!("after {it}")));
                words.extend(way.links.iter().map(|(id, rating)| format!("{rating:+} {id}")));
                words.extend(way.fault.map(|fault| format!("{fault:?}")));
                words.retain(|word| !word.is_empty());
                words.join(" ")
            })
            .collect();
        lines.push(format!(
            "{} -> {}{kind}: {:?}: {}",
            node_id(edge.from),
            node_id(edge.to),
            edge.reach,
            outcome_texts.join(" / ")
        ));
    }
    lines.join("\n")
}

#[test]
fn everything_that_is_marked_is_in_the_model() {
    let story = story_of(&read("exports/graph/marks.scn"));
    let sheet = sheet_of(&story, true);
    assert_eq!(
        outline_of(&sheet.graphs[0]),
        "\
call, start: Reached
rules: Reached
queue, trap: Reached
music, trap: Reached
desk, dead end: Reached
attic: Never
cellar: Never
end: Reached
complaint: Reached
fallen: Never
call/nowhere: Reached
rules/return: Reached
call -> call: Reached: Ask her to hold the line & \"wait\" <quietly>; it is #1, [really] {trust} C:\\\\temp. [once] -2 kind
call -> end: Reached: Ask to speak with the neighbour herself. [if not chose hold] [1 in 4] +2 careful
call -> complaint: Reached: Ask to speak with the neighbour herself. [if not chose hold] [3 in 4] +1 careful -1 kind / \
Look up the rules of the house first, since they say what may be told to whom and when, and who has to sign for it. \
[needs trust > 4 and (not known or visited rules)] after The rules of the house
call -> rules (detour): Reached: 
call -> queue: Reached: Put her into the queue. [after 20 seconds]
call -> desk: Reached: Ask for her name.
call -> end: Never: Put her through to somebody else. [if known]
call -> call/nowhere: Reached: Put her through to somebody else. NoOutcome / Say nothing. NoNext
rules -> rules/return: Reached: - read on / Skip them, and go back.
queue -> music: Reached: 
music -> queue: Reached: Listen.
music -> music: Reached: Turn it up.
desk -> end: Never: Write it down. [if not known]
desk -> rules: Never: Do it later. [needs trust > 9]
attic -> call: Never: Go down.
attic -> fallen: Never: Fall.
cellar -> end: Never: [if trust > 4]
cellar -> rules: Never: [otherwise]"
    );
}

#[test]
fn a_return_without_a_detour_is_a_fault() {
    let text = "Scenario s: S\n\nSituation a: A\n  Text.\n\n  Choice b: B\n    Outcome: C.\n    Next: return\n";
    let story = story_of(text);
    let outline = outline_of(&sheet_of(&story, false).graphs[0]);
    assert_eq!(outline, "a, start: Reached\na/return: Reached\na -> a/return: Reached: B StrayReturn");
}

#[test]
fn passages_that_are_never_reached_are_marked() {
    let text = "\
Scenario s: S

Meter m: M
  Range: 0 to 3
  Start: 1

Situation a: A
  Text.
  Next [if m > 2]: b
  Next [if m = 1]: c
  Next [otherwise]: d

Ending b: B
  Result: passed
  Text.

Ending c: C
  Result: passed
  Text.

Ending d: D
  Result: passed
  Text.
";
    let outline = outline_of(&sheet_of(&story_of(text), false).graphs[0]);
    assert_eq!(
        outline,
        "a, start: Reached\nb: Never\nc: Reached\nd: Never\n\
         a -> b: Never: [if m > 2]\na -> c: Reached: [if m = 1]\na -> d: Never: [otherwise]"
    );
}

#[test]
fn an_unfinished_proof_calls_nothing_unreachable() {
    let story = story_of(&read("exports/graph/marks.scn"));
    let sheet = sheet_within(&story, 2, false);
    let graph = &sheet.graphs[0];
    assert!(!graph.complete);
    assert!(graph.nodes.iter().all(|node| node.reach != Reach::Never && node.traps.is_empty()));
    assert!(graph.edges.iter().all(|edge| edge.reach != Reach::Never));
    assert!(graph.nodes.iter().any(|node| node.reach == Reach::NotSeen), "two states are not all");
    for text in [sheet.to_svg(), sheet.to_dot(), sheet.to_mermaid()] {
        assert!(text.contains("not seen so far") && text.contains("The proof stopped at 2 states"), "{text}");
        assert!(!text.contains("unreachable") && !text.contains("never taken"), "{text}");
    }
}

#[test]
fn the_pictures_beside_the_example_are_those_of_today() {
    let story = story_of(&read("exports/graph/marks.scn"));
    let sheet = sheet_of(&story, true);
    for (name, text) in [("svg", sheet.to_svg()), ("dot", sheet.to_dot()), ("mermaid", sheet.to_mermaid())] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("exports/graph/marks.{name}"));
        if std::env::var_os("SCN_WRITE").is_some() {
            fs::write(&path, &text).expect("the picture can be written");
        }
        let stored = fs::read_to_string(&path).unwrap_or_default();
        assert!(stored == text, "{} is not what is drawn now: look at it with SCN_WRITE=1", path.display());
    }
}

#[test]
fn without_being_asked_for_principles_are_not_shown() {
    let story = story_of(&read("exports/graph/marks.scn"));
    for text in
        [sheet_of(&story, false).to_svg(), sheet_of(&story, false).to_dot(), sheet_of(&story, false).to_mermaid()]
    {
        assert!(!text.contains("careful") && !text.contains("upholds"), "{text}");
    }
}

fn draw_and_read(sheet: &GraphSheet, what: &str) -> Picture {
    let svg = sheet.to_svg();
    let picture = Picture::read(&svg).unwrap_or_else(|error| panic!("{what}: {error}\n{svg}"));
    let faults = picture.find_faults();
    assert!(faults.is_empty(), "{what}: {faults:#?}\n{svg}");
    picture
}

/// Returns the title of the node with an id, as shown in a picture.
fn title_of<'s>(scenario: &'s Scenario, id: &str) -> &'s str {
    let situations = scenario.situations.iter().map(|it| (&it.id, &it.title));
    let mut all_titles = situations.chain(scenario.endings.iter().map(|it| (&it.id, &it.title)));
    all_titles.find(|(known, _)| *known == id).map_or("", |(id, title)| if title.is_empty() { id } else { title })
}

/// Returns a picture of two boxes and an arrow between them that has a label. `x` is the distance
/// of the second box from the left.
fn two_boxes(x: i32) -> String {
    format!(
        "<svg width=\"400\" height=\"100\"><g><title>a</title><rect x=\"10\" y=\"10\" width=\"60\" height=\"30\"/></g>\
         <g><title>b</title><polygon points=\"{x},10 {},10 {},40 {x},40\"/></g><g><title>a to b</title>\
         <path d=\"M40,40 V50 C40,60 150,60 150,70 V80\" marker-end=\"url(#h)\"/><rect x=\"80\" y=\"50\" width=\"40\" height=\"12\"/>\
         </g><marker id=\"h\"/></svg>",
        x + 60,
        x + 60
    )
}

#[test]
fn the_reader_of_pictures_sees_what_is_wrong() {
    let faults_of = |svg: &str| Picture::read(svg).map(|picture| picture.find_faults());
    assert_eq!(faults_of(&two_boxes(200)), Ok(Vec::new()));
    assert_eq!(faults_of(&two_boxes(69)), Ok(vec!["`a` and `b` overlap".to_owned()]));
    let crosses = two_boxes(200).replace("V80", "V5 C150,5 230,20 230,20");
    assert_eq!(faults_of(&crosses), Ok(vec!["the line of `a to b` crosses `b`".to_owned()]));
    let overlapping = two_boxes(200).replace("y=\"50\"", "y=\"30\"").replace("x=\"80\"", "x=\"60\"");
    assert_eq!(faults_of(&overlapping), Ok(vec!["`a` and `a to b` overlap".to_owned()]));
    for (from, to, expected_fault) in [
        ("</svg>", "", "never closed"),
        ("V80", "V800", "lies outside"),
        ("V80", "VNaN", "is no number"),
        ("<title>a</title>", "<script/>", "is not needed"),
        ("<title>a</title>", "<title>a & b</title>", ""),
        ("id=\"h\"", "id=\"i\"", "there is none"),
        ("width=\"60\"", "width=\"600\"", "lies outside"),
    ] {
        let svg = two_boxes(200).replacen(from, to, 1);
        let fault_text = match Picture::read(&svg) {
            Ok(picture) => picture.find_faults().join(", "),
            Err(error) => error,
        };
        assert!(!fault_text.is_empty() && fault_text.contains(expected_fault), "`{to}`: {fault_text}");
    }
}

#[test]
fn random_stories_are_drawn_whole() {
    let count = std::env::var("SCN_STORIES").ok().and_then(|count| count.parse().ok()).unwrap_or(200);
    let mut marks_seen = BTreeSet::new();
    for seed in 1..=count {
        let story = random::random_story(seed);
        let scenario = &story.scenarios[0];
        let (machine, proof) = prove_scenario(scenario, 100_000);
        let sheet = sheet_within(&story, 100_000, seed % 2 == 0);
        let picture = draw_and_read(&sheet, &format!("seed {seed}"));

        // Each situation and ending has one box, with its marks.
        for (at, id) in (0..).map(NodeIx).map(|at| (at, machine.node_id(at))).take(machine.node_count()) {
            let start = match title_of(scenario, id) {
                title if title == id => title.to_owned(),
                title => format!("{title} ({id})"),
            };
            let boxes: Vec<&String> = picture
                .boxes
                .iter()
                .map(|(title, _)| title)
                .filter(|title| **title == start || title.starts_with(&format!("{start};")))
                .collect();
            let [title] = boxes.as_slice() else { panic!("seed {seed}: `{id}` has boxes {boxes:?}") };
            let never = proof.complete && !proof.nodes.has(at);
            let dead = proof.dead_ends.iter().any(|(node, _)| *node == at);
            let trap = proof.traps.iter().any(|trap| trap.nodes.contains(&at));
            for (word, holds) in [("; unreachable", never), ("; dead end", dead), ("; trap", trap)] {
                assert_eq!(title.contains(word), holds, "seed {seed}: `{id}` is `{title}`");
                if holds {
                    marks_seen.insert(word);
                }
            }
        }

        // Each outcome that a run takes has an arrow that names its choice.
        let outcomes = scenario.situations.iter().flat_map(|situation| {
            let outcomes = situation.choices.iter().flat_map(|it| it.outcomes.iter().map(move |outcome| (it, outcome)));
            outcomes.map(move |(choice, outcome)| (situation, choice, outcome))
        });
        for (number, (situation, _, outcome)) in outcomes.enumerate() {
            let (choice, _) = machine.choice_of(OutcomeIx::at(number)).expect("the outcome is of a choice");
            let targets = outcome.targets().map(|target| match target {
                Target::Node(id) => title_of(scenario, id),
                Target::Again => title_of(scenario, &situation.id),
                Target::Return => "back to where the detour began",
            });
            let mut targets: Vec<&str> = targets.collect();
            if targets.is_empty() {
                targets.push("leads nowhere");
            }
            for target_title in targets {
                let start = format!("{} → {target_title}", title_of(scenario, &situation.id));
                let arrow = picture.lines.iter().any(|line| line.title.starts_with(&start));
                assert!(arrow, "seed {seed}: nothing is drawn for {}: {start}", machine.choice_id(choice));
            }
            if let Some(detour) = &outcome.detour {
                let start = format!("{} → {}: detour", title_of(scenario, &situation.id), title_of(scenario, detour));
                assert!(picture.lines.iter().any(|line| line.title.starts_with(&start)), "seed {seed}: {start}");
                marks_seen.insert("detour");
            }
        }
        assert_eq!(sheet.to_svg(), sheet_within(&story, 100_000, seed % 2 == 0).to_svg(), "seed {seed}");
        check_dot(&sheet.to_dot());
        check_mermaid(&sheet.to_mermaid());
    }
    assert_eq!(marks_seen.len(), 4, "not all was met: {marks_seen:?}");
}

/// Texts that are difficult for every format.
const HARD: [&str; 12] = [
    "end",
    "A \"quoted\" <b>title</b> & more; #1 %% {x} [y] (z) |w|",
    "\\n \\l \\\\ \\\"",
    "`code` **strong** _emphasis_ 1. one\u{a0}two",
    "- a list",
    "graph TD; subgraph; class; click; style; default; --> ---o ==> -.->",
    "</text><script>alert(1)</script>]]>",
    "请她稍等 客户服务与隐私保护一个繁忙的下午",
    "שאל אותה אם אפשר לדבר עם השכנה",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
    "👩‍👧 e\u{301}\u{200b} 🎂",
    "Say that you would rather not go into it now, that you will call back, and that you are sorry for the wait.",
];

/// Returns a graph of any shape: isolated parts, loops, boxes with many arrows, arrows that pass
/// many layers.
fn random_graph(rng: &mut Rng, most: i64) -> Graph {
    let count = usize::try_from(rng.number_between(1, most)).unwrap_or(1);
    let random_reach = |rng: &mut Rng| [Reach::Reached, Reach::Reached, Reach::Never][rng.weighted_index(&[5, 3, 1])];
    let random_word = |rng: &mut Rng| (*rng.pick_one(&HARD).expect("there are words")).to_owned();
    let random_node = |at: usize, rng: &mut Rng| Node {
        id: format!("n-{at}"),
        title: random_word(rng),
        kind: match rng.weighted_index(&[6, 1, 1, 1]) {
            0 => NodeKind::Situation,
            1 => NodeKind::Ending(RunResult::Failed),
            2 => NodeKind::Return,
            _ => NodeKind::Nowhere,
        },
        start: at == 0,
        reach: random_reach(rng),
        dead_end: rng.with_percent(5),
        traps: if rng.with_percent(5) { vec![1, 2] } else { Vec::new() },
    };
    let nodes: Vec<Node> = (0..count).map(|at| random_node(at, rng)).collect();
    let last = i64::try_from(count).unwrap_or(1) - 1;
    let mut edges = Vec::new();
    for from in 0..count {
        for _ in 0..rng.number_between(0, 4) {
            let near = i64::try_from(from).unwrap_or(0) + rng.number_between(-2, 4);
            let target = if rng.with_percent(80) { near.clamp(0, last) } else { rng.number_between(0, last) };
            let outcomes = (0..rng.number_between(1, 3)).map(|_| EdgeOutcome {
                label: if rng.with_percent(90) { random_word(rng) } else { String::new() },
                conditions: if rng.with_percent(30) {
                    vec!["[needs trust > 4 and not known]".to_owned()]
                } else {
                    Vec::new()
                },
                ..EdgeOutcome::default()
            });
            let outcomes: Vec<EdgeOutcome> = outcomes.collect();
            let kind = if rng.with_percent(10) { EdgeKind::Detour } else { EdgeKind::Next };
            edges.push(Edge {
                from,
                to: usize::try_from(target).unwrap_or(0),
                kind,
                reach: random_reach(rng),
                ways: outcomes,
            });
        }
    }
    let (id, title) = ("any".to_owned(), random_word(rng));
    Graph { id, title, states: 1, complete: true, nodes, edges, principles: Vec::new() }
}

#[test]
fn graphs_of_any_shape_are_drawn_without_overlaps() {
    for seed in 1..=200 {
        let mut rng = Rng::new(seed);
        let most = if seed % 10 == 0 { 80 } else { 16 };
        let count = if seed % 5 == 0 { 2 } else { 1 };
        let graphs: Vec<Graph> = (0..count).map(|_| random_graph(&mut rng, most)).collect();
        let sheet =
            GraphSheet { title: graphs[0].title.clone(), language: Some("de".to_owned()), graphs, principles: true };
        let picture = draw_and_read(&sheet, &format!("seed {seed}"));
        let edges: usize = sheet.graphs.iter().map(|graph| graph.edges.len()).sum();
        let nodes: usize = sheet.graphs.iter().map(|graph| graph.nodes.len()).sum();
        assert_eq!((picture.boxes.len(), picture.lines.len()), (nodes, edges), "seed {seed}");
        check_dot(&sheet.to_dot());
        check_mermaid(&sheet.to_mermaid());
    }
}

/// Checks that DOT outside its strings contains only words, numbers and punctuation, and that all
/// brackets are closed.
fn check_dot(dot: &str) {
    let (mut bare, mut chars, mut inside) = (String::new(), dot.chars(), false);
    while let Some(c) = chars.next() {
        match (c, inside) {
            ('\\', true) => {
                let escaped = chars.next();
                assert!(matches!(escaped, Some('\\' | '"' | 'n' | 'l')), "\\{escaped:?} in\n{dot}");
            }
            ('"', _) => inside = !inside,
            (c, true) => assert!(c != '\n', "a string runs over a line in\n{dot}"),
            (c, false) => bare.push(c),
        }
    }
    assert!(!inside, "a string is not closed in\n{dot}");
    let odd = bare.chars().find(|c| !c.is_ascii_alphanumeric() && !" \n{}[]=;,.->_".contains(*c));
    assert_eq!(odd, None, "in\n{dot}");
    for (open, close) in [('{', '}'), ('[', ']')] {
        assert_eq!(bare.matches(open).count(), bare.matches(close).count(), "in\n{dot}");
    }
}

/// Checks that each line is a statement, and that its labels contain nothing that Mermaid
/// interprets.
fn check_mermaid(mermaid: &str) {
    for line in mermaid.lines() {
        let words = line.trim_start();
        if let Some(words) = words.strip_prefix("accTitle: ").or_else(|| words.strip_prefix("accDescr: ")) {
            // Between character codes, only words and harmless characters remain.
            let mut remaining = words;
            while let Some((before, after)) = remaining.split_once('#') {
                assert!(!before.contains(is_hard), "{line}");
                let (number, after) = after.split_once(';').unwrap_or_default();
                assert!(!number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()), "{line}");
                remaining = after;
            }
            assert!(!remaining.contains(is_hard), "{line}");
            continue;
        }
        if words.starts_with("classDef ") {
            continue;
        }
        let parts: Vec<&str> = line.split('"').collect();
        assert!(parts.len() % 2 == 1, "{line}");
        for (at, part) in parts.iter().enumerate() {
            if at % 2 == 1 {
                let text = part.replace("<br/>", "\n");
                for word in text.split('\n') {
                    let list = word.trim_start().starts_with(['-', '+', '*', '#'].as_slice()) && !word.starts_with('#');
                    assert!(!list, "{line}");
                    let mut remaining = word;
                    while let Some((before, after)) = remaining.split_once('#') {
                        assert!(!before.contains(is_hard), "{line}");
                        let (number, after) = after.split_once(';').unwrap_or_default();
                        assert!(number.parse::<u8>().is_ok() || number == "8288", "{line}");
                        remaining = after;
                    }
                    assert!(!remaining.contains(is_hard), "{line}");
                }
            } else {
                let is_safe = |c: char| c.is_ascii_alphanumeric() || " _()[]{}<>|:-.".contains(c);
                assert!(part.chars().all(is_safe), "{line}");
                let ids = part.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
                let reserved = ["graph", "class", "click", "style", "default", "linkStyle"];
                assert!(ids.clone().all(|id| !reserved.contains(&id)), "{line}");
                assert!(words == "end" || ids.clone().all(|id| id != "end"), "{line}");
            }
        }
    }
}

fn is_hard(c: char) -> bool {
    "\"<>&;`*_~|{}[]()\\$%@:".contains(c)
}
