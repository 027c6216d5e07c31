//! Determines which list an item belongs to. The formatter and the parser must agree on that.

use crate::words::is_blank;

/// How many columns further in than another item an item must be to be nested in it.
const NESTED: usize = 2;
/// Maximum nesting level. Deeper levels are treated as this one.
const DEEPEST: usize = 15;

/// What a line that begins like a list item turns out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ListPosition {
    /// An item at this nesting level.
    Item(u8),
    /// A continuation of the previous item, which has this nesting level. This is the case for a
    /// number in running text that happens to begin a line.
    Text(u8),
}

/// An open list.
#[derive(Debug)]
struct OpenList {
    /// The column in which its items begin.
    column: usize,
    /// Whether one of its items is numbered.
    numbered: bool,
}

/// The lists that an item can belong to, outermost first.
#[derive(Debug, Default)]
pub(crate) struct Lists {
    open: Vec<OpenList>,
    /// The byte offset at which the previous item ends.
    item_end: usize,
    /// Whether the last item placed does not continue any of the lists before it.
    is_new_list: bool,
}

impl Lists {
    /// Returns whether the last item placed does not belong to any list that was open before it.
    pub(crate) fn starts_new_list(&self) -> bool {
        self.is_new_list
    }

    /// Places an item. `start` is the offset of its marker or of the bracket before it, and `end`
    /// the offset at which the item ends.
    ///
    /// An item that is further in than the previous one is nested in it. A number other than 1
    /// directly after running text is a list item only if a numbered list is open at that depth.
    pub(crate) fn place_item(&mut self, text: &str, start: usize, mark: &str, end: usize) -> ListPosition {
        let line = text.get(..start).unwrap_or_default().rfind('\n').map_or(0, |at| at + 1);
        let column = column_count(text.get(line..start).unwrap_or_default());
        // From the end of the previous item to the start of this line: the rest of a line, then
        // whole lines.
        let between = text.get(self.item_end..line).unwrap_or("?");
        let mut lines = between.split_inclusive('\n').map(|line| line.trim_start_matches(is_blank).trim_end());
        let adjoins =
            lines.next().is_some_and(str::is_empty) && lines.clone().all(|it| it.is_empty() || is_comment(it));
        self.is_new_list = !adjoins;
        if self.is_new_list {
            self.open.clear();
        }
        let follows_text = adjoins && lines.all(is_comment);
        self.item_end = end;

        let mut depth = self.open.len();
        let nested = loop {
            let Some(last) = depth.checked_sub(1).and_then(|at| self.open.get(at)) else { break true };
            if last.column + NESTED <= column {
                break true;
            }
            match depth.checked_sub(2).and_then(|at| self.open.get(at)) {
                Some(outer) if column < outer.column + NESTED => depth -= 1,
                Some(_) | None => break false,
            }
        };
        let numbered = mark.starts_with(|c: char| c.is_ascii_digit());
        let sibling = if nested { None } else { self.open.get(depth - 1) };
        let begins = !numbered || matches!(mark, "1." | "1)") || sibling.is_some_and(|open| open.numbered);
        if follows_text && !begins {
            return ListPosition::Text(nesting_level(self.open.len()));
        }
        self.open.truncate(depth);
        if nested {
            self.open.push(OpenList { column, numbered });
        } else if let Some(open) = self.open.last_mut() {
            open.column = open.column.min(column);
            open.numbered |= numbered;
        }
        ListPosition::Item(nesting_level(self.open.len()))
    }
}

/// Returns the nesting level of the items in the innermost of `open` lists.
fn nesting_level(open: usize) -> u8 {
    u8::try_from(open.saturating_sub(1).min(DEEPEST)).unwrap_or(u8::MAX)
}

fn is_comment(line: &str) -> bool {
    line.starts_with("//")
}

/// Returns how many columns blanks occupy. A tab extends to the next multiple of four.
fn column_count(blanks: &str) -> usize {
    let next_column = |column: usize, c: char| if c == '\t' { column + 4 - column % 4 } else { column + 1 };
    blanks.chars().take_while(|c| is_blank(*c)).fold(0, next_column)
}
