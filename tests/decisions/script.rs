//! A story's script, as it stands at the head of its file: what is there, what is called when, and the datapoints.

use dryscale::engine::{Span, Time};
use dryscale::model::alarms::{AlarmConfig, Comparison, OnlyBreaching, TreatMissingData};
use dryscale::model::metrics::{Metric, Query, Statistic};
use dryscale::model::scaling::{
    AdjustmentType, Aggregation, CapacityBasis, CooldownRule, MetricValue, Policy, Register, Rules, Schedule,
    Scheduled, ScheduledDuringUpdate, Step, StepScaling, Target, TargetTracking,
};

/// Midnight of the day on which all stories happen, 2026-11-27.
const MIDNIGHT: Time = Time::from_secs(1_795_737_600);

/// The assumptions as a scenario has them that says nothing.
const RULES: Rules = Rules::DEFAULT;

pub(crate) struct Script {
    pub(crate) begin: Time,
    pub(crate) target: Target,
    pub(crate) initial: u32,
    pub(crate) rules: Rules,
    pub(crate) launch: Span,
    pub(crate) removal: Span,
    pub(crate) lag: Span,
    pub(crate) update_lock: bool,
    pub(crate) metrics: Vec<Scripted>,
    /// By policy: index of the metric that its own alarms watch.
    pub(crate) tracked: Vec<Option<usize>>,
    pub(crate) alarms: Vec<UserAlarm>,
    pub(crate) calls: Vec<(Time, Call)>,
}

/// A metric: one value a period, with what it comes late by; `None`: a gap.
pub(crate) struct Scripted {
    name: String,
    pub(crate) metric: Metric,
    /// The values are counts, of which each unit in service gets its share.
    pub(crate) is_total: bool,
    pub(crate) values: Vec<Option<(f64, Span)>>,
}

pub(crate) struct UserAlarm {
    pub(crate) config: AlarmConfig,
    pub(crate) metric: usize,
    pub(crate) on_alarm: Vec<usize>,
    pub(crate) on_ok: Vec<usize>,
    pub(crate) on_no_data: Vec<usize>,
}

#[derive(Clone)]
pub(crate) enum Call {
    Register(Register),
    Capacity(u32),
    Actions(usize, bool),
}

impl Script {
    pub(crate) fn read(text: &str) -> Self {
        let lines: Vec<Vec<&str>> = text.lines().map(|line| line.split_whitespace().collect()).collect();
        let said = |key: &'static str| {
            lines.iter().filter(move |line| line.first() == Some(&key)).map(|line| line[1..].to_vec())
        };
        let only = |key: &'static str| said(key).next().map(|words| words[0]);
        let metrics = metrics(said("metric"));
        let policies: Vec<Policy> = said("policy").map(|words| policy(&words, &metrics)).collect();
        let tracked = said("policy").map(|words| after(&words, "tracks").map(|name| place(&metrics, name))).collect();
        let number = |name: &str| policies.iter().position(|p| p.name() == name).expect("a policy of the script");
        let alarms: Vec<UserAlarm> = said("alarm").map(|words| alarm(&words, &metrics, number)).collect();
        let clocked = lines.iter().filter(|line| line.first().is_some_and(|w| w.starts_with(|c: char| c.is_numeric())));
        let calls = clocked.map(|line| (clock(line[0]), call(&line[1..], &alarms))).collect();
        let target = said("target").next().expect("every story has a target");
        let (min, max) = target[0].split_once("..").expect("MIN..MAX");
        let resource_id = "endpoint/shop/variant/AllTraffic".to_owned();
        let scheduled = said("schedule").map(|words| scheduled(&words)).collect();
        Self {
            begin: only("start").map_or(MIDNIGHT + Span::HOUR * 12, clock),
            target: Target { resource_id, min: whole(min), max: whole(max), policies, scheduled },
            initial: whole(after(&target, "from").expect("from N")),
            rules: said("assume").flatten().fold(RULES, assumed),
            launch: only("launch").map_or(Span::ZERO, span),
            removal: only("removal").map_or(Span::ZERO, span),
            lag: only("lag").map_or(Span::from_secs(15), span),
            update_lock: only("update_lock") != Some("off"),
            metrics,
            tracked,
            alarms,
            calls,
        }
    }

    /// When the last datapoint has been judged.
    pub(crate) fn end(&self) -> Time {
        let last = self.metrics.iter().map(|m| m.metric.period() * m.values.len() as u64).max();
        self.begin + last.expect("every story has a metric") + self.lag
    }
}

