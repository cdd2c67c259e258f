//! The oracle families, one case each; `dryscale selftest --long` runs every case.

use dryscale::experiment::replicate::Workers;
use dryscale::selftest::{self, Extent, Row, Verdict};

fn all_agree(family: &str) {
    let workers = Workers::new(0).expect("threads");
    let rows = selftest::check(family, Extent::Quick, &workers);
    assert!(!rows.is_empty(), "{family} has no checks");
    let wrong: Vec<&Row> = rows.iter().filter(|row| row.verdict != Verdict::Agrees).collect();
    assert!(wrong.is_empty(), "{family}: {wrong:#?}");
}

macro_rules! families {
    ($($name:ident),* $(,)?) => {
        const NAMED: &[&str] = &[$(stringify!($name)),*];

        $(#[test]
        fn $name() {
            all_agree(stringify!($name));
        })*
    };
}

families!(
    dist_fit,
    confidence_intervals,
    elasticity_metrics,
    ranking_selection,
    ocba,
    mmc,
    mmck,
    mgcc_loss,
    retry_loss,
    mg1,
    mdc,
    gim1,
    batch_mmc,
    mmpp2_mmc,
    mmpp2_counts,
    hawkes_counts,
    mmc_timeout,
    routing,
    mt_g_inf,
    mt_mmck,
);

#[test]
fn no_family_is_left_out() {
    let known: Vec<&str> = selftest::families().collect();
    assert_eq!(known, NAMED);
}
