//! Prints a story as source text.

use std::fmt::{self, Display, Formatter, Write};

use scn_story::{
    Alignment, Block, Callout, Change, Choice, Comparison, Cond, Ending, Expr, MediaKind, NextCase, Operand, Outcome,
    OutcomeWhen, Principle, PromiseKind, RunResult, Scenario, Situation, Span, Story, Target, TestStep, Variable,
    VariableKind, When,
};

use super::passages::{Passage, Place, passages};

/// Returns the source of a story's principles and scenarios, as one file. Text is printed
/// unchanged, so it must not contain anything that would be parsed as Markdown or as an
/// instruction.
#[must_use]
pub fn to_scn(story: &Story) -> String {
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = story.principles.iter().try_for_each(|one| print_principle(&mut out, one));
    let _ = story.scenarios.iter().try_for_each(|one| print_scenario(&mut out, one));
    out
}

fn print_principle(out: &mut String, principle: &Principle) -> fmt::Result {
    writeln!(out, "Principle {}: {}", principle.id, principle.title)?;
    if principle.weight != 1 {
        writeln!(out, "  Weight: {}", principle.weight)?;
    }
    print_body(out, "  ", &principle.text)
}

fn print_scenario(out: &mut String, scenario: &Scenario) -> fmt::Result {
    writeln!(out, "\nScenario {}: {}", scenario.id, scenario.title)?;
    if !scenario.covers.is_empty() {
        writeln!(out, "  Covers: {}", scenario.covers.join(", "))?;
    }
    if scenario.situations.first().is_some_and(|first| first.id != scenario.start) {
        writeln!(out, "  Start: {}", scenario.start)?;
    }
    if let Some(minutes) = scenario.minutes {
        writeln!(out, "  Minutes: {minutes}")?;
    }
    print_body(out, "  ", &scenario.brief)?;
    for cast in &scenario.cast {
        writeln!(out, "\nCast {}: {}", cast.name, cast.who)?;
    }
    scenario.variables.iter().try_for_each(|one| print_variable(out, one))?;
    // Some come before the places that show them.
    let passages = passages(scenario);
    let (above, below) = passages.split_at(passages.len() / 2);
    above.iter().try_for_each(|one| print_passage(out, one))?;
    scenario.situations.iter().enumerate().try_for_each(|(at, one)| print_situation(out, &passages, at, one))?;
    scenario.endings.iter().enumerate().try_for_each(|(at, one)| print_ending(out, &passages, at, one))?;
    below.iter().try_for_each(|one| print_passage(out, one))?;
    for test in &scenario.tests {
        writeln!(out, "\nTest: {}", test.title)?;
        for step in &test.steps {
            match step {
                TestStep::Choose { choice, outcome: None } => writeln!(out, "  Choose: {choice}")?,
                TestStep::Choose { choice, outcome: Some(number) } => {
                    writeln!(out, "  Choose: {choice}, outcome {number}")?;
                }
                TestStep::Expect(cond) => writeln!(out, "  Expect: {}", ExprText(&cond.expr))?,
            }
        }
    }
    for promise in &scenario.promises {
        let kind = match promise.kind {
            PromiseKind::Never => "never",
            PromiseKind::Possible => "possible",
            PromiseKind::AlwaysPossible => "always possible",
            PromiseKind::Inevitable => "inevitable",
        };
        writeln!(out, "\nPromise: {kind} {}", ExprText(&promise.cond.expr))?;
    }
    Ok(())
}

fn print_variable(out: &mut String, variable: &Variable) -> fmt::Result {
    let Variable { id, title, shown, kind } = variable;
    match kind {
        VariableKind::Meter { low, high, start } => {
            writeln!(out, "\nMeter {id}: {title}\n  Range: {low} to {high}\n  Start: {start}")?;
        }
        VariableKind::Flag { start } => {
            writeln!(out, "\nFlag {id}: {title}")?;
            if *start {
                writeln!(out, "  Start: yes")?;
            }
        }
        VariableKind::State { values, words, start } => {
            let value = |value: &String| match words.get(value) {
                Some(words) => format!("{value} \"{words}\""),
                None => value.clone(),
            };
            let values: Vec<String> = values.iter().map(value).collect();
            writeln!(out, "\nState {id}: {title}\n  Values: {}\n  Start: {start}", values.join(", "))?;
        }
    }
    if *shown { writeln!(out, "  Shown: always") } else { Ok(()) }
}

fn print_passage(out: &mut String, passage: &Passage<'_>) -> fmt::Result {
    writeln!(out, "\nPassage {}: A text of this story", passage.id)?;
    print_changes(out, "  ", passage.set)?;
    print_body(out, "  ", passage.text())
}

