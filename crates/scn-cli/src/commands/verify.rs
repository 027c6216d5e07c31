//! `scn verify`.

use std::fs;

use scn_export::package::read_zip;
use scn_web::verify_page;

use crate::args::VerifyFileArgs;
use crate::failure::Failure;
use crate::screen::print;

/// The largest file that is read, in bytes.
const LARGEST: u64 = 1 << 30;

/// Checks that a file is as `scn build` wrote it, and prints what it was built from. Returns 1 if
/// it is not.
pub(crate) fn run(args: &VerifyFileArgs) -> Result<u8, Failure> {
    let metadata = fs::metadata(&args.file).map_err(|error| Failure::read(&args.file, &error))?;
    if metadata.is_dir() {
        return Err(Failure::new(format!("`{}` is a folder", args.file.display()))
            .with_help("give the path of a page in it, such as `index.html`"));
    }
    if LARGEST < metadata.len() {
        return Err(Failure::new(format!("`{}` is too large for a page", args.file.display())));
    }
    let bytes = fs::read(&args.file).map_err(|error| Failure::read(&args.file, &error))?;
    let path = args.file.display().to_string();
    let path = scn_text::escape_line(&path);
    match verify_file(&bytes) {
        Ok(words) => {
            print(&format!("{path}: {words}\n"))?;
            Ok(0)
        }
        Err(words) => {
            print(&format!("{path}: {words}\n"))?;
            Ok(1)
        }
    }
}

/// Checks the bytes of a file: a page, or a package with one. Returns what it was built from, or
/// what is not as it was built.
fn verify_file(bytes: &[u8]) -> Result<String, String> {
    if !bytes.starts_with(b"PK") {
        return verify_html(bytes);
    }
    let files = read_zip(bytes).map_err(|problem| scn_text::sanitize_line(&problem.to_string()).into_owned())?;
    let page = files.iter().find(|file| file.path == "index.html");
    let page = page.ok_or_else(|| "this is not a package that scn has built: it has no `index.html`".to_owned())?;
    verify_html(&page.bytes)
}

/// Checks the bytes of a page.
fn verify_html(bytes: &[u8]) -> Result<String, String> {
    let html =
        std::str::from_utf8(bytes).map_err(|_| "this is not a page that scn has built: it is not text".to_owned())?;
    let page = verify_page(html).map_err(|error| scn_text::sanitize_line(&error.to_string()).into_owned())?;
    let version = page.version.as_deref().map(|version| format!(" {version}")).unwrap_or_default();
    let about =
        format!("`{}`{version} with the digest {}, built by scn {}; unchanged", page.name, page.digest, page.scn);
    Ok(scn_text::sanitize_line(&about).into_owned())
}
