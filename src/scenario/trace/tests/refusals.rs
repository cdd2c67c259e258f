//! What is wrong with a trace, in the words that its owner reads.

use super::*;

fn refused(text: &str) -> String {
    csv(text, &spec("t.csv"), &monday()).unwrap_err().message
}

#[test]
fn bad_rows_are_named_with_their_line() {
    let mut many = "timestamp,count\n".to_owned();
    for i in 0..4_000_u64 {
        let at = Zone::utc().local(Time::from_secs(1_397_088_000) + Span::MINUTE * i);
        many += &[at.to_string().as_str(), "Z,", if i == 3_015 { "abc" } else { "7" }, "\n"].concat();
    }
    let problem = csv(&many, &spec("t.csv"), &monday()).unwrap_err();
    assert_eq!(problem.message, "row 3017: \"abc\" is not a count");
    assert_eq!(problem.line, Some((3_017, "2014-04-12T02:15:00Z,abc".to_owned())));

    let row = |row: &str| refused(&format!("timestamp,count\n2014-04-10T00:00:00Z,1\n{row}\n2014-04-10T00:02:00Z,1\n"));
    assert_eq!(row("2014-04-10T00:01:00Z,-3"), "row 3: -3 is not a count: it is negative");
    assert_eq!(row("2014-04-10T00:01:00Z,3.5"), "row 3: 3.5 is not a count: it is not a whole number");
    assert_eq!(row("2014-04-10T00:01:00Z,NaN"), "row 3: \"NaN\" is not a count");
    assert_eq!(row("2014-04-10T00:01:00Z,1e10"), "row 3: 10000000000 is more than 1,000,000,000");
    assert_eq!(row("2014-04-10T00:01:00Z"), "row 3: 1 columns, wanted 2");
    assert_eq!(row("yesterday,3"), "row 3: \"yesterday\" is not a time stamp");
    assert_eq!(row("2014-04-10T00:00:00Z,3"), "row 3: the same interval as row 2");
    assert_eq!(row("2014-04-09T00:00:00Z,3"), "row 3: earlier than row 2");
}

#[test]
fn distances_that_fit_no_period_are_named() {
    let text = "timestamp,count\n2014-04-10T00:00:00Z,1\n2014-04-10T00:05:00Z,1\n2014-04-10T00:08:00Z,1\n";
    assert_eq!(refused(text), "rows 2 and 3 are 5m apart, which is no multiple of 3m (the distance of rows 3 and 4)");
    let given = TraceSpec { period: Some(Span::MINUTE * 5), ..spec("t.csv") };
    let problem = csv(text, &given, &monday()).unwrap_err();
    assert_eq!(problem.message, "rows 3 and 4 are 3m apart, which is no multiple of 5m (the given period)");
}

#[test]
fn files_without_rows_or_header_are_refused() {
    assert_eq!(refused(""), "the file is empty");
    assert_eq!(refused("  \n"), "the file is empty");
    assert_eq!(refused("timestamp,count\n"), "no rows below the header");
    assert!(refused("2014-04-10T00:00:00Z,1\n2014-04-10T00:01:00Z,1\n").starts_with("row 1: the header is missing"));
    assert!(refused("a,b\n1,2\n").starts_with("row 1: there is no column \"timestamp\""));
    assert!(refused("timestamp,count\n2014-04-10T00:00:00Z,1\n").contains("single row"));
    assert_eq!(refused("arrival_s\n5\n4\n"), "row 3: earlier than the row before it; stamps do not fall");
    assert!(refused("arrival_s\n-1\n").contains("negative"));
    let latin = parse(b"timestamp,count\n\xff\xfe,1\n", false, &spec("t.csv"), &monday()).unwrap_err();
    assert_eq!(latin.message, "row 2: the byte 0xff is not UTF-8 text");
    let absent = read(&spec("no/such.csv"), &monday()).unwrap_err();
    assert_eq!(absent.message, "there is no file no/such.csv");
}

#[test]
fn a_file_that_is_too_long_is_refused_by_its_length() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("long.csv");
    std::fs::File::create(&path).unwrap().set_len(1_000_000_000).unwrap();
    let problem = read(&TraceSpec { file: path, ..spec("") }, &monday()).unwrap_err();
    assert!(problem.message.contains("has 1000 MB, more than the 256 MB that are read"), "{}", problem.message);
    let folder = TraceSpec { file: folder.path().to_owned(), ..spec("") };
    assert!(read(&folder, &monday()).unwrap_err().message.ends_with("is not a file"));
}

