//! Every name a finding can have, with its default severity and its page.

use std::fmt;

/// How serious a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Informational; never fails a check.
    Hint,
    /// Probably a mistake; fails a check under `--deny warnings`.
    Warning,
    /// A mistake: the pack is not built.
    Error,
}

impl Severity {
    /// Returns the word used in every output format: `error`, `warning` or `hint`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Hint => "hint",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// What a finding is about. The crates that look for it go by this, and so do the lists of the
/// reference and of the tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Family {
    /// The form of a line: found in one file, before anything is known of its names.
    Form,
    /// `scn.toml`.
    Manifest,
    /// What names stand for: declarations, types, numbers.
    Names,
    /// How the parts of a scenario fit together, by what is written.
    Structure,
    /// Pictures, sound and film.
    Media,
    /// Quizzes. Those that are not errors are about the writing.
    Quizzes,
    /// What runs do, or do not: found only where runs can be followed.
    Runs,
    /// Principles, by what is written in the whole pack.
    Principles,
    /// Comments that suppress findings.
    Suppression,
    /// What a format in which a pack is to be delivered cannot take. Reported only where a check
    /// is asked about that format.
    Delivery,
    /// Translations of a pack. Reported only where there are any.
    Translation,
    /// The writing, in any language.
    Writing,
    /// The writing, by lists of words: off for languages without a list.
    Wording,
}

/// The place that a finding has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stands {
    /// At the start of the line or header of what it is about as a whole, after the bracket of a
    /// body line.
    Line,
    /// At the words that it is about.
    Words,
}

macro_rules! catalogue {
    ($($variant:ident $name:literal $severity:ident $family:ident $stands:ident $when:literal,)*) => {
        /// The name of a finding. Names are stable: CI scripts, editors and `scn.toml` rely on
        /// them.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[expect(missing_docs, reason = "each name's page says what it means")]
        pub enum Name { $($variant,)* }

        impl Name {
            /// All names, in the order of the reference.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// Returns the name in kebab-case, as it appears in every output and in `[lints]`.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// Returns the severity that applies unless a pack sets another.
            #[must_use]
            pub fn default_severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity,)* }
            }

            /// What it is about.
            #[must_use]
            pub fn family(self) -> Family {
                match self { $(Self::$variant => Family::$family,)* }
            }

            /// The place that it has.
            #[must_use]
            pub fn stands(self) -> Stands {
                match self { $(Self::$variant => Stands::$stands,)* }
            }

            /// When exactly it is reported, as the reference says it.
            #[must_use]
            pub fn when(self) -> &'static str {
                match self { $(Self::$variant => $when,)* }
            }

            /// Returns the Markdown page for this name, as shown by `scn explain`.
            #[must_use]
            pub fn page(self) -> &'static str {
                match self { $(Self::$variant => include_str!(concat!("../pages/", $name, ".md")),)* }
            }
        }
    };
}

