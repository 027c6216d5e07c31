//! Complete runs, as snapshots.

use super::*;

/// A long run: a repeated outcome, a detour, a fixed draw, an ending.
const LONG: &str = "hurry,ask";
const THROUGH: &str = "ask,tell,all,outcome 1";

fn with(width: usize) -> Options<'static> {
    Options { width, ..Options::default() }
}

#[test]
fn at_40_columns() {
    insta::assert_snapshot!(written(&neighbour(), with(40), THROUGH));
}

#[test]
fn at_60_columns() {
    insta::assert_snapshot!(written(&neighbour(), with(60), THROUGH));
}

#[test]
fn at_80_columns() {
    insta::assert_snapshot!(written(&neighbour(), with(80), THROUGH));
}

#[test]
fn plain_at_40_columns() {
    insta::assert_snapshot!(written(&neighbour(), Options { plain: true, ..with(40) }, THROUGH));
}

#[test]
fn plain_at_80_columns() {
    insta::assert_snapshot!(written(&neighbour(), Options { plain: true, ..with(80) }, LONG));
}

#[test]
fn colour_at_60_columns() {
    let written = written(&neighbour(), Options { colour: true, ..with(60) }, THROUGH);
    insta::assert_snapshot!(written.replace('\u{1b}', "␛"));
}

#[test]
fn colour_only_adds_to_the_words() {
    let words = |written: String| {
        let mut out = String::new();
        let mut rest = written.as_str();
        while let Some((before, after)) = rest.split_once('\u{1b}') {
            out.push_str(before);
            rest = after.split_once('m').map_or("", |(_, rest)| rest);
        }
        out + rest
    };
    let colour = words(written(&neighbour(), Options { colour: true, ..with(80) }, THROUGH));
    // Without colour, emphasis, strong words and code get marks; nothing else differs except the
    // line breaks.
    let flat = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let marked = written(&neighbour(), with(80), THROUGH);
    let unmarked =
        marked.replace("*forty-one*", "forty-one").replace("_you_", "you").replace("_this_", "this").replace('`', "");
    assert_eq!(flat(&colour), flat(&unmarked));
}

#[test]
fn a_person_at_a_terminal() {
    let options = Options { width: 60, interactive: true, ..Options::default() };
    let input = "?\nh\nh\nh\nh\n\nring her\nh 1\nr\ncall-back\n2\nhurry\nread her the balance. she\n";
    let (played, written) = kept(&neighbour(), &options, &mut Notebook::of("Thandi"), input.as_bytes());
    assert_eq!(played.expect("it is played").finish, Finish::Ended(scn_story::RunResult::Failed));
    insta::assert_snapshot!(written);
}

#[test]
fn no_line_ends_in_a_blank_and_no_two_lines_are_blank() {
    for width in [40, 60, 80] {
        let written = written(&neighbour(), with(width), THROUGH);
        assert!(written.lines().all(|line| line == line.trim_end()), "{written}");
        assert!(
            !written.contains("\n\n\n") && !written.starts_with('\n') && written.ends_with("saved.\n"),
            "{written}"
        );
    }
}
