//! The credential inside a page and a picture, put in and taken out.

/// Where a credential was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// By itself, as text.
    Credential,
    /// In a page.
    Page,
    /// In a picture.
    Picture,
}

/// What stands before the credential in a page.
const IN_PAGE: &str = "<meta name=\"openbadges:credential\" content=\"";
/// What stands before it in a picture (Open Badges 3.0, 5.3, baking an SVG).
const IN_PICTURE: &str = "<openbadges:credential xmlns:openbadges=\"https://purl.imsglobal.org/ob/v3p0\" verify=\"";

/// The place for a credential in a page, empty.
pub(crate) fn place_in_page() -> String {
    format!("{IN_PAGE}\">")
}

/// The place for a credential in a picture, empty.
pub(crate) fn place_in_picture() -> String {
    format!("{IN_PICTURE}\"/>")
}

/// Puts a credential into the empty place of a page or a picture.
pub(crate) fn bake(document: &str, credential: &str) -> String {
    let filled = |document: &str, before: &str| document.replacen(before, &format!("{before}{credential}"), 1);
    if document.contains(IN_PAGE) { filled(document, IN_PAGE) } else { filled(document, IN_PICTURE) }
}

/// A credential taken out of what holds it.
#[derive(Debug)]
pub(crate) struct Taken<'t> {
    pub(crate) form: Form,
    pub(crate) credential: &'t str,
    /// The page or picture without it.
    pub(crate) rest: String,
}

/// Takes the credential out. Of a page or a picture with several places for one, it takes the
/// first: the rest is then not what was signed.
pub(crate) fn take(text: &str) -> Taken<'_> {
    for (form, before) in [(Form::Page, IN_PAGE), (Form::Picture, IN_PICTURE)] {
        if let Some((head, tail)) = text.split_once(before) {
            let end = tail.find('"').unwrap_or(tail.len());
            let (credential, tail) = tail.split_at(end);
            return Taken { form, credential, rest: [head, before, tail].concat() };
        }
    }
    // A text file ends with its last line's end.
    let credential = text.strip_suffix('\n').map_or(text, |line| line.strip_suffix('\r').unwrap_or(line));
    Taken { form: Form::Credential, credential, rest: String::new() }
}
