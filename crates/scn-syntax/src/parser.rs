//! The parser that pest makes of `grammar/scn.pest`. Nothing outside this crate sees it.

#[derive(pest_derive::Parser)]
#[grammar = "../../../grammar/scn.pest"]
pub(crate) struct ScnParser;