/// The word behind `key`.
fn after<'a>(words: &[&'a str], key: &str) -> Option<&'a str> {
    words.iter().position(|word| *word == key).map(|found| words[found + 1])
}

fn whole(word: &str) -> u32 {
    word.parse().unwrap_or_else(|_| panic!("a whole number, not {word}"))
}

fn real(word: &str) -> f64 {
    word.parse().unwrap_or_else(|_| panic!("a number, not {word}"))
}

fn span(word: &str) -> Span {
    let (number, unit) = word.split_at(word.len() - 1);
    let secs = match unit {
        "s" => 1,
        "m" => 60,
        _ => panic!("a length like 90s or 3m, not {word}"),
    };
    Span::from_secs(u64::from(whole(number)) * secs)
}

fn clock(word: &str) -> Time {
    let secs = word.split(':').fold((0, 3_600), |(sum, unit), part| (sum + u64::from(whole(part)) * unit, unit / 60)).0;
    MIDNIGHT + Span::from_secs(secs)
}

fn place(metrics: &[Scripted], name: &str) -> usize {
    metrics.iter().position(|metric| metric.name == name).unwrap_or_else(|| panic!("no metric {name}"))
}

/// `requests total: 1200*3 - 1500+90s`; a second line of the same name goes on.
fn metrics<'a>(lines: impl Iterator<Item = Vec<&'a str>>) -> Vec<Scripted> {
    let mut metrics: Vec<Scripted> = Vec::new();
    for words in lines {
        let colon = words.iter().position(|word| word.ends_with(':')).expect("NAME: values");
        let head = words[..=colon].join(" ");
        let head: Vec<&str> = head.trim_end_matches(':').split(' ').collect();
        let metric = match (head.contains(&"total"), after(&head, "every")) {
            (true, None) => Metric::InvocationsPerInstance,
            (false, None) => Metric::CpuUtilization,
            (_, every) => every.filter(|&word| word == "10s").map(|_| Metric::ConcurrentRequestsPerModel).expect("10s"),
        };
        let values = words[colon + 1..].iter().flat_map(|word| values(word));
        if let Some(begun) = metrics.iter_mut().find(|metric| metric.name == head[0]) {
            begun.values.extend(values);
        } else {
            let (name, is_total) = (head[0].to_owned(), head.contains(&"total"));
            metrics.push(Scripted { name, metric, is_total, values: values.collect() });
        }
    }
    metrics
}

fn values(word: &str) -> Vec<Option<(f64, Span)>> {
    let (value, times) = word.split_once('*').map_or((word, 1), |(value, times)| (value, whole(times) as usize));
    let (value, late) = value.split_once('+').map_or((value, Span::ZERO), |(value, late)| (value, span(late)));
    vec![(value != "-").then(|| (real(value), late)); times]
}

fn policy(words: &[&str], metrics: &[Scripted]) -> Policy {
    let name = words[0].to_owned();
    let cooldown = |key| after(words, key).map_or(Span::from_secs(300), span);
    if let Some(metric) = after(words, "tracks") {
        let metric = metrics[place(metrics, metric)].metric;
        return Policy::from(TargetTracking {
            name,
            target_value: real(after(words, "at").expect("at TARGET")),
            metric: Query::simple(metric, Statistic::Sum),
            scale_out_cooldown: cooldown("out"),
            scale_in_cooldown: cooldown("in"),
            disable_scale_in: words.contains(&"DisableScaleIn"),
        });
    }
    Policy::from(StepScaling {
        name,
        adjustment: match after(words, "steps").expect("tracks or steps") {
            "ChangeInCapacity" => AdjustmentType::ChangeInCapacity,
            "PercentChangeInCapacity" => AdjustmentType::PercentChangeInCapacity,
            "ExactCapacity" => AdjustmentType::ExactCapacity,
            other => panic!("no AdjustmentType {other}"),
        },
        steps: words.iter().filter(|word| word.starts_with(['[', '('])).map(|word| step(word)).collect(),
        min_magnitude: after(words, "MinAdjustmentMagnitude").map(whole),
        cooldown: cooldown("cooldown"),
        aggregation: Aggregation::Average,
    })
}

