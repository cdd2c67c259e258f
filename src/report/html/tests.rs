//! Is the page whole, does it load nothing, and is all that a scenario says only text in it?

use super::markup::MOST_ROWS;
use super::{Drawn, page};
use crate::report::fixture::{self, Made};
use crate::report::{Report, charts};
use roxmltree::{Document, Node, ParsingOptions};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeSet;

/// What a scenario may be called by somebody who means harm or likes signs.
const HOSTILE: &str =
    "</title></text></script><script>alert(1)</script><img src=\"http://a.b/c\" onerror='x'>&amp;\u{1}]]>";

/// The charts of a report; no PNG is made of them here.
fn drawn(report: &Report<'_>) -> Vec<Drawn> {
    let pictures = charts::ALL.iter().filter_map(|chart| (chart.draw)(report).unwrap());
    pictures.map(|picture| Drawn { stem: picture.name.to_owned(), svg: picture.svg, alt: picture.alt }).collect()
}

fn written(report: &Report<'_>) -> String {
    page(report, &drawn(report))
}

fn parsed(text: &str) -> Document<'_> {
    let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
    Document::parse_with_options(text, options).unwrap_or_else(|error| panic!("{error}"))
}

fn elements<'a>(page: &'a Document<'a>, name: &'a str) -> impl Iterator<Item = Node<'a, 'a>> {
    page.descendants().filter(move |node| node.has_tag_name(name))
}

/// Everything that a browser would act upon, checked in one page.
#[track_caller]
fn is_sound(text: &str) {
    let page = parsed(text);
    let mut ids = BTreeSet::new();
    for node in page.descendants().filter(Node::is_element) {
        for attribute in node.attributes() {
            let (name, value) = (attribute.name(), attribute.value());
            assert!(
                !name.starts_with("on") && !["src", "srcset", "data", "action", "style"].contains(&name),
                "{name}={value}"
            );
            assert!(name != "href" || value.starts_with('#'), "href={value}");
            assert!(name != "id" || ids.insert(value), "two elements are called {value}");
            assert!(!value.contains("url(") || value.starts_with("url(#"), "{name}={value}");
        }
        let loads = ["img", "image", "link", "iframe", "object", "embed", "audio", "video", "base", "use", "form"];
        assert!(!loads.contains(&node.tag_name().name()), "{node:?}");
    }
    let targets = page.descendants().flat_map(|node| node.attributes()).flat_map(|attribute| {
        let value = attribute.value();
        match attribute.name() {
            "aria-labelledby" | "for" | "data-rows" => value.split(' ').map(str::to_owned).collect::<Vec<_>>(),
            "href" => vec![value.trim_start_matches('#').to_owned()],
            _ if value.starts_with("url(#") => vec![value[5..value.len() - 1].to_owned()],
            _ => Vec::new(),
        }
    });
    for target in targets {
        assert!(ids.contains(target.as_str()), "nothing is called {target}");
    }
    let (told, run): (Vec<Node<'_, '_>>, Vec<Node<'_, '_>>) =
        elements(&page, "script").partition(|node| node.attribute("type") == Some("application/json"));
    assert_eq!(run.len(), 1);
    for node in told {
        serde_json::from_str::<serde_json::Value>(node.text().unwrap()).unwrap();
    }
    only_these_run(&page, run[0]);
    assert_eq!(elements(&page, "style").count(), 1, "a chart's own style would hold for the page");
    for node in elements(&page, "style").chain(elements(&page, "script")) {
        let body = node.text().unwrap();
        assert!(!["@import", "url(", "http", "fetch(", "eval("].iter().any(|word| body.contains(word)));
    }
}

/// The policy of the page names the hashes of its script and of its style, and lets nothing else in.
#[track_caller]
fn only_these_run(page: &Document<'_>, script: Node<'_, '_>) {
    let policy = elements(page, "meta").find(|node| node.attribute("http-equiv") == Some("Content-Security-Policy"));
    let policy = policy.and_then(|node| node.attribute("content")).unwrap();
    assert!(policy.starts_with("default-src 'none'; ") && !policy.contains("unsafe"), "{policy}");
    let source = page.input_text();
    // As it stands between its tags: HTML knows no frames.
    let (from, until) = (source.rfind("<script>").unwrap() + "<script>".len(), source.rfind("</script>").unwrap());
    assert_eq!(source[from..until].replace("<![CDATA[", "").replace("]]>", ""), script.text().unwrap());
    let style = elements(page, "style").next().unwrap().text().unwrap();
    for (name, body) in [("script", &source[from..until]), ("style", style)] {
        let hash = base64::Engine::encode(&base64::prelude::BASE64_STANDARD, Sha256::digest(body.as_bytes()));
        assert!(policy.contains(&format!("{name}-src 'sha256-{hash}'")), "{name}: {policy}");
    }
}

