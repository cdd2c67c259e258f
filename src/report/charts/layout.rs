//! Do texts collide or leave the sheet? What a layout test asks of a drawing.

use super::canvas::Occupied;

/// Between two texts [px]: what touches reads as one.
const LEAST: f64 = 0.5;

/// Every pair of texts that overlap and every text that leaves the sheet, in words.
pub fn faults(texts: &[Occupied], (width, height): (f64, f64)) -> Vec<String> {
    let cut =
        texts.iter().filter(|text| text.from.0 < 0.0 || text.from.1 < 0.0 || text.to.0 > width || text.to.1 > height);
    let mut all: Vec<String> = cut.map(|text| format!("`{}` leaves the sheet at {:?}", text.what, text.to)).collect();
    for (index, one) in texts.iter().enumerate() {
        for other in &texts[index + 1..] {
            let apart = one.to.0 + LEAST <= other.from.0
                || other.to.0 + LEAST <= one.from.0
                || one.to.1 + LEAST <= other.from.1
                || other.to.1 + LEAST <= one.from.1;
            if !apart {
                all.push(format!("`{}` at {:?} overlaps `{}` at {:?}", one.what, one.from, other.what, other.from));
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(what: &str, x: f64, y: f64) -> Occupied {
        Occupied { from: (x, y), to: (x + 50.0, y + 20.0), what: what.to_owned() }
    }

    #[test]
    fn neighbours_are_apart_and_five_pixels_nearer_they_are_not() {
        let sheet = (200.0, 100.0);
        assert_eq!(faults(&[text("a", 0.0, 0.0), text("b", 51.0, 0.0), text("c", 0.0, 21.0)], sheet), [""; 0]);
        assert_eq!(faults(&[text("a", 0.0, 0.0), text("b", 50.0, 0.0)], sheet).len(), 1);
        assert_eq!(faults(&[text("a", 0.0, 0.0), text("b", 45.0, 15.0)], sheet).len(), 1);
        assert_eq!(faults(&[text("a", 155.0, 0.0)], sheet).len(), 1);
    }
}
