use scn_source::*;
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let bytes = std::fs::read(&a[1]).unwrap();
    let file = SourceFile::from_bytes(&a[1], bytes);
    if a.len() > 2 && a[2] == "ast" { println!("{:#?}", scn_syntax::parse(FileId(0), file.text()).file); }
    let t = std::time::Instant::now();
    let p = scn_syntax::parse(FileId(0), file.text());
    if a.len() > 2 && a[2] == "time" { println!("{:?} {} findings", t.elapsed(), p.findings.len()); return; }
    for f in p.findings {
        let q = file.position(f.place.span.start);
        println!("{}:{} {}: {} | {:?} | help: {}", q.line, q.column, f.name, f.message, file.slice(f.place.span), f.help.unwrap_or_default());
        for x in f.fixes { println!("      fix{}: {}  {:?}", if x.safe {"!"} else {""}, x.title, x.edits.iter().map(|e| (file.slice(e.place.span), &e.text)).collect::<Vec<_>>()); }
    }
}
