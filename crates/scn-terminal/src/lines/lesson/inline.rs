//! Inline content of a block, with its styles.

use anstyle::{AnsiColor, Style};

use super::{Look, Role, StyledText};
use scn_run::phrases;

/// An open link or image, whose address is written at its end.
struct OpenLink {
    address: String,
    title: String,
    /// Where its words begin: the line, and the offset in it.
    line: usize,
    from: usize,
}

/// The lines collected so far.
pub(super) struct Inline {
    look: Look,
    role: Role,
    done: Vec<StyledText>,
    now: StyledText,
    emphasis: u32,
    strong: u32,
    links: Vec<OpenLink>,
    images: Vec<OpenLink>,
}

impl Inline {
    pub(super) fn new(look: Look) -> Self {
        Self {
            look,
            role: Role::Text,
            done: Vec::new(),
            now: StyledText::new(look),
            emphasis: 0,
            strong: 0,
            links: Vec::new(),
            images: Vec::new(),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.done.is_empty() && self.now.text.is_empty()
    }

    /// Sets the role of the words until they are taken.
    pub(super) fn set_role(&mut self, role: Role) {
        self.role = role;
    }

    /// Takes the lines, as separated by hard breaks; at least one.
    pub(super) fn take_lines(&mut self) -> Vec<StyledText> {
        let mut lines = std::mem::take(&mut self.done);
        lines.push(std::mem::replace(&mut self.now, StyledText::new(self.look)));
        self.role = Role::Text;
        lines
    }

    /// Takes everything as one line.
    pub(super) fn take_joined(&mut self) -> StyledText {
        let mut joined = StyledText::new(self.look);
        for (at, line) in self.take_lines().into_iter().enumerate() {
            joined = joined.with_words(Role::Text, if at == 0 { "" } else { " " }).with_part(&line, 0..line.text.len());
        }
        joined
    }

    pub(super) fn add_text(&mut self, words: &str) {
        let style = self.current_style();
        self.now.push(words, style);
    }

    pub(super) fn add_code(&mut self, words: &str) {
        let style = self.current_style().fg_color(Some(AnsiColor::Cyan.into()));
        let mark = if self.look.colour { "" } else { "`" };
        self.now.push(mark, style);
        self.now.push(words, style);
        self.now.push(mark, style);
    }

    pub(super) fn new_line(&mut self) {
        self.done.push(std::mem::replace(&mut self.now, StyledText::new(self.look)));
    }

    /// Starts or ends emphasis. Without colour, emphasis and strong words get marks.
    pub(super) fn set_emphasis(&mut self, begins: bool) {
        self.add_mark("_");
        self.emphasis = if begins { self.emphasis + 1 } else { self.emphasis.saturating_sub(1) };
    }

    pub(super) fn set_strong(&mut self, begins: bool) {
        self.add_mark("*");
        self.strong = if begins { self.strong + 1 } else { self.strong.saturating_sub(1) };
    }

    fn add_mark(&mut self, mark: &str) {
        if !self.look.colour {
            self.add_text(mark);
        }
    }

    pub(super) fn open_link(&mut self, address: &str, title: &str) {
        let open = self.new_open_link(address, title);
        self.links.push(open);
    }

    pub(super) fn close_link(&mut self) {
        if let Some(open) = self.links.pop() {
            self.add_address(&open);
        }
    }

    pub(super) fn open_image(&mut self, address: &str, title: &str) {
        self.add_text(phrases::course::IMAGE.text().split("{description}").next().unwrap_or_default());
        let open = self.new_open_link(address, title);
        self.images.push(open);
    }

    pub(super) fn close_image(&mut self) {
        self.add_text(phrases::course::IMAGE.text().split("{description}").nth(1).unwrap_or_default());
        if let Some(open) = self.images.pop() {
            self.add_address(&open);
        }
    }

    fn new_open_link(&self, address: &str, title: &str) -> OpenLink {
        OpenLink {
            address: address.to_owned(),
            title: title.to_owned(),
            line: self.done.len(),
            from: self.now.text.len(),
        }
    }

    /// Writes the address after the words of a link or image, unless the words are the address.
    fn add_address(&mut self, open: &OpenLink) {
        let words =
            (open.line == self.done.len()).then(|| self.now.text.get(open.from..)).flatten().unwrap_or_default();
        let is_said = open.address.strip_prefix("mailto:").unwrap_or(&open.address) == words || open.address == words;
        let style = self.role.style();
        let suffix = match (is_said || open.address.is_empty(), open.title.is_empty()) {
            (true, true) => return,
            (false, true) => format!(" ({})", open.address),
            (true, false) => format!(" (“{}”)", open.title),
            (false, false) => format!(" ({}, “{}”)", open.address, open.title),
        };
        self.now.push(&suffix, style);
    }

    fn current_style(&self) -> Style {
        let mut style = self.role.style();
        if 0 < self.emphasis {
            style = style.italic();
        }
        if 0 < self.strong {
            style = style.bold();
        }
        if !self.links.is_empty() {
            style = style.underline();
        }
        style
    }
}