/// `[0,10)+1`.
fn step(word: &str) -> Step {
    let (lower, rest) = word[1..].split_once(',').expect("LOWER,UPPER");
    let (upper, adjustment) = rest.split_once([')', ']']).expect("a bracket");
    let bound = |word: &str| (!word.is_empty()).then(|| real(word));
    Step { lower: bound(lower), upper: bound(upper), adjustment: adjustment.parse().expect("a whole number") }
}

/// `busy reads cpu > 50 2 of 3 ALARM out OK back`.
fn alarm(words: &[&str], metrics: &[Scripted], policy: impl Fn(&str) -> usize) -> UserAlarm {
    let of = words.iter().position(|word| *word == "of").expect("M of N");
    let (needed, periods) = (whole(words[of - 1]), whole(words[of + 1]));
    let named = |key| after(words, key).map_or(Vec::new(), |names| names.split(',').map(&policy).collect());
    UserAlarm {
        config: AlarmConfig {
            name: words[0].to_owned(),
            period: after(words, "every").map_or(Span::MINUTE, span),
            evaluation_periods: periods,
            datapoints_to_alarm: (needed != periods).then_some(needed),
            threshold: real(words[of - 2]),
            comparison: match words[of - 3] {
                ">" => Comparison::Greater,
                ">=" => Comparison::GreaterOrEqual,
                "<" => Comparison::Less,
                "<=" => Comparison::LessOrEqual,
                other => panic!("no comparison {other}"),
            },
            treat_missing_data: match after(words, "TreatMissingData") {
                None => TreatMissingData::Missing,
                Some("ignore") => TreatMissingData::Ignore,
                Some("breaching") => TreatMissingData::Breaching,
                Some("notBreaching") => TreatMissingData::NotBreaching,
                Some(other) => panic!("no TreatMissingData {other}"),
            },
            evaluation_range: periods + RULES.managed.evaluation_range_extra,
            action_repeat: after(words, "repeat").map_or(Span::ZERO, span),
            few_samples: None,
            actions_enabled: true,
            only_breaching: OnlyBreaching::Keep,
        },
        metric: place(metrics, after(words, "reads").expect("reads METRIC")),
        on_alarm: named("ALARM"),
        on_ok: named("OK"),
        on_no_data: named("INSUFFICIENT_DATA"),
    }
}

/// `sale at 12:10 min 5 max 10`.
fn scheduled(words: &[&str]) -> Scheduled {
    let schedule = Schedule::At(clock(after(words, "at").expect("at CLOCK")));
    let (min, max) = (after(words, "min").map(whole), after(words, "max").map(whole));
    Scheduled { name: words[0].to_owned(), schedule, min, max }
}

fn call(words: &[&str], alarms: &[UserAlarm]) -> Call {
    let flag = |which| words.contains(&which).then_some(words[0] == "suspend");
    match words[0] {
        "register" => Call::Register(Register {
            min: after(words, "min").map(whole),
            max: after(words, "max").map(whole),
            ..Register::default()
        }),
        "suspend" | "resume" => Call::Register(Register {
            dynamic_in_suspended: flag("in"),
            dynamic_out_suspended: flag("out"),
            scheduled_suspended: flag("scheduled"),
            ..Register::default()
        }),
        "capacity" => Call::Capacity(whole(words[1])),
        "disable" | "enable" => {
            let number = alarms.iter().position(|alarm| alarm.config.name == words[1]).expect("an alarm of the script");
            Call::Actions(number, words[0] == "enable")
        }
        other => panic!("no call {other}"),
    }
}

fn assumed(rules: Rules, word: &str) -> Rules {
    let (switch, value) = word.split_once('=').expect("SWITCH=VALUE");
    match (switch, value) {
        ("metric_value", "window") => Rules { metric_value: MetricValue::Window, ..rules },
        ("capacity_basis", "current") => Rules { capacity_basis: CapacityBasis::Current, ..rules },
        ("cooldown_rule", "block") => Rules { cooldown_rule: CooldownRule::Block, ..rules },
        ("cooldown_rule", "excess") => Rules { cooldown_rule: CooldownRule::Excess, ..rules },
        ("scheduled_during_update", "fail") => Rules { scheduled_during_update: ScheduledDuringUpdate::Fail, ..rules },
        ("scheduled_during_update", "act") => Rules { scheduled_during_update: ScheduledDuringUpdate::Act, ..rules },
        _ => panic!("no assumption {word}"),
    }
}