/// Returns the passage that a place shows.
fn passage_at<'p, 's>(passages: &'p [Passage<'s>], place: Place) -> Option<&'p Passage<'s>> {
    passages.iter().find(|passage| passage.places.contains(&place))
}

/// Prints a text, or what comes before the passage that shows the rest of it.
fn print_text(out: &mut String, indent: &str, body: &[Block], passage: Option<&Passage<'_>>) -> fmt::Result {
    print_body(out, indent, passage.map_or(body, |passage| &body[..passage.before]))?;
    passage.map_or(Ok(()), |passage| writeln!(out, "{indent}Show: {}", passage.id))
}

fn print_situation(out: &mut String, passages: &[Passage<'_>], at: usize, situation: &Situation) -> fmt::Result {
    writeln!(out, "\n{}", format!("Situation {}: {}", situation.id, situation.title).trim_end())?;
    let passage = passage_at(passages, Place::Situation(at));
    if passage.is_none() {
        print_changes(out, "  ", &situation.set)?;
    }
    print_text(out, "  ", &situation.body, passage)?;
    print_hints(out, "  ", &situation.hints)?;
    if let Some(ask) = &situation.ask {
        writeln!(out, "  Ask {}: {}", ask.id, spans_text(&ask.text))?;
    }
    for (choice_at, choice) in situation.choices.iter().enumerate() {
        print_choice(out, choice)?;
        for (outcome_at, outcome) in choice.outcomes.iter().enumerate() {
            let passage = passage_at(passages, Place::Outcome(at, choice_at, outcome_at));
            print_outcome(out, outcome, outcome_at, passage, choice.outcomes.len() == 1)?;
        }
    }
    if !situation.next.is_empty() {
        writeln!(out)?;
    }
    print_cases(out, "  ", &situation.next)
}

fn print_cases(out: &mut String, indent: &str, cases: &[NextCase]) -> fmt::Result {
    for (at, case) in cases.iter().enumerate() {
        match &case.when {
            Some(when) => writeln!(out, "{indent}Next [if {}]: {}", ExprText(&when.expr), target_word(&case.to))?,
            None if at == 0 => writeln!(out, "{indent}Next: {}", target_word(&case.to))?,
            None => writeln!(out, "{indent}Next [otherwise]: {}", target_word(&case.to))?,
        }
    }
    Ok(())
}

fn print_choice(out: &mut String, choice: &Choice) -> fmt::Result {
    write!(out, "\n  Choice {}", choice.id)?;
    print_bracket(out, "if", choice.when.as_ref())?;
    print_bracket(out, "needs", choice.needs.as_ref())?;
    if choice.once {
        write!(out, " [once]")?;
    }
    if let Some(seconds) = choice.after {
        write!(out, " [after {seconds} seconds]")?;
    }
    writeln!(out, ": {}", spans_text(&choice.label))?;
    if let Some(locked) = &choice.locked {
        writeln!(out, "    Locked: {}", spans_text(locked))?;
    }
    print_hints(out, "    ", &choice.hints)
}

fn print_outcome(
    out: &mut String,
    outcome: &Outcome,
    at: usize,
    passage: Option<&Passage<'_>>,
    is_only: bool,
) -> fmt::Result {
    if at > 0 {
        writeln!(out)?;
    }
    // An outcome whose whole text is a passage needs no `Outcome:` if it is the only one.
    let is_bare = passage.is_some_and(|it| it.before == 0 && it.text().len() % 2 == 1) && is_only;
    if is_bare && outcome.when == OutcomeWhen::Always && !outcome.next.is_empty() {
        print_text(out, "    ", &outcome.body, passage)?;
    } else if !is_wordless(outcome) {
        print_outcome_head(out, outcome, passage)?;
    }
    for link in &outcome.links {
        let word = match link.rating {
            2.. => "Upholds",
            0 | 1 => "Partly upholds",
            -1 => "Partly breaks",
            ..=-2 => "Breaks",
        };
        writeln!(out, "    {word} {}: {}", link.principle, spans_text(&link.because))?;
    }
    for feedback in &outcome.feedback {
        writeln!(out, "    Feedback: {}", spans_text(feedback))?;
    }
    if passage.is_none() {
        print_changes(out, "    ", &outcome.set)?;
    }
    if let Some(detour) = &outcome.detour {
        writeln!(out, "    Detour: {detour}")?;
    }
    print_cases(out, "    ", &outcome.next)
}

/// Returns whether an outcome is printed without `Outcome:`, which is possible if it is the only
/// one, has no words, and leads somewhere. Those with a detour have it, to print both forms.
fn is_wordless(outcome: &Outcome) -> bool {
    outcome.when == OutcomeWhen::Always
        && outcome.body.is_empty()
        && !outcome.next.is_empty()
        && outcome.detour.is_none()
}

fn print_outcome_head(out: &mut String, outcome: &Outcome, passage: Option<&Passage<'_>>) -> fmt::Result {
    write!(out, "    Outcome")?;
    match &outcome.when {
        OutcomeWhen::Always => {}
        OutcomeWhen::If(cond) => print_bracket(out, "if", Some(cond))?,
        OutcomeWhen::Chance { numerator, denominator } => write!(out, " [{numerator} in {denominator}]")?,
        OutcomeWhen::Otherwise => write!(out, " [otherwise]")?,
    }
    match outcome.body.split_first() {
        Some((Block::Paragraph { when: When::Always, text: first }, more))
            if passage.is_none_or(|passage| 0 < passage.before) =>
        {
            writeln!(out, ": {}", spans_text(first))?;
            print_body(out, "    ", passage.map_or(more, |passage| &more[..passage.before - 1]))?;
            passage.map_or(Ok(()), |passage| writeln!(out, "    Show: {}", passage.id))
        }
        Some(_) | None => {
            writeln!(out, ":")?;
            print_text(out, "    ", &outcome.body, passage)
        }
    }
}

fn print_ending(out: &mut String, passages: &[Passage<'_>], at: usize, ending: &Ending) -> fmt::Result {
    let result = result_word(ending.result);
    writeln!(out, "\nEnding {}: {}\n  Result: {result}", ending.id, ending.title)?;
    print_text(out, "  ", &ending.body, passage_at(passages, Place::Ending(at)))
}

fn result_word(result: RunResult) -> &'static str {
    match result {
        RunResult::Passed => "passed",
        RunResult::Failed => "failed",
        RunResult::Mixed => "mixed",
    }
}

fn print_hints(out: &mut String, indent: &str, hints: &[Vec<Span>]) -> fmt::Result {
    hints.iter().try_for_each(|hint| writeln!(out, "{indent}Hint: {}", spans_text(hint)))
}

fn target_word(target: &Target) -> &str {
    match target {
        Target::Node(id) => id,
        Target::Again => "again",
        Target::Return => "return",
    }
}

fn print_bracket(out: &mut String, word: &str, cond: Option<&Cond>) -> fmt::Result {
    cond.map_or(Ok(()), |cond| write!(out, " [{word} {}]", ExprText(&cond.expr)))
}

/// Prints changes: one line for all that follow each other without a condition, and one for each
/// condition.
fn print_changes(out: &mut String, indent: &str, changes: &[Change]) -> fmt::Result {
    let is_conditional = |change: &Change| matches!(change, Change::When { .. });
    for line in changes.chunk_by(|one, other| !is_conditional(one) && !is_conditional(other)) {
        match line {
            [Change::When { when, set }] => {
                writeln!(out, "{indent}Set [if {}]: {}", ExprText(&when.expr), change_words(set))?;
            }
            simple => writeln!(out, "{indent}Set: {}", change_words(simple))?,
        }
    }
    Ok(())
}

fn change_words(changes: &[Change]) -> String {
    let words = changes.iter().map(|change| match change {
        Change::When { .. } => unreachable!("conditions of changes do not nest"),
        Change::Add { variable, by, .. } => format!("{variable} {by:+}"),
        Change::Number { variable, to } => format!("{variable} = {to}"),
        Change::Flag { variable, to } => {
            if *to {
                variable.clone()
            } else {
                format!("not {variable}")
            }
        }
        Change::State { variable, to } => format!("{variable} = {to}"),
    });
    words.collect::<Vec<_>>().join(", ")
}

/// The conditions that the blocks printed so far leave open.
#[derive(Default)]
struct PrintedConditions<'s> {
    /// Those of the last lines, `[if …]` and `[otherwise if …]`.
    lines: Vec<&'s Expr>,
    /// Those of the branches of the block of conditions that is open.
    branches: Vec<&'s Expr>,
    /// The number of the branch that is open.
    branch: usize,
}

