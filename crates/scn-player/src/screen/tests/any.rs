//! Whatever is pressed, at whatever size.

use proptest::prelude::*;
use unicode_width::UnicodeWidthStr;

use super::*;
use crate::screen::layout::Layout;
use crate::screen::sheet::Sheet;
use crate::screen::view::View;
use crate::screen::{Choice, Line, Part, Role};
use crate::text::Words;

#[derive(Clone, Debug)]
enum Deed {
    Press(Key),
    Resize(usize, usize),
    Tick(u64),
    Interrupt,
}

fn deed() -> impl Strategy<Value = Deed> {
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
        1 => any::<prop::sample::Index>().prop_map(|_| Deed::Tick(1)),
        1 => Just(Deed::Interrupt),
    ]
}

/// The screen is exactly as large as it is, and nothing on it moves the cursor.
fn check(screen: &dyn Face, at: Size) -> Result<(), TestCaseError> {
    let frame = screen.frame();
    prop_assert_eq!(frame.rows.len(), at.rows);
    for row in &frame.rows {
        let words: String = row.runs.iter().map(|(_, words)| words.as_str()).collect();
        prop_assert!(words.width() <= at.columns, "{words:?} at {at:?}");
        prop_assert!(!words.contains(char::is_control), "{words:?}");
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

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
        let holder = if learner { Holder::Learner("Thandi".to_owned()) } else { Holder::Guest };
        let mut keeper = Memory { fails, ..Memory::of(holder) };
        let setting = Setting { look: Look { colour: learner, ascii }, limits_off, ..setting() };
        let mut at = size(columns, rows);
        let events = on_screen(&mut keeper, setting, at, |screen| {
            check(screen, at)?;
            for deed in &deeds {
                match *deed {
                    Deed::Press(key) => screen.press(key),
                    Deed::Resize(columns, rows) => {
                        at = size(columns, rows);
                        screen.resize(at);
                    }
                    Deed::Tick(passed) => screen.tick(Duration::from_millis(passed)),
                    Deed::Interrupt => screen.interrupt(),
                }
                check(screen, at)?;
            }
            screen.interrupt();
            prop_assert!(screen.is_over());
            let _ = screen.account(at.columns);
            Ok(screen.played().events)
        })?;
        // What was kept is the beginning of what happened, and all of it where nothing failed last.
        prop_assert!(events.starts_with(&keeper.kept), "{events:?}\n{:?}", keeper.kept);
        if keeper.holder != Holder::Guest && keeper.fails == 0 && fails == 0 {
            prop_assert_eq!(events, keeper.kept);
        }
    }

    #[test]
    fn all_of_a_sheet_can_be_scrolled_to(
        texts in prop::collection::vec("(\\PC|[ a-z]){0,120}", 0..8),
        labels in prop::collection::vec(("[ a-z]{0,60}", any::<bool>()), 0..14),
        columns in 20_usize..130,
        rows in 5_usize..30,
        line_by_line in any::<bool>(),
        menu in any::<bool>(),
    ) {
        let words = |text: &str| vec![Words { text: text.to_owned(), ..Words::default() }];
        let sheet = Sheet {
            title: "A title".to_owned(),
            place: "a place".to_owned(),
            parts: texts.iter().map(|text| Part::from(Line::say(Role::Text, text))).collect(),
            options: labels
                .iter()
                .map(|(label, locked)| Choice { label: words(label), locked: locked.then_some(None), beneath: Vec::new() })
                .collect(),
            menu,
            ..Sheet::default()
        };
        let at = size(columns, rows);
        let mut view = View::of(&sheet, at, PLAIN);
        let count = Layout::new(&sheet, &view, at, PLAIN).rows.len();
        let mut seen = vec![false; count];
        let mut focused = Vec::new();
        for _ in 0..=2 * count {
            let layout = Layout::new(&sheet, &view, at, PLAIN);
            seen.iter_mut().skip(view.scroll).take(layout.height).for_each(|it| *it = true);
            if let Some(focus) = view.focus {
                let (_, rows) = layout.open.iter().find(|(option, _)| *option == focus).expect("it can be chosen");
                prop_assert!(layout.sees(view.scroll, rows));
                prop_assert!(layout.rows[rows.start].plain().starts_with('>'));
                focused.push(focus);
            }
            let before = (view.scroll, view.focus);
            let _ = view.press(&sheet, at, PLAIN, if line_by_line { Key::Down } else { Key::PageDown });
            prop_assert!(view.scroll <= before.0 + layout.height, "no row is passed over");
        }
        prop_assert!(seen.iter().all(|it| *it));
        if line_by_line {
            focused.dedup();
            let open: Vec<usize> = sheet.open().collect();
            prop_assert!(open.iter().all(|it| focused.contains(it)), "{open:?} {focused:?}");
        }
    }

    #[test]
    fn a_new_size_keeps_the_place(
        texts in prop::collection::vec("[ a-z]{1,200}", 1..12),
        down in 0_usize..60,
        from in (20_usize..130, 5_usize..30),
        to in (20_usize..130, 5_usize..30),
    ) {
        let sheet = Sheet {
            parts: texts.iter().map(|text| Part::from(Line::say(Role::Text, text))).collect(),
            ..Sheet::default()
        };
        let (from, to) = (size(from.0, from.1), size(to.0, to.1));
        let mut view = View::default();
        for _ in 0..down {
            let _ = view.press(&sheet, from, PLAIN, Key::Down);
        }
        let top = |view: &View, at: Size| {
            let layout = Layout::new(&sheet, view, at, PLAIN);
            let part = layout.items.iter().rposition(|rows| rows.start <= view.scroll).unwrap_or(0);
            (part, view.scroll == layout.most())
        };
        let (was, _) = top(&view, from);
        view.resize(&sheet, from, to, PLAIN);
        let (is, end) = top(&view, to);
        prop_assert!(is == was || end && is < was, "{was} {is}");
    }
}
