//! Does a Parquet file hold its CSV, cell by cell, and can a notebook read it? And what is said where it cannot be had?

#[expect(dead_code, reason = "this file needs a part of it")]
mod binary;

use binary::{Ran, dryscale, root};
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// A folder with the scenario of the README.
fn desk() -> TempDir {
    let place = TempDir::new().expect("a temporary folder");
    let readme = fs::read_to_string(root().join("README.md")).expect("a README");
    let scenario = readme.split("```yaml\n").nth(1).and_then(|rest| rest.split("```").next()).expect("a scenario");
    fs::write(place.path().join("shop.yaml"), scenario).expect("writable");
    place
}

fn run(place: &Path, words: &[&str]) -> Ran {
    dryscale(place, &[&["run", "shop.yaml", "--runs", "2", "--quiet"], words].concat())
}

/// A build without it says how to get one, before anything is simulated or written.
#[cfg(not(feature = "parquet"))]
#[test]
fn without_it_the_flag_says_how_to_build_it() {
    let desk = desk();
    let flow = ["--set", "fidelity=fluid", "--parquet"];
    for words in [
        &["run", "shop.yaml"][..],
        &["compare", "shop.yaml", "--with", "MinCapacity=2"],
        &["sweep", "shop.yaml", "-p", "MinCapacity=1,2"],
        &["sensitivity", "shop.yaml", "--metric", "cost_usd_per_day"],
        &["tune", "shop.yaml", "-p", "MinCapacity=1,2"],
    ] {
        let ran = dryscale(desk.path(), &[words, &flow].concat());
        let how = "error: --parquet: this dryscale was built without it; to build one that has it: cargo build --release \
                   --locked --features parquet\n";
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{words:?}: {}", ran.err);
        assert!(ran.err.ends_with(how), "{words:?}: {}", ran.err);
        assert!(!desk.path().join("output").exists(), "{words:?}");
    }
    assert_eq!(run(desk.path(), &["--set", "fidelity=fluid"]).code, 0, "without the flag it runs");
}

#[cfg(feature = "parquet")]
mod with_it {
    use super::{desk, dryscale, run};
    use crate::binary::files;
    use dryscale::report::File;
    use dryscale::report::columnar::beside;
    use parquet::basic::{LogicalType, TimeUnit, Type};
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field;
    use parquet::schema::types::ColumnDescriptor;
    use std::path::Path;
    use std::process::Command;

    /// Compares a Parquet file with its CSV; its columns with the type of each.
    fn compared(folder: &Path, stem: &str) -> Vec<(String, &'static str)> {
        let mut csv = csv::Reader::from_path(folder.join(format!("{stem}.csv"))).expect("a CSV");
        let header: Vec<String> = csv.headers().expect("a header").iter().map(str::to_owned).collect();
        let file = std::fs::File::open(folder.join(format!("{stem}.parquet"))).expect("a Parquet file");
        let reader = SerializedFileReader::new(file).expect("readable");
        let schema = reader.metadata().file_metadata().schema_descr_ptr();
        let names: Vec<&str> = schema.columns().iter().map(|column| column.name()).collect();
        assert_eq!(names, header, "{stem}");
        let types: Vec<&str> = schema.columns().iter().map(|column| kind(column)).collect();
        let mut rows = reader.get_row_iter(None).expect("rows");
        for (number, row) in csv.records().enumerate() {
            let (row, typed) = (row.expect("a row"), rows.next().expect("as many rows").expect("a row"));
            for (at, (cell, (_, field))) in row.iter().zip(typed.get_column_iter()).enumerate() {
                let place = format!("{stem} row {number} {}: {cell}", header[at]);
                match field {
                    Field::Null => assert_eq!(cell, "", "{place}"),
                    Field::Bool(flag) => assert_eq!(flag.to_string(), cell, "{place}"),
                    Field::Long(nanos) if types[at] == "moment" => {
                        let moment: jiff::Timestamp = cell.parse().expect(&place);
                        assert_eq!(i128::from(*nanos), moment.as_nanosecond(), "{place}");
                    }
                    Field::Long(whole) => assert_eq!(whole.to_string(), cell, "{place}"),
                    Field::Double(figure) => {
                        assert_eq!(figure.to_bits(), cell.parse::<f64>().expect(&place).to_bits(), "{place}");
                    }
                    Field::Str(text) => assert_eq!((text.as_str(), text.is_empty()), (cell, false), "{place}"),
                    other => panic!("{place}: {other:?}"),
                }
            }
            assert_eq!(typed.len(), row.len(), "{stem}");
        }
        assert!(rows.next().is_none(), "{stem} has more rows");
        header.into_iter().zip(types).collect()
    }

