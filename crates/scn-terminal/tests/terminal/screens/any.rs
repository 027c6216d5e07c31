//! Arbitrary keys at arbitrary sizes.

use proptest::prelude::*;
use unicode_width::UnicodeWidthStr;

use scn_run::Words;
use scn_terminal::screen::{Line, Page, PageBlock, PageOption, PagePrompt, Role};

use super::*;

#[derive(Clone, Copy, Debug)]
pub(super) enum Deed {
    Press(Key),
    Resize(usize, usize),
    Tick(u64),
    Interrupt,
}

pub(super) fn deed() -> impl Strategy<Value = Deed> {
    let keys = [
        Key::Up,
        Key::Down,
        Key::Tab,
        Key::BackTab,
        Key::PageUp,
        Key::PageDown,
        Key::Home,
        Key::End,
        Key::Enter,
        Key::Backspace,
        Key::Escape,
    ];
    prop_oneof![
        8 => prop::sample::select(keys.to_vec()).prop_map(Deed::Press),
        8 => prop::sample::select("123acdhbms? qé日👩".chars().collect::<Vec<_>>()).prop_map(|c| Deed::Press(Key::Char(c))),
        3 => (1_usize..230, 1_usize..60).prop_map(|(columns, rows)| Deed::Resize(columns, rows)),
        2 => (0_u64..30_000).prop_map(Deed::Tick),
        1 => Just(Deed::Interrupt),
    ]
}

