//! Completion in bash, from version 3.2, which macOS has.
//!
//! The script that clap generates for bash loses blanks in paths and expands `*` in them, so this
//! is another one. Bash itself quotes what it inserts where the script declares them as paths.

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::Path;

use clap_complete::engine::{CompletionCandidate, complete};
use clap_complete::env::EnvCompleter;

use super::words::INDEX;

/// Bash.
pub(super) struct Bash;

/// The first line of an answer: the other lines are paths.
const PATHS: &str = "paths";

/// The first line of an answer: the other lines are words.
const WORDS: &str = "words";

/// The script. The first line that it reads says what the others are.
const SCRIPT: &str = r#"_scn() {
    local words=("${COMP_WORDS[@]}") kind line
    # Bash 4 and later pass the part of the word that is left of the cursor.
    if [[ ${BASH_VERSINFO[0]} -ge 4 ]]; then
        words[COMP_CWORD]="$2"
    fi
    COMPREPLY=()
    {
        IFS= read -r kind
        while IFS= read -r line; do
            COMPREPLY+=("$line")
        done
    } < <(VARIABLE=bash INDEX="$COMP_CWORD" COMPLETER -- "${words[@]}" 2>/dev/null)
    if [[ $kind == paths ]]; then
        compopt -o filenames 2>/dev/null
    fi
}
complete -o bashdefault -o nosort -F _scn BIN 2>/dev/null || complete -o bashdefault -F _scn BIN"#;

impl EnvCompleter for Bash {
    fn name(&self) -> &'static str {
        "bash"
    }

    fn is(&self, name: &str) -> bool {
        name == "bash"
    }

    fn write_registration(
        &self,
        variable: &str,
        _name: &str,
        bin: &str,
        completer: &str,
        buf: &mut dyn Write,
    ) -> io::Result<()> {
        let script = SCRIPT.replace("VARIABLE", variable).replace("INDEX", INDEX);
        writeln!(buf, "{}", script.replace("COMPLETER", completer).replace("BIN", bin))
    }

    fn write_complete(
        &self,
        command: &mut clap::Command,
        words: Vec<OsString>,
        current_dir: Option<&Path>,
        buf: &mut dyn Write,
    ) -> io::Result<()> {
        let index = std::env::var(INDEX).ok().and_then(|index| index.parse().ok()).unwrap_or_default();
        let (words, index) = without_equals(words, index);
        let typed = words.get(index).map(|word| word.to_string_lossy().into_owned()).unwrap_or_default();
        let candidates = complete(command, words, index, current_dir)?;
        let shown = values(&candidates, &typed);
        let exists = |value: &String| current_dir.is_some_and(|folder| folder.join(value).exists());
        let are_paths = 1 < index && shown.iter().any(|value| exists(value) || value.starts_with("~/"));
        writeln!(buf, "{}", if are_paths { PATHS } else { WORDS })?;
        for value in &shown {
            // Bash itself adds the slash to a folder.
            let value = if are_paths { value.strip_suffix('/').unwrap_or(value) } else { value };
            writeln!(buf, "{value}")?;
        }
        Ok(())
    }
}

/// Returns the values to show. Options are left out as long as no hyphen is typed and there is
/// something else.
fn values(candidates: &[CompletionCandidate], typed: &str) -> Vec<String> {
    let all = candidates.iter().map(|it| it.get_value().to_string_lossy().into_owned());
    let all: Vec<String> = all.filter(|value| !value.contains('\n')).collect();
    let others: Vec<String> = all.iter().filter(|value| !value.starts_with('-')).cloned().collect();
    if typed.starts_with('-') || others.is_empty() { all } else { others }
}

/// Returns the words without the `=` of `--option=value`, which is a word of its own in bash, and
/// the new index of the word that is being typed.
fn without_equals(words: Vec<OsString>, index: usize) -> (Vec<OsString>, usize) {
    let (mut out, mut new_index): (Vec<OsString>, usize) = (Vec::new(), index);
    for (at, word) in words.into_iter().enumerate() {
        let follows_option = out.last().is_some_and(|last| last.to_string_lossy().starts_with("--"));
        if word == "=" && follows_option && at != index {
            new_index -= usize::from(at < index);
        } else {
            out.push(word);
        }
    }
    (out, new_index)
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;

    use super::without_equals;

    #[test]
    fn an_option_and_its_value_are_two_words() {
        let words = |words: &[&str]| words.iter().map(OsString::from).collect::<Vec<_>>();
        let (merged, index) = without_equals(words(&["scn", "play", "--language", "=", "a"]), 4);
        assert_eq!((merged, index), (words(&["scn", "play", "--language", "a"]), 3));
        let (same, index) = without_equals(words(&["scn", "check", "="]), 2);
        assert_eq!((same, index), (words(&["scn", "check", "="]), 2));
    }
}
