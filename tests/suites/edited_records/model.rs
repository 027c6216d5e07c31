//! A model of a pack that an author edits, independent of scn: each choice, situation and ending
//! has a number that no edit changes.

use std::collections::BTreeSet;

use scn_source::{Name, Severity};
use scn_story::Story;
use scn_tests::harness::pack::Pack;
use scn_tests::random::Rng;

use super::chance::{Draw, write_outcomes};

/// A choice.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    /// Its identity, whatever its id and words.
    pub(crate) number: usize,
    /// The id written by the author.
    pub(crate) id: Option<String>,
    /// Its label.
    pub(crate) words: String,
    /// Its outcome.
    pub(crate) rest: String,
    /// The number of the situation or ending that it leads to.
    pub(crate) to: usize,
    /// The outcomes among which one is drawn; empty if it has one outcome.
    pub(crate) draws: Vec<Draw>,
}

/// A situation or an ending.
#[derive(Clone, Debug)]
pub(crate) struct Group {
    pub(crate) number: usize,
    pub(crate) id: String,
    pub(crate) words: String,
    pub(crate) rest: String,
    /// The question that the learner answers in words.
    pub(crate) ask: Option<String>,
    pub(crate) items: Vec<Item>,
}

#[derive(Clone, Debug)]
pub(crate) struct Model {
    pub(crate) situations: Vec<Group>,
    /// Endings; their numbers follow those of the situations.
    pub(crate) endings: Vec<Group>,
    /// The number of the situation where runs start.
    pub(crate) start: usize,
    /// Whether the scenario is in a file of its own.
    pub(crate) apart: bool,
    /// Whether it is only edited in ways that keep all choices.
    gentle: bool,
    next: usize,
    said: BTreeSet<String>,
}

const STARTS: [&str; 8] = [
    "Tell him that you",
    "Say that you cannot",
    "Назвать сумму и имя",
    "Скажите ему, что вы",
    "我会先给她打电话",
    "บอกเขาว่าฉันไม่รู้",
    "اسأل عن اسمه قبل",
    "Yes",
];
const ENDS: [&str; 12] =
    ["", "say", "will call", "are busy", "must ask her first", "соседа", "долг", "再说", "不说", "ก่อน", "الآن", "№ 4"];

impl Model {
    pub(crate) fn new(rng: &mut Rng) -> Self {
        let mut model = Self {
            situations: Vec::new(),
            endings: Vec::new(),
            start: 0,
            apart: false,
            gentle: rng.with_percent(40),
            next: 0,
            said: BTreeSet::new(),
        };
        let count = 3 + rng.number_below(2);
        for at in 0..count {
            let items = 2 + rng.number_below(3);
            let group = model.new_group(rng, &format!("s{at}"), items);
            model.situations.push(group);
        }
        for at in 0..2 {
            let group = model.new_group(rng, &format!("e{at}"), 0);
            model.endings.push(group);
        }
        model.start = model.situations[0].number;
        let order: Vec<usize> = model.situations.iter().map(|it| it.number).collect();
        let ends: Vec<usize> = model.endings.iter().map(|it| it.number).collect();
        for at in 0..count {
            for place in 0..model.situations[at].items.len() {
                // Always onwards, so that every run ends.
                let ahead = &order[(at + 1)..];
                let ahead = if ahead.is_empty() { ends.as_slice() } else { &ahead[..1] };
                model.situations[at].items[place].to = *rng.pick_one(ahead).expect("there is somewhere to go");
                if rng.with_percent(40) {
                    let targets: Vec<usize> = ahead.iter().chain(order.get(at + 2)).copied().collect();
                    model.situations[at].items[place].draws = model.add_draws(rng, &targets);
                }
            }
        }
        model
    }

    pub(crate) fn is_gentle(&self) -> bool {
        self.gentle
    }

    pub(crate) fn next_number(&mut self) -> usize {
        self.next += 1;
        self.next
    }

    /// Returns words that were never used before, often with a start that others have too.
    pub(crate) fn new_words(&mut self, rng: &mut Rng) -> String {
        loop {
            let start = rng.pick_one(&STARTS).expect("there are some");
            let end = rng.pick_one(&ENDS).expect("there are some");
            let number = self.next.to_string();
            let suffix = if rng.with_percent(40) { number.as_str() } else { "" };
            let words = [*start, *end, suffix].join(" ");
            let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
            self.next += 1;
            if self.said.insert(words.clone()) {
                return words;
            }
        }
    }

    pub(crate) fn new_item(&mut self, rng: &mut Rng) -> Item {
        let number = self.next_number();
        let id = rng.with_percent(35).then(|| format!("w{number}"));
        Item { number, id, words: self.new_words(rng), rest: format!("Rest {number}."), to: 0, draws: Vec::new() }
    }

    fn new_group(&mut self, rng: &mut Rng, id: &str, items: usize) -> Group {
        let number = self.next_number();
        let ask = (0 < items && rng.with_percent(60)).then(|| format!("Question {number}?"));
        let items = (0..items).map(|_| self.new_item(rng)).collect();
        Group { number, id: id.to_owned(), words: self.new_words(rng), rest: format!("Body {number}."), ask, items }
    }

