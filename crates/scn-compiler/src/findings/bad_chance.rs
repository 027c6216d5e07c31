//! `bad-chance`.

use scn_source::{FileId, Finding, Name, Place, Span};
use scn_syntax::ast::{self, OutcomeCondition};

/// A fraction in lowest terms, or `None` if it does not fit.
type Fraction = Option<(u128, u128)>;

fn reduce_fraction(numerator: u128, denominator: u128) -> Fraction {
    let (mut a, mut b) = (numerator, denominator);
    while b != 0 {
        (a, b) = (b, a % b);
    }
    (a != 0).then(|| (numerator / a, denominator / a))
}

fn add_fractions(sum: Fraction, part: (u128, u128)) -> Fraction {
    let (numerator, denominator) = sum?;
    let (part_numerator, part_denominator) = part;
    let first = numerator.checked_mul(part_denominator)?;
    let second = part_numerator.checked_mul(denominator)?;
    reduce_fraction(first.checked_add(second)?, denominator.checked_mul(part_denominator)?)
}

/// A chance as it is written: two numbers, and its place.
type WrittenChance = (i64, i64, Span);

/// Returns the chances of the outcomes of a choice, and whether one is `[otherwise]`; `None` if the
/// choice has outcomes of another kind.
fn collect_chances(choice: &ast::Choice<'_>) -> Option<(Vec<WrittenChance>, bool)> {
    let mut chances = Vec::new();
    let mut otherwise = false;
    for outcome in &choice.outcomes {
        match &outcome.when {
            OutcomeCondition::Chance { numerator, denominator, span } => {
                chances.push((numerator.value, denominator.value, *span));
            }
            OutcomeCondition::Otherwise(_) => otherwise = true,
            // A mix of kinds of outcomes is reported elsewhere, and broken chances cannot be
            // summed.
            OutcomeCondition::Always | OutcomeCondition::If(_) | OutcomeCondition::Broken(_) => return None,
        }
    }
    Some((chances, otherwise))
}

/// A choice whose outcomes have chances that do not add up: to exactly 1, or to less with
/// `[otherwise]`. The finding is placed at the first chance.
pub(crate) fn finding(file: FileId, choice: &ast::Choice<'_>) -> Option<Finding> {
    let (chances, otherwise) = collect_chances(choice)?;
    let to_place = |span| Place { file, span };
    let report = |message: String, help: String| {
        let first = chances.first().map_or(choice.header, |(.., span)| *span);
        let mut finding = Finding::at(Name::BadChance, file, first, message).with_help(help);
        for (numerator, denominator, span) in chances.iter().skip(1) {
            finding = finding.with_related(to_place(*span), format!("{numerator} in {denominator}"));
        }
        Some(finding)
    };
    let mut sum: Fraction = Some((0, 1));
    for (numerator, denominator, _) in &chances {
        let part = u32::try_from(*numerator).ok().zip(u32::try_from(*denominator).ok());
        let Some((n, d)) = part.filter(|(n, d)| 0 < *n && 0 < *d && n <= d) else {
            return report(
                format!("`{numerator} in {denominator}` is not a chance"),
                "write a chance from `1 in 4294967295` to `1 in 1`".to_owned(),
            );
        };
        sum = add_fractions(sum, (u128::from(n), u128::from(d)));
    }
    if chances.is_empty() {
        return None;
    }
    let Some((n, d)) = sum else {
        return report(
            "the chances of these outcomes cannot be added up exactly".to_owned(),
            "write them with the same second number, for example `1 in 6` and `5 in 6`".to_owned(),
        );
    };
    if otherwise {
        return if n < d {
            None
        } else {
            report(
                format!("the chances add up to {}, so nothing is left for `[otherwise]`", format_fraction(n, d)),
                "make the chances smaller, or remove `[otherwise]`".to_owned(),
            )
        };
    }
    if n == d {
        return None;
    }
    let help = if n < d {
        format!("give the outcomes the missing {}, or add `Outcome [otherwise]: …` for it", format_fraction(d - n, d))
    } else {
        format!("reduce them by {} in total", format_fraction(n - d, d))
    };
    let mut finding =
        report(format!("the chances of these outcomes add up to {}, not to 1", format_fraction(n, d)), help)?;
    // The last outcome can take the remaining chance.
    if let Some((.., last)) = chances.last().filter(|_| n < d && 1 < chances.len()) {
        finding = finding.with_fix(
            false,
            "let the last outcome have the rest: `[otherwise]`",
            to_place(*last),
            "[otherwise]",
        );
    }
    Some(finding)
}

fn format_fraction(numerator: u128, denominator: u128) -> String {
    match reduce_fraction(numerator, denominator) {
        Some((n, 1)) => n.to_string(),
        Some((n, d)) => format!("{n} in {d}"),
        None => "0".to_owned(),
    }
}
