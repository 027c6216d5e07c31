//! The lossless tree: every byte of a file, in the structure that the grammar gives it.
//!
//! Tools that rewrite a file, and editors that need to know what is at a position, use this tree.
//! The compiler uses the typed view ([`ast`](crate::ast)), which is built from the same parse. All
//! nodes are in one list, each followed by its descendants, so a tree is built in one traversal
//! with one growing allocation. The leaves are *tokens*; concatenated, they are the file, byte for
//! byte. This holds for any text: whatever no rule of the grammar keeps (keywords, punctuation,
//! blanks, line endings) becomes a token of its own, and a misspelt keyword is kept as written.

use scn_source::{FileId, Span};

use crate::build::Pair;
use crate::parser::{Nodes, Rule};
use crate::source::Source;
use crate::words::is_blank;

macro_rules! kinds {
    (tokens { $($token:ident $token_words:literal)* } leaves { $($leaf:ident $leaf_kind:ident $leaf_words:literal)* } nodes { $($rule:ident $kind:ident $words:literal)* } same { $($also:ident $also_kind:ident)* } silent { $($unseen:ident)* }) => {
        /// The kind of an element of the tree. The descriptions use the terms of the language
        /// reference.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind {
            $(#[doc = $token_words] $token,)*
            $(#[doc = $leaf_words] $leaf_kind,)*
            $(#[doc = $words] $kind,)*
        }

        impl Kind {
            /// Returns a description of the kind.
            #[must_use]
            pub fn words(self) -> &'static str {
                match self {
                    $(Self::$token => $token_words,)*
                    $(Self::$leaf_kind => $leaf_words,)*
                    $(Self::$kind => $words,)*
                }
            }

            /// Returns whether it is a token, which has no children.
            #[must_use]
            pub fn is_token(self) -> bool {
                match self {
                    $(Self::$token)|* | $(Self::$leaf_kind)|* => true,
                    $(Self::$kind)|* => false,
                }
            }

            /// Returns the kind for a rule, or `None` if the grammar never produces a pair for it.
            fn of(rule: Rule) -> Option<Self> {
                match rule {
                    $(Rule::$leaf => Some(Self::$leaf_kind),)*
                    $(Rule::$rule => Some(Self::$kind),)*
                    $(Rule::$also => Some(Self::$also_kind),)*
                    $(Rule::$unseen)|* => None,
                }
            }
        }
    };
}

kinds! {
    tokens {
        ByteOrderMark "a byte order mark"
        Blank "blanks"
        LineEnd "a line end"
        Keyword "a keyword, or another fixed word"
        Punctuation "a mark"
    }
    leaves {
        comment Comment "a comment"
        id Id "an id"
        reference Reference "a name"
        cast_name CastName "the name of a cast member"
        number Number "a number"
        signed Signed "a number with its sign"
        tag Tag "a tag"
        title Title "a title or value of one line"
        file_name FileName "the name of a file"
        quoted_file QuotedFile "the name of a file in quotes"
        value_words ValueWords "the words of a value"
        loose_file LooseFile "a file name with spaces and without quotes"
        chosen Chosen "a choice to make"
        comparator Comparator "a comparison"
        joiner Joiner "`and` or `or`"
        marker Marker "the mark of a list item"
        prose Prose "text"
        quoted Quoted "a quoted line"
        fence_line FenceLine "a line of a code fence"
        fence_end FenceEnd "the end of a code fence"
        line_across LineAcross "a horizontal rule"
        heading_mark HeadingMark "the mark of a heading"
        table_line TableLine "a line of a table"
        table_rule TableRule "the line under the headings of a table"
        markdown_lines MarkdownLines "lines of a lesson"
        foreign_line ForeignLine "a line in another tool's syntax"
        headless Headless "a header without its colon"
        broken_bracket BrokenBracket "a bracket that is not understood"
        broken_change BrokenChange "a change that is not understood"
        broken_when BrokenWhen "a condition that is not understood"
        broken_head BrokenHead "a header that is not understood"
        broken_value BrokenValue "a value that is not understood"
        unread Unread "a line that is not understood"
    }
    nodes {
        file File "a file"
        scenario Scenario "a scenario"
        continuation Continuation "the continuation of a scenario"
        continues Continues "`Continues:`"
        quiz Quiz "a quiz"
        quiz_head QuizHead "the header of a quiz"
        question Question "a question"
        question_head QuestionHead "the header of a question"
        answer Answer "an answer"
        answer_head AnswerHead "the header of an answer"
        because Because "`Because:`"
        accept Accept "`Accept:`"
        draw Draw "`Draw:`"
        pass Pass "`Pass:`"
        tries Tries "`Tries:`"
        show_answers ShowAnswers "`Show answers:`"
        show_rule ShowRule "when answers are shown"
        checks Checks "`Checks:`"
        scenario_head ScenarioHead "the header of a scenario"
        principle Principle "a principle"
        principle_head PrincipleHead "the header of a principle"
        lesson Lesson "a lesson"
        lesson_head LessonHead "the header of a lesson"
        cast Cast "a member of the cast"
        cast_head CastHead "the header of a cast member"
        meter Meter "a meter"
        meter_head MeterHead "the header of a meter"
        flag Flag "a flag"
        flag_head FlagHead "the header of a flag"
        state State "a state"
        state_head StateHead "the header of a state"
        passage Passage "a passage"
        passage_head PassageHead "the header of a passage"
        source SourceLine "`Source:`"
        audience Audience "`Audience:`"
        author Author "`Author:`"
        weight Weight "`Weight:`"
        minutes Minutes "`Minutes:`"
        range Range "`Range:`"
        start Start "`Start:`"
        shown Shown "`Shown:`"
        result Result "`Result:`"
        covers Covers "`Covers:`"
        teaches Teaches "`Teaches:`"
        values Values "`Values:`"
        state_value StateValue "a value of a state"
        tags Tags "`Tags:`"
        situation Situation "a situation"
        situation_head SituationHead "the header of a situation"
        ending Ending "an ending"
        ending_head EndingHead "the header of an ending"
        choice Choice "a choice"
        choice_head ChoiceHead "the header of a choice"
        outcome Outcome "an outcome"
        outcome_head OutcomeHead "the header of an outcome"
        wordless Wordless "an outcome without words"
        link Link "a link to principles"
        rating Rating "a rating"
        feedback Feedback "`Feedback:`"
        ask Ask "`Ask:`"
        hint Hint "`Hint:`"
        locked Locked "`Locked:`"
        set Set "`Set:`"
        detour Detour "`Detour:`"
        show Show "`Show:`"
        next Next "`Next:`"
        if_clause IfClause "`if` and its condition"
        needs_clause NeedsClause "`needs` and its condition"
        once Once "`once`"
        after After "`after` and its seconds"
        chance Chance "a chance"
        otherwise Otherwise "`otherwise`"
        any_order AnyOrder "`any order`"
        any_one AnyOne "`any one`"
        condition Condition "a condition"
        open Open "an opening parenthesis"
        close Close "a closing parenthesis"
        not Not "`not`"
        fact Fact "a fact"
        visited Visited "`visited`"
        chose Chose "`chose`"
        broke Broke "`broke`"
        upheld Upheld "`upheld`"
        faced Faced "`faced`"
        at At "`at`"
        comparison Comparison "a comparison or a flag"
        add Add "a change by a number"
        assign Assign "a change to a value"
        raise Raise "a change of a flag"
        test Test "a test"
        test_head TestHead "the header of a test"
        choose Choose "`Choose:`"
        expect Expect "`Expect:`"
        promise Promise "a promise"
        promise_kind PromiseKind "what a promise claims"
        body Body "a body"
        conditional Conditional "a body line with a condition"
        when When "the condition of a body line"
        otherwise_if OtherwiseIf "`otherwise if` and its condition"
        block_end BlockEnd "the end of a block of conditions"
        quote Quote "quoted text"
        item Item "a list item"
        heading Heading "a heading"
        table Table "a table"
        media Media "an image, audio or video"
        media_word MediaWord "the keyword of an image, audio or video"
        callout Callout "a call-out"
        callout_word CalloutWord "the keyword of a call-out"
        paragraph Paragraph "a paragraph or speech"
        foreign Foreign "a line in another tool's syntax"
        text Text "running text"
        escaped Escaped "a line with a backslash"
        markdown Markdown "the text of a lesson"
        fence Fence "a code fence"
        stray_choice StrayChoice "a misplaced choice"
        stray_outcome StrayOutcome "a misplaced outcome"
        stray_answer StrayAnswer "a misplaced answer"
        stray_property StrayProperty "a misplaced property"
        stray_conditional StrayConditional "an instruction after a condition"
        broken_line BrokenLine "a line with the wrong form for its keyword"
    }
    same {
        item_text Text
        item_escaped Escaped
        item_prose Prose
        dashed_item Item
        dash_marker Marker
        heading_text Text
        heading_line Prose
    }
    silent {
        EOI part scenario_part declaration named principle_property lesson_property quiz_property question_property question_line answer_line answer_start answer_word scenario_property meter_property flag_property state_property
        situation_property passage_property ending_property situation_line choice_line outcome_line late_line next_start outcome_start effect_start outcome_below bracket term
        gap_before_joiner joiner_gap atom operand change test_line outcome_number block when_start when_rest end_start item_marker bullet word_bullet item_number item_gap item_start next_item dashed_items dash_start dash_below heading_start table_start rule_cell row_stop foreign_start
        plus_choice knot twee_passage divert r#macro star_command star_word emphasis_end assignment variable text_behind_colon text_on_next_line
        continued_text stop needs_backslash otherwise_slip inline inline_part plain value text_if if_start words if_plain if_group broken_if broken_condition stray_otherwise character protected
        escape code passage_link markdown_link speech_start speaker speaker_word direction markdown_part fence_mark tick_behind stray stray_line
        header_end bracketed bracket_start link_rest word colon instruction keyword section declaration_start continues_start declaration_word property_word body_word
        accepted quote_mark loose_character media_ending ending_word elsewhere rating_word name name_letter name_character references sign title_piece comma on gap continued trivia eol line_end newline blank
        byte_order_mark
    }
}

/// An element in the list: its kind, its span, and the index after its last descendant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Element {
    kind: Kind,
    span: Span,
    end_index: u32,
}

