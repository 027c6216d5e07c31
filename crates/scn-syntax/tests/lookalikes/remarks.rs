//! Remarks of reviewers, marks of answer keys, open places of templates, properties in titles, and
//! speech or targets after the words of a line.

use scn_source::Name;

use crate::{FILE, MARKUP, WARNING};

const COLONLESS: Option<Name> = Some(Name::UnknownInstruction);
const SPEAKER: Option<Name> = Some(Name::UnknownSpeaker);
const COLON: Option<Name> = Some(Name::MissingColon);
const BRACKET: Option<Name> = Some(Name::BadBracket);
const FOREIGN: Option<Name> = Some(Name::ForeignSyntax);
const MISPLACED: Option<Name> = Some(Name::MisplacedInstruction);

/// As [`crate::TABLE`].
pub(crate) const TABLE: &[(&str, &str, Option<Name>, &str)] = &[
    ("body", "\nA man comes in. [JB1]", MARKUP, ""),
    ("body", "\nA man [Comment: check with legal] comes in.", MARKUP, ""),
    ("lesson", "\nAsk first. [Note to SME: is this right?]", MARKUP, ""),
    ("body", "\nA man comes in with flowers (TBC).", MARKUP, ""),
    ("body", "\nA man comes in with XXX.", MARKUP, ""),
    ("body", "\nA man asks for <name of patient>.", MARKUP, ""),
    ("ending", "\nDear «FirstName», well done.", MARKUP, ""),
    ("body", "\nPage 2 of 7", MARKUP, "\n// Page 2 of 7"),
    ("body", "\nYou lost %s points.", MARKUP, ""),
    ("body", "\nYou lost {0} points.", MARKUP, ""),
    ("body", "\nHe has {flowers|a card|nothing}.", MARKUP, ""),
    ("body", "\nShe is {1:SHORTANSWER:=ill}.", MARKUP, ""),
    ("body", "\nHe comes in. <>", MARKUP, ""),
    ("body", "\nHe comes in. # sound: door", MARKUP, ""),
    ("body", "\nHe comes in. #line:0a1b2c", MARKUP, ""),
    ("body", "\nHe comes in. // ask legal", MARKUP, "\nHe comes in.\n// ask legal"),
    ("body", "\nYou lost {calm points.", FOREIGN, "\nYou lost {calm} points."),
    ("body", "\nHe leaves. => ward", MARKUP, "\nHe leaves.\nNext: ward"),
    ("body", "\nHe leaves. → ward", MARKUP, "\nHe leaves.\nNext: ward"),
    ("body", "\nHe leaves. NEXT: ward", MARKUP, "\nHe leaves.\nNext: ward"),
    ("body", "\nHe leaves. goto ward", MARKUP, "\nHe leaves.\nNext: ward"),
    ("lesson", "\nSee [[rules]].", MARKUP, ""),
    ("lesson", "\n<<set $x to 1>>", MARKUP, "\n// <<set $x to 1>>"),
    ("lesson", "\nh2. Three questions", MARKUP, "\n// h2. Three questions"),
    ("lesson", "\n== Three questions ==", MARKUP, "\n// == Three questions =="),
    ("lesson", "\n\\section{Three questions}", MARKUP, "\n// \\section{Three questions}"),
    ("lesson", "\n{toc}", MARKUP, "\n// {toc}"),
    ("lesson", "\nThe '''three''' questions.", MARKUP, ""),
    ("lesson", "\nSee (the rules)[https://example.org].", MARKUP, ""),
    ("lesson", "\nSee [the rules]().", FILE, ""),
    ("body", "\n![A desk]", FILE, ""),
    // After a choice or an answer.
    (
        "body",
        "\nChoice look: Look. (best)\n  Outcome: So.\n  Next: ward",
        MARKUP,
        "\nChoice look: Look.\nOutcome: So.\nNext: ward",
    ),
    (
        "body",
        "\nChoice look: Look. (correct)\n  Outcome: So.\n  Next: ward",
        MARKUP,
        "\nChoice look: Look.\nOutcome: So.\nNext: ward",
    ),
    (
        "body",
        "\nChoice look: Look. (+10)\n  Outcome: So.\n  Next: ward",
        MARKUP,
        "\nChoice look: Look.\nOutcome: So.\nNext: ward",
    ),
    (
        "body",
        "\nChoice look: Look. [id: look]\n  Outcome: So.\n  Next: ward",
        MARKUP,
        "\nChoice look: Look.\nOutcome: So.\nNext: ward",
    ),
    (
        "body",
        "\nChoice look: Look. *\n  Outcome: So.\n  Next: ward",
        MARKUP,
        "\nChoice look: Look.\nOutcome: So.\nNext: ward",
    ),
    (
        "body",
        "\nChoice look: Look. #look\n  Outcome: So.\n  Next: ward",
        MARKUP,
        "\nChoice look: Look.\nOutcome: So.\nNext: ward",
    ),
    ("question", "Right: Two at a time. *", MARKUP, "Right: Two at a time."),
    ("question", "Right: Two at a time. (1 point)", MARKUP, "Right: Two at a time."),
    ("question", "Right: Two at a time. Wrong: Three.", MISPLACED, ""),
    ("answer", "(wrong)", MARKUP, "// (wrong)"),
    ("answer", "10 points", MARKUP, "// 10 points"),
    ("answer", "correct: false", MARKUP, "// correct: false"),
    // Speech and instructions after the words of a line.
    ("body", "\nHe nods. Visitor: Thanks.", MISPLACED, "\nHe nods.\n\nVisitor: Thanks."),
    ("body", "\nVisitor – Who let her in?", SPEAKER, "\nVisitor: Who let her in?"),
    ("body", "\nVISITOR\n  Who let her in?", SPEAKER, "\nVisitor:\nWho let her in?"),
    ("body", "\nHe nods. Image desk.jpg: A desk.", MISPLACED, "\nHe nods.\nImage desk.jpg: A desk."),
    ("outcome", "(Feedback: Well asked.)", WARNING, "Feedback: Well asked."),
    ("outcome", "Feed back: Well asked.", WARNING, "Feedback: Well asked."),
    ("body", "\n[otherwhise] He waits.", BRACKET, "\n[otherwise] He waits."),
    // Only the mark may become a comment.
    ("body", "\n<!-- ask Bob --> Go on.", MARKUP, ""),
    ("body", "\n/* ask */ Go on.", MARKUP, ""),
    ("body", "\n[TODO] The visitor waits.", MARKUP, ""),
    ("body", "\n(set: $calm to 5) She waits.", MARKUP, ""),
    ("body", "\nTerm\n: the visitor waits at the desk", MARKUP, ""),
    ("outcome", "<<set $calm to 5>> He waits.", FOREIGN, ""),
    ("body", "\n<<if $logged>>He waits.<</if>> She waits.", FOREIGN, ""),
    ("body", "\n<<if $logged>>A.<<else>>B.<<endif>>", FOREIGN, ""),
    // Changes in other words.
    ("outcome", "$calm = 5", COLON, "Set: calm = 5"),
    ("outcome", "set $calm = 5", COLON, "Set: calm = 5"),
    ("outcome", "Est: calm +1", COLON, "Set: calm +1"),
    ("outcome", "Effect: calm +1, logged = yes", COLON, "Set: calm +1, logged"),
    ("body", "\nHe is at [calm] of ten.", FOREIGN, "\nHe is at {calm} of ten."),
    // Speech in the second line of a paragraph, and a misspelled `Cast`.
    ("body", "Vistor: Please.", SPEAKER, ""),
    ("body", "VISITOR: Please.", SPEAKER, "Visitor: Please."),
    // Properties in other words.
    ("question", "Tests: ask-first", COLONLESS, "Checks: ask-first"),
    ("lesson", "About: ask-first", COLONLESS, "Teaches: ask-first"),
    ("quiz", "Passing score: 1", COLONLESS, "Pass: 1"),
    ("answer", "Why: It is quicker.", COLONLESS, "Because: It is quicker."),
    // Properties in titles.
    (
        "ending",
        "\nEnding late: Too late [failed]\n  It is late.",
        WARNING,
        "\nEnding late: Too late\nResult: failed\nIt is late.",
    ),
    (
        "ending",
        "\nEnding late: Too late - failed\n  Result: failed",
        WARNING,
        "\nEnding late: Too late\nResult: failed",
    ),
    ("ending", "\nEnding late: Too late Result: failed", WARNING, "\nEnding late: Too late\nResult: failed"),
    ("brief", "\nMeter joy: His joy (0 to 10)", WARNING, "\nMeter joy: His joy\nRange: 0 to 10"),
    ("brief", "\nMeter joy: His joy Range: 0 to 10", WARNING, "\nMeter joy: His joy\nRange: 0 to 10"),
    // Headers in other words, by the line below them.
    (
        "body",
        "\nlook: Look.\n  Outcome: So.\n  Next: ward",
        COLONLESS,
        "\nChoice look: Look.\nOutcome: So.\nNext: ward",
    ),
    ("body", "\n[Look.]\n  Outcome: So.\n  Next: ward", COLONLESS, "\nChoice look: Look.\nOutcome: So.\nNext: ward"),
    (
        "body",
        "\nOpción look: Mira.\n  Outcome: So.\n  Next: ward",
        COLONLESS,
        "\nChoice look: Mira.\nOutcome: So.\nNext: ward",
    ),
    (
        "body",
        "\nIf you look around:\n  Outcome: So.\n  Next: ward",
        COLONLESS,
        "\nChoice if-you-look: If you look around\nOutcome: So.\nNext: ward",
    ),
    (
        "ending",
        "\nStory second: The second\n  Covers: ask-first",
        COLONLESS,
        "\nScenario second: The second\nCovers: ask-first",
    ),
    ("ending", "\n# The second\n  Minutes: 5", COLONLESS, "\nScenario the-second: The second\nMinutes: 5"),
    ("ending", "\nExercise 1: A run\n  Choose: ask", COLONLESS, "\nTest: A run\nChoose: ask"),
    ("ending", "\nExam more: More questions\n  Draw: 1", COLONLESS, "\nQuiz more: More questions\nDraw: 1"),
    ("answer", "\n2. Who asks?\n  Right: He.\n  Wrong: She.", COLONLESS, ""),
    ("brief", "\nScale joy: His joy\n  Range: 0 to 10", COLONLESS, "\nMeter joy: His joy\nRange: 0 to 10"),
    (
        "body",
        "\nChoice look: Look.\n  Outcome [if calm > 5]: So.\n  Next: ward\n  If calm <= 5: He frowns.\n  Set: calm -1\n  Next: ward",
        COLONLESS,
        "",
    ),
];

/// Ordinary text in a situation about which nothing is reported.
pub(crate) const ORDINARY: &[&str] = &[
    "The air has 400 ppm of gas [CO2].",
    "Post it. #privacy",
    "Press # to end the call.",
    "He dials. # is the last key.",
    "One line // the next line.",
    "See https://example.org/a // it is short.",
    "Chapter XXX of the book.",
    "It costs $XXX.00 a night.",
    "5 % d'alcool.",
    "She writes x_{0} on the board.",
    "He says: go to ward.",
    "Visitor – the man with the flowers – smiles.",
    "VISITOR PARKING",
    "Nobody (in this office) knows.",
    "She says (+10) and smiles.",
    "«Privacy» is the word.",
    "You may go to ward ten.",
    "He waits.\n  And he says nothing.",
    "The visitor: a man with flowers.",
    "Page 2 of the book is torn.",
];