    /// What the schema says that a column holds.
    fn kind(column: &ColumnDescriptor) -> &'static str {
        match (column.physical_type(), column.logical_type_ref()) {
            (Type::INT64, Some(LogicalType::Timestamp(of)))
                if of.is_adjusted_to_u_t_c && of.unit == TimeUnit::NANOS =>
            {
                "moment"
            }
            (Type::INT64, None) => "whole",
            (Type::DOUBLE, None) => "figure",
            (Type::BOOLEAN, None) => "flag",
            (Type::BYTE_ARRAY, Some(LogicalType::String)) => "text",
            other => panic!("{}: {other:?}", column.name()),
        }
    }

    /// A table as both files in a folder, read again.
    fn written(csv: &str) -> Vec<(String, &'static str)> {
        let place = tempfile::TempDir::new().expect("a temporary folder");
        let table = File { name: "t.csv".to_owned(), bytes: csv.as_bytes().to_vec() };
        let text = File { name: "t.json".to_owned(), bytes: b"{}".to_vec() };
        let both = beside(vec![table.clone(), text.clone()]);
        assert_eq!((&both[0], both[1].name.as_str(), &both[2]), (&table, "t.parquet", &text));
        for file in &both {
            std::fs::write(place.path().join(&file.name), &file.bytes).expect("writable");
        }
        compared(place.path(), "t")
    }

    #[test]
    fn a_column_is_what_its_name_says_and_what_its_cells_allow() {
        let table = "\
time,end_time,breach_time,run,step,p95_ms_mean,mean,is_escalation,slo_missed,policy,not_scaled_reasons,scaling.a.Max,key\n\
1970-01-01T01:00:00.000000001+01:00,,yesterday,1,second,,4,,true,120,,2,60s\n\
2026-11-27T00:00:00-05:00,,,2,,,1e-7,,,7,,4,\"4, \"\"ü\"\"\"\n";
        let kinds: Vec<&str> = written(table).into_iter().map(|column| column.1).collect();
        assert_eq!(
            kinds,
            [
                "moment", "moment", "text", "whole", "text", "figure", "figure", "flag", "flag", "text", "text",
                "figure", "text"
            ]
        );
        // Without a row, and a moment later than 64 bits of nanoseconds reach.
        assert_eq!(
            written("run,scope,time,x_s\n").iter().map(|c| c.1).collect::<Vec<_>>(),
            ["whole", "text", "moment", "figure"]
        );
        assert_eq!(written("time\n9999-01-01T00:00:00Z\n")[0].1, "text");
    }

    fn is_csv(name: &str) -> bool {
        Path::new(name).extension().is_some_and(|kind| kind == "csv")
    }

    /// Stems of the files of a kind.
    fn stems(folder: &Path, kind: &str) -> Vec<String> {
        let names = files(folder).into_iter().map(|file| file.0);
        let mut all: Vec<String> = names.filter_map(|name| name.strip_suffix(kind).map(str::to_owned)).collect();
        all.sort();
        all
    }

    #[test]
    fn every_table_is_there_twice_and_says_the_same() {
        let desk = desk();
        let ran = run(desk.path(), &["--parquet"]);
        assert!(ran.code == 0 || ran.code == 99, "{}", ran.err);
        let folder = desk.path().join("output/shop");
        let tables = stems(&folder, ".csv");
        assert_eq!(stems(&folder, ".parquet"), tables);
        assert!(tables.len() > 15, "{tables:?}");
        let all: Vec<(String, Vec<(String, &str)>)> =
            tables.iter().map(|stem| (stem.clone(), compared(&folder, stem))).collect();
        let of = |stem: &str, column: &str| {
            let columns = &all.iter().find(|table| table.0 == stem).expect(stem).1;
            columns.iter().find(|found| found.0 == column).expect(column).1
        };
        assert_eq!(of("timeline", "time"), "moment");
        assert_eq!(of("timeline", "seconds"), "figure");
        assert_eq!(of("timeline", "in_service_instances_mean"), "figure");
        assert_eq!(of("activities", "capacity_after"), "whole");
        assert_eq!(of("activities", "is_escalation"), "flag");
        assert_eq!(of("activities", "description"), "text");
        assert_eq!(of("capacity", "slo_missed"), "flag");
        assert_eq!(of("activities", "not_scaled_reasons"), "text");
        assert_eq!(of("summary", "mean"), "figure");
        assert_eq!(of("runs", "run"), "whole");

        // The same bytes again, on one thread, and nothing but the tables beside what a plain run leaves.
        let again = run(desk.path(), &["--parquet", "--threads", "1", "--out", "output/again"]);
        assert_eq!(again.code, ran.code);
        let (first, second) = (files(&folder), files(&desk.path().join("output/again")));
        for (name, bytes) in first.iter().filter(|file| file.0.ends_with(".parquet")) {
            assert!(second.iter().any(|file| file.0 == *name && file.1 == *bytes), "{name} differs");
        }
        assert_eq!(run(desk.path(), &["--out", "output/plain"]).code, ran.code);
        let without: Vec<_> = first.into_iter().filter(|file| !file.0.ends_with(".parquet")).collect();
        let plain = files(&desk.path().join("output/plain"));
        let csv = |all: &[(String, Vec<u8>)]| -> Vec<(String, Vec<u8>)> {
            all.iter().filter(|file| is_csv(&file.0)).cloned().collect()
        };
        assert!(csv(&without) == csv(&plain) && without.len() == plain.len());
        assert_eq!(stems(&desk.path().join("output/plain"), ".parquet"), Vec::<String>::new());
    }

    #[test]
    fn experiments_have_them_too_and_a_shard_has_none() {
        let desk = desk();
        let flow = ["--set", "fidelity=fluid", "--runs", "2", "--quiet", "--parquet"];
        for (words, wanted) in [
            (&["compare", "shop.yaml", "--with", "MinCapacity=2", "--out", "compare"][..], "compare"),
            (&["sweep", "shop.yaml", "-p", "assumptions.metric_value=newest,window", "--out", "sweep"], "points"),
        ] {
            let ran = dryscale(desk.path(), &[words, &flow].concat());
            assert_eq!(ran.code, 0, "{}", ran.err);
            let folder = desk.path().join(words[words.len() - 1]);
            let tables = stems(&folder, ".csv");
            assert!(tables.iter().any(|stem| stem == wanted), "{tables:?}");
            assert_eq!(stems(&folder, ".parquet"), tables);
            for stem in &tables {
                compared(&folder, stem);
            }
        }
        let shard = ["sweep", "shop.yaml", "-p", "MinCapacity=1,2", "--shard", "1/2", "--out", "one"];
        let ran = dryscale(desk.path(), &[&shard[..], &flow].concat());
        assert_eq!(ran.code, 2, "{}", ran.err);
        assert!(ran.err.contains("--parquet: a shard has no tables yet: say it to dryscale merge"), "{}", ran.err);
        assert!(!desk.path().join("one").exists());
    }

    /// The line of the page on notebooks, in Python.
    #[test]
    fn a_notebook_reads_it() {
        let python = std::env::var("DRYSCALE_PYTHON").unwrap_or_else(|_| "python3".to_owned());
        let there = Command::new(&python).args(["-c", "import pandas, pyarrow"]).output();
        if !there.is_ok_and(|out| out.status.success()) {
            println!("skipped: {python} with pandas and pyarrow is not installed");
            return;
        }
        let desk = desk();
        let ran = run(desk.path(), &["--set", "fidelity=fluid", "--parquet"]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        let page = std::fs::read_to_string(crate::root().join("docs/notebooks.md")).expect("the page");
        let line = page.lines().find(|line| line.contains("pd.read_parquet(")).expect("a line");
        let script = format!(
            "from pathlib import Path\nimport pandas as pd\nfolder = Path('output/shop')\n{line}\n\
             print(timeline.dtypes.to_string())\n\
             csv = pd.read_csv(folder / 'timeline.csv')\n\
             csv['time'] = pd.to_datetime(csv['time'], format='ISO8601', utc=True)\n\
             assert (timeline['time'] == csv['time']).all()\n\
             assert timeline.drop(columns=['time', 'scope']).astype(float).equals(csv.drop(columns=['time', 'scope']).astype(float))\n"
        );
        let out = Command::new(&python).args(["-c", &script]).current_dir(desk.path()).output().expect("asked before");
        let (said, err) = (String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
        assert!(out.status.success(), "{said}{err}");
        assert!(said.contains("datetime64[ns, UTC]") && said.contains("float64"), "{said}");
    }
}
