//! Reads the SVG of a graph and determines what is drawn where.
//!
//! Input: the SVG. Output: its boxes, labels and lines, and their faults. This module does not know
//! how the graph was laid out.

use std::collections::BTreeSet;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// A rectangle, given by its sides.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rect {
    /// Its left side.
    pub left: f64,
    /// Its top.
    pub top: f64,
    /// Its right side.
    pub right: f64,
    /// Its bottom.
    pub bottom: f64,
}

impl Rect {
    fn overlaps(&self, other: &Self) -> bool {
        self.left < other.right && other.left < self.right && self.top < other.bottom && other.top < self.bottom
    }

    fn contains(&self, (x, y): (f64, f64)) -> bool {
        // A point on the outline is not inside. The margin allows for rounding.
        self.left + 1.0 < x && x < self.right - 1.0 && self.top + 1.0 < y && y < self.bottom - 1.0
    }
}

/// An arrow.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Its full text.
    pub title: String,
    /// Points along it.
    pub points: Vec<(f64, f64)>,
    /// Its label.
    pub label: Option<Rect>,
}

/// The content of an SVG.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Picture {
    /// Its size.
    pub size: (f64, f64),
    /// Its title and its description.
    pub about: Vec<String>,
    /// Its boxes with their full texts.
    pub boxes: Vec<(String, Rect)>,
    /// Its arrows.
    pub lines: Vec<Line>,
    /// All lines of text.
    pub texts: Vec<String>,
}

/// The content of a group that is not closed yet.
#[derive(Default)]
struct Group {
    title: String,
    rect: Option<Rect>,
    points: Option<Vec<(f64, f64)>>,
}

