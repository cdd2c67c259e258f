//! How does a drawing become files: one SVG that says its size and its words, and the PNG made from it.

use super::canvas::stand_in;
use super::fonts::{REGULAR, SEMI_BOLD};
use super::style::{HATCHES, Hatch, Ink};
use crate::report::xml::escaped;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Arc, LazyLock};

/// The SVG as plotters wrote it, mended: its size in pixels, its title and description, its fonts, its hatches.
pub(super) fn finished(raw: &str, (width, height): (f64, f64), (title, description): (&str, &str)) -> String {
    let (_, body) = raw.split_once(">\n").expect("plotters opens the picture on a line of its own");
    let mut body = body.replace(" opacity=\"1\"", "").replace("font-weight=\"bold\"", "font-weight=\"600\"");
    for hatch in HATCHES {
        let (red, green, blue) = stand_in(hatch).rgb;
        let colour = format!("fill=\"#{red:02X}{green:02X}{blue:02X}\"");
        body = body.replace(&colour, &format!("fill=\"url(#hatch{})\"", hatch.number));
    }
    // Line ends inside a text are spaces to a browser.
    let body = body.replace("\n</text>", "</text>");
    let mut out = String::with_capacity(body.len() + 2_048);
    let (wide, high) = (width * 10.0, height * 10.0);
    let _ = writeln!(
        out,
        "<svg width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {wide} {high}\" role=\"img\" \
         aria-labelledby=\"title desc\" xmlns=\"http://www.w3.org/2000/svg\">"
    );
    let _ = writeln!(out, "<title id=\"title\">{}</title>", escaped(title));
    let _ = writeln!(out, "<desc id=\"desc\">{}</desc>", escaped(description));
    out.push_str(
        "<style>text{font-family:Inter,\"Helvetica Neue\",Arial,sans-serif;font-variant-numeric:tabular-nums}\
         polyline{stroke-linejoin:round;stroke-linecap:round}</style>\n<defs>\n",
    );
    for hatch in HATCHES {
        out.push_str(&pattern(hatch));
    }
    out.push_str("</defs>\n");
    for line in body.lines() {
        out.push_str(line);
        // A text begins right after its tag.
        if !line.starts_with("<text") {
            out.push('\n');
        }
    }
    out
}

/// Stripes from lower left to upper right, a pixel and a half wide, six apart.
fn pattern(hatch: Hatch) -> String {
    let fill = |ink: Ink| {
        let (red, green, blue) = ink.rgb;
        format!("fill=\"#{red:02X}{green:02X}{blue:02X}\" opacity=\"{}\"", f64::from(ink.percent) / 100.0)
    };
    format!(
        "<pattern id=\"hatch{}\" width=\"60\" height=\"60\" patternUnits=\"userSpaceOnUse\" \
         patternTransform=\"rotate(45)\"><rect width=\"60\" height=\"60\" {}/><rect width=\"18\" height=\"60\" {}/>\
         </pattern>\n",
        hatch.number,
        fill(hatch.ground),
        fill(hatch.stripes)
    )
}

/// The same picture on a dark ground: every colour of the house style becomes its counterpart.
pub fn dark(svg: &str) -> String {
    let written = |ink: Ink| format!("#{:02X}{:02X}{:02X}", ink.rgb.0, ink.rgb.1, ink.rgb.2);
    let counterparts: BTreeMap<String, String> =
        super::style::dark().into_iter().map(|(light, dark)| (written(light), written(dark))).collect();
    let mut parts = svg.split("=\"#");
    let mut out = String::with_capacity(svg.len());
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let (colour, rest) = part.split_at_checked(6).unwrap_or((part, ""));
        let colour = format!("#{colour}");
        out.push_str("=\"");
        out.push_str(counterparts.get(&colour).unwrap_or(&colour));
        out.push_str(rest);
    }
    out
}

/// The picture as PNG, `scale` times its size in pixels (1, or 2 for documents). Only the bundled fonts are used.
///
/// # Errors
/// In the renderer's words, if the text is not an SVG of ours.
pub fn png(svg: &str, scale: u32) -> Result<Vec<u8>, String> {
    static FONTS: LazyLock<Arc<fontdb::Database>> = LazyLock::new(|| {
        let mut fonts = fontdb::Database::new();
        fonts.load_font_data(REGULAR.to_vec());
        fonts.load_font_data(SEMI_BOLD.to_vec());
        fonts.set_sans_serif_family("Inter");
        Arc::new(fonts)
    });
    let options = Options { fontdb: Arc::clone(&FONTS), font_family: "Inter".to_owned(), ..Options::default() };
    let tree = Tree::from_str(svg, &options).map_err(|error| error.to_string())?;
    let size = tree.size();
    let (width, height) = (size.width() as u32 * scale, size.height() as u32 * scale);
    let mut pixels = Pixmap::new(width, height).ok_or("a picture without pixels")?;
    resvg::render(&tree, Transform::from_scale(scale as f32, scale as f32), &mut pixels.as_mut());
    encoded(&pixels)
}

/// The ground is opaque, so that the premultiplied pixels are the plain ones and three channels are enough.
fn encoded(pixels: &Pixmap) -> Result<Vec<u8>, String> {
    let rgb: Vec<u8> = pixels.data().chunks_exact(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect();
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, pixels.width(), pixels.height());
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Balanced);
    let mut writer = encoder.write_header().map_err(|error| error.to_string())?;
    writer.write_image_data(&rgb).map_err(|error| error.to_string())?;
    writer.finish().map_err(|error| error.to_string())?;
    Ok(out)
}