fn hostile() -> Made {
    let mut made = fixture::flash_sale();
    let subject = &mut made.subject;
    for text in [&mut subject.title, &mut subject.name, &mut subject.endpoint, &mut subject.lock, &mut subject.version]
    {
        *text = HOSTILE.to_owned();
    }
    subject.policies = vec![HOSTILE.to_owned()];
    subject.notes = vec![HOSTILE.to_owned()];
    subject.assumed = vec![HOSTILE.to_owned()];
    subject.assumptions = vec![(HOSTILE.to_owned(), HOSTILE.to_owned())];
    subject.scenario_hash = HOSTILE.to_owned();
    let all = &mut made.aggregates;
    all.remarks = vec![HOSTILE.to_owned()];
    all.objectives[0].text = HOSTILE.to_owned();
    all.metrics[0].note = HOSTILE.to_owned();
    for run in &mut all.shown {
        for activity in &mut run.activities {
            activity.cause = HOSTILE.to_owned();
            activity.resource_id = HOSTILE.to_owned();
        }
        for stretch in &mut run.decisions {
            stretch.policy = HOSTILE.to_owned();
            stretch.reason = HOSTILE.to_owned();
        }
    }
    made
}

#[test]
fn every_page_is_well_formed_and_loads_nothing() {
    for (name, made) in fixture::all() {
        println!("{name}");
        is_sound(&written(&made.report()));
    }
}

#[test]
fn what_a_scenario_says_is_only_text() {
    let text = written(&hostile().report());
    is_sound(&text);
    let page = parsed(&text);
    let shown: String = HOSTILE.replace('\u{1}', " ");
    assert_eq!(elements(&page, "h1").next().unwrap().text(), Some(shown.as_str()));
    let cells = elements(&page, "td").filter(|cell| cell.text() == Some(shown.as_str())).count();
    assert!(cells > 5, "{cells} cells");
    assert!(elements(&page, "pre").any(|lock| lock.text() == Some(shown.as_str())));
}

#[test]
fn the_page_says_the_answer_the_charts_and_how_to_ask_again() {
    let made = fixture::flash_sale();
    let report = made.report();
    let text = written(&report);
    let page = parsed(&text);
    let answer = elements(&page, "p").find(|node| node.attribute("class") == Some("answer")).unwrap();
    assert_eq!(answer.text(), Some(report.answer().as_str()));
    let headings: Vec<_> = elements(&page, "h2").filter_map(|node| node.text()).collect();
    let expected = [
        "Figures",
        "What to know",
        "Charts",
        "Where the time of a scale-out goes",
        "What happened",
        "What it rests on",
        "Scenario",
        "Do it again",
    ];
    assert_eq!(headings, expected);
    let pictures: Vec<_> = elements(&page, "svg").collect();
    assert_eq!(pictures.len(), drawn(&report).len());
    for picture in &pictures {
        let desc = picture.children().find(|node| node.has_tag_name("desc")).unwrap();
        assert!(desc.text().is_some_and(|alt| alt.len() > 40));
        assert_eq!(picture.attribute("role"), Some("img"));
    }
    let all = &made.aggregates;
    for (name, value) in &made.subject.assumptions {
        assert!(text.contains(&format!("<th scope=\"row\">{name}</th><td>{value}</td>")), "{name}");
    }
    let headline = all.metrics.iter().filter(|row| row.headline && row.scope == "endpoint").count();
    assert!(headline > 0);
    assert_eq!(rows(&page, "figures-first"), headline);
    assert_eq!(rows(&page, "figures-all"), all.metrics.len() - headline);
    let activities: usize = all.shown.iter().map(|run| run.activities.len()).sum();
    assert_eq!(rows(&page, "activities-all"), activities.min(MOST_ROWS));
    assert!(text.contains(&format!("<dt>seed</dt><dd>{}</dd>", made.subject.seed)));
    assert!(text.contains(">dryscale run scenario.lock.yaml --runs 30</pre>"));
}

#[test]
fn figures_of_elasticity_stand_on_a_tab_of_their_own() {
    let mut made = fixture::flash_sale();
    let plain = page(&made.report(), &[]);
    assert!(!plain.contains("<div data-tabs="), "one part needs no tabs");
    let mut row = made.aggregates.metrics[0].clone();
    row.metric = "elasticity.theta_under_percent".to_owned();
    made.aggregates.metrics.push(row);
    let text = page(&made.report(), &[]);
    is_sound(&text);
    let page = parsed(&text);
    let tabs: Vec<_> = elements(&page, "div").filter(|node| node.attribute("class") == Some("tab")).collect();
    assert_eq!(tabs.iter().map(|tab| tab.attribute("id").unwrap()).collect::<Vec<_>>(), ["service", "elasticity"]);
    assert_eq!(tabs[0].parent().unwrap().attribute("data-tabs"), Some("Figures"));
    let headings: Vec<_> = tabs.iter().map(|tab| tab.first_element_child().unwrap().text().unwrap()).collect();
    assert_eq!(headings, ["Service and cost", "Elasticity"]);
    assert_eq!(rows(&page, "elasticity-all"), 1);
    assert!(tabs[1].descendants().any(|node| node.attribute("id") == Some("elasticity-all")));
}