impl Picture {
    /// Reads a picture.
    ///
    /// # Errors
    ///
    /// If it is not well-formed, or contains something that such a picture does not need: a script,
    /// a style sheet, an external resource, a duplicate id, an invalid number.
    pub fn read(svg: &str) -> Result<Self, String> {
        let mut reader = Reader::from_str(svg);
        reader.config_mut().check_end_names = true;
        let mut picture = Self::default();
        let (mut ids, mut used) = (BTreeSet::new(), Vec::new());
        let mut groups: Vec<Group> = Vec::new();
        let mut path: Vec<String> = Vec::new();
        loop {
            let event = reader.read_event().map_err(|error| format!("{error} at byte {}", reader.error_position()))?;
            match event {
                Event::Start(tag) => {
                    let name = picture.read_element(&tag, &mut groups, &mut ids, &mut used)?;
                    path.push(name);
                }
                Event::Empty(tag) => {
                    let name = picture.read_element(&tag, &mut groups, &mut ids, &mut used)?;
                    if name == "g" {
                        return Err("an empty group".to_owned());
                    }
                }
                Event::End(_) => {
                    if path.pop().as_deref() == Some("g") {
                        picture.close_group(groups.pop().unwrap_or_default());
                    }
                }
                Event::Text(text) => {
                    let text = text.decode().map_err(|error| error.to_string())?.into_owned();
                    picture.read_text(&path, &mut groups, &text);
                }
                Event::GeneralRef(reference) => {
                    let name = reference.decode().map_err(|error| error.to_string())?;
                    let text = match name.as_ref() {
                        "amp" => "&",
                        "lt" => "<",
                        "gt" => ">",
                        "quot" => "\"",
                        other => return Err(format!("&{other}; is not known")),
                    };
                    picture.read_text(&path, &mut groups, text);
                }
                Event::Eof if path.is_empty() => break,
                Event::Eof => return Err(format!("{path:?} is never closed")),
                Event::CData(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {
                    return Err("something that is neither an element nor text".to_owned());
                }
            }
        }
        match used.into_iter().find(|id| !ids.contains(id)) {
            Some(id) => Err(format!("`{id}` is meant, and there is none")),
            None => Ok(picture),
        }
    }

    fn read_element(
        &mut self,
        tag: &BytesStart<'_>,
        groups: &mut Vec<Group>,
        ids: &mut BTreeSet<String>,
        used: &mut Vec<String>,
    ) -> Result<String, String> {
        let name = String::from_utf8_lossy(tag.name().as_ref()).into_owned();
        let allowed = ["svg", "title", "desc", "defs", "marker", "path", "rect", "polygon", "g", "text"];
        if !allowed.contains(&name.as_str()) {
            return Err(format!("<{name}> is not needed"));
        }
        let mut attributes = Vec::new();
        for attribute in tag.attributes() {
            let attribute = attribute.map_err(|error| error.to_string())?;
            let key = String::from_utf8_lossy(attribute.key.as_ref()).into_owned();
            let value = String::from_utf8_lossy(&attribute.value).into_owned();
            if key.contains("href") || key == "style" || key.starts_with("on") {
                return Err(format!("`{key}` is not needed"));
            }
            if key == "id" && !ids.insert(value.clone()) {
                return Err(format!("the id `{value}` is there twice"));
            }
            if key.starts_with("aria-") {
                used.push(value.clone());
            }
            if let Some(id) = value.strip_prefix("url(#").and_then(|id| id.strip_suffix(')')) {
                used.push(id.to_owned());
            }
            attributes.push((key, value));
        }
        let attribute_value =
            |key: &str| attributes.iter().find(|(known, _)| known == key).map(|(_, value)| value.as_str());
        let number_attribute =
            |key: &str| attribute_value(key).ok_or(format!("<{name}> has no `{key}`")).and_then(parse_number);
        match name.as_str() {
            "svg" => self.size = (number_attribute("width")?, number_attribute("height")?),
            "g" => groups.push(Group::default()),
            "rect" if attribute_value("x").is_some() => {
                let (left, top) = (number_attribute("x")?, number_attribute("y")?);
                let rect = Rect {
                    left,
                    top,
                    right: left + number_attribute("width")?,
                    bottom: top + number_attribute("height")?,
                };
                self.record_shape(groups, rect)?;
            }
            "polygon" => {
                let points = attribute_value("points").unwrap_or_default();
                let points = points.split(' ').map(parse_pair).collect::<Result<Vec<_>, _>>()?;
                self.record_shape(groups, bounding_rect(&points))?;
            }
            "path" if attribute_value("marker-end").is_some() => {
                let points = points_along(attribute_value("d").unwrap_or_default())?;
                if let Some(group) = groups.last_mut() {
                    group.points = Some(points);
                }
            }
            "text" => {
                let (x, y) = (number_attribute("x")?, number_attribute("y")?);
                self.check_inside((x, y))?;
            }
            _ => {}
        }
        Ok(name)
    }

    /// Records a shape. The first shape of a group is its main one: the outline of a box, or a
    /// label.
    fn record_shape(&self, groups: &mut [Group], rect: Rect) -> Result<(), String> {
        self.check_inside((rect.left, rect.top))?;
        self.check_inside((rect.right, rect.bottom))?;
        if let Some(group) = groups.last_mut() {
            group.rect.get_or_insert(rect);
        }
        Ok(())
    }

    fn check_inside(&self, (x, y): (f64, f64)) -> Result<(), String> {
        let (width, height) = self.size;
        if (0.0..=width).contains(&x) && (0.0..=height).contains(&y) {
            Ok(())
        } else {
            Err(format!("({x}, {y}) lies outside of {width} by {height}"))
        }
    }

    fn read_text(&mut self, path: &[String], groups: &mut [Group], text: &str) {
        match (path.last().map(String::as_str), path.len()) {
            (Some("title"), 3..) => {
                if let Some(group) = groups.last_mut() {
                    group.title.push_str(text);
                }
            }
            (Some("title" | "desc"), _) => self.about.push(text.to_owned()),
            (Some("text"), _) => self.texts.push(text.to_owned()),
            _ => {}
        }
    }

    fn close_group(&mut self, group: Group) {
        if group.title == "Legend" {
            return;
        }
        match (group.points, group.rect) {
            (Some(points), label) => self.lines.push(Line { title: group.title, points, label }),
            (None, Some(rect)) => self.boxes.push((group.title, rect)),
            // A group of groups.
            (None, None) => {}
        }
    }

    /// Returns the faults of the picture: boxes and labels that overlap, lines that cross a box or
    /// label of another line, lines that leave the picture.
    #[must_use]
    pub fn find_faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let labels = self.lines.iter().filter_map(|line| Some((line.title.clone(), line.label?)));
        let boxes_and_labels: Vec<(String, Rect)> = self.boxes.iter().cloned().chain(labels).collect();
        for (at, (title, rect)) in boxes_and_labels.iter().enumerate() {
            for (other, there) in &boxes_and_labels[at + 1..] {
                if rect.overlaps(there) {
                    faults.push(format!("`{title}` and `{other}` overlap"));
                }
            }
        }
        for line in &self.lines {
            if let Some(out) = line.points.iter().find_map(|point| self.check_inside(*point).err()) {
                faults.push(format!("`{}`: {out}", line.title));
            }
            for (title, rect) in boxes_and_labels.iter().filter(|(_, rect)| Some(*rect) != line.label) {
                if line.points.iter().any(|point| rect.contains(*point)) {
                    faults.push(format!("the line of `{}` crosses `{title}`", line.title));
                }
            }
        }
        faults
    }
}

