//! Lines that were probably meant as instructions are reported at the right line, and ordinary
//! prose is not.
#![expect(clippy::disallowed_methods, reason = "the documents of the project are files")]

use proptest::prelude::*;
use scn_source::{FileId, Finding, Name, Severity};
use scn_syntax::parse;

mod hidden;
mod near;
mod prose;
mod remarks;
mod spelling;

/// A pack of one file with named places for lines.
const FRAME: &str = "\
Principle ask-first: Ask before you share
{principle}
  Ask.

Principle own-up: Own up to a mistake
  Say so.

Lesson reading: Before you share
{lesson}
  Three questions.

Quiz rules: The ground rules
{quiz}
  Two minutes.

Question first: What helps?
{question}
  Right: One thing at a time.
{answer}

  Wrong: All at once.
    Because: It takes longer.

Question hours: For how many hours?
{short}

Scenario desk: At the desk
{scenario}
  You work at the front desk.
{brief}

Cast Visitor: A man with flowers

Meter calm: How calm he is
{meter}

Flag logged: It is written down
{flag}

State mood: How he feels
{state}

Passage knock: A knock at the door
{passage}
  Somebody knocks.

Situation front: The man with the flowers
{situation}
  Visitor: Which room is she in?
{body}

  Choice ask: Ask for his name.
{choice}
    Outcome: He spells it for you.
{outcome}
    Next: ward

  Choice tell: Tell him the room.
    Outcome: He thanks you.
    Next: ward

Situation ward: The ward calls
  Somebody asks.

  Choice say: Tell them what happened.
    Outcome: Thanks.
    Next: good

Ending good: Flowers on the table
{ending}
  Done.

Ending bad: A note
  Result: failed

  Done.

Test: A run
{test}
  Choose: ask
";

/// Returns the names of the places in the frame.
fn places() -> Vec<&'static str> {
    FRAME.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name)).collect()
}

/// Returns the frame with lines in one place, and the number of the first of them, from 0.
fn framed(place: &str, lines: &str) -> (String, usize) {
    let spot = format!("{{{place}}}");
    let at = FRAME.find(&spot).expect("the place is there");
    let first = FRAME[..at].lines().filter(|line| !line.starts_with('{')).count();
    let mut text = FRAME.replace(&spot, lines);
    for other in places() {
        text = text.replace(&format!("{{{other}}}\n"), "");
    }
    (text, first)
}

/// Returns the findings that begin in the lines put into a place of the frame, without those of the
/// frame alone.
fn found(place: &str, lines: &str) -> Vec<Finding> {
    let (text, first) = framed(place, lines);
    let last = first + lines.lines().count();
    let line = |finding: &Finding| text[..finding.place.span.start as usize].matches('\n').count();
    let findings = parse(FileId(0), &text).findings;
    findings.into_iter().filter(|finding| (first..last).contains(&line(finding))).collect()
}

/// Returns the lines of the frame in which errors begin, other than those put into a place.
fn blamed(place: &str, lines: &str) -> Vec<String> {
    let (text, first) = framed(place, lines);
    let last = first + lines.lines().count();
    let mut out = Vec::new();
    for finding in parse(FileId(0), &text).findings {
        let line = text[..finding.place.span.start as usize].matches('\n').count();
        let words = text.lines().nth(line).unwrap_or_default().trim();
        let known = ["Meter calm", "State mood", "Ending good"].iter().any(|header| words.starts_with(header));
        let known = known || finding.message == "the ending above has no `Result:`";
        if finding.severity == Severity::Error && !(first..last).contains(&line) && !known {
            out.push(format!("{words}: {}", finding.message));
        }
    }
    out
}

/// Returns the lines after applying the first fix of a finding.
fn mended(place: &str, lines: &str, finding: &Finding) -> Option<String> {
    let (text, first) = framed(place, lines);
    let mut edits = finding.fixes.first()?.edits.clone();
    edits.sort_by_key(|edit| edit.place.span.start);
    let mut out = text.clone();
    for edit in edits.iter().rev() {
        out.replace_range(edit.place.span.range(), &edit.text);
    }
    let wanted = lines.lines().count() + out.lines().count() - text.lines().count();
    Some(out.lines().skip(first).take(wanted).map(str::trim).collect::<Vec<_>>().join("\n"))
}

