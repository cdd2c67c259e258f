//! What is kept comes back to the bit, and what is not as it was is refused.

use super::*;
use crate::report::{Pictures, fixture, publish};
use tempfile::TempDir;

fn written(made: &fixture::Made) -> (TempDir, PathBuf) {
    let place = TempDir::new().unwrap();
    let folder = place.path().join("result");
    let file = |name: &str, bytes: Vec<u8>| crate::report::File { name: name.to_owned(), bytes };
    let report = made.report();
    let files = [
        file("summary.json", report.json().into_bytes()),
        file("runs.csv", crate::report::tables::runs(&report)),
        file(LOCK, made.subject.lock.clone().into_bytes()),
        file(KEPT, encode(&report)),
    ];
    publish(&folder, &files).unwrap();
    (place, folder)
}

fn unpacked(folder: &Path) -> String {
    let mut text = String::new();
    GzDecoder::new(&fs::read(folder.join(KEPT)).unwrap()[..]).read_to_string(&mut text).unwrap();
    text
}

fn pack(folder: &Path, text: &str) {
    let mut packed = GzBuilder::new().write(Vec::new(), Compression::fast());
    packed.write_all(text.as_bytes()).unwrap();
    fs::write(folder.join(KEPT), packed.finish().unwrap()).unwrap();
}

#[test]
fn every_result_is_drawn_again_with_the_same_bytes() {
    let all = [fixture::flash_sale(), fixture::five_minutes(), fixture::no_scaling()];
    for made in &all {
        let (_place, folder) = written(made);
        let kept = Kept::read(&folder).unwrap();
        assert_eq!(kept.subject, made.subject);
        assert_eq!(encode(&kept.report()), encode(&made.report()), "{}", made.subject.name);
        for chart in crate::report::charts::ALL {
            assert_eq!((chart.draw)(&kept.report()), (chart.draw)(&made.report()), "{}", chart.name);
        }
    }
    let (_place, folder) = written(&all[1]);
    let again = Kept::read(&folder).unwrap();
    let pictures = Pictures { dark: true, twice: false };
    assert_eq!(again.report().pictures(pictures).unwrap(), all[1].report().pictures(pictures).unwrap());
}

#[test]
fn blanks_and_bits_survive() {
    let mut made = fixture::five_minutes();
    made.aggregates.mean.p95_ms[1] = f32::NAN;
    made.aggregates.mean.queue[2] = f32::from_bits(0x3dcc_cccd);
    made.aggregates.metrics[0].mean = Some(0.1 + 0.2);
    let (_place, folder) = written(&made);
    let kept = Kept::read(&folder).unwrap().aggregates;
    assert!(kept.mean.p95_ms[1].is_nan());
    assert_eq!(kept.mean.queue[2].to_bits(), 0x3dcc_cccd);
    assert_eq!(kept.metrics[0].mean.map(f64::to_bits), Some((0.1_f64 + 0.2).to_bits()));
}

#[test]
fn what_is_not_as_it_was_written_is_refused_by_name() {
    let made = fixture::five_minutes();
    let (_place, folder) = written(&made);
    let told = || Kept::read(&folder).unwrap_err().to_string().replace(&folder.display().to_string(), "DIR");
    let whole = unpacked(&folder);
    let again = "`dryscale run` on its scenario.lock.yaml makes the result again";

    pack(&folder, &whole.replacen("\"runs\":3", "\"runs\":4", 1));
    assert_eq!(told(), format!("DIR/report.json.gz is damaged: its checksum is another; {again}"));
    pack(&folder, &whole.replacen("\"version\":\"0.1.0\"", "\"version\":\"0.0.9\"", 1));
    let other = "DIR/report.json.gz was written by dryscale 0.0.9, and this is dryscale 0.1.0";
    assert_eq!(told(), format!("{other}; {again}"));
    pack(&folder, "nothing");
    assert_eq!(told(), format!("DIR/report.json.gz is damaged: it has no second line; {again}"));
    fs::write(folder.join(KEPT), "no archive").unwrap();
    assert!(told().starts_with("DIR/report.json.gz is damaged: "), "{}", told());
    pack(&folder, &whole);
    assert!(Kept::read(&folder).is_ok());

    fs::write(folder.join(LOCK), "seed: 2\n").unwrap();
    let other = "DIR/scenario.lock.yaml is not the scenario of this result: it has been changed since the run";
    assert_eq!(told(), format!("{other}; put it back, or `dryscale run` it"));
    fs::write(folder.join(LOCK), &made.subject.lock).unwrap();
    fs::remove_file(folder.join(KEPT)).unwrap();
    assert!(told().starts_with("DIR/report.json.gz is not there: "), "{}", told());
    fs::remove_file(folder.join(crate::report::folder::MARKER)).unwrap();
    assert_eq!(told(), "DIR holds no result of dryscale (it has no dryscale.result.json)");
}