fn parse_number(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() => Ok(number),
        Ok(_) | Err(_) => Err(format!("`{text}` is no number")),
    }
}

fn parse_pair(text: &str) -> Result<(f64, f64), String> {
    let (x, y) = text.split_once(',').ok_or(format!("`{text}` is no point"))?;
    Ok((parse_number(x)?, parse_number(y)?))
}

fn bounding_rect(points: &[(f64, f64)]) -> Rect {
    let fold =
        |pick: fn(&(f64, f64)) -> f64, start: f64, with: fn(f64, f64) -> f64| points.iter().map(pick).fold(start, with);
    Rect {
        left: fold(|point| point.0, f64::INFINITY, f64::min),
        top: fold(|point| point.1, f64::INFINITY, f64::min),
        right: fold(|point| point.0, f64::NEG_INFINITY, f64::max),
        bottom: fold(|point| point.1, f64::NEG_INFINITY, f64::max),
    }
}

/// Returns points along a path of `M`, `V` and `C`.
fn points_along(path: &str) -> Result<Vec<(f64, f64)>, String> {
    let mut points: Vec<(f64, f64)> = Vec::new();
    let mut words = path.split(' ');
    while let Some(word) = words.next() {
        let (command, rest) = word.split_at_checked(1).ok_or("a blank too many")?;
        let last = points.last().copied().unwrap_or_default();
        match command {
            "M" => points.push(parse_pair(rest)?),
            "V" => {
                let end_y = parse_number(rest)?;
                points.extend((1..=20).map(|step| (last.0, last.1 + (end_y - last.1) * f64::from(step) / 20.0)));
            }
            "H" => points.push((parse_number(rest)?, last.1)),
            "C" => {
                let a = parse_pair(rest)?;
                let b = parse_pair(words.next().unwrap_or_default())?;
                let end = parse_pair(words.next().unwrap_or_default())?;
                let point_at = |t: f64| {
                    let s = 1.0 - t;
                    let bezier = |p: f64, a: f64, b: f64, q: f64| {
                        s * s * s * p + 3.0 * s * s * t * a + 3.0 * s * t * t * b + t * t * t * q
                    };
                    (bezier(last.0, a.0, b.0, end.0), bezier(last.1, a.1, b.1, end.1))
                };
                points.extend((1..=40).map(|step| point_at(f64::from(step) / 40.0)));
            }
            _ => return Err(format!("`{word}` is none of M, V, H and C")),
        }
    }
    Ok(points)
}
