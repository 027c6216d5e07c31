//! Made-up lengths of texts, to compare numbers that depend on them.

use std::collections::BTreeSet;

use scn_prover::{LabelLength, TextLengths};
use scn_story::{Block, Machine, Scenario, SiteId, Span, When};

use super::runs::WordCounts;
use super::{ChoiceName, OutcomeName};

/// Numbers of words that are independent of the text, so that nothing is right by coincidence.
#[derive(Debug)]
pub struct MadeUpCounts<'s> {
    scenario: &'s Scenario,
    texts: BTreeSet<u32>,
}

impl<'s> MadeUpCounts<'s> {
    /// Makes up numbers for each text of a scenario.
    #[must_use]
    pub fn new(scenario: &'s Scenario) -> Self {
        let mut texts = BTreeSet::new();
        let mut bodies: Vec<&[Block]> = vec![&scenario.brief];
        for situation in &scenario.situations {
            bodies.push(&situation.body);
            bodies.extend(situation.choices.iter().flat_map(|it| &it.outcomes).map(|it| it.body.as_slice()));
        }
        bodies.extend(scenario.endings.iter().map(|it| it.body.as_slice()));
        for block in bodies.into_iter().flatten() {
            collect_when(block.display_condition(), &mut texts);
            block.texts().for_each(|text| collect_sites(text, &mut texts));
        }
        Self { scenario, texts }
    }

    fn node_at(at: usize) -> u32 {
        u32::try_from(at * 7 % 31 + 3).expect("small")
    }

    fn outcome_at(at: usize) -> u32 {
        u32::try_from(at * 13 % 17).expect("small")
    }

    fn site_at(&self, at: u32) -> [u32; 2] {
        if self.texts.contains(&at) { [at * 5 % 7, at * 3 % 11 + 1] } else { [0, 0] }
    }

    fn label_at(at: usize) -> LabelLength {
        let to_u32 = |number: usize| u32::try_from(number).expect("small");
        LabelLength { words: to_u32(at * 3 % 5 + 1), length: to_u32(at * 37 % 6) }
    }

    /// Returns the same numbers in the form that the prover takes.
    ///
    /// # Panics
    ///
    /// If the machine has more than 2^32 texts.
    #[must_use]
    pub fn made_up_texts(&self, machine: &Machine) -> TextLengths {
        TextLengths {
            brief: 1000,
            nodes: (0..machine.node_count()).map(Self::node_at).collect(),
            outcomes: (0..machine.outcome_count()).map(Self::outcome_at).collect(),
            sites: (0..u32::try_from(machine.site_count()).expect("small")).map(|at| self.site_at(at)).collect(),
            labels: (0..machine.choice_count()).map(Self::label_at).collect(),
        }
    }

    fn choice_number(&self, name: ChoiceName<'_>) -> usize {
        let all_choice_ids =
            self.scenario.situations.iter().flat_map(|it| it.choices.iter().map(move |choice| (&it.id, &choice.id)));
        all_choice_ids
            .into_iter()
            .position(|id| id == (&name.situation.to_owned(), &name.choice.to_owned()))
            .expect("it is there")
    }

    fn outcome_number(&self, name: OutcomeName<'_>) -> usize {
        let choices = self.scenario.situations.iter().flat_map(|it| &it.choices);
        let earlier_outcomes = choices.take(self.choice_number(name.of)).map(|it| it.outcomes.len()).sum::<usize>();
        earlier_outcomes + name.number - 1
    }
}

fn collect_when(when: &When, found: &mut BTreeSet<u32>) {
    match when {
        When::Always => {}
        When::If(cond) | When::Otherwise(cond) => drop(found.insert(cond.site.0)),
        When::All(parts) => parts.iter().for_each(|part| collect_when(part, found)),
    }
}

fn collect_sites(text: &[Span], found: &mut BTreeSet<u32>) {
    for span in text {
        if let Span::If { when, then, otherwise } = span {
            found.insert(when.site.0);
            collect_sites(then, found);
            collect_sites(otherwise, found);
        }
    }
}

impl WordCounts for MadeUpCounts<'_> {
    fn brief_words(&self) -> u64 {
        1000
    }

    fn node_words(&self, id: &str) -> u64 {
        let situations = self.scenario.situations.iter().map(|it| &it.id);
        let node_position = situations.chain(self.scenario.endings.iter().map(|it| &it.id)).position(|it| it == id);
        u64::from(Self::node_at(node_position.expect("it is there")))
    }

    fn outcome_words(&self, name: OutcomeName<'_>) -> u64 {
        u64::from(Self::outcome_at(self.outcome_number(name)))
    }

    fn site_words(&self, site: SiteId, held: bool) -> u64 {
        u64::from(self.site_at(site.0)[usize::from(held)])
    }

    fn label_size(&self, name: ChoiceName<'_>) -> (u64, u64) {
        let label = Self::label_at(self.choice_number(name));
        (u64::from(label.words), u64::from(label.length))
    }
}
