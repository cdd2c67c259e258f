//! How do the lines of a chart take less room: points as steps from the one before, and strokes of one look that follow
//! one another as one element. What is seen stays the same.

use std::fmt::Write as _;

/// The SVG with paths in the place of polylines, polygons and rectangles, and discs of one look in a group.
pub(super) fn shortened(svg: &str) -> String {
    let mut out = String::with_capacity(svg.len());
    let mut open: Option<(&str, Kind)> = None;
    for line in svg.lines() {
        let Some(shape) = shape(line) else {
            close(&mut out, &mut open);
            out.push_str(line);
            out.push('\n');
            continue;
        };
        if open != Some((shape.look, shape.kind)) || shape.kind == Kind::Alone {
            close(&mut out, &mut open);
            open = Some((shape.look, shape.kind));
            match shape.kind {
                Kind::Disc => {
                    // A disc has no edge: its own opacity is that of its fill.
                    let _ = writeln!(out, "<g {}>", shape.look.replacen("opacity", "fill-opacity", 1));
                }
                Kind::Joins | Kind::Alone => {
                    let _ = write!(out, "<path {} d=\"", shape.look);
                }
            }
        }
        out.push_str(&shape.body);
    }
    close(&mut out, &mut open);
    out
}

fn close(out: &mut String, open: &mut Option<(&str, Kind)>) {
    match open.take() {
        Some((_, Kind::Disc)) => out.push_str("</g>\n"),
        Some(_) => out.push_str("\"/>\n"),
        None => {}
    }
}

/// How a shape stands with its neighbours of the same look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// One path with them.
    Joins,
    /// A path of its own: translucent, it would be seen once where two were seen.
    Alone,
    /// In one group with them.
    Disc,
}

/// What is written for a line's element.
struct Shape<'a> {
    look: &'a str,
    kind: Kind,
    body: String,
}

/// The shape of a line's element; `None` for every other element: a text never begins with `<`.
fn shape(line: &str) -> Option<Shape<'_>> {
    let rest = line.strip_prefix('<')?.strip_suffix("/>")?;
    let (name, rest) = rest.split_once(' ')?;
    match name {
        "polyline" | "polygon" => {
            let (look, points) = rest.strip_suffix('"')?.split_once("points=\"")?;
            let joins = name == "polyline" && !look.contains("opacity");
            let kind = if joins { Kind::Joins } else { Kind::Alone };
            Some(Shape { look: look.trim_end(), kind, body: steps(points)? })
        }
        "rect" => {
            let ([x, y, width, height], look) = numbers(rest, ["x", "y", "width", "height"])?;
            let look = look.strip_suffix(" stroke=\"none\"")?;
            let opaque = !look.contains("opacity") && !look.contains("url(");
            let body = format!("M{x} {y}h{width}v{height}h{}z", -width);
            Some(Shape { look, kind: if opaque { Kind::Joins } else { Kind::Alone }, body })
        }
        "circle" => {
            let ([x, y, radius], look) = numbers(rest, ["cx", "cy", "r"])?;
            let look = look.strip_suffix(" stroke=\"none\" stroke-width=\"0\"")?;
            let body = format!("<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\"/>\n");
            look.starts_with("opacity").then_some(Shape { look, kind: Kind::Disc, body })
        }
        _ => None,
    }
}

/// Whole numbers of the attributes of these names, which come first, and what follows.
fn numbers<'a, const N: usize>(mut rest: &'a str, names: [&str; N]) -> Option<([i64; N], &'a str)> {
    let mut found = [0; N];
    for (number, name) in found.iter_mut().zip(names) {
        let (value, after) = rest.strip_prefix(name)?.strip_prefix("=\"")?.split_once('"')?;
        *number = value.parse().ok()?;
        rest = after.trim_start();
    }
    Some((found, rest))
}

