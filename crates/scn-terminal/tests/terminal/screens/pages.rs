//! Pages of all kinds, with their answers.

use scn_run::{Words, plain_text};
use scn_terminal::screen::{Answer, Command, Line, Page, PageOption, PagePrompt, Role, which_scenario};

use super::*;

fn label(text: &str) -> Vec<Words> {
    vec![Words { text: text.to_owned(), ..Words::default() }]
}

fn options(count: usize) -> Vec<PageOption> {
    (1..=count)
        .map(|number| PageOption { label: label(&format!("Option {number}")), ..PageOption::default() })
        .collect()
}

fn asked(sheet: &Page, keys: &str) -> Option<Answer> {
    let mut ask = PagePrompt::new(sheet.clone(), size(60, 12), PLAIN);
    press(&mut ask, keys);
    ask.answer().cloned()
}

#[test]
fn an_option_is_chosen_by_number_letter_and_arrows() {
    let commands = ['b', 'h'].map(|key| Command::new(key, "something")).to_vec();
    let sheet = Page { options: options(3), commands, ..Page::default() };
    for keys in ["2", "c", "C", "vv.", "vvv^.", "^^."] {
        assert_eq!(asked(&sheet, keys), Some(Answer::Choice(1)), "{keys}");
    }
    for keys in ["4", "0", "e", ".", "!!"] {
        let answer = asked(&sheet, keys);
        assert!(!matches!(answer, Some(Answer::Choice(_))), "{keys}: {answer:?}");
    }
    assert_eq!(asked(&sheet, "b"), Some(Answer::Command('b')), "no option has the letter of a command");
    assert_eq!(asked(&sheet, "~"), Some(Answer::Command('b')));
}

#[test]
fn what_is_locked_has_no_number_and_no_focus() {
    let mut sheet = Page { options: options(3), ..Page::default() };
    sheet.options[0].locked = Some(Some(label("not yet")));
    for keys in ["1", "a", "v.", "vv^."] {
        assert_eq!(asked(&sheet, keys), Some(Answer::Choice(1)), "{keys}");
    }
    assert_eq!(asked(&sheet, "3"), None);
}

#[test]
fn options_that_are_judged_have_no_focus_at_first_and_those_of_a_menu_have() {
    let sheet = Page { options: options(2), ..Page::default() };
    assert_eq!(asked(&sheet, "."), None);
    assert_eq!(asked(&Page { menu: true, ..sheet }, "."), Some(Answer::Choice(0)));
}

#[test]
fn many_options_have_numbers_of_several_digits() {
    let sheet = Page { options: options(14), ..Page::default() };
    for (keys, at) in [("12.", 11), ("1.", 0), ("9.", 8), ("19.", 8), ("1v2.", 1)] {
        assert_eq!(asked(&sheet, keys), Some(Answer::Choice(at)), "{keys}");
    }
}

#[test]
fn several_are_marked_and_given_together() {
    let sheet = Page { options: options(4), several: true, ..Page::default() };
    for (keys, picked) in
        [("13.", vec![0, 2]), ("31.", vec![0, 2]), ("113.", vec![2]), ("v v v .", vec![0, 1, 2]), (".", vec![])]
    {
        assert_eq!(asked(&sheet, keys), Some(Answer::Choices(picked)), "{keys}");
    }
    let mut ask = PagePrompt::new(sheet, size(60, 12), PLAIN);
    press(&mut ask, "2");
    let shown = ask.current_frame().plain_text();
    assert!(shown.contains("\n  > 2 b  [x] Option 2\n") && shown.contains("\n    1 a  [ ] Option 1\n"), "{shown}");
}

#[test]
fn words_are_typed_and_taken_back() {
    let sheet = Page { field: Some("Your name".to_owned()), ..Page::default() };
    assert_eq!(asked(&sheet, "Thandx~i ."), Some(Answer::Typed("Thandi".to_owned())));
    assert_eq!(asked(&sheet, "Thandi!"), Some(Answer::Back));
    // A name that is too long to be recorded is passed on whole, so that the recorder can report
    // it; the input is bounded nevertheless.
    let long: String = "x".repeat(250);
    assert_eq!(asked(&sheet, &(long.clone() + ".")), Some(Answer::Typed(long.clone())));
    let Some(Answer::Typed(typed)) = asked(&sheet, &(long.repeat(50) + ".")) else { unreachable!("it was typed") };
    assert_eq!(typed.len(), scn_run::MOST_WORDS + 1);
}

#[test]
fn a_page_is_read_to_its_end_before_enter_goes_on() {
    let line = |number: u32| Line::from_words(Role::Text, &format!("Line {number}.")).into();
    let sheet = Page { blocks: (0..20).map(line).collect(), next: Some("the next".to_owned()), ..Page::default() };
    let mut ask = PagePrompt::new(sheet, size(60, 12), PLAIN);
    let mut pages = 0;
    while ask.answer().is_none() {
        assert_ne!(
            ask.current_frame().plain_text().contains("Line 19."),
            ask.current_frame().plain_text().contains("↓ more")
        );
        press(&mut ask, ".");
        pages += 1;
    }
    assert_eq!(ask.answer(), Some(&Answer::Next));
    assert!(4 < pages);
}

#[test]
fn scenarios_are_listed_in_the_order_of_the_course() {
    let mut story = neighbour();
    let mut second = story.scenarios[0].clone();
    "second".clone_into(&mut second.id);
    "The second".clone_into(&mut second.title);
    second.minutes = None;
    story.scenarios.push(second);
    story.course = Some(scn_story::Course { order: vec!["second".to_owned()], ..scn_story::Course::default() });
    let (sheet, ids) = which_scenario(&story);
    assert_eq!(ids, ["second", "neighbour"]);
    let labels: Vec<String> = sheet.options.iter().map(|option| plain_text(&option.label)).collect();
    assert_eq!(labels, ["The second", "The helpful neighbour (about 6 minutes)"]);
}
