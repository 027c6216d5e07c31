//! The published schemas match the types. `SCN_WRITE=1` writes them.

#![expect(clippy::disallowed_methods, reason = "what is tested are files")]

use std::path::Path;

use scn_records::{Export, Records};

fn published(name: &str, schema: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema").join(name);
    if std::env::var_os("SCN_WRITE").is_some() {
        std::fs::write(&path, schema).expect("the schema can be written");
    }
    assert_eq!(std::fs::read_to_string(path).expect("the schema is there"), schema);
}

#[test]
fn the_published_schemas_are_those_of_the_types() {
    published("records.schema.json", &Records::schema());
    published("export.schema.json", &Export::schema());
}
