//! Which list an item belongs to. What rewrites a file and what reads it must agree on that.

use crate::words::is_blank;

/// How much further in than the mark of an item an item must stand to be nested in it, in columns.
const NESTED: usize = 2;
/// Deeper nesting is not told apart.
const DEEPEST: usize = 15;

/// What a line that begins as an item does turns out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// An item, nested in so many lists.
    Item(u8),
    /// More text of the item before it, which is nested in so many lists: a number in running text
    /// that happens to begin a line.
    Text(u8),
}

/// A list that is open.
#[derive(Debug)]
struct Open {
    /// In which column its items begin.
    column: usize,
    /// Whether one of them has a number.
    numbered: bool,
}

/// The lists that an item can belong to, from the outermost.
#[derive(Debug, Default)]
pub(crate) struct Lists {
    open: Vec<Open>,
    /// Where the item before ends, in bytes.
    end: usize,
    /// Whether the item that was placed last goes on none of the lists before it.
    anew: bool,
}

impl Lists {
    /// Whether the item that was placed last belongs to no list that was open before it.
    pub(crate) fn begins_anew(&self) -> bool {
        self.anew
    }

    /// Places an item: `start` is where its mark, or the bracket before it, begins in the text, and
    /// `end` where the item ends.
    ///
    /// An item that stands further in than the one before it is nested in it. A number other than 1
    /// that directly follows running text belongs to a list only where a numbered list is open at
    /// that depth.
    pub(crate) fn place(&mut self, text: &str, start: usize, mark: &str, end: usize) -> Place {
        let line = text.get(..start).unwrap_or_default().rfind('\n').map_or(0, |at| at + 1);
        let column = columns(text.get(line..start).unwrap_or_default());
        // From the end of the item before to the start of this line: the rest of a line, then whole
        // lines.
        let between = text.get(self.end..line).unwrap_or("?");
        let mut lines = between.split_inclusive('\n').map(|line| line.trim_start_matches(is_blank).trim_end());
        let adjoins =
            lines.next().is_some_and(str::is_empty) && lines.clone().all(|it| it.is_empty() || is_comment(it));
        self.anew = !adjoins;
        if self.anew {
            self.open.clear();
        }
        let follows_text = adjoins && lines.all(is_comment);
        self.end = end;

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
            return Place::Text(level(self.open.len()));
        }
        self.open.truncate(depth);
        if nested {
            self.open.push(Open { column, numbered });
        } else if let Some(open) = self.open.last_mut() {
            open.column = open.column.min(column);
            open.numbered |= numbered;
        }
        Place::Item(level(self.open.len()))
    }
}

/// In how many lists the items of the innermost of so many lists are nested.
fn level(open: usize) -> u8 {
    u8::try_from(open.saturating_sub(1).min(DEEPEST)).unwrap_or(u8::MAX)
}

fn is_comment(line: &str) -> bool {
    line.starts_with("//")
}

/// How many columns blanks take, a tab up to the next one that four divides.
fn columns(blanks: &str) -> usize {
    let wide = |column: usize, c: char| if c == '\t' { column + 4 - column % 4 } else { column + 1 };
    blanks.chars().take_while(|c| is_blank(*c)).fold(0, wide)
}
