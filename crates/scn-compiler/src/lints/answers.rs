//! Where the highest-rated choice stands, and how long it is, over all decisions of a pack.

use scn_source::{FileId, Finding, Place};
use scn_syntax::ast;

use super::counted::{Counted, Position};
use super::labels::Label;
use super::tail::at_least;
use super::worth::{Mean, Weights, only_greatest};
use crate::findings::{answer_position, longest_answer, perfect_answer};
use crate::manifest::ShuffleEdit;

/// What chance does once in so many times is not told as a pattern.
const LEVEL: f64 = 0.05;

/// Chances are floating numbers: what lies nearer to a threshold than this is taken to be on it.
const CLOSE: f64 = 1e-9;

/// Fewer decisions than this make no habit of perfect answers.
const DECISIONS: usize = 5;

/// A decision with choices that are rated differently.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Decision {
    /// How many choices it has.
    choices: usize,
    /// The choice that is rated higher than all others, where there is one: which it is, and its
    /// header.
    best: Option<(usize, Place)>,
    /// The choice that is longer than all others, where there is one.
    longest: Option<usize>,
    /// The choice that no other is better than on any principle, where there is one and every other
    /// is worse on some.
    perfect: Option<Place>,
}

/// The decisions of a scenario that is whole. `labels`: those of its choices, situation by
/// situation.
pub(crate) fn decisions(
    file: FileId,
    scenario: &ast::Scenario<'_>,
    story: &scn_story::Scenario,
    labels: &[Vec<Label>],
    weights: &Weights<'_>,
) -> Vec<Decision> {
    let mut decisions = Vec::new();
    for ((written, situation), labels) in scenario.situations.iter().zip(&story.situations).zip(labels) {
        let choices = &situation.choices;
        if choices.len() < 2 {
            continue;
        }
        let mut principles: Vec<&str> = Vec::new();
        for link in choices.iter().flat_map(|it| &it.outcomes).flat_map(|outcome| &outcome.links) {
            if !principles.contains(&link.principle.as_str()) {
                principles.push(&link.principle);
            }
        }
        let profiles: Vec<Vec<Mean>> =
            choices.iter().map(|choice| principles.iter().map(|it| Mean::on(choice, it)).collect()).collect();
        if profiles.windows(2).all(|pair| pair[0] == pair[1]) {
            continue;
        }
        let header = |at: usize| written.choices.get(at).map(|it| Place { file, span: it.header });
        let best = only_greatest(choices.iter().map(|choice| Mean::of(choice, weights)));
        decisions.push(Decision {
            choices: choices.len(),
            best: best.and_then(|at| Some((at, header(at)?))),
            longest: only_greatest(labels.iter().map(|label| label.length.weight())),
            perfect: perfect(&profiles).and_then(header),
        });
    }
    decisions
}

/// The choice that no other is better than on any principle, while every other is worse on some.
fn perfect(profiles: &[Vec<Mean>]) -> Option<usize> {
    let beats = |one: &[Mean], other: &[Mean]| {
        one.iter().zip(other).all(|(a, b)| b <= a) && one.iter().zip(other).any(|(a, b)| b < a)
    };
    (0..profiles.len())
        .find(|at| profiles.iter().enumerate().all(|(other, profile)| other == *at || beats(&profiles[*at], profile)))
}

/// Decisions of which so many are as something says.
struct Tally {
    /// Where it is so.
    hits: Vec<Place>,
    /// How likely it is at each decision if ratings have nothing to do with it.
    chances: Vec<f64>,
}

impl Tally {
    /// `hit`: whether it is so, and in how many of how many cases it would be; nothing where the
    /// decision says nothing about it.
    fn new(decisions: &[Decision], hit: impl Fn(&Decision, usize) -> Option<(bool, usize)>) -> Self {
        let mut tally = Self { hits: Vec::new(), chances: Vec::new() };
        for decision in decisions {
            let Some((best, place)) = decision.best else { continue };
            let Some((is_hit, cases)) = hit(decision, best) else { continue };
            tally.chances.push(cases as f64 / decision.choices as f64);
            tally.hits.extend(is_hit.then_some(place));
        }
        tally
    }

    /// Whether chance comes so far less often than `level` says.
    fn is_telling(&self, level: f64) -> bool {
        // No more than the mean is nothing to look at, and half of all that chance does.
        let expected: f64 = self.chances.iter().sum();
        let spread = self.chances.iter().map(|chance| chance * (1.0 - chance)).sum::<f64>().sqrt();
        // Nor is one standard deviation more, where there are many decisions: it comes about with a
        // chance of 0.158 less at most 0.56 over the deviation (I. Shevtsova, 'An improvement of
        // convergence rate estimates in the Lyapunov theorem', Doklady Mathematics 82, 2010).
        let dull = if 10.0 <= spread { expected + spread } else { expected };
        dull < self.hits.len() as f64 && at_least(self.chances.iter().copied(), self.hits.len()) < level - CLOSE
    }

