//! Fuzzes the target `story` of `tests/src/fuzz`.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| scn_tests::fuzz::try_input("story", input));
