//! `scn explain`.

use std::fmt::Write;

use scn_source::{Name, nearest};

use crate::args::{Color, ExplainArgs};
use crate::failure::Failure;
use crate::screen::{Screen, print};

/// Shows a finding's page, or lists all findings.
pub(crate) fn run(args: &ExplainArgs, color: Color) -> Result<u8, Failure> {
    let screen = Screen::stdout(color);
    let Some(written) = &args.name else {
        print(&list())?;
        return Ok(0);
    };
    let Some(name) = Name::from_str_exact(written.trim()) else {
        let failure = Failure::new(format!("there is no finding named `{written}`"));
        return Err(match nearest(written, Name::ALL.iter().map(|name| name.as_str())) {
            Some(near) => failure.help(format!("did you mean `{near}`? `scn explain` lists all")),
            None => failure.help("`scn explain` lists all"),
        });
    };
    let options = scn_report::Options {
        width: screen.width,
        colour: screen.colour,
        unicode: screen.unicode,
        ..scn_report::Options::default()
    };
    print(&scn_report::explain(name.page(), &options))?;
    Ok(0)
}

fn list() -> String {
    let widest = Name::ALL.iter().map(|name| name.as_str().len()).max().unwrap_or_default();
    let mut text = String::new();
    for name in Name::ALL {
        let severity = name.default_severity().word();
        // Writing to a string does not fail.
        let _ = writeln!(text, "{:widest$}  {severity:7}  {}", name.as_str(), name.summary());
    }
    text.push_str("\n`scn explain NAME` tells one of them at length, with an example.\n");
    text
}