#[test]
fn cloudwatch_json_that_is_partial_or_ambiguous_is_refused() {
    let message = |text: &str, spec: &TraceSpec| json(text, spec).unwrap_err().message;
    let plain = spec("t.json");
    let partial = METRIC_DATA.replace("Complete", "PartialData");
    assert_eq!(message(&partial, &plain), "the result is not complete: StatusCode is \"PartialData\"");
    let paged = METRIC_DATA.replace("\"Messages\": []", "\"NextToken\": \"x\"");
    assert_eq!(message(&paged, &plain), "the result is not complete: there is a NextToken");
    let allowed = TraceSpec { allow_partial: true, ..plain.clone() };
    assert!(json(&paged, &allowed).unwrap().notes[0].contains("is not complete (there is a NextToken)"));
    assert!(message(&METRIC_DATA.replace("Complete", "InternalError"), &allowed).contains("InternalError"));

    let two = METRIC_DATA.replace(r#""Complete"}"#, r#""Complete"}, {"Id": "m2", "Label": "Other"}"#);
    assert_eq!(message(&two, &plain), "2 results: which one?");
    for name in ["m1", "RequestCount"] {
        assert!(json(&two, &TraceSpec { column: Some(name.to_owned()), ..plain.clone() }).is_ok());
    }
    assert!(message(&two, &TraceSpec { column: Some("m3".to_owned()), ..plain.clone() }).contains("\"m3\""));

    assert!(message("{}", &plain).contains("neither"));
    assert!(message("{\n \"MetricDataResults\": [,]}", &plain).starts_with("row 2:"));
    assert_eq!(message(r#"{"Datapoints": []}"#, &plain), "no datapoints");
    let average = r#"{"Datapoints": [{"Timestamp": "2014-04-10T00:09:00Z", "Average": 5.0}]}"#;
    assert_eq!(message(average, &plain), "datapoint 1 has no Sum");
    assert!(message(&METRIC_DATA.replace("187.0, ", ""), &plain).contains("3 Timestamps but 2 Values"));
    assert!(message(&METRIC_DATA.replace("56.0", "56.5"), &plain).contains("datapoint 2: 56.5 is not a count"));
    assert!(message(&METRIC_DATA.replace("00:09", "00:14"), &plain).contains("the same interval"));
}

#[test]
fn a_trace_that_ends_before_the_run_starts_holds_nothing_of_it() {
    // Twenty minutes of it lie in the lead-in.
    let late = |start: &str| window("UTC", start, Span::HOUR);
    for text in [
        FIVE.to_owned(),
        FIVE.replace("timestamp,count", "timestamp").replace(",94", "").replace(",56", "").replace(",95", ""),
    ] {
        let ends = |start: &str| csv(&text, &spec("t.csv"), &late(start));
        let problem = ends("2026-01-05T00:25:00").unwrap_err();
        assert_eq!(problem.message, "nothing of the trace falls into the run");
        assert!(ends("2026-01-05T00:19:00").is_ok());
    }
}

#[test]
fn a_run_that_starts_before_its_trace_is_told_so() {
    let late = |text: &str, start: &str, from: Option<&str>| {
        let spec = TraceSpec { from: from.map(wall), ..spec("t.csv") };
        csv(text, &spec, &window("UTC", start, Span::DAY * 2)).unwrap().begins_late
    };
    // By less than an interval nothing is missing.
    assert_eq!(late(FIVE, "2026-01-05T00:00:00", None), None);
    let told = "the run starts at 2026-01-04T23:00:00+00:00 and the trace at 2026-01-05T00:04:00+00:00, 1h4m later; until then its first \
                interval is repeated";
    let day_before = late(FIVE, "2026-01-04T23:00:00", Some("2014-04-09T23:00:00"));
    assert_eq!(day_before.as_deref(), Some(told));
    // Stamps come by chance: only a long silence is one.
    let stamps = "timestamp\n2014-04-10T00:10:00Z\n2014-04-10T00:11:00Z\n2014-04-10T00:12:00Z\n2014-04-10T00:13:00Z\n";
    assert_eq!(late(stamps, "2026-01-05T00:05:00", None), None);
    let told = late(stamps, "2026-01-05T00:00:00", None).unwrap();
    assert!(told.ends_with("10m later; nothing arrives until then"), "{told}");
}
