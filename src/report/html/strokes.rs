//! How do the lines of a chart take less room: points as steps from the one before, and strokes of one look that follow
//! one another as one element. What is seen stays the same.

use std::fmt::Write as _;

/// The SVG with paths in the place of polylines and polygons.
pub(super) fn shortened(svg: &str) -> String {
    let mut out = String::with_capacity(svg.len());
    let mut open: Option<&str> = None;
    for line in svg.lines() {
        let Some((look, path, merges)) = path(line) else {
            close(&mut out, &mut open);
            out.push_str(line);
            out.push('\n');
            continue;
        };
        if open != Some(look) || !merges {
            close(&mut out, &mut open);
            let _ = write!(out, "<path {look}d=\"");
            open = Some(look);
        }
        out.push_str(&path);
        if !merges {
            close(&mut out, &mut open);
        }
    }
    close(&mut out, &mut open);
    out
}

fn close(out: &mut String, open: &mut Option<&str>) {
    if open.take().is_some() {
        out.push_str("\"/>\n");
    }
}

/// The look of a line's element, its path, and whether it may join its neighbour: a fill or a translucent stroke would
/// then be seen once where it was seen twice. `None` for every other element: a text never begins with `<`.
fn path(line: &str) -> Option<(&str, String, bool)> {
    let (rest, is_line) = match (line.strip_prefix("<polyline "), line.strip_prefix("<polygon ")) {
        (Some(rest), _) => (rest, true),
        (None, rest) => (rest?, false),
    };
    let (look, points) = rest.strip_suffix("\"/>")?.split_once("points=\"")?;
    Some((look, steps(points)?, is_line && !look.contains("opacity")))
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
        ];
        let expected = format!(
            "<path {plain} d=\"M0 0l1 1M2 2h1\"/>\n<path {faint} d=\"M0 0l1 1\"/>\n<path {faint} d=\"M1 1l1 1\"/>\n\
             <path fill=\"#222222\" d=\"M0 0h5v5\"/>\n<path fill=\"#222222\" d=\"M0 0h5v5\"/>\n{text}<path {plain} d=\"M0 \
             0v9\"/>\n"
        );
        assert_eq!(shortened(&svg.concat()), expected);
    }
}
