//! Lines whose keyword is misspelled and which have no colon, or another sign in its place; and
//! marks of other tools in titles and quizzes.

use scn_source::{Finding, Name, Severity};

use crate::{ERROR, MARKUP, VALUES, WARNING, found};

const COLON: Option<Name> = Some(Name::MissingColon);
const SPEAKER: Option<Name> = Some(Name::UnknownSpeaker);
const COLONLESS: Option<Name> = Some(Name::UnknownInstruction);
const MISSING: Option<Name> = Some(Name::MissingLine);
const FOREIGN: Option<Name> = Some(Name::ForeignSyntax);

/// As [`crate::TABLE`].
pub(crate) const TABLE: &[(&str, &str, Option<Name>, &str)] = &[
    ("outcome", "Uphold ask-first - You asked.", ERROR, "Upholds ask-first: You asked."),
    ("outcome", "Uphold ask-first You asked.", ERROR, "Upholds ask-first: You asked."),
    ("outcome", "Partly uphold ask-first - You asked late.", ERROR, "Partly upholds ask-first: You asked late."),
    ("outcome", "Partley brakes ask-first – You told him.", ERROR, "Partly breaks ask-first: You told him."),
    ("outcome", "Brakes ask-first: You told him.", ERROR, "Breaks ask-first: You told him."),
    ("outcome", "Follows ask-first - You asked.", ERROR, "Upholds ask-first: You asked."),
    ("outcome", "Sets: calm -2", ERROR, "Set: calm -2"),
    ("outcome", "Stet: calm -2", ERROR, "Set: calm -2"),
    ("outcome", "Sett calm -2", ERROR, "Set: calm -2"),
    ("outcome", "Feedbak - Well asked.", ERROR, "Feedback: Well asked."),
    ("outcome", "Feebdack Well asked.", WARNING, "Feedback: Well asked."),
    ("outcome", "Detuor = ward", ERROR, "Detour: ward"),
    ("outcome", "Detuor ward", ERROR, "Detour: ward"),
    ("choice", "Hnit - Ask first.", ERROR, "Hint: Ask first."),
    ("choice", "Hnit Ask first.", WARNING, "Hint: Ask first."),
    ("choice", "Lokced - He does not trust you.", ERROR, "Locked: He does not trust you."),
    ("choice", "Hints - Ask first.", ERROR, "Hint: Ask first."),
    ("body", "\nTipp - Your badge opens it.", WARNING, "\nTip: Your badge opens it."),
    ("body", "\nImge desk.jpg - A desk.", ERROR, "\nImage desk.jpg: A desk."),
    ("body", "\nImge desk.jpg A desk.", ERROR, "\nImage desk.jpg: A desk."),
    (
        "body",
        "\nChoise look Look around.\n  Outcom Nothing.\n  Next: ward",
        ERROR,
        "\nChoice look: Look around.\nOutcom Nothing.\nNext: ward",
    ),
    ("choice", "Outcom He tells you.\n  Next: ward", ERROR, "Outcome: He tells you.\nNext: ward"),
    ("choice", "Outcomes - He tells you.\n  Next: ward", ERROR, "Outcome: He tells you.\nNext: ward"),
    (
        "ending",
        "\nSituaton hall The hall\n  A hall.\n  Next: good",
        COLON,
        "\nSituation hall: The hall\nA hall.\nNext: good",
    ),
    ("ending", "\nScenerio hall The hall", COLON, "\nScenario hall: The hall"),
    ("ending", "\nPrincipal be-kind - Be kind", COLON, "\nPrinciple be-kind: Be kind"),
    ("brief", "\nCasts Nurse The nurse on the ward", ERROR, "\nCast Nurse: The nurse on the ward"),
    ("brief", "\nCasts Nurse - The nurse on the ward", ERROR, "\nCast Nurse: The nurse on the ward"),
    ("quiz", "Pas 1", ERROR, "Pass: 1"),
    (
        "quiz",
        "\nQuestion two How is it?\n  Right: So.\n  Wrong: Not so.",
        ERROR,
        "\nQuestion two: How is it?\nRight: So.\nWrong: Not so.",
    ),
    (
        "quiz",
        "\nQuestion two - How is it?\n  Right: So.\n  Wrong: Not so.",
        ERROR,
        "\nQuestion two: How is it?\nRight: So.\nWrong: Not so.",
    ),
    ("answer", "Becuase - It is quicker.", ERROR, "Because: It is quicker."),
    ("question", "Worng Three at a time.", ERROR, "Wrong: Three at a time."),
    ("question", "Rigth - Two at a time.", ERROR, "Right: Two at a time."),
    ("ending", "\nTest Asking\n  Choose: ask", COLON, "\nTest: Asking\nChoose: ask"),
    ("ending", "\nTest Asking\n  Chose ask", COLON, "\nTest: Asking\nChose ask"),
    ("test", "Chose ask", ERROR, "Choose: ask"),
    ("test", "Expct at ward", ERROR, "Expect: at ward"),
    // Choices of other tools, headers in capitals, ranges elsewhere.
    (
        "body",
        "\nA) Look.\n  Outcome: Nothing.\n  Next: ward",
        FOREIGN,
        "\nChoice look: Look.\nOutcome: Nothing.\nNext: ward",
    ),
    (
        "body",
        "\nOption 1: Look.\n  Outcome: Nothing.\n  Next: ward",
        FOREIGN,
        "\nChoice look: Look.\nOutcome: Nothing.\nNext: ward",
    ),
    (
        "body",
        "\n1. Look.\n  Outcome: Nothing.\n  Next: ward",
        FOREIGN,
        "\nChoice look: Look.\nOutcome: Nothing.\nNext: ward",
    ),
    (
        "body",
        "\n- Look.\n  Outcome: Nothing.\n  Next: ward",
        FOREIGN,
        "\nChoice look: Look.\nOutcome: Nothing.\nNext: ward",
    ),
    (
        "body",
        "\n[ ] Look.\n  Outcome [if logged]: So.\n  Next: ward\n  Outcome [otherwise]: No.\n  Next: ward",
        FOREIGN,
        "\nChoice look: Look.\nOutcome [if logged]: So.\nNext: ward\nOutcome [otherwise]: No.\nNext: ward",
    ),
    (
        "body",
        "\nCHOICE LOOK: Look.\n  Outcome: Nothing.\n  Next: ward",
        COLONLESS,
        "\nChoice look: Look.\nOutcome: Nothing.\nNext: ward",
    ),
    ("ending", "\nENDING THE SAD ONE: The sad one\n  So.", COLONLESS, "\nEnding the-sad-one: The sad one\nSo."),
    ("brief", "\nMeter trust: 0 to 10, starts at 5", MISSING, "\nMeter trust: trust\nRange: 0 to 10\nStart: 5"),
    (
        "brief",
        "\nMeter trust: How he trusts\n  Min: 0\n  Max: 10",
        COLONLESS,
        "\nMeter trust: How he trusts\nRange: 0 to 10",
    ),
    (
        "brief",
        "\nMeter trust: How he trusts\n  Maximum: 10\n  Minimum: 0",
        COLONLESS,
        "\nMeter trust: How he trusts\nRange: 0 to 10",
    ),
    ("outcome", "--> ward", FOREIGN, "Next: ward"),
    ("outcome", "Calm +2", ERROR, "Set: calm +2"),
    ("outcome", "Logged: Yes", ERROR, "Set: logged"),
    ("brief", "\nCast: Mrs Abel, a patient", ERROR, "\nCast Mrs Abel: a patient"),
    ("brief", "\nCast: Mrs Abel (a patient)", ERROR, "\nCast Mrs Abel: a patient"),
    ("question", "Points: 2", MARKUP, "// Points: 2"),
    ("answer", "Score +10", MARKUP, "// Score +10"),
    ("question", "Shuffle: yes", MARKUP, "// Shuffle: yes"),
    (
        "quiz",
        "\nQuestion 2. How is it?\n  Right: So.\n  Wrong: Not so.",
        COLON,
        "\nQuestion: How is it?\nRight: So.\nWrong: Not so.",
    ),
    // Clauses without brackets, changes without `Set:`, ratings that go on as a sentence.
    (
        "body",
        "\nChoice look if logged: Look.\n  Outcome: Nothing.\n  Next: ward",
        ERROR,
        "\nChoice look [if logged]: Look.\nOutcome: Nothing.\nNext: ward",
    ),
    (
        "body",
        "\nChoice look needs calm > 3: Look.\n  Outcome: Nothing.\n  Next: ward",
        ERROR,
        "\nChoice look [needs calm > 3]: Look.\nOutcome: Nothing.\nNext: ward",
    ),
    (
        "body",
        "\nChoice look once: Look.\n  Outcome: Nothing.\n  Next: ward",
        ERROR,
        "\nChoice look [once]: Look.\nOutcome: Nothing.\nNext: ward",
    ),
    (
        "body",
        "\nChoice: Look.\n  Outcome if calm > 3: Yes.\n  Next: ward\n  Outcome (otherwise): No.\n  Next: ward",
        ERROR,
        "\nChoice: Look.\nOutcome [if calm > 3]: Yes.\nNext: ward\nOutcome (otherwise): No.\nNext: ward",
    ),
    (
        "body",
        "\nChoice: Look.\n  Outcome 1 in 2: Yes.\n  Next: ward\n  Outcome else: No.\n  Next: ward",
        ERROR,
        "\nChoice: Look.\nOutcome [1 in 2]: Yes.\nNext: ward\nOutcome else: No.\nNext: ward",
    ),
    (
        "body",
        "\nChoice look [after 1:30]: Look.\n  Outcome: Nothing.\n  Next: ward",
        ERROR,
        "\nChoice look [after 90 seconds]: Look.\nOutcome: Nothing.\nNext: ward",
    ),
    (
        "body",
        "\nChoice look [after 00:30]: Look.\n  Outcome: Nothing.\n  Next: ward",
        ERROR,
        "\nChoice look [after 30 seconds]: Look.\nOutcome: Nothing.\nNext: ward",
    ),
    ("body", "\nHe is [if logged glad | sad].", ERROR, ""),
    ("body", "\nHe is [logged: glad | sad].", ERROR, "\nHe is [if logged: glad | sad]."),
    ("outcome", "calm -1", ERROR, "Set: calm -1"),
    ("outcome", "Calm: +2", ERROR, "Set: calm +2"),
    ("outcome", "calm += 1", ERROR, "Set: calm +1"),
    ("outcome", "Logged: yes", ERROR, "Set: logged"),
    ("outcome", "mood = tense", ERROR, "Set: mood = tense"),
    ("outcome", "Upholds own-up because you said so.", ERROR, "Upholds own-up: because you said so."),
    ("outcome", "Breaks own-up, it is not said.", ERROR, "Breaks own-up: it is not said."),
    ("answer", "Because it is quicker.", ERROR, "Because: it is quicker."),
    ("question", "Wrong. Three at a time.", ERROR, "Wrong: Three at a time."),
    ("brief", "\nCast Nurse, the nurse on the ward", ERROR, "\nCast Nurse: the nurse on the ward"),
    ("brief", "\nCharacter Nurse: The nurse on the ward", ERROR, "\nCast Nurse: The nurse on the ward"),
    // Speakers.
    ("body", "\n**Visitor:** Hello.", SPEAKER, "\nVisitor: Hello."),
    ("body", "\n[Visitor]: Hello.", SPEAKER, "\nVisitor: Hello."),
    ("body", "\nVis-itor: Hello.", SPEAKER, "\nVisitor: Hello."),
    ("body", "\nMs. Botha: Hello.", WARNING, ""),
    // Marks that Markdown takes away.
    ("body", "\nDial *120*5# for help.", MARKUP, "\nDial \\*120\\*5# for help."),
    ("body", "\nIt is {calm}*2 and {calm}*3.", MARKUP, "\nIt is {calm}\\*2 and {calm}\\*3."),
    ("body", "\nBorn on __/__/____ in", MARKUP, "\nBorn on \\_\\_/\\_\\_/\\_\\_\\_\\_ in"),
    ("body", "\nHe is at ｛calm｝.", MARKUP, "\nHe is at {calm}."),
    ("body", "\nHello {learner_name}.", ERROR, "\nHello {learner}."),
    ("body", "\nVisitor (if logged): Hello.", WARNING, "\n[if logged] Visitor: Hello."),
    ("body", "\n>= 39 for children", MARKUP, "\n\\>= 39 for children"),
    // Quizzes of other tools.
    (
        "quiz",
        "\n::Q1:: Who may know? {=The owner ~The neighbour}",
        FOREIGN,
        "\nQuestion q1: Who may know?\nRight: The owner\nWrong: The neighbour",
    ),
    ("quiz", "\n::Q1:: Who may know? {=The owner#Yes ~The neighbour}", FOREIGN, ""),
    ("question", "{TRUE}", FOREIGN, "\nRight: True\nWrong: False"),
    (
        "quiz",
        "\nQ: Who may know?\n  A. The owner\n  B. The neighbour\n  ANSWER: A",
        FOREIGN,
        "\nQuestion who-may-know: Who may know?\nA. The owner\nB. The neighbour\nANSWER: A",
    ),
    (
        "quiz",
        "\n1. Who may know?\n  a) The owner\n  b) The neighbour",
        FOREIGN,
        "\nQuestion who-may-know: Who may know?\na) The owner\nb) The neighbour",
    ),
    ("question", "Right: Two at a time. (correct)", MARKUP, "Right: Two at a time."),
    ("question", "Wrong: Two at a time. ✓", MARKUP, ""),
    // Marks of other tools in titles.
    ("ending", "\nSituation hall: The $calm hall\n  Next: good", MARKUP, ""),
    ("ending", "\nSituation hall: The <b>hall</b>\n  Next: good", MARKUP, ""),
    ("ending", "\nSituation hall: TODO name it\n  Next: good", MARKUP, ""),
    ("ending", "\nEnding hall: The hall[^1]\n  Done.", MARKUP, ""),
    ("brief", "\nCast Nurse: The ~~old~~ nurse", MARKUP, ""),
    ("scenario", "Audience: {{audience}}", MARKUP, ""),
    // More marks of other tools.
    ("body", "\n[TBC]", MARKUP, ""),
    ("body", "\nTBD: the name of the ward", MARKUP, "\n// TBD: the name of the ward"),
    ("body", "\nLorem ipsum dolor sit amet.", MARKUP, "\n// Lorem ipsum dolor sit amet."),
    ("body", "\nIt is $x^2$ now.", MARKUP, ""),
    ("body", "\nIt is [b]late[/b].", MARKUP, ""),
    ("body", "\nItâ€™s late.", MARKUP, ""),
    ("body", "\nThe cafÃ© is closed.", MARKUP, ""),
    ("body", "\nHe is at %calm%.", MARKUP, "\nHe is at {calm}."),
    ("body", "\nHe is at <calm>.", MARKUP, "\nHe is at {calm}."),
    ("body", "\n[[_TOC_]]", MARKUP, "\n// [[_TOC_]]"),
    ("body", "\nIt is late. %%", MARKUP, ""),
    ("body", "\nHe waits. %% ask legal %% And waits.", MARKUP, ""),
    ("body", "\n{++An addition++} here.", MARKUP, ""),
    ("body", "\nHello [CLIENT NAME].", MARKUP, ""),
    ("body", "\nHello <your company>.", MARKUP, ""),
    ("body", "\nHello {FIRST_NAME}.", MARKUP, ""),
    ("body", "\n[insert name here]", MARKUP, ""),
    ("body", "\nXXX check this.", MARKUP, "\n// XXX check this."),
    ("body", "\nHe is at [[calm]].", MARKUP, ""),
    ("body", "\n[m2]: https://example.org", MARKUP, ""),
    ("body", "\nThe word \u{fffd} is lost.", MARKUP, ""),
    ("body", "\n??? note", MARKUP, ""),
    ("ending", "\nSituation hall: The **old** hall\n  Next: good", MARKUP, ""),
    ("ending", "\nSituation hall: The [hall](a.html)\n  Next: good", MARKUP, ""),
    (
        "quiz",
        "\nWho may know?\n  A. The owner\n  B. The neighbour\n  ANSWER: A",
        FOREIGN,
        "\nQuestion who-may-know: Who may know?\nA. The owner\nB. The neighbour\nANSWER: A",
    ),
    (
        "quiz",
        "\nWho may know?{\n  =The owner\n  ~The neighbour\n}",
        FOREIGN,
        "\nQuestion who-may-know: Who may know?{\n=The owner\n~The neighbour\n}",
    ),
];

