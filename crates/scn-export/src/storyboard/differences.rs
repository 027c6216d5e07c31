//! What has changed between two texts, word by word.

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::model::{Change, Line, Link, Run, Runs, Shape, Voice};

/// The maximum product of the lengths of two lists that are compared item by item. Longer ones are
/// shown as removed and inserted as a whole, apart from what they have in common at their ends.
const MOST: usize = 4_000_000;

/// The minimum share of words, in thousandths, that two lines have in common if one replaces the
/// other. Otherwise the one is removed and the other inserted.
const ALIKE: usize = 400;

/// Returns the differences between two lists, in order.
fn operations<T: Eq + std::hash::Hash + Ord>(old: &[T], new: &[T]) -> Vec<DiffOp> {
    if old.len().saturating_mul(new.len()) <= MOST {
        return capture_diff_slices(Algorithm::Myers, old, new);
    }
    let before = old.iter().zip(new).take_while(|(old, new)| old == new).count();
    let rest = old.len().min(new.len()) - before;
    let after = old.iter().rev().zip(new.iter().rev()).take(rest).take_while(|(old, new)| old == new).count();
    let (old_len, new_len) = (old.len() - before - after, new.len() - before - after);
    let end = |start: usize, len: usize| start + len;
    vec![
        DiffOp::Equal { old_index: 0, new_index: 0, len: before },
        DiffOp::Replace { old_index: before, old_len, new_index: before, new_len },
        DiffOp::Equal { old_index: end(before, old_len), new_index: end(before, new_len), len: after },
    ]
}

/// Returns the lines of both versions, with what has changed marked. The second value says whether
/// anything has.
pub(super) fn compare_lines(old: &[Line], new: &[Line]) -> (Vec<Line>, bool) {
    let keys = |lines: &[Line]| lines.iter().map(line_key).collect::<Vec<_>>();
    let mut lines = Vec::new();
    let mut is_changed = false;
    for operation in operations(&keys(old), &keys(new)) {
        let (removed, added) = (&old[operation.old_range()], &new[operation.new_range()]);
        if matches!(operation, DiffOp::Equal { .. }) {
            lines.extend(added.iter().cloned());
        } else {
            is_changed |= !removed.is_empty() || !added.is_empty();
            add_replaced(removed, added, &mut lines);
        }
    }
    (lines, is_changed)
}

/// Returns what two lines must have in common to be the same.
fn line_key(line: &Line) -> String {
    let cells: Vec<Vec<RunKey<'_>>> = line.cells.iter().map(|cell| cell.iter().map(run_key).collect()).collect();
    format!("{:?} {cells:?}", line.shape)
}

/// What two runs must have in common to be the same. Where a link inside of the document leads does
/// not matter: its text names the part.
type RunKey<'r> = (&'r str, [bool; 3], Option<&'r str>, bool);

fn run_key(run: &Run) -> RunKey<'_> {
    let address = match &run.link {
        Some(Link::Address(address)) => Some(address.as_str()),
        Some(Link::Part(_)) | None => None,
    };
    (&run.text, [run.emphasis, run.strong, run.code], address, run.voice == Voice::Author)
}

fn add_replaced(removed: &[Line], added: &[Line], lines: &mut Vec<Line>) {
    let mut next_old = 0;
    for line in added {
        let candidates = removed.get(next_old..).unwrap_or_default();
        match candidates.iter().position(|old| is_alike(old, line)) {
            Some(place) => {
                lines.extend(candidates.iter().take(place).map(|old| marked(old, Change::Deleted)));
                lines.extend(candidates.get(place).map(|old| reworded(old, line)));
                next_old += place + 1;
            }
            None => lines.push(marked(line, Change::Inserted)),
        }
    }
    lines.extend(removed.get(next_old..).unwrap_or_default().iter().map(|old| marked(old, Change::Deleted)));
}

/// Returns whether a line is another wording of an earlier one.
fn is_alike(old: &Line, new: &Line) -> bool {
    let is_of_same_shape = match (&old.shape, &new.shape) {
        (Shape::Media { file: old, .. }, Shape::Media { file: new, .. }) => old == new,
        (old, new) => std::mem::discriminant(old) == std::mem::discriminant(new),
    };
    is_of_same_shape && old.cells.len() == new.cells.len() && ALIKE <= similarity(&old.words(), &new.words())
}

