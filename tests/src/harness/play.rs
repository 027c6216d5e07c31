//! Plays a compiled scenario, and records what a learner is shown.

use scn_story::{
    Block, Body, Callout, Choice, Cond, CurrentValue, Keep, Machine, MediaKind, Moment, Observer, Offer, Outcome,
    Scenario, Span, Stacks, State, Step, Stop, VariableKind, When,
};

type Bits = Vec<u64>;

/// The value of `{learner}` in a test's run.
pub const LEARNER: &str = "Sam";

/// A run with more steps than this without a choice is considered endless.
const MOST_STEPS: usize = 10_000;

/// The position of a run, and the text shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlayResult {
    /// The text shown, one block per line.
    pub shown: String,
    /// The situation or ending.
    pub at: String,
    /// Whether it is an ending.
    pub ended: bool,
    /// The available choices.
    pub open: Vec<String>,
    /// The choices shown and locked.
    pub locked: Vec<String>,
}

/// A step of a run: a choice, and the outcome if it is random.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pick {
    /// The choice's id.
    pub choice: String,
    /// The outcome, from 1.
    pub outcome: Option<usize>,
}

/// Parses `a,b,outcome 2`.
///
/// # Errors
///
/// If an outcome does not follow a choice, or its number is invalid.
pub fn read_run(parts: &[&str]) -> Result<Vec<Pick>, String> {
    let mut picks: Vec<Pick> = Vec::new();
    for part in parts {
        match part.strip_prefix("outcome ") {
            None => picks.push(Pick { choice: (*part).to_owned(), outcome: None }),
            Some(number) => {
                let pick = picks.last_mut().ok_or_else(|| format!("`{part}` follows no choice"))?;
                pick.outcome = Some(number.parse().map_err(|_| format!("`{part}` has no number"))?);
            }
        }
    }
    Ok(picks)
}

/// Plays a scenario.
///
/// # Errors
///
/// If the run is impossible: a choice is not available, a random outcome is not given, or the run
/// stops or never reaches a choice.
pub fn play_scenario(scenario: &Scenario, run: &[Pick]) -> Result<PlayResult, String> {
    let machine = Machine::new(scenario, Keep::All).map_err(|error| format!("no machine: {error}"))?;
    let mut player = Player::new(scenario, &machine);
    let mut state = machine.start(&mut player.seen);
    state = player.continue_to_choices(state)?;
    for pick in run {
        state = player.make_pick(&state, pick)?;
        state = player.continue_to_choices(state)?;
    }
    player.write_shown()?;
    let (mut open, mut locked) = (Vec::new(), Vec::new());
    let ended = machine.result(state.node).is_some();
    if !ended {
        for choice in machine.choices_of(state.node) {
            match machine.offer(&state, choice, &mut ShownBodies::default()) {
                Offer::Open => open.push(machine.choice_id(choice).to_owned()),
                Offer::Locked => locked.push(machine.choice_id(choice).to_owned()),
                Offer::Hidden | Offer::Used => {}
            }
        }
    }
    Ok(PlayResult { shown: player.shown, at: machine.node_id(state.node).to_owned(), ended, open, locked })
}

/// The bodies in the order shown, each with the state that its text reads.
#[derive(Default)]
struct ShownBodies(Vec<(Body, State<Bits>)>);

impl Observer<Bits> for ShownBodies {
    fn body_shown(&mut self, body: Body, state: &State<Bits>) {
        self.0.push((body, state.clone()));
    }
}

struct Player<'s> {
    scenario: &'s Scenario,
    machine: &'s Machine,
    choices: Vec<&'s Choice>,
    outcomes: Vec<&'s Outcome>,
    stacks: Stacks,
    seen: ShownBodies,
    shown: String,
}

impl<'s> Player<'s> {
    fn new(scenario: &'s Scenario, machine: &'s Machine) -> Self {
        let choices: Vec<&Choice> = scenario.situations.iter().flat_map(|situation| &situation.choices).collect();
        let outcomes = choices.iter().flat_map(|choice| &choice.outcomes).collect();
        Self {
            scenario,
            machine,
            choices,
            outcomes,
            stacks: Stacks::new(),
            seen: ShownBodies::default(),
            shown: String::new(),
        }
    }

    /// Continues without choices until there are choices or an ending, and shows the choices.
    fn continue_to_choices(&mut self, mut state: State<Bits>) -> Result<State<Bits>, String> {
        for _ in 0..MOST_STEPS {
            match self.machine.moment(state.node) {
                Moment::Ending(_) => {
                    self.write_shown()?;
                    self.write_status(&state)?;
                    return Ok(state);
                }
                Moment::Choices => {
                    self.write_shown()?;
                    self.write_status(&state)?;
                    self.show_choices(&state)?;
                    return Ok(state);
                }
                Moment::GoesOn => {
                    let step = self.machine.go_on(&state, &mut self.seen, &self.stacks);
                    state = self.arrive(step)?;
                }
            }
        }
        Err(format!("the run never comes to a choice, and is at `{}`", self.machine.node_id(state.node)))
    }

