//! Random bodies, each with the text that must be shown: the oracle of the suite.
//!
//! Markup is known here because it is inserted as markup; no parser is involved. A body is a list
//! of pieces, and each piece is source with the tokens that it shows. A token is a run of letters
//! and digits, or one other character that is not whitespace. Tokens that may be shown as something
//! else (the bullet of an item) are excluded; all others are included.

use std::collections::BTreeMap;

use scn_tests::random::Rng;

/// A body with the text that it shows.
#[derive(Default)]
pub(super) struct Body {
    /// Its lines, without indentation.
    pub(super) source: String,
    /// The tokens shown, in order.
    pub(super) shown: Vec<String>,
}

/// How often each kind of piece was created.
pub(super) type Covered = BTreeMap<&'static str, u64>;

/// Words of several scripts, and words that look like something else.
const WORDS: &[&str] = &[
    "the",
    "caller",
    "Mrs",
    "Dlamini",
    "asks",
    "for",
    "her",
    "balance",
    "day",
    "by",
    "due",
    "naïve",
    "Größe",
    "доверие",
    "信任",
    "ثقة",
    "e-mail",
    "don't",
    "41",
    "2.5",
    "9:15",
    "50%",
    "#1",
    "R20",
    "A/B",
    "C:",
    "x_y",
    "snake_case_word",
    "2^3",
    "(so)",
    "[sic]",
    "…",
    "—",
    "“quoted”",
    "‘so’",
    "AT&T",
    "1,000",
    "!",
    "?",
    "~3",
    "=",
    "+5",
    "$5",
    "@home",
    "§",
    "<",
    ">5",
    "|",
    "30.",
    "7.",
    "1990.",
    "12)",
    "3)",
    "007.",
    "0.",
    "1234567890.",
    "note",
    "Nothing",
    "if",
    "and/or",
    "^",
    "'tis",
    "{",
    "}",
    "{ x }",
    "x}",
    "{X}",
];

/// Words with an unnecessary backslash, which are shown unchanged.
const BACKSLASHES: &[&str] = &[
    r"\\server\HR\_forms",
    r"C:\Temp\*.tmp",
    r"D:\*.log",
    r"\d+",
    r"a\b",
    r"HR\_x",
    r"C:\",
    r"\\\\x",
    r"\%",
    r"x\.y",
    r"\(",
    r"\Temp\new",
    r"é\ü",
    r"\!",
];

/// Inline Markdown, and what it shows.
const INLINE: &[(&str, &str, &str)] = &[
    ("emphasis", "*so*", "so"),
    ("emphasis", "_so it is_", "so it is"),
    ("strong words", "**not now**", "not now"),
    ("code", "`C:\\*` ", "C:\\*"),
    ("code", "``a ` b``", "a ` b"),
    ("a link", "[the policy](https://example.org/a_b)", "the policy"),
    ("a link to a page", "<https://example.org/x>", "https://example.org/x"),
    ("a link to mail", "<data.office@example.org>", "data.office@example.org"),
    ("an escape", "\\*so\\*", "*so*"),
    ("an escape", "\\_so\\_", "_so_"),
    ("an escape", "\\{m}", "{m}"),
    ("an escape", "\\[if m > 1: x]", "[if m > 1: x]"),
    ("an entity", "&lt;b&gt;", "<b>"),
    ("raw HTML", "<b>", "<b>"),
    ("a value", "{m}", "5"),
    ("words with a condition", "[if m > 1: up | down]", "up"),
    ("words with a condition", "[if m > 8: up | down]", "down"),
];

/// Returns the tokens of a text.
pub(super) fn tokens_of(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut in_word = false;
    for c in text.chars() {
        if c.is_alphanumeric() {
            match out.last_mut().filter(|_| in_word) {
                Some(word) => word.push(c),
                None => out.push(c.to_string()),
            }
            in_word = true;
        } else {
            in_word = false;
            if !c.is_whitespace() {
                out.push(c.to_string());
            }
        }
    }
    out
}

impl Body {
    /// Creates a random body.
    pub(super) fn random_body(rng: &mut Rng, covered: &mut Covered) -> Self {
        let mut body = Self::default();
        for at in 0..=rng.number_below(4) {
            if 0 < at {
                body.source.push('\n');
            }
            body.add_piece(rng, covered);
            // Otherwise, two lists would become one.
            body.source.push_str("\nBetween.\n");
            body.add_shown("Between.");
        }
        if rng.with_percent(20) {
            *covered.entry("CRLF line ends").or_default() += 1;
            body.source = body.source.replace('\n', "\r\n");
        }
        body
    }

    /// Creates a text of one paragraph, for places where blocks are not allowed.
    pub(super) fn line_of(rng: &mut Rng, covered: &mut Covered) -> Self {
        let mut body = Self::default();
        *covered.entry("a text without blocks").or_default() += 1;
        body.add_line(rng, covered);
        body.source.push('\n');
        // Conditions are not allowed there.
        while body.source.contains("[if m") && !body.source.contains("\\[if m") {
            body = Self::default();
            body.add_line(rng, covered);
            body.source.push('\n');
        }
        body
    }