/// Returns how much of the longer text two texts have in common, in thousandths, by their words.
pub(super) fn similarity(old: &str, new: &str) -> usize {
    let sorted = |text: &str| {
        let mut words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
        words.sort_unstable();
        words
    };
    let (old, new) = (sorted(old), sorted(new));
    let longer = old.len().max(new.len());
    let (mut at_old, mut at_new, mut common) = (0, 0, 0_usize);
    while let (Some(one), Some(other)) = (old.get(at_old), new.get(at_new)) {
        match one.cmp(other) {
            std::cmp::Ordering::Less => at_old += 1,
            std::cmp::Ordering::Greater => at_new += 1,
            std::cmp::Ordering::Equal => {
                common += 1;
                at_old += 1;
                at_new += 1;
            }
        }
    }
    (common * 1000).checked_div(longer).unwrap_or(1000)
}

/// Returns a line of which everything is new or was removed.
pub(super) fn marked(line: &Line, change: Change) -> Line {
    let mark = |cell: &Runs| marked_runs(cell, change);
    Line { shape: line.shape.clone(), cells: line.cells.iter().map(mark).collect(), change }
}

/// Returns a text that is new or was removed.
pub(super) fn marked_runs(runs: &[Run], change: Change) -> Runs {
    runs.iter().map(|run| Run { change, ..run.clone() }).collect()
}

fn reworded(old: &Line, new: &Line) -> Line {
    let cells = old.cells.iter().zip(&new.cells).map(|(old, new)| compare_runs(old, new)).collect();
    Line { shape: new.shape.clone(), cells, change: Change::Same }
}

/// Returns a text with the words that were inserted and deleted marked.
pub(super) fn compare_runs(old: &[Run], new: &[Run]) -> Runs {
    let (old_words, new_words) = (split_words(old), split_words(new));
    let keys = |words: &'_ [Run]| words.iter().map(|word| format!("{:?}", run_key(word))).collect::<Vec<_>>();
    let mut runs: Runs = Vec::new();
    let mut add = |word: &Run, change: Change| {
        let word = Run { change, ..word.clone() };
        match runs.last_mut() {
            Some(last) if last.has_style_of(&word) => last.text.push_str(&word.text),
            Some(_) | None => runs.push(word),
        }
    };
    for operation in operations(&keys(&old_words), &keys(&new_words)) {
        let (deleted, inserted) = (&old_words[operation.old_range()], &new_words[operation.new_range()]);
        if matches!(operation, DiffOp::Equal { .. }) {
            inserted.iter().for_each(|word| add(word, Change::Same));
        } else {
            deleted.iter().for_each(|word| add(word, Change::Deleted));
            inserted.iter().for_each(|word| add(word, Change::Inserted));
        }
    }
    runs
}

/// Splits a text into words, spaces and other characters, each with its style. Characters of
/// scripts that do not put spaces between words are words of their own.
fn split_words(runs: &[Run]) -> Vec<Run> {
    let mut words: Vec<Run> = Vec::new();
    for run in runs {
        let mut last_class = None;
        for c in run.text.chars() {
            let class = class_of(c);
            match words.last_mut() {
                Some(word) if class.is_some() && class == last_class => word.text.push(c),
                Some(_) | None => words.push(Run { text: c.to_string(), ..run.clone() }),
            }
            last_class = class;
        }
    }
    words
}

/// Returns the class of characters with which a character forms a word; `None` if it is a word of
/// its own.
fn class_of(c: char) -> Option<u8> {
    let is_alone = matches!(c, '\u{E00}'..='\u{EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}'
        | '\u{2E80}'..='\u{D7FF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}');
    match c {
        _ if c.is_whitespace() => Some(0),
        // Hangul syllables form words.
        '\u{AC00}'..='\u{D7A3}' => Some(1),
        _ if is_alone => None,
        _ if c.is_alphanumeric() || matches!(c, '\'' | '’' | '\u{300}'..='\u{36F}' | '\u{590}'..='\u{8FF}') => {
            Some(1)
        }
        _ => None,
    }
}
