//! Semantic tokens for highlighting: keywords and marks from the syntax tree, names from the index.

use gen_lsp_types::{
    Range, SemanticToken, SemanticTokenModifiers, SemanticTokenTypes, SemanticTokens, SemanticTokensLegend,
    SemanticTokensParams, SemanticTokensRangeParams, Uri,
};
use scn_source::{FileId, Span};
use scn_syntax::{Kind as Element, parse_tree};

use crate::index::{Role, Space};
use crate::workspace::{Refusal, State};

/// The token types, indexed by their numbers.
const TYPES: [SemanticTokenTypes; 13] = [
    SemanticTokenTypes::Keyword,
    SemanticTokenTypes::Comment,
    SemanticTokenTypes::String,
    SemanticTokenTypes::Number,
    SemanticTokenTypes::Operator,
    SemanticTokenTypes::Class,
    SemanticTokenTypes::Namespace,
    SemanticTokenTypes::Function,
    SemanticTokenTypes::Variable,
    SemanticTokenTypes::Parameter,
    SemanticTokenTypes::Method,
    SemanticTokenTypes::EnumMember,
    SemanticTokenTypes::Modifier,
];

/// The bits of the modifiers declaration and modification.
const DECLARATION: u32 = 1;
const MODIFICATION: u32 = 2;

/// Returns the types and modifiers, ordered by their numbers.
pub(crate) fn token_legend() -> SemanticTokensLegend {
    let modifiers = [SemanticTokenModifiers::Declaration, SemanticTokenModifiers::Modification];
    SemanticTokensLegend {
        token_types: TYPES.iter().map(|it| String::from(it.clone())).collect(),
        token_modifiers: modifiers.iter().map(|it| String::from(it.clone())).collect(),
    }
}

/// Returns the tokens of a file.
pub(crate) fn full_tokens(state: &mut State, params: SemanticTokensParams) -> Result<Option<SemanticTokens>, Refusal> {
    Ok(encode_tokens(state, &params.text_document.uri, None))
}

/// Returns the tokens of some lines of a file.
pub(crate) fn range_tokens(
    state: &mut State,
    params: SemanticTokensRangeParams,
) -> Result<Option<SemanticTokens>, Refusal> {
    Ok(encode_tokens(state, &params.text_document.uri, Some(params.range)))
}

fn encode_tokens(state: &mut State, uri: &Uri, range: Option<Range>) -> Option<SemanticTokens> {
    let file = state.request_file(uri)?;
    let source = &file.own.source;
    let wanted =
        range.map_or(Span::new(0, source.text().len()), |range| file.state.client.encoding.span(source, range));
    let is_wanted = |span: Span| span.start < wanted.end && wanted.start < span.end;
    let mut all_tokens: Vec<(Span, SemanticTokenTypes, u32)> = Vec::new();
    let own = file.view.index.names.iter().filter_map(|name| Some((name, file.own_span(name.span)?)));
    for (name, span) in own.filter(|(_, span)| is_wanted(*span)) {
        let modifiers = match name.role {
            Role::Declares => DECLARATION,
            Role::Writes => MODIFICATION,
            Role::Reads => 0,
        };
        all_tokens.push((span, of_space(name.space), modifiers));
    }
    let names = all_tokens.len();
    for token in parse_tree(FileId::default(), source.text()).tokens() {
        let span = trim_to_line(token.span(), token.text());
        if span.is_empty() || !is_wanted(span) {
            continue;
        }
        if let Some(kind) = of_element(token.kind(), token.text()) {
            let inside = all_tokens.get(..names).unwrap_or_default();
            let index = inside.partition_point(|(name, ..)| name.end <= span.start);
            if inside.get(index).is_none_or(|(name, ..)| span.end <= name.start) {
                all_tokens.push((span, kind, 0));
            }
        }
    }
    all_tokens.sort_by_key(|(span, ..)| *span);
    let (mut line, mut column) = (0, 0);
    let mut data = Vec::with_capacity(all_tokens.len());
    for (span, kind, modifiers) in all_tokens {
        let start = file.state.client.encoding.position(source, span.start);
        let length = file.state.client.encoding.length(source.slice(span));
        let Some(token_type) = TYPES.iter().position(|it| *it == kind).and_then(|at| u32::try_from(at).ok()) else {
            continue;
        };
        data.push(SemanticToken {
            delta_line: start.line - line,
            delta_start: if start.line == line { start.character - column } else { start.character },
            length,
            token_type,
            token_modifiers_bitset: modifiers,
        });
        (line, column) = (start.line, start.character);
    }
    Some(SemanticTokens { result_id: None, data })
}

/// Restricts a token to one line.
fn trim_to_line(span: Span, text: &str) -> Span {
    let first = text.lines().next().unwrap_or_default();
    Span::new(span.start as usize, span.start as usize + first.trim_end().len())
}

fn of_space(space: Space) -> SemanticTokenTypes {
    match space {
        Space::Principle => SemanticTokenTypes::Class,
        Space::Part => SemanticTokenTypes::Namespace,
        Space::Node => SemanticTokenTypes::Function,
        Space::Variable => SemanticTokenTypes::Variable,
        Space::Cast => SemanticTokenTypes::Parameter,
        Space::Choice => SemanticTokenTypes::Method,
        Space::Value => SemanticTokenTypes::EnumMember,
        Space::Passage => SemanticTokenTypes::Function,
    }
}

/// Returns the type of a token that is not a name. Text that the learner reads has none.
fn of_element(kind: Element, text: &str) -> Option<SemanticTokenTypes> {
    #[expect(clippy::wildcard_enum_match_arm, reason = "of all that a tree can hold few kinds have a colour")]
    Some(match kind {
        Element::Keyword | Element::Joiner => SemanticTokenTypes::Keyword,
        Element::Comment => SemanticTokenTypes::Comment,
        Element::Title
        | Element::FileName
        | Element::QuotedFile
        | Element::ValueWords
        | Element::LooseFile
        | Element::Tag
        | Element::FenceLine
        | Element::Quoted => SemanticTokenTypes::String,
        Element::Number | Element::Signed => SemanticTokenTypes::Number,
        Element::Comparator => SemanticTokenTypes::Operator,
        Element::Marker => SemanticTokenTypes::Modifier,
        Element::Punctuation if matches!(text, "[" | "]" | "{" | "}" | "|") => SemanticTokenTypes::Operator,
        _ => return None,
    })
}