    fn add_shown(&mut self, text: &str) {
        self.shown.extend(tokens_of(text));
    }

    fn add_piece(&mut self, rng: &mut Rng, covered: &mut Covered) {
        let kinds: &[(&'static str, u32)] = &[
            ("a paragraph", 30),
            ("a paragraph with a condition", 6),
            ("a call-out", 5),
            ("speech", 6),
            ("a list with bullets", 8),
            ("a numbered list", 10),
            ("a nested list", 8),
            ("a code fence", 8),
            ("a table", 8),
            ("a heading", 4),
            ("a line across", 3),
            ("quoted lines", 5),
            ("a line that a backslash makes text", 6),
        ];
        let (name, _) = kinds[rng.weighted_index(&kinds.iter().map(|(_, weight)| *weight).collect::<Vec<_>>())];
        *covered.entry(name).or_default() += 1;
        match name {
            "a paragraph" => self.add_text(rng, covered, ""),
            "a paragraph with a condition" => {
                self.source.push_str("[if m > 1] ");
                self.add_text(rng, covered, "");
            }
            "a call-out" => {
                self.source.push_str("Tip: ");
                self.add_shown("Tip:");
                self.add_text(rng, covered, "");
            }
            "speech" => {
                self.source.push_str("Guard (quietly): ");
                self.add_shown("Guard (quietly):");
                self.add_text(rng, covered, "");
            }
            "a list with bullets" => self.add_list(rng, covered, None),
            "a numbered list" => {
                let first = [0, 1, 1, 2, 7, 98, 999_999_999].get(rng.number_below(7)).copied().unwrap_or(1);
                self.add_list(rng, covered, Some(first));
            }
            "a nested list" => self.add_nested(rng),
            "a code fence" => self.add_fence(rng),
            "a table" => self.add_table(rng),
            "a heading" => {
                let level = 1 + rng.number_below(6);
                self.source.push_str(&format!("{} ", "#".repeat(level)));
                self.add_line(rng, covered);
                self.source.push('\n');
            }
            "a line across" => {
                let line = ["---", "***", "___", "- - -"].get(rng.number_below(4)).copied().unwrap_or("---");
                self.source.push_str(line);
                self.source.push('\n');
            }
            "quoted lines" => {
                for line in
                    ["From: the manager", "Choice: {m} [if m] \\* 1. x", "  - in"].iter().take(1 + rng.number_below(3))
                {
                    self.source.push_str(&format!("> {line}\n"));
                    self.add_shown(line);
                }
            }
            _ => {
                let lines = [
                    "Choice: big words",
                    "Next: not here",
                    "- no item",
                    "3. no item",
                    "# no heading",
                    "> no quote",
                    "// no comment",
                    "Guard: no speech",
                    "--- no line",
                    "Mr Khumalo: nobody",
                ];
                let line = lines.get(rng.number_below(lines.len())).copied().unwrap_or("Choice: no");
                if line.starts_with("---") || line.starts_with("3.") {
                    self.source.push_str(&line.replace("3.", "3\\."));
                } else {
                    self.source.push_str(&format!("\\{line}"));
                }
                self.source.push('\n');
                self.add_shown(line);
            }
        }
    }

    /// Adds a word, or a piece of Markdown, with what it shows. `begins` is true if it starts a
    /// line.
    fn add_word(&mut self, rng: &mut Rng, covered: &mut Covered, begins: bool) {
        match rng.weighted_index(&[80, 10, 14]) {
            0 => {
                let word = WORDS.get(rng.number_below(WORDS.len())).copied().unwrap_or("word");
                // At the start of a line, these would be marks of blocks.
                let mark =
                    begins && matches!(word, "|" | ">5" | "<" | "—" | "=" | "#1" | "~3" | "+5" | "@home" | "Nothing");
                let word = if mark { "word" } else { word };
                self.source.push_str(word);
                self.add_shown(word);
            }
            1 => {
                *covered.entry("a backslash that is shown").or_default() += 1;
                let word = BACKSLASHES.get(rng.number_below(BACKSLASHES.len())).copied().unwrap_or(r"a\b");
                self.source.push_str(word);
                self.add_shown(word);
            }
            _ => {
                let (name, source, shown) =
                    INLINE.get(rng.number_below(INLINE.len())).copied().unwrap_or(("", "x", "x"));
                // At the start of a line, these would start a condition or an item.
                let source = if begins && source.starts_with(['[', '*', '_', '<', '\\']) { "x" } else { source };
                let shown_word = if source == "x" { "x" } else { shown };
                *covered.entry(name).or_default() += 1;
                self.source.push_str(source);
                self.add_shown(shown_word);
            }
        }
    }

    /// Adds a line of words.
    fn add_line(&mut self, rng: &mut Rng, covered: &mut Covered) {
        self.source.push_str("Word ");
        self.add_shown("Word");
        for _ in 0..rng.number_below(5) {
            self.add_word(rng, covered, false);
            self.source.push(' ');
        }
        self.source.push_str("end");
        self.add_shown("end");
    }

    /// Adds words over several lines.
    fn add_text(&mut self, rng: &mut Rng, covered: &mut Covered, indent: &str) {
        self.add_line(rng, covered);
        for _ in 0..rng.number_below(3) {
            *covered.entry("a line break in a text").or_default() += 1;
            self.source.push_str(&format!(
                "\n{}{indent}",
                ["", "  ", "    ", "\t"].get(rng.number_below(4)).copied().unwrap_or("")
            ));
            self.add_word(rng, covered, true);
            self.source.push(' ');
            self.add_line(rng, covered);
        }
        self.source.push('\n');
    }

    fn add_list(&mut self, rng: &mut Rng, covered: &mut Covered, first: Option<u64>) {
        let sign = if rng.with_percent(70) { "." } else { ")" };
        let bullet = ["-", "*", "•", "▪"].get(rng.number_below(4)).copied().unwrap_or("-");
        if first.is_none_or(|first| first == 1) && rng.with_percent(40) {
            *covered.entry("a list that ends a paragraph").or_default() += 1;
            self.add_line(rng, covered);
            self.source.push('\n');
        }
        for at in 0..=rng.number_below(3) as u64 {
            match first.map(|first| first + at).filter(|number| *number <= 999_999_999) {
                Some(number) => {
                    self.source.push_str(&format!("{number}{sign} "));
                    self.add_shown(&number.to_string());
                }
                None => self.source.push_str(&format!("{bullet} ")),
            }
            self.add_line(rng, covered);
            self.source.push('\n');
            if rng.with_percent(20) {
                self.source.push_str("  30. more of it\n");
                self.add_shown("30. more of it");
            }
            if rng.with_percent(20) {
                self.source.push('\n');
            }
        }
    }

    fn add_nested(&mut self, rng: &mut Rng) {
        let lines: &[(&str, &str)] = match rng.number_below(3) {
            0 => &[("1. one", "1 one"), ("   - two", "two"), ("   - three", "three"), ("2. four", "2 four")],
            1 => &[
                ("- one", "one"),
                ("  4) two", "4 two"),
                ("     - three", "three"),
                ("  5) four", "5 four"),
                ("- five", "five"),
            ],
            _ => &[
                ("3. one", "3 one"),
                ("\t* two", "two"),
                ("\t\t1. three", "1 three"),
                ("4. four", "4 four"),
                ("9. five", "9 five"),
            ],
        };
        for (source, shown) in lines {
            self.source.push_str(&format!("{source}\n"));
            self.add_shown(shown);
        }
    }

    fn add_fence(&mut self, rng: &mut Rng) {
        let (open, close) = [("```", "```"), ("~~~", "~~~~"), ("````md", "````"), ("``` sh -x", "```")]
            .get(rng.number_below(4))
            .copied()
            .unwrap_or(("```", "```"));
        let lines = [
            "Choice: none",
            "  // no comment",
            "[if m > 1] {m}",
            "",
            "\\*x\\* `y` <z>",
            "- - -",
            "1. a",
            "    deep",
            "| a | b |",
            "Next: nowhere",
            "chioce: none",
        ];
        self.source.push_str(&format!("{open}\n"));
        for _ in 0..=rng.number_below(4) {
            let line = lines.get(rng.number_below(lines.len())).copied().unwrap_or("x");
            self.source.push_str(&format!("{line}\n"));
            self.add_shown(line);
        }
        self.source.push_str(&format!("{close}\n"));
    }

    fn add_table(&mut self, rng: &mut Rng) {
        let columns = 1 + rng.number_below(3);
        let cells = [
            ("root", "root"),
            ("09:15", "09:15"),
            ("{m} of 9", "5 of 9"),
            ("a \\| b", "a | b"),
            ("*so*", "so"),
            ("[if m > 8: no | yes]", "yes"),
            ("C:\\x\\_y", "C:\\x\\_y"),
            ("信任", "信任"),
        ];
        self.source.push_str(&format!("|{}\n", " Head |".repeat(columns)));
        self.source.push_str(&format!(
            "|{}\n",
            [" --- |", ":-:|", " --: |"].get(rng.number_below(3)).copied().unwrap_or("-|").repeat(columns)
        ));
        let mut rows = Vec::new();
        for _ in 0..=rng.number_below(3) {
            let mut row = String::from("|");
            for _ in 0..columns {
                let (source, shown) = cells.get(rng.number_below(cells.len())).copied().unwrap_or(("x", "x"));
                row.push_str(&format!(" {source} |"));
                rows.push(shown);
            }
            self.source.push_str(&format!("{row}\n"));
        }
        // If there is no space for columns, the headings are repeated in each row, so only the
        // cells have a fixed order.
        rows.into_iter().for_each(|cell| self.add_shown(cell));
    }
}
