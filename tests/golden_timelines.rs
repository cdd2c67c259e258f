//! Does a whole run, from the scenario file on, tell the stories that the golden timelines tell, event by event?
//!
//! Traffic is a flow, so that every datapoint is exact.

mod golden;

use golden::{AS_IT_IS, Event, Story, TOLD, events};

#[test]
fn a_run_tells_the_golden_stories_event_by_event() {
    for name in TOLD {
        let story = Story::of(name);
        let told = events(&story.told(AS_IT_IS));
        let golden = story.golden_events();
        let is_same = |(one, other): (&Event, &Event)| {
            (one.0 - other.0).abs() <= 1e-6 && (&one.1, &one.2) == (&other.1, &other.2)
        };
        let same = told.len() == golden.len() && told.iter().zip(&golden).all(is_same);
        assert!(same, "{name}: told\n{told:#?}\ngolden\n{golden:#?}");
    }
}

#[test]
fn capacity_lacks_and_exceeds_as_much_as_in_the_golden_totals() {
    for name in TOLD {
        let story = Story::of(name);
        let run = story.told(AS_IT_IS);
        let ((under, over), golden) = (story.totals(&run), story.golden_totals());
        assert!((under - golden.0).abs() <= 0.5, "{name}: under {under}, golden {}", golden.0);
        assert!((over - golden.1).abs() <= 0.5, "{name}: over {over}, golden {}", golden.1);
        let counted: f64 =
            story.service(&run).iter().map(|(from, until, count)| (until - from) * f64::from(*count)).sum();
        let booked = run.scopes[0].totals.in_service_secs;
        assert!((counted - booked).abs() <= 1e-6, "{name}: {counted} by activities, {booked} by the fleet");
    }
}