// Variant, name, severity, family, place, and when exactly it is reported. `.ci/bless` writes the
// lists of the reference and of the tests anew after a change.
catalogue! {
    UnknownInstruction "unknown-instruction" Error Form Words
        "a misspelt keyword, or an unknown key in `scn.toml`",
    MisplacedInstruction "misplaced-instruction" Error Form Words
        "an instruction in the wrong place; `[otherwise]` without its `[if]`; a `Next:` in a situation with choices; a `return` that a run reaches with no detour open",
    MalformedLine "malformed-line" Error Form Words
        "a line with one to three words too many before its colon; a code fence that is never \
         closed. Until the next version the name also covers the seventeen below, in `// allow` and \
         `[lints]`",
    MissingColon "missing-colon" Error Form Words
        "a paragraph that starts with `Choice`, `Outcome` or a rating word and has no colon; a \
         line that starts with any keyword and has no colon, or another sign in its place, where \
         the rest can only be its value",
    BadHeader "bad-header" Error Form Words
        "something between a heading's first word and its colon that does not belong there; \
         brackets and no colon",
    BadId "bad-id" Error Form Words
        "an id that is missing, has the wrong form, is too long or reserved",
    BadCast "bad-cast" Error Form Words
        "a `Cast` line without a name that a speaker can have",
    BadBracket "bad-bracket" Error Form Words
        "a bracket that cannot be read, is not closed, appears twice or is on the wrong line; brackets in another tool's syntax (`[elseif …]`, `[endif]`); a second time limit",
    BadCondition "bad-condition" Error Form Words
        "a condition that cannot be read; `and` next to `or`; unbalanced parentheses, or parentheses more than 64 deep",
    BadChange "bad-change" Error Form Words
        "a `Set:` with something that is not a change",
    BadValue "bad-value" Error Form Words
        "a property whose value has the wrong form; a `Choose:` or `Expect:` without a value",
    BadRating "bad-rating" Error Form Words
        "`Upholds` and the like without principle ids; a rating in other words",
    BadTarget "bad-target" Error Form Words
        "a `Next:` or `Detour:` that names nothing or several words; `again` and `return` where \
         they make no sense",
    BadPromise "bad-promise" Error Form Words
        "a promise that is not of one of the four kinds",
    MissingLine "missing-line" Error Form Line
        "a choice with neither `Outcome:` nor `Next:`, an ending without `Result:`, a meter without `Range:`, a state without `Values:`, reported at their header",
    UnclearBranch "unclear-branch" Error Form Words
        "outcomes of mixed kinds; `[otherwise]` alone, not last or missing",
    ForeignSyntax "foreign-syntax" Error Form Words
        "a line in another tool's syntax",
    BadCharacter "bad-character" Error Form Words
        "control characters in a line; a file that is not UTF-8",
    HiddenCharacter "hidden-character" Warning Form Words
        "a zero-width character outside of the scripts that need it, or one that reorders text",
    BadFileName "bad-file-name" Error Form Words
        "a media file name with spaces and without quotes; a warning where the quotes are typographic; a Markdown link or picture with spaces in its file name",
    BadManifest "bad-manifest" Error Manifest Words
        "a `scn.toml` that cannot be read; dependencies that lead back to the pack; a `language` \
         that is not a language tag",
    MissingText "missing-text" Error Form Line
        "text is required and missing",
    MergeConflict "merge-conflict" Error Form Words
        "merge conflict markers; reported once per conflict, at the first marker",
    LikelyInstruction "likely-instruction" Warning Form Words
        "a line of text that starts like an instruction without its colon; `Word:` after the end of a sentence in an outcome, if nobody in the cast has that name",
    LeftoverMarkup "leftover-markup" Warning Form Words
        "another tool's markup, or a note to an author, in a text; reported once per line",
    KeywordCase "keyword-case" Warning Form Line
        "a keyword in another case",
    FullWidth "full-width" Warning Form Words
        "full-width or other unusual punctuation and spaces in the part that makes a line an instruction; reported once per line",
    UnknownSpeaker "unknown-speaker" Warning Form Line
        "a line that looks like speech, by a name that is not in the cast",
    MissingName "missing-name" Warning Manifest Words
        "a `scn.toml` without `name` under `[pack]`; not reported for a `.scn` file without a `scn.toml`",
    UnknownTarget "unknown-target" Error Names Words
        "an unknown name, reported with the nearest known name",
    UnknownPrinciple "unknown-principle" Error Names Words
        "an unknown name, reported with the nearest known name",
    UnknownVariable "unknown-variable" Error Names Words
        "an unknown name, reported with the nearest known name",
    UnknownChoice "unknown-choice" Error Names Words
        "an unknown name, reported with the nearest known name",
    DuplicateName "duplicate-name" Error Names Words
        "the later of two, reported with the place of the earlier; a name that the pack uses and two of its dependencies declare",
    UnstableId "unstable-id" Hint Names Words
        "a choice or an answer without an id, whose label is exactly the same as that of an earlier one of the same situation or question without an id; or whose label has no letter and no digit",
    TypeMismatch "type-mismatch" Error Names Words
        "a comparison or change that does not fit the kind of the variable; a `Detour:` to an ending",
    OutOfRange "out-of-range" Error Names Words
        "a start value, an assigned or a compared number outside the meter's range; an empty range; a weight outside 1 to 5; a word that a property or state does not list. A change may be of any size",
    BadChance "bad-chance" Error Structure Words
        "at the first chance of a choice: chances that do not add up to exactly one, or, with `[otherwise]`, to less than one",
    MissingNext "missing-next" Error Structure Line
        "an outcome without `Next:`",
    NoChoices "no-choices" Error Structure Line
        "a situation with neither choices nor `Next:`; a scenario without a situation",
    DetourCycle "detour-cycle" Error Structure Words
        "`Next:` and `Detour:` lines lead from a detour's target to a `Detour:` to the same target without a `return` between, ignoring conditions; reported at that `Detour:`, once per cycle: without the reported lines there is none",
    NoQuestions "no-questions" Error Quizzes Line
        "a quiz without a question",
    NoRightAnswer "no-right-answer" Error Quizzes Line
        "a question with no right answer, or with no answers",
    SmallPool "small-pool" Error Quizzes Words
        "`Draw:` is more than the number of questions, or `Pass:` more than the number asked",
    MissingMedia "missing-media" Error Media Words
        "no such file; reported with the file that may be intended",
    MediaOutsidePack "media-outside-pack" Error Media Words
        "a media file, or a file of the pack that is a symbolic link, is outside the pack's folder",
    MissingAlternative "missing-alternative" Error Media Words
        "a picture, recording or film without its text alternative",
    UnreachableSituation "unreachable-situation" Error Runs Line
        "no run reaches it",
    UnreachableEnding "unreachable-ending" Error Runs Line
        "no run reaches it",
    UnreachableChoice "unreachable-choice" Warning Runs Line
        "its situation is reached, but it is never on offer; a choice that is only ever locked is never on offer",
    UnreachableOutcome "unreachable-outcome" Warning Runs Line
        "its choice is made, but no run takes it",
    UnreachableText "unreachable-text" Warning Runs Words
        "a `[if]` or `[otherwise]` text that is never shown although its situation, outcome or ending is reached",
    DeadEnd "dead-end" Error Runs Line
        "a run reaches a situation with no choice on offer; reported once per situation",
    NoOutcome "no-outcome" Error Runs Line
        "a run makes a choice when none of its outcomes applies; reported once per choice",
    EndlessLoop "endless-loop" Error Runs Line
        "a run enters a set of moments that it can never leave and in which it can never stop; reported once per set of situations, at the first of them on the shortest run into it at which the run is trapped",
    AlwaysTrue "always-true" Warning Runs Words
        "a whole condition that is true in every run each time it is evaluated. A condition that is never evaluated is not reported",
    AlwaysFalse "always-false" Warning Runs Words
        "the condition of a `Set` or `Next` that is false in every run each time it is evaluated; not reported for a `Next` whose target no run reaches",
    MeterSaturates "meter-saturates" Hint Runs Words
        "a change that is cut off in some run, if a condition can read the meter before it is set to another value, following `Next:` and `Detour:` lines and ignoring conditions; a `return` counts as leading to the place after any detour",
    UnusedVariable "unused-variable" Warning Names Line
        "nothing reads it (`{name}`, conditions, tests and promises read)",
    NeverSet "never-set" Warning Names Line
        "it is read, and no `Set:` sets it",
    UncoveredPrinciple "uncovered-principle" Error Runs Words
        "the coverage of a principle is below the required level: reported at its header for the pack; at its name in `Covers:` if the pack reaches the level and this scenario does not",
    ImpossibleCourse "impossible-course" Error Runs Words
        "the course in `scn.toml` cannot be completed: no run of a required scenario is passed, or fewer scenarios can be passed than `pass` asks for; no scenario of the course has an outcome about a required principle, or no passed runs of its scenarios reach the band that is asked for. Not reported while a proof is not complete",
    OneSidedPrinciple "one-sided-principle" Warning Principles Line
        "in the whole pack, outcomes only ever uphold it, or only ever break it; not reported if it is uncovered",
    UncheckedPrinciple "unchecked-principle" Hint Principles Line
        "the pack has a quiz, and none of its questions checks the principle",
    TestFailed "test-failed" Error Runs Words
        "at the first step of a test that cannot be made or is false in some run of the test",
    PromiseRefuted "promise-refuted" Error Runs Line
        "a run breaks a promise, or no run fulfils a promise that requires one",
    ProofIncomplete "proof-incomplete" Warning Runs Line
        "the proof reached its limit, and a question about the runs of the scenario, or a promise, is open",
    UnexplainedAllow "unexplained-allow" Warning Suppression Words
        "a comment allows something and gives no reason",
    UnusedAllow "unused-allow" Warning Suppression Words
        "a name in a comment allows nothing: there is no finding of that name, none is found there, or it is an error",
    LongRun "long-run" Error Delivery Line
        "for `scorm12` and `scorm2004`: a run that ends can have more decisions than the platform keeps: 1,008 and 3,984. A hint where runs can have any number of decisions, or too many to count",
    NothingToDo "nothing-to-do" Warning Delivery Words
        "for `scorm12`, `scorm2004`, `cmi5` and `xapi`: the course is complete before anything was done, since no part, no number of scenarios and no principle is required. An error for `cmi5` if there is no lesson, quiz or scenario",
    UnstatedRule "unstated-rule" Warning Delivery Words
        "for `cmi5`: the course can be completed with fewer scenarios than it has, or asks for principles",
    UnshownMedia "unshown-media" Warning Delivery Words
        "for all formats: a media file of a kind that pages do not show, or of more than 256 MiB",
    PartlyReported "partly-reported" Hint Delivery Words
        "for `scorm12` and `scorm2004`: at the first `Ask:`, since long answers are cut; the shortest way through everything that is required has more than 60 decisions and answers. The second is not reported while a proof is not complete",
    NoScore "no-score" Hint Delivery Words
        "for `scorm12` and `scorm2004`: `scn.toml` has no `pass` under `[course]`",
    CutTitle "cut-title" Hint Delivery Words
        "a title of more than 200 characters: that of the pack for `scorm12`, `scorm2004`, `cmi5` and `xapi`, and for the last two also those of lessons, quizzes, scenarios and principles",
    MissingLanguage "missing-language" Hint Delivery Words
        "for all formats: `scn.toml` has no `language` under `[pack]`",
    BadTranslation "bad-translation" Error Translation Words
        "a PO file in `translations` that cannot be read, or is not named after a language",
    TranslationPlaceholder "translation-placeholder" Error Translation Words
        "a translation without a `{name}` of its source, or with another one; with another condition, unless it is about what the message shows; with a bracket that is left open; or that cannot replace its source",
    TranslationStale "translation-stale" Warning Translation Words
        "the words that were translated are not those of the source any more, or the file marks the translation as doubtful",
    TranslationMarkup "translation-markup" Warning Translation Words
        "the addresses of links differ, or the number of words in emphasis or in code does",
    TranslationMissing "translation-missing" Hint Translation Words
        "messages without a translation; reported once per language. An error if fewer are translated than `complete` asks for",
    TranslationOrphan "translation-orphan" Hint Translation Words
        "messages of a PO file that the pack does not have; reported once per language, at the first",
    TranslationSame "translation-same" Hint Translation Words
        "a translation has the words of its source, three or more",
    EnglishFrame "english-frame" Hint Translation Words
        "the player has no phrases in the language of the pack, or of a translation",
    LongestAnswer "longest-answer" Warning Writing Line
        "over the pack: in the decisions in which one choice is rated highest and one is longest, they are the same choice so often that chance alone would do this in less than 1 of 20 packs. The calculation is exact for any numbers of choices; reported at the first such choice. The same for the right answers of the pack's quizzes, counted separately, in questions with one right answer",
    AnswerPosition "answer-position" Warning Writing Line
        "the same for the first, the middle and the last position, each at 1 in 60; not with `shuffle = true`",
    ContentBlind "content-blind" Warning Writing Line
        "a player who always takes the first, last, middle, longest or shortest choice gets at least four fifths of the points available, and random choices get as much less than once in 100 times. With `shuffle = true` only the longest and the shortest",
    SingleChoice "single-choice" Warning Writing Line
        "a situation with only one choice",
    TooManyChoices "too-many-choices" Warning Writing Line
        "a situation with more than five choices",
    UnevenChoices "uneven-choices" Hint Writing Line
        "the longest label of a situation is more than twice as long as the shortest, and at least four words longer",
    DuplicateChoices "duplicate-choices" Warning Writing Line
        "two labels of a situation have the same words; or four of five words in common and no `not` and no number in the difference. Not reported if both choices have an `[if]`",
    AllRight "all-right" Warning Quizzes Line
        "every answer of a question is right",
    DuplicateAnswers "duplicate-answers" Warning Quizzes Words
        "two answers of a question, or two questions of a quiz, say the same",
    AnswerRefers "answer-refers" Warning Wording Line
        "an answer of a question with `[any order]` refers to other answers",
    AllOfTheAbove "all-of-the-above" Warning Wording Line
        "a choice refers to other choices",
    NegativeQuestion "negative-question" Warning Wording Words
        "the last paragraph of a situation ends with a question mark and asks with *not*, *except*, *least*, *avoid* or the like",
    AbsoluteWords "absolute-words" Warning Wording Line
        "*always*, *never*, *only*, *must* or the like are in some choices of a situation, but not in all",
    PrincipleEcho "principle-echo" Warning Wording Line
        "a choice that upholds a principle contains at least two words of its title, and half of its significant words, and no other choice does",
    FlatChoices "flat-choices" Warning Writing Line
        "the choices of a situation do not differ in links, in changes or in where they lead, and no condition reads which one was made. Not reported if a choice is `[once]` or has a condition",
    MissingReason "missing-reason" Warning Writing Line
        "no text after the colon of `Upholds:` and the like; an answer of a quiz has no `Because:`",
    TellingFirst "telling-first" Warning Wording Words
        "an outcome opens with a verdict (*Correct*, *Well done*) followed by a punctuation mark",
    PerfectAnswer "perfect-answer" Warning Writing Line
        "over the pack, with five decisions or more: in more than four of five, some choice is no worse than any other on every principle, and every other is worse on some",
    SameResult "same-result" Warning Writing Line
        "every run that ends has the same result: with several endings, if there is a decision; with one ending, if all pass and some outcome breaks a principle, or all fail and some outcome upholds one",
    LastChoiceDecides "last-choice-decides" Warning Writing Line
        "runs have different results, and in each the last of at least three decisions offers all of them, whatever was done before",
    ShortTimeLimit "short-time-limit" Warning Writing Words
        "an `[after n seconds]` is less than the time in which the text and the choices that are always shown are read",
    NoWayBack "no-way-back" Hint Writing Line
        "after a choice, or one outcome of it, no run reaches the best result any more, wherever it is made, and there are still choices to make",
    ReadingLevel "reading-level" Hint Wording Line
        "the text and the choices of a situation, with sixty words or more, have a Flesch–Kincaid grade above 11. English only",
    LongSentence "long-sentence" Hint Wording Words
        "a sentence has more than 25 words",
    ThinPrinciple "thin-principle" Hint Writing Words
        "on some run that ends, a principle in `Covers:` has fewer than three decisions that count towards it; not reported if a run makes fewer than three decisions in all",
}