/// The lossless tree of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tree<'a> {
    text: &'a str,
    elements: Vec<Element>,
}

/// An element of a tree: a node with children, or a token.
#[derive(Clone, Copy, Debug)]
pub struct Node<'t> {
    tree: &'t Tree<'t>,
    index: u32,
}

/// Builds the lossless tree of a text. Any text gives a tree, and the tokens of the tree,
/// concatenated, are that text.
///
/// # Examples
///
/// ```
/// use scn_source::FileId;
/// use scn_syntax::{Kind, parse_tree};
///
/// let text = "// A note\nEnding done: Done\n  Result: passed\n";
/// let tree = parse_tree(FileId(0), text);
/// assert_eq!(tree.root().kind(), Kind::File);
/// assert!(tree.tokens().any(|token| token.kind() == Kind::Comment));
///
/// let tokens: String = tree.tokens().map(|token| token.text()).collect();
/// assert_eq!(tokens, text);
/// ```
#[must_use]
pub fn parse_tree(id: FileId, text: &str) -> Tree<'_> {
    let crate::prepare::PreparedSource { source, lines, .. } = crate::prepare::prepare(id, text, &[0]);
    let nodes = crate::scan::parse_file(source.corrected(), &lines);
    build_tree(&source, nodes.as_ref().and_then(Nodes::root))
}

