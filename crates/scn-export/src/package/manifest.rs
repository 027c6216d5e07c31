//! What an `imsmanifest.xml` says, as far as an LMS looks at it.

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

/// The maximum number of elements that are read.
const MOST_ELEMENTS: usize = 200_000;

/// What a manifest says.
#[derive(Debug, Default)]
pub(super) struct Manifest {
    /// Its `schemaversion`, exactly as written.
    pub(super) schema_version: Option<String>,
    /// Its own identifier and those of its parts.
    pub(super) identifiers: Vec<String>,
    /// The organization that is opened by default.
    pub(super) default: Option<String>,
    /// The identifiers of its organizations.
    pub(super) organizations: Vec<String>,
    /// The titles of organizations and items.
    pub(super) titles: Vec<String>,
    /// The resources to which items refer; absent for one that only holds other items.
    pub(super) references: Vec<String>,
    /// Its resources, in order.
    pub(super) resources: Vec<Resource>,
    /// The names of elements of the package that have a prefix.
    pub(super) prefixed: Vec<String>,
    /// Whether it has a document type declaration.
    pub(super) has_doctype: bool,
}

/// A resource of a manifest.
#[derive(Debug, Default)]
pub(super) struct Resource {
    pub(super) identifier: String,
    /// The page that is opened.
    pub(super) href: Option<String>,
    /// The attributes whose name is `scormtype` in some case, with their values.
    pub(super) kinds: Vec<(String, String)>,
    /// The files that it lists.
    pub(super) files: Vec<String>,
}

impl Manifest {
    /// Reads a manifest.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, String> {
        let text = std::str::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned())?;
        let mut reader = Reader::from_str(text);
        let mut manifest = Self::default();
        let mut open: Vec<String> = Vec::new();
        let mut words = String::new();
        for _ in 0..MOST_ELEMENTS {
            match reader.read_event().map_err(|error| error.to_string())? {
                Event::Start(start) => {
                    manifest.take_element(&start)?;
                    open.push(name_of(&start));
                    words.clear();
                }
                Event::Empty(start) => manifest.take_element(&start)?,
                Event::Text(text) => {
                    words.push_str(&text.xml_content(XmlVersion::Implicit1_0).map_err(|error| error.to_string())?);
                }
                Event::CData(text) => words.push_str(&String::from_utf8_lossy(&text)),
                Event::GeneralRef(reference) => {
                    words.push_str(&format!("&{};", String::from_utf8_lossy(&reference)));
                }
                Event::End(_) => {
                    let name = open.pop().unwrap_or_default();
                    let parent = open.last().map(String::as_str).unwrap_or_default();
                    match (name.as_str(), parent) {
                        ("schemaversion", _) => manifest.schema_version = Some(words.clone()),
                        ("title", "organization" | "item") => manifest.titles.push(words.clone()),
                        _ => {}
                    }
                    words.clear();
                }
                Event::DocType(_) => manifest.has_doctype = true,
                Event::Eof if open.is_empty() && !manifest.identifiers.is_empty() => return Ok(manifest),
                Event::Eof => return Err("it ends too early".to_owned()),
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            }
        }
        Err("it has too many elements".to_owned())
    }

    fn take_element(&mut self, start: &BytesStart<'_>) -> Result<(), String> {
        let name = name_of(start);
        let mut attributes = Vec::new();
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|error| error.to_string())?;
            let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|error| error.to_string())?;
            attributes.push((String::from_utf8_lossy(attribute.key.as_ref()).into_owned(), value.into_owned()));
        }
        let value = |wanted: &str| attributes.iter().find(|(key, _)| key == wanted).map(|(_, value)| value.clone());
        let local = name.rsplit(':').next().unwrap_or_default();
        let of_package = ["manifest", "organizations", "organization", "item", "resources", "resource", "file"];
        if of_package.contains(&local) {
            if name != local {
                self.prefixed.push(name.clone());
            }
            self.identifiers.extend(value("identifier"));
        }
        match local {
            "organizations" => self.default = value("default"),
            "organization" => self.organizations.extend(value("identifier")),
            "item" => self.references.extend(value("identifierref")),
            "resource" => {
                let is_kind = |key: &str| key.rsplit(':').next().is_some_and(|it| it.eq_ignore_ascii_case("scormtype"));
                let kinds = attributes.iter().filter(|(key, _)| is_kind(key)).cloned().collect();
                let identifier = value("identifier").unwrap_or_default();
                self.resources.push(Resource { identifier, href: value("href"), kinds, files: Vec::new() });
            }
            "file" => {
                if let (Some(resource), Some(href)) = (self.resources.last_mut(), value("href")) {
                    resource.files.push(href);
                }
            }
            _ => {}
        }
        Ok(())
    }
}

fn name_of(start: &BytesStart<'_>) -> String {
    String::from_utf8_lossy(start.name().as_ref()).into_owned()
}