/// Text in which a word is one slip away from a keyword, or a mark is like one of another tool.
pub(crate) const ORDINARY: &[&str] = &[
    "Hunt for it - everywhere.",
    "He goes to the door and says, please\nnote: the door closes at five.",
    "It is your\nchoice: now or never.",
    "Promise me: no names.",
    "Paths such as /usr/*/bin are long.",
    "St. John's is far.",
    "Listing 3-1: A program.",
    "Table B-7: Comments",
    "Next morning: rain.",
    "Right now: nothing.",
    "Right away: she asks.",
    "Result of the audit: good enough.",
    "Because of this: no.",
    "Choose one: tea or coffee.",
    "Set in stone: the rules.",
    "Image rights: reserved.",
    "Video evidence: none.",
    "Pass rate: 12%.",
    "Minutes left: 4.",
    "Flat tyre - Call the garage.",
    "Stage two – The visit",
    "Cost centre - Finance",
    "Last week - Monday",
    "Text ward",
    "Past 10",
    "Rest ask",
    "Principals like it - a lot.",
    "Uphold the law.",
    "Checks are made - Every day.",
    "Test results are in.",
    "Smart people - They ask.",
    "AT&T; and R&D;",
    "The SÃO PAULO office and a Âge.",
    "It costs $5 or $6_000.",
    "50% of them and 30% more.",
    "The date is TBC.",
    "Size XXX is out.",
    "A link [here](/a/b) and [/etc/hosts] too.",
    "It is {a word} in braces.",
    "Sign here: ________ and there ____.",
    "The __init__ file is __important__.",
    "Visitor (if only he knew): Hello.",
    "It costs 5%% more, and [SIC] he paid.",
];