/// Builds the lossless tree of a text from its parse tree.
pub(crate) fn build_tree<'a>(source: &Source<'a>, file: Option<Pair<'_>>) -> Tree<'a> {
    let text = source.original();
    let mut grower = TreeBuilder { source, elements: Vec::new(), done: 0 };
    match file {
        Some(file) => grower.add_node(file, Kind::File),
        None => {
            let file = grower.open_element(Kind::File);
            grower.add_token(Kind::Unread, text.len());
            grower.close_element(file);
        }
    }
    Tree { text, elements: grower.elements }
}

/// A tree under construction. It contains everything before `done`, an offset in the original text.
struct TreeBuilder<'a, 's> {
    source: &'s Source<'a>,
    elements: Vec<Element>,
    done: usize,
}

impl TreeBuilder<'_, '_> {
    fn add_node(&mut self, pair: Pair<'_>, kind: Kind) {
        let (start, end) = (pair.as_span().start(), pair.as_span().end());
        let (start, end) = (self.source.original_offset(start), self.source.original_offset(end));
        self.add_gap(start);
        if kind.is_token() {
            self.add_token(kind, end);
            return;
        }
        let index = self.open_element(kind);
        for inner in pair.into_inner() {
            if let Some(kind) = Kind::of(inner.as_rule()) {
                self.add_node(inner, kind);
            }
        }
        self.add_gap(end);
        self.close_element(index);
    }

