//! The text of each finding, one file per finding. These files know how to address the author;
//! `lower`, `graph` and `coverage` decide when to report.
//!
//! Findings about the syntax of a line are created in `scn-syntax`, where lines are read.

use scn_source::{Finding, Place};
use scn_syntax::ast;

pub(crate) mod absolute_words;
pub(crate) mod all_of_the_above;
pub(crate) mod all_right;
pub(crate) mod always_false;
pub(crate) mod always_true;
pub(crate) mod answer_position;
pub(crate) mod answer_refers;
pub(crate) mod bad_chance;
pub(crate) mod content_blind;
pub(crate) mod cut_title;
pub(crate) mod dead_end;
pub(crate) mod detour_cycle;
pub(crate) mod duplicate_answers;
pub(crate) mod duplicate_choices;
pub(crate) mod duplicate_name;
pub(crate) mod endless_loop;
pub(crate) mod fixed_text;
pub(crate) mod flat_choices;
pub(crate) mod impossible_course;
pub(crate) mod last_choice_decides;
pub(crate) mod long_run;
pub(crate) mod long_sentence;
pub(crate) mod longest_answer;
pub(crate) mod media_outside_pack;
pub(crate) mod meter_saturates;
pub(crate) mod missing_alternative;
pub(crate) mod missing_language;
pub(crate) mod missing_media;
pub(crate) mod missing_name;
pub(crate) mod missing_next;
pub(crate) mod missing_reason;
pub(crate) mod missing_text;
pub(crate) mod negative_question;
pub(crate) mod never_set;
pub(crate) mod no_choices;
pub(crate) mod no_outcome;
pub(crate) mod no_questions;
pub(crate) mod no_right_answer;
pub(crate) mod no_score;
pub(crate) mod no_way_back;
pub(crate) mod nothing_to_do;
pub(crate) mod one_sided_principle;
pub(crate) mod out_of_range;
pub(crate) mod partly_reported;
pub(crate) mod perfect_answer;
pub(crate) mod principle_echo;
pub(crate) mod promise_refuted;
pub(crate) mod proof_incomplete;
pub(crate) mod reading_level;
pub(crate) mod same_result;
pub(crate) mod short_time_limit;
pub(crate) mod single_choice;
pub(crate) mod small_pool;
pub(crate) mod stray_return;
pub(crate) mod telling_first;
pub(crate) mod test_failed;
pub(crate) mod thin_principle;
pub(crate) mod too_many_choices;
pub(crate) mod translations;
pub(crate) mod type_mismatch;
pub(crate) mod unchecked_principle;
pub(crate) mod uncovered_principle;
pub(crate) mod uneven_choices;
pub(crate) mod unexplained_allow;
pub(crate) mod unknown_choice;
pub(crate) mod unknown_principle;
pub(crate) mod unknown_target;
pub(crate) mod unknown_variable;
pub(crate) mod unreachable_choice;
pub(crate) mod unreachable_node;
pub(crate) mod unreachable_outcome;
pub(crate) mod unreachable_text;
pub(crate) mod unshown_media;
pub(crate) mod unstable_id;
pub(crate) mod unstated_rule;
pub(crate) mod unused_allow;
pub(crate) mod unused_variable;
pub(crate) mod whole_line;

/// The kind of a variable, as a word for messages.
pub(crate) fn variable_word(variable: &ast::Variable<'_>) -> &'static str {
    match variable.kind {
        ast::VariableKind::Meter { .. } => "meter",
        ast::VariableKind::Flag { .. } => "flag",
        ast::VariableKind::State { .. } => "state",
    }
}

/// Maximum number of names that a message lists before it says how many more there are.
const LISTED: usize = 8;

/// The word for a principle in messages.
pub(crate) const PRINCIPLE: &str = "principle";

/// Joins names in backquotes: `a`, `b` and `c`. Long lists are cut.
pub(crate) fn join_and<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    join_quoted(names, "and")
}

/// Joins names in backquotes: `a`, `b` or `c`. Long lists are cut.
pub(crate) fn join_or<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    join_quoted(names, "or")
}

