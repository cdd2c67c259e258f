//! Time zones by their IANA names.

use super::Refused;
use super::number::short;
use crate::engine::Zone;
use crate::problem::nearest;

/// The zone of this name; near misses are suggested.
pub fn zone(text: &str) -> Result<Zone, Refused> {
    // The database knows names in any case; a file shall have the one that AWS knows.
    if let Some(zone) = Zone::named(text).filter(|zone| zone.name() == text) {
        return Ok(zone);
    }
    let refused = Refused::new(format!("`{}` is not a time zone of the IANA database", short(text)));
    let names: Vec<String> = jiff::tz::db().available().map(|name| name.as_str().to_owned()).collect();
    let city = |name: &&String| name.rsplit('/').next().is_some_and(|city| city.eq_ignore_ascii_case(text));
    let meant = nearest(text, names.iter().map(String::as_str)).or_else(|| names.iter().find(city).map(String::as_str));
    Err(match meant {
        Some(name) => refused.hint(format!("did you mean `{name}`?")),
        None => refused.hint("write a name such as UTC, America/New_York or Europe/Berlin"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_go_by_their_iana_name() {
        for name in ["UTC", "America/New_York", "Asia/Kolkata"] {
            assert_eq!(zone(name).map(|zone| zone.name().to_owned()), Ok(name.to_owned()));
        }
        for (name, hint) in [
            ("America/New York", "did you mean `America/New_York`?"),
            ("america/new_york", "did you mean `America/New_York`?"),
            ("Berlin", "did you mean `Europe/Berlin`?"),
            ("+02:00", "write a name such as UTC, America/New_York or Europe/Berlin"),
            ("", "write a name such as UTC, America/New_York or Europe/Berlin"),
        ] {
            assert_eq!(zone(name).map(|_| ()).expect_err(name).hint.as_deref(), Some(hint), "{name}");
        }
    }
}
