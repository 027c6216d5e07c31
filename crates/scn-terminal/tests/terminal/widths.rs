//! No line exceeds the requested width, whatever the text.

use proptest::prelude::*;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::face::saying;
use super::*;

/// Returns the larger of the width of the whole line and the sum of the widths of its characters.
fn width(line: &str) -> usize {
    line.width().max(line.chars().map(|c| c.width().unwrap_or(0)).sum())
}

/// A run that shows everything: help, hints, locked choices, input that is not understood, the
/// debrief.
fn everything(text: &str, options: &Options<'_>) -> String {
    let input = format!("?\nh\nh\nlocked\n{}\nnothing like it\n1\n", text.replace('\n', " "));
    let (played, written) = kept(&saying(text), options, &mut Notebook::of(text), input.as_bytes());
    played.expect("it is played");
    written
}

fn check(text: &str, options: &Options<'_>) -> Result<(), TestCaseError> {
    for line in everything(text, options).lines() {
        prop_assert!(width(line) <= options.width, "{} columns: {line:?}", width(line));
    }
    Ok(())
}

#[test]
fn scripts_and_signs_of_many_kinds_fit() {
    let long = "Donaudampfschifffahrtsgesellschaftskapitänskajütenschlüssel";
    let url = "https://example.org/a/very/long/path/that/goes/on-and-on/and/on?with=a&query=too#and-an-anchor";
    let family = "👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦 ☺️☺️☺️☺️☺️☺️☺️☺️☺️☺️☺️☺️☺️☺️☺️☺️☺️☺️☺️☺️☺️☺️☺️☺️";
    let cjk = "個人情報を他人に話してはいけません。許可がある場合を除きます。必ず確認してください。";
    let combining = "e\u{301}".repeat(70);
    let arabic = "لا تشارك معلومات العملاء مع الآخرين إلا إذا كان ذلك مصرحا به من قبل صاحب الحساب";
    for text in [long, url, family, cjk, &combining, arabic, "", "   ", "\u{200b}", "\u{ad}", "-"] {
        for width in [40, 41, 60, 80, 100] {
            for plain in [false, true] {
                let options = Options { width, plain, interactive: true, ..Options::default() };
                check(text, &options).unwrap_or_else(|error| unreachable!("{error}"));
            }
        }
    }
}

#[test]
fn even_a_narrow_terminal_is_kept_to() {
    for width in 20..40 {
        let options = Options { width, ..Options::default() };
        check("A balance is personal information, and a friendly voice is not an authorisation.", &options)
            .unwrap_or_else(|error| unreachable!("{error}"));
    }
}

#[test]
fn a_wide_terminal_does_not_make_long_lines() {
    let written = everything(&"words ".repeat(100), &Options { width: 300, ..Options::default() });
    assert!(written.lines().all(|line| width(line) <= 100));
}

/// The number of cases: `usual`, scaled if `PROPTEST_CASES` differs from its default of 256.
fn cases(usual: u32) -> u32 {
    usual.saturating_mul(ProptestConfig::default().cases).div_ceil(256)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(64), ..ProptestConfig::default() })]
    #[test]
    fn whatever_the_words_they_fit(text in "(\\PC|[ a-z]){0,120}", width in 40_usize..90, plain: bool) {
        check(&text, &Options { width, plain, ..Options::default() })?;
    }
}