/// The names that `malformed-line` was split into. Until the next version, `malformed-line` in an
/// `// allow` comment or in `[lints]` applies to all of them.
const MALFORMED_LINE_PARTS: &[Name] = &[
    Name::MissingColon,
    Name::BadHeader,
    Name::BadId,
    Name::BadCast,
    Name::BadBracket,
    Name::BadCondition,
    Name::BadChange,
    Name::BadValue,
    Name::BadRating,
    Name::BadTarget,
    Name::BadPromise,
    Name::MissingLine,
    Name::UnclearBranch,
    Name::ForeignSyntax,
    Name::BadCharacter,
    Name::BadFileName,
    Name::BadManifest,
];

impl Name {
    /// Returns the names that this one was split into; empty for most names.
    #[must_use]
    pub fn successors(self) -> &'static [Self] {
        if self == Self::MalformedLine { MALFORMED_LINE_PARTS } else { &[] }
    }

    /// Returns the older name that this one was split from. The older name still covers it.
    #[must_use]
    pub fn predecessor(self) -> Option<Self> {
        MALFORMED_LINE_PARTS.contains(&self).then_some(Self::MalformedLine)
    }

    /// Returns whether the finding judges the style of writing only and makes no claim about what a
    /// scenario does.
    #[must_use]
    pub fn is_about_writing(self) -> bool {
        match self.family() {
            Family::Writing | Family::Wording => true,
            Family::Quizzes | Family::Manifest => self.default_severity() < Severity::Error,
            Family::Form
            | Family::Names
            | Family::Structure
            | Family::Media
            | Family::Runs
            | Family::Principles
            | Family::Suppression
            | Family::Translation
            | Family::Delivery => false,
        }
    }

    /// Looks up a name by its exact kebab-case spelling.
    ///
    /// # Examples
    ///
    /// ```
    /// use scn_source::{Name, Severity};
    ///
    /// let name = Name::from_exact_str("dead-end").expect("it is in the catalogue");
    /// assert_eq!(name.default_severity(), Severity::Error);
    /// assert!(name.page().starts_with("# dead-end\n"));
    /// assert_eq!(Name::from_exact_str("Dead-End"), None);
    /// ```
    #[must_use]
    pub fn from_exact_str(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|name| name.as_str() == text)
    }

    /// Returns the one-sentence summary, which is the first non-empty line after the heading of the
    /// page.
    #[must_use]
    pub fn summary(self) -> &'static str {
        self.page().lines().skip(1).find(|line| !line.trim().is_empty()).unwrap_or_default()
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::Name;

    #[test]
    fn the_page_of_a_name_that_was_split_lists_its_successors() {
        let page = Name::MalformedLine.page();
        for name in Name::MalformedLine.successors() {
            assert!(page.contains(&format!("- [{name}]({name}.md): ")), "{name}");
            assert_eq!(name.predecessor(), Some(Name::MalformedLine));
            assert_eq!(name.default_severity(), Name::MalformedLine.default_severity());
            assert!(name.successors().is_empty());
        }
        assert_eq!(Name::MalformedLine.predecessor(), None);
    }
}
