//! Snapshots of a sample pack in every format.

use crate::samples::{Sample, clean, pack, partly_allowed, tested, width};
use insta::assert_snapshot;
use scn_report::{Format, Options};
use scn_source::{FileId, Finding, Name, Place, RunStep, Span};

#[test]
fn fancy_draws_snippets() {
    assert_snapshot!(pack().show(Format::Fancy, &width(80)));
}

#[test]
fn fancy_fits_a_narrow_terminal() {
    let text = pack().show(Format::Fancy, &width(60));
    let widest = text.lines().map(unicode_width::UnicodeWidthStr::width).max();
    assert!(widest <= Some(60), "{widest:?}\n{text}");
    assert_snapshot!(text);
}

#[test]
fn fancy_has_colour_only_where_asked() {
    let colour = Options { colour: true, ..width(80) };
    assert!(pack().show(Format::Fancy, &colour).contains("\u{1b}["));
    assert!(!pack().show(Format::Fancy, &width(80)).contains('\u{1b}'));
}

#[test]
fn fancy_can_do_without_unicode() {
    let text = pack().show(Format::Fancy, &Options { unicode: false, ..width(80) });
    assert!(text.is_ascii(), "{text}");
}

#[test]
fn plain_has_the_same_words_without_drawings() {
    assert_snapshot!(pack().show(Format::Plain, &width(80)));
}

#[test]
fn short_is_a_line_a_finding() {
    assert_snapshot!(pack().show(Format::Short, &width(80)));
}

#[test]
fn json_has_every_key_every_time() {
    assert_snapshot!(pack().show(Format::Json, &width(80)));
}

#[test]
fn sarif_has_rules_places_and_fixes() {
    let whole: serde_json::Value =
        serde_json::from_str(&pack().show(Format::Sarif, &width(80))).expect("SARIF is JSON");
    // The rules are the whole catalogue with its pages, so only the results are kept here.
    assert_snapshot!(format!("{:#}", whole.pointer("/runs/0/results").expect("a run has results")));
}

#[test]
fn sarif_says_what_is_allowed_and_why() {
    let whole: serde_json::Value =
        serde_json::from_str(&partly_allowed().show(Format::Sarif, &width(80))).expect("SARIF is JSON");
    let results = whole.pointer("/runs/0/results").and_then(serde_json::Value::as_array).expect("a run has results");
    let rendered: Vec<_> =
        results.iter().map(|result| format!("{}: {:#}", result["ruleId"], result["suppressions"])).collect();
    assert_snapshot!(rendered.join("\n"));
}

#[test]
fn what_is_allowed_is_shown_nowhere_else() {
    for format in Format::ALL.iter().filter(|format| **format != Format::Sarif) {
        let with = partly_allowed().show(*format, &width(80));
        let without = Sample { allowed: Vec::new(), ..partly_allowed() }.show(*format, &width(80));
        assert_eq!(with, without, "{format}");
    }
}

#[test]
fn junit_counts_what_fails() {
    assert_snapshot!(pack().show(Format::Junit, &width(80)));
}

#[test]
fn github_annotates_lines() {
    assert_snapshot!(pack().show(Format::Github, &width(80)));
}

#[test]
fn a_clean_pack_says_what_was_proved() {
    let all: Vec<String> = Format::ALL
        .iter()
        .filter(|format| **format != Format::Sarif)
        .map(|format| format!("{format}:\n{}", clean().show(*format, &width(80))))
        .collect();
    assert_snapshot!(all.join("\n"));
}

#[test]
fn a_terminal_shows_the_first_findings_and_counts_the_rest() {
    let mut sample = Sample::of(&"Chioce: x\n".repeat(80));
    for line in 0..80 {
        let place = Place { file: FileId(0), span: Span::new(line * 10, line * 10 + 6) };
        sample.findings.push(Finding::new(Name::UnknownInstruction, place, format!("slip {line}")));
    }
    let text = sample.show(Format::Fancy, &Options { limit: Some(50), ..width(80) });
    assert!(text.contains("slip 49") && !text.contains("slip 50\n"), "{text}");
    assert!(text.contains("30 more"), "{text}");
    let all = sample.show(Format::Json, &Options { limit: Some(50), ..width(80) });
    assert!(all.contains("slip 79"), "other programs are shown everything");
}