/// The slips of a word that are hardly ever another word: two letters swapped, one doubled, one
/// added, and in long words one missing.
fn slips(word: &str) -> Vec<String> {
    let letters: Vec<char> = word.chars().collect();
    let mut out = Vec::new();
    for at in 1..letters.len() {
        let is_last = at + 1 == letters.len();
        if !letters[at].is_alphabetic() || !letters[at - 1].is_alphabetic() {
            continue;
        }
        let mut doubled = letters.clone();
        doubled.insert(at, letters[at]);
        out.push(doubled);
        let mut added = letters.clone();
        added.insert(at, 'q');
        out.push(added);
        if !is_last && letters[at] != letters[at + 1] && letters[at + 1].is_alphabetic() {
            let mut swapped = letters.clone();
            swapped.swap(at, at + 1);
            out.push(swapped);
        }
        if !is_last && 6 <= letters.len() && letters[at] != letters[at - 1] {
            let mut shorter = letters.clone();
            shorter.remove(at);
            out.push(shorter);
        }
    }
    // `Cast` for `Casts`, `Uphold` for `Upholds` and the like are words of their own.
    let is_own = |word: &String| ["Cats", "Chose", "Hit", "Stet"].contains(&word.as_str());
    out.into_iter().map(|letters| letters.into_iter().collect()).filter(|word| !is_own(word)).collect()
}