impl<'s> PrintedConditions<'s> {
    /// Prints what precedes the words of a block.
    fn print_when(&mut self, out: &mut String, indent: &str, when: &'s When) -> fmt::Result {
        let guards: Vec<(&Expr, bool)> = when.guards().map(|(cond, wanted)| (&cond.expr, wanted)).collect();
        let is_block = matches!(when, When::All(_));
        let is_line = is_block && guards.first().is_some_and(|(_, wanted)| !wanted) && self.branches.is_empty();
        if is_line {
            write!(out, "{indent}")?;
            return match guards.last() {
                Some((expr, true)) => {
                    self.lines.push(expr);
                    write!(out, "[otherwise if {}] ", ExprText(expr))
                }
                Some(_) | None => write!(out, "[otherwise] "),
            };
        }
        let own = if is_block { self.print_branch(out, indent, &guards)? } else { guards.as_slice() };
        if !is_block {
            self.end(out, indent)?;
        }
        self.lines.clear();
        write!(out, "{indent}")?;
        match own {
            [] => Ok(()),
            [(expr, true)] => {
                self.lines.push(expr);
                write!(out, "[if {}] ", ExprText(expr))
            }
            [(_, false)] => write!(out, "[otherwise] "),
            [_, _, ..] => unreachable!("random blocks have one condition of their own"),
        }
    }

