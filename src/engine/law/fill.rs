//! Draws by the block, for the hot loop: uniforms first, then kernels that run over the whole block.
//!
//! A call takes its uniforms from the stream in pieces of 512 draws. How many: one a draw for uniform, exponential,
//! Weibull and quantile laws; two for hyperexponential; for lognormal n rounded up to even; none for a constant. Gamma
//! rejects, so it takes a random number of them. Blocks of a fixed even length therefore give the same draws wherever
//! a run stops.

use super::{LONGEST, Law, interpolated};
use crate::engine::math::{exp_block, exp_poly, ln_block, ln_poly, normal_block, sin_cos_turn, whole_block};
use crate::engine::random::Stream;

const PIECE: usize = 512;
const NANOS_PER_SEC: f64 = 1e9;

impl Law {
    /// Fills a block with draws [ns], in the order of the stream: the hot loop's source of requirements.
    pub fn fill(&self, stream: &mut Stream, out: &mut [u64]) {
        if let Self::Constant(span) = self {
            out.fill(span.nanos());
            return;
        }
        let mut secs = [0.0; PIECE];
        for piece in out.chunks_mut(PIECE) {
            self.fill_piece(stream, &mut secs, piece.len());
            whole_block(&secs, NANOS_PER_SEC, LONGEST.nanos(), piece);
        }
    }

    /// Fills a block with draws [s], neither rounded nor cut off at the top.
    pub fn fill_secs(&self, stream: &mut Stream, out: &mut [f64]) {
        let mut secs = [0.0; PIECE];
        for piece in out.chunks_mut(PIECE) {
            self.fill_piece(stream, &mut secs, piece.len());
            piece.copy_from_slice(&secs[..piece.len()]);
        }
    }

    fn fill_piece(&self, stream: &mut Stream, piece: &mut [f64; PIECE], count: usize) {
        let out = &mut piece[..count];
        match self {
            Self::Constant(span) => out.fill(span.secs()),
            Self::Uniform { low, high } => {
                let (low_secs, width_secs) = (low.secs(), high.secs() - low.secs());
                stream.fill_unit(out);
                for x in out {
                    *x = low_secs + width_secs * *x;
                }
            }
            Self::Exponential { mean_secs } => fill_exponential(stream, *mean_secs, out),
            Self::Lognormal { mu, sigma } => fill_lognormal(stream, (*mu, *sigma), piece, count),
            Self::Gamma { shape, scale_secs } => Rejection::new(*shape, *scale_secs).fill(stream, out),
            Self::Weibull { shape, scale_secs } => {
                let power = 1.0 / shape;
                fill_exponential(stream, 1.0, out);
                ln_block(out);
                for x in &mut *out {
                    *x *= power;
                }
                exp_block(out);
                for x in out {
                    *x *= scale_secs;
                }
            }
            Self::Hyperexponential { first_share, first_per_sec, second_per_sec } => {
                let mut phase = [0.0; PIECE];
                stream.fill_unit(&mut phase[..count]);
                fill_exponential(stream, 1.0, out);
                let (first_secs, second_secs) = (1.0 / first_per_sec, 1.0 / second_per_sec);
                for (x, phase) in out.iter_mut().zip(phase) {
                    *x *= if phase < *first_share { first_secs } else { second_secs };
                }
            }
            Self::Quantiles(rows) => {
                stream.fill_unit(out);
                for x in out {
                    *x = interpolated(rows, *x);
                }
            }
        }
    }
}

fn fill_exponential(stream: &mut Stream, mean_secs: f64, out: &mut [f64]) {
    stream.fill_unit(out);
    ln_block(out);
    for x in out {
        *x *= -mean_secs;
    }
}

/// Box and Muller over two halves of the piece; an odd count leaves the last normal number unused.
fn fill_lognormal(stream: &mut Stream, (mu, sigma): (f64, f64), piece: &mut [f64; PIECE], count: usize) {
    let half = count.div_ceil(2);
    let both = &mut piece[..2 * half];
    stream.fill_unit(both);
    let (first, second) = both.split_at_mut(half);
    normal_block(first, second);
    for x in &mut *both {
        *x = mu + sigma * *x;
    }
    exp_block(both);
}

/// Gamma draws by rejection from a transformed normal number.
///
/// Ref: Marsaglia and Tsang, A simple method for generating gamma variables, ACM TOMS 26 (2000); a shape below 1 is
/// drawn at shape + 1 and multiplied by U^(1/shape).
struct Rejection {
    d: f64,
    c: f64,
    boost_power: Option<f64>,
    scale_secs: f64,
    spare: Option<f64>,
}

impl Rejection {
    fn new(shape: f64, scale_secs: f64) -> Self {
        let d = if shape < 1.0 { shape + 1.0 } else { shape } - 1.0 / 3.0;
        let boost_power = (shape < 1.0).then_some(1.0 / shape);
        Self { d, c: 1.0 / (9.0 * d).sqrt(), boost_power, scale_secs, spare: None }
    }

    fn fill(mut self, stream: &mut Stream, out: &mut [f64]) {
        for x in out {
            let mut value = self.d * self.cube(stream);
            if let Some(power) = self.boost_power {
                value *= exp_poly(power * ln_poly(stream.unit()));
            }
            *x = value * self.scale_secs;
        }
    }

    fn cube(&mut self, stream: &mut Stream) -> f64 {
        loop {
            let x = self.normal(stream);
            let root = 1.0 + self.c * x;
            if root <= 0.0 {
                continue;
            }
            let (v, square) = (root * root * root, x * x);
            let u = stream.unit();
            if u < 1.0 - 0.0331 * square * square || ln_poly(u) < 0.5 * square + self.d * (1.0 - v + ln_poly(v)) {
                return v;
            }
        }
    }

    fn normal(&mut self, stream: &mut Stream) -> f64 {
        if let Some(spare) = self.spare.take() {
            return spare;
        }
        let radius = (-2.0 * ln_poly(stream.unit())).sqrt();
        let (sin, cos) = sin_cos_turn(stream.unit());
        self.spare = Some(radius * sin);
        radius * cos
    }
}