/// A line with a keyword, a value and, in place of the colon, nothing or another sign.
fn without_colon(word: &str, value: &str, sign: Option<&str>) -> String {
    let Some(sign) = sign else { return format!("\n{word} {value}") };
    // The sign comes after the id or the name, if there is one.
    match value.split_once(' ') {
        Some((id, rest)) if id.starts_with(char::is_lowercase) && rest.starts_with(char::is_uppercase) => {
            format!("\n{word} {id}{sign} {rest}")
        }
        Some(_) | None => format!("\n{word}{sign} {value}"),
    }
}

/// Where a line without its colon is reported, or one with another sign in its place, it is
/// reported with any slip in its keyword too.
#[test]
fn a_slip_silences_nothing() {
    let is_shown = |finding: &Finding| finding.severity != Severity::Hint;
    let is_about_colon = |finding: &Finding| matches!(finding.name, Name::MissingColon | Name::LikelyInstruction);
    let (mut silent, mut count) = (Vec::new(), 0);
    for (word, values, places) in VALUES {
        for (value, place) in values.iter().flat_map(|value| places.iter().map(move |place| (value, place))) {
            for sign in [None, Some(" -"), Some(" ="), Some(";")] {
                let exact = without_colon(word, value, sign);
                if !found(place, &exact).iter().any(is_about_colon) {
                    continue;
                }
                for slip in slips(word) {
                    let misspelled = without_colon(&slip, value, sign);
                    count += 1;
                    if !found(place, &misspelled).iter().any(is_shown) {
                        silent.push(format!("{misspelled:?} in {place}"));
                    }
                }
            }
        }
    }
    assert!(silent.is_empty(), "{} of {count} are silent:\n{}", silent.len(), silent.join("\n"));
    assert!(3_000 < count, "{count}");
}