/// Checks that the frame has exactly the size of the screen, and that nothing in it moves the
/// cursor.
pub(super) fn check(screen: &dyn ScreenUi, at: Size) -> Result<(), TestCaseError> {
    let frame = screen.current_frame();
    prop_assert_eq!(frame.rows.len(), at.rows);
    for row in &frame.rows {
        let words: String = row.runs.iter().map(|(_, words)| words.as_str()).collect();
        prop_assert!(words.width() <= at.columns, "{words:?} at {at:?}");
        prop_assert!(!words.contains(char::is_control), "{words:?}");
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn nothing_panics_and_everything_fits(
        deeds in prop::collection::vec(deed(), 1..60),
        columns in 1_usize..120,
        rows in 1_usize..40,
        fails in 0_u32..4,
        learner in any::<bool>(),
        ascii in any::<bool>(),
        limits_off in any::<bool>(),
    ) {
        let owner = if learner { RecordOwner::Learner("Thandi".to_owned()) } else { RecordOwner::Guest };
        let mut memory = Memory { fails, ..Memory::of(owner) };
        let setting = ScreenOptions { look: Look { colour: learner, ascii }, limits_off, ..setting() };
        let mut at = size(columns, rows);
        let events = on_screen(&mut memory, setting, at, |screen| {
            check(screen, at)?;
            for deed in &deeds {
                match *deed {
                    Deed::Press(key) => screen.handle_key(key),
                    Deed::Resize(columns, rows) => {
                        at = size(columns, rows);
                        screen.handle_resize(at);
                    }
                    Deed::Tick(passed) => screen.advance_timer(Duration::from_millis(passed)),
                    Deed::Interrupt => screen.handle_interrupt(),
                }
                check(screen, at)?;
            }
            screen.handle_interrupt();
            prop_assert!(screen.is_over());
            let _ = screen.summary(at.columns);
            Ok(screen.play_result().events)
        })?;
        // The recorded events are a prefix of the events, and all of them if the last call
        // succeeded.
        prop_assert!(events.starts_with(&memory.recorded), "{events:?}\n{:?}", memory.recorded);
        if memory.owner != RecordOwner::Guest && memory.fails == 0 && fails == 0 {
            prop_assert_eq!(events, memory.recorded);
        }
    }

    #[test]
    fn all_of_a_sheet_can_be_scrolled_to(
        texts in prop::collection::vec("(\\PC|[ a-z]){0,60}", 0..6),
        labels in prop::collection::vec(("[ a-z]{0,60}", any::<bool>()), 0..12),
        columns in 20_usize..130,
        rows in 8_usize..30,
        line_by_line in any::<bool>(),
        menu in any::<bool>(),
    ) {
        let words = |text: &str| vec![Words { text: text.to_owned(), ..Words::default() }];
        let sheet = Page {
            title: "A title".to_owned(),
            blocks: texts.iter().map(|text| PageBlock::from(Line::from_words(Role::Text, text))).collect(),
            options: labels
                .iter()
                .map(|(label, locked)| PageOption { label: words(label), locked: locked.then_some(None), ..PageOption::default() })
                .collect(),
            menu,
            ..Page::default()
        };
        let whole: Vec<String> = body(&PagePrompt::new(sheet.clone(), size(columns, 400), PLAIN));
        let mut focused = check_scrolling(&sheet, &whole, size(columns, rows), line_by_line)?;
        if line_by_line {
            focused.dedup();
            prop_assert_eq!(focused.len(), labels.iter().filter(|(_, locked)| !locked).count(), "{:#?}", focused);
        }
    }

    #[test]
    fn a_new_size_keeps_the_place(
        lengths in prop::collection::vec(1_usize..60, 1..12),
        down in 0_usize..60,
        from in (20_usize..130, 8_usize..30),
        to in (20_usize..130, 8_usize..30),
    ) {
        let text = |(at, length): (usize, &usize)| Line::from_words(Role::Text, &format!("part{at} ").repeat(*length)).into();
        let sheet = Page { blocks: lengths.iter().enumerate().map(text).collect(), ..Page::default() };
        let (from, to) = (size(from.0, from.1), size(to.0, to.1));
        let mut ask = PagePrompt::new(sheet, from, PLAIN);
        for _ in 0..down {
            ask.handle_key(Key::Down);
        }
        let first = |ask: &PagePrompt| {
            let rows = body(ask);
            let row = rows.iter().find(|row| !row.is_empty()).cloned().unwrap_or_default();
            row.split_whitespace().next().and_then(|word| word.strip_prefix("part")?.parse::<usize>().ok())
        };
        let was = first(&ask);
        ask.handle_resize(to);
        let is = first(&ask);
        let at_the_end = !ask.current_frame().plain_text().contains("↓ more");
        prop_assert!(is == was || at_the_end && is < was, "{was:?} {is:?}");
    }
}

/// Checks that keys scroll over the whole page without leaving out a row. Returns the rows that had
/// the focus.
pub(super) fn check_scrolling(
    sheet: &Page,
    whole: &[String],
    at: Size,
    line_by_line: bool,
) -> Result<Vec<String>, TestCaseError> {
    let whole: Vec<String> = whole.iter().map(|row| unmarked(row)).collect();
    let mut ask = PagePrompt::new(sheet.clone(), at, PLAIN);
    let mut next = 0_usize;
    let mut focused = Vec::new();
    let mut still = 0;
    // When a key has no more effect, the end is reached.
    while still < 2 {
        let seen = body(&ask);
        focused.extend(seen.iter().filter(|row| row.trim_start().starts_with("> ")).map(|row| unmarked(row)));
        let seen: Vec<String> = seen.iter().map(|row| unmarked(row)).collect();
        // Each view starts at or above the end of what has been seen, so that no row is skipped.
        let goes_on = |from: &usize| {
            seen.iter().zip(*from..).all(|(row, at)| whole.get(at).map_or(row.is_empty(), |it| it == row))
        };
        let from = (next.saturating_sub(seen.len())..=next).rev().find(goes_on);
        prop_assert!(from.is_some(), "{next}: {seen:#?} in {whole:#?}");
        next = next.max((from.unwrap_or_default() + seen.len()).min(whole.len()));
        let before = ask.current_frame();
        ask.handle_key(if line_by_line { Key::Down } else { Key::PageDown });
        still = if ask.current_frame() == before { still + 1 } else { 0 };
    }
    prop_assert!(whole.iter().skip(next).all(String::is_empty), "{next} of {whole:#?}");
    Ok(focused)
}

/// The scrolling part, between the two drawn lines.
pub(super) fn body(face: &dyn ScreenUi) -> Vec<String> {
    let frame = face.current_frame();
    let rows: Vec<String> = frame.rows.iter().map(scn_terminal::screen::Row::plain_text).collect();
    let is_rule = |row: &String| row.trim_start().starts_with('─') && row.ends_with('─');
    let top = rows.iter().position(is_rule).expect("a line is drawn");
    let bottom = rows.iter().rposition(is_rule).expect("a line is drawn");
    rows.get(top + 1..bottom).unwrap_or_default().to_vec()
}

/// A row without the mark of the focus.
fn unmarked(row: &str) -> String {
    match row.trim_start().strip_prefix("> ") {
        Some(rest) => format!("{}  {rest}", " ".repeat(row.len() - row.trim_start().len())),
        None => row.to_owned(),
    }
}
