//! What is written: below a plain file, into what is not ours, on a full disk, where nobody may write.

use crate::workshop::Workshop;
use std::fs;

/// Runs long enough that nobody would wait for it to learn that its result has no place.
const LONG: &[&str] = &["--set", "duration=3000d", "--runs", "100000"];

fn with<'a>(arguments: &[&'a str], more: &[&'a str]) -> Vec<&'a str> {
    [arguments, more].concat()
}

#[test]
fn below_a_plain_file_nothing_is_simulated() {
    let workshop = Workshop::new();
    workshop.write("notes.txt", "mine");
    let before = workshop.held();
    for out in ["notes.txt/result", "notes.txt/deeper/result"] {
        let ended = workshop.dryscale(&with(&["run", "small.yaml", "--out", out], LONG));
        ended.told(1, &[&format!("error: cannot create {out}: notes.txt is not a folder")]);
    }
    let ended = workshop.dryscale(&with(&["run", "small.yaml", "--out", "notes.txt"], LONG));
    ended.told(1, &["error: notes.txt ", "left alone"]);
    assert!(before == workshop.held());
}

#[test]
fn what_is_not_ours_stays_byte_for_byte() {
    let workshop = Workshop::new();
    fs::create_dir_all(workshop.path("thesis/figures")).unwrap();
    workshop.write("thesis/chapter-1.txt", "years of work");
    fs::create_dir_all(workshop.path("forged")).unwrap();
    workshop.write("forged/dryscale.result.json", "{}");
    fs::create_dir_all(workshop.path("output/small")).unwrap();
    workshop.write("output/small/summary.csv", "of someone else");
    fs::create_dir_all(workshop.path(".mine.partial")).unwrap();
    workshop.write(".mine.partial/draft.txt", "of someone else");
    let before = workshop.held();
    for (out, named) in [("thesis", "thesis"), ("thesis/", "thesis"), ("forged", "forged"), ("mine", "./.mine.partial")]
    {
        let ended = workshop.dryscale(&with(&["run", "small.yaml", "--out", out], LONG));
        ended.told(1, &[&format!("error: {named}"), "is not a result of dryscale", "left alone"]);
    }
    workshop.dryscale(&with(&["run", "small.yaml"], LONG)).told(1, &["error: output/small holds something"]);
    workshop.dryscale(&with(&["run", "small.yaml", "--out", "."], LONG)).told(1, &["error: . does not name a folder"]);
    workshop
        .dryscale(&with(&["run", "small.yaml", "--out", ".."], LONG))
        .told(1, &["error: .. does not name a folder"]);
    assert!(before == workshop.held());
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    let workshop = Workshop::new();
    fs::create_dir(workshop.path("precious")).unwrap();
    std::os::unix::fs::symlink(workshop.path("precious"), workshop.path("link")).unwrap();
    let before = workshop.held();
    let ended = workshop.dryscale(&with(&["run", "small.yaml", "--out", "link"], LONG));
    ended.told(1, &["error: link is a symbolic link", "not followed"]);
    assert!(before == workshop.held());
}

#[cfg(unix)]
#[test]
fn where_nobody_may_write_nothing_is_simulated() {
    use std::os::unix::fs::PermissionsExt as _;
    let workshop = Workshop::new();
    let locked = workshop.path("locked");
    fs::create_dir(&locked).unwrap();
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o555)).unwrap();
    // Permissions hold nobody back who is root; the kernel's own folders do.
    let root = fs::create_dir(locked.join("try")).is_ok();
    let out = if root { "/proc/dryscale/result" } else { "locked/dryscale/result" };
    if !root || fs::metadata("/proc").is_ok() {
        let ended = workshop.dryscale(&with(&["run", "small.yaml", "--out", out], LONG));
        ended.told(1, &[&format!("error: cannot create {out}: ")]);
    }
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o755)).unwrap();
    assert!(!workshop.path("output").exists());
}

/// A limit on the size of files [blocks of 512 bytes]: charts do not fit, as on a full disk. Whether the signal that
/// comes with it is ignored or not makes no difference.
#[cfg(unix)]
#[test]
fn a_full_disk_leaves_the_former_result() {
    let workshop = Workshop::new();
    for limit in ["ulimit -f 8", "trap '' XFSZ; ulimit -f 8"] {
        let ended = workshop.limited(limit, &["run", "small.yaml", "--out", "first/result"]);
        ended.told(1, &["error: cannot write first/result/"]);
        assert!(workshop.names("first").is_empty(), "{:?}", workshop.names("first"));
    }
    assert_eq!(workshop.dryscale(&["run", "small.yaml"]).code, Some(0));
    let before = workshop.held();
    for limit in ["ulimit -f 8", "ulimit -f 0", "trap '' XFSZ; ulimit -f 8"] {
        let ended = workshop.limited(limit, &["run", "small.yaml", "--seed", "8"]);
        ended.told(1, &["error: cannot write output/small/"]);
        assert!(before == workshop.held(), "{limit}");
    }
    let ended = workshop.dryscale(&["run", "small.yaml", "--seed", "8"]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert_eq!(workshop.summary("output/small")["seed"], 8);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_standard_output_is_an_error_and_a_closed_one_is_not() {
    let workshop = Workshop::new();
    let full = || fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    for arguments in [&["run", "small.yaml"][..], &["run", "small.yaml", "--json"], &["schema"]] {
        let output = workshop.command(arguments).stdout(full()).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains("error: cannot write the standard output"), "{said}");
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = workshop.command(arguments).stdout(writer).output().unwrap();
        assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]));
    }
}
