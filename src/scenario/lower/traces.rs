//! Records that are replayed: the written keys become the reader's, its findings become problems and notes.

use crate::model::traffic::{Replay, Shape};
use crate::quantity;
use crate::scenario::file::traffic::{FileNames, GapFile, ReplayFile, TraceFile, TraceForm};
use crate::scenario::file::written::DateTime;
use crate::scenario::reading::Reading;
use crate::scenario::setup::Window;
use crate::scenario::trace::{self, Counted, GapRule, TraceMoment, TraceProblem, TraceSpec};

/// A record on the clock of the run.
pub(super) fn trace(file: &TraceFile, path: &str, window: &Window, reading: &mut Reading) -> Option<Shape> {
    let bare;
    let (form, at_file) = match file {
        TraceFile::Name(name) => {
            bare = TraceForm::of(name);
            (&bare, path.to_owned())
        }
        TraceFile::Form(form) => (form.as_ref(), format!("{path}.file")),
    };
    let zone = form.zone.as_ref().map(|zone| reading.literal(&format!("{path}.zone"), quantity::zone(&zone.0)));
    let period =
        form.period.as_ref().map(|text| reading.literal(&format!("{path}.period"), quantity::duration(&text.0)));
    let from = form.from.as_ref().map(|text| moment(text, &format!("{path}.from"), reading));
    let to = form.to.as_ref().map(|text| moment(text, &format!("{path}.to"), reading));
    let names = form.file.names();
    let found: Vec<Option<_>> = names.iter().map(|name| reading.input(&at_file, name)).collect();
    let mut files = found.into_iter().collect::<Option<Vec<_>>>()?.into_iter();
    let spec = TraceSpec {
        file: files.next()?,
        more: files.collect(),
        column: form.column.clone(),
        zone: whole(zone)?,
        period: whole(period)?,
        from: whole(from)?,
        to: whole(to)?,
        repeat: form.repeat.unwrap_or_default(),
        replay: match form.replay {
            None | Some(ReplayFile::Exact) => Replay::Exact,
            Some(ReplayFile::Resampled) => Replay::Resampled,
        },
        gap: match form.gap {
            None | Some(GapFile::None) => GapRule::None,
            Some(GapFile::Previous) => GapRule::Previous,
            Some(GapFile::Mean) => GapRule::Mean,
        },
        allow_partial: form.allow_partial.unwrap_or_default(),
        counted: Counted::Requests,
    };
    match trace::read(&spec, window) {
        Ok(trace) => {
            let said = names.join("`, `");
            if let Some(late) = trace.begins_late {
                let at = if form.from.is_some() { format!("{path}.from") } else { at_file };
                reading
                    .warn(at, late)
                    .hint("begin the run where the trace does, or say `from` when it falls on `start`");
            }
            reading.notes.extend(trace.notes.into_iter().map(|note| format!("`{said}`: {note}")));
            reading.moved_nanos = reading.moved_nanos.or(trace.moved_nanos);
            Some(trace.shape)
        }
        Err(why) => {
            refuse(&at_file, names, &why, reading);
            None
        }
    }
}

/// Says what is wrong with a file of a record.
pub(super) fn refuse(path: &str, names: &[String], why: &TraceProblem, reading: &mut Reading) {
    let line = why.line.as_ref().map(|(number, text)| (*number, text.as_str()));
    let problem = reading.data_error(path, &names[why.file], line, &why.message);
    if let Some(hint) = &why.hint {
        problem.hint(hint.clone());
    }
}

/// What is absent is fine; what is present must have been understood.
#[expect(clippy::option_option, reason = "absent, present but wrong, and present are three things")]
pub(super) fn whole<T>(value: Option<Option<T>>) -> Option<Option<T>> {
    match value {
        Some(value) => value.map(Some),
        None => Some(None),
    }
}

pub(super) fn moment(text: &DateTime, path: &str, reading: &mut Reading) -> Option<TraceMoment> {
    match reading.literal(path, quantity::datetime(&text.0))? {
        quantity::At::Local(local) => Some(TraceMoment::Wall(local)),
        quantity::At::Moment(at) => Some(TraceMoment::Exact(at)),
        quantity::At::FromStart(span) => Some(TraceMoment::Since(span)),
        quantity::At::Daily(_) => {
            reading.error(path, format!("`{}` is no date; write 2014-04-11", text.0));
            None
        }
    }
}

impl TraceForm {
    /// A bare file name is `{file: NAME}`.
    fn of(name: &str) -> Self {
        Self {
            file: FileNames::One(name.to_owned()),
            column: None,
            zone: None,
            period: None,
            from: None,
            to: None,
            repeat: None,
            replay: None,
            gap: None,
            allow_partial: None,
        }
    }
}