    /// Prints the line that begins the branch of a block, if it is not open. Returns the conditions
    /// of the block itself.
    fn print_branch<'g>(
        &mut self,
        out: &mut String,
        indent: &str,
        guards: &'g [(&'s Expr, bool)],
    ) -> Result<&'g [(&'s Expr, bool)], fmt::Error> {
        let before = guards.iter().take_while(|(_, wanted)| !wanted).count();
        let continues =
            guards.iter().take(before).map(|(expr, _)| *expr).eq(self.branches.iter().take(before).copied());
        let (branch, own) = guards.split_at((before + 1).min(guards.len()));
        let last = branch.last().filter(|(_, wanted)| *wanted).map(|(expr, _)| *expr);
        let is_open = before == self.branch && self.branches.get(before).copied() == last && !self.branches.is_empty();
        if is_open && continues {
            return Ok(own);
        }
        if before == 0 || !continues {
            self.end(out, indent)?;
        }
        match last {
            Some(expr) if before == 0 => writeln!(out, "{indent}[if {}]\n", ExprText(expr))?,
            Some(expr) => writeln!(out, "{indent}[otherwise if {}]\n", ExprText(expr))?,
            None => writeln!(out, "{indent}[otherwise]\n")?,
        }
        self.branches.extend(last);
        self.branch = before;
        Ok(own)
    }

    /// Prints the end of the block of conditions that is open.
    fn end(&mut self, out: &mut String, indent: &str) -> fmt::Result {
        if !self.branches.is_empty() {
            writeln!(out, "{indent}[end]\n")?;
        }
        self.branches.clear();
        self.branch = 0;
        Ok(())
    }
}

/// Prints the blocks of a body, each after a blank line.
fn print_body(out: &mut String, indent: &str, blocks: &[Block]) -> fmt::Result {
    let mut conditions = PrintedConditions::default();
    blocks.iter().try_for_each(|block| {
        writeln!(out)?;
        conditions.print_when(out, indent, block.display_condition())?;
        match block {
            Block::Paragraph { text: spans, .. } => writeln!(out, "{}", spans_text(spans)),
            Block::Speech { speaker, direction: None, text: spans, .. } => {
                writeln!(out, "{speaker}: {}", spans_text(spans))
            }
            Block::Speech { speaker, direction: Some(how), text: spans, .. } => {
                writeln!(out, "{speaker} ({how}): {}", spans_text(spans))
            }
            Block::Callout { callout, text: spans, .. } => {
                let word = match callout {
                    Callout::Note => "Note",
                    Callout::Tip => "Tip",
                    Callout::Remember => "Remember",
                    Callout::Warning => "Warning",
                };
                writeln!(out, "{word}: {}", spans_text(spans))
            }
            Block::Media { media, file, alternative, .. } => {
                let word = match media {
                    MediaKind::Image => "Image",
                    MediaKind::Audio => "Audio",
                    MediaKind::Video => "Video",
                };
                writeln!(out, "{word} {file}: {}", spans_text(alternative))
            }
            Block::List { ordered, start, level, items, .. } => {
                let indent = format!("{indent}{}", "   ".repeat(usize::from(*level)));
                for (at, item) in (*start..).zip(items) {
                    let mark = if *ordered { format!("{at}.") } else { "-".to_owned() };
                    // The first item of a list that is not nested is indented already.
                    let indent = if at == *start && *level == 0 { "" } else { &indent };
                    writeln!(out, "{indent}{mark} {}", spans_text(item))?;
                }
                Ok(())
            }
            Block::Quote { lines, .. } => {
                let further_lines = lines.iter().skip(1);
                writeln!(out, "> {}", lines.first().map_or("", String::as_str))?;
                further_lines.into_iter().try_for_each(|line| writeln!(out, "{indent}> {line}"))
            }
            Block::Code { info, lines, .. } => {
                writeln!(out, "```{}", info.as_deref().unwrap_or_default())?;
                lines.iter().try_for_each(|line| writeln!(out, "{indent}{line}"))?;
                writeln!(out, "{indent}```")
            }
            Block::Table { columns, head, rows, .. } => {
                let row_text = |cells: &[Vec<Span>]| {
                    format!("| {} |", cells.iter().map(|cell| spans_text(cell)).collect::<Vec<_>>().join(" | "))
                };
                let rule = columns.iter().map(|column| match column {
                    Alignment::None => "---",
                    Alignment::Left => ":--",
                    Alignment::Center => ":-:",
                    Alignment::Right => "--:",
                });
                writeln!(out, "{}", row_text(head))?;
                writeln!(out, "{indent}| {} |", rule.collect::<Vec<_>>().join(" | "))?;
                rows.iter().try_for_each(|cells| writeln!(out, "{indent}{}", row_text(cells)))
            }
            Block::Heading { level, text: spans, .. } => {
                writeln!(out, "{} {}", "#".repeat(usize::from(*level)), spans_text(spans))
            }
            Block::Rule { .. } => writeln!(out, "---"),
        }
    })?;
    if !conditions.branches.is_empty() {
        writeln!(out)?;
    }
    conditions.end(out, indent)
}

