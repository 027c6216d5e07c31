//! Every format can report any findings in any text.

use crate::samples::{Sample, width};
use proptest::prelude::*;
use scn_report::{Format, Options};
use scn_source::{FileId, Finding, Name, Place, RunStep, Span};

fn place(length: usize) -> impl Strategy<Value = Place> {
    // Spans that are not on character boundaries, or beyond the end, are shown as well as possible.
    (0..2_u32, 0..length + 3, 0..length + 3)
        .prop_map(|(file, a, b)| Place { file: FileId(file), span: Span::new(a.min(b), a.max(b)) })
}

fn finding(length: usize) -> impl Strategy<Value = Finding> {
    let words = "\\PC{0,30}";
    (
        0..Name::ALL.len(),
        place(length),
        ".{0,40}",
        proptest::option::of(words),
        place(length),
        place(length),
        any::<bool>(),
    )
        .prop_map(|(name, at, message, help, related, edit, safe)| {
            let mut finding = Finding::new(Name::ALL[name], at, message)
                .with_related(related, "see")
                .with_fix(safe, "do", edit, "x\ny");
            finding.help = help;
            finding.run = safe.then(|| vec![RunStep::Choose("a".to_owned())].into());
            finding
        })
}

fn sample() -> impl Strategy<Value = Sample> {
    ("(?s).{0,200}", "[a-z \t\r\n漢é]{0,200}").prop_flat_map(|(one, two)| {
        let length = one.len().max(two.len());
        proptest::collection::vec(finding(length), 0..6).prop_map(move |findings| {
            let mut sample = Sample::of(&one);
            sample.file("dir/second.scn", &two);
            sample.findings = findings;
            sample
        })
    })
}

proptest! {

    #[test]
    fn any_report_is_written(sample in sample(), columns in 0_usize..120, unicode: bool) {
        for format in Format::ALL {
            let text = sample.show(*format, &Options { unicode, limit: Some(3), ..width(columns) });
            let is_data = matches!(format, Format::Json | Format::Sarif);
            let sent = text.chars().find(|c| *c != '\n' && if is_data { *c < ' ' } else { c.is_control() });
            prop_assert_eq!(sent, None, "{}: {:?}", format, text);
        }
    }
}
