//! Properties of the grammar.

use std::collections::{BTreeMap, BTreeSet};

const GRAMMAR: &str = include_str!("../../../grammar/scn.pest");

/// Returns the rules of the grammar, each with the words in its body, without comments, strings and
/// characters.
fn rules() -> BTreeMap<String, BTreeSet<String>> {
    let mut words: Vec<String> = Vec::new();
    for line in GRAMMAR.lines() {
        let (mut rest, mut word) = (line, String::new());
        while let Some(c) = rest.chars().next() {
            if rest.starts_with("//") {
                break;
            }
            let length = match c {
                '"' | '\'' => {
                    let mut escaped = false;
                    let inner = rest.char_indices().skip(1).find(|(_, inner)| {
                        let ends = *inner == c && !escaped;
                        escaped = *inner == '\\' && !escaped;
                        ends
                    });
                    inner.map_or(rest.len(), |(end, _)| end + 1)
                }
                _ => c.len_utf8(),
            };
            if c.is_ascii_alphanumeric() || c == '_' {
                word.push(c);
            } else {
                words.extend((!word.is_empty()).then(|| std::mem::take(&mut word)));
                if c == '=' {
                    words.push("=".to_owned());
                }
            }
            rest = &rest[length..];
        }
        words.extend((!word.is_empty()).then_some(word));
    }
    let mut rules: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut name = None;
    for (at, word) in words.iter().enumerate() {
        if words.get(at + 1).is_some_and(|next| next == "=") {
            rules.insert(word.clone(), BTreeSet::new());
            name = Some(word.clone());
        } else if let Some(body) = name.as_ref().and_then(|name| rules.get_mut(name)) {
            body.insert(word.clone());
        }
    }
    rules
}

#[test]
fn no_rule_calls_itself() {
    let rules = rules();
    assert!(150 <= rules.len(), "only {} rules are seen", rules.len());
    for name in rules.keys() {
        let (mut seen, mut open) = (BTreeSet::new(), vec![name]);
        while let Some(next) = open.pop() {
            for called in rules.get(next).into_iter().flatten().filter(|word| rules.contains_key(*word)) {
                assert!(called != name, "`{name}` comes to itself, by `{next}`");
                if seen.insert(called) {
                    open.push(called);
                }
            }
        }
    }
}