/// `M1760 3134h9v5`; `None` if a point is not of whole numbers.
fn steps(points: &str) -> Option<String> {
    let mut out = String::new();
    let mut last: Option<(i64, i64)> = None;
    for point in points.split_whitespace() {
        let (x, y) = point.split_once(',')?;
        let (x, y): (i64, i64) = (x.parse().ok()?, y.parse().ok()?);
        let _ = match last.map(|(from_x, from_y)| (x - from_x, y - from_y)) {
            None => write!(out, "M{x} {y}"),
            Some((dx, 0)) => write!(out, "h{dx}"),
            Some((0, dy)) => write!(out, "v{dy}"),
            Some((dx, dy)) if dy < 0 => write!(out, "l{dx}{dy}"),
            Some((dx, dy)) => write!(out, "l{dx} {dy}"),
        };
        last = Some((x, y));
    }
    last.map(|_| out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::charts::{self, picture};
    use crate::report::fixture;

    #[test]
    fn points_become_steps() {
        assert_eq!(steps("10,20 15,20 15,12 18,10 20,15 20,15 ").unwrap(), "M10 20h5v-8l3-2l2 5h0");
        assert_eq!(steps("1,2 x,3"), None);
        assert_eq!(steps(""), None);
    }

    #[test]
    fn only_opaque_strokes_of_one_look_join() {
        let line = |look: &str, points: &str| format!("<polyline {look} points=\"{points}\"/>\n");
        let (plain, faint) = ("fill=\"none\" stroke=\"#111111\"", "opacity=\"0.2\" fill=\"none\" stroke=\"#111111\"");
        let rectangle =
            |x: i64| format!("<rect x=\"{x}\" y=\"1\" width=\"5\" height=\"7\" fill=\"#333333\" stroke=\"none\"/>\n");
        let pattern = "<rect width=\"60\" height=\"60\" fill=\"#333333\"/>\n";
        let disc = |x: i64| {
            format!(
                "<circle cx=\"{x}\" cy=\"2\" r=\"3\" opacity=\"0.3\" fill=\"#444444\" stroke=\"none\" stroke-width=\"0\"/>\n"
            )
        };
        let area = "<polygon fill=\"#222222\" points=\"0,0 5,0 5,5\"/>\n";
        let text = "<text x=\"1\">polyline points=\"1,2\"/&gt;</text>\n";
        let svg = [
            line(plain, "0,0 1,1 "),
            line(plain, "2,2 3,2 "),
            line(faint, "0,0 1,1 "),
            line(faint, "1,1 2,2 "),
            area.to_owned(),
            area.to_owned(),
            text.to_owned(),
            line(plain, "0,0 0,9 "),
            rectangle(10),
            rectangle(20),
            pattern.to_owned(),
            disc(1),
            disc(2),
            line(plain, "0,0 0,9 "),
        ];
        let expected = format!(
            "<path {plain} d=\"M0 0l1 1M2 2h1\"/>\n<path {faint} d=\"M0 0l1 1\"/>\n<path {faint} d=\"M1 1l1 1\"/>\n\
             <path fill=\"#222222\" d=\"M0 0h5v5\"/>\n<path fill=\"#222222\" d=\"M0 0h5v5\"/>\n{text}<path {plain} d=\"M0 \
             0v9\"/>\n<path fill=\"#333333\" d=\"M10 1h5v7h-5zM20 1h5v7h-5z\"/>\n{pattern}<g fill-opacity=\"0.3\" \
             fill=\"#444444\">\n<circle cx=\"1\" cy=\"2\" r=\"3\"/>\n<circle cx=\"2\" cy=\"2\" r=\"3\"/>\n</g>\n<path \
             {plain} d=\"M0 0v9\"/>\n"
        );
        assert_eq!(shortened(&svg.concat()), expected);
    }

    /// Red, green and blue of every pixel.
    fn pixels(svg: &str) -> Vec<u8> {
        let bytes = picture::png(svg, 1).unwrap();
        let mut reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut pixels).unwrap();
        pixels
    }

    #[test]
    fn what_is_seen_stays_the_same() {
        let made = fixture::flash_sale();
        // Where many discs lie above one another, the opacity of a fill and that of an element are rounded apart.
        for (name, rounding) in [("utilization", 16), ("actions", 4)] {
            let chart = charts::ALL.iter().find(|chart| chart.name == name).unwrap();
            let svg = (chart.draw)(&made.report()).unwrap().unwrap().svg;
            let short = shortened(&svg);
            assert!(short.len() * 3 < svg.len() * 2, "{name}: {} of {}", short.len(), svg.len());
            // The page has its rule for lines under another name.
            let (before, after) = (pixels(&svg), pixels(&short.replace("polyline{", "path{")));
            assert_eq!(before.len(), after.len());
            let most = before.iter().zip(&after).map(|(a, b)| a.abs_diff(*b)).max();
            assert!(most <= Some(rounding), "{name}: {most:?}");
        }
    }
}