    /// Adds the text up to `end` that no rule of the grammar keeps, as tokens.
    fn add_gap(&mut self, end: usize) {
        let original = self.source.original();
        while let Some(remaining) = original.get(self.done..end).filter(|rest| !rest.is_empty()) {
            let run_length = |fits: fn(char) -> bool| remaining.find(|c| !fits(c)).unwrap_or(remaining.len());
            let first = remaining.chars().next().unwrap_or_default();
            let (kind, length) = match first {
                '\u{feff}' => (Kind::ByteOrderMark, first.len_utf8()),
                '\n' => (Kind::LineEnd, 1),
                '\r' if remaining.starts_with("\r\n") => (Kind::LineEnd, 2),
                _ if is_blank(first) => (Kind::Blank, run_length(is_blank)),
                _ if first.is_alphabetic() => (Kind::Keyword, run_length(char::is_alphabetic)),
                _ => (Kind::Punctuation, first.len_utf8()),
            };
            self.add_token(kind, self.done + length);
        }
    }

    fn add_token(&mut self, kind: Kind, end: usize) {
        let index = self.open_element(kind);
        self.done = end.max(self.done);
        self.close_element(index);
    }

    fn open_element(&mut self, kind: Kind) -> usize {
        let index = self.elements.len();
        self.elements.push(Element { kind, span: Span::empty(self.done), end_index: 0 });
        index
    }

    fn close_element(&mut self, index: usize) {
        let end_index = u32::try_from(self.elements.len()).unwrap_or(u32::MAX);
        let end = self.done;
        if let Some(element) = self.elements.get_mut(index) {
            element.span = Span::new(element.span.start as usize, end);
            element.end_index = end_index;
        }
    }
}

impl<'a> Tree<'a> {
    /// Returns the text that the tree was built from.
    #[must_use]
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// Returns the root, which is the file.
    #[must_use]
    pub fn root(&self) -> Node<'_> {
        Node { tree: self, index: 0 }
    }

    /// Iterates over all elements, each before its descendants.
    pub fn elements(&self) -> impl Iterator<Item = Node<'_>> {
        (0_u32..).zip(&self.elements).map(|(at, _)| Node { tree: self, index: at })
    }

    /// Iterates over the tokens in source order. Concatenated, they are the text.
    pub fn tokens(&self) -> impl Iterator<Item = Node<'_>> {
        self.elements().filter(|element| element.kind().is_token())
    }

    /// Returns the path from the file down to the token at an offset. At the border of two elements
    /// the path leads to the later one; at the end of the file, to the last one.
    #[must_use]
    pub fn path_to(&self, offset: usize) -> Vec<Node<'_>> {
        let mut path = vec![self.root()];
        let is_covered = |span: Span| span.start as usize <= offset && offset < span.end as usize;
        while let Some(node) = path.last() {
            let inner = node.children().find(|child| is_covered(child.span()));
            let inner = inner.or_else(|| node.children().last().filter(|last| last.span().end as usize <= offset));
            let Some(inner) = inner else { break };
            path.push(inner);
        }
        path
    }
}