    fn make_pick(&mut self, state: &State<Bits>, pick: &Pick) -> Result<State<Bits>, String> {
        let mut open = Vec::new();
        self.machine.offers(state, &mut open, &mut self.seen);
        let node_id = self.machine.node_id(state.node);
        let Some(choice) = open.iter().copied().find(|choice| self.machine.choice_id(*choice) == pick.choice) else {
            let ids: Vec<&str> = open.iter().map(|choice| self.machine.choice_id(*choice)).collect();
            return Err(format!("`{}` is not on offer at `{node_id}`; on offer: {}", pick.choice, ids.join(", ")));
        };
        let mut outcomes = Vec::new();
        let chosen = self.machine.choose(state, &open, choice, &mut outcomes, &mut self.seen);
        let outcome_numbered = |wanted: usize| {
            let number_of = |outcome| self.machine.choice_of(outcome).map(|(_, at)| at + 1);
            outcomes.iter().copied().find(|outcome| number_of(*outcome) == Some(wanted))
        };
        let outcome = match (self.machine.is_chance(choice), pick.outcome) {
            (true, None) => return Err(format!("`{}` is decided by chance: say which outcome", pick.choice)),
            (false, Some(_)) => return Err(format!("chance does not decide `{}`", pick.choice)),
            (true, Some(wanted)) => {
                outcome_numbered(wanted).ok_or_else(|| format!("`{}` has no outcome {wanted}", pick.choice))?
            }
            (false, None) => *outcomes.first().ok_or_else(|| format!("`{}` has no outcome that holds", pick.choice))?,
        };
        let step = self.machine.take_outcome(&chosen, outcome, &mut self.stacks, &mut self.seen);
        self.arrive(step)
    }

    fn arrive(&self, step: Step<Bits>) -> Result<State<Bits>, String> {
        match step {
            Step::To(state) => Ok(state),
            Step::Stopped(Stop::Nowhere) => Err("the run stops: nothing says where it leads".to_owned()),
            Step::Stopped(Stop::StrayReturn(_)) => Err("the run stops: it returns, and no detour is open".to_owned()),
        }
    }

    /// Writes down the bodies shown since the last call.
    fn write_shown(&mut self) -> Result<(), String> {
        for (body, state) in std::mem::take(&mut self.seen.0) {
            let blocks = match body {
                Body::Brief => &self.scenario.brief,
                Body::Node(node) => match node.index().checked_sub(self.scenario.situations.len()) {
                    None => {
                        self.scenario.situations.get(node.index()).map(|node| &node.body).ok_or("no such situation")?
                    }
                    Some(at) => self.scenario.endings.get(at).map(|node| &node.body).ok_or("no such ending")?,
                },
                Body::Outcome(outcome) => &self.outcomes.get(outcome.index()).ok_or("no such outcome")?.body,
            };
            for block in blocks {
                self.write_block(block, &state)?;
            }
            if let Body::Outcome(outcome) = body {
                for feedback in
                    self.outcomes.get(outcome.index()).map(|outcome| &outcome.feedback).into_iter().flatten()
                {
                    self.write_line("", feedback, &state)?;
                }
            }
        }
        Ok(())
    }

    /// Writes the values that are always shown.
    fn write_status(&mut self, state: &State<Bits>) -> Result<(), String> {
        for variable in self.scenario.variables.iter().filter(|it| it.shown) {
            let value = vec![Span::Value { value: variable.id.clone() }];
            self.write_line(&format!("{}: ", variable.title), &value, state)?;
        }
        Ok(())
    }

