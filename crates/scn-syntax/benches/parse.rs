//! How fast a text becomes its typed view.
fn main() {}