fn spans_text(spans: &[Span]) -> String {
    let span_text = |span: &Span| match span {
        Span::Text { text, .. } => text.clone(),
        Span::Value { value } => format!("{{{value}}}"),
        Span::If { when, then, otherwise } if otherwise.is_empty() => {
            format!("[if {}: {}]", ExprText(&when.expr), spans_text(then))
        }
        Span::If { when, then, otherwise } => {
            format!("[if {}: {} | {}]", ExprText(&when.expr), spans_text(then), spans_text(otherwise))
        }
    };
    spans.iter().map(span_text).collect()
}

/// A condition as text.
struct ExprText<'a>(&'a Expr);

impl ExprText<'_> {
    /// Joins the parts with a word; each part that contains such a word itself is put in
    /// parentheses.
    fn join_parts(parts: &[Expr], word: &str, f: &mut Formatter<'_>) -> fmt::Result {
        for (at, part) in parts.iter().enumerate() {
            if at > 0 {
                write!(f, " {word} ")?;
            }
            Self::inner_text(part, f)?;
        }
        Ok(())
    }

    fn inner_text(part: &Expr, f: &mut Formatter<'_>) -> fmt::Result {
        if matches!(part, Expr::And(_) | Expr::Or(_)) {
            write!(f, "({})", ExprText(part))
        } else {
            write!(f, "{}", ExprText(part))
        }
    }
}

impl Display for ExprText<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let operand_text = |operand: &Operand| match operand {
            Operand::Variable(id) => id.clone(),
            Operand::Number(number) => number.to_string(),
            Operand::Word(word) => word.clone(),
        };
        match self.0 {
            Expr::And(parts) => Self::join_parts(parts, "and", f),
            Expr::Or(parts) => Self::join_parts(parts, "or", f),
            Expr::Not(inner) => {
                write!(f, "not ")?;
                Self::inner_text(inner, f)
            }
            Expr::Flag(id) => write!(f, "{id}"),
            Expr::Compare { left, is, right } => {
                let sign = match is {
                    Comparison::Equal => "=",
                    Comparison::NotEqual => "!=",
                    Comparison::Less => "<",
                    Comparison::LessOrEqual => "<=",
                    Comparison::Greater => ">",
                    Comparison::GreaterOrEqual => ">=",
                };
                write!(f, "{} {sign} {}", operand_text(left), operand_text(right))
            }
            Expr::Visited(id) => write!(f, "visited {id}"),
            Expr::Chose { situation, choice } => write!(f, "chose {situation}/{choice}"),
            Expr::Broke(id) => write!(f, "broke {id}"),
            Expr::Upheld(id) => write!(f, "upheld {id}"),
            Expr::Faced(id) => write!(f, "faced {id}"),
            Expr::At(id) => write!(f, "at {id}"),
            Expr::Ended => write!(f, "ended"),
            Expr::Result(one) => write!(f, "{}", result_word(*one)),
        }
    }
}