    fn counted(&self) -> Counted {
        Counted { decisions: self.chances.len(), expected: self.chances.iter().sum() }
    }
}

/// Says what the decisions of a pack have in common. `fixed`: its choices stand in the order
/// written; `edit`: how that could be changed.
pub(crate) fn report(decisions: &[Decision], fixed: bool, edit: Option<&ShuffleEdit>, findings: &mut Vec<Finding>) {
    let longest = Tally::new(decisions, |decision, best| decision.longest.map(|longest| (longest == best, 1)));
    if longest.is_telling(LEVEL) {
        findings.extend(longest_answer::finding(&longest.hits, longest.counted()));
    }
    if fixed {
        // Three positions are looked at, so that each has a third of what chance may do (C.
        // Bonferroni, 1936).
        let level = LEVEL / Position::ALL.len() as f64;
        for position in Position::ALL {
            let tally = Tally::new(decisions, |decision, best| position.of(best, decision.choices));
            if tally.is_telling(level) {
                findings.extend(answer_position::finding(&tally.hits, position, tally.counted(), edit));
            }
        }
    }
    let perfect: Vec<Place> = decisions.iter().filter_map(|decision| decision.perfect).collect();
    if DECISIONS <= decisions.len() && decisions.len() * 4 < perfect.len() * 5 {
        findings.extend(perfect_answer::finding(&perfect, decisions.len()));
    }
}

/// Says that the right answers of a pack's quizzes are the longest, where they are. Questions are
/// counted apart from decisions: those with one right answer and a wrong one.
pub(crate) fn questions(quizzes: &[(FileId, &ast::Quiz<'_>)], findings: &mut Vec<Finding>) {
    let all = quizzes.iter().flat_map(|(file, quiz)| quiz.questions.iter().map(move |question| (*file, question)));
    let asked: Vec<Decision> = all.filter_map(|(file, question)| asked(file, question)).collect();
    let longest = Tally::new(&asked, |question, right| question.longest.map(|longest| (longest == right, 1)));
    if longest.is_telling(LEVEL) {
        findings.extend(longest_answer::questions(&longest.hits, longest.counted()));
    }
}

/// A question as a decision whose best choice is the right answer.
fn asked(file: FileId, question: &ast::Question<'_>) -> Option<Decision> {
    let answers = &question.answers;
    let right = answers.iter().position(|answer| answer.right)?;
    let place = Place { file, span: answers.get(right)?.header };
    let one = answers.iter().filter(|answer| answer.right).count() == 1 && 1 < answers.len();
    one.then(|| Decision {
        choices: answers.len(),
        best: Some((right, place)),
        longest: only_greatest(answers.iter().map(|answer| Label::of_text(&answer.text).length.weight())),
        perfect: None,
    })
}

#[cfg(test)]
mod tests {
    use scn_source::{FileId, Place, Span};

    use super::{Decision, Position, Tally};

    fn decision(choices: usize, best: usize, longest: Option<usize>) -> Decision {
        let place = Place { file: FileId(0), span: Span::new(0, 0) };
        Decision { choices, best: Some((best, place)), longest, perfect: None }
    }

    fn is_longest(decisions: &[Decision]) -> bool {
        Tally::new(decisions, |it, best| it.longest.map(|longest| (longest == best, 1))).is_telling(0.05)
    }

    #[test]
    fn decisions_without_a_longest_choice_say_nothing() {
        let hits = |count| vec![decision(3, 0, Some(0)); count];
        assert!(!is_longest(&hits(2)), "2 of 2 happens once in 9 times");
        assert!(is_longest(&hits(3)), "3 of 3 happens once in 27 times");
        let mut ties = hits(2);
        ties.extend(vec![decision(3, 0, None); 10]);
        assert!(!is_longest(&ties));
    }

    #[test]
    fn the_middle_is_one_of_three_and_two_of_four() {
        assert_eq!(Position::Middle.of(0, 2), None);
        assert_eq!(Position::Middle.of(1, 3), Some((true, 1)));
        assert_eq!(Position::Middle.of(2, 4), Some((true, 2)));
        assert_eq!(Position::Middle.of(3, 4), Some((false, 2)));
        assert_eq!(Position::Last.of(1, 2), Some((true, 1)));
        for choices in 1..9 {
            for position in Position::ALL {
                let all = (0..choices).filter_map(|at| position.of(at, choices));
                let (hits, cases) = all.fold((0, 0), |sum, (is, cases)| (sum.0 + usize::from(is), cases));
                assert_eq!(hits, cases, "{position:?} of {choices}");
            }
        }
    }
}