/// Any error: which one depends on the mistake, and is tested with the documents.
const ERROR: Option<Name> = None;
const WARNING: Option<Name> = Some(Name::LikelyInstruction);
const MARKUP: Option<Name> = Some(Name::LeftoverMarkup);
const WIDTH: Option<Name> = Some(Name::FullWidth);
const FILE: Option<Name> = Some(Name::BadFileName);

/// The place of a line, the line, the expected finding, and the line after its fix. The last is
/// empty if there is no fix.
const TABLE: &[(&str, &str, Option<Name>, &str)] = &[
    // A property without its colon.
    ("scenario", "Minutes 5", ERROR, "Minutes: 5"),
    ("scenario", "Minutes 12 minutes", ERROR, "Minutes: 12"),
    ("brief", "\nMinutes 5", ERROR, "\nMinutes: 5"),
    ("scenario", "Covers ask-first", ERROR, "Covers: ask-first"),
    ("scenario", "Covers ask-first, own-up", ERROR, "Covers: ask-first, own-up"),
    ("scenario", "Covers Own up to a mistake", ERROR, "Covers: own-up"),
    ("scenario", "Covers: Ask before you share", ERROR, "Covers: ask-first"),
    ("scenario", "Covers: own-up, Ask before you share", ERROR, "Covers: own-up, ask-first"),
    ("scenario", "Start ward", ERROR, "Start: ward"),
    ("scenario", "Audience Reception", ERROR, "Audience: Reception"),
    ("scenario", "Author The training team", ERROR, "Author: The training team"),
    ("scenario", "Tags phone, privacy", ERROR, "Tags: phone, privacy"),
    ("principle", "Source POPIA, section 11", ERROR, "Source: POPIA, section 11"),
    ("principle", "Weight 3", ERROR, "Weight: 3"),
    ("meter", "Range 0 to 10", ERROR, "Range: 0 to 10"),
    ("meter", "Range 0-10", ERROR, "Range: 0 to 10"),
    ("meter", "Range 0..100", ERROR, "Range: 0 to 100"),
    ("meter", "Range: 0 to 10\nStart 5", ERROR, "Range: 0 to 10\nStart: 5"),
    ("flag", "Start yes", ERROR, "Start: yes"),
    ("state", "Values calm, tense", ERROR, "Values: calm, tense"),
    ("ending", "Result passed", ERROR, "Result: passed"),
    ("ending", "Result Passed", ERROR, "Result: passed"),
    ("quiz", "Draw 1", ERROR, "Draw: 1"),
    ("quiz", "Pass 1", ERROR, "Pass: 1"),
    ("question", "Checks ask-first", ERROR, "Checks: ask-first"),
    ("situation", "Set calm -2", ERROR, "Set: calm -2"),
    ("outcome", "Set calm +1, logged", ERROR, "Set: calm +1, logged"),
    ("outcome", "Set not logged", ERROR, "Set: not logged"),
    ("outcome", "set calm -2", ERROR, "Set: calm -2"),
    ("outcome", "Set mood = tense", ERROR, "Set: mood = tense"),
    ("outcome", "Detour ward", ERROR, "Detour: ward"),
    ("outcome", "Upholds ask-first Good.", ERROR, "Upholds ask-first: Good."),
    ("outcome", "Upholds ask-first", ERROR, "Upholds ask-first:"),
    ("outcome", "Partly breaks own-up Not yet.", ERROR, "Partly breaks own-up: Not yet."),
    ("outcome", "Upholds Ask before you share: Good.", ERROR, "Upholds ask-first: Good."),
    ("outcome", "Breaks Own up to a mistake It is not said.", ERROR, "Breaks own-up: It is not said."),
    ("outcome", "He nods. Set: calm -1", ERROR, "He nods.\nSet: calm -1"),
    ("outcome", "Then he leaves. Upholds ask-first: Good.", ERROR, "Then he leaves.\nUpholds ask-first: Good."),
    ("body", "\nImage desk.jpg", ERROR, "\nImage desk.jpg:"),
    ("body", "\nImage desk.jpg A desk with flowers.", ERROR, "\nImage desk.jpg: A desk with flowers."),
    ("body", "\nAudio ring.mp3 The phone rings.", ERROR, "\nAudio ring.mp3: The phone rings."),
    (
        "body",
        "\nChoice look Look around.\n  Outcome: Nothing.\n  Next: ward",
        ERROR,
        "\nChoice look: Look around.\nOutcome: Nothing.\nNext: ward",
    ),
    (
        "body",
        "\nChoice Look around.\n  Outcome: Nothing.\n  Next: ward",
        ERROR,
        "\nChoice: Look around.\nOutcome: Nothing.\nNext: ward",
    ),
    (
        "body",
        "\nChoice: Look around.\n  Outcome Nothing.\n  Next: ward",
        ERROR,
        "\nChoice: Look around.\nOutcome: Nothing.\nNext: ward",
    ),
    (
        "body",
        "\nChoice look all around the desk: Look.\n  Outcome: Nothing.\n  Next: ward",
        ERROR,
        "\nChoice look-all-around-the-desk: Look.\nOutcome: Nothing.\nNext: ward",
    ),
    ("answer", "Because Both are quicker.", ERROR, "Because: Both are quicker."),
    ("test", "Choose ask", ERROR, "Choose: ask"),
    ("test", "Expect at ward", ERROR, "Expect: at ward"),
    ("brief", "\nPromise never at bad", ERROR, "\nPromise: never at bad"),
    ("brief", "\nCast Nurse", ERROR, "\nCast Nurse: Nurse"),
    ("brief", "\nCast Nurse The nurse on the ward", ERROR, "\nCast Nurse: The nurse on the ward"),
    ("brief", "\nMeter trust Trust\n  Range: 0 to 5", ERROR, "\nMeter trust: Trust\nRange: 0 to 5"),
    ("brief", "\nFlag told It was told", ERROR, "\nFlag told: It was told"),
    // Headers with something before them, or in the wrong place.
    (
        "body",
        "\n- Choice: Look.\n  Outcome: Nothing.\n  Next: ward",
        ERROR,
        "\nChoice: Look.\nOutcome: Nothing.\nNext: ward",
    ),
    (
        "body",
        "\n• Choice look: Look.\n  Outcome: Nothing.\n  Next: ward",
        ERROR,
        "\nChoice look: Look.\nOutcome: Nothing.\nNext: ward",
    ),
    (
        "body",
        "\n2) Choice look: Look.\n  Outcome: Nothing.\n  Next: ward",
        ERROR,
        "\nChoice look: Look.\nOutcome: Nothing.\nNext: ward",
    ),
    (
        "body",
        "\n**Choice look**: Look.\n  Outcome: Nothing.\n  Next: ward",
        ERROR,
        "\nChoice look: Look.\nOutcome: Nothing.\nNext: ward",
    ),
    (
        "body",
        "\n### Choice look: Look.\n  Outcome: Nothing.\n  Next: ward",
        ERROR,
        "\nChoice look: Look.\nOutcome: Nothing.\nNext: ward",
    ),
    (
        "body",
        "\n[if logged] Choice look: Look.\n  Outcome: Nothing.\n  Next: ward",
        ERROR,
        "\nChoice look [if logged]: Look.\nOutcome: Nothing.\nNext: ward",
    ),
    (
        "body",
        "\nChoice look: [once] Look.\n  Outcome: Nothing.\n  Next: ward",
        ERROR,
        "\nChoice look [once]: Look.\nOutcome: Nothing.\nNext: ward",
    ),
    (
        "body",
        "\nChoice look: [needs calm > 3] Look.\n  Outcome: Nothing.\n  Next: ward",
        ERROR,
        "\nChoice look [needs calm > 3]: Look.\nOutcome: Nothing.\nNext: ward",
    ),
    ("body", "\nNote: [if logged] It is in the book.", ERROR, "\n[if logged] Note: It is in the book."),
    (
        "body",
        "\nCho\u{ad}ice look: Look.\n  Outcome: Nothing.\n  Next: ward",
        ERROR,
        "\nChoice look: Look.\nOutcome: Nothing.\nNext: ward",
    ),
    (
        "body",
        "\n\u{200b}Choice look: Look.\n  Outcome: Nothing.\n  Next: ward",
        ERROR,
        "\nChoice look: Look.\nOutcome: Nothing.\nNext: ward",
    ),
    (
        "body",
        "\nChoice look: Look.\n  Nothing.\n  Next: ward",
        ERROR,
        "\nChoice look: Look.\nOutcome: Nothing.\nNext: ward",
    ),
    // Conditions and values.
    ("body", "\n[If logged] You see the book.", ERROR, "\n[if logged] You see the book."),
    ("body", "\n[if: logged] You see the book.", ERROR, "\n[if logged] You see the book."),
    ("body", "\n[when calm > 3] He smiles.", ERROR, "\n[if calm > 3] He smiles."),
    ("body", "\n{if logged} You see the book.", ERROR, "\n[if logged] You see the book."),
    ("body", "\n(if calm > 3) He smiles.", ERROR, "\n[if calm > 3] He smiles."),
    ("body", "\n(if: $logged)[You see the book.]", ERROR, "\n[if logged] You see the book."),
    ("body", "\n<<if $logged>>You see it.<</if>>", ERROR, "\n[if logged] You see it."),
    ("body", "\nif logged: You see the book.", ERROR, "\n[if logged] You see the book."),
    ("body", "\nHe is at {Calm} of ten.", ERROR, "\nHe is at {calm} of ten."),
    ("body", "\nHe is at { calm } of ten.", ERROR, "\nHe is at {calm} of ten."),
    ("body", "\nHe is at {$calm} of ten.", ERROR, "\nHe is at {calm} of ten."),
    ("body", "\nHe is at {{calm}} of ten.", ERROR, "\nHe is at {calm} of ten."),
    ("body", "\nHe is at {calm + 1} of ten.", ERROR, ""),
    // Text without its colon.
    ("body", "\nHint Think about it.", WARNING, "\nHint: Think about it."),
    ("body", "\nHint think about it.", WARNING, "\nHint: think about it."),
    ("outcome", "Feedback Good thinking.", WARNING, "Feedback: Good thinking."),
    ("choice", "Locked He does not trust you.", WARNING, "Locked: He does not trust you."),
    ("body", "\nNote The form must be signed.", WARNING, "\nNote: The form must be signed."),
    // Markup.
    ("body", "\nIt is $calm.", MARKUP, "\nIt is {calm}."),
    ("body", "\nIt is $patience_level.", MARKUP, ""),
    ("outcome", "(set: $calm to it - 1)", MARKUP, "Set: calm -1"),
    ("outcome", "(set: $logged to true)", MARKUP, "Set: logged"),
    ("body", "\n<!-- ask legal -->", MARKUP, "\n// <!-- ask legal -->"),
    ("body", "\nYou wait. /* how long? */", MARKUP, ""),
    ("body", "\nTODO: ask legal", MARKUP, "\n// TODO: ask legal"),
    ("body", "\n# FIXME names", MARKUP, "\n// # FIXME names"),
    ("lesson", "\nTODO ask legal", MARKUP, "\n// TODO ask legal"),
    ("body", "\n#mood:tense #desk", MARKUP, "\n// #mood:tense #desk"),
    ("body", "\n* [Ask her]", MARKUP, ""),
    ("body", "\nHello {{first_name}}.", MARKUP, ""),
    ("body", "\nYou go back. -> ward", MARKUP, "\nYou go back.\nNext: ward"),
    ("body", "\nYou go to the [[ward]] now.", MARKUP, ""),
    ("body", "\n====", MARKUP, "\n// ===="),
    // Full-width characters, and others that look like a colon.
    ("body", "\nVisitor：Hello.", WIDTH, "\nVisitor: Hello."),
    ("body", "\n\u{3000}Visitor: Hello.", WIDTH, "\nVisitor: Hello."),
    ("body", "\n［if logged］ Hello.", WIDTH, "\n[if logged] Hello."),
    ("outcome", "Set：calm -1，logged", WIDTH, "Set: calm -1, logged"),
    ("outcome", "Upholds ask-first\u{202f}: Good.", WIDTH, "Upholds ask-first : Good."),
    ("outcome", "Feedback\u{2236} Good.", WIDTH, "Feedback: Good."),
];