impl<'t> Node<'t> {
    fn element(&self) -> Element {
        let nothing = Element { kind: Kind::Unread, span: Span::default(), end_index: self.index };
        self.tree.elements.get(self.index as usize).copied().unwrap_or(nothing)
    }

    /// Returns its kind.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.element().kind
    }

    /// Returns its span.
    #[must_use]
    pub fn span(&self) -> Span {
        self.element().span
    }

    /// Returns its text.
    #[must_use]
    pub fn text(&self) -> &'t str {
        self.tree.text.get(self.span().range()).unwrap_or_default()
    }

    /// Iterates over its direct children, in source order.
    pub fn children(&self) -> impl Iterator<Item = Node<'t>> + use<'t> {
        let (tree, behind) = (self.tree, self.element().end_index);
        let first = self.index + 1;
        std::iter::successors(Some(first), move |at| tree.elements.get(*at as usize).map(|element| element.end_index))
            .take_while(move |at| *at < behind)
            .map(move |at| Node { tree, index: at })
    }
}

#[cfg(test)]
mod tests {
    use super::{Kind, Node, parse_tree};
    use scn_source::FileId;

    /// Returns an outline of the tree: kinds indented by depth, and the text of tokens.
    fn outline(text: &str) -> String {
        fn walk(node: Node<'_>, depth: usize, out: &mut String) {
            let words = if node.kind().is_token() { format!(" {:?}", node.text()) } else { String::new() };
            out.push_str(&format!("{}{:?}{words}\n", "  ".repeat(depth), node.kind()));
            node.children().for_each(|child| walk(child, depth + 1, out));
        }
        let tree = parse_tree(FileId(0), text);
        let mut out = String::new();
        walk(tree.root(), 0, &mut out);
        out
    }

    #[test]
    fn a_situation_is_a_tree() {
        let text = "Situation a: One\n  Set: trust -20\n\n  Chioce go [if not (trust > 3)]: Go.\n    Outcome:\n      Gone.\n    Next: b // no comment\n";
        insta::assert_snapshot!(outline(text));
    }

    #[test]
    fn a_byte_order_mark_blanks_and_nothing_are_kept() {
        insta::assert_snapshot!(outline("\u{feff} \r\n\t\n// a\n"), @r#"
        File
          ByteOrderMark "\u{feff}"
          Blank " "
          LineEnd "\r\n"
          Blank "\t"
          LineEnd "\n"
          Comment "// a"
          LineEnd "\n"
        "#);
        insta::assert_snapshot!(outline(""), @"File");
    }

    #[test]
    fn an_offset_is_found() {
        let text = "Meter trust: Trust\n  Range: 0 to 100\n";
        let tree = parse_tree(FileId(0), text);
        let kinds = |offset: usize| tree.path_to(offset).iter().map(Node::kind).collect::<Vec<_>>();
        assert_eq!(kinds(7), [Kind::File, Kind::Meter, Kind::MeterHead, Kind::Id]);
        assert_eq!(kinds(text.find("100").expect("it is there")), [Kind::File, Kind::Meter, Kind::Range, Kind::Number]);
        assert_eq!(kinds(text.len()), [Kind::File, Kind::Meter, Kind::LineEnd]);
    }
}
