//! Moments as AWS documents write them: a date and time, a date, or the seconds since 1970.

use super::Refused;
use super::at::{At, datetime};
use super::number::short;
use crate::engine::{Span, Time, Zone};

/// The end of the year 2199 [s since 1970].
const END_SECS: f64 = 7_258_118_400.0;

/// Reads a moment. Without an offset it is UTC.
///
/// Ref: AWS CLI user guide, "Timestamp": ISO 8601 or Unix time.
pub fn timestamp(text: &str) -> Result<Time, Refused> {
    if let Some(secs) = unix_secs(text) {
        if secs >= END_SECS {
            let refused =
                Refused::new(format!("`{}` lies beyond the year 2199, taken as seconds since 1970", short(text)));
            return Err(if secs < END_SECS * 1e3 { refused.hint("milliseconds? seconds are wanted") } else { refused });
        }
        // AWS keeps milliseconds.
        let millis = (secs.fract() * 1e3).round() as u64;
        return Ok(Time::from_secs(secs.trunc() as u64) + Span::from_millis(millis));
    }
    let wrong = || Refused::new(format!("`{}` is not a moment", short(text))).hint("write 2026-11-27T12:00:00Z");
    match datetime(text)? {
        At::Local(local) => Zone::utc().moment(local).ok_or_else(wrong),
        At::Moment(at) => Ok(at),
        At::Daily(_) | At::FromStart(_) => Err(wrong()),
    }
}

/// `1795780800`, `1795780800.5` or, as some tools print it, `1.7957808E9`.
fn unix_secs(text: &str) -> Option<f64> {
    let plain = text.len() <= 24 && text.bytes().all(|byte| byte.is_ascii_digit() || b".eE+".contains(&byte));
    let secs: f64 = text.parse().ok().filter(|_| plain)?;
    secs.is_finite().then_some(secs)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_form_names_the_same_moment() {
        let noon = Time::from_secs(1_795_780_800);
        for text in [
            "2026-11-27T12:00:00Z",
            "2026-11-27T12:00:00",
            "2026-11-27T07:00:00-05:00",
            "2026-11-27T13:00:00+0100",
            "1795780800",
            "1795780800.0",
            "1.7957808E9",
        ] {
            assert_eq!(timestamp(text), Ok(noon), "{text}");
        }
        assert_eq!(timestamp("2026-11-27"), Ok(noon.back(Span::HOUR * 12)));
        assert_eq!(timestamp("0"), Ok(Time::from_secs(0)));
        assert_eq!(timestamp("7258118399"), Ok(Time::from_secs(7_258_118_399)));
    }

    #[test]
    fn refusals_teach() {
        for (text, message, hint) in [
            ("tomorrow", "`tomorrow` is not a date and time", Some("write 2026-11-27T12:00:00")),
            ("12:00", "`12:00` is not a date and time", Some("write 2026-11-27T12:00:00")),
            (
                "1795780800000",
                "`1795780800000` lies beyond the year 2199, taken as seconds since 1970",
                Some("milliseconds? seconds are wanted"),
            ),
            ("1e300", "`1e300` lies beyond the year 2199, taken as seconds since 1970", None),
            ("-5", "`-5` is not a date and time", Some("write 2026-11-27T12:00:00")),
        ] {
            let refused = timestamp(text).expect_err(text);
            assert_eq!((refused.message.as_str(), refused.hint.as_deref()), (message, hint));
        }
    }

    proptest! {
        #[test]
        fn whole_seconds_are_exact(secs in 0..7_258_118_400_u64) {
            prop_assert_eq!(timestamp(&secs.to_string()), Ok(Time::from_secs(secs)));
        }

        #[test]
        fn no_text_is_a_panic(text in ".*", digits in "[0-9.eE+-]{0,12}") {
            let _ = (timestamp(&text), timestamp(&digits));
        }
    }
}
