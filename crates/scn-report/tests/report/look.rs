use crate::samples::{clean, pack, width};
use scn_report::Format;
#[test]
fn look() {
    for format in Format::ALL {
        println!("=== {format}\n{}", pack().show(*format, &width(80)));
    }
    println!("{}", clean().show(Format::Fancy, &width(80)));
}
