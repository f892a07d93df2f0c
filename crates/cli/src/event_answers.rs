//! One answer for each event that an argument names.

use serde_json::Value;

use crate::arguments::Format;
use crate::context::{json_line, write_message, write_result};
use crate::event_document::{EventForm, ReadEvent, for_each_event};
use crate::event_source::EventInput;
use crate::failure::IoFailure;
use crate::{Context, ExpectedError, FiredrillExitCode};

/// An event that is to be answered for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NamedEvent<'a> {
    /// Where it stood.
    pub(crate) origin: &'a str,
    /// The event.
    pub(crate) text: &'a str,
    /// What it was read from.
    form: EventForm,
    /// Whether answers must say which event they are for.
    is_one_of_several: bool,
}

/// An answer for one event.
#[derive(Debug)]
pub(crate) struct EventAnswer {
    /// What is written.
    pub(crate) text: String,
    /// What it means for the exit code.
    pub(crate) code: FiredrillExitCode,
}

/// Writes what `answer` gives for each event of `input`, and says with which code to end: the gravest
/// of all. An event that is refused is told and ends nothing.
///
/// # Errors
/// The answer cannot be written.
pub(crate) fn answer_each(
    input: &EventInput,
    context: &Context,
    mut answer: impl FnMut(NamedEvent<'_>) -> Result<EventAnswer, ExpectedError>,
) -> Result<FiredrillExitCode, ExpectedError> {
    let mut code = FiredrillExitCode::Done;
    let mut noted = Vec::new();
    for_each_event(input, |event| -> Result<(), ExpectedError> {
        let answered = event.and_then(|event| {
            let ReadEvent { text, form } = &event.event;
            // Who types an event means what is typed.
            let is_typed = matches!(input, EventInput::CommandLine(_)) && *form == EventForm::Other;
            if let Some(note) = form.note()
                && context.format == Format::Text
                && !(is_typed || context.quiet || noted.contains(form))
            {
                noted.push(*form);
                write_message(&format!("note: {}: {note}\n", escaped(&event.origin)));
            }
            let is_one_of_several = event.is_one_of_several;
            answer(NamedEvent { origin: &event.origin, text, form: *form, is_one_of_several })
        });
        match answered {
            Ok(answer) => {
                write_result(&answer.text)
                    .map_err(|error| IoFailure::new("write the answer", &error))?;
                code = code.graver(answer.code);
            }
            Err(error) => {
                write_message(&error.render(context));
                code = code.graver(error.exit_code());
            }
        }
        Ok(())
    })?;
    Ok(code)
}

impl NamedEvent<'_> {
    /// What stands before an answer for people.
    pub(crate) fn heading(&self) -> String {
        if self.is_one_of_several { format!("{}: ", escaped(self.origin)) } else { String::new() }
    }

    /// An answer for tools, with which event it is for and what that was read from.
    pub(crate) fn json(&self, mut answer: Value) -> String {
        if let Some(members) = answer.as_object_mut() {
            if self.is_one_of_several {
                members.insert("event".to_owned(), self.origin.into());
            }
            if let Some(name) = self.form.name() {
                members.insert("readAs".to_owned(), name.into());
            }
        }
        json_line(&answer)
    }
}

fn escaped(origin: &str) -> std::borrow::Cow<'_, str> {
    firedrill_report::escape(origin)
}
