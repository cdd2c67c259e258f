//! Small tables in files: a rate for each hour of the day or week, and quantile functions.

use crate::engine::Law;
use crate::scenario::reading::Reading;

const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// Highest rate anywhere [1/s].
const HIGHEST_PER_SEC: f64 = 1e7;

/// A table, as its file has it.
struct Table {
    header: Vec<String>,
    /// Number of the line, its text, its cells.
    rows: Vec<(usize, String, Vec<String>)>,
}

/// `hour,rate_per_s`: 24 rows, each hour once.
pub(super) fn hours(name: &str, path: &str, reading: &mut Reading) -> Option<Box<[f64; 24]>> {
    let rates = rates(name, path, &["hour"], 24, reading)?;
    Some(Box::new(rates.try_into().expect("a rate for each of 24 hours")))
}

/// `weekday,hour,rate_per_s`: 168 rows, each hour once, from Monday 00:00.
pub(super) fn week(name: &str, path: &str, reading: &mut Reading) -> Option<Box<[f64; 168]>> {
    let rates = rates(name, path, &["weekday", "hour"], 168, reading)?;
    Some(Box::new(rates.try_into().expect("a rate for each of 168 hours")))
}

/// A rate [1/s] for each of `count` hours.
fn rates(name: &str, path: &str, keys: &[&str], count: usize, reading: &mut Reading) -> Option<Vec<f64>> {
    let table = table(name, path, reading)?;
    let wanted = keys.join(",");
    let per_min = table.header.last().is_some_and(|column| column == "rate_per_min");
    let rate_column = if per_min { "rate_per_min" } else { "rate_per_s" };
    if table.header != [keys, &[rate_column]].concat() {
        let message = format!(
            "begins with `{}`; `{wanted},rate_per_s` or `{wanted},rate_per_min` is wanted",
            table.header.join(",")
        );
        reading.data_error(path, name, Some((1, &table.header.join(","))), &message);
        return None;
    }
    let mut rates: Vec<Option<f64>> = vec![None; count];
    for (line, text, cells) in &table.rows {
        match hour_and_rate(cells) {
            Ok((hour, _)) if rates[hour].is_some() => {
                reading.data_error(path, name, Some((*line, text)), &format!("row {line}: this hour occurs twice"));
                return None;
            }
            Ok((hour, rate)) => rates[hour] = Some(if per_min { rate / 60.0 } else { rate }),
            Err(why) => {
                reading.data_error(path, name, Some((*line, text)), &format!("row {line}: {why}"));
                return None;
            }
        }
    }
    let present = rates.iter().flatten().count();
    if present < count {
        let missing = rates.iter().position(Option::is_none).expect("one is missing");
        let hour =
            if count == 24 { missing.to_string() } else { format!("{} {}", WEEKDAYS[missing / 24], missing % 24) };
        reading.data_error(path, name, None, &format!("has {present} of {count} rows; the first missing is {hour}"));
        return None;
    }
    Some(rates.into_iter().flatten().collect())
}

fn hour_and_rate(cells: &[String]) -> Result<(usize, f64), String> {
    let (weekday, hour, rate) = match cells {
        [hour, rate] => (0, hour, rate),
        [weekday, hour, rate] => {
            let day = WEEKDAYS.iter().position(|day| weekday.to_lowercase() == *day);
            (
                day.ok_or_else(|| format!("`{weekday}` is no weekday; mon, tue, wed, thu, fri, sat or sun is wanted"))?,
                hour,
                rate,
            )
        }
        _ => return Err(format!("has {} cells", cells.len())),
    };
    let hour = hour
        .parse::<usize>()
        .ok()
        .filter(|&hour| hour < 24)
        .ok_or_else(|| format!("`{hour}` is no hour from 0 to 23"))?;
    let rate = number(rate)
        .filter(|rate| (0.0..=HIGHEST_PER_SEC).contains(rate))
        .ok_or_else(|| format!("`{rate}` is not a rate"))?;
    Ok((weekday * 24 + hour, rate))
}

/// `percent,ms`: strictly ascending from 0 to 100, linear in between.
pub(super) fn quantiles(name: &str, path: &str, reading: &mut Reading) -> Option<Law> {
    let table = table(name, path, reading)?;
    if table.header != ["percent", "ms"] {
        let message = format!("begins with `{}`; `percent,ms` is wanted", table.header.join(","));
        reading.data_error(path, name, Some((1, &table.header.join(","))), &message);
        return None;
    }
    let mut points: Vec<(f64, f64)> = Vec::with_capacity(table.rows.len());
    for (line, text, cells) in &table.rows {
        match quantile(cells, points.last(), points.is_empty()) {
            Ok(point) => points.push(point),
            Err(why) => {
                reading.data_error(path, name, Some((*line, text)), &format!("row {line}: {why}"));
                return None;
            }
        }
    }
    if points.last().is_none_or(|last| last.0 != 1.0) {
        reading.data_error(path, name, None, "does not end at 100 percent, the longest time");
        return None;
    }
    match Law::from_quantiles(&points) {
        Ok(law) => Some(law),
        Err(why) => {
            reading.data_error(path, name, None, &why.to_string());
            None
        }
    }
}

fn quantile(cells: &[String], last: Option<&(f64, f64)>, first: bool) -> Result<(f64, f64), String> {
    let [percent, millis] = cells else { return Err(format!("has {} cells; percent and ms are wanted", cells.len())) };
    let share = number(percent).filter(|percent| (0.0..=100.0).contains(percent)).map(|percent| percent / 100.0);
    let share = share.ok_or_else(|| format!("`{percent}` is not a percentage from 0 to 100"))?;
    let secs = number(millis).filter(|&millis| millis >= 0.0).map(|millis| millis / 1_000.0);
    let secs = secs.ok_or_else(|| format!("`{millis}` is not a number of milliseconds"))?;
    if first && share != 0.0 {
        return Err("the first row is 0 percent, the shortest time".to_owned());
    }
    if last.is_some_and(|last| last.0 >= share || last.1 > secs) {
        return Err("percent rises from row to row, and ms never falls".to_owned());
    }
    Ok((share, secs))
}

fn number(cell: &str) -> Option<f64> {
    cell.parse::<f64>().ok().filter(|number| number.is_finite())
}

fn table(name: &str, path: &str, reading: &mut Reading) -> Option<Table> {
    let text = reading.input_text(path, name)?;
    let lines: Vec<&str> = text.lines().collect();
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
    let mut records = Vec::new();
    for record in reader.records() {
        match record {
            Ok(record) => {
                let line = record.position().map_or(0, csv::Position::line) as usize;
                let shown = lines.get(line.saturating_sub(1)).copied().unwrap_or_default();
                records.push((line, shown.to_owned(), record.iter().map(str::to_owned).collect()));
            }
            Err(why) => {
                reading.data_error(path, name, None, &format!("is no CSV: {why}"));
                return None;
            }
        }
    }
    if records.is_empty() {
        reading.data_error(path, name, None, "is empty");
        return None;
    }
    let header = records.remove(0).2;
    Some(Table { header, rows: records })
}
