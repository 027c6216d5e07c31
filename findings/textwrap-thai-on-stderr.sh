#!/usr/bin/env bash
# textwrap 0.16.4 (crates.io, feature `unicode-linebreak`): wrapping Thai writes to standard error
# of the program in a development build, and breaks words in the middle of a syllable.
#
# The feature promises line breaks by the Unicode algorithm (UAX #14). That algorithm leaves Thai,
# Lao, Khmer and Burmese, which have no spaces between words, to a dictionary. textwrap uses
# icu_segmenter 2.4.0 without its dictionaries. A library that wraps text would be expected to
# return an error, or to say in its documentation that it breaks such text anywhere. Instead,
# icu_segmenter prints a line for each text with `eprintln!` if debug assertions are on, so that the
# messages appear among those of the program; a release build is silent. In both, the line ends
# after a vowel that is written before its consonant, so the syllable is torn apart.
#
# Seen: standard error of the development build:
#         ICU4X data error: No segmentation model for complex script: Thai
#       standard error of the release build: empty
#       standard output of both: two lines, the first of which ends with U+0E41
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mkdir src
cat > Cargo.toml <<'TOML'
[package]
name = "wrap"
version = "0.1.0"
edition = "2021"

[dependencies]
textwrap = { version = "=0.16.4", default-features = false, features = ["unicode-width", "unicode-linebreak"] }
icu_segmenter = { version = "=2.4.0", default-features = false }
TOML
cat > src/main.rs <<'RUST'
fn main() {
    // "The visitor asks for her room, and you have to answer him."
    for line in textwrap::wrap("ผู้เยี่ยมถามหาห้องของเธอและคุณต้องตอบเขา", 20) {
        println!("{line}");
    }
}
RUST

export CARGO_TARGET_DIR="$folder/target"
cargo build --quiet
cargo build --quiet --release
target/debug/wrap > debug.out 2> debug.err
target/release/wrap > release.out 2> release.err

echo "development build, standard error: $(cat debug.err)"
echo "release build, standard error: $(cat release.err)"
cat release.out
grep -q 'No segmentation model for complex script: Thai' debug.err
[ ! -s release.err ]
cmp -s debug.out release.out
[ "$(wc -l < release.out)" = 2 ]
head -n 1 release.out | grep -q "$(printf '\xe0\xb9\x81')$"