#[test]
fn a_run_alone_is_asked_for_alone() {
    let mut made = fixture::five_minutes();
    made.aggregates.per_run.retain(|run| run.run == 2);
    assert!(page(&made.report(), &[]).contains(">dryscale run scenario.lock.yaml --only 2</pre>"));
}

fn rows(page: &Document<'_>, table: &str) -> usize {
    let Some(table) = elements(page, "table").find(|node| node.attribute("id") == Some(table)) else { return 0 };
    let body = table.children().find(|node| node.has_tag_name("tbody")).unwrap();
    body.children().filter(|node| node.has_tag_name("tr")).count()
}

#[test]
fn a_long_table_is_cut_and_says_so() {
    let mut made = fixture::flash_sale();
    let first = made.aggregates.shown[0].activities[0].clone();
    for run in &mut made.aggregates.shown {
        run.activities = vec![first.clone(); 200];
    }
    let all = 200 * made.aggregates.shown.len();
    assert!(all > MOST_ROWS);
    let text = page(&made.report(), &[]);
    let page = parsed(&text);
    assert_eq!(rows(&page, "activities-all"), MOST_ROWS);
    assert!(
        text.contains(&format!("the first {MOST_ROWS} of {all} rows, all of them are in <code>activities.csv</code>"))
    );
    let median = made.aggregates.shown[made.aggregates.median].run;
    let table = elements(&page, "table").find(|node| node.attribute("id") == Some("activities-all")).unwrap();
    let run = table.descendants().find(|node| node.attribute("scope") == Some("row")).unwrap();
    assert_eq!(run.text(), Some(median.to_string().as_str()), "the run of median cost stays");
}

#[test]
fn every_table_has_a_caption_and_every_heading_its_scope() {
    let made = fixture::flash_sale();
    let text = written(&made.report());
    let page = parsed(&text);
    for table in elements(&page, "table") {
        assert!(table.children().any(|node| node.has_tag_name("caption")));
        let columns = table.descendants().filter(|node| node.attribute("scope") == Some("col")).count();
        let body = table.children().find(|node| node.has_tag_name("tbody")).unwrap();
        for row in body.children().filter(Node::is_element) {
            assert_eq!(row.children().filter(Node::is_element).count(), columns, "{:?}", table.attribute("id"));
        }
    }
    assert!(elements(&page, "th").all(|heading| heading.attribute("scope").is_some()));
    for input in elements(&page, "input") {
        let id = input.attribute("id");
        assert!(elements(&page, "label").any(|label| label.attribute("for") == id));
    }
    assert_eq!(elements(&page, "html").next().unwrap().attribute("lang"), Some("en"));
}

#[test]
fn colours_of_the_charts_have_their_counterpart_on_a_dark_ground() {
    let rules = super::drawing::dark_rules();
    for Drawn { svg: light, .. } in drawn(&fixture::flash_sale().report()) {
        let dark = charts::picture::dark(&light);
        let colours = |svg: &str| svg.split("=\"#").skip(1).map(|part| part[..6].to_owned()).collect::<Vec<_>>();
        for (from, to) in colours(&light).iter().zip(&colours(&dark)).filter(|(from, to)| from != to) {
            assert!(rules.contains(&format!("[fill=\"#{from}\"]{{fill:#{to}}}")), "{from}");
        }
    }
}

#[test]
fn ids_of_a_chart_are_its_own_and_its_words_are_not_touched() {
    let svg = "<svg width=\"1\" aria-labelledby=\"title desc\" xmlns=\"http://www.w3.org/2000/svg\">\n<title \
               id=\"title\">t</title>\n<desc id=\"desc\">d</desc>\n<style>text{}</style>\n<pattern id=\"hatch1\"></pattern>\
               <rect fill=\"url(#hatch1)\"></rect><text>style title hatch1</text></svg>";
    let chart = |stem: &str| Drawn { stem: stem.to_owned(), svg: svg.to_owned(), alt: "a".to_owned() };
    let made = fixture::five_minutes();
    let text = page(&made.report(), &[chart("a"), chart("b")]);
    is_sound(&text);
    assert!(text.contains("<rect fill=\"url(#c2-hatch1)\">") && text.contains("<text>style title hatch1</text>"));
}