    /// Returns the id of a situation or an ending.
    fn node_id(&self, number: usize) -> &str {
        let mut all_groups = self.situations.iter().chain(&self.endings);
        all_groups.find(|it| it.number == number).map_or("nowhere", |it| it.id.as_str())
    }

    /// Returns the texts of the pack's files.
    fn file_texts(&self) -> Vec<(String, String)> {
        let choice_header = |item: &Item| match &item.id {
            Some(id) => format!("  Choice {id}: {}\n", item.words),
            None => format!("  Choice: {}\n", item.words),
        };
        let mut scenario =
            format!("Scenario talk: A talk\n  Start: {}\n\n  You are at work.\n", self.node_id(self.start));
        for situation in &self.situations {
            scenario.push_str(&format!("\nSituation {}: {}\n  {}\n", situation.id, situation.words, situation.rest));
            if let Some(ask) = &situation.ask {
                scenario.push_str(&format!("  Ask note: {ask}\n"));
            }
            for item in &situation.items {
                scenario.push('\n');
                scenario.push_str(&choice_header(item));
                scenario.push_str(&write_outcomes(item, |number| self.node_id(number)));
            }
        }
        for ending in &self.endings {
            scenario
                .push_str(&format!("\nEnding {}: {}\n  Result: mixed\n  {}\n", ending.id, ending.words, ending.rest));
        }
        let lesson = "Lesson before: Before\n  Read this.\n".to_owned();
        if self.apart {
            vec![("b.scn".to_owned(), lesson), ("c.scn".to_owned(), scenario)]
        } else {
            vec![("a.scn".to_owned(), format!("{scenario}\n{lesson}"))]
        }
    }

    /// Returns the story, passed through the JSON form of records.
    pub(crate) fn compile_story(&self) -> Story {
        let pack = Pack { files: self.file_texts(), ..Pack::single_file("") };
        let checked = pack.check().checked;
        let errors: Vec<_> = checked
            .findings
            .iter()
            .filter(|it| it.severity == Severity::Error)
            // An edit can remove the only way to a situation or an ending; the story can still be
            // played.
            .filter(|it| !matches!(it.name, Name::UnreachableSituation | Name::UnreachableEnding))
            .map(|it| &it.message)
            .collect();
        assert!(errors.is_empty(), "{errors:?}\n{:#?}", self.file_texts());
        Story::from_json(&checked.story.to_record_json()).expect("it is a story")
    }

    /// Returns the number of the choice with these ids in a story of this model.
    pub(crate) fn choice_number(&self, story: &Story, at: &str, choice: &str) -> Option<usize> {
        let situations = self.situations.iter().zip(&story.scenarios.first()?.situations);
        let (group, of_story) = situations.into_iter().find(|(_, it)| it.id == at)?;
        let place = of_story.choices.iter().position(|it| it.id == choice)?;
        group.items.get(place).map(|it| it.number)
    }

    /// Returns the outcome of a choice that has a number of the story, from 1; `None` if the choice
    /// has only one outcome.
    pub(crate) fn drawn_outcome(&self, choice: usize, outcome: u32) -> Option<Draw> {
        self.draws_of(choice).get(usize::try_from(outcome).ok()?.checked_sub(1)?).cloned()
    }

    /// Returns the current outcomes of a choice that are drawn.
    pub(crate) fn draws_of(&self, number: usize) -> &[Draw] {
        let mut items = self.situations.iter().flat_map(|it| &it.items);
        items.find(|it| it.number == number).map(|it| it.draws.as_slice()).unwrap_or_default()
    }

    /// Returns the current text of the only outcome of a choice.
    pub(crate) fn only_outcome(&self, number: usize) -> String {
        let mut items = self.situations.iter().flat_map(|it| &it.items);
        items.find(|it| it.number == number).map(|it| it.rest.clone()).unwrap_or_default()
    }

    /// Returns the current label of a choice.
    pub(crate) fn words_of(&self, number: usize) -> String {
        let mut items = self.situations.iter().flat_map(|it| &it.items);
        items.find(|it| it.number == number).map(|it| it.words.clone()).expect("it is there")
    }

    /// Returns the current title and text of a situation.
    pub(crate) fn question_of(&self, number: usize) -> Option<(String, String)> {
        let group = self.situations.iter().find(|it| it.number == number)?;
        Some((group.words.clone(), group.rest.clone()))
    }

    /// Returns the current question of a situation that is answered in words.
    pub(crate) fn ask_of(&self, number: usize) -> Option<&str> {
        self.situations.iter().find(|it| it.number == number)?.ask.as_deref()
    }

    /// Returns the number of a situation or an ending.
    pub(crate) fn number_of_node(&self, id: &str) -> Option<usize> {
        self.situations.iter().chain(&self.endings).find(|it| it.id == id).map(|it| it.number)
    }

    /// Writes the current ids of choices, like `scn ids`.
    pub(crate) fn write_ids(&mut self, story: &Story) {
        for (group, of_story) in self.situations.iter_mut().zip(&story.scenarios[0].situations) {
            for (item, choice) in group.items.iter_mut().zip(&of_story.choices) {
                item.id = Some(choice.id.clone());
            }
        }
    }
}
