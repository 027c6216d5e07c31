//! The position and the length of the highest-rated choices, over all decisions of a pack.

use scn_source::{FileId, Finding, Place};
use scn_syntax::ast;

use super::counted::{PatternCounts, Position};
use super::labels::Label;
use super::tail::at_least;
use super::worth::{Mean, Weights, only_greatest};
use crate::findings::{answer_position, longest_answer, perfect_answer};
use crate::manifest::ShuffleEdit;

/// A pattern is reported only if chance alone would produce it less often than this.
const LEVEL: f64 = 0.05;

/// Tolerance for floating-point chances: a value this close to a threshold counts as equal to it.
const CLOSE: f64 = 1e-9;

/// Minimum number of decisions for a report about perfect answers.
const DECISIONS: usize = 5;

/// A decision whose choices have different ratings.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Decision {
    /// Number of choices.
    choices: usize,
    /// The choice that is rated higher than all others, if there is one: its index and its header.
    best: Option<(usize, Place)>,
    /// The choice that is longer than all others, if there is one.
    longest: Option<usize>,
    /// The choice that is at least as good as every other on each principle and better than every
    /// other on some principle, if there is one.
    perfect: Option<Place>,
}

/// Returns the decisions of a sound scenario. `labels` are the labels of its choices, by situation.
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
            choices.iter().map(|choice| principles.iter().map(|it| Mean::on_principle(choice, it)).collect()).collect();
        if profiles.windows(2).all(|pair| pair[0] == pair[1]) {
            continue;
        }
        let header_at = |at: usize| written.choices.get(at).map(|it| Place { file, span: it.header });
        let best = only_greatest(choices.iter().map(|choice| Mean::over_principles(choice, weights)));
        decisions.push(Decision {
            choices: choices.len(),
            best: best.and_then(|at| Some((at, header_at(at)?))),
            longest: only_greatest(labels.iter().map(|label| label.length.weight())),
            perfect: perfect_choice(&profiles).and_then(header_at),
        });
    }
    decisions
}

/// Returns the choice that is at least as good as every other on each principle, and better than
/// every other on some principle.
fn perfect_choice(profiles: &[Vec<Mean>]) -> Option<usize> {
    let beats = |one: &[Mean], other: &[Mean]| {
        one.iter().zip(other).all(|(a, b)| b <= a) && one.iter().zip(other).any(|(a, b)| b < a)
    };
    (0..profiles.len())
        .find(|at| profiles.iter().enumerate().all(|(other, profile)| other == *at || beats(&profiles[*at], profile)))
}

/// How many decisions have a property.
struct Tally {
    /// The places that have the property.
    hits: Vec<Place>,
    /// For each decision, the probability of a hit if ratings were independent of the property.
    chances: Vec<f64>,
}

impl Tally {
    /// Counts the hits among decisions. For a decision and its best choice, `hit` returns whether
    /// the choice has the property and how many of the choices have it. It returns `None` for a
    /// decision that does not count.
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

    /// Whether chance alone would produce this many hits less often than `level`.
    fn is_telling(&self, level: f64) -> bool {
        // No more hits than expected is never remarkable. This quick test covers half of all random
        // cases.
        let expected: f64 = self.chances.iter().sum();
        let spread = self.chances.iter().map(|chance| chance * (1.0 - chance)).sum::<f64>().sqrt();
        // One standard deviation more is not remarkable either if there are many decisions: it
        // happens with a probability of 0.158, less at most 0.56 over the deviation (I. Shevtsova,
        // 'An improvement of convergence rate estimates in the Lyapunov theorem', Doklady
        // Mathematics 82, 2010).
        let dull = if 10.0 <= spread { expected + spread } else { expected };
        dull < self.hits.len() as f64 && at_least(self.chances.iter().copied(), self.hits.len()) < level - CLOSE
    }

    fn counted(&self) -> PatternCounts {
        PatternCounts { decisions: self.chances.len(), expected: self.chances.iter().sum() }
    }
}

/// Reports patterns in the decisions of a pack. `fixed` is set if choices are shown in the order
/// written; `edit` is the edit that would shuffle them.
pub(crate) fn report_patterns(
    decisions: &[Decision],
    fixed: bool,
    edit: Option<&ShuffleEdit>,
    findings: &mut Vec<Finding>,
) {
    let longest = Tally::new(decisions, |decision, best| decision.longest.map(|longest| (longest == best, 1)));
    if longest.is_telling(LEVEL) {
        findings.extend(longest_answer::finding(&longest.hits, longest.counted()));
    }
    if fixed {
        // Three positions are tested, so each gets a third of the significance level (C.
        // Bonferroni, 1936).
        let level = LEVEL / Position::ALL.len() as f64;
        for position in Position::ALL {
            let tally = Tally::new(decisions, |decision, best| position.matches_choice(best, decision.choices));
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

/// Reports if the right answers of a pack's quizzes tend to be the longest. Questions are counted
/// separately from decisions; only those with one right answer and at least one wrong answer count.
pub(crate) fn report_questions(quizzes: &[(FileId, &ast::Quiz<'_>)], findings: &mut Vec<Finding>) {
    let questions =
        quizzes.iter().flat_map(|(file, quiz)| quiz.questions.iter().map(move |question| (*file, question)));
    let decisions: Vec<Decision> =
        questions.filter_map(|(file, question)| question_as_decision(file, question)).collect();
    let longest = Tally::new(&decisions, |question, right| question.longest.map(|longest| (longest == right, 1)));
    if longest.is_telling(LEVEL) {
        findings.extend(longest_answer::in_questions(&longest.hits, longest.counted()));
    }
}

/// Converts a question into a decision whose best choice is the right answer.
fn question_as_decision(file: FileId, question: &ast::Question<'_>) -> Option<Decision> {
    let answers = &question.answers;
    let right = answers.iter().position(|answer| answer.right)?;
    let place = Place { file, span: answers.get(right)?.header };
    let is_single = answers.iter().filter(|answer| answer.right).count() == 1 && 1 < answers.len();
    is_single.then(|| Decision {
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
        assert_eq!(Position::Middle.matches_choice(0, 2), None);
        assert_eq!(Position::Middle.matches_choice(1, 3), Some((true, 1)));
        assert_eq!(Position::Middle.matches_choice(2, 4), Some((true, 2)));
        assert_eq!(Position::Middle.matches_choice(3, 4), Some((false, 2)));
        assert_eq!(Position::Last.matches_choice(1, 2), Some((true, 1)));
        for choices in 1..9 {
            for position in Position::ALL {
                let all = (0..choices).filter_map(|at| position.matches_choice(at, choices));
                let (hits, cases) = all.fold((0, 0), |sum, (is, cases)| (sum.0 + usize::from(is), cases));
                assert_eq!(hits, cases, "{position:?} of {choices}");
            }
        }
    }
}