    fn show_choices(&mut self, state: &State<Bits>) -> Result<(), String> {
        for choice in self.machine.choices_of(state.node) {
            let offer = self.machine.offer(state, choice, &mut ShownBodies::default());
            let Some(written) = self.choices.get(choice.index()).copied() else {
                return Err("no such choice".to_owned());
            };
            match offer {
                Offer::Hidden | Offer::Used => {}
                Offer::Open => self.write_line("", &written.label, state)?,
                Offer::Locked => {
                    self.write_line("", &written.label, state)?;
                    if let Some(why) = &written.locked {
                        self.write_line("", why, state)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn write_block(&mut self, block: &Block, state: &State<Bits>) -> Result<(), String> {
        let when_holds = |when: &When| match when {
            When::Always => Ok(true),
            When::If(cond) => self.condition_holds(cond, state),
            When::Otherwise(cond) => self.condition_holds(cond, state).map(|held| !held),
            When::All(_) => when
                .guards()
                .try_fold(true, |shown, (cond, wanted)| Ok(shown && self.condition_holds(cond, state)? == wanted)),
        };
        match block {
            Block::Paragraph { when, text } => {
                if when_holds(when)? {
                    self.write_line("", text, state)?;
                }
            }
            Block::Speech { when, speaker, direction, text } => {
                if when_holds(when)? {
                    let direction = direction.as_ref().map(|direction| format!(" ({direction})")).unwrap_or_default();
                    self.write_line(&format!("{speaker}{direction}: "), text, state)?;
                }
            }
            Block::Callout { when, callout, text } => {
                if when_holds(when)? {
                    let word = match callout {
                        Callout::Note => "Note",
                        Callout::Tip => "Tip",
                        Callout::Remember => "Remember",
                        Callout::Warning => "Warning",
                    };
                    self.write_line(&format!("{word}: "), text, state)?;
                }
            }
            Block::Media { when, media, file, alternative } => {
                if when_holds(when)? {
                    let word = match media {
                        MediaKind::Image => "Image",
                        MediaKind::Audio => "Audio",
                        MediaKind::Video => "Video",
                    };
                    self.write_line(&format!("{word} {file}: "), alternative, state)?;
                }
            }
            Block::List { when, ordered, start, level, items } => {
                if when_holds(when)? {
                    let indent = "  ".repeat(usize::from(*level));
                    for (at, item) in (*start..).zip(items) {
                        let mark = if *ordered { format!("{at}.") } else { "-".to_owned() };
                        self.write_line(&format!("{indent}{mark} "), item, state)?;
                    }
                }
            }
            Block::Quote { when, lines } => {
                if when_holds(when)? {
                    lines.iter().for_each(|line| self.put_text("> ", line));
                }
            }
            Block::Code { when, lines, .. } => {
                if when_holds(when)? {
                    lines.iter().for_each(|line| self.shown.push_str(&format!("    {line}\n")));
                }
            }
            Block::Table { when, head, rows, .. } => {
                if when_holds(when)? {
                    for row in std::iter::once(head).chain(rows) {
                        let mut line = String::from("|");
                        for cell in row {
                            line.push(' ');
                            self.write_spans(cell, state, &mut line)?;
                            line.push_str(" |");
                        }
                        self.put_text("", &line);
                    }
                }
            }
            Block::Heading { when, level, text } => {
                if when_holds(when)? {
                    self.write_line(&format!("{} ", "#".repeat(usize::from(*level))), text, state)?;
                }
            }
            Block::Rule { when } => {
                if when_holds(when)? {
                    self.put_text("", "---");
                }
            }
        }
        Ok(())
    }

    fn write_line(&mut self, before: &str, spans: &[Span], state: &State<Bits>) -> Result<(), String> {
        let mut text = String::new();
        self.write_spans(spans, state, &mut text)?;
        self.put_text(before, &text);
        Ok(())
    }

    fn put_text(&mut self, before: &str, text: &str) {
        let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
        self.shown.push_str(format!("{before}{words}").trim_end());
        self.shown.push('\n');
    }

    fn write_spans(&self, spans: &[Span], state: &State<Bits>, out: &mut String) -> Result<(), String> {
        for span in spans {
            match span {
                Span::Text { text, .. } => out.push_str(text),
                Span::Value { value } if value == "learner" => out.push_str(LEARNER),
                Span::Value { value } => match self.machine.value_of(state, value) {
                    Some(CurrentValue::Number(number)) => out.push_str(&number.to_string()),
                    Some(CurrentValue::Flag(flag)) => out.push_str(if flag { "yes" } else { "no" }),
                    Some(CurrentValue::Word(word)) => out.push_str(self.words_of(value, word)),
                    None => return Err(format!("`{value}` has no value")),
                },
                Span::If { when, then, otherwise } => {
                    self.write_spans(if self.condition_holds(when, state)? { then } else { otherwise }, state, out)?;
                }
            }
        }
        Ok(())
    }

    /// Returns the words that the story gives to a value of a state.
    fn words_of<'v>(&'v self, id: &str, value: &'v str) -> &'v str {
        let variable = self.scenario.variables.iter().find(|it| it.id == id);
        match variable.map(|it| &it.kind) {
            Some(VariableKind::State { words, .. }) => words.get(value).map_or(value, String::as_str),
            Some(VariableKind::Meter { .. } | VariableKind::Flag { .. }) | None => value,
        }
    }

    fn condition_holds(&self, cond: &Cond, state: &State<Bits>) -> Result<bool, String> {
        self.machine
            .holds_at_site(state, cond.site)
            .ok_or_else(|| format!("nothing is known of the condition {cond:?}"))
    }
}
