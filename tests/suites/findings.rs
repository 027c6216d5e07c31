//! A suite for each finding: where it is reported, near misses where it is not, and what a person
//! is shown.

use scn_report::{Format, Options, Report, write};
use scn_source::Name;
use scn_tests::harness::pack::Pack;
use scn_tests::harness::{is_lint, packs_of_page, run_document};
use scn_tests::markdown;

const FIRES: &str = "Fires here";
const SILENT: &str = "Silent there";

/// Defines a test for each finding, named as in the catalogue. `.ci/bless` writes the list below.
macro_rules! findings {
    ($($test:ident)*) => {
        $(
            #[test]
            fn $test() -> Result<(), String> {
                suite(&stringify!($test).replace('_', "-"))
            }
        )*

        const TESTED: &[&str] = &[$(stringify!($test)),*];
    };
}

findings! {
    unknown_instruction
    misplaced_instruction
    malformed_line
    missing_colon
    bad_header
    bad_id
    bad_cast
    bad_bracket
    bad_condition
    bad_change
    bad_value
    bad_rating
    bad_target
    bad_promise
    missing_line
    unclear_branch
    foreign_syntax
    bad_character
    hidden_character
    bad_file_name
    bad_manifest
    missing_text
    merge_conflict
    likely_instruction
    leftover_markup
    keyword_case
    full_width
    unknown_speaker
    missing_name
    unknown_target
    unknown_principle
    unknown_variable
    unknown_choice
    duplicate_name
    unstable_id
    type_mismatch
    out_of_range
    bad_chance
    missing_next
    no_choices
    detour_cycle
    no_questions
    no_right_answer
    small_pool
    missing_media
    media_outside_pack
    missing_alternative
    unreachable_situation
    unreachable_ending
    unreachable_choice
    unreachable_outcome
    unreachable_text
    dead_end
    no_outcome
    endless_loop
    always_true
    always_false
    meter_saturates
    unused_variable
    never_set
    uncovered_principle
    impossible_course
    one_sided_principle
    unchecked_principle
    test_failed
    promise_refuted
    proof_incomplete
    unexplained_allow
    unused_allow
    long_run
    nothing_to_do
    unstated_rule
    unshown_media
    partly_reported
    no_score
    cut_title
    missing_language
    bad_translation
    translation_placeholder
    translation_stale
    translation_markup
    translation_missing
    translation_orphan
    translation_same
    english_frame
    longest_answer
    answer_position
    content_blind
    single_choice
    too_many_choices
    uneven_choices
    duplicate_choices
    all_right
    duplicate_answers
    answer_refers
    all_of_the_above
    negative_question
    absolute_words
    principle_echo
    flat_choices
    missing_reason
    telling_first
    perfect_answer
    same_result
    last_choice_decides
    short_time_limit
    no_way_back
    reading_level
    long_sentence
    thin_principle
}

fn suite(name: &str) -> Result<(), String> {
    let path = format!("tests/findings/{name}.md");
    let (mut fires, mut silent) = (0, 0);
    for block in markdown::read(&path)? {
        let is_expected = block.list_values("finds").contains(&name);
        match block.heading.as_str() {
            FIRES => fires += usize::from(is_expected),
            SILENT if is_expected => return Err(format!("{block}: it fires here")),
            SILENT => silent += 1,
            other => return Err(format!("{block}: `{other}` is neither `{FIRES}` nor `{SILENT}`")),
        }
    }
    assert!(0 < fires && 1 < silent, "{path}: it fires in {fires} blocks and is silent in {silent}");
    let tally = run_document(&path)?;
    assert!(tally.failures.is_empty(), "\n{}", tally.failures.join("\n"));

    let mut result = example(name)?.check();
    // Lints about the writing are shown only on their own pages.
    result.checked.findings.retain(|it| it.name.as_str() == name || !is_lint(it.name));
    let report = Report {
        sources: &result.sources,
        findings: &result.checked.findings,
        suppressed: Vec::new(),
        scenarios: Vec::new(),
        tests: None,
    };
    let mut shown = Vec::new();
    write(&report, Format::Fancy, &Options::default(), &mut shown).map_err(|error| error.to_string())?;
    let shown = String::from_utf8_lossy(&shown);
    insta::with_settings!({
        snapshot_path => "../findings",
        prepend_module_to_snapshot => false,
        omit_expression => true,
        description => "The example of the page, as a terminal shows it",
    }, {
        insta::assert_snapshot!(name, shown);
    });
    Ok(())
}

/// Returns the first example of a finding's page.
fn example(name: &str) -> Result<Pack, String> {
    let known = Name::from_exact_str(name).ok_or_else(|| format!("there is no finding `{name}`"))?;
    let mut packs = packs_of_page(known)?.into_iter().filter(|(block, _)| block.heading == "Example");
    packs.next().map(|(_, pack)| pack).ok_or_else(|| format!("the page of `{name}` has no example"))
}

#[test]
fn every_finding_has_its_suite() -> Result<(), String> {
    let mut names: Vec<String> = Name::ALL.iter().map(ToString::to_string).collect();
    let tested: Vec<String> = TESTED.iter().map(|test| test.replace('_', "-")).collect();
    assert_eq!(tested, names, "the list in this file is not the catalogue: `.ci/bless` writes it anew");
    names.sort();
    let mut there = markdown::list_files("tests/findings", ".md")?;
    there.retain(|file| file != "README.md");
    assert_eq!(there, names.iter().map(|name| format!("{name}.md")).collect::<Vec<_>>());
    Ok(())
}
