//! Embeds the credential in a page or a picture, and extracts it.

/// The kind of document in which a credential was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CertificateForm {
    /// The credential alone, as text.
    Credential,
    /// A page.
    Page,
    /// A picture.
    Picture,
}

/// The text before the credential in a page.
const IN_PAGE: &str = "<meta name=\"openbadges:credential\" content=\"";
/// The text before the credential in a picture (Open Badges 3.0, 5.3, baking an SVG).
const IN_PICTURE: &str = "<openbadges:credential xmlns:openbadges=\"https://purl.imsglobal.org/ob/v3p0\" verify=\"";

/// Returns an empty slot for a credential in a page.
pub(crate) fn page_slot() -> String {
    format!("{IN_PAGE}\">")
}

/// Returns an empty slot for a credential in a picture.
pub(crate) fn picture_slot() -> String {
    format!("{IN_PICTURE}\"/>")
}

/// Inserts a credential into the empty slot of a page or a picture.
pub(crate) fn embed_credential(document: &str, credential: &str) -> String {
    let fill_slot = |document: &str, before: &str| document.replacen(before, &format!("{before}{credential}"), 1);
    if document.contains(IN_PAGE) { fill_slot(document, IN_PAGE) } else { fill_slot(document, IN_PICTURE) }
}

/// A credential extracted from its document.
#[derive(Debug)]
pub(crate) struct ExtractedCredential<'t> {
    pub(crate) form: CertificateForm,
    pub(crate) credential: &'t str,
    /// The page or picture without the credential.
    pub(crate) rest: String,
}

/// Extracts the credential. If a page or picture has several slots, the first is used; the rest
/// then differs from what was signed.
pub(crate) fn extract_credential(text: &str) -> ExtractedCredential<'_> {
    for (form, before) in [(CertificateForm::Page, IN_PAGE), (CertificateForm::Picture, IN_PICTURE)] {
        if let Some((head, tail)) = text.split_once(before) {
            let end = tail.find('"').unwrap_or(tail.len());
            let (credential, tail) = tail.split_at(end);
            return ExtractedCredential { form, credential, rest: [head, before, tail].concat() };
        }
    }
    // A text file ends with a line break.
    let credential = text.strip_suffix('\n').map_or(text, |line| line.strip_suffix('\r').unwrap_or(line));
    ExtractedCredential { form: CertificateForm::Credential, credential, rest: String::new() }
}
