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
    pub fn word(self) -> &'static str {
        match self {
            Self::Hint => "hint",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

macro_rules! catalogue {
    ($($variant:ident $name:literal $severity:ident,)*) => {
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

            /// Returns the Markdown page for this name, as shown by `scn explain`.
            #[must_use]
            pub fn page(self) -> &'static str {
                match self { $(Self::$variant => include_str!(concat!("../pages/", $name, ".md")),)* }
            }
        }
    };
}

catalogue! {
    UnknownInstruction "unknown-instruction" Error,
    MisplacedInstruction "misplaced-instruction" Error,
    MalformedLine "malformed-line" Error,
    MissingColon "missing-colon" Error,
    BadHeader "bad-header" Error,
    BadId "bad-id" Error,
    BadCast "bad-cast" Error,
    BadBracket "bad-bracket" Error,
    BadCondition "bad-condition" Error,
    BadChange "bad-change" Error,
    BadValue "bad-value" Error,
    BadRating "bad-rating" Error,
    BadTarget "bad-target" Error,
    BadPromise "bad-promise" Error,
    MissingLine "missing-line" Error,
    UnclearBranch "unclear-branch" Error,
    ForeignSyntax "foreign-syntax" Error,
    BadCharacter "bad-character" Error,
    BadFileName "bad-file-name" Error,
    BadManifest "bad-manifest" Error,
    MissingText "missing-text" Error,
    MergeConflict "merge-conflict" Error,
    LikelyInstruction "likely-instruction" Warning,
    LeftoverMarkup "leftover-markup" Warning,
    KeywordCase "keyword-case" Warning,
    FullWidth "full-width" Warning,
    UnknownSpeaker "unknown-speaker" Warning,
    MissingName "missing-name" Warning,
    UnknownTarget "unknown-target" Error,
    UnknownPrinciple "unknown-principle" Error,
    UnknownVariable "unknown-variable" Error,
    UnknownChoice "unknown-choice" Error,
    DuplicateName "duplicate-name" Error,
    UnstableId "unstable-id" Hint,
    TypeMismatch "type-mismatch" Error,
    OutOfRange "out-of-range" Error,
    BadChance "bad-chance" Error,
    MissingNext "missing-next" Error,
    NoChoices "no-choices" Error,
    DetourCycle "detour-cycle" Error,
    NoQuestions "no-questions" Error,
    NoRightAnswer "no-right-answer" Error,
    SmallPool "small-pool" Error,
    MissingMedia "missing-media" Error,
    MediaOutsidePack "media-outside-pack" Error,
    MissingAlternative "missing-alternative" Error,
    UnreachableSituation "unreachable-situation" Error,
    UnreachableEnding "unreachable-ending" Error,
    UnreachableChoice "unreachable-choice" Warning,
    UnreachableOutcome "unreachable-outcome" Warning,
    UnreachableText "unreachable-text" Warning,
    DeadEnd "dead-end" Error,
    NoOutcome "no-outcome" Error,
    EndlessLoop "endless-loop" Error,
    AlwaysTrue "always-true" Warning,
    MeterSaturates "meter-saturates" Hint,
    UnusedVariable "unused-variable" Warning,
    NeverSet "never-set" Warning,
    UncoveredPrinciple "uncovered-principle" Error,
    OneSidedPrinciple "one-sided-principle" Warning,
    UncheckedPrinciple "unchecked-principle" Hint,
    TestFailed "test-failed" Error,
    PromiseRefuted "promise-refuted" Error,
    ProofIncomplete "proof-incomplete" Warning,
    UnexplainedAllow "unexplained-allow" Warning,
    UnusedAllow "unused-allow" Warning,
    LongestAnswer "longest-answer" Warning,
    AnswerPosition "answer-position" Warning,
    ContentBlind "content-blind" Warning,
    SingleChoice "single-choice" Warning,
    TooManyChoices "too-many-choices" Warning,
    UnevenChoices "uneven-choices" Hint,
    DuplicateChoices "duplicate-choices" Warning,
    AllRight "all-right" Warning,
    DuplicateAnswers "duplicate-answers" Warning,
    AllOfTheAbove "all-of-the-above" Warning,
    NegativeQuestion "negative-question" Warning,
    AbsoluteWords "absolute-words" Warning,
    PrincipleEcho "principle-echo" Warning,
    FlatChoices "flat-choices" Warning,
    MissingReason "missing-reason" Warning,
    TellingFirst "telling-first" Warning,
    PerfectAnswer "perfect-answer" Warning,
    NoWayBack "no-way-back" Hint,
    ReadingLevel "reading-level" Hint,
    LongSentence "long-sentence" Hint,
    ThinPrinciple "thin-principle" Hint,
}

/// The names that `malformed-line` was split into. Until the next version, `malformed-line` in an
/// `// allow` comment or in `[lints]` applies to all of them.
const SPLIT: &[Name] = &[
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
        if self == Self::MalformedLine { SPLIT } else { &[] }
    }

    /// Returns the older name that this one was split from. The older name still covers it.
    #[must_use]
    pub fn predecessor(self) -> Option<Self> {
        SPLIT.contains(&self).then_some(Self::MalformedLine)
    }

    /// Returns whether the finding judges style of writing only and makes no claim about what a
    /// scenario does.
    #[must_use]
    pub fn is_about_writing(self) -> bool {
        matches!(
            self,
            Self::LongestAnswer
                | Self::AnswerPosition
                | Self::ContentBlind
                | Self::SingleChoice
                | Self::TooManyChoices
                | Self::UnevenChoices
                | Self::DuplicateChoices
                | Self::AllOfTheAbove
                | Self::NegativeQuestion
                | Self::AbsoluteWords
                | Self::PrincipleEcho
                | Self::FlatChoices
                | Self::MissingReason
                | Self::TellingFirst
                | Self::PerfectAnswer
                | Self::NoWayBack
                | Self::ReadingLevel
                | Self::LongSentence
                | Self::ThinPrinciple
                | Self::AllRight
                | Self::DuplicateAnswers
                | Self::MissingName
        )
    }

    /// Looks up a name by its exact kebab-case spelling.
    #[must_use]
    pub fn from_str_exact(text: &str) -> Option<Self> {
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
