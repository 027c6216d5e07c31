//! The certificate as an SVG picture that contains its words as text.

use std::fmt::Write as _;

use scn_story::{is_right_to_left, reads_right_to_left};

use crate::CertificateIds;
use crate::Logo;
use crate::bake::picture_slot;
use crate::completion::Completion;
use crate::measure::break_lines;
use crate::text::{decisions_text, display_day, escape_markup, language_tag, own_language, single_line};

/// The width of the picture, and its minimum height: the proportions of A4.
const WIDTH: f64 = 800.0;
const HEIGHT: f64 = 1131.0;
const MARGIN: f64 = 72.0;
/// The left edges of the second and third columns.
const RESULT: f64 = 384.0;
const LAST: f64 = 592.0;
const GAP: f64 = 16.0;
/// The width and the height of a logo, which keeps its proportions.
const LOGO: (f64, f64) = (256.0, 80.0);
const SANS: &str = "Liberation Sans, Helvetica Neue, Arial, Noto Sans, sans-serif";
const SERIF: &str = "Georgia, Liberation Serif, Noto Serif, serif";
const INK: &str = "#1b2430";
const BLUE: &str = "#1f3a5f";

/// Returns the picture, with an empty slot for the credential.
pub(crate) fn certificate_picture(completion: &Completion, logo: Option<&Logo>, marks: &CertificateIds) -> String {
    let right_to_left = completion.language.as_deref().is_some_and(is_right_to_left);
    let mut sheet =
        PictureSheet { out: String::new(), y: MARGIN, lang: language_attributes(completion), right_to_left };
    if let Some(logo) = logo {
        sheet.draw_logo(logo);
    }
    sheet.draw_head(completion);
    sheet.draw_parts(completion);
    sheet.draw_profile(completion);
    sheet.draw_facts(completion, marks);
    let height = (sheet.y + MARGIN).max(HEIGHT);
    let picture_language = own_language(completion.language.as_deref());
    let title = format!(
        "Certificate of completion: {}, {}",
        escape_markup(&completion.course),
        escape_markup(&completion.learner)
    );
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" height=\"{height}\" lang=\"{picture_language}\" xml:lang=\"{picture_language}\">\n<title>{title}</title>\n{}\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n<rect x=\"24\" y=\"24\" width=\"{}\" height=\"{}\" fill=\"none\" stroke=\"{BLUE}\" stroke-width=\"3\"/>\n<rect x=\"32\" y=\"32\" width=\"{}\" height=\"{}\" fill=\"none\" stroke=\"{BLUE}\"/>\n{}</svg>\n",
        picture_slot(),
        WIDTH - 48.0,
        height - 48.0,
        WIDTH - 64.0,
        height - 64.0,
        sheet.out
    )
}

/// Returns the language attributes for the pack's texts, if their language differs from the
/// picture's.
fn language_attributes(completion: &Completion) -> String {
    let picture_language = own_language(completion.language.as_deref());
    match language_tag(completion.language.as_deref()) {
        Some(tag) if tag != picture_language => format!(" lang=\"{tag}\" xml:lang=\"{tag}\""),
        Some(_) | None => String::new(),
    }
}

/// The style of a text.
#[derive(Clone, Copy)]
struct TextStyle {
    size: f64,
    bold: bool,
    serif: bool,
    colour: &'static str,
    /// Whether the text is the pack's, in its language.
    pack: bool,
}

const TEXT: TextStyle = TextStyle { size: 15.0, bold: false, serif: false, colour: INK, pack: false };
const SMALL: TextStyle = TextStyle { size: 12.0, ..TEXT };
const BOLD: TextStyle = TextStyle { bold: true, ..TEXT };
const PACK: TextStyle = TextStyle { pack: true, ..BOLD };

/// The picture so far, drawn from top to bottom.
struct PictureSheet {
    out: String,
    y: f64,
    lang: String,
    /// Whether the pack's language is written from right to left.
    right_to_left: bool,
}

impl PictureSheet {
    /// Draws text downwards from a point, in lines within a width. Returns the top of the next
    /// line. A centred text has the point in its middle; any other starts there, and ends there in
    /// a right-to-left picture.
    fn set_text(&mut self, words: &str, face: TextStyle, (x, y): (f64, f64), width: f64, centred: bool) -> f64 {
        // Bold letters are wider.
        let most = width / face.size / if face.bold { 1.08 } else { 1.0 };
        let mut y = y;
        // The direction is that of the whole text, whatever its lines start with.
        let turned = reads_right_to_left(words, face.pack && self.right_to_left);
        let x = if centred { x } else { self.mirrored_x(x, 0.0) };
        for words in break_lines(&single_line(words), most) {
            y += face.size;
            let family = if face.serif { SERIF } else { SANS };
            let weight = if face.bold { " font-weight=\"600\"" } else { "" };
            // A text with the opposite direction ends at the edge where others start.
            let anchor = match (centred, turned != self.right_to_left) {
                (true, _) => " text-anchor=\"middle\"",
                (false, true) => " text-anchor=\"end\"",
                (false, false) => "",
            };
            let direction = if turned { " direction=\"rtl\"" } else { "" };
            let lang = if face.pack { self.lang.as_str() } else { "" };
            let TextStyle { size, colour, .. } = face;
            // Writing to a string cannot fail.
            let _ = writeln!(
                self.out,
                "<text x=\"{x}\" y=\"{y:.1}\" font-family=\"{family}\" font-size=\"{size}\" fill=\"{colour}\"{weight}{anchor}{direction}{lang}>{}</text>",
                escape_markup(&words)
            );
            y += face.size * 0.35;
        }
        y
    }

