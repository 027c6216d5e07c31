//! Building blocks of SVG.

use std::fmt::Write as _;

use scn_story::reads_right_to_left;
pub(super) use scn_text::escape::xml as escaped;

use super::super::measure::text_width;

/// The font of a line of text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Font {
    /// Its size in pixels.
    pub(super) size: f64,
    pub(super) bold: bool,
    pub(super) italic: bool,
    pub(super) colour: &'static str,
}

impl Font {
    /// Creates a font of this size in pixels.
    pub(super) const fn with_size(size: f64) -> Self {
        Self { size, bold: false, italic: false, colour: "#1b2333" }
    }

    pub(super) const fn bold(self) -> Self {
        Self { bold: true, ..self }
    }

    pub(super) const fn italic(self) -> Self {
        Self { italic: true, ..self }
    }

    pub(super) const fn colour(self, colour: &'static str) -> Self {
        Self { colour, ..self }
    }

    /// Returns the line height.
    pub(super) fn line_height(self) -> f64 {
        (self.size * 1.3).round()
    }

    /// Returns the width of a line.
    pub(super) fn width_of(self, line: &str) -> f64 {
        text_width(line, self.size, self.bold)
    }
}

/// The picture being drawn.
#[derive(Debug)]
pub(super) struct Canvas {
    pub(super) svg: String,
    /// Whether the picture's language is written from right to left.
    pub(super) right_to_left: bool,
}

impl Canvas {
    pub(super) fn push_str(&mut self, svg: &str) {
        self.svg.push_str(svg);
    }
}

impl std::fmt::Write for Canvas {
    fn write_str(&mut self, svg: &str) -> std::fmt::Result {
        self.svg.write_str(svg)
    }
}

/// The alignment of a line of text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum TextAlign {
    /// At the start of the line: at the given point, or, in a right-to-left picture, at this one.
    Start(f64),
    Middle,
}

/// Draws a line of text whose line box starts at `top`.
pub(super) fn draw_text(out: &mut Canvas, x: f64, top: f64, font: Font, held: TextAlign, words: &str) {
    let turned = reads_right_to_left(words, out.right_to_left);
    // Text whose direction differs from that of the picture declares it.
    let direction = match (turned, out.right_to_left) {
        (true, false) => " direction=\"rtl\"",
        (false, true) => " direction=\"ltr\"",
        (true, true) | (false, false) => "",
    };
    let (x, anchor) = match held {
        TextAlign::Start(right) if out.right_to_left => (right, if turned { "" } else { " text-anchor=\"end\"" }),
        TextAlign::Start(_) => (x, if turned { " text-anchor=\"end\"" } else { "" }),
        TextAlign::Middle => (x, " text-anchor=\"middle\""),
    };
    let weight = if font.bold { " font-weight=\"bold\"" } else { "" };
    let style = if font.italic { " font-style=\"italic\"" } else { "" };
    let baseline = (top + font.line_height() * 0.77).round();
    let (size, colour) = (font.size, font.colour);
    let _ = writeln!(
        out,
        "<text x=\"{x}\" y=\"{baseline}\" font-size=\"{size}\" fill=\"{colour}\"{anchor}{direction}{weight}{style}>{}</text>",
        escaped(words)
    );
}

/// The fill and stroke of a shape.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Paint {
    pub(super) fill: &'static str,
    pub(super) stroke: &'static str,
    pub(super) width: f64,
    /// Lengths of dashes and gaps; empty for a solid line.
    pub(super) dashes: &'static str,
}

impl std::fmt::Display for Paint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "fill=\"{}\" stroke=\"{}\" stroke-width=\"{}\"", self.fill, self.stroke, self.width)?;
        if !self.dashes.is_empty() {
            write!(f, " stroke-dasharray=\"{}\"", self.dashes)?;
        }
        Ok(())
    }
}

/// Draws a rectangle around its middle, with round corners.
pub(super) fn draw_rect(out: &mut Canvas, x: f64, y: f64, width: f64, height: f64, round: f64, paint: Paint) {
    let (left, top) = (x - width / 2.0, y - height / 2.0);
    let _ =
        writeln!(out, "<rect x=\"{left}\" y=\"{top}\" width=\"{width}\" height=\"{height}\" rx=\"{round}\" {paint}/>");
}

/// Draws a rectangle around its middle, with cut corners.
pub(super) fn draw_octagon(out: &mut Canvas, x: f64, y: f64, width: f64, height: f64, paint: Paint) {
    let cut = (height / 3.0).min(12.0).round();
    let (l, r, t, b) = (x - width / 2.0, x + width / 2.0, y - height / 2.0, y + height / 2.0);
    let (li, ri, ti, bi) = (l + cut, r - cut, t + cut, b - cut);
    let _ = writeln!(
        out,
        "<polygon points=\"{li},{t} {ri},{t} {r},{ti} {r},{bi} {ri},{b} {li},{b} {l},{bi} {l},{ti}\" {paint}/>"
    );
}