#[test]
fn each_line_is_reported_with_its_edit() {
    let tables = [TABLE, near::TABLE, spelling::TABLE, hidden::TABLE, remarks::TABLE];
    let mut wrong = Vec::new();
    for (place, lines, name, better) in tables.iter().copied().flatten() {
        let findings = found(place, lines);
        let fits = |finding: &&Finding| match name {
            Some(name) => finding.name == *name,
            None => finding.severity == Severity::Error,
        };
        let one = findings.iter().find(fits);
        let fixed = one.and_then(|finding| mended(place, lines, finding)).unwrap_or_default();
        let fixed = if better.is_empty() && one.is_some_and(|it| it.fixes.len() < 2) { String::new() } else { fixed };
        if one.is_none() || fixed != *better {
            let reported: Vec<_> = findings.iter().map(|it| (it.name.as_str(), &it.message)).collect();
            wrong.push(format!("{place} {lines:?}\n  found {reported:?}\n  fixed {fixed:?}"));
        }
        let blamed = blamed(place, lines);
        if name.is_none() && !blamed.is_empty() {
            wrong.push(format!("{place} {lines:?}\n  blames {blamed:?}"));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {}:\n{}",
        wrong.len(),
        tables.iter().map(|table| table.len()).sum::<usize>(),
        wrong.join("\n")
    );
    assert!(60 < TABLE.len() && 60 < near::TABLE.len());
}

#[test]
fn a_target_within_a_line_is_reported_once() {
    for (place, line) in
        [("body", "\nHe leaves. Next: ward"), ("body", "\nHe leaves. NEXT: ward"), ("outcome", "He leaves. -> ward")]
    {
        assert_eq!(found(place, line).len(), 1, "{line}: {:?}", found(place, line));
    }
}

/// Ordinary text in a situation about which nothing is reported.
const ORDINARY: &[&str] = &[
    "Steps:",
    "You will need:\n  a pen and paper.",
    "The next morning: rain.",
    "He pays 5*3 rand.",
    "She writes <name> on the form, and 3 < 4.",
    "Nobody [in the office] answers.",
    "Someone [else] has it.",
    "It is [once again] late.",
    "He says it (if only once) and leaves.",
    "The form [M2](https://example.org/m2) is blue.",
    "Hope and trust - both are gone.",
    "Nobody upholds it: they laugh.",
    "a == b and c == d, he says.",
    "Show him the way.",
    "Show answers to nobody.",
    "Accept it, he says.",
    "Accept Mr Brown's apology.",
    "Tries are free.",
    "Passage is safe.",
    "Ask her: is it late?",
    "Ask Peter for help.",
    "Ask reception for the key",
];

#[test]
fn ordinary_text_is_not_reported() {
    let mut wrong = Vec::new();
    for text in ORDINARY.iter().chain(spelling::ORDINARY).chain(remarks::ORDINARY) {
        for place in ["body", "outcome", "ending", "brief"] {
            let reported: Vec<_> = found(place, &format!("\n{text}\n")).into_iter().map(|it| it.message).collect();
            let reported: Vec<_> = reported.into_iter().filter(|it| !it.contains("has no `Result:`")).collect();
            if !reported.is_empty() {
                wrong.push(format!("{place} {text:?}: {reported:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// Values of each keyword, and the places where it may occur.
const VALUES: &[(&str, &[&str], &[&str])] = &[
    ("Minutes", &["6", "15"], &["scenario", "brief"]),
    ("Covers", &["ask-first", "own-up, ask-first"], &["scenario"]),
    ("Audience", &["Reception"], &["scenario"]),
    ("Author", &["The training team"], &["scenario"]),
    ("Tags", &["phone, privacy"], &["scenario"]),
    ("Start", &["ward", "front"], &["scenario"]),
    ("Start", &["5"], &["meter"]),
    ("Start", &["no"], &["flag"]),
    ("Start", &["calm"], &["state"]),
    ("Source", &["The handbook, page 3"], &["principle"]),
    ("Weight", &["2"], &["principle"]),
    ("Teaches", &["ask-first", "own-up"], &["lesson"]),
    ("Draw", &["1"], &["quiz"]),
    ("Pass", &["1"], &["quiz"]),
    ("Tries", &["3"], &["quiz"]),
    ("Show answers", &["never", "after passing"], &["quiz"]),
    ("Checks", &["own-up"], &["question"]),
    ("Accept", &["72, seventy-two", "yes", "three days"], &["short"]),
    ("Because", &["Nobody knows."], &["answer"]),
    ("Range", &["0 to 100", "1 to 5"], &["meter"]),
    ("Values", &["calm, tense", "calm \"quite calm\", tense"], &["state"]),
    ("Shown", &["always"], &["meter", "flag", "state"]),
    ("Result", &["passed", "failed", "mixed"], &["ending"]),
    ("Hint", &["Look at the book.", "Who asks?"], &["body", "choice", "question", "short"]),
    ("Ask", &["note What would you have said?"], &["body"]),
    ("Locked", &["He does not trust you."], &["choice"]),
    ("Upholds", &["ask-first Good.", "own-up"], &["outcome"]),
    ("Partly upholds", &["ask-first Good."], &["outcome"]),
    ("Partly breaks", &["own-up Late."], &["outcome"]),
    ("Breaks", &["own-up, ask-first Bad."], &["outcome"]),
    ("Feedback", &["Well done."], &["outcome"]),
    ("Set", &["calm -1", "logged", "mood = tense", "calm = 3"], &["outcome", "situation"]),
    ("Show", &["knock"], &["brief", "body", "outcome", "ending"]),
    ("Detour", &["ward"], &["outcome"]),
    ("Next", &["ward", "good", "again"], &["outcome", "body"]),
    ("Note", &["The form must be signed."], &["body", "outcome", "ending"]),
    ("Tip", &["Your badge opens it."], &["body", "outcome"]),
    ("Remember", &["You can ask."], &["body", "outcome"]),
    ("Warning", &["The floor is wet."], &["body", "outcome"]),
    ("Image", &["desk.jpg", "desk.jpg A desk."], &["body", "outcome", "ending"]),
    ("Audio", &["ring.mp3"], &["body"]),
    ("Video", &["clip.mp4 He waves."], &["body"]),
    ("Choice", &["wait Wait.", "Wait."], &["body"]),
    ("Outcome", &["He waits."], &["choice"]),
    ("Right", &["One at a time."], &["question"]),
    ("Wrong", &["All of them."], &["question"]),
    ("Question", &["second What then?"], &["quiz"]),
    ("Situation", &["hall The hall"], &["body", "ending"]),
    ("Ending", &["late Too late"], &["body", "ending"]),
    ("Scenario", &["second The second"], &["ending"]),
    ("Principle", &["be-kind Be kind"], &["brief", "ending"]),
    ("Lesson", &["more More to read"], &["brief", "ending"]),
    ("Quiz", &["more More questions"], &["brief", "ending"]),
    ("Cast", &["Nurse", "Dr Naidoo"], &["brief", "ending"]),
    ("Meter", &["trust Trust"], &["brief", "ending"]),
    ("Flag", &["told It was told"], &["brief"]),
    ("State", &["weather The weather"], &["brief"]),
    ("Passage", &["hour Another hour"], &["brief", "ending"]),
    ("Test", &["A run\n  Choose: ask"], &["ending"]),
    ("Choose", &["ask", "say"], &["test"]),
    ("Expect", &["at ward"], &["test"]),
    ("Promise", &["never at bad", "possible at good"], &["ending", "brief"]),
];

proptest! {
    /// A keyword followed by a value without a colon gives a finding at that line, regardless of
    /// the blanks in between and of whether it begins a paragraph.
    #[test]
    fn no_keyword_without_its_colon_is_silent(at in any::<prop::sample::Index>(), value in any::<prop::sample::Index>(),
        place in any::<prop::sample::Index>(), blank in "[ \t]{1,3}", indent in "[ \t]{0,6}", apart in any::<bool>()) {
        let (word, values, places) = at.get(VALUES);
        let (value, place) = (value.get(values), place.get(places));
        let before = if apart { "\n" } else { "" };
        let lines = format!("{before}{indent}{word}{blank}{value}");
        let findings = found(place, &lines);
        let error = |finding: &Finding| finding.severity != Severity::Hint;
        prop_assert!(findings.iter().any(error), "{lines:?} in {place} is silent");
    }
}

#[test]
fn slips_of_passages_and_of_quizzes_are_found() {
    let mut wrong = Vec::new();
    for (place, line, name) in [
        ("question", "\nHint Think.", Name::LikelyInstruction),
        ("body", "\nHint - Think.", Name::LikelyInstruction),
        ("short", "\nHint - Think.", Name::MissingColon),
        ("passage", "\nHint: Think.", Name::MisplacedInstruction),
        ("lesson", "\nShow: knock", Name::MisplacedInstruction),
        ("quiz", "\nShow: knock", Name::MisplacedInstruction),
        ("question", "\nShow: knock", Name::MisplacedInstruction),
        ("test", "Show: knock", Name::MisplacedInstruction),
        ("principle", "\nShow: knock", Name::MisplacedInstruction),
        ("passage", "\nShow: knock", Name::MisplacedInstruction),
        ("passage", "\nUpholds own-up: Good.", Name::MisplacedInstruction),
        ("body", "\nShow: A knock at the door", Name::BadTarget),
        ("body", "\nShow: Passage knock: A knock at the door", Name::BadTarget),
        ("body", "\nShow A knock at the door", Name::MissingColon),
        ("body", "\nShow other-knock", Name::MissingColon),
        ("body", "\nShow door", Name::LikelyInstruction),
        ("body", "\nShow - knock", Name::MissingColon),
        ("body", "\nShow [if logged]: knock", Name::BadBracket),
        ("body", "\nShow: [if logged] knock", Name::BadValue),
        ("outcome", "He nods. Show: knock", Name::MisplacedInstruction),
        ("outcome", "Shwo: knock", Name::UnknownInstruction),
        ("choice", "Accept: tea", Name::MisplacedInstruction),
        ("body", "\nAccept: tea, coffee", Name::MisplacedInstruction),
        ("answer", "Accept: tea", Name::MisplacedInstruction),
        ("short", "Accept yes", Name::MissingColon),
        ("short", "Accept - tea", Name::MissingColon),
        ("short", "Accepted: tea", Name::UnknownInstruction),
        ("short", "Acept: tea", Name::UnknownInstruction),
        ("quiz", "Tries three", Name::LikelyInstruction),
        ("quiz", "Tries: three", Name::BadValue),
        ("quiz", "Attempts: 3", Name::UnknownInstruction),
        ("quiz", "Tries 3 times", Name::MissingColon),
        ("scenario", "Tries: 3", Name::MisplacedInstruction),
        ("body", "\nTries: 3", Name::MisplacedInstruction),
        ("quiz", "Show answer: never", Name::UnknownInstruction),
        ("quiz", "Show answers: no", Name::BadValue),
        ("quiz", "Show answers never", Name::MissingColon),
        ("question", "Show answers: never", Name::MisplacedInstruction),
        ("scenario", "Show answers: never", Name::MisplacedInstruction),
        ("brief", "\nPassage status", Name::MissingColon),
        ("brief", "\nPassage: Status", Name::BadId),
        ("brief", "\nPasage status: The status", Name::UnknownInstruction),
    ] {
        let names: Vec<Name> = found(place, line).iter().map(|finding| finding.name).collect();
        if names != [name] {
            wrong.push(format!("{place} {line:?}: {names:?}, and not {name:?}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_keyword_has_a_value_here() {
    let missing: Vec<_> = scn_syntax::words::KEYWORDS
        .iter()
        // `Continues` is read in the first line of a file and nowhere else: its module tests that.
        .filter(|keyword| keyword.word != "Continues")
        .filter(|keyword| VALUES.iter().all(|(word, ..)| *word != keyword.word))
        .map(|keyword| keyword.word)
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}