fn join_quoted<'n>(names: impl IntoIterator<Item = &'n str>, word: &str) -> String {
    let mut names = names.into_iter();
    let quoted: Vec<String> = names.by_ref().take(LISTED).map(|name| format!("`{name}`")).collect();
    let omitted = names.count();
    if 0 < omitted {
        return format!("{} and {omitted} more", quoted.join(", "));
    }
    join_words(quoted, word)
}

/// Joins words: a, b and c.
pub(crate) fn join_words(words: Vec<String>, word: &str) -> String {
    match words.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((last, before)) => format!("{} {word} {last}", before.join(", ")),
    }
}

/// Formats an expected count: as a whole number, or with one decimal place.
pub(crate) fn format_expected(number: f64) -> String {
    let tenths = (number * 10.0).round();
    if tenths % 10.0 == 0.0 { format!("{:.0}", tenths / 10.0) } else { format!("{:.1}", tenths / 10.0) }
}

/// Adds the further places of a finding about a whole pack, up to the length of a list.
pub(crate) fn add_related(finding: Finding, others: &[Place], message: &str) -> Finding {
    others.iter().take(LISTED).fold(finding, |finding, place| finding.with_related(*place, message))
}

/// Returns text of the author on one line, cut to a length that fits into a message.
pub(crate) fn shorten_text(text: &str) -> String {
    const LONGEST: usize = 60;
    let one_line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if one_line.chars().count() <= LONGEST {
        return one_line;
    }
    let mut cut: String = one_line.chars().take(LONGEST).collect();
    cut.truncate(cut.trim_end().len());
    cut.push('…');
    cut
}

/// The label of a choice on one line of a message, without the parts that depend on the run.
pub(crate) fn label_line(choice: &ast::Choice<'_>) -> String {
    text_line(&choice.label)
}

/// Returns the text of an answer on one line, shortened.
pub(crate) fn answer_line(answer: &ast::Answer<'_>) -> String {
    text_line(&answer.text)
}

/// A label or an answer on one line, without the parts that depend on the run.
/// Returns a text on one line of a message, shortened, without the parts that depend on the run.
pub(crate) fn text_line(text: &ast::Text<'_>) -> String {
    // A backquote would end the quotation in the message.
    shorten_text(&label_text(text)).replace('`', "'")
}

fn label_text(text: &ast::Text<'_>) -> String {
    let mut plain = String::new();
    for part in &text.parts {
        match part {
            ast::TextPart::Words(words) | ast::TextPart::Literal(words) => plain.push_str(words.text),
            ast::TextPart::Space => plain.push(' '),
            ast::TextPart::Value(name) => {
                plain.push('{');
                plain.push_str(name.text);
                plain.push('}');
            }
            ast::TextPart::If(_) => plain.push('…'),
        }
    }
    plain
}

/// Completes a finding about an unknown name: with the nearest known name as a fix, or with
/// `otherwise` as the help.
pub(crate) fn did_you_mean(
    finding: Finding,
    place: Place,
    written: &str,
    near: Option<&str>,
    otherwise: String,
) -> Finding {
    match near {
        Some(near) => finding.with_help(format!("did you mean `{near}`?")).with_fix(
            false,
            format!("change `{written}` to `{near}`"),
            place,
            near,
        ),
        None => finding.with_help(otherwise),
    }
}

#[cfg(test)]
mod tests {
    use super::{format_expected, join_and, join_or, shorten_text};

    #[test]
    fn names_are_listed_in_words_and_long_lists_are_cut() {
        assert_eq!(join_and(["a"]), "`a`");
        assert_eq!(join_and(["a", "b", "c"]), "`a`, `b` and `c`");
        assert_eq!(join_or(["a", "b"]), "`a` or `b`");
        let many: Vec<String> = (0..10).map(|n| format!("n{n}")).collect();
        assert!(join_and(many.iter().map(String::as_str)).ends_with("`n7` and 2 more"));
    }

    #[test]
    fn what_was_to_be_expected_is_whole_or_has_one_decimal_place() {
        assert_eq!(format_expected(3.0), "3");
        assert_eq!(format_expected(10.0 / 3.0), "3.3");
        assert_eq!(format_expected(2.999_999_9), "3");
    }

    #[test]
    fn long_words_are_cut_to_a_line() {
        assert_eq!(shorten_text("a\n  b"), "a b");
        assert_eq!(shorten_text(&"word ".repeat(20)).chars().count(), 60);
    }
}