    /// Returns the left edge of an element of this width that is at `x` in a left-to-right picture.
    fn mirrored_x(&self, x: f64, width: f64) -> f64 {
        if self.right_to_left { WIDTH - x - width } else { x }
    }

    fn set_centred(&mut self, words: &str, face: TextStyle) {
        self.y = self.set_text(words, face, (WIDTH / 2.0, self.y), WIDTH - 2.0 * MARGIN, true);
    }

    fn set_left(&mut self, words: &str, face: TextStyle) {
        self.y = self.set_text(words, face, (MARGIN, self.y), WIDTH - 2.0 * MARGIN, false);
    }

    fn set_heading(&mut self, words: &str) {
        self.y += 22.0;
        self.set_left(words, TextStyle { size: 18.0, colour: BLUE, ..BOLD });
        self.y += 4.0;
    }

    /// Draws three cells side by side, and continues below the tallest.
    fn draw_row(&mut self, cells: [(&str, TextStyle); 3]) {
        let ends = [RESULT - GAP, LAST - GAP, WIDTH - MARGIN];
        let top = self.y;
        let mut low = top;
        for ((words, face), (start, end)) in cells.into_iter().zip([MARGIN, RESULT, LAST].into_iter().zip(ends)) {
            low = low.max(self.set_text(words, face, (start, top), end - start, false));
        }
        self.y = low;
    }

    fn draw_rule(&mut self) {
        self.y += 4.0;
        let _ = writeln!(self.out, "<path d=\"M{MARGIN} {:.1}H{}\" stroke=\"#c3ccd8\"/>", self.y, WIDTH - MARGIN);
        self.y += 6.0;
    }

    fn draw_logo(&mut self, logo: &Logo) {
        let (width, height) = LOGO;
        let _ = writeln!(
            self.out,
            "<image href=\"{}\" x=\"{}\" y=\"{}\" width=\"{width}\" height=\"{height}\"/>",
            logo.data_uri(),
            (WIDTH - width) / 2.0,
            self.y - 16.0
        );
        self.y += height;
    }

    fn draw_head(&mut self, it: &Completion) {
        let serif = TextStyle { serif: true, ..BOLD };
        self.set_centred("Certificate of completion", TextStyle { size: 32.0, colour: BLUE, ..serif });
        self.y += 22.0;
        self.set_centred("This certifies that", TEXT);
        self.y += 8.0;
        self.set_centred(&it.learner, TextStyle { size: 34.0, ..serif });
        self.y += 8.0;
        self.set_centred("completed the course", TEXT);
        self.y += 8.0;
        self.set_centred(&it.course, TextStyle { size: 22.0, ..PACK });
        self.y += 8.0;
        self.set_centred(&format!("on {}", display_day(it.completed)), TEXT);
        if let Some(duration) = &it.duration {
            self.set_centred(&format!("Duration: {duration}"), TEXT);
        }
        if let Some(until) = it.valid_until {
            self.set_centred(&format!("Valid until {}", display_day(until)), TEXT);
        }
        self.set_centred(&format!("Issued by {}", it.issuer), TEXT);
        if let Some(signatory) = &it.signatory {
            self.y += 44.0;
            let half = 128.0;
            let (left, right) = (WIDTH / 2.0 - half, WIDTH / 2.0 + half);
            let _ = writeln!(self.out, "<path d=\"M{left} {:.1}H{right}\" stroke=\"{INK}\"/>", self.y);
            self.y += 4.0;
            self.set_centred(signatory, TEXT);
        }
    }

    fn draw_parts(&mut self, it: &Completion) {
        if it.parts.is_empty() {
            return;
        }
        self.set_heading("What was completed");
        for part in &it.parts {
            self.draw_row([(&part.title, PACK), (&part.result, TEXT), (&display_day(part.on), SMALL)]);
            self.set_left(part.kind.word(), TextStyle { colour: "#4a5768", ..SMALL });
            self.draw_rule();
        }
        if let Some(mark) = &it.pass_mark {
            self.set_left(&format!("To pass: {mark}"), TEXT);
        }
    }

    fn draw_profile(&mut self, it: &Completion) {
        if it.profile.is_empty() {
            return;
        }
        self.set_heading("How each principle was handled");
        for principle in &it.profile {
            self.draw_row([
                (&principle.title, PACK),
                (&principle.band, TEXT),
                (&decisions_text(principle.decisions), TEXT),
            ]);
            if let Some(share) = principle.percent_reached() {
                self.y += 3.0;
                for (width, colour) in [(100, "#dbe1e9"), (share, BLUE)] {
                    let x = self.mirrored_x(RESULT, f64::from(u32::try_from(width).unwrap_or(100)));
                    let _ = writeln!(
                        self.out,
                        "<rect x=\"{x}\" y=\"{:.1}\" width=\"{width}\" height=\"8\" fill=\"{colour}\"/>",
                        self.y
                    );
                }
                self.y += 10.0;
            }
            self.draw_rule();
        }
        self.set_left(&it.closing, TextStyle { size: 14.0, ..TEXT });
    }

    fn draw_facts(&mut self, it: &Completion, marks: &CertificateIds) {
        self.set_heading("About this certificate");
        let version = it.version.as_ref().map(|version| format!(", version {version}")).unwrap_or_default();
        self.set_left(&format!("Pack {}{version}", it.pack), SMALL);
        self.set_left(&format!("Digest {}", it.digest), SMALL);
        self.set_left(&format!("Certificate {}", marks.id), SMALL);
        self.set_left(&format!("Signed by the key {}", marks.key), SMALL);
        self.y += 6.0;
        self.set_left("This picture holds a signed Open Badges 3.0 credential. The command `scn certificate verify` shows what was certified, and rejects a file that was changed. Dates are in UTC.", SMALL);
    }
}
