//! `missing-language`.

use scn_source::{Finding, Name, Place};

/// A pack that does not say its language. `in_manifest`: whether the place is in `scn.toml`.
pub(crate) fn finding(place: Place, in_manifest: bool) -> Finding {
    let message = "this pack does not say its language, so screen readers read it as English";
    let help = match in_manifest {
        true => "write it under `[pack]`, such as `language = \"en\"` or `language = \"de-CH\"`",
        false => "add a file `scn.toml` beside it with a `[pack]` that has it, such as `language = \"en\"`",
    };
    Finding::new(Name::MissingLanguage, place, message).with_help(help)
}