#[test]
fn a_line_of_thirty_megabytes_is_shown_in_part() {
    let mut sample = Sample::of(&format!("{} here {}", "a ".repeat(7_500_000), "b ".repeat(7_500_000)));
    let place = sample.place(0, "here");
    sample.findings.push(Finding::new(Name::MalformedLine, place, "this is odd").with_related(place, "again"));
    for format in [Format::Fancy, Format::Plain, Format::Short, Format::Junit, Format::Github] {
        let text = sample.show(format, &width(80));
        assert!(text.len() < 4096, "{format}: {} bytes", text.len());
        assert!(!matches!(format, Format::Fancy | Format::Plain) || text.contains("here"), "{format}: {text}");
    }
}

#[test]
fn hidden_characters_are_shown_and_not_sent() {
    let sample = Sample::of("say \u{1b}[31mred\u{202e}dlrow\u{7}\0 end\n").find(|sample| {
        Finding::new(Name::MalformedLine, sample.place(0, "say"), "odd \u{1b}]0;title\u{7}").with_help("see \u{202e}")
    });
    // JSON is for programs, which accept these characters as they are.
    for format in Format::ALL.iter().filter(|format| !matches!(format, Format::Json | Format::Sarif)) {
        let text = sample.show(*format, &width(80));
        let sent = text.chars().find(|c| *c != '\n' && (c.is_control() || ('\u{202a}'..='\u{202e}').contains(c)));
        assert_eq!(sent, None, "{format}: {text:?}");
    }
}

#[test]
fn places_are_right_with_tabs_wide_characters_crlf_and_at_the_end() {
    let sample = Sample::of("\tChioce: 漢字 here\r\nlast\r\n")
        .find(|sample| Finding::new(Name::MalformedLine, sample.place(0, "here"), "behind wide characters"))
        .find(|_| Finding::new(Name::MissingText, Place { file: FileId(0), span: Span::empty(30) }, "at the end"))
        .find(|_| Finding::new(Name::MissingText, Place { file: FileId(0), span: Span::empty(3) }, "nothing wide"));
    let fancy = sample.show(Format::Fancy, &width(60));
    let short = sample.show(Format::Short, &width(60));
    assert_snapshot!(format!("{fancy}\n{short}"));
}

#[test]
fn what_is_tested_has_a_summary_a_list_and_test_cases() {
    let tested = tested();
    let json: serde_json::Value = serde_json::from_str(&tested.show(Format::Json, &width(80))).expect("it is JSON");
    assert_snapshot!("tested_plain", tested.show(Format::Plain, &width(80)));
    assert_snapshot!("tested_json", format!("{:#}", json["tests"]));
    assert_snapshot!("tested_junit", tested.show(Format::Junit, &width(80)));
}

/// A finding with a run of this many steps.
fn with_long_run(steps: usize) -> crate::samples::Sample {
    crate::samples::Sample::of("Situation a: A\n").find(|sample| {
        let run: Vec<RunStep> = (1..=steps).map(|number| RunStep::Choose(format!("c{number}"))).collect();
        Finding::new(Name::DeadEnd, sample.place(0, "a: A"), "a run stops here").with_run(run)
    })
}

#[test]
fn a_long_run_is_cut_in_every_format_and_counted() {
    for format in Format::ALL {
        let (exact, long, longer) = (with_long_run(40), with_long_run(100), with_long_run(4_000));
        let show = |sample: &crate::samples::Sample| sample.show(*format, &width(80));
        if !matches!(format, Format::Short) {
            assert!(show(&exact).contains("c21"), "{format:?}: a run of 40 steps is shown whole");
        }
        assert!(!show(&long).contains("c50"), "{format:?}");
        assert!(show(&longer).len() < show(&long).len() + 300, "{format:?}: the report does not grow with the run");
    }
    let plain = with_long_run(100).show(Format::Plain, &width(80)).replace('\n', " ");
    assert!(plain.contains("c20, then (60 more steps), then c81"), "{plain}");
    let json: serde_json::Value =
        serde_json::from_str(&with_long_run(100).show(Format::Json, &width(80))).expect("it is JSON");
    assert_eq!(json["findings"][0]["run"].as_array().map(Vec::len), Some(40));
    assert_eq!(json["findings"][0]["run"][39], "c40");
    assert_eq!(json["findings"][0]["run_length"], 100);
}
