//! Every example of the language reference is what it says it is.

use scn_tests::harness::run_document;

#[test]
fn every_example_of_the_reference_is_as_it_says() -> Result<(), String> {
    let tally = run_document("grammar/README.md")?;
    let failed = tally.failures.len();
    assert!(20 <= tally.blocks, "there are {} blocks", tally.blocks);
    assert!(failed == 0, "\n{}\n{failed} of {} blocks failed", tally.failures.join("\n"), tally.blocks);
    Ok(())
}
