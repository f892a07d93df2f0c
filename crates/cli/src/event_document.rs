//! The events in what people have: events as they are, findings wrapped as GuardDuty sends them, and
//! lists of either taken apart.
//!
//! Every command that takes events reads them here, so that all of them judge the same.

use firedrill_eventbridge::check_readable;
use firedrill_finding::{
    Document, DocumentError, DocumentList, spell_as_event, split_documents, wrap_finding,
};
use miette::Diagnostic;

use crate::event_source::{EVENT_LIMIT, EventInput, EventSourceError, SourceText, for_each_text};
use crate::failure::ExpectedError;
use crate::input::EventRefusal;

/// How deep lists may lie in lists: answers of GetFindings in an array.
const LIST_DEPTH: usize = 2;

/// One event, and where it stood.
#[derive(Debug)]
pub(crate) struct SourceEvent {
    /// The file, and the place in it where it is one of several.
    pub(crate) origin: String,
    /// Whether its input can hold others.
    pub(crate) is_one_of_several: bool,
    /// The event.
    pub(crate) event: ReadEvent,
}

/// An event, and what it was read from.
#[derive(Debug)]
pub(crate) struct ReadEvent {
    /// The whole event.
    pub(crate) text: String,
    /// What was there.
    pub(crate) form: EventForm,
}

/// What an event was read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EventForm {
    /// An event.
    Event,
    /// A finding in the spelling of EventBridge.
    Finding,
    /// A finding in the spelling of the AWS CLI and SDKs.
    ApiFinding,
    /// An object that is neither, as it stands.
    Other,
}

impl EventForm {
    /// What was done to make it an event; nothing with what is one.
    pub(crate) fn note(self) -> Option<&'static str> {
        match self {
            Self::Event => None,
            Self::Finding => Some("read as a finding, wrapped as GuardDuty's event"),
            Self::ApiFinding => Some(
                "read as a finding in the spelling of GetFindings, put into that of EventBridge \
                 (its times stay as they are) and wrapped as GuardDuty's event",
            ),
            Self::Other => Some("neither an event nor a finding, judged as it stands"),
        }
    }

    /// Its name for tools; none for what was judged as it stands.
    pub(crate) fn name(self) -> Option<&'static str> {
        match self {
            Self::Event | Self::Other => None,
            Self::Finding => Some("finding"),
            Self::ApiFinding => Some("api-finding"),
        }
    }
}

/// Hands every event of one input to `each`, in order, or why there is none at a place.
///
/// # Errors
/// What `each` returns.
pub(crate) fn for_each_event<E>(
    input: &EventInput,
    mut each: impl FnMut(Result<SourceEvent, ExpectedError>) -> Result<(), E>,
) -> Result<(), E> {
    for_each_text(input, |SourceText { origin, line, text }| {
        let text = match text {
            Ok(text) => text,
            Err(error) => return each(Err(ExpectedError::invalid(error))),
        };
        if let Some(line) = line {
            let document = Place { origin, line, is_one_of_several: true, depth: 0 };
            return document.hand_on(&text, &mut each);
        }
        let documents = split_documents(&text);
        let several = documents.len() > 1;
        for (line, document) in documents {
            let origin = if several { format!("{origin}:{line}") } else { origin.clone() };
            let place = Place { origin, line: 1, is_one_of_several: several, depth: 0 };
            match document {
                Ok(document) => place.hand_on(document, &mut each)?,
                Err(error) => each(Err(place.refused(&text, &error)))?,
            }
        }
        Ok(())
    })
}

/// Where a document stands.
struct Place {
    origin: String,
    /// The line of the input that the document begins in, where its own errors count from 1.
    line: usize,
    is_one_of_several: bool,
    /// In how many lists it lies.
    depth: usize,
}

impl Place {
    fn hand_on<E>(
        self,
        text: &str,
        each: &mut impl FnMut(Result<SourceEvent, ExpectedError>) -> Result<(), E>,
    ) -> Result<(), E> {
        match Document::read(text) {
            Ok(Document::List(list)) => self.hand_on_list(&list, each),
            Ok(_) if text.len() > EVENT_LIMIT => {
                each(Err(ExpectedError::invalid(EventSourceError::TooLarge {
                    origin: self.origin,
                })))
            }
            Ok(Document::Event) => each(Ok(self.event(text.to_owned(), EventForm::Event))),
            Ok(Document::Other) => each(Ok(self.event(text.to_owned(), EventForm::Other))),
            Ok(Document::Finding) => each(self.wrapped(text, EventForm::Finding)),
            Ok(Document::ApiFinding) => match spell_as_event(text) {
                Ok(finding) => each(self.wrapped(&finding, EventForm::ApiFinding)),
                Err(error) => each(Err(self.refused_for(&error.to_string(), None))),
            },
            Err(error) => each(Err(self.refused(text, &error))),
        }
    }

    fn hand_on_list<E>(
        self,
        list: &DocumentList<'_>,
        each: &mut impl FnMut(Result<SourceEvent, ExpectedError>) -> Result<(), E>,
    ) -> Result<(), E> {
        if list.documents.is_empty() {
            return each(Err(ExpectedError::invalid(EventSourceError::Empty {
                origin: self.origin,
            })));
        }
        if self.depth == LIST_DEPTH {
            return each(Err(self.refused_for("it is a list within lists", None)));
        }
        for (index, document) in list.documents.iter().enumerate() {
            let member = list.member.map(|member| format!(" {member}")).unwrap_or_default();
            let place = Self {
                origin: format!("{}{member}[{index}]", self.origin),
                line: 1,
                is_one_of_several: true,
                depth: self.depth + 1,
            };
            place.hand_on(document, each)?;
        }
        Ok(())
    }

    fn event(self, text: String, form: EventForm) -> SourceEvent {
        let Self { origin, is_one_of_several, .. } = self;
        SourceEvent { origin, is_one_of_several, event: ReadEvent { text, form } }
    }

    fn wrapped(self, finding: &str, form: EventForm) -> Result<SourceEvent, ExpectedError> {
        match wrap_finding(finding) {
            Ok(event) => Ok(self.event(event, form)),
            Err(error) => {
                let help = error.help().map(|help| help.to_string());
                Err(self.refused_for(&error.to_string(), help))
            }
        }
    }

    fn refused(&self, text: &str, error: &DocumentError) -> ExpectedError {
        let mut reason = error.to_string();
        let mut help = error.help().map(|help| help.to_string());
        if let DocumentError::NotJson { line, column, .. } = error {
            reason.push_str(&format!(" (line {}, column {column})", self.line + line - 1));
            // What the service would answer may be another thing, such as the depth.
            let answer = || check_readable(text).err().map(|error| error.fault().to_string());
            help = help.or_else(|| Some(format!("EventBridge says: {}", answer()?)));
        }
        self.refused_for(&reason, help)
    }

    fn refused_for(&self, reason: &str, help: Option<String>) -> ExpectedError {
        let reason = format!("not an event: {reason}");
        ExpectedError::invalid(EventRefusal::new(&self.origin, &reason, help.as_deref()))
    }
}
